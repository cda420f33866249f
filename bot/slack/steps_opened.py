"""The message that lists several steps whose turn came at once; the message of each stands in its thread."""

from collections.abc import Sequence

from bot.messages import _, plural
from bot.runbook.steps import StepStatus
from bot.slack.block_kit import Block, Message, button, context, section, told
from bot.slack.callbacks import Target
from bot.slack.steps import LISTED, state_line


def opened(statuses: Sequence[StepStatus], incident_id: int) -> Message | None:
    """None when none of the steps is in the runbook anymore."""
    if not statuses:
        return None
    said = plural("{n} step is next", "{n} steps are next", len(statuses))
    rows = [_row(one, incident_id) for one in statuses[:LISTED]]
    return Message(said, (section(f"*{said}*"), *rows, context(_("Open the thread for details and all buttons."))))


def _row(one: StepStatus, incident_id: int) -> Block:
    text = f"*{one.step.id} · {told(one.step.name)}*\n{state_line(one, stays=True)}"
    target = Target(incident_id, one.step.id)
    free = one.state.is_workable and not one.owners
    return section(text, button(_("Claim"), "step.claim", target) if free else None)
