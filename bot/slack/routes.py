"""What one row of the tables in `verbs.py` is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.actions.work import Work
from bot.domain.permissions import Act
from bot.slack.block_kit import Message, Modal
from bot.slack.requests import Form, Reader, Request
from bot.store.tables import Incident


@dataclass(frozen=True)
class RequestContext:
    """What may be looked at while a request is being understood or a form drawn."""

    work: Work
    request: Request
    reader: Reader
    found: Incident | None = None

    @property
    def incident(self) -> Incident:
        assert self.found is not None, "a row without `anywhere` has an incident"
        return self.found


Understand = Callable[[RequestContext], Any]  # -> a command, or a Form to fill in
Do = Callable[[Work, Any, Any], Any]  # (work, incident or None, command) -> outcome
View = Callable[[Any, Reader], Message]
Draw = Callable[[RequestContext, Form], Modal]


@dataclass(frozen=True)
class Route:
    """Understand the request, do it, show the outcome. `act` is the right it needs (domain.permissions.RIGHTS).

    `reads`: nothing is written. `anywhere`: no incident is needed. `quiet`: a form that simply closes when it is done,
    because the channel shows the outcome. `then`: the form that follows when it is done.
    """

    act: Act
    understand: Understand
    do: Do
    view: View
    reads: bool = False
    anywhere: bool = False
    quiet: bool = False
    then: Callable[[RequestContext], Form | None] = lambda see: None


def about(see: RequestContext) -> str:
    """What a button names, or else the words after the verb."""
    return see.request.about or see.request.text.strip()


def unanswered(work: Work, incident: Incident, command: Any) -> Any:
    """For rows that only open a form: nothing is done yet."""
    return command


@dataclass(frozen=True)
class Subcommand:
    """One word after /breach."""

    word: str
    usage: str
    help: str
    route: Route
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormRoute:
    """One form: how it is drawn, and what its submission does."""

    draw: Draw
    route: Route
