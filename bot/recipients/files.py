"""The rows of a list, one after the other: decoded strictly, as wide as the header, clean.

Decides what is wrong with a row, and says where: row and column, never what is in a cell. Rows count as in a
spreadsheet: the first of the file is row 1, and a cell that contains line breaks is in one row.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.cleaning import clean
from bot.errors import UsageError
from bot.recipients.encodings import Format

if TYPE_CHECKING:
    from _csv import Reader

FAULTS = 10  # uneven rows that one answer names
AT_ONCE = 500  # rows
Row = list[str]
Batch = tuple[Sequence[int], list[Row]]
"""Rows and their numbers."""


@dataclass(frozen=True)
class Rows:
    """A file whose format is known, and its header."""

    path: Path
    format: Format
    header: Sequence[str]

    def batches(self) -> Iterator[Batch]:
        """Some rows at a time, each with its number, without empty ones: what is done to a column of a thousand cells
        takes a fraction of what a thousand cells take.

        Raises UsageError at a cell that can't be read; uneven rows are left out and raised together: at the end, or
        when there are ten."""
        with _opened(self.path, self.format.encoding) as file:
            reader = csv.reader(file, delimiter=self.format.delimiter, strict=True)
            try:
                yield from self._checked(reader)
            except UnicodeError as error:
                raise _undecodable(self.path, self.format) from error
            except csv.Error as error:
                raise _broken(error, reader.line_num) from error

    def _checked(self, reader: "Reader") -> Iterator[Batch]:
        width, uneven = len(self.header), list[tuple[int, int]]()
        first = self.format.skipped + 2
        for _before in islice(reader, self.format.skipped + 1):
            pass
        while rows := list(islice(reader, AT_ONCE)):
            numbers: Sequence[int] = range(first, first + len(rows))
            first += len(rows)
            if not all(map(any, rows)) or {*map(len, rows)} != {width}:
                kept = [(number, row) for number, row in zip(numbers, rows, strict=True) if any(row)]
                uneven += [(number, len(row)) for number, row in kept if len(row) != width]
                if len(uneven) >= FAULTS:
                    break
                even = [(number, row) for number, row in kept if len(row) == width]
                numbers, rows = [number for number, _row in even], [row for _number, row in even]
            if not _is_plain(chain.from_iterable(rows)):
                rows = [
                    row if _is_plain(row) else [self._cell(number, at, cell) for at, cell in enumerate(row)]
                    for number, row in zip(numbers, rows, strict=True)
                ]
            if rows:
                yield numbers, rows
        if uneven:
            raise _uneven(uneven[:FAULTS], width)

    def _cell(self, number: int, at: int, cell: str) -> str:
        """Clean; a text that Excel was to leave alone (`="00123"`) without its formula."""
        if "\0" in cell:
            raise UsageError(
                f"Row {number}, column '{self.header[at]}': there is a NUL byte here.",
                "The file is damaged, or isn't text. Export it again.",
            )
        if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
            cell = cell[2:-1]
        return clean(cell).strip()


def read_rows(path: Path, format: Format) -> Rows:
    """Reads the header. Raises UsageError when it can't be read."""
    with _opened(path, format.encoding) as file:
        reader = csv.reader(file, delimiter=format.delimiter, strict=True)
        try:
            header = next(islice(reader, format.skipped, None), [])
        except UnicodeError as error:
            raise _undecodable(path, format) from error
        except csv.Error as error:
            raise _broken(error, reader.line_num) from error
    if "\0" in "".join(header):
        raise UsageError("The names of the columns contain a NUL byte.", "Export the list again, as CSV (UTF-8).")
    return Rows(path, format, [clean(name).strip() for name in header])


def _is_plain(cells: Iterable[str]) -> bool:
    """Whether there is nothing to clean in any cell; asked of all together, since there is in few."""
    joined = "|".join(cells)
    if not joined.isprintable() or "=" in joined:
        return False
    return not (" |" in joined or "| " in joined or joined[:1] == " " or joined[-1:] == " ")


def _opened(path: Path, encoding: str, errors: str = "strict") -> TextIO:
    try:
        return path.open(encoding=encoding, errors=errors, newline="", buffering=1 << 18)
    except OSError as error:
        raise UsageError(f"Can't read {path} ({error.strerror}).", "Check its path and permissions.") from error


def _uneven(rows: Sequence[tuple[int, int]], width: int) -> UsageError:
    lines = [
        f"Row {number} has {found} {'cell' if found == 1 else 'cells'}; the header has {width}."
        for number, found in rows
    ]
    more = " There may be more." if len(rows) == FAULTS else ""
    remedy = "Put cells that contain the separator in double quotes, or export the list again."
    return UsageError("\n".join(lines) + more, remedy)


def _broken(error: csv.Error, line: int) -> UsageError:
    """The csv module's words for what can be wrong with quotes."""
    said = str(error)
    if "limit" in said:
        say = f"Line {line}: a cell is longer than {csv.field_size_limit():,} characters, or its quotes don't end."
    elif "unexpected end" in said:
        say = f"A quoted cell doesn't end: it was read up to line {line}."
    elif "expected after" in said:
        say = f"Line {line}: a quoted cell goes on after its closing quote."
    else:
        say = f"Line {line} is not CSV: {said}."
    return UsageError(say, 'Write a double quote within a cell twice (""), or export the list again.')


def _undecodable(path: Path, format: Format) -> UsageError:
    """Where the first bytes stand that are no text in this encoding."""
    wide = format.encoding.startswith(("utf-16", "utf-32"))
    remedy = "Export the list again as CSV (UTF-8), or correct that cell."
    header: Row = []
    with _opened(path, format.encoding, "replace" if wide else "surrogateescape") as file:
        for number, row in enumerate(csv.reader(file, delimiter=format.delimiter), 1):
            at = next((at for at, cell in enumerate(row) if _BROKEN.search(cell)), None)
            if at is not None:
                named = at < len(header) and not _BROKEN.search(header[at])
                column = f"'{header[at]}'" if named else str(at + 1)
                return UsageError(f"Row {number}, column {column}: not valid {format.encoding.upper()}.", remedy)
            header = row if number == format.skipped + 1 else header
    return UsageError(f"{path} is not valid {format.encoding.upper()}.", remedy)


_BROKEN = re.compile("[\ufffd\udc80-\udcff]")
"""How a tolerant decoder shows what it can't decode."""
