"""A person in danger is told first, whatever is still to be filed or decided.

Anyone in the incident may say so; the reason is recorded and the channel is told at once.

Caveats: no one's duty is changed by it, and the steps that tell people (`safety_first` in the runbook) only stop
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
    """`freed` are the steps that no longer wait; `held` those that tell everyone, whose gate stays closed."""

    incident: Incident
    freed: Sequence[StepStatus]
    held: Sequence[StepStatus]


def put_safety_first(work: Work, incident: Incident, command: PutSafetyFirst) -> SafetyPutFirst:
    """Record the exception and tell the channel: this one person may be warned at once. It shows on every step that
    tells people; a notice to everyone keeps waiting for its gate."""
    reason = command.reason.strip().rstrip(".") + "."
    if len(command.reason.split()) < WORDS:
        raise UsageError(
            _("Say in a sentence who is in danger and from what, without a name."),
            _("For example: /breach safety a former partner has the new address"),
        )
    before = work.snapshot(incident).statuses
    told = [one for one in before if one.may_go_first]
    for one in told:
        work.snapshot(incident).step_row(one.step.id).exception = reason
    entry = work.record(incident, StepException(reason, tuple(one.step.id for one in told)))
    freed, held = ([one for one in told if bool(one.step.gate) is gated] for gated in (False, True))
    ids, waiting = (tuple(one.step.id for one in found) for found in (freed, held))
    key = f"safety:{incident.id}:{entry.seq}"
    channels.post(work, incident, key, SafetyNote(reason, ids, work.actor, waiting), urgency=0)
    steps.follow(work, incident, before)
    return SafetyPutFirst(incident, freed, held)
