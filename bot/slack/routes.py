"""What the rows of `subcommands.py`, `buttons.py` and `forms.py` are made of.

A route parses a request into a command, runs it, and draws the outcome for the person. Its types hold together: what
`parse` gives is what `run` takes, what `run` gives is what `view` draws. Its act and its subject are what permission is
asked for (`bot.domain.permissions`); a row without an act cannot be written.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.actions.confirmations import PROPOSABLE_ACTS
from bot.actions.loosenings import Loosens
from bot.actions.people import the_incident
from bot.actions.work import Work
from bot.domain.permissions import Act, Subject
from bot.errors import NotAllowed, UsageError
from bot.messages import _
from bot.slack.block_kit import Message, Modal
from bot.slack.loosenings import to_confirm
from bot.slack.proposals import offered
from bot.slack.requests import Form, IncidentContext, Reader, RequestContext
from bot.store.tables import Incident
from bot.typed.words import repeated

Command = TypeVar("Command")
Outcome = TypeVar("Outcome")


Reply = Message | Form
"""What the person is told, or the form to fill in."""


def nothing(context: RequestContext) -> None:
    """For what needs no words. Raises UsageError for words that were typed after it, because they are not heeded."""
    if text := context.request.text.strip():
        word = context.request.command.split()[0].lower()
        raise UsageError(
            _("“{text}” was not understood. /breach {word} takes no other words.", text=repeated(text), word=word),
            _("Type {command}, or see {help}.", command=f"/breach {word}", help=f"/breach help {word}"),
        )


def words(context: RequestContext) -> str:
    """What a button names, or else the words after the subcommand."""
    return context.request.words


@dataclass(frozen=True)
class IncidentTableRow(ABC):
    """A row about one incident. `reads`: nothing is written. `quiet`: the channel shows what a form did, so that no one
    is told of it besides; they are when it changed nothing. `tasks`: it may be about a task, which outlives the
    closing."""

    act: Act
    reads: bool = field(default=False, kw_only=True)
    quiet: bool = field(default=False, kw_only=True)
    tasks: bool = field(default=False, kw_only=True)

    @property
    def entry(self) -> Act:
        """What is asked for before the words are read: who may not do it may still propose it."""
        if self.tasks:
            return Act.TASK
        return Act.PROPOSE if self.act in PROPOSABLE_ACTS else self.act

    @abstractmethod
    def answer(self, context: IncidentContext) -> Reply:
        """Raises if it isn't possible. Whether the person may do such a thing in this incident was asked before."""


@dataclass(frozen=True)
class IncidentRoute(IncidentTableRow, Generic[Command, Outcome]):
    """`subject` is what the command is about, where that narrows who may."""

    parse: Callable[[IncidentContext], Command | Form]
    run: Callable[[Work, Incident, Command], Outcome]
    view: Callable[[Outcome, Reader], Message]
    subject: Callable[[Work, Incident, Command | Form], Subject] = the_incident

    def answer(self, context: IncidentContext) -> Reply:
        work, incident = context.work, context.incident
        command = self.parse(context)
        if isinstance(command, Form):
            context.require(self.entry, self.subject(work, incident, command))
            return command
        try:
            context.require(self.act, self.subject(work, incident, command))
        except NotAllowed as refusal:
            raise offered(refusal, work, incident, command) from None
        try:
            outcome = self.run(work, incident, command)
        except Loosens as found:
            raise to_confirm(found, command) from None
        return self.view(outcome, context.reader)


def shows(
    run: Callable[[Work, Incident], Outcome], view: Callable[[Outcome, Reader], Message], act: Act = Act.SEE
) -> IncidentRoute[None, Outcome]:
    """A route that needs no words and writes nothing."""
    return IncidentRoute(act, nothing, lambda work, incident, _: run(work, incident), view, reads=True)


@dataclass(frozen=True)
class EitherRoute(IncidentTableRow):
    """One word for two things: what else was typed says which row answers, and that one asks for its own permission."""

    choose: Callable[[IncidentContext], IncidentTableRow]

    def answer(self, context: IncidentContext) -> Reply:
        return self.choose(context).answer(context)


@dataclass(frozen=True)
class OpensForm(IncidentTableRow):
    """A row that does nothing yet: the form that it opens will."""

    form: Callable[[IncidentContext], Form]
    subject: Callable[[Work, Incident, Form], Subject] = the_incident
    reads: bool = field(default=True, kw_only=True)

    def answer(self, context: IncidentContext) -> Reply:
        form = self.form(context)
        context.require(self.entry, self.subject(context.work, context.incident, form))
        return form


@dataclass(frozen=True)
class OpenTableRow(ABC):
    """A row for which there need be no incident."""

    act: Act
    reads: bool = field(default=False, kw_only=True)

    @abstractmethod
    def answer(self, context: RequestContext) -> Reply:
        """Raises if it isn't possible."""


@dataclass(frozen=True)
class OpenRoute(OpenTableRow, Generic[Command, Outcome]):
    parse: Callable[[RequestContext], Command | Form]
    run: Callable[[Work, Command], Outcome]
    view: Callable[[Outcome, Reader], Message]

    def answer(self, context: RequestContext) -> Reply:
        command = self.parse(context)
        if isinstance(command, Form):
            return command
        return self.view(self.run(context.work, command), context.reader)


Row = IncidentTableRow | OpenTableRow


@dataclass(frozen=True)
class Subcommand:
    """One word after /breach: what it shows, what it does, or both; `also` are other words for it."""

    word: str
    usage: str
    help: str
    shows: Row | None = None
    acts: Row | None = None
    also: tuple[str, ...] = ()

    def row(self, text: str) -> Row:
        """A word alone shows, with more words it acts; where it can do only one of them, it always does that."""
        row = (self.acts or self.shows) if text else (self.shows or self.acts)
        if row is None:
            raise LookupError(self.word)
        return row

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for row in (self.shows, self.acts) if row)


@dataclass(frozen=True)
class IncidentForm:
    """One form about an incident: how it is drawn, and what its submission does."""

    draw: Callable[[IncidentContext, Form], Modal]
    row: IncidentTableRow


@dataclass(frozen=True)
class OpenForm:
    """A form for which there need be no incident."""

    draw: Callable[[RequestContext, Form], Modal]
    row: OpenTableRow


@dataclass(frozen=True)
class ShownForm:
    """A form that a command ran into: it is drawn where that happens, never by its name."""

    row: IncidentTableRow


FormRow = IncidentForm | OpenForm | ShownForm
