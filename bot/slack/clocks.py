"""How clocks look as a list: what is next first."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions.clock_decisions import version_of
from bot.actions.clocks import ClockLine, ClocksListed
from bot.messages import _, plural
from bot.slack.block_kit import (
    Block,
    Message,
    actions,
    button,
    context,
    header,
    safe,
    section,
    when,
)
from bot.slack.callbacks import Target
from bot.slack.clock_lines import clock_text, state_words
from bot.slack.requests import Reader
from bot.store.tables import Clock

NEAR, LATER, ROWS, QUESTIONED = 5, 40, 10, 5  # clocks shown whole, in one line each, lines in a section, questions


def listed(outcome: ClocksListed, reader: Reader) -> Message:
    """Questions first, then what is open, next first; settled ones at the end; what is not settled, with the questions
    that help most; what one may do besides."""
    open_ones = [line for line in outcome.lines if line.state.is_open]
    settled = [line for line in outcome.lines if line.state in ("met", "declined")]
    running = outcome.incident.state == "open"
    blocks: list[Block] = [header(_("Clocks"))]
    incident_id = outcome.incident.id
    for line in [line for line in settled if line.clock.question and running][:QUESTIONED]:
        blocks += [section(clock_text(line, reader.now, reader.zone)), review_buttons(line.clock)]
    if not open_ones:
        blocks.append(section(_("No clock is running.") if outcome.lines else _("No duties are owed so far.")))
    for line in open_ones[:NEAR]:
        duty = line.finding.duty
        blocks.append(section(clock_text(line, reader.now, reader.zone), block_id=f"clock:{duty.id}"))
        target = Target(incident_id, duty.id, version_of(line.clock))
        buttons = [button(_("Why?"), "clock.why", target)]
        if running:
            buttons += [
                button(_("Mark met"), "clock.met", target, "primary"),
                button(_("Decline"), "clock.decline", target),
            ]
        blocks.append(actions(*buttons, block_id=f"do:{duty.id}"))
    blocks += _later(open_ones[NEAR:], reader.now)
    if done := [line for line in settled if not (line.clock.question and running)]:
        blocks.append(section("\n\n".join(clock_text(line, reader.now, reader.zone) for line in done)))
    if outcome.undetermined:
        blocks += _unsettled(outcome)
    if outcome.may:
        may = "; ".join(f"{one.duty.title} ({one.duty.law})" for one in outcome.may[:10])
        blocks.append(context(_("Optional notifications: {notices}", notices=safe(may))))
    return Message(_summary(open_ones, reader.now), tuple(blocks))


def _later(lines: Sequence[ClockLine], now: datetime) -> list[Block]:
    """The rest in one line each; /breach why shows any of them whole."""
    rows = [_row(line, now) for line in lines[:LATER]]
    blocks = [section("\n".join(rows[start : start + ROWS])) for start in range(0, len(rows), ROWS)]
    if len(lines) > LATER:
        rest = ", ".join(safe(line.finding.duty.id) for line in lines[LATER : LATER + 20])
        blocks.append(context(_("and {number} more: {duties}", number=len(lines) - LATER, duties=rest)))
    return [section(f"*{_('Later')}*"), *blocks] if blocks else []


def _row(line: ClockLine, now: datetime) -> str:
    at = line.clock.target_at or line.clock.house_at
    due = " · " + _("by {time}", time=when(at)) if at and line.state in ("late", "running", "held") else ""
    return f"• *{safe(line.title)}* · {state_words(line, now)}{due} · `{line.finding.duty.id}`"


def review_buttons(clock: Clock) -> Block:
    """For a decision that the assessment speaks against."""
    target = Target(clock.incident_id, clock.duty_id)
    stands = button(_("Keep decision"), "clock.confirm", target)
    again = button(_("Reopen"), "clock.reopen", target, "danger")
    return actions(stands, again, button(_("Why?"), "clock.why", target), block_id=f"review:{clock.duty_id}")


def _summary(open_ones: list[ClockLine], now: datetime) -> str:
    if not open_ones:
        return _("No clock is running.")
    first = open_ones[0]
    return plural(
        "{n} duty is open: {duty} ({state}).",
        "{n} duties are open. First: {duty} ({state}).",
        len(open_ones),
        duty=first.title,
        state=state_words(first, now),
    )


def _unsettled(outcome: ClocksListed) -> list[Block]:
    text = plural(
        "*{n} duty depends on missing facts.* Each answer helps to resolve it.",
        "*{n} duties depend on missing facts.* Each answer resolves some.",
        outcome.undetermined,
    )
    blocks: list[Block] = [section(text)]
    if outcome.open_questions and outcome.incident.state == "open":
        blocks.append(
            actions(
                button(_("Answer key questions"), "facts.ask", Target(outcome.incident.id)),
                block_id="ask",
            )
        )
    return blocks
