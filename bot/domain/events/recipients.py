"""Events of the people affected as a list has them: numbers and the hash of the list, never a row of it."""

from dataclasses import dataclass
from typing import ClassVar

from bot.domain.events.event import Event, Hash, Words


@dataclass(frozen=True)
class RecipientsCounted(Event):
    """`file`: the name of the list, without its folder. `places`: people by the most specific place that is certain,
    `unknown` for none. `numbers`: what else was counted, by name. `has_everyone`: it lists all who are affected."""

    name: ClassVar[str] = "recipients.counted"
    says: ClassVar[str] = "counted {people} people in {rows} rows of {file}, SHA-256 {sha256}"
    file: Words
    sha256: Hash
    rows: int
    people: int
    places: dict[str, int]
    numbers: dict[str, int]
    has_everyone: bool
