"""How a severity looks: its form, its words, the note in the channel."""

from collections.abc import Mapping
from typing import Any

from bot.actions.severities import RateSeverity, SeverityRated
from bot.domain.incidents import SEVERITIES
from bot.errors import UsageError
from bot.slack.block_kit import Message, Modal, context, field_input, mention, option, safe, section, select, text_box
from bot.slack.requests import Reader, RequestContext


def read_severity(context: RequestContext) -> RateSeverity:
    """`/breach severity 2 contained this morning`."""
    word, _, rest = context.request.text.strip().partition(" ")
    if not word.isdecimal():
        raise UsageError("Please give the severity as a number, 1 (worst) to 4.", "For example: /breach severity 2")
    return RateSeverity(int(word), rest)


def draw(chosen: int | None) -> Modal:
    options = [option(f"{level}: {words}", str(level)) for level, words in SEVERITIES.items()]
    blocks = (
        field_input("level", "How severe is it?", select(options, chosen=str(chosen) if chosen else None)),
        field_input("reason", "Why", text_box(lines=True, most=500), optional=True),
        context("If you are torn between two, take the higher one and review it later. No legal clock hangs on it."),
    )
    return Modal("severity", "Severity", blocks, "Record")


def read_severity_form(context: RequestContext) -> RateSeverity:
    return RateSeverity(int(context.request.entered("level") or 0), context.request.entered("reason"))


def rated(outcome: SeverityRated, reader: Reader) -> Message:
    if outcome.again:
        return Message(f"The severity is {outcome.before} already. Nothing was changed.")
    level = outcome.incident.severity
    return Message(f"The severity is now {level}: {SEVERITIES[level or 0]}." if level else "The severity is not set.")


def changed(details: Mapping[str, Any]) -> Message:
    level, before = int(details["level"]), details["before"]
    was = f", was {before}" if before else ""
    reason = f"\n>{safe(details['reason'])}" if details["reason"] else ""
    text = f"*Severity {level}*{was}: {SEVERITIES[level]}.{reason}"
    return Message(f"The severity is now {level}.", (section(text), context(f"by {mention(str(details['person']))}")))
