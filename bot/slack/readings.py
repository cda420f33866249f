"""Typed times and facts are read here for every subcommand, and what has several readings prompts a question.

The person who typed a command is shown the question in private, with one button for each reading; a press runs the same
command with the text that has only this meaning. In a form the question stands at its field. How a time was read is
said under the answer, with whose zone was used.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from bot.errors import Ambiguous, UsageError
from bot.law.model import Law
from bot.law.values import Choices, Value
from bot.messages.sentences import translate
from bot.slack.block_kit import Message, Modal, actions, both, button, context, escaped, section
from bot.slack.callbacks import Target
from bot.slack.parse import as_typed
from bot.slack.requests import IncidentContext, Request, RequestContext
from bot.typed.moments import Moment, heard
from bot.typed.times import Sense, Writer, read_moment
from bot.typed.values import read_typed
from bot.typed.words import replaced

CHOOSE = "reading.choose"
FITS = 2000  # characters in a button's value


def read_fact(request_context: RequestContext, name: str, text: str) -> Value | None:
    """The value of a fact; None for “unknown”. Raises UsageError, Ambiguous among them."""
    law = _law(request_context)
    value = read_typed(law.vocabulary, law.places, name, text, writer(request_context))
    return _told(request_context, value) if isinstance(value, Moment) else value


def read_time(request_context: RequestContext, what: str, text: str, sense: Sense = Sense.PAST) -> datetime:
    """An instant; `what` names it in a fault. Raises UsageError, Ambiguous among them."""
    return _told(request_context, read_moment(what, text, writer(request_context), sense))


def writer(request_context: RequestContext) -> Writer:
    """Who typed: their own zone, and the country of their organization as far as its facts tell."""
    request = request_context.request
    return Writer(request.zone, request.now, _country(request_context))


def _law(request_context: RequestContext) -> Law:
    work = request_context.work
    return work.law(request_context.incident) if isinstance(request_context, IncidentContext) else work.library.law


def _country(request_context: RequestContext) -> str | None:
    """The first country in which the organization is established, or else that of its own time zone."""
    organisation = request_context.work.library.organisation
    if isinstance(request_context, IncidentContext):
        known = request_context.incident.facts.value("established_in")
        codes = known.items if isinstance(known, Choices) else ()
    else:
        codes = organisation.facts.get("established_in") or ()
    code = str(codes[0]) if codes else _law(request_context).places.at_zone(organisation.zone)
    return code.partition("-")[0] if code else None


def _told(request_context: RequestContext, moment: Moment) -> datetime:
    request_context.heard.append(heard(moment, request_context.request.zone))
    return moment.at


def with_heard(message: Message, sentences: list[str]) -> Message:
    """The answer, and under it how typed times were read."""
    if not sentences:
        return message
    if message.blocks:
        return Message(message.text, (*message.blocks, context(*sentences)))
    return Message("\n".join([message.text, *sentences]))


def form_with_heard(modal: Modal, sentences: list[str]) -> Modal:
    """The form that asks about what was typed, with how its times were read."""
    return replace(modal, blocks=(*modal.blocks, context(*sentences))) if sentences else modal


class AskedBack(UsageError):
    """What was typed has several readings, and each can be chosen by a button."""

    def __init__(self, question: Ambiguous, command: str, incident_id: int | None, channel: str | None) -> None:
        super().__init__(question.say, question.remedy)
        said = command if question.typed in command else as_typed(command)
        again = [(one.label, replaced(said, question.typed, one.text)) for one in question.readings]
        targets = [(label, Target(incident_id, text, channel or "")) for label, text in again if text != said]
        self.targets = [(label, target) for label, target in targets if len(target.encode()) <= FITS]

    def message(self) -> Message:
        """The question; without buttons, where the command is too long for them, it says what to write."""
        if not self.targets:
            return Message(escaped(both(self)))
        buttons = [actions(button(label, CHOOSE, target)) for label, target in self.targets]
        said, otherwise = escaped(translate(self.say)), escaped(translate(self.remedy))
        return Message(said, (section(said), *buttons, *([context(otherwise)] if otherwise else ())))


@contextmanager
def asking_which(request: Request, incident_id: int | None) -> Iterator[None]:
    """Turns what has several readings into a question with buttons, for a typed command."""
    try:
        yield
    except Ambiguous as question:
        if not request.command:
            raise
        raise AskedBack(question, request.command, incident_id, request.channel) from None
