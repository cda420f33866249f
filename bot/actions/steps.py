"""Working the runbook: taking a step, saying what is in the way; what follows when steps moved.

Order is advice: what is done before the steps it is better done after is recorded with what that may cost. Only a step
behind a closed gate is refused here; that it happened anyway is for `deviations.py`.

Every use-case looks at the whole runbook before and after, so that what opened, appeared or was set aside is posted,
recorded and reminded of in the same transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions import channels, following_facts, linked_steps, notice_changes, proposals, recorded_facts, reminders
from bot.actions.step_commands import ClaimStep, StepStuck
from bot.actions.step_list import find, named, refuse_blocked, refuse_settled, settled
from bot.actions.work import Work
from bot.domain.events import steps as events
from bot.domain.incidents import IncidentState
from bot.domain.proposals import Noun, Proposal
from bot.errors import UsageError
from bot.messages import _
from bot.runbook import steps as rules
from bot.runbook.progress import StepState
from bot.runbook.step_due import Milestone
from bot.runbook.steps import StepStatus
from bot.sentences import Text
from bot.store.tables import Incident, IncidentStep

MOVED: Mapping[str, type[events.StepAppeared | events.StepSetAside]] = {
    "appeared": events.StepAppeared,
    "set_aside": events.StepSetAside,
}


@dataclass(frozen=True)
class StatedByStep:
    """A fact that followed from the step, at the time of the step; its name and its label."""

    name: str
    label: str
    at: datetime


@dataclass(frozen=True)
class StepChanged:
    incident: Incident
    status: StepStatus
    again: bool = False  # it stood so already; nothing was done
    waits_for_second: bool = False
    lacks_second: Sequence[str] = ()  # the roles that may be the second, if no one else holds one
    opened: Sequence[StepStatus] = ()
    stated: Sequence[StatedByStep] = ()


def show_step(work: Work, incident: Incident, word: str) -> StepChanged:
    return StepChanged(incident, find(work, incident, word))


def follow(
    work: Work, incident: Incident, before: Sequence[StepStatus], reason: str = "", first: Proposal | None = None
) -> Sequence[StepStatus]:
    """After anything that may have moved steps: bring them in line with the rest of the record (`linked_steps.agree`),
    record and post what changed, plan reminders again. How they stand.

    What people approved and tells of steps or clocks is compared with them. Once the incident is closed, only tasks
    move. What is better done later gets its message when its turn comes, or when someone takes it.
    """
    snapshot, is_open = work.snapshot(incident), incident.state is IncidentState.OPEN
    if is_open:
        linked_steps.agree(work, incident, reason, first)
    if is_open and following_facts.state(work, incident):
        linked_steps.agree(work, incident, reason, first)
    snapshot.steps_changed()
    after = [one for one in snapshot.statuses if is_open or one.step.is_task]
    was = {one.step.id: one for one in before}
    for change in rules.changes(before, after):
        if event := MOVED.get(change.what):
            work.record(incident, event(change.step.id, change.step.title, change.because))
    changed = [one for one in after if was.get(one.step.id) != one]
    reminders.plan_steps(work, incident, changed)
    channels.refresh_steps(work, incident, [one.step.id for one in changed])
    over = {one.step.id: settled(one.step.id, one.state) for one in changed if one.state.is_settled}
    proposals.settle_about(work, incident, Noun.STEP, over)
    _post_open(work, incident, [one for one in after if not _workable(was.get(one.step.id))])
    if is_open:
        notice_changes.look_again(work, incident, moved=recorded_facts.MOVE_WITH_STEPS)
    channels.refresh_card(work, incident)
    return after


def begin(work: Work, incident: Incident) -> None:
    """At the opening, and when an incident is opened again: every step whose turn it is."""
    linked_steps.agree(work, incident)
    statuses = work.snapshot(incident).statuses
    _post_open(work, incident, statuses)
    reminders.plan_steps(work, incident, statuses)


def _post_open(work: Work, incident: Incident, statuses: Sequence[StepStatus]) -> None:
    """One message for each step whose turn it is, once."""
    channels.post_steps(work, incident, [one.step.id for one in statuses if _workable(one)])


def _workable(one: StepStatus | None) -> bool:
    return one is not None and one.state.is_workable


def refresh_about(work: Work, incident: Incident, proposal: Proposal) -> None:
    """The step's message shows what is proposed about it."""
    if proposal.noun is Noun.STEP:
        channels.refresh_steps(work, incident, [proposal.subject])


def claim_step(work: Work, incident: Incident, command: ClaimStep) -> StepChanged:
    """Take a step. Who has it already keeps it, so that several people may share one; any of them completes it."""
    before = work.snapshot(incident).statuses
    one = named(before, command.step_id)
    refuse_blocked(work, incident, one)
    if work.actor in one.owners and one.state is StepState.CLAIMED:
        return StepChanged(incident, one, again=True)
    row = own(work, incident, one.step.id, [work.actor])
    row.stuck = None
    work.record(incident, events.StepClaimed(one.step.id, one.step.title))
    return followed(work, incident, one, before)


def own(work: Work, incident: Incident, step_id: str, people: Sequence[str]) -> IncidentStep:
    """They have it now, besides those who had it."""
    row = work.snapshot(incident).step_row(step_id)
    before = row.owners if row.state is StepState.CLAIMED else []  # else they did it the last time
    row.claimed_at = row.claimed_at if before else work.now_in(incident)
    row.state, row.owners = StepState.CLAIMED, list(dict.fromkeys((*before, *people)))
    return row


def say_stuck(work: Work, incident: Incident, command: StepStuck) -> StepChanged:
    """Say what is in the way: the lead sees it on the card; the step's clock goes on."""
    before = work.snapshot(incident).statuses
    one = named(before, command.step_id)
    refuse_settled(work, one)
    if not command.reason.strip():
        raise UsageError(
            _("Say briefly what is blocking you."), _("For example: no access to the audit log"), field="reason"
        )
    row = work.snapshot(incident).step_row(one.step.id)
    row.stuck = command.reason.strip()
    work.record(incident, events.StepStuck(one.step.id, one.step.title, command.reason.strip()))
    return followed(work, incident, one, before)


def release(work: Work, incident: Incident, person: str, because: Text) -> Sequence[str]:
    """The person, who has no part in the incident anymore, has no step; the ids of those that no one has now."""
    snapshot = work.snapshot(incident)
    before, rows = snapshot.statuses, snapshot.step_rows
    claimed = {step_id for step_id, row in rows.items() if row.state is StepState.CLAIMED and person in row.owners}
    mine = [one for one in before if one.step.id in claimed]
    for one in mine:
        disown(work, incident, one, person, because)
    follow(work, incident, before)
    return [one.step.id for one in mine if one.owners == (person,)]


def disown(work: Work, incident: Incident, one: StepStatus, person: str, because: Text) -> None:
    row = work.snapshot(incident).step_row(one.step.id)
    row.owners = [each for each in row.owners if each != person]
    if not row.owners:
        row.state, row.claimed_at = StepState.OPEN, None
    work.record(incident, events.StepReleased(one.step.id, one.step.title, person, because))


def followed(work: Work, incident: Incident, one: StepStatus, before: Sequence[StepStatus]) -> StepChanged:
    """What became of the step, and what opened by it."""
    was_open = {each.step.id for each in before if each.state.is_workable}
    known, vocabulary = incident.facts, work.law(incident).vocabulary
    after = follow(work, incident, before)
    stated = [
        StatedByStep(name, vocabulary[name].label, at)
        for name in (milestone.fact for milestone in Milestone if milestone.fact)
        if (at := incident.facts.instant(name)) and known.instant(name) is None
    ]
    opened = [each for each in after if each.state is StepState.OPEN and each.step.id not in was_open]
    now = next(each for each in after if each.step.id == one.step.id)
    return StepChanged(incident, now, opened=opened, stated=stated)
