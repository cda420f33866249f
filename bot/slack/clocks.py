"""How clocks look as a list: what is due next first, on one screen; everything, where it is asked for."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from bot.actions import clocks, known_facts
from bot.actions.clock_decisions import version_of
from bot.actions.clocks import EVERYTHING, ClockLine, ClocksListed, ListClocks
from bot.errors import BotError, UsageError
from bot.law.duties import Finding
from bot.law.naming import title_beside_law, with_law
from bot.messages import _, plural
from bot.slack.block_kit import (
    Block,
    Message,
    actions,
    button,
    context,
    header,
    mention,
    menu,
    safe,
    section,
    told,
    when,
)
from bot.slack.callbacks import Target
from bot.slack.clock_lines import brief_state, clock_text, none_running, state_words
from bot.slack.duty_names import headed, law_in_short
from bot.slack.first_hour import contradicting, questions, waiting
from bot.slack.newer_blocks import Cell, data_table
from bot.slack.parse import closest, not_understood
from bot.slack.requests import IncidentContext, Reader
from bot.store.tables import Clock
from bot.typed.words import repeated

NEAR, LATER, QUESTIONED = 5, 100, 5  # clocks with buttons, in one row each, questions
ASKED, PER_CLOCK = 10, 2  # questions on a screen without clocks, and for how many a clock takes the room
MOST_BLOCKS = 48  # of 50 in a message, so that a mark of its own fits


def read_clocks(context: IncidentContext) -> ListClocks:
    """Nothing for what is next; `all`; or a fact, for the duties that wait for it. Raises UsageError for the rest."""
    words = context.request.words.strip()
    if not words or words.lower() == EVERYTHING:
        return ListClocks(words.lower())
    with suppress(UsageError):
        return ListClocks(known_facts.named(context.work, context.incident, words, partly=False))
    raise _misread(context, words)


def _misread(context: IncidentContext, words: str) -> UsageError:
    """For words that are no fact: the closest one, or how the duty is shown that they name."""
    facts = context.work.law(context.incident).vocabulary.facts
    unknown = not_understood(words, (EVERYTHING, *facts), (EVERYTHING, _("the name of a fact")))
    if words.lower() not in context.work.law(context.incident).by_id and closest(words, (EVERYTHING, *facts)):
        return unknown
    with suppress(BotError):
        duty = clocks.find(context.work, context.incident, words).duty.id
        return UsageError(
            _("“{text}” names a duty, and /breach clocks lists all of them.", text=repeated(words)),
            _("For this one: {command}", command=f"/breach why {duty}"),
        )
    return unknown


def listed(outcome: ClocksListed, reader: Reader) -> Message:
    """What is due next, and on the same screen what else there is; or all of it; or what waits for one fact."""
    open_ones = [line for line in outcome.lines if line.state.is_open]
    said, doubtful = _summary(open_ones, reader.now), contradicting(outcome.incident.facts, outcome.law)
    if outcome.which == EVERYTHING:
        return Message(said, tuple([*doubtful, *_everything(outcome, reader, open_ones)][:MOST_BLOCKS]))
    if outcome.waiting:
        ask = button(_("Answer"), "facts.ask", Target(outcome.incident.id, outcome.which), "primary")
        return Message(said, (*doubtful, *waiting(outcome), actions(ask, block_id="ask")))
    return Message(said, (*doubtful, *_nothing_waits(outcome), *_next(outcome, reader, open_ones)))


def _nothing_waits(outcome: ClocksListed) -> list[Block]:
    """For a fact that was asked about and that no duty depends on now."""
    if not outcome.which:
        return []
    label = _(outcome.law.vocabulary[outcome.which].label)
    return [context(_("No duty waits for this fact: {fact}.", fact=safe(label)))]


def _next(outcome: ClocksListed, reader: Reader, open_ones: Sequence[ClockLine]) -> list[Block]:
    blocks: list[Block] = []
    if not open_ones:
        blocks.append(section(none_running(outcome.lines)))
    roomy = len(open_ones) < NEAR
    for line in open_ones[:NEAR]:
        text = _compact(outcome, line, reader.now, first=line is open_ones[0], roomy=roomy)
        blocks.append(section(text, block_id=f"clock:{line.finding.duty.id}"))
        blocks.append(_buttons(outcome, line, first=line is open_ones[0]))
    blocks += _to_review(outcome, reader)
    blocks += _warnings(open_ones)
    blocks += questions(outcome, max(0, ASKED - PER_CLOCK * len(open_ones)))
    if settled := _tally(outcome):
        blocks.append(context(settled))
    blocks.append(_more(outcome, len(open_ones)))
    return [*blocks, *_undecided(outcome), *_optional(outcome)]


def _compact(outcome: ClocksListed, line: ClockLine, now: datetime, *, first: bool, roomy: bool) -> str:
    """Two short lines, also on a phone: what it is; its state with the time left, for the first one also by when, its
    law and whose it is. With room the law stands in full beside the title, and its authority is named."""
    duty = line.finding.duty
    state = brief_state(line, now) if outcome.incident.state == "open" else _("⚪ open")
    by = _by(line) if first else []
    if roomy:
        return f"{headed(duty)}\n{' · '.join([state, *by, mention(outcome.owner), *_to(line)])}"
    name = f"*{safe(title_beside_law(duty, _(duty.title)))}*"
    return f"{name}\n{' · '.join([state, law_in_short(duty), *by, mention(outcome.owner)])}"


def _to(line: ClockLine) -> list[str]:
    named = line.finding.authorities
    return [_("to {authority}", authority=safe(named[0].name))] if len(named) == 1 else []


def _by(line: ClockLine) -> list[str]:
    at = _at(line)
    return [_("by {time}", time=when(at))] if at else []


def _at(line: ClockLine) -> datetime | None:
    """By when, our own target where the law has none; nothing while the clock doesn't run."""
    return line.clock.target_at or line.clock.house_at if line.state in ("late", "running", "held") else None


def _buttons(outcome: ClocksListed, line: ClockLine, *, first: bool) -> Block:
    """The one that comes next, and the others in a menu."""
    duty, incident = line.finding.duty.id, outcome.incident
    target = Target(incident.id, duty, version_of(line.clock))
    if incident.state != "open":
        return actions(button(_("Why?"), "clock.why", target), block_id=f"do:{duty}")
    style, sent = "primary" if first else None, _("Mark sent")
    others = {"clock.why": _("Why?"), "clock.decline": _("Decline")}
    if draft := outcome.drafts.get(duty):
        main = button(_("Draft notice"), "notice.draft", Target(incident.id, draft), style)
        others = {"clock.met": sent, **others}
    else:
        main = button(sent, "clock.met", target, style)
        others |= {"notice.answers": _("Show answers")} if duty in outcome.letterless else {}
    return actions(main, menu(target, others), block_id=f"do:{duty}")


def _to_review(outcome: ClocksListed, reader: Reader) -> list[Block]:
    """Decisions that the assessment speaks against, whole, with what can be answered."""
    blocks: list[Block] = []
    if outcome.incident.state == "open":
        for line in [one for one in _settled(outcome) if one.clock.question][:QUESTIONED]:
            blocks += [section(clock_text(line, reader.now, reader.zone)), review_buttons(line.clock)]
    return blocks


def _settled(outcome: ClocksListed) -> Sequence[ClockLine]:
    return [line for line in outcome.lines if line.state in ("met", "declined")]


def _tally(outcome: ClocksListed) -> str:
    """What became of the settled ones."""
    met = sum(one.state == "met" for one in outcome.lines)
    declined = sum(one.state == "declined" for one in outcome.lines)
    return _("{met} met, {declined} declined", met=met, declined=declined) if met or declined else ""


def _more(outcome: ClocksListed, number: int) -> Block:
    """`number`: how many are open."""
    label = _("All clocks ({number} open)", number=number) if number > NEAR else _("All clocks")
    found = [button(label, "clocks.show", Target(outcome.incident.id, EVERYTHING))]
    if outcome.page.asked and outcome.asks and outcome.incident.state == "open":
        found.append(button(_("Answer key questions"), "facts.ask", Target(outcome.incident.id)))
    return actions(*found, block_id="ask")


def _optional(outcome: ClocksListed) -> list[Block]:
    if not outcome.may:
        return []
    may = "; ".join(with_law(one.duty, _(one.duty.title)) for one in outcome.may[:10])
    return [context(_("Optional notifications: {notices}", notices=safe(may)))]


def _warnings(lines: Sequence[ClockLine]) -> list[Block]:
    """What an authority may hold against the dates, each once."""
    said = dict.fromkeys(told(warning) for line in lines for warning in line.finding.warnings)
    return [context("⚠️ " + "\n⚠️ ".join(said))] if said else []


def _undecided(outcome: ClocksListed) -> list[Block]:
    """What no fact decides: by an earlier text, which counsel knows, or by a condition that can't be evaluated."""
    blocks = []
    if earlier := _named([one for one in outcome.undecided if one.earlier]):
        blocks.append(context(_("An earlier text applied then. Ask counsel about: {duties}", duties=earlier)))
    if stuck := _named([one for one in outcome.undecided if one.stuck]):
        blocks.append(context(_("Can't be decided until their conditions are corrected: {duties}", duties=stuck)))
    return blocks


def _named(findings: Sequence[Finding]) -> str:
    return "; ".join(f"{_(one.duty.title)} (`/breach why {safe(one.duty.id)}`)" for one in findings[:10])


def _everything(outcome: ClocksListed, reader: Reader, open_ones: Sequence[ClockLine]) -> list[Block]:
    """What is open, next first and the first ones whole; what is settled; what is undetermined, by name."""
    running = outcome.incident.state == "open"
    blocks: list[Block] = [header(_("Clocks")), *_to_review(outcome, reader)]
    if not open_ones:
        blocks.append(section(none_running(outcome.lines)))
    if near := open_ones[:NEAR]:
        blocks += [section(clock_text(line, reader.now, reader.zone)) for line in near]
    blocks += _later(open_ones[NEAR:], reader.now)
    blocks += _warnings(open_ones)
    if done := [line for line in _settled(outcome) if not (line.clock.question and running)]:
        blocks.append(section("\n\n".join(clock_text(line, reader.now, reader.zone) for line in done)))
    blocks += [*_undecided(outcome), *questions(outcome, ASKED), _more(outcome, len(open_ones)), *_optional(outcome)]
    return blocks


def _later(lines: Sequence[ClockLine], now: datetime) -> list[Block]:
    """The rest in one line each, some at a time; /breach why shows any of them whole."""
    if not lines:
        return []
    head = (_("Duty"), _("State"), _("By"), _("Name for /breach why"))
    blocks = [data_table(_("Later"), head, [_row(line, now) for line in lines[:LATER]])]
    if len(lines) > LATER:
        rest = ", ".join(f"`{safe(line.finding.duty.id)}`" for line in lines[LATER : LATER + 20])
        blocks.append(context(_("and {number} more: {duties}", number=len(lines) - LATER, duties=rest)))
    return blocks


def _row(line: ClockLine, now: datetime) -> tuple[Cell, ...]:
    return _(line.title), state_words(line, now), _at(line) or "–", line.finding.duty.id


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
        duty=_(first.title),
        state=state_words(first, now),
    )
