"""How requests to wait are given, lifted and shown."""

import re
from collections.abc import Sequence

from bot.actions.clocks import ClockLine, DutyExplained
from bot.actions.holds import ClocksHeld, ClocksReleased, HoldClock, ReleaseClock
from bot.errors import UsageError
from bot.law.facts import parse_moment
from bot.slack.block_kit import (
    Message,
    Modal,
    context,
    escaped,
    field_input,
    moment,
    option,
    safe,
    section,
    select,
    text_box,
)
from bot.slack.clocks import clock_text
from bot.slack.parse import FieldError, moment_in
from bot.slack.requests import Form, Reader, RequestContext

EXAMPLE = "/breach hold california until 20 Mar 2026 17:00 by FBI Los Angeles, written"
HOLD = re.compile(r"(?P<duty>.+?)\s+until\s+(?P<until>.+?)\s+by\s+(?P<by>.+)", re.IGNORECASE)
WRITTEN = re.compile(r"[\s,]*\b(?:in writing|written)\s*$", re.IGNORECASE)


def read_hold(context: RequestContext) -> HoldClock | Form:
    """`/breach hold DUTY until TIME by AUTHORITY [written]`; with the duty alone the form opens."""
    text = context.request.text.strip()
    if not text:
        raise UsageError("Please name the duty, or say all.", f"For example: {EXAMPLE}")
    if not (found := HOLD.fullmatch(text)):
        if " until " in text.lower():
            raise UsageError("Please name the agency that asked.", f"For example: {EXAMPLE}")
        return Form("clock_hold", text)
    authority, written = WRITTEN.sub("", found["by"]), bool(WRITTEN.search(found["by"]))
    until_at = parse_moment("Until when", found["until"], context.request.zone, context.request.now, future=True)
    return HoldClock(found["duty"].strip(), until_at, authority.strip(" ,"), written)


def read_release(context: RequestContext) -> ReleaseClock:
    """`/breach release DUTY [at TIME]`."""
    words, at = moment_in(context.request.words)
    if not words:
        raise UsageError("Please name the duty, or say all.", "For example: /breach release california")
    request = context.request
    lifted_at = parse_moment("When it was lifted", at, request.zone, request.now) if at else request.now
    return ReleaseClock(words, lifted_at)


def draw_hold(outcome: DutyExplained | None, reader: Reader) -> Modal:
    """`outcome`: the duty it is about; None for all of them."""
    duty = outcome.finding.duty if outcome else None
    rule = (duty.hold.words if duty.hold else "This law knows no request to wait.") if duty else ""
    head = (
        f"*{safe(duty.title)}*\n{safe(duty.law)}, {safe(duty.cites)}"
        if duty
        else "*Every open duty whose law knows it*"
    )
    spoken = [option("Spoken", "no"), option("In writing", "yes")]
    blocks = [
        section(head + (f"\n_The law: {safe(rule)}_" if rule else "")),
        field_input("authority", "Which agency asks you to wait?", text_box(most=200)),
        field_input(
            "until_at",
            "Until when?",
            moment(),
            hint=f"In your time zone, {reader.zone}. Without an end, the day on which you will ask the agency again.",
        ),
        field_input("written", "How was it asked?", select(spoken, chosen="no")),
    ]
    return Modal("clock_hold", "Asked to wait", tuple(blocks), "Record", subject=duty.id if duty else "all")


def read_hold_form(context: RequestContext) -> HoldClock:
    until_at = context.request.moment("until_at")
    if until_at is None or until_at <= context.request.now:
        raise FieldError("until_at", "Please give a time that is still to come.")
    authority, written = context.request.entered("authority"), context.request.entered("written") == "yes"
    return HoldClock(context.request.subject, until_at, authority, written)


def held(outcome: ClocksHeld, reader: Reader) -> Message:
    """What is held until when by its law, and what runs on."""
    held_now = [one for one in outcome.held if one.state != "pending"]
    rows = "\n\n".join(_row(one, reader) for one in held_now) or "No clock has started yet."
    blocks = [section(f"*{safe(outcome.authority)} asked to wait.*\n{rows}")]
    if later := [one for one in outcome.held if one.state == "pending"]:
        blocks.append(section("*It will count for these, once they start*\n" + _titles(later)))
    for why in dict.fromkeys(why for _, why in outcome.running):
        here = [line for line, reason in outcome.running if reason == why]
        blocks.append(section(f"*These run on.* {safe(why)}\n{_titles(here)}"))
    blocks.append(context("When the agency lifts its request: /breach release, with the duty's name or all."))
    return Message(f"Recorded: {escaped(outcome.authority)} asked to wait.", tuple(blocks))


def _titles(lines: Sequence[ClockLine]) -> str:
    return "\n".join(f"• {safe(line.title)} ({safe(line.finding.duty.law)})" for line in lines)


def _row(line: ClockLine, reader: Reader) -> str:
    """The clock, with the law's own step about the request."""
    steps = line.finding.deadline.steps if line.finding.deadline else ()
    about = [step.sentence for step in steps if step.kind.tells_hold]
    return clock_text(line, reader.now, reader.zone) + "".join(f"\n_{safe(said)}_" for said in about)


def released(outcome: ClocksReleased, reader: Reader) -> Message:
    rows = "\n\n".join(_row(one, reader) for one in outcome.lines)
    return Message("Recorded: the request was lifted.", (section(f"*Released*\n{rows}"),))
