"""What a list says in numbers: where people live, how they can be reached, what they asked for, whom to take care with.

Decides what is counted, and that everyone is: no preference takes anyone out. People who agree in everything that a
notice may depend on are one number.

Caveats: examples are numbers of rows, never names.
"""

import itertools
import operator
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from bot.recipients.duplicates import Duplicates
from bot.recipients.lists import RecipientList
from bot.recipients.people import Channel, Recipient, is_email

Answer = TypeVar("Answer")
EXAMPLES = 5  # rows named of each kind
PLACE, DUPLICATE, POSSIBLE, COMPUTED, DAMAGED = "unknown_place", "duplicate", "possible_duplicate", "formula", "damaged"


class Traits(NamedTuple):
    """What a notice may depend on; None: the list says something that isn't understood."""

    place: str
    country: str
    language: str | None
    channel: Channel | str | None
    electronic_consent: bool | None
    no_post: bool | None
    no_email: bool | None
    no_phone: bool | None
    no_marketing: bool | None
    minor: bool | None
    deceased: bool | None
    represented: bool
    has_postal_address: bool
    has_email: bool
    has_phone: bool


COMPUTES = frozenset("=+-@")  # how a cell begins that a spreadsheet computes
LOST = "\ufffd"  # what an earlier export wrote for a letter that it couldn't
_first = operator.itemgetter(slice(1))
AS_READ = Traits._fields[: Traits._fields.index("represented")]


@dataclass(frozen=True)
class Counts:
    """`groups`: the people of each kind, without duplicates. `rows`: every row. `remarks`: how many rows there is
    something to say of, by what (`PLACE` and so on, or the field that isn't understood); the first of them are in
    `examples`."""

    rows: int
    groups: Mapping[Traits, int]
    remarks: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @property
    def people(self) -> int:
        return sum(self.groups.values())

    def by(self, what: Callable[[Traits], Answer]) -> Mapping[Answer, int]:
        """The people of each answer, the most frequent first."""
        found = Counter[Answer]()
        for traits, number in self.groups.items():
            found[what(traits)] += number
        return dict(found.most_common())

    def where(self, holds: Callable[[Traits], object]) -> int:
        """The people for whom it holds."""
        return sum(number for traits, number in self.groups.items() if holds(traits))


def count(listed: RecipientList) -> Counts:
    """Raises UsageError where a row can't be read."""
    tally = _Tally()
    for some in listed.by_column():
        tally.add(Recipient._make(some))
    return tally.counts()


class _Tally:
    """What is kept of each row: its number, that of its group, and hashes."""

    def __init__(self) -> None:
        self._numbers = defaultdict[tuple[Any, ...], int](itertools.count().__next__)  # of each group, as they come
        self._group_of, self._row_of, self._duplicates = array("I"), array("I"), Duplicates()
        self._cells: dict[str, list[int]] = {COMPUTED: [], DAMAGED: []}

    def add(self, column: Any) -> None:
        """Some people, as a Recipient whose fields are columns."""
        self._row_of.extend(column.row)
        self._group_of.extend(map(self._numbers.__getitem__, _traits(column)))
        self._duplicates.add(column.key, column.name, column.street, column.postal_code, column.email)
        for cells in (column.name, column.street):
            self._look(column.row, cells)

    def _look(self, rows: Sequence[int], cells: Sequence[str]) -> None:
        """At cells that a spreadsheet would compute, and at those that an earlier export has damaged."""
        if not COMPUTES.isdisjoint(map(_first, cells)):
            self._cells[COMPUTED] += [row for row, cell in zip(rows, cells, strict=True) if cell[:1] in COMPUTES]
        if LOST in "".join(cells):
            self._cells[DAMAGED] += [row for row, cell in zip(rows, cells, strict=True) if LOST in cell]

    def counts(self) -> Counts:
        groups, rows = list(map(Traits._make, self._numbers)), Counter(self._group_of)
        certain = self._duplicates.certain()
        rows.subtract(self._group_of[at] for at in certain)
        found: dict[str, Sequence[int]] = {
            PLACE: self._rows(groups, lambda traits: not traits.place),
            **{name: self._rows(groups, _not_understood(at)) for at, name in enumerate(AS_READ)},
            DUPLICATE: [self._row_of[at] for at in certain],
            POSSIBLE: [self._row_of[at] for at in self._duplicates.possible()],
            **{what: sorted({*numbers}) for what, numbers in self._cells.items()},
        }
        return Counts(
            rows=len(self._row_of),
            groups={traits: rows[number] for number, traits in enumerate(groups) if rows[number]},
            remarks={what: len(numbers) for what, numbers in found.items() if numbers},
            examples={what: tuple(numbers[:EXAMPLES]) for what, numbers in found.items() if numbers},
        )

    def _rows(self, groups: Sequence[Traits], holds: Callable[[Traits], object]) -> Sequence[int]:
        meant = {number for number, traits in enumerate(groups) if holds(traits)}
        if not meant:
            return ()
        return [row for row, group in zip(self._row_of, self._group_of, strict=True) if group in meant]


def _traits(column: Any) -> Iterator[tuple[Any, ...]]:
    towns = map(operator.or_, map(bool, column.city), map(bool, column.postal_code))
    return zip(
        *(getattr(column, name) for name in AS_READ),
        map(bool, column.representative),
        map(operator.and_, map(bool, column.street), towns),
        map(is_email, column.email),
        map(bool, column.phone),
        strict=True,
    )


def _not_understood(at: int) -> Callable[[Traits], object]:
    return lambda traits: traits[at] is None
