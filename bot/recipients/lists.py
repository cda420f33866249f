"""A list of recipients: a file, its format, its columns, and its people one after the other.

Decides how the cells of a row become a `Recipient`. Reads the file again for each iteration, and keeps no row.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.errors import UsageError
from bot.law.places import Places
from bot.recipients.cells import (
    Meanings,
    read_channel,
    read_deceased,
    read_language,
    reader_of_age,
    reader_of_yes,
)
from bot.recipients.columns import ColumnMapping, Columns, Field, match, match_whole
from bot.recipients.encodings import Format, examine
from bot.recipients.files import Row, Rows, read_rows
from bot.recipients.people import Recipient
from bot.recipients.places import US, Residence, Residences, by_zip

AS_WRITTEN: tuple[Field, ...] = (
    "key", "salutation", "given_name", "family_name", "city", "region", "postal_code", "email", "phone",
    "representative",
)  # fmt: skip
ByColumn = Sequence[Sequence[Any]]
YES_OR_NO: tuple[Field, ...] = ("electronic_consent", "no_post", "no_email", "no_phone", "no_marketing")


@dataclass(frozen=True)
class RowRules:
    """How rows are read: `on` is the day on which minors are counted, `home` the country of rows that name none."""

    places: Places
    on: date
    home: str = ""


@dataclass(frozen=True)
class RecipientList:
    """Iterating raises UsageError where a row can't be read, as `Rows` does."""

    format: Format
    columns: Columns
    rows: Rows
    rules: RowRules

    def __iter__(self) -> Iterator[Recipient]:
        for some in self.by_column():
            yield from map(Recipient._make, zip(*some, strict=True))

    def by_column(self) -> Iterator[ByColumn]:
        """Some people at a time, as columns in the order of `Recipient`: for what is done to all of them alike."""
        reader = _RowReader(self.columns, self.rules)
        for numbers, rows in self.rows.batches():
            yield reader.people(numbers, rows)


def open_list(
    path: Path, mappings: Sequence[ColumnMapping], rules: RowRules, chosen: ColumnMapping | None = None
) -> RecipientList:
    """`mappings`: what is tried; `chosen`: the one that someone asked for, which must fit whole. Raises UsageError
    where the file isn't a list of people."""
    format = examine(path)
    rows = read_rows(path, format)
    columns = match_whole(rows.header, chosen) if chosen else match(rows.header, mappings)
    return RecipientList(format, columns, rows, rules)


def refuse_changed(path: Path, before: Format) -> None:
    """Raises UsageError when the file is no longer the one that was examined: its hash would be another list's."""
    if examine(path).sha256 != before.sha256:
        raise UsageError(f"{path} changed while it was read.", "Repeat the command when nothing writes to it.")


class _RowReader:
    """Turns rows into people, column by column; what cells have in common is worked out once."""

    def __init__(self, columns: Columns, rules: RowRules) -> None:
        mapping, residences = columns.mapping, Residences(rules.places, rules.home)
        self._positions = columns.positions
        self._residences = Meanings[tuple[str, str], Residence](lambda pair: residences.read(*pair))
        self._minors = Meanings[tuple[str, str], bool | None](_reader_of_minors(mapping, rules.on))
        self._read: Mapping[Field, Meanings[str, object]] = {
            "language": Meanings(_valued(mapping, "language", read_language)),
            "channel": Meanings(_valued(mapping, "channel", read_channel)),
            "deceased": Meanings(read_deceased),
            **{name: Meanings(reader_of_yes(mapping.yes.get(name, ()))) for name in YES_OR_NO},
        }

    def people(self, numbers: Sequence[int], rows: Sequence[Row]) -> ByColumn:
        cells = _Cells(list(zip(*rows, strict=True)), self._positions, len(rows))
        countries, places = self._residence(cells)
        columns: dict[str, Sequence[object]] = {name: cells[name] for name in AS_WRITTEN}
        columns |= {name: list(map(meanings.__getitem__, cells[name])) for name, meanings in self._read.items()}
        columns |= {
            "row": numbers,
            "name": _names(cells),
            "street": _streets(cells),
            "country_name": cells["country"],
            "country": countries,
            "place": places,
            "minor": list(map(self._minors.__getitem__, zip(cells["minor"], cells["birth_date"], strict=True))),
        }
        return [columns[name] for name in Recipient._fields]

    def _residence(self, cells: "_Cells") -> tuple[Sequence[str], Sequence[str]]:
        """The country and the place of each row."""
        regions = cells["region"]
        found = [self._residences[pair] for pair in zip(cells["country"], regions, strict=True)]
        if (US, US) in found:
            for at, postal_code in enumerate(cells["postal_code"]):
                if found[at] == (US, US) and not regions[at]:
                    found[at] = by_zip(postal_code)
        countries, places = zip(*found, strict=True)
        return countries, places


class _Cells:
    """The cells of some rows by field; empty for a field without a column."""

    def __init__(self, columns: Sequence[Sequence[str]], positions: Mapping[Field, int], rows: int) -> None:
        self._columns, self._positions, self._none = columns, positions, ("",) * rows

    def __getitem__(self, field: Field) -> Sequence[str]:
        return self._columns[self._positions[field]] if field in self._positions else self._none

    def __contains__(self, field: Field) -> bool:
        return field in self._positions


def _names(cells: _Cells) -> Sequence[str]:
    """As the list has them whole, or made of their parts."""
    whole = cells["name"]
    if "" not in whole:
        return whole
    parts = zip(whole, cells["given_name"], cells["family_name"], strict=True)
    return [name or f"{given} {family}".strip() for name, given, family in parts]


def _streets(cells: _Cells) -> Sequence[str]:
    if "street_2" not in cells:
        return cells["street"]
    return [f"{one}\n{two}".strip() for one, two in zip(cells["street"], cells["street_2"], strict=True)]


def _reader_of_minors(mapping: ColumnMapping, on: date) -> Callable[[tuple[str, str]], bool | None]:
    """By a mark or by the birth date: yes where one says so; not known where neither does and one isn't understood."""
    marked, born = reader_of_yes(mapping.yes.get("minor", ())), reader_of_age(on)

    def read(pair: tuple[str, str]) -> bool | None:
        answers = marked(pair[0]), born(pair[1])
        return True if True in answers else None if None in answers else False

    return read


def _valued(mapping: ColumnMapping, field: Field, read: Callable[[str], object]) -> Callable[[str], object]:
    """With the mapping's own words for values first."""
    values: Mapping[str, str] = mapping.values.get(field, {})
    return lambda cell: read(values.get(cell, cell))
