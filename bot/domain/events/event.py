"""What every event of the audit log is made of: its fixed name, its typed fields, and the one sentence it reads as.

A field's type says how it is shown, and whether its value may be redacted later: `Words` are what people wrote or what
the facts say; ids, instants, states and counts stay. The storage form of a field is plain JSON, read back strictly.
"""

from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Annotated, Any, ClassVar, Self, cast, get_args, get_origin, get_type_hints

from pydantic import AfterValidator, AwareDatetime, TypeAdapter

from bot.domain.roles import CONFLICTS, ROLES
from bot.sentences import Text, short_day


class Mark(Enum):
    """What an annotation says of a field beyond its type."""

    WORDS = "words"  # may be redacted
    PERSON = "person"  # a person's id, shown by name
    ROLE = "role"
    CONFLICT = "conflict"
    HASH = "hash"  # shown by its first twelve digits
    STATE = "state"  # shown without the underscores of its name


Words = Annotated[str, Mark.WORDS]
Told = Annotated[Text, Mark.WORDS]  # a sentence of breachbot's, with what people wrote or the facts say in it
Stated = Annotated[Any, Mark.WORDS]  # a fact's value as JSON, None when it was taken back
PersonId = Annotated[str, Mark.PERSON]
RoleId = Annotated[str, Mark.ROLE]
RoleOrPerson = Annotated[str, Mark.ROLE, Mark.PERSON]
State = Annotated[str, Mark.STATE]
ConflictAnswer = Annotated[str, Mark.CONFLICT]
Hash = Annotated[str, Mark.HASH]
Instant = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))]


class Redacted(str):
    """Stands where a value was redacted."""

    __slots__ = ()


REDACTED = Redacted("[redacted]")


class Event:
    """One thing that happened to an incident; every kind of it is a frozen dataclass.

    `says` is its sentence without who and when, its fields in braces.
    """

    name: ClassVar[str]
    says: ClassVar[str]

    def sentence(self, name_of: Callable[[str], str] = str) -> str:
        """What happened; `name_of` shows a person by name. What was not stated reads so."""
        shown = {name: _shown(found, getattr(self, name), name_of) for name, found in marks(self._key()).items()}
        return self.says.format_map(shown)

    @classmethod
    def _key(cls) -> Hashable:
        """Itself: mypy does not take a class for hashable."""
        return cast(Hashable, cls)

    def plain(self) -> dict[str, Any]:
        """The fields as JSON keeps them. Raises pydantic's ValidationError for a value of another type."""
        found = {}
        for name, adapter in adapters(self._key()).items():
            found[name] = adapter.dump_python(adapter.validate_python(getattr(self, name)), mode="json")
        return found

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Self:
        """The event from its stored fields; a field that is no longer there was redacted."""
        return cls(
            **{
                name: adapter.validate_python(plain[name]) if name in plain else stand_ins(cls._key())[name]
                for name, adapter in adapters(cls._key()).items()
            }
        )

    @classmethod
    def redactable(cls) -> tuple[str, ...]:
        """The fields that hold words."""
        return tuple(name for name, found in marks(cls._key()).items() if Mark.WORDS in found)


def _hints(event: Hashable) -> dict[str, Any]:
    """The annotations of an event's own fields, in order."""
    hints = get_type_hints(event, include_extras=True)
    return {name: hint for name, hint in hints.items() if get_origin(hint) is not ClassVar}


@cache
def adapters(event: Hashable) -> Mapping[str, TypeAdapter[Any]]:
    """How each field is checked, written and read."""
    return {name: TypeAdapter(hint) for name, hint in _hints(event).items()}


@cache
def stand_ins(event: Hashable) -> Mapping[str, Any]:
    """What stands in each field once it was redacted."""
    return {name: (REDACTED,) if get_origin(hint) is tuple else REDACTED for name, hint in _hints(event).items()}


@cache
def marks(event: Hashable) -> Mapping[str, frozenset[Mark]]:
    """Every mark in each field's annotation, also inside a union or a tuple."""
    return {name: frozenset(_marks(hint)) for name, hint in _hints(event).items()}


def _marks(hint: Any) -> set[Mark]:
    own = {one for one in getattr(hint, "__metadata__", ()) if isinstance(one, Mark)}
    return own.union(*(_marks(one) for one in get_args(hint)))


def _shown(marked: frozenset[Mark], value: Any, name_of: Callable[[str], str]) -> Any:
    if value is None:
        return "not stated"
    if isinstance(value, datetime):
        return f"{short_day(value)} {value:%H:%M} UTC"
    if Mark.PERSON in marked and Mark.ROLE in marked:
        return ", ".join(ROLES.get(one) or name_of(one) for one in value)
    if Mark.PERSON in marked:
        return ", ".join(map(name_of, value)) if isinstance(value, tuple) else name_of(value)
    if Mark.ROLE in marked:
        return ", ".join(ROLES.get(one, one) for one in value) if isinstance(value, tuple) else ROLES.get(value, value)
    if Mark.CONFLICT in marked:
        return CONFLICTS.get(value, value)
    if Mark.HASH in marked:
        return value[:12]
    if Mark.STATE in marked:
        return value.replace("_", " ")
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value
