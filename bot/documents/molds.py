"""Molds: one text converted to a format once, with openings where each copy has something of its own.

Decides how a value is written in each format, so that nothing in it can be read as markup. What goes to one person is
joined from the same pieces; nothing is parsed or laid out again but a PDF's pages.

Caveats: a value is never wrapped in plain text, so a line with a long one is longer than the others. Merge fields can't
stand in the address of a link.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape as escape_html
from io import BytesIO
from itertools import zip_longest
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.documents.covers import Cover
from bot.documents.formats import to_format
from bot.documents.html import to_html
from bot.documents.pdf import Press, compiled, quoted, typeset
from bot.documents.text import to_text
from bot.domain.markdown import FIELD, INVISIBLE
from bot.domain.merge_fields import Field
from bot.errors import Refused, UsageError

MARKS = {field: chr(0xFDD0 + number) for number, field in enumerate(Field)}  # which no text may contain
_FIELDS = {mark: field for field, mark in MARKS.items()}
_ANY = re.compile(f"([{''.join(MARKS.values())}])")
_NO_MARKS = str.maketrans("", "", "".join(MARKS.values()))
DOCUMENT = "word/document.xml"

Values = Mapping[Field, Sequence[str]]
"""The lines of what one person has in each field."""


@dataclass(frozen=True)
class Mold:
    """`pieces` stand around `fields`; `line` writes one line of a value and `between` ends it; `finish` makes the
    file."""

    pieces: tuple[str, ...]
    fields: tuple[Field, ...]
    line: Callable[[str], str]
    between: str
    finish: Callable[[str], bytes]

    def text(self, values: Values) -> str:
        shown = {field: self.between.join(map(self.line, lines)) for field, lines in values.items()}
        own = (shown[field] for field in self.fields)
        return "".join(part for pair in zip_longest(self.pieces, own, fillvalue="") for part in pair)

    def copy(self, values: Values) -> bytes:
        return self.finish(self.text(values))


def mold(markdown: str, cover: Cover, format: str, press: Press | None = None) -> Mold:
    """`press`: prints many PDFs. Raises UsageError for a format that letters don't have; Refused where a field can't be
    filled in."""
    if format not in MOLDS:
        raise UsageError(f"Letters can't be written as “{format}”.", f"Choose one of: {', '.join(MOLDS)}.")
    marked = FIELD.sub(lambda found: MARKS[Field(found[1])], markdown.translate(_NO_MARKS))
    made = MOLDS[format](marked, cover)
    if len(made.fields) != sum(map(marked.count, _FIELDS)):
        raise Refused(
            "A merge field stands where it can't be filled in, such as in the address of a link.",
            "Change the text of the notice, have it approved, and start again.",
        )
    return replace(made, finish=press.print) if press and format == "pdf" else made


def _mold(source: str, line: Callable[[str], str], between: str, finish: Callable[[str], bytes]) -> Mold:
    parts = _ANY.split(source)  # pieces and marks in turn
    return Mold(tuple(parts[::2]), tuple(_FIELDS[mark] for mark in parts[1::2]), line, between, finish)


def one_line(value: str) -> str:
    """A value from a list, without what can't be seen and on one line."""
    return " ".join(INVISIBLE.sub("", value).split())


def _text(markdown: str, cover: Cover) -> Mold:
    return _mold(to_text(markdown, cover), one_line, "\n", str.encode)


def _html(markdown: str, cover: Cover) -> Mold:
    return _mold(to_html(markdown, cover), lambda value: escape_html(one_line(value)), "<br>\n", str.encode)


def _pdf(markdown: str, cover: Cover) -> Mold:
    return _mold(typeset(markdown, cover), lambda value: quoted(one_line(value)), '";#linebreak();#"', compiled)


def _docx(markdown: str, cover: Cover) -> Mold:
    """Only the page itself differs between copies; the other parts of the file are the same."""
    with ZipFile(BytesIO(to_format(markdown, cover, "docx"))) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}

    def finish(page: str) -> bytes:
        made = BytesIO()
        with ZipFile(made, "w", ZIP_DEFLATED) as packed:
            for name, content in parts.items():
                inside = page.encode() if name == DOCUMENT else content
                packed.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), inside, ZIP_DEFLATED)
        return made.getvalue()

    new_line = '</w:t><w:br/><w:t xml:space="preserve">'
    return _mold(parts[DOCUMENT].decode(), lambda value: escape_html(one_line(value)), new_line, finish)


MOLDS: Mapping[str, Callable[[str, Cover], Mold]] = {"txt": _text, "html": _html, "pdf": _pdf, "docx": _docx}
