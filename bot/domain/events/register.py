"""Events of the register that belong to no incident: what was brought in from a register kept elsewhere."""

from dataclasses import dataclass
from typing import ClassVar

from bot.domain.events.event import Event, Hash, Stated, Words


@dataclass(frozen=True)
class BreachImported(Event):
    """`cells` by the names of the register's columns, as JSON; `known_on` as a date in ISO 8601; `content`: the hash of
    the cells; `file`: the name of the file, `file_hash` that of its bytes."""

    name: ClassVar[str] = "register.imported"
    says: ClassVar[str] = "imported {ref} into the register, from {file}"
    ref: Words
    known_on: str
    places: tuple[str, ...]
    cells: Stated
    content: Hash
    file: Words
    file_hash: Hash
