"""A person in danger is told first, whatever is still to be filed or decided.

Anybody in the incident may say so; the reason is recorded and the channel is told at once.

Caveats: nobody's duty is changed by it, and the steps that tell people (`safety_first` in the runbook) only stop
waiting for others, also behind a closed gate.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import channels, steps
from bot.actions.contents import SafetyNote
from bot.actions.work import Work
from bot.domain.events.steps import StepException
from bot.errors import UsageError
from bot.messages import _
from bot.runbook.steps import StepStatus
from bot.store.tables import Incident

WORDS = 3  # a reason is a sentence


@dataclass(frozen=True)
class PutSafetyFirst:
    reason: str


@dataclass(frozen=True)
class SafetyPutFirst:
    """`freed` are the steps that no longer wait."""

    incident: Incident
    freed: Sequence[StepStatus]


def put_safety_first(work: Work, incident: Incident, command: PutSafetyFirst) -> SafetyPutFirst:
    """Record the exception, tell the channel, and free the steps that tell people."""
    reason = command.reason.strip().rstrip(".") + "."
    if len(command.reason.split()) < WORDS:
        raise UsageError(
            _("Say in a sentence who is in danger and from what, without a name."),
            _("For example: /breach safety a former partner of hers has the new address"),
        )
    before = work.snapshot(incident).statuses
    freed = [one for one in before if one.may_go_first]
    for one in freed:
        steps.row_of(work, incident, one.step.id).exception = reason
    ids = tuple(one.step.id for one in freed)
    entry = work.record(incident, StepException(reason, ids))
    key = f"safety:{incident.id}:{entry.seq}"
    channels.post(work, incident, key, SafetyNote(reason, ids, work.actor), urgency=0)
    steps.follow(work, incident, before)
    return SafetyPutFirst(incident, freed)
