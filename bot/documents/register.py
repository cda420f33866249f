"""The register of breaches as a file: CSV and a spreadsheet with one row for each, JSON, and a PDF to read.

Decides how the register looks; its columns are those of `domain.register`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.documents import tables
from bot.documents.covers import Cover
from bot.documents.tables import RowGroup, Table
from bot.domain import csv_cells
from bot.domain.markdown import escape, without_spare_escapes
from bot.domain.notice_templates import text_hash
from bot.domain.register import COLUMNS, RegisterEntry, heads, plain
from bot.errors import UsageError
from bot.sentences import clock_time

FORMATS = ("csv", "json", "xlsx", "pdf", "md")
TITLE = "Register of personal data breaches"
LAW = "Kept under GDPR Art. 33(5): the facts of each breach, its effects and the remedial action taken. Without drills."
SCHEMA = 1  # of the JSON
MARK = "\ufeff"  # so that spreadsheets read the CSV as UTF-8


@dataclass(frozen=True)
class Scope:
    """What the register was asked for, in words, and when and by whose clock it was made."""

    made_at: datetime
    zone: str
    words: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        at = self.made_at.replace(second=0, microsecond=0)
        made = f"Made {clock_time(at, ZoneInfo(self.zone))}. Times are in {self.zone}, unless marked UTC."
        return tuple(filter(None, (LAW, self.words, made)))


def to_format(entries: Sequence[RegisterEntry], scope: Scope, format: str) -> bytes:
    """The whole file. Raises UsageError for an unknown format."""
    match format:
        case "csv":
            rows = (one.shown(scope.zone) for one in entries)
            return (MARK + csv_cells.rows([heads(scope.zone), *rows])).encode()
        case "json":
            return _json(entries, scope)
        case "xlsx":
            return tables.to_xlsx(_table(entries, scope), "Year", named_by=2)
        case "pdf":
            from bot.documents.pdf import to_pdf

            text = to_markdown(entries, scope)
            cover = Cover(TITLE, kind="report", marking="Confidential", reference="register", sha256=text_hash(text))
            return to_pdf(text, cover)
        case "md":
            return to_markdown(entries, scope).encode()
    raise UsageError(f"There is no format “{format}”.", f"Choose one of: {', '.join(FORMATS)}.")


def _json(entries: Sequence[RegisterEntry], scope: Scope) -> bytes:
    listed = [
        {
            "known_on": one.known_on.isoformat(),
            "place_codes": sorted(one.places),
            **{name: plain(one.cells[name]) for name in COLUMNS if name in one.cells},
        }
        for one in entries
    ]
    whole = {"schema": SCHEMA, "made_at": plain(scope.made_at), "scope": scope.words, "breaches": listed}
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _by_year(entries: Iterable[RegisterEntry]) -> Iterable[tuple[str, list[RegisterEntry]]]:
    return ((str(year), list(found)) for year, found in groupby(entries, lambda one: one.known_on.year))


def _table(entries: Sequence[RegisterEntry], scope: Scope) -> Table:
    groups = [RowGroup(year, tuple(one.shown(scope.zone) for one in found)) for year, found in _by_year(entries)]
    return Table(TITLE, heads(scope.zone), tuple(groups), scope.notes)


def to_markdown(entries: Sequence[RegisterEntry], scope: Scope) -> str:
    """One heading for each breach, under its year, with what is recorded of it."""
    lines = [f"# {TITLE}", "", *(f"{escape(note)}\n" for note in scope.notes), f"{_count(len(entries))}."]
    for year, found in _by_year(entries):
        lines += ["", f"## {year}: {_count(len(found))}"]
        for one in found:
            lines += ["", *_breach(one, scope.zone)]
    return without_spare_escapes("\n".join(lines) + "\n")


def _count(number: int) -> str:
    return "1 breach" if number == 1 else f"{number:,} breaches"


def _breach(one: RegisterEntry, zone: str) -> Iterable[str]:
    title = one.cells.get("title")
    yield f"### {escape(one.ref)}{f' · {escape(str(title))}' if title else ''}"
    yield ""
    rows = [
        f"**{label}:** {'; '.join(escape(line) for line in text.splitlines() if line.strip())}"
        for label, text in zip(COLUMNS.values(), one.shown(zone), strict=True)
        if text and label not in (COLUMNS["ref"], COLUMNS["title"])
    ]
    yield "  \n".join(rows)  # a table for each takes typst three times as long
