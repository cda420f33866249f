"""Events of the people in an incident: who holds which role, who came, who left, who took over a shift."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from bot.domain.events.event import ConflictAnswer, Event, Instant, PersonId, RoleId

ASKED = "whoever leads was asked about them"


@dataclass(frozen=True)
class RoleAssigned(Event):
    name: ClassVar[str] = "role.assigned"
    says: ClassVar[str] = "named {person} as {role}"
    person: PersonId
    role: RoleId
    alternate: bool

    def sentence(self, name_of: Callable[[str], str] = str) -> str:
        said = super().sentence(name_of)
        return f"{said} (alternate)" if self.alternate else said


@dataclass(frozen=True)
class RolesCombined(Event):
    """One person holds roles that confirm each other, so the separation of duties is thin. `steps`: where they do."""

    name: ClassVar[str] = "role.combined"
    says: ClassVar[str] = "{person} holds roles that confirm each other: {roles}; in steps {steps}"
    person: PersonId
    roles: tuple[RoleId, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class RoleReleased(Event):
    """`left_at`: when the person had left the channel, None when they are in it."""

    name: ClassVar[str] = "role.released"
    says: ClassVar[str] = "{person} is no longer {role}"
    person: PersonId
    role: RoleId
    left_at: Instant | None


@dataclass(frozen=True)
class ConflictAnswered(Event):
    name: ClassVar[str] = "conflict.answered"
    says: ClassVar[str] = "conflict check for {person} as {role}: {answer}"
    person: PersonId
    role: RoleId
    answer: ConflictAnswer


@dataclass(frozen=True)
class TeamAnswered(Event):
    """The question about the whole team: whom it was about, and who answered for them."""

    name: ClassVar[str] = "conflict.team_answered"
    says: ClassVar[str] = "conflict check for {people}, answered by {answered_by}: {answer}"
    people: tuple[PersonId, ...]
    answered_by: PersonId
    answer: str


@dataclass(frozen=True)
class PersonJoined(Event):
    """Part of the incident as a responder. `left_at`: set when their former role ended while they were away."""

    name: ClassVar[str] = "person.joined"
    says: ClassVar[str] = "{person} joined the incident as a responder"
    person: PersonId
    left_at: Instant | None
    inviter: PersonId | None = None

    def sentence(self, name_of: Callable[[str], str] = str) -> str:
        return _invited(super().sentence(name_of), self.inviter, name_of)


def _invited(said: str, inviter: str | None, name_of: Callable[[str], str]) -> str:
    return f"{said}, invited by {name_of(inviter)}" if inviter else said


@dataclass(frozen=True)
class VisitorCame(Event):
    """`kind` as in `bot.domain.visitors`."""

    name: ClassVar[str] = "visitor.came"
    says: ClassVar[str] = "{person} came into the channel as a visitor ({kind})"
    person: PersonId
    kind: str
    inviter: PersonId | None

    def sentence(self, name_of: Callable[[str], str] = str) -> str:
        return f"{_invited(super().sentence(name_of), self.inviter, name_of)}; {ASKED}"


@dataclass(frozen=True)
class VisitorBecame(Event):
    """Someone who had a part in the incident: Slack says now that they are a guest, for example."""

    name: ClassVar[str] = "visitor.became"
    says: ClassVar[str] = f"{{person}} is now a visitor ({{kind}}) and no longer has a part in this; {ASKED}"
    person: PersonId
    kind: str


@dataclass(frozen=True)
class VisitorNamed(Event):
    name: ClassVar[str] = "visitor.named"
    says: ClassVar[str] = f"{{person}} ({{kind}}) was named for {{roles}} but not invited; {ASKED}"
    person: PersonId
    kind: str
    roles: tuple[RoleId, ...]


@dataclass(frozen=True)
class VisitorBelongs(Event):
    """The visitor is none: what was decided about them, or wasn't yet, is void."""

    name: ClassVar[str] = "visitor.belongs"
    says: ClassVar[str] = "Slack says that {person} belongs to the organization: no one needs to let them in"
    person: PersonId


@dataclass(frozen=True)
class VisitorLetIn(Event):
    name: ClassVar[str] = "visitor.let_in"
    says: ClassVar[str] = "let {person} in ({kind})"
    person: PersonId
    kind: str


@dataclass(frozen=True)
class VisitorTurnedAway(Event):
    name: ClassVar[str] = "visitor.turned_away"
    says: ClassVar[str] = "turned {person} away ({kind})"
    person: PersonId
    kind: str


@dataclass(frozen=True)
class PersonLeft(Event):
    name: ClassVar[str] = "person.left"
    says: ClassVar[str] = "{person} left the incident's channel"
    person: PersonId


@dataclass(frozen=True)
class PersonReturned(Event):
    name: ClassVar[str] = "person.returned"
    says: ClassVar[str] = "{person} is back in the incident's channel"
    person: PersonId


@dataclass(frozen=True)
class ShiftHandedOver(Event):
    """`person`: who takes over, or “the team” when everyone keeps their role."""

    name: ClassVar[str] = "shift.handed_over"
    says: ClassVar[str] = "handed over to {person}"
    person: PersonId
    role: RoleId
