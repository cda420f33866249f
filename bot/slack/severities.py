"""How a severity looks: its form, its words, the note in the channel."""

from collections.abc import Sequence

from bot.actions.contents import SeverityNote
from bot.actions.severities import RateSeverity, SeverityRated
from bot.domain.incidents import SEVERITIES
from bot.errors import UsageError
from bot.messages import _, plural
from bot.slack.block_kit import (
    Block,
    Message,
    Modal,
    context,
    field_input,
    mention,
    option,
    safe,
    section,
    select,
    text_box,
)
from bot.slack.callbacks import MOST_DIGITS, number
from bot.slack.parse import reason_alone
from bot.slack.requests import Reader, RequestContext


def read_severity(context: RequestContext) -> RateSeverity:
    """`/breach severity 2 contained this morning`."""
    word, _sign, rest = context.request.text.strip().partition(" ")
    if not (word.isdecimal() and len(word) <= MOST_DIGITS):
        raise UsageError(
            _("Give the severity as a number from 1 (worst) to 4."), _("For example: {example}", example=EXAMPLE)
        )
    return RateSeverity(int(word), reason_alone(rest))


EXAMPLE = "/breach severity 2"


def draw(chosen: int | None) -> Modal:
    options = [
        option(_("{label}: {value}", label=level, value=_(meaning)), str(level))
        for level, meaning in SEVERITIES.items()
    ]
    blocks = (
        field_input("level", _("How severe is it?"), select(options, chosen=str(chosen) if chosen else None)),
        field_input("reason", _("Why?"), text_box(lines=True, most=500), optional=True),
        context(
            _("If you can't decide, choose the higher severity and review it later. No legal deadline depends on it.")
        ),
    )
    return Modal("severity", _("Severity"), blocks, _("Record"))


def read_severity_form(context: RequestContext) -> RateSeverity:
    return RateSeverity(number(context.request.entered("level") or "0"), context.request.entered("reason"))


def rated(outcome: SeverityRated, reader: Reader) -> Message:
    level = outcome.incident.severity
    if outcome.again:
        return Message(_("The severity is already {level}. No change.", level=level))
    if not level:
        return Message(_("No severity is set."))
    return Message(_("The severity is now {level}: {meaning}.", level=level, meaning=_(SEVERITIES[level])))


def changed(content: SeverityNote) -> Message:
    level, before, meaning = content.level, content.before, _(SEVERITIES[content.level])
    if before:
        text = _("*Severity {level}*, was {before}: {meaning}.", level=level, before=before, meaning=meaning)
    else:
        text = _("*Severity {level}*: {meaning}.", level=level, meaning=meaning)
    reason = f"\n>{safe(content.reason)}" if content.reason else ""
    rows = [section(text + reason), *_left_out(content.left_out)]
    by = context(_("by {person}", person=mention(content.person)))
    return Message(_("The severity is now {level}.", level=level), (*rows, by))


def _left_out(steps: Sequence[str]) -> list[Block]:
    if not steps:
        return []
    said = plural(
        "{n} step is no longer planned: {steps}. A higher severity brings it back.",
        "{n} steps are no longer planned: {steps}. A higher severity brings them back.",
        len(steps),
        steps=", ".join(steps),
    )
    return [context(said)]
