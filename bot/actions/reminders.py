"""Plans who will be reminded when.

Planning happens in the transaction that changed a clock or a step and can be repeated safely: what was already said for
a deadline is not said again, and what was planned for another one is cancelled (`reminder_rows`). Leaves to others
when a moment is (`domain/reminders.py`) and what happens when it has come (`actions/firing.py`).

Caveats: a warning whose moment was already over when the clock changed is skipped, but a target is always said,
however late.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.actions.reminder_rows import Reminded, all_rows, cancel, columns, plan, plan_again, rows_of, settle, write
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
    plan(work, incident, Reminded(subject, title, last), moments, over_before=clock.changed_at)
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
    if not moments and not rows_of(work, incident, subject):  # as with every second step at an opening
        return []
    what = Reminded(subject, step.name, last)
    return [columns(work, incident, what, *one) for one in settle(work, incident, what, moments)]


def _first_alarm(
    work: Work, incident: Incident, subject: ReminderSubject, last: datetime, pause: timedelta
) -> datetime:
    """From when the alarms of a late step are counted. One that waited for others past its time is late from now on,
    not all the way up at once."""
    rows = [row for row in rows_of(work, incident, subject).values() if row.deadline_at == last]
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
    pending = [row for row in rows_of(work, incident, subject).values() if row.status is ReminderStatus.PENDING]
    if not waits:
        cancel(pending, "the proposal is settled")
    elif rule and not pending:
        moment = next_repeat(rule, since, work.now_in(incident))
        write(work, incident, Reminded(subject, what, since), moment)


def plan_update(work: Work, incident: Incident, day: date | None, title: Text) -> None:
    """Remind of the next update that a notice promised for a day; None: nothing is promised. Idempotent."""
    rule, zone = work.library.reminders.updates, ZoneInfo(incident.zone)
    last: datetime | None = None
    moments: tuple[ReminderTime, ...] = ()
    if rule and day and incident.state is IncidentState.OPEN:
        last, moments = end_of_day(day, zone), update_reminders(rule, day, zone)
    plan(work, incident, Reminded(UPDATE, title, last), moments, over_before=work.now_in(incident))


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
        ended = (row for row in all_rows(work, incident) if not outlives_closing(work, incident, row.subject))
        cancel(ended, "the incident was closed")
    moments = {moment.occasion.rule: moment for moment in follow_ups(rules, closed_at)} if closed_at else {}
    for rule in rules.closed:
        wanted = [moments[rule.kind]] if rule.kind in moments else []
        plan(work, incident, Reminded(ReminderSubject(SubjectKind.FOLLOW_UP, rule.kind), rule.says, closed_at), wanted)


def _closed_at(incident: Incident) -> datetime | None:
    return incident.closed_at if incident.state is IncidentState.CLOSED else None


def _plan_action(work: Work, incident: Incident, task: StepStatus) -> None:
    """Once the incident is closed, who has an open task hears of it again and again. Idempotent."""
    subject, rule = ReminderSubject(SubjectKind.ACTION, task.step.id), work.library.reminders.actions
    pending = [row for row in rows_of(work, incident, subject).values() if row.status is ReminderStatus.PENDING]
    closed_at = _closed_at(incident)
    if rule is None or closed_at is None or task.state.is_settled:
        cancel(pending, "the task is settled, or the incident is open")
    elif not pending:
        moment = next_repeat(rule, closed_at, work.now_in(incident))
        plan_again(write(work, incident, Reminded(subject, task.step.name, closed_at), moment))


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
    rows = list(rows_of(work, incident, DIGEST).values())
    begun = since or max((row.deadline_at for row in rows if row.deadline_at), default=incident.opened_at)
    rules, now, zone = work.library.reminders, work.now_in(incident), ZoneInfo(incident.zone)
    at = next_digest(rules, incident.severity, begun, now, zone) if incident.state is IncidentState.OPEN else None
    cancel((row for row in rows if row.due_at != at), "the interval has changed")
    planned = next((row for row in rows if row.due_at == at), None)
    if planned:
        plan_again(planned)
    elif at:
        moment = ReminderTime(Occasion(ReminderKind.DIGEST), at, ())
        what = Reminded(DIGEST, sentence("Where things stand"), begun)
        write(work, incident, what, moment)
    return at


def plan_shift(work: Work, incident: Incident, lead: str) -> None:
    """When the lead who begins now will be asked to hand over. Idempotent."""
    rule, at = work.library.reminders.shift, work.now_in(incident)
    if rule:
        moment = ReminderTime(Occasion(ReminderKind.SHIFT), at + rule.after, ("lead",))
        plan(work, incident, Reminded(ReminderSubject(SubjectKind.SHIFT, lead), sentence("Hand over"), at), [moment])


def plan_snooze(work: Work, incident: Incident, subject: ReminderSubject, until: datetime) -> Reminder | None:
    """The actor is told of the subject's deadline again at `until`, and of nothing of it before (`firing.py` leaves
    them out). None where nothing was said of it, and nothing will be by then. Idempotent."""
    rows = [row for row in rows_of(work, incident, subject).values() if row.status in SAID_OR_TO_SAY]
    rows = [row for row in rows if row.status.was_said or row.due_at <= until]
    if not rows:
        return None
    last = max(rows, key=lambda row: (row.planned_at, row.due_at))
    for row in standing_snoozes(work, incident, subject):
        if row.person == work.actor:
            row.status, row.note = ReminderStatus.SNOOZED, "put off again"
    again = ReminderTime(Occasion(ReminderKind.SNOOZED), until, (), work.actor)
    return write(work, incident, Reminded(subject, last.title, last.deadline_at), again)


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


def plan_next_late(
    work: Work, incident: Incident, subject: ReminderSubject, title: Text, deadline_at: datetime
) -> None:
    """Firing one alarm of a late clock plans the next; nothing is planned before the target was said."""
    if work.now_in(incident) < deadline_at:  # it can't have been, and what was planned need not be read
        return
    rows = [row for row in rows_of(work, incident, subject).values() if row.deadline_at == deadline_at]
    said = any(row.occasion == TARGET and row.status.was_said for row in rows)
    if not said or any(row.status is ReminderStatus.PENDING and not row.person for row in rows):
        return
    moment = next_late_alarm(work.library.reminders, deadline_at, work.now_in(incident))
    if (row := next((row for row in rows if row.occasion == moment.occasion), None)) is None:
        write(work, incident, Reminded(subject, title, deadline_at), moment)
    else:
        plan_again(row)
