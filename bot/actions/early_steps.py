"""What is done before the steps that are better done first: recorded with what that may cost, and shown in the channel.

Leaves to `steps.py` whether it may be done at all.
"""

from collections.abc import Sequence

from bot.actions import channels
from bot.actions.work import Work
from bot.domain.events.steps import StepDoneEarly
from bot.runbook.steps import StepStatus
from bot.sentences import Listed, listed
from bot.store.tables import Incident, IncidentStep


def titles_of(incident: Incident, step_ids: Sequence[str]) -> Listed:
    """`C06 (Order preservation before any cleanup), C07 (...)`."""
    steps = {step.id: step for step in incident.runbook.steps}
    return listed(steps[step_id].cited for step_id in step_ids)


def say_early(work: Work, incident: Incident, one: StepStatus, row: IncidentStep) -> None:
    """`one` is the step as it stood, `row` what it is now: done. Nothing where it was done in its turn."""
    if not one.waits_for:
        return
    row.done_before = ",".join(one.waits_for)
    cost = " ".join(step.why for step in incident.runbook.steps if step.id in one.waits_for and step.why)
    needs = str(titles_of(incident, one.waits_for))
    work.record(incident, StepDoneEarly(one.step.id, one.step.title, one.waits_for, needs, cost))
    channels.post_steps(work, incident, [one.step.id])
