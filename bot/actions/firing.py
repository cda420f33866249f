"""Says what a reminder is for when its moment has come, if it still holds: asks again, records, writes one message.

Called by the timers in the transaction that claimed the rows, and once more just before the message is delivered.
Leaves to others who is told when (`actions/reminders.py` planned it) and how the message reads (`slack`).

Caveats: reminders of one subject that fall due together are one line, the latest, for everyone they were for.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.actions import audiences, promised_updates
from bot.actions.channels import channel_key, post, refresh_steps
from bot.actions.contents import Digest
from bot.actions.people_contents import ShiftIsLong
from bot.actions.reminders import (
    deadline_of,
    outlives_closing,
    plan_digest,
    plan_next_action,
    plan_next_late,
    plan_proposal,
    standing_snoozes,
    state_of,
)
from bot.actions.step_list import has_response_ended
from bot.actions.work import Work
from bot.domain.events.clocks import ClockLate
from bot.domain.events.notices import EscalationSent, ReminderSent
from bot.domain.events.steps import StepLate
from bot.domain.incidents import IncidentState
from bot.domain.proposals import ProposalState
from bot.domain.reminders import (
    TARGET,
    ReminderKind,
    ReminderLine,
    ReminderMessage,
    ReminderStatus,
    ReminderSubject,
    SubjectKind,
    end_of_day,
    instant_text,
    late_alarm,
)
from bot.runbook.progress import StepState
from bot.runbook.sizes import UNRATED
from bot.store.tables import Incident, Outbox, Reminder


def fire(work: Work, incident: Incident, rows: Sequence[Reminder]) -> None:
    """Say what these claimed rows are for, if it still holds: record it and write one message for all of them."""
    lines: dict[ReminderSubject, ReminderLine] = {}
    put_off: list[ReminderLine] = []
    for row in sorted(rows, key=lambda row: (row.due_at, row.id)):
        if objection := _ask_again(work, incident, row):
            row.status, row.fired_at, row.note = ReminderStatus.CANCELLED, None, objection
            continue
        if said := ASIDE.get(row.subject_kind):
            said(work, incident, row)
            continue
        line = _line(work, incident, row)
        if _is_put_off(work, incident, line):
            row.status, row.fired_at, row.note = ReminderStatus.SNOOZED, None, "everyone whom it was for had put it off"
            put_off.append(line)
            continue
        if earlier := lines.pop(row.subject, None):  # the latest moment speaks for the earlier ones, and to theirs
            line = _together(earlier, line)
            work.session.get_one(Reminder, earlier.reminder_id).note = f"said together with {row.occasion}"
        lines[row.subject] = line
    for line in lines.values():
        _record(work, incident, line)
        if line.subject.kind is SubjectKind.STEP:  # its message says from now on that it is late
            refresh_steps(work, incident, [line.subject.id])
        if line.subject.kind is SubjectKind.PROPOSAL and line.deadline_at:
            plan_proposal(work, incident, int(line.subject.id), line.title, line.deadline_at, waits=True)
        if line.subject.kind is SubjectKind.ACTION:
            plan_next_action(work, incident, line.subject.id)
    for line in (*put_off, *lines.values()):
        if line.subject.kind is SubjectKind.CLOCK and line.deadline_at:
            plan_next_late(work, incident, line.subject, line.title, line.deadline_at)
    _write(work, incident, tuple(lines.values()))


def _together(earlier: ReminderLine, later: ReminderLine) -> ReminderLine:
    """The later line for everyone whom both were for."""
    audience = tuple(dict.fromkeys((*earlier.audience, *later.audience)))
    return replace(later, audience=audience, persons=tuple(dict.fromkeys((*earlier.persons, *later.persons))))


def _is_put_off(work: Work, incident: Incident, line: ReminderLine) -> bool:
    """Whether all of those whom it is for have put it off. What falls on the deadline is always said: nothing is put
    off until then."""
    return bool(standing_snoozes(work, incident, line.subject)) and not audiences.told(work, incident, line)


def _digest(work: Work, incident: Incident, row: Reminder) -> None:
    """The short update of the channel, which says when the next one comes. The record needs no line of it."""
    next_at = plan_digest(work, incident)
    post(work, incident, f"digest:{incident.id}:{instant_text(row.due_at)}", Digest(next_at))


def _shift(work: Work, incident: Incident, row: Reminder) -> None:
    person = row.subject.id
    key = f"shift:{incident.id}:{person}:{instant_text(row.due_at)}"
    work.send("direct", key, incident, needs=channel_key(incident), person=person, **ShiftIsLong().plain())


ASIDE = {SubjectKind.DIGEST: _digest, SubjectKind.SHIFT: _shift}
"""What is not said in the common reminder but in a message of its own."""


def still_wanted(work: Work, row: Outbox) -> ReminderMessage | None:
    """A reminder's message as it is right now, asked just before delivery; None when nothing is left.

    A line that is left out was never said: its reminder is cancelled, so that planning may bring it back.
    """
    lines = []
    for line in ReminderMessage.read(row.details).reminders:
        reminder = work.session.get_one(Reminder, line.reminder_id)
        incident = work.session.get_one(Incident, reminder.incident_id)
        if objection := _ask_again(work, incident, reminder):
            reminder.status, reminder.fired_at, reminder.note = ReminderStatus.CANCELLED, None, objection
        else:
            lines.append(replace(line, left_s=_seconds_to(reminder.deadline_at, work.now_in(incident))))
    return ReminderMessage(tuple(lines)) if lines else None


def _seconds_to(deadline_at: datetime | None, now: datetime) -> int | None:
    return None if deadline_at is None else int((deadline_at - now).total_seconds())


def _ask_again(work: Work, incident: Incident, row: Reminder) -> str | None:
    """Why the row is no longer to be said; None when it is."""
    if row.subject.kind is SubjectKind.ACTION and incident.state is not IncidentState.CLOSED:
        return "the incident is open again"
    if row.subject.kind is SubjectKind.FOLLOW_UP:
        return None if incident.state is IncidentState.CLOSED else "the incident is open again"
    if incident.state is not IncidentState.OPEN and not outlives_closing(work, incident, row.subject):
        return "the incident was closed"
    match row.subject.kind:
        case SubjectKind.DIGEST:
            return "the response has ended" if has_response_ended(work, incident) else None
        case SubjectKind.SHIFT:
            return _shift_is_over(work, incident, row)
        case SubjectKind.STEP | SubjectKind.ACTION:
            return _step_is_over(work, incident, row)
        case SubjectKind.PROPOSAL:
            proposal = work.snapshot(incident).proposals.get(int(row.subject.id))
            return None if proposal and proposal.state is ProposalState.OPEN else "the proposal is settled"
        case SubjectKind.UPDATE:
            found = promised_updates.promise(work, incident)
            stands = found and end_of_day(found.day, ZoneInfo(incident.zone)) == row.deadline_at
            return None if stands else "the update was sent, or promised for another day"
        case SubjectKind.CLOCK:
            return _clock_has_changed(work, incident, row)


def _step_is_over(work: Work, incident: Incident, row: Reminder) -> str | None:
    one = next((one for one in work.snapshot(incident).statuses if one.step.id == row.subject.id), None)
    if one is None or one.state.is_settled:
        return "the step is settled"
    return "its gate is closed" if one.state is StepState.GATED else None


def _clock_has_changed(work: Work, incident: Incident, row: Reminder) -> str | None:
    clock = work.snapshot(incident).clocks.get(row.subject.id)
    if clock is None:
        return "the clock is gone"
    if not (found := state_of(work, incident, clock)).is_started:
        return f"the clock is {found}"
    return None if deadline_of(clock) == row.deadline_at else "the clock has moved"


def _shift_is_over(work: Work, incident: Incident, row: Reminder) -> str | None:
    seats, rule = work.snapshot(incident).seats, work.library.reminders.shift
    seat = next((one for one in seats if (one.role, one.person_id) == ("lead", row.subject.id)), None)
    if seat is None or seat.alternate or seat.left_at or seat.named_at != row.deadline_at:
        return "somebody else leads now"
    calm = rule is None or (incident.severity or UNRATED) not in rule.severities
    return "the incident is not of a severity that needs shifts" if calm else None


def _line(work: Work, incident: Incident, row: Reminder) -> ReminderLine:
    now = work.now_in(incident)
    return ReminderLine(
        reminder_id=row.id,
        subject=row.subject,
        title=row.title,
        occasion=row.occasion,
        audience=tuple(row.audience),
        due_at=row.due_at,
        deadline_at=row.deadline_at,
        late_for_s=max(0, int((now - max(row.due_at, row.planned_at)).total_seconds())),
        left_s=_seconds_to(row.deadline_at, now),
        persons=(row.person,) if row.person else (),
        waits_for=_waits_for(work, incident, row),
    )


def _waits_for(work: Work, incident: Incident, row: Reminder) -> tuple[str, ...]:
    if row.subject.kind is not SubjectKind.STEP:
        return ()
    return next((one.waits_for for one in work.snapshot(incident).statuses if one.step.id == row.subject.id), ())


def _record(work: Work, incident: Incident, line: ReminderLine) -> None:
    """That it is late is so whether anyone hears of it or not."""
    about = line.subject
    if _is_first_late(line) and about.kind is SubjectKind.CLOCK:
        work.record(incident, ClockLate(about.id, line.title, line.deadline_at))
    elif _is_first_late(line):
        work.record(incident, StepLate(about.id, str(line.title), line.deadline_at))


def _is_first_late(line: ReminderLine) -> bool:
    first = {SubjectKind.CLOCK: TARGET, SubjectKind.STEP: late_alarm(1)}
    return first.get(line.subject.kind) == line.occasion


def posted(work: Work, row: Outbox) -> None:
    """The reminder stands in the channel: the record says whom it told there."""
    incident = work.session.get_one(Incident, row.incident_id)
    for line in ReminderMessage.read(row.details).reminders:
        if _is_first_late(line):
            continue
        if line.occasion.kind is ReminderKind.LATE:
            work.record(incident, EscalationSent(line.subject, line.audience, line.title))
        else:
            told = (*line.audience, *line.persons)
            work.record(incident, ReminderSent(line.subject, told, line.title, line.occasion))


def _write(work: Work, incident: Incident, lines: tuple[ReminderLine, ...]) -> None:
    """One message for all lines. It is due when the first of them could be said, so it knows how late it arrives."""
    if not lines:
        return
    work.send(
        "reminder",
        f"reminder|{lines[0].reminder_id}|{instant_text(work.now_in(incident))}",
        incident,
        needs=channel_key(incident),
        urgency=min(_urgency(line) for line in lines),
        due_at=work.now - timedelta(seconds=max(line.late_for_s for line in lines)),
        **ReminderMessage(lines).plain(),
    )


def _urgency(line: ReminderLine) -> int:
    """1 when the deadline is at most four hours away or has passed, otherwise 4."""
    return 1 if line.left_s is not None and line.left_s <= 4 * 3600 else 4
