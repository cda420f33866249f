"""Plans who will be reminded when.

Planning happens in the transaction that changed a clock or a step and can be repeated safely: a row's id is made of
incident, subject, occasion and deadline, so what was already said for this deadline is not said again, and what was
planned for another one is cancelled. Leaves to others when a moment is (`domain/reminders.py`) and what happens when it
has come (`actions/firing.py`).

Caveats: a warning whose moment was already over when the clock changed is skipped, but a target is always said,
however late.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from bot.actions.work import Work
from bot.domain import clocks
from bot.domain.incidents import IncidentState
from bot.domain.reminder_rules import ReminderRules
from bot.domain.reminders import (
    DIGEST,
    TARGET,
    UPDATE,
    Occasion,
    ReminderKind,
    ReminderStatus,
    ReminderSubject,
    ReminderTime,
    SubjectKind,
    clock_reminders,
    end_of_day,
    follow_ups,
    instant_text,
    late_alarm,
    next_digest,
    next_late_alarm,
    next_repeat,
    step_escalations,
    update_reminders,
)
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus
from bot.sentences import Text, sentence
from bot.store.engine import insert_new
from bot.store.tables import Clock, Incident, Reminder


class _Due(NamedTuple):
    """What reminders are about: a row's id is made of it, so that they belong to this one deadline."""

    subject: ReminderSubject
    title: Text
    deadline_at: datetime | None


def plan_clock(work: Work, incident: Incident, clock: Clock, duty: str) -> None:
    """Bring the reminders of one clock in line with it; call it after every change of the clock. Idempotent.

    `duty` is its title.
    """
    title = sentence(duty)
    rules: ReminderRules = work.library.reminders
    last = (
        deadline_of(clock)
        if incident.state is IncidentState.OPEN and state_of(work, incident, clock).is_started
        else None
    )
    moments: list[ReminderTime] = []
    if last is not None:
        moments += clock_reminders(rules, clock.starts_at, last, incident.severity, ZoneInfo(incident.zone))
    if clock.target_at is None and clock.house_at is not None:
        title = sentence("{title} (house target)", title=title)
    elif clocks.is_expected(clock.starts_at, clock.target_at, clock.limit_at):
        title = sentence("{title} (expected)", title=title)
    subject = ReminderSubject(SubjectKind.CLOCK, clock.duty_id)
    _plan(work, incident, _Due(subject, title, last), moments, over_before=clock.changed_at)
    if last is not None:
        plan_next_late(work, incident, subject, title, last)


def plan_steps(work: Work, incident: Incident, statuses: Iterable[StepStatus]) -> None:
    """Bring the reminders of these steps in line with them. Idempotent. What is new is written with one statement: at
    an opening it is about every second step."""
    new = []
    for status in statuses:
        new += _new_of_step(work, incident, status)
        if status.step.is_task and incident.state is IncidentState.CLOSED:
            _plan_action(work, incident, status)
    if new:
        insert_new(work.session, Reminder, new, "id")
        work.snapshot(incident).reminders_written(SubjectKind.STEP)


def _new_of_step(work: Work, incident: Incident, status: StepStatus) -> list[dict[str, Any]]:
    """Of one that is better done later people hear once, when its own due time has passed; of the others, again and
    again. The next check of what isn't known yet is a promise, no matter whose turn it is."""
    step, subject = status.step, ReminderSubject(SubjectKind.STEP, status.step.id)
    waits = status.state is StepState.WAITING and step.due is not None and status.check_at is None
    counts = status.state.is_workable or waits or (status.check_at is not None and not status.state.is_settled)
    runs = incident.state is IncidentState.OPEN or step.is_task
    last = status.due_at if runs and counts else None
    moments: Sequence[ReminderTime] = ()
    if last is not None:
        first_at = _first_alarm(work, incident, subject, last, step.escalates_for)
        moments = step_escalations(work.library.reminders, first_at, step.escalates_for, 1 if waits else None)
    if not moments and not _rows(work, incident, subject):  # as with every second step at an opening
        return []
    what = _Due(subject, step.name, last)
    return [_columns(work, incident, what, *one) for one in _settle(work, incident, what, moments)]


def _first_alarm(
    work: Work, incident: Incident, subject: ReminderSubject, last: datetime, pause: timedelta
) -> datetime:
    """From when the alarms of a late step are counted. One that waited for others past its time is late from now on,
    not all the way up at once."""
    rows = [row for row in _rows(work, incident, subject).values() if row.deadline_at == last]
    standing = {row.occasion: row for row in rows if row.status is not ReminderStatus.CANCELLED}
    if second := standing.get(late_alarm(2)):
        return second.due_at - pause
    first = standing.get(late_alarm(1))
    return first.due_at if first and not first.status.was_said else max(last, work.now_in(incident))


def plan_proposal(
    work: Work, incident: Incident, proposal_id: int, what: Text, since: datetime, *, waits: bool
) -> None:
    """Ask those who may confirm a proposal again, as long as it `waits`; call it when it is made, said and settled.
    Idempotent."""
    subject, rule = ReminderSubject(SubjectKind.PROPOSAL, str(proposal_id)), work.library.reminders.proposals
    pending = [row for row in _rows(work, incident, subject).values() if row.status is ReminderStatus.PENDING]
    if not waits:
        _cancel(pending, "the proposal is settled")
    elif rule and not pending:
        moment = next_repeat(rule, since, work.now_in(incident))
        _insert(work, incident, _Due(subject, what, since), [(moment, ReminderStatus.PENDING)])


def plan_update(work: Work, incident: Incident, day: date | None, title: Text) -> None:
    """Remind of the next update that a notice promised for a day; None: nothing is promised. Idempotent."""
    rule, zone = work.library.reminders.updates, ZoneInfo(incident.zone)
    last: datetime | None = None
    moments: tuple[ReminderTime, ...] = ()
    if rule and day and incident.state is IncidentState.OPEN:
        last, moments = end_of_day(day, zone), update_reminders(rule, day, zone)
    _plan(work, incident, _Due(UPDATE, title, last), moments, over_before=work.now_in(incident))


def plan_closing(work: Work, incident: Incident) -> None:
    """Call it after closing or reopening an incident: a closed one is only followed up. Idempotent.

    After reopening, `plan_clock` and `plan_steps` bring their reminders back.
    """
    rules: ReminderRules = work.library.reminders
    closed_at = _closed_at(incident)
    for status in work.snapshot(incident).statuses:
        if status.step.is_task:
            _plan_action(work, incident, status)
    if closed_at is not None:
        ended = [row for row in _pending(work, incident) if not outlives_closing(work, incident, row.subject)]
        _cancel(ended, "the incident was closed")
    moments = {moment.occasion.rule: moment for moment in follow_ups(rules, closed_at)} if closed_at else {}
    for rule in rules.closed:
        wanted = [moments[rule.kind]] if rule.kind in moments else []
        _plan(work, incident, _Due(ReminderSubject(SubjectKind.FOLLOW_UP, rule.kind), rule.says, closed_at), wanted)


def _closed_at(incident: Incident) -> datetime | None:
    return incident.closed_at if incident.state is IncidentState.CLOSED else None


def _plan_action(work: Work, incident: Incident, task: StepStatus) -> None:
    """Once the incident is closed, who has an open task hears of it again and again. Idempotent."""
    subject, rule = ReminderSubject(SubjectKind.ACTION, task.step.id), work.library.reminders.actions
    pending = [row for row in _rows(work, incident, subject).values() if row.status is ReminderStatus.PENDING]
    closed_at = _closed_at(incident)
    if rule is None or closed_at is None or task.state.is_settled:
        _cancel(pending, "the task is settled, or the incident is open")
    elif not pending:
        moment = next_repeat(rule, closed_at, work.now_in(incident))
        row = _insert(work, incident, _Due(subject, task.step.name, closed_at), [(moment, ReminderStatus.PENDING)])
        if row and row.status is ReminderStatus.CANCELLED:
            row.status, row.note = ReminderStatus.PENDING, None


def plan_next_action(work: Work, incident: Incident, number: str) -> None:
    """Call it when the reminder of an open task was said."""
    for status in work.snapshot(incident).statuses:
        if status.step.id == number:
            _plan_action(work, incident, status)


def outlives_closing(work: Work, incident: Incident, subject: ReminderSubject) -> bool:
    """Whether it is said of a closed incident too: of what people added as tasks."""
    kinds = (SubjectKind.STEP, SubjectKind.ACTION)
    return subject.kind in kinds and subject.id in work.snapshot(incident).tasks


def plan_digest(work: Work, incident: Incident, since: datetime | None = None) -> datetime | None:
    """The next short update of the channel, and when; call it at the opening, with a new severity, and after each.

    The interval counts from `since`, when the severity was set; otherwise from the one that was planned before.
    """
    rows = list(_rows(work, incident, DIGEST).values())
    begun = since or max((row.deadline_at for row in rows if row.deadline_at), default=incident.opened_at)
    rules, now, zone = work.library.reminders, work.now_in(incident), ZoneInfo(incident.zone)
    at = next_digest(rules, incident.severity, begun, now, zone) if incident.state is IncidentState.OPEN else None
    _cancel((row for row in rows if row.due_at != at), "the interval has changed")
    planned = next((row for row in rows if row.due_at == at), None)
    if planned and planned.status is ReminderStatus.CANCELLED:
        planned.status, planned.note = ReminderStatus.PENDING, None
    elif at and not planned:
        moment = ReminderTime(Occasion(ReminderKind.DIGEST), at, ())
        what = _Due(DIGEST, sentence("Where things stand"), begun)
        _insert(work, incident, what, [(moment, ReminderStatus.PENDING)])
    return at


def plan_shift(work: Work, incident: Incident, lead: str) -> None:
    """When the lead who begins now will be asked to hand over. Idempotent."""
    rule, at = work.library.reminders.shift, work.now_in(incident)
    if rule:
        moment = ReminderTime(Occasion(ReminderKind.SHIFT), at + rule.after, ("lead",))
        _plan(work, incident, _Due(ReminderSubject(SubjectKind.SHIFT, lead), sentence("Hand over"), at), [moment])


def plan_snooze(work: Work, incident: Incident, subject: ReminderSubject, until: datetime) -> Reminder | None:
    """The actor is told of the subject's deadline again at `until`, and of nothing of it before (`firing.py` leaves
    them out). None where nothing was said of it, and nothing will be by then. Idempotent."""
    rows = [row for row in _rows(work, incident, subject).values() if row.status in SAID_OR_TO_SAY]
    rows = [row for row in rows if row.status.was_said or row.due_at <= until]
    if not rows:
        return None
    last = max(rows, key=lambda row: (row.planned_at, row.due_at))
    for row in standing_snoozes(work, incident, subject):
        if row.person == work.actor:
            row.status, row.note = ReminderStatus.SNOOZED, "put off again"
    again = ReminderTime(Occasion(ReminderKind.SNOOZED), until, (), work.actor)
    return _insert(work, incident, _Due(subject, last.title, last.deadline_at), [(again, ReminderStatus.PENDING)])


SAID_OR_TO_SAY = (ReminderStatus.PENDING, ReminderStatus.FIRED, ReminderStatus.SNOOZED)


def snoozes(work: Work, incident: Incident, subject: ReminderSubject) -> Sequence[Reminder]:
    """Every time someone put off what the subject's reminders say of its deadline, in order."""
    return work.snapshot(incident).put_off(subject)


def standing_snoozes(work: Work, incident: Incident, subject: ReminderSubject) -> Sequence[Reminder]:
    """Those that still keep someone from being told."""
    return [row for row in snoozes(work, incident, subject) if row.status is ReminderStatus.PENDING]


def state_of(work: Work, incident: Incident, clock: Clock) -> clocks.ClockState:
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


def deadline_of(clock: Clock) -> datetime | None:
    """The target of the law, else the house target; not before the end of a request to wait."""
    return clocks.deadline(clock.target_at or clock.house_at, clock.held_until)


def _plan(
    work: Work, incident: Incident, what: _Due, moments: Iterable[ReminderTime], over_before: datetime | None = None
) -> None:
    _insert(work, incident, what, _settle(work, incident, what, moments, over_before))


def _settle(
    work: Work, incident: Incident, what: _Due, moments: Iterable[ReminderTime], over_before: datetime | None = None
) -> list[tuple[ReminderTime, ReminderStatus]]:
    """Bring what was planned in line; what is to be planned besides."""
    outdated = dict(_rows(work, incident, what.subject))
    new: list[tuple[ReminderTime, ReminderStatus]] = []
    for moment in moments:
        over = over_before is not None and moment.due_at < over_before and moment.occasion != TARGET
        row = outdated.pop(_id(incident, what, moment), None)
        if row is None:
            new.append((moment, ReminderStatus.SKIPPED if over else ReminderStatus.PENDING))
        elif row.status in (ReminderStatus.PENDING, ReminderStatus.CANCELLED):
            reopened = row.status is ReminderStatus.CANCELLED
            row.status = ReminderStatus.SKIPPED if over and reopened else ReminderStatus.PENDING
            row.due_at, row.audience, row.title, row.note = moment.due_at, list(moment.tell), what.title, None
    at = what.deadline_at
    dropped = [row for row in outdated.values() if not (at and _hangs_on(row, at))]
    _cancel(dropped, "the clock or step has changed")
    return new


def _hangs_on(row: Reminder, deadline_at: datetime) -> bool:
    """Whether a row that no rule plans stands anyway: a repeated alarm or a snooze for the same deadline."""
    return row.deadline_at == deadline_at and row.kind.is_planned_once


def plan_next_late(
    work: Work, incident: Incident, subject: ReminderSubject, title: Text, deadline_at: datetime
) -> None:
    """Firing one alarm of a late clock plans the next; nothing is planned before the target was said."""
    if work.now_in(incident) < deadline_at:  # it can't have been, and what was planned need not be read
        return
    rows = [row for row in _rows(work, incident, subject).values() if row.deadline_at == deadline_at]
    said = any(row.occasion == TARGET and row.status.was_said for row in rows)
    if not said or any(row.status is ReminderStatus.PENDING and not row.person for row in rows):
        return
    moment = next_late_alarm(work.library.reminders, deadline_at, work.now_in(incident))
    if (row := next((row for row in rows if row.occasion == moment.occasion), None)) is None:
        _insert(work, incident, _Due(subject, title, deadline_at), [(moment, ReminderStatus.PENDING)])
    elif row.status is ReminderStatus.CANCELLED:
        row.status, row.note = ReminderStatus.PENDING, None


def _insert(
    work: Work, incident: Incident, what: _Due, planned: Sequence[tuple[ReminderTime, ReminderStatus]]
) -> Reminder | None:
    """The last of the rows, new or known."""
    row, known = None, work.snapshot(incident).reminders(what.subject.kind).setdefault(what.subject, {})
    for moment, status in planned:
        key = _id(incident, what, moment)
        if key not in known:
            known[key] = Reminder(**_columns(work, incident, what, moment, status))
            work.session.add(known[key])
        row = known[key]
    return row


def _columns(
    work: Work, incident: Incident, what: _Due, moment: ReminderTime, status: ReminderStatus
) -> dict[str, Any]:
    return {
        "id": _id(incident, what, moment),
        "incident_id": incident.id,
        "subject_kind": what.subject.kind,
        "subject_id": what.subject.id,
        "title": what.title,
        "kind": moment.occasion.kind,
        "rule": moment.occasion.rule,
        "number": moment.occasion.number,
        "due_at": moment.due_at,
        "deadline_at": what.deadline_at,
        "audience": list(moment.tell),
        "status": status,
        "planned_at": work.now_in(incident),
        "person": moment.person,
        "note": "its moment was over when the clock changed" if status is ReminderStatus.SKIPPED else None,
    }


def _id(incident: Incident, what: _Due, moment: ReminderTime) -> str:
    """The same for the same plan; what is put off or comes again and again is told apart by its time."""
    often = moment.occasion.kind in (ReminderKind.SNOOZED, ReminderKind.DIGEST)
    occasion = f"{moment.occasion}-{instant_text(moment.due_at)}" if often else str(moment.occasion)
    occasion += f"-{moment.person}" if moment.person else ""
    return f"{incident.id}|{what.subject}|{occasion}|{instant_text(what.deadline_at) if what.deadline_at else ''}"


def _rows(work: Work, incident: Incident, subject: ReminderSubject) -> Mapping[str, Reminder]:
    """By id, in the order in which they were planned."""
    return work.snapshot(incident).reminders(subject.kind).get(subject, {})


def _pending(work: Work, incident: Incident) -> Sequence[Reminder]:
    snapshot = work.snapshot(incident)
    subjects = (rows for kind in SubjectKind for rows in snapshot.reminders(kind).values())
    return [row for rows in subjects for row in rows.values() if row.status is ReminderStatus.PENDING]


def _cancel(rows: Iterable[Reminder], why: str) -> None:
    for row in rows:
        if row.status is ReminderStatus.PENDING:
            row.status, row.note = ReminderStatus.CANCELLED, why
