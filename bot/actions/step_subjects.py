"""What permission is asked for when someone works on a step: the step, and who may give the decision it asks for."""

from collections.abc import Sequence

from bot.actions import people, proposals
from bot.actions.step_list import find
from bot.actions.work import Work
from bot.domain.permissions import StepSubject
from bot.domain.proposals import finishing
from bot.store.tables import Incident


def subject_of(work: Work, incident: Incident, word: str, choice: str = "") -> StepSubject:
    """The step that the words mean, as permission sees it; with a `choice`, also the decision that is being given."""
    step = find(work, incident, word).step
    if not (step.decision and choice):
        return _subject(work, incident, word, ())
    confirms = proposals.waits_for_second(work, incident, finishing(step.id, step.name, choice))
    return _subject(work, incident, word, step.decision.seconds if confirms else step.decision.by)


def skipping_of(work: Work, incident: Incident, word: str) -> StepSubject:
    """The step that the words mean, as permission to skip it sees it."""
    return _subject(work, incident, word, find(work, incident, word).step.skippers)


def _subject(work: Work, incident: Incident, word: str, decided_by: Sequence[str]) -> StepSubject:
    one = find(work, incident, word)
    return StepSubject(
        people.subject_of(incident),
        one.step.id,
        settled=one.state.is_settled,
        restricted_to=one.step.restricted_to,
        decided_by=decided_by,
        is_task=one.step.is_task,
    )
