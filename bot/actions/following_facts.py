"""Facts that follow from what was done: milestones that the steps have reached, and when the first notices went out.

They are stated by the person who did the last thing that they follow from, in the one way in which facts change:
what loosens is confirmed first, or waits. What a person has taken back since, or was asked about already, is left
alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from bot.actions import fact_changes, linked_steps, proposals, reminders
from bot.actions.fact_wording import LeftStanding
from bot.actions.work import Work
from bot.domain.clocks import ClockDecision
from bot.domain.proposals import Noun
from bot.law.duty_terms import Addressees
from bot.law.fact_edits import FactEdit, How
from bot.law.facts import Certainty, Fact
from bot.runbook.progress import StepState
from bot.runbook.step_due import Milestone
from bot.runbook.steps import StepStatus
from bot.sentences import Text
from bot.store.tables import Clock, Incident

TOLD: Mapping[Addressees, str] = {
    Addressees.AUTHORITIES: "authority_told_at",
    Addressees.PEOPLE: "individuals_told_at",
}
"""When the first notice of a group went out."""

STANDS_IN = "No one has said when; the time at which the step was done stands in for it."
AS_MET = "The first notice that was recorded as sent."


def state(work: Work, incident: Incident) -> bool:
    """State what follows and is not on record; whether there was anything."""
    reached = [one for one in _reached(work, incident) if not _was_asked(work, incident, one)]
    told = [one for one in _told(work, incident) if not _was_asked(work, incident, one)]
    if reached:
        fact_changes.make(work, incident, reached, STANDS_IN, Certainty.ASSUMED)
    for note, edits in (
        (AS_MET, [e for e in told if e.how is How.REPLACE]),
        ("", [e for e in told if e.how is How.FORGET]),
    ):
        if edits:
            fact_changes.make(work, incident, edits, note)
    return bool(reached or told)


def _reached(work: Work, incident: Incident) -> Iterator[FactEdit]:
    """Only where a step that marks it was done: when all of them were skipped, nothing was reached."""
    runbook = work.snapshot(incident).runbook
    for milestone, at in runbook.reached.items():
        if any(runbook.progress_of(one).state is StepState.DONE for one in runbook.marking(milestone)):
            yield FactEdit(milestone.fact, How.REPLACE, at.replace(second=0, microsecond=0))


def _told(work: Work, incident: Incident) -> Iterator[FactEdit]:
    for group, name in TOLD.items():
        met = [one for one, _finding in linked_steps.duties_of(work, incident, group) if _is_met(one)]
        first_at = min((one.met_at for one in met if one.met_at), default=None)
        decided_at = max((one.decided_at for one in met if one.decided_at), default=None)
        if _differs(incident.facts.latest(name), first_at, decided_at):
            yield FactEdit(name, How.REPLACE, first_at) if first_at else FactEdit(name, How.FORGET)


def told_by(work: Work, incident: Incident, names: Iterable[str]) -> Sequence[str]:
    """The duties that still run and that a notice may have met which was stated to have gone out, by their titles. No
    clock ends by that: someone has to say which."""
    groups = [group for group, name in TOLD.items() if name in names and incident.facts.instant(name)]
    pairs = [pair for group in groups for pair in linked_steps.duties_of(work, incident, group)]
    return [one.duty.title for clock, one in pairs if reminders.state_of(work, incident, clock).is_open]


def left_to_do(work: Work, incident: Incident, names: Iterable[str]) -> Sequence[Text]:
    """The open steps that mark one of these milestones together with others. Each has a result of its own, so stating
    the milestone finishes none of them; a step that marks one alone is finished, or proposed to be."""
    runbook, found = work.snapshot(incident).runbook, list[str]()
    for milestone in Milestone:
        marking = runbook.marking(milestone)
        if milestone.fact in names and incident.facts.instant(milestone.fact) and len(marking) > 1:
            found += [one for one in marking if not runbook.is_settled(one)]
    return [runbook.steps[one].numbered for one in found]


def left_standing(work: Work, incident: Incident, before: Iterable[StepStatus]) -> Sequence[LeftStanding]:
    """What steps that were done `before`, and are asked again now, had stated or confirmed."""
    done = {one.step.id for one in before if one.state is StepState.DONE}
    vocabulary, found = work.law(incident).vocabulary, []
    for one in work.snapshot(incident).statuses:
        marks = one.step.marks
        if marks and one.step.id in done and not one.state.is_settled and (at := incident.facts.instant(marks.fact)):
            found.append(LeftStanding(one.step.numbered, marks.fact, vocabulary[marks.fact].label, at))
    return found


def _is_met(clock: Clock) -> bool:
    return clock.decision is ClockDecision.MET


def _differs(stated: Fact | None, first_at: datetime | None, decided_at: datetime | None) -> bool:
    """Whether the first notice on record went out at another time than stated. A person may know of an earlier one that
    met no duty; a time that was yet to come when it was stated was a plan."""
    if first_at is None:
        return stated is not None and stated.value is not None and stated.note == AS_MET
    if stated is None:
        return True
    if stated.value is None:
        return decided_at is not None and stated.at < decided_at
    return bool(
        first_at != stated.value and (first_at < stated.value or stated.note == AS_MET or stated.value > stated.at)
    )


def _was_asked(work: Work, incident: Incident, edit: FactEdit) -> bool:
    """Whether just this was proposed already, whatever became of it."""
    about = (one for one in proposals.all_of(work, incident) if one.noun is Noun.FACT and edit.name in one.subjects)
    return any(edit in fact_changes.edits_of(work, incident, one) for one in about)
