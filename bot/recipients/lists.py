"""A list of recipients: a file, its format, its columns, and its people one after the other.

Decides how the cells of a row become a `Recipient`. Reads the file again for each iteration, and keeps no row.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from pathlib import Path

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

PICKED: tuple[Field, ...] = (
    "key", "salutation", "name", "given_name", "family_name", "street", "street_2", "city", "region", "postal_code",
    "country", "email", "phone", "language", "channel", "electronic_consent", "no_post", "no_email", "no_phone",
    "no_marketing", "birth_date", "minor", "deceased", "representative",
)  # fmt: skip


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
        to_recipient = _reader(self.columns, self.rules)
        for number, row in self.rows:
            yield to_recipient(number, row)


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


def _reader(columns: Columns, rules: RowRules) -> Callable[[int, Row], Recipient]:
    """A field without a column is read from an empty cell after the last; what rows have in common is read once."""
    pick = itemgetter(*(columns.positions.get(field, -1) for field in PICKED))
    mapping = columns.mapping
    residences = Residences(rules.places, rules.home)
    residence = Meanings[tuple[str, str], Residence](lambda pair: residences.read(*pair))
    language, channel = (
        Meanings(_valued(mapping, "language", read_language)),
        Meanings(_valued(mapping, "channel", read_channel)),
    )
    consent, no_post, no_email, no_phone, no_marketing, minor = (
        Meanings(reader_of_yes(mapping.yes.get(field, ())))
        for field in ("electronic_consent", "no_post", "no_email", "no_phone", "no_marketing", "minor")
    )
    young, deceased = Meanings(reader_of_age(rules.on)), Meanings(read_deceased)
    make = Recipient._make

    def read(number: int, row: Row) -> Recipient:
        row.append("")
        (
            key, salutation, name, given, family, street, street_2, city, region, postal_code, country, email, phone,
            said_language, said_channel, agreed, not_post, not_email, not_phone, not_marketing, born, is_minor, died,
            representative,
        ) = pick(row)  # fmt: skip
        home, place = residence[country, region]
        if place == US and not region:
            home, place = by_zip(postal_code)
        return make((
            number, key, salutation, name or f"{given} {family}".strip(), given, family,
            f"{street}\n{street_2}" if street_2 else street, city, region, postal_code, country, home, place, email,
            phone,
            language[said_language], channel[said_channel], consent[agreed], no_post[not_post], no_email[not_email],
            no_phone[not_phone], no_marketing[not_marketing], _either(minor[is_minor], young[born]), deceased[died],
            representative,
        ))  # fmt: skip

    return read


def _either(one: bool | None, other: bool | None) -> bool | None:
    """Yes where one says so; not known where neither does and one wasn't understood."""
    return True if one or other else None if one is None or other is None else False


def _valued(mapping: ColumnMapping, field: Field, read: Callable[[str], object]) -> Callable[[str], object]:
    """With the mapping's own words for values first."""
    values: Mapping[str, str] = mapping.values.get(field, {})
    return lambda cell: read(values.get(cell, cell))
