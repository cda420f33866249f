"""Which step a request is about, as permission sees it: for its route in the tables."""

from bot.actions.decisions import AwaitFacts
from bot.actions.deviations import RecordDeviation
from bot.actions.proposals import find
from bot.actions.step_commands import AssignStep, ClaimStep, FinishStep, ReleaseStep, SkipStep
from bot.actions.step_subjects import skipping_of, subject_of
from bot.actions.work import Work
from bot.domain.permissions import StepSubject
from bot.slack.callbacks import number
from bot.slack.requests import Form
from bot.store.tables import Incident

Command = ClaimStep | FinishStep | AwaitFacts | SkipStep | RecordDeviation | AssignStep | ReleaseStep


def the_step(work: Work, incident: Incident, command: Command | Form) -> StepSubject:
    """What permission is asked for: the step, which may be for some roles only, and its decision."""
    if isinstance(command, Form) and command.name == "proposal_confirm":
        first = find(work, incident, number(command.subject))
        return subject_of(work, incident, first.subject, str(first.command.get("choice", "")))
    if isinstance(command, Form):
        return subject_of(work, incident, command.subject)
    if isinstance(command, SkipStep):
        return skipping_of(work, incident, command.step_id)
    return subject_of(work, incident, command.step_id, command.choice if isinstance(command, FinishStep) else "")
