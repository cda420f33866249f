"""One row of a CSV file that is safe to open: no cell is read as a formula by a spreadsheet.

The one guard for every CSV that breachbot writes. What people typed, or a list contained, may begin like a formula; a
spreadsheet would run it. Such a cell gets an apostrophe in front, which spreadsheets take as “this is text”.
"""

import csv
from collections.abc import Iterable
from io import StringIO

STARTS = tuple("=+-@\t\r\n|%＝＋－＠")


def guarded(cell: str) -> str:
    """
    >>> guarded("=1+1"), guarded(" +49 30 1"), guarded("10 Elm Street")
    ("'=1+1", "' +49 30 1", '10 Elm Street')
    """
    return f"'{cell}" if cell.startswith(STARTS) or cell.lstrip().startswith(STARTS) else cell


def rows(cells: Iterable[Iterable[str]]) -> str:
    """Rows as RFC 4180 writes them, every cell guarded."""
    made = StringIO()
    writer = csv.writer(made)
    writer.writerows([guarded(cell) for cell in row] for row in cells)
    return made.getvalue()
