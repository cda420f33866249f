"""How App Home looks: what is the reader's own first, then their incidents, and drills apart from what is real."""

from collections.abc import Iterator

from bot.actions.clocks import ClockLine
from bot.actions.home import AtHome, HomeShown
from bot.messages import _, plural
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus
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
    told,
)
from bot.slack.callbacks import Target
from bot.slack.cards import DISCLAIMER, clock_rows, step_rows
from bot.slack.clock_lines import state_words
from bot.slack.duty_names import headed
from bot.slack.proposals import waiting_for_reader
from bot.slack.requests import Reader
from bot.slack.steps import state_line
from bot.store.tables import Incident

MOST_STEPS, MOST_CLOCKS = 5, 3  # of the reader's own; Slack takes a hundred blocks in all


def home(outcome: HomeShown, reader: Reader) -> tuple[Block, ...]:
    """Only the reader's own incidents."""
    blocks: list[Block] = [
        header("breachbot"),
        section(_("If personal data may have been exposed, open an incident. You can answer everything else later.")),
        actions(button(_("Open an incident"), "incident.open", Target(None), "primary"), block_id="home"),
        divider(),
        *_mine(outcome, reader),
    ]
    if not outcome.real:
        blocks.append(section(_("You're not part of any open incident.")))
    for one in outcome.real:
        blocks += _one(one)
    if outcome.drills:
        blocks += [divider(), header(_("Drills"))]
    for one in outcome.drills:
        blocks += marked_blocks(_one(one))
    if outcome.more:
        more = plural("{n} more incident: /breach list", "{n} more incidents: /breach list", outcome.more)
        blocks.append(context(more))
    return (*blocks, context(_(DISCLAIMER)))


def _mine(outcome: HomeShown, reader: Reader) -> Iterator[Block]:
    """The steps and clocks that are the reader's in real incidents, each with the button that comes next."""
    steps = [*((one.shown.incident, step) for one in outcome.real for step in one.steps), *outcome.closed]
    clocks = [(one.shown.incident, line) for one in outcome.real for line in one.clocks]
    if steps or clocks:
        yield header(_("Yours now"))
    for incident, step in sorted(steps, key=lambda pair: pair[1].late_for is None)[:MOST_STEPS]:
        yield _step(incident, step)
    for incident, line in clocks[:MOST_CLOCKS]:
        yield _clock(incident, line, reader)
    left = max(0, len(steps) - MOST_STEPS) + max(0, len(clocks) - MOST_CLOCKS)
    if left:
        yield context(_("and {count} more: /breach next, /breach clocks", count=left))
    if steps or clocks:
        yield divider()


def _step(incident: Incident, one: StepStatus) -> Block:
    target = Target(incident.id, one.step.id)
    if one.state is StepState.CLAIMED:
        press = button(_("Decide") if one.step.decision else _("Mark done"), "step.done", target, "primary")
    else:
        press = button(_("Claim"), "step.claim", target)
    return section(f"`{one.step.id}` *{told(one.step.name)}* · {incident.ref}\n{state_line(one)}", press)


def _clock(incident: Incident, line: ClockLine, reader: Reader) -> Block:
    said = f"{headed(line.finding.duty)} · {incident.ref}\n{state_words(line, reader.now)}"
    return section(said, button(_("Show clocks"), "clocks.show", Target(incident.id)))


def _one(one: AtHome) -> list[Block]:
    incident, target = one.shown.incident, Target(one.shown.incident.id)
    channel = f"<#{incident.channel_id}>" if incident.channel_id else incident.codename
    return [
        section(f"*{incident.ref}* {channel}\n{safe(incident.title)}"),
        section(f"{clock_rows(one.shown)}\n{step_rows(one.shown)}"),
        actions(
            button(_("Answer key questions"), "facts.ask", target, "primary"),
            button(_("What changed"), "catchup.show", target),
            button(_("Show my steps"), "steps.next", target),
            button(_("Show clocks"), "clocks.show", target),
            block_id=f"home-{incident.id}",
        ),
        *waiting_for_reader(one.shown.proposals, incident.id),
    ]
