"""What the messages say that are about people: who came and went, who leads, which seats are empty."""

from dataclasses import dataclass
from typing import ClassVar

from bot.actions.contents import Content
from bot.domain.visitors import VisitorKind


@dataclass(frozen=True)
class HandoverNote(Content):
    """`number`: of its entry in the audit log; `to` is empty where it is the whole team's."""

    view: ClassVar[str] = "handover"
    number: int
    role: str
    to: str


@dataclass(frozen=True)
class ShiftIsLong(Content):
    view: ClassVar[str] = "shift"


@dataclass(frozen=True)
class ConflictStated(Content):
    """`whom`: the person who was not named because of it; `answer`: one of `roles.CONFLICTS`."""

    view: ClassVar[str] = "conflict"
    whom: str
    role: str
    answer: str


@dataclass(frozen=True)
class PersonGone(Content):
    """`roles` rest until they are back; `steps` are free again."""

    view: ClassVar[str] = "left"
    whom: str
    roles: tuple[str, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class PersonCame(Content):
    """A colleague is in the channel who was not called; `inviter` is empty where Slack didn't say."""

    view: ClassVar[str] = "person_came"
    whom: str
    inviter: str


@dataclass(frozen=True)
class VisitorAsks(Content):
    """The question about a visitor in the channel. `roles`: what they held until Slack said that they are one."""

    view: ClassVar[str] = "visitor_asks"
    whom: str
    visitor: VisitorKind
    inviter: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class NamedVisitorAsks(Content):
    """The question about a visitor whom the organization's file names to these roles."""

    view: ClassVar[str] = "named_visitor_asks"
    whom: str
    visitor: VisitorKind
    roles: tuple[str, ...]


@dataclass(frozen=True)
class LeadChanged(Content):
    """`before` is empty where no one led."""

    view: ClassVar[str] = "lead_changed"
    lead: str
    before: str
    by: str


@dataclass(frozen=True)
class Welcome(Content):
    """How things stand, for who comes later."""

    view: ClassVar[str] = "welcome"


@dataclass(frozen=True)
class SeatsEmpty(Content):
    view: ClassVar[str] = "seats_empty"
    roles: tuple[str, ...]
