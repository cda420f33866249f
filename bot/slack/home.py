"""How App Home looks: the reader's own incidents, with what is next in each."""

from collections.abc import Sequence

from bot.actions.status import IncidentShown
from bot.messages import _
from bot.slack.block_kit import (
    Block,
    actions,
    button,
    context,
    divider,
    header,
    safe,
    section,
)
from bot.slack.callbacks import Target
from bot.slack.cards import DISCLAIMER, clock_rows, step_rows
from bot.slack.proposals import waiting_for_reader
from bot.slack.requests import Reader


def home(outcomes: Sequence[IncidentShown], reader: Reader) -> tuple[Block, ...]:
    """App Home: only the reader's own incidents, their next clocks and steps."""
    blocks: list[Block] = [
        header("breachbot"),
        section(_("If personal data may have been exposed, open an incident. You can answer everything else later.")),
        actions(button(_("Open an incident"), "incident.open", Target(None), "primary"), block_id="home"),
        divider(),
    ]
    if not outcomes:
        blocks.append(section(_("You're not part of any open incident.")))
    for outcome in outcomes[:10]:
        incident = outcome.incident
        channel = f"<#{incident.channel_id}>" if incident.channel_id else incident.codename
        blocks.append(section(f"*{incident.ref}* {channel}\n{safe(incident.title)}"))
        blocks.append(section(f"{clock_rows(outcome)}\n{step_rows(outcome)}"))
        blocks += waiting_for_reader(outcome.proposals, incident.id)
    return (*blocks, context(_(DISCLAIMER)))
