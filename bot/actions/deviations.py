"""What happened although a gate was closed: recorded as it is, posted, and no substitute for what was bypassed.

Anyone in the incident may say so. Leaves to `steps.py` what is done in its order.

Caveats: the steps that the gate waits for stay open, and so does what the step itself asks for: a decision, facts, or
that each of its duties is recorded as met. Only a step that asks for none of them is done by it.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.actions import channels, people, step_list, steps
from bot.actions.contents import DeviationCall, DeviationNote
from bot.actions.early_steps import titles_of
from bot.actions.steps import StepChanged
from bot.actions.work import Work
from bot.domain.events.steps import StepDeviation
from bot.errors import Refused, UsageError
from bot.messages import _
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus
from bot.store.tables import Incident


@dataclass(frozen=True)
class RecordDeviation:
    """`reason`: what happened, and why it did not wait; `happened_at` is None where no one says: now."""

    step_id: str
    reason: str
    happened_at: datetime | None = None


def gated(work: Work, incident: Incident, word: str) -> StepStatus:
    """The step, if its gate is closed now. Raises Refused when it can simply be done."""
    one = step_list.find(work, incident, word)
    if one.state is not StepState.GATED:
        raise Refused(
            _("{step} is no longer held back.", step=one.step.id),
            _("Record it with /breach done {step}.", step=one.step.id),
        )
    return one


def record_deviation(work: Work, incident: Incident, command: RecordDeviation) -> StepChanged:
    """Record that it happened, who says so and what was bypassed; tell the channel, and the lead and DPO directly."""
    before = work.snapshot(incident).statuses
    one, reason = gated(work, incident, command.step_id), command.reason.strip()
    if not reason:
        raise UsageError(
            _("Say in a sentence what happened and why it couldn't wait."),
            _("For example: the agency sent the letters a day early"),
            field="reason",
        )
    at = command.happened_at or work.now_in(incident)
    if at > work.now_in(incident):
        say = _("That time is in the future.")
        raise UsageError(say, _("Give the time at which it happened."), field="happened_at")
    step, bypassed = one.step, titles_of(incident, one.waits_for)
    row = work.snapshot(incident).step_row(step.id)
    row.deviation, settles = reason, not (step.decision or step.duties or step.asks)
    if settles:
        step_list.settle(work, incident, step.id, StepState.DONE, reason, at=at)
    assert step.gate
    entry = work.record(
        incident, StepDeviation(step.id, step.title, step.gate, one.waits_for, str(bypassed), at, reason, settles)
    )
    asked = dict.fromkeys(people.holder(work, incident, role) for role in ("lead", "dpo"))
    note = DeviationNote(step.id, step.title, step.gate, bypassed, at, reason, work.actor, tuple(filter(None, asked)))
    channels.post(work, incident, f"deviation:{incident.id}:{entry.seq}", note, urgency=1)
    for person in note.tell:
        if person != work.actor:
            channels.tell_directly(work, incident, person, DeviationCall(step.id, step.title))
    return steps.followed(work, incident, one, before)
