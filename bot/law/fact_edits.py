"""What a statement does to what is known: lists and tables are added to, single values replaced; taking away is said.

Decides the new value from the present one and an edit, and how two values differ. How text becomes a value is decided
elsewhere, what follows from the new one in `duties`.

Caveats: a list that may be incomplete stays so when something is added to it; only removing `unknown` completes it. A
list or table from which the last entry is removed is not known, not empty: no one said that there is nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

from pydantic import PlainSerializer

from bot.law.facts import Facts
from bot.law.values import UNKNOWN, Choices, Count, People, Value, plain, reader
from bot.law.vocabulary import FactType, Vocabulary


class How(StrEnum):
    """What an edit does."""

    STATE = "state"  # adds to a list or table, replaces a single value
    REPLACE = "replace"  # puts the value in the place of everything known
    REMOVE = "remove"  # takes entries out of a list or rows out of a table
    FORGET = "forget"  # takes the fact back: not known


@dataclass(frozen=True)
class FactEdit:
    """One fact's edit; as `value` what is stated, what is removed (`Choices`, also of a table's rows), or None."""

    name: str
    how: How
    value: Annotated[Any, PlainSerializer(plain)] = None

    def typed(self, kind: FactType) -> "FactEdit":
        """With its value as the law reads it, out of JSON or as it is. Raises Unreadable."""
        if not isinstance(self.value, (str, int, list, dict)):
            return self
        read = reader(FactType.CHOICES if self.how is How.REMOVE else kind, None)
        return FactEdit(self.name, self.how, read(self.value))


def stating(values: Mapping[str, Value | None]) -> tuple[FactEdit, ...]:
    """The edits that state these values; None takes a fact back."""
    return tuple(
        FactEdit(name, How.FORGET) if value is None else FactEdit(name, How.STATE, value)
        for name, value in values.items()
    )


def merge(old: Value | None, edit: FactEdit) -> Value | None:
    """The value after the edit; `old` is the present one, None while nothing is known."""
    match edit.how:
        case How.FORGET:
            return None
        case How.REMOVE:
            return _without(old, edit.value)
        case How.STATE:
            return _with(old, edit.value)
    value: Value | None = edit.value
    return value


def apply(facts: Facts, vocabulary: Vocabulary, edits: Iterable[FactEdit], by: str, at: datetime) -> Facts:
    """The facts as they would be after the edits; the same object when nothing would change."""
    for edit in edits:
        old, new = facts.value(edit.name), merge(facts.value(edit.name), edit.typed(vocabulary[edit.name].type))
        facts = facts if new == old else facts.set(vocabulary, edit.name, new, by, at)
    return facts


def _with(old: Value | None, new: Value) -> Value:
    if isinstance(old, People) and isinstance(new, People):
        return People({**old.table, **new.table})
    if isinstance(old, Choices) and isinstance(new, Choices):
        return Choices(tuple(dict.fromkeys((*old.items, *new.items))), old.complete and new.complete)
    return new


def _without(old: Value | None, gone: Choices) -> Value | None:
    if isinstance(old, People):
        rows = {place: count for place, count in old.table.items() if place not in gone.items}
        return People(rows) if rows else None
    if isinstance(old, Choices):
        items = tuple(item for item in old.items if item not in gone.items)
        return Choices(items, old.complete or not gone.complete) if items else None
    return old


def absent(old: Value | None, gone: Choices) -> tuple[str, ...]:
    """What is to be removed and is not there."""
    there = _entries(old)
    missing = [item for item in gone.items if item not in there]
    return (*missing, *([UNKNOWN] if not gone.complete and not _may_grow(old) else []))


def _may_grow(value: Value | None) -> bool:
    return isinstance(value, Choices) and not value.complete


class EntryChanges(NamedTuple):
    """How a list or table changed: by entry, with the counts of a table's rows before and after."""

    added: tuple[tuple[str, Count | None], ...] = ()
    changed: tuple[tuple[str, Count, Count], ...] = ()
    removed: tuple[str, ...] = ()


def difference(old: Value | None, new: Value | None) -> EntryChanges | None:
    """None where the two are no lists or tables, or one of them is not known: then the values say it themselves."""
    if not isinstance(old, (People, Choices)) or type(old) is not type(new):
        return None
    before, after = _entries(old), _entries(new)
    return EntryChanges(
        tuple((key, count) for key, count in after.items() if key not in before),
        tuple(
            (key, was, count)
            for key, count in after.items()
            if count is not None and (was := before.get(key)) is not None and was != count
        ),
        tuple(_gone(before, after)),
    )


def _gone(before: Iterable[str], after: Mapping[str, Count | None]) -> Iterable[str]:
    return (key for key in before if key not in after)


def _entries(value: Value | None) -> dict[str, Count | None]:
    match value:
        case People():
            return dict(value.table)
        case Choices():
            return {**dict.fromkeys(value.items), **({} if value.complete else {UNKNOWN: None})}
    return {}
