"""Plans who will be reminded when, asks again when the moment has come, and puts reminders off.

Planning happens in the transaction that changed a clock or a step and may be repeated at will: a row's id is made of
incident, subject, kind and deadline, so what was already said for this deadline is not said again, and what was
planned for another one is cancelled. Firing is called by the timers, in the transaction that claimed the rows. Leaves
to others when a moment is (`domain/reminders.py`) and how a message reads (`slack`).

What surprises: a warning whose moment was already over when the clock changed is skipped, but a target is always said,
however late; reminders of one subject that fall due together are one line, the latest.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from bot.actions.room import channel_key
from bot.actions.work import Work
from bot.domain import clocks
from bot.domain.incidents import CLOSED, OPEN
from bot.domain.reminders import (
    Ladders,
    Moment,
    climb,
    follow_ups,
    instant_text,
    ladder,
    next_late,
    snooze_ends_by,
)
from bot.domain.steps import StepStatus
from bot.errors import IncidentClosed, Refused
from bot.store.tables import Clock, Incident, Outbox, Reminder, StepState

SETTLED = ("done", "skipped")
WORKABLE = ("open", "claimed")
SAID = ("fired", "snoozed")
SPOKEN = (*clocks.RUNNING, "held")
"""The states of a clock that is worth a reminder; a held one is reminded of the end of its hold."""


def plan_clock(work: Work, incident: Incident, clock: Clock, title: str) -> None:
    """Bring the reminders of one clock in line with it; call it after every change of the clock. Idempotent."""
    rules: Ladders = work.library.reminders
    last = _deadline(clock) if incident.state == OPEN and _state(work, incident, clock) in SPOKEN else None
    moments: list[Moment] = []
    if last is not None:
        moments += ladder(rules, clock.starts_at, last, incident.severity, ZoneInfo(incident.zone))
    _plan(work, incident, f"clock:{clock.duty_id}", title, last, moments, over_before=clock.changed_at)
    if last is not None:
        _plan_next_late(work, incident, f"clock:{clock.duty_id}", title, last)


def plan_step(work: Work, incident: Incident, status: StepStatus) -> None:
    """Bring the reminders of one step in line with it. Only a step that can be worked on is reminded of. Idempotent."""
    step, subject = status.step, f"step:{status.step.id}"
    last = status.due_at if incident.state == OPEN and status.state in WORKABLE else None
    moments: Sequence[Moment] = ()
    if last is not None:
        rows = _rows(work, incident, subject)
        begun = (row.due_at for row in rows if row.kind == "late-1" and row.deadline_at == last)
        # a step that waited for others past its time is late from now on, not all the way up at once
        first_at = next(begun, max(last, work.now_in(incident)))
        moments = climb(work.library.reminders, first_at, step.escalates_for)
    _plan(work, incident, subject, step.title, last, moments)


def plan_closing(work: Work, incident: Incident) -> None:
    """Call it after closing or reopening an incident: a closed one is only followed up. Idempotent.

    After reopening, `plan_clock` and `plan_step` bring their reminders back.
    """
    rules: Ladders = work.library.reminders
    closed_at = incident.closed_at if incident.state == CLOSED else None
    if closed_at is not None:
        _cancel(_pending(work, incident), "the incident was closed")
    moments = {moment.kind: moment for moment in follow_ups(rules, closed_at)} if closed_at else {}
    for rule in rules.closed:
        wanted = [moments[rule.kind]] if rule.kind in moments else []
        _plan(work, incident, f"closed:{rule.kind}", rule.says, closed_at, wanted)


def snooze(work: Work, incident: Incident, subject: str, until: datetime, reason: str) -> None:
    """Put off what would be said about `subject` before `until`, in the incident's own time; limited and recorded."""
    if incident.state != OPEN:
        raise IncidentClosed("This incident is closed; there is nothing to put off.", "Reopen it first.")
    now = work.now_in(incident)
    rows = [row for row in _pending(work, incident) if row.subject == subject]
    waiting = sorted((row for row in rows if row.due_at < until), key=lambda row: row.due_at)
    last = rows[0].deadline_at if rows else None
    latest = snooze_ends_by(work.library.reminders, now, last)
    if not now < until <= latest:
        raise Refused(f"A reminder can be put off until {instant_text(latest)} at most.", "Choose an earlier time.")
    if not waiting:
        raise Refused("No reminder is due before then.", "There is nothing to put off.")
    for row in waiting:
        row.status, row.note = "snoozed", f"put off until {instant_text(until)} by {work.actor}: {reason}"
    again = Moment(f"snoozed-{instant_text(until)}", until, tuple(waiting[-1].audience))
    _insert(work, incident, subject, waiting[-1].title, last, [(again, "pending")])
    work.record(
        incident,
        "reminder.snoozed",
        subject=subject,
        title=waiting[-1].title,
        until=instant_text(until),
        reason=reason,
    )


def fire(work: Work, incident: Incident, rows: Sequence[Reminder]) -> None:
    """Say what these claimed rows are for, if it still holds: record it and write one message for all of them."""
    lines: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row.due_at, row.id)):
        if objection := _ask_again(work, incident, row):
            row.status, row.fired_at, row.note = "cancelled", None, objection
            continue
        earlier = lines.pop(
            row.subject, {"audience": []}
        )  # the latest moment speaks for the earlier ones, and to theirs
        line = lines[row.subject] = _line(work, incident, row)
        line["audience"] = list(dict.fromkeys([*earlier["audience"], *line["audience"]]))
    for line in lines.values():
        _record(work, incident, line)
        if line["subject"].startswith("clock:") and (last := line["deadline_at"]):
            _plan_next_late(work, incident, line["subject"], line["title"], datetime.fromisoformat(last))
    _write(work, incident, list(lines.values()))


def still_wanted(work: Work, row: Outbox) -> dict[str, Any] | None:
    """The details of a reminder's message as they hold now, asked just before delivery; None when nothing is left."""
    left = [line for line in row.details["reminders"] if not _overtaken(work, line)]
    return {**row.details, "reminders": left} if left else None


def _overtaken(work: Work, line: dict[str, Any]) -> bool:
    row = work.session.get(Reminder, line["reminder_id"])
    incident = work.session.get(Incident, row.incident_id) if row else None
    return row is None or incident is None or _ask_again(work, incident, row) is not None


def _state(work: Work, incident: Incident, clock: Clock) -> clocks.State:
    return clocks.state(
        clock.answer,
        clock.starts_at,
        clock.target_at,
        clock.limit_at,
        clock.decision,
        clock.met_at,
        work.now_in(incident),
        clock.held_until,
    )


def _deadline(clock: Clock) -> datetime | None:
    return clocks.deadline(clock.target_at, clock.held_until)


def _ask_again(work: Work, incident: Incident, row: Reminder) -> str | None:
    """Why the row is no longer to be said; None when it is."""
    subject, _, name = row.subject.partition(":")
    if subject == "closed":
        return None if incident.state == CLOSED else "the incident is open again"
    if incident.state != OPEN:
        return "the incident was closed"
    if subject == "step":
        step = work.session.get(StepState, (incident.id, name))
        return "the step is settled" if step is not None and step.state in SETTLED else None
    clock = work.session.scalars(select(Clock).where(Clock.incident_id == incident.id, Clock.duty_id == name)).first()
    if clock is None or (found := _state(work, incident, clock)) not in SPOKEN:
        return f"the clock is {found if clock else 'gone'}"
    return None if _deadline(clock) == row.deadline_at else "the clock has moved"


def _line(work: Work, incident: Incident, row: Reminder) -> dict[str, Any]:
    """What a message needs to know. `late_for_s` is how late the reminder is, `left_s` what is left to the deadline."""
    subject, _, name = row.subject.partition(":")
    now = work.now_in(incident)
    named = {"clock": {"duty_id": name}, "step": {"step_id": name}}.get(subject, {})
    return {
        "reminder_id": row.id,
        "subject": row.subject,
        **named,
        "title": row.title,
        "rung": row.kind,
        "audience": list(row.audience),
        "due_at": instant_text(row.due_at),
        "deadline_at": instant_text(row.deadline_at) if row.deadline_at else None,
        "late_for_s": max(0, int((now - row.due_at).total_seconds())),
        "left_s": int((row.deadline_at - now).total_seconds()) if row.deadline_at else None,
    }


def _record(work: Work, incident: Incident, line: dict[str, Any]) -> None:
    audience, title, subject = ", ".join(line["audience"]), line["title"], line["subject"]
    is_clock, late = subject.startswith("clock:"), line["rung"].startswith("late-")
    if is_clock and line["rung"] == "target":
        work.record(incident, "clock.late", duty_id=line["duty_id"], title=title, target=line["deadline_at"])
    elif not is_clock and line["rung"] == "late-1":
        work.record(incident, "step.late", step_id=line["step_id"], title=title, due=line["deadline_at"])
    elif late:
        work.record(incident, "escalation.sent", subject=subject, audience=audience, title=title)
    else:
        work.record(incident, "reminder.sent", subject=subject, audience=audience, text=title, rung=line["rung"])


def _write(work: Work, incident: Incident, lines: list[dict[str, Any]]) -> None:
    """One message for all lines, due when the first of them was: so it knows how late it is when it arrives."""
    if not lines:
        return
    due_at = min(datetime.fromisoformat(line["due_at"]) for line in lines) - timedelta(seconds=incident.shift_for)
    work.send(
        "reminder",
        f"reminder|{lines[0]['reminder_id']}",
        incident,
        needs=channel_key(incident),
        urgency=min(_urgency(line) for line in lines),
        due_at=due_at,
        reminders=lines,
    )


def _urgency(line: dict[str, Any]) -> int:
    """1 when the deadline is at most four hours away or has passed, otherwise 4."""
    return 1 if line["left_s"] is not None and line["left_s"] <= 4 * 3600 else 4


def _plan(
    work: Work,
    incident: Incident,
    subject: str,
    title: str,
    deadline_at: datetime | None,
    moments: Iterable[Moment],
    over_before: datetime | None = None,
) -> None:
    known = {row.id: row for row in _rows(work, incident, subject)}
    new: list[tuple[Moment, str]] = []
    for moment in moments:
        over = over_before is not None and moment.due_at < over_before and moment.kind != "target"
        row = known.pop(_id(incident, subject, moment.kind, deadline_at), None)
        if row is None:
            new.append((moment, "skipped" if over else "pending"))
        elif row.status in ("pending", "cancelled"):
            reopened = row.status == "cancelled"
            row.status = "skipped" if over and reopened else "pending"
            row.due_at, row.audience, row.title, row.note = moment.due_at, list(moment.tell), title, None
    _insert(work, incident, subject, title, deadline_at, new)
    outdated = [row for row in known.values() if not (deadline_at and _hangs_on(row, deadline_at))]
    _cancel(outdated, "the clock or step has changed")


def _hangs_on(row: Reminder, deadline_at: datetime) -> bool:
    """Whether a row that is in no ladder stands all the same: a repeated alarm or a snooze for the same deadline."""
    return row.deadline_at == deadline_at and row.kind.startswith(("late-", "snoozed-"))


def _plan_next_late(work: Work, incident: Incident, subject: str, title: str, deadline_at: datetime) -> None:
    """Firing one alarm of a late clock plans the next; nothing is planned before the target was said."""
    rows = {row.kind: row for row in _rows(work, incident, subject) if row.deadline_at == deadline_at}
    said = "target" in rows and rows["target"].status in SAID
    if not said or any(row.status == "pending" for row in rows.values()):
        return
    moment = next_late(work.library.reminders, deadline_at, work.now_in(incident))
    if (row := rows.get(moment.kind)) is None:
        _insert(work, incident, subject, title, deadline_at, [(moment, "pending")])
    elif row.status == "cancelled":
        row.status, row.note = "pending", None


def _insert(
    work: Work,
    incident: Incident,
    subject: str,
    title: str,
    deadline_at: datetime | None,
    planned: Sequence[tuple[Moment, str]],
) -> None:
    if not planned:
        return
    rows = [
        {
            "id": _id(incident, subject, moment.kind, deadline_at),
            "incident_id": incident.id,
            "subject": subject,
            "title": title,
            "kind": moment.kind,
            "due_at": moment.due_at,
            "deadline_at": deadline_at,
            "audience": list(moment.tell),
            "status": status,
            "planned_at": work.now_in(incident),
            "note": "its moment was over when the clock changed" if status == "skipped" else None,
        }
        for moment, status in planned
    ]
    dialect = sqlite if work.session.get_bind().dialect.name == "sqlite" else postgresql
    work.session.execute(dialect.insert(Reminder).values(rows).on_conflict_do_nothing(index_elements=["id"]))


def _id(incident: Incident, subject: str, kind: str, deadline_at: datetime | None) -> str:
    return f"{incident.id}|{subject}|{kind}|{instant_text(deadline_at) if deadline_at else ''}"


def _rows(work: Work, incident: Incident, subject: str) -> Sequence[Reminder]:
    wanted = select(Reminder).where(Reminder.incident_id == incident.id, Reminder.subject == subject)
    return work.session.scalars(wanted).all()


def _pending(work: Work, incident: Incident) -> Sequence[Reminder]:
    wanted = select(Reminder).where(Reminder.incident_id == incident.id, Reminder.status == "pending")
    return work.session.scalars(wanted).all()


def _cancel(rows: Iterable[Reminder], why: str) -> None:
    for row in rows:
        if row.status == "pending":
            row.status, row.note = "cancelled", why
