"""Closing an incident, and opening it again.

What people may still do in a closed one is decided in `domain/permissions.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import assessments, channels, clocks, proposals, reminders, step_list, steps, tasks
from bot.actions.contents import ClosingNote, ReopeningNote
from bot.actions.incidents import IncidentOpened
from bot.actions.proposals import Prepared
from bot.actions.work import Work
from bot.domain.events import incidents as events
from bot.domain.incidents import IncidentState
from bot.domain.proposals import Noun, closing
from bot.errors import Refused, UsageError
from bot.messages import _
from bot.runbook.steps import carried, left_ahead, unsettled
from bot.sentences import sentence
from bot.store.tables import Incident


@dataclass(frozen=True)
class CloseIncident:
    """`anyway`: although duties or steps of *prevent* are open; `keep`: those steps become action items."""

    reason: str
    anyway: bool = False
    keep: bool = False


@dataclass(frozen=True)
class IncidentClosing:
    """What stands in the way of closing, to be answered by a person; `reason`: the one they gave for closing."""

    incident: Incident
    running: Sequence[clocks.ClockLine]
    open_steps: int
    ahead: int  # steps of *prevent* that would end with it
    reason: str


@dataclass(frozen=True)
class ClosingProposed:
    """One person wants to close it although duties are open; a second must want the same."""

    incident: Incident
    running: Sequence[clocks.ClockLine]


@dataclass(frozen=True)
class IncidentClosedNow:
    incident: Incident


def prepare_closing(work: Work, incident: Incident, command: CloseIncident) -> Prepared[CloseIncident]:
    """Who confirms has read which duties still run; when others do by then, it is asked anew."""
    reason = _reason(command)
    running = sorted(line.clock.duty_id for line in clocks.running(work, incident))
    done = closing(incident.ref, len(running))
    return Prepared(CloseIncident(reason, anyway=True, keep=command.keep), done, reason, ",".join(running))


def _reason(command: CloseIncident) -> str:
    if not command.reason.strip():
        raise UsageError(
            _("Closing needs a reason."), _("For example: /breach close contained, all notices sent"), field="reason"
        )
    return command.reason.strip()


def close_incident(
    work: Work, incident: Incident, command: CloseIncident
) -> IncidentClosing | ClosingProposed | IncidentClosedNow:
    """Closes when no duty is open, or when two people say to close anyway; what becomes of the open steps of *prevent*
    is said by whoever closes."""
    running = clocks.running(work, incident)
    ahead = () if command.anyway else left_ahead(work.snapshot(incident).statuses)
    if ahead or (running and not command.anyway):
        open_steps = step_list.count_open(work, incident)
        return IncidentClosing(incident, running, open_steps, len(ahead), command.reason.strip())
    prepared = prepare_closing(work, incident, command)
    if running and proposals.needs_second(work, incident, prepared):
        return ClosingProposed(incident, running)
    _close(work, incident, prepared, running)
    return IncidentClosedNow(incident)


def _close(
    work: Work, incident: Incident, prepared: Prepared[CloseIncident], running: Sequence[clocks.ClockLine]
) -> None:
    first = proposals.agreeing(work, incident, prepared.done) if running else None
    reason, by = first.reason if first else prepared.reason, (first.proposed_by, work.actor) if first else (work.actor,)
    waiting = [one.what for one in proposals.open_of(work, incident) if one.noun is not Noun.INCIDENT]
    incident.state, incident.closed_at, incident.closed_by = IncidentState.CLOSED, work.now_in(incident), work.actor
    work.snapshot(incident).steps_changed()
    work.record(incident, events.IncidentClosed(reason, tuple(line.clock.duty_id for line in running)))
    because = sentence("The incident was closed.")
    ended = tuple(one.step.id for one in left_ahead(work.snapshot(incident).statuses))
    if prepared.command.keep:
        tasks.carry_on(work, incident)
    elif ended:
        work.record(incident, events.StepsEnded(ended))
    proposals.settle_about(work, incident, Noun.INCIDENT, {incident.ref: because}, prepared.done)
    before = work.snapshot(incident).findings
    proposals.outdate_all(work, incident, because)
    assessments.reassess(work, incident, before, [because])  # what only a proposal kept strict ends with it
    reminders.plan_closing(work, incident)
    channels.refresh_card(work, incident)
    duties = tuple(sentence("{duty} · {law}", duty=sentence(line.title), law=line.finding.duty.law) for line in running)
    statuses = work.snapshot(incident).statuses
    undone, known = unsettled(statuses), carried(statuses)
    left = tuple(one.step.numbered for one in undone if not one.step.is_task and one.step.id not in known)
    open_tasks = [one for one in undone if one.step.is_task]
    numbered, owners = tuple(one.step.numbered for one in open_tasks), tuple(one.owners for one in open_tasks)
    note = ClosingNote(reason, by, duties, left, tuple(waiting), numbered, owners)
    channels.post(work, incident, f"closed:{incident.id}:{work.newest(incident)}", note)


def reopen_incident(work: Work, incident: Incident, reason: str) -> IncidentOpened:
    """The record goes on where it stopped; clocks and reminders are worked out again."""
    if incident.state is IncidentState.OPEN:
        raise Refused(_("{ref} is already open.", ref=incident.ref), _("No change."))
    if not reason.strip():
        raise UsageError(_("Reopening needs a reason."), _("For example: /breach reopen a customer found more records"))
    incident.state, incident.closed_at, incident.closed_by = IncidentState.OPEN, None, None
    snapshot = work.snapshot(incident)
    snapshot.steps_changed()
    work.record(incident, events.IncidentReopened(reason.strip()))
    reminders.plan_closing(work, incident)
    assessments.reassess(work, incident, before=snapshot.findings)
    steps.begin(work, incident)
    reminders.plan_digest(work, incident)
    channels.refresh_card(work, incident)
    note = ReopeningNote(reason.strip(), work.actor)
    channels.post(work, incident, f"reopened:{incident.id}:{work.newest(incident)}", note)
    return IncidentOpened(incident, again=False)
