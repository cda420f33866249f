"""A page that is one table in groups: as Markdown (and from it HTML, PDF and text), as a spreadsheet, on a terminal.

Decides how a table looks. What it says is decided by whoever makes it; cells are plain text, escaped here.

Caveats: a spreadsheet holds every cell as text, so that none is read as a formula.
"""

import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from bot.domain.markdown import Safe, escape, without_spare_escapes

WIDEST = 60  # characters of a spreadsheet's column
LONGEST_WORD = 16  # characters of a word that is never broken on a terminal
LINE, HIGHEST = 15.0, 409.0  # points of a line of a spreadsheet, and of its highest row
TERMINAL = 120  # columns, where there is no terminal to ask


@dataclass(frozen=True)
class RowGroup:
    """Rows under one heading; each has a cell for every column."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...] = ()  # where they are others than the table's: a summary, which no spreadsheet needs


@dataclass(frozen=True)
class Table:
    """`notes` are said above it. A cell may have several lines; `Safe` is Markdown already."""

    title: str
    columns: tuple[str, ...]
    groups: tuple[RowGroup, ...]
    notes: tuple[str, ...] = ()


def to_markdown(table: Table) -> str:
    """Groups as headings, each with its own table."""
    return "\n".join(_markdown(table)) + "\n"


def _markdown(table: Table) -> Iterator[str]:
    yield f"# {escape(table.title)}"
    for note in table.notes:
        yield from ("", escape(note))
    for group in table.groups:
        yield from ("", f"## {escape(group.name)}", "")
        columns = group.columns or table.columns
        yield _row(map(escape, columns))
        yield _row("---" for _ in columns)
        yield from (_row(map(_cell, row)) for row in group.rows)


def _row(cells: Iterable[str]) -> str:
    return without_spare_escapes(f"| {' | '.join(cells)} |")


def _cell(text: str) -> str:
    if isinstance(text, Safe):
        return text
    return "; ".join(escape(line) for line in text.splitlines() if line.strip())


def to_xlsx(table: Table, group_column: str, named_by: int = 0) -> bytes:
    """One sheet with a filter; the heading of a group is in the first column of each of its rows. The first columns
    that a row is `named_by` stay in view, and stand on every printed page, as the header does."""
    from xlsxwriter import Workbook  # slow to import, and few ask for a spreadsheet

    made = BytesIO()
    book = Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": table.title})
    sheet = book.add_worksheet("Table")
    head, cell = (
        book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    columns = (group_column, *table.columns)
    rows = [(group.name, *row) for group in table.groups if not group.columns for row in group.rows]
    widths = [_width(name, (row[index] for row in rows)) for index, name in enumerate(columns)]
    for index, name in enumerate(columns):
        sheet.set_column(index, index, widths[index])
        sheet.write_string(0, index, name, head)
    for number, row in enumerate((columns, *rows)):
        sheet.set_row(number, _height(row, widths))
    for number, row in enumerate(rows, 1):
        for index, text in enumerate(row):
            sheet.write_string(number, index, text, cell)
    sheet.freeze_panes(1, named_by)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_header(f"&L{table.title.replace('&', '&&')}")
    sheet.set_footer("&RPage &P of &N")
    sheet.repeat_rows(0)
    if named_by:
        sheet.repeat_columns(0, named_by - 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    book.close()
    return made.getvalue()


def _width(name: str, cells: Iterable[str]) -> int:
    """In letters: of the longest line, or the longest word of the name, which may take two lines."""
    lines = [*name.split(), *(line for cell in cells for line in cell.splitlines())]
    return min(max(map(len, lines)) + 2, WIDEST)


def _height(row: Sequence[str], widths: Sequence[int]) -> float:
    """In points: only Excel makes a row as high as its text by itself. A column is measured by digits, which are a
    tenth wider than letters."""
    lines = [
        sum(len(textwrap.wrap(line, width * 11 // 10)) if len(line) > width else 1 for line in cell.splitlines())
        for cell, width in zip(row, widths, strict=True)
    ]
    return min(LINE * max(1, *lines), HIGHEST)


def print_table(table: Table) -> None:
    """On the terminal, as wide as it is; no meaning depends on color."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = TERMINAL
    for line in (table.title, *table.notes):
        console.print(Text(line))
    for group in table.groups:
        grid = Grid(box=box.SIMPLE_HEAD, title=Text(group.name), title_justify="left", expand=True, pad_edge=False)
        for index, name in enumerate(group.columns or table.columns):
            cells = [
                name,
                *(row[index] for other in table.groups if other.columns == group.columns for row in other.rows),
            ]
            grid.add_column(Text(name), overflow="fold", ratio=_share(cells), width=_longest_word(cells))
        for row in group.rows:
            grid.add_row(*map(Text, row))
        console.print(grid)


def _share(cells: list[str]) -> int:
    """How much of the width a column gets, by the square root of its longest cell, so that short ones stay readable."""
    return max(1, round(math.sqrt(max(map(len, cells)))))


def _longest_word(cells: list[str]) -> int:
    return min(max((len(word) for cell in cells for word in cell.split()), default=1), LONGEST_WORD)
