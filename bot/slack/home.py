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
    marked_blocks,
    safe,
    section,
)
from bot.slack.callbacks import Target
from bot.slack.cards import DISCLAIMER, clock_rows, step_rows
from bot.slack.proposals import waiting_for_reader
from bot.slack.requests import Reader

SHOWN, SHOWN_DRILLS = 10, 3  # up to seven blocks each; Slack takes a hundred


def home(outcomes: Sequence[IncidentShown], reader: Reader) -> tuple[Block, ...]:
    """App Home: only the reader's own incidents, their next clocks and steps; drills apart, after what is real."""
    real = [one for one in outcomes if not one.incident.is_drill]
    drills = [one for one in outcomes if one.incident.is_drill]
    blocks: list[Block] = [
        header("breachbot"),
        section(_("If personal data may have been exposed, open an incident. You can answer everything else later.")),
        actions(button(_("Open an incident"), "incident.open", Target(None), "primary"), block_id="home"),
        divider(),
    ]
    if not real:
        blocks.append(section(_("You're not part of any open incident.")))
    for outcome in real[:SHOWN]:
        blocks += _one(outcome)
    if drills:
        blocks += [divider(), header(_("Drills"))]
    for outcome in drills[:SHOWN_DRILLS]:
        blocks += marked_blocks(_one(outcome))
    return (*blocks, context(_(DISCLAIMER)))


def _one(outcome: IncidentShown) -> list[Block]:
    incident = outcome.incident
    channel = f"<#{incident.channel_id}>" if incident.channel_id else incident.codename
    return [
        section(f"*{incident.ref}* {channel}\n{safe(incident.title)}"),
        section(f"{clock_rows(outcome)}\n{step_rows(outcome)}"),
        *waiting_for_reader(outcome.proposals, incident.id),
    ]
