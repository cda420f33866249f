"""Reads a DOCX that counsel changed: its lines, and the hash of the text that it was made of.

Decides what counts as text: tracked insertions do, tracked deletions and comments don't. Every style that isn't a
heading, a list or a quote is a paragraph.

Caveats: a DOCX is a ZIP of XML that someone else made. It is refused before it is unpacked if it would unpack to more
than `MOST_UNPACKED`; entities are not expanded, nothing is fetched, and only text is taken from it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from bot.domain.markdown import MISSING
from bot.domain.notice_lines import Line, Span
from bot.errors import UsageError
from bot.messages import _

MOST, MOST_UNPACKED, MOST_PARTS = 5_000_000, 30_000_000, 500  # bytes, bytes, parts of the ZIP
FIXED = "Consolas"  # the font that stands for code
MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WITHIN = {f"{MAIN}{name}" for name in ("ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple")}
HEADING, LIST = re.compile(r"Heading ([1-6])$"), re.compile(r"List (Bullet|Number|Continue|Paragraph)(?: ([23]))?$")
LINK = re.compile(r"(?i)(https|mailto|tel):")


@dataclass(frozen=True)
class WordFile:
    """`sha256` is of the exact text that the file was made of; empty for a file that is not one of ours."""

    lines: tuple[Line, ...]
    sha256: str


def read_word(content: bytes) -> WordFile:
    """Raises UsageError for what is not a Word file, is damaged, or is larger than any letter."""
    from docx import Document  # lxml, which only this needs

    _refuse_bombs(content)
    try:
        page = Document(BytesIO(content))
        return WordFile(tuple(_Body(page).read()), page.core_properties.keywords or "")
    except Exception as error:  # of python-docx, lxml and zipfile alike: whatever they make of a damaged file
        raise _unreadable() from error


def _refuse_bombs(content: bytes) -> None:
    try:
        with ZipFile(BytesIO(content)) as parts:
            every = parts.infolist()
    except (BadZipFile, ValueError, OSError) as error:
        raise _unreadable() from error
    if len(content) > MOST or len(every) > MOST_PARTS or sum(one.file_size for one in every) > MOST_UNPACKED:
        raise too_large()


def too_large() -> UsageError:
    return UsageError(
        _("This file is larger than a letter can be."),
        _("Take out pictures and attachments, save it as .docx, and share it again."),
    )


def _unreadable() -> UsageError:
    return UsageError(
        _("This is not a Word file that can be read."), _("Open it in Word, save it as .docx, and share it again.")
    )


class _Body:
    """Goes through the body once. `counts`: by depth, which list is open and the number it has reached."""

    def __init__(self, page: Any) -> None:
        self.page, self.tables = page, 0
        self.counts: dict[int, tuple[int, int]] = {}

    def read(self) -> Iterator[Line]:
        for part in self.page.iter_inner_content():
            if hasattr(part, "rows"):
                self.counts, self.tables = {}, self.tables + 1
                yield from self._rows(part)
            elif line := self._line(part):
                yield line

    def _line(self, paragraph: Any) -> Line | None:
        spans = tuple(_spans(paragraph))
        if not any(span.words.strip() for span in spans):
            return None
        style = str(paragraph.style.name)
        found, numbered = LIST.match(style), _numbered(paragraph)
        if found or numbered:
            return self._item(spans, found, *(numbered or (0, 0)))
        self.counts = {}
        if heading := HEADING.match(style):
            return Line("heading", (_plainly(spans),), level=int(heading[1]))
        return Line("quote" if style.endswith("Quote") else "paragraph", (spans,))

    def _item(self, spans: tuple[Span, ...], found: re.Match[str] | None, number_id: int, depth: int) -> Line:
        kind = found[1] if found else "Paragraph"
        depth = int(found[2]) - 1 if found and found[2] else depth
        known, reached = self.counts.get(depth, (-1, 0))
        if kind == "Continue":
            return Line("item", (spans,), depth, reached or None, goes_on=True)
        self.counts = {at: one for at, one in self.counts.items() if at < depth}
        shape, first = self._shape(number_id)
        if kind == "Bullet" or (kind == "Paragraph" and shape == "bullet"):
            self.counts[depth] = number_id, 0
            return Line("item", (spans,), depth)
        number = reached + 1 if known == number_id else first
        self.counts[depth] = number_id, number
        return Line("item", (spans,), depth, number)

    def _shape(self, number_id: int) -> tuple[str, int]:
        """How one of Word's lists counts, and from which number."""
        every = self.page.part.numbering_part.element
        for one in every.num_lst:
            if one.numId == number_id:
                starts = [int(found.get(f"{MAIN}val")) for found in one.iter(f"{MAIN}startOverride")]
                shapes = every.xpath(f"./w:abstractNum[@w:abstractNumId='{one.abstractNumId.val}']//w:numFmt/@w:val")
                return str(shapes[0]) if shapes else "decimal", starts[0] if starts else 1
        return "decimal", 1

    def _rows(self, table: Any) -> Iterator[Line]:
        heads = [bool(row._tr.xpath("./w:trPr/w:tblHeader")) for row in table.rows]
        for row, is_head in zip(table.rows, heads, strict=True):
            cells = tuple(tuple(_cell(cell)) for cell in row.cells)
            if any(span.words.strip() for cell in cells for span in cell):
                shown = tuple(map(_plainly, cells)) if is_head else cells
                yield Line("row", shown, number=self.tables, head=is_head, named=not any(heads))


def _numbered(paragraph: Any) -> tuple[int, int] | None:
    """Which of Word's lists the paragraph itself says that it stands in, and how deep."""
    properties = paragraph._p.pPr.numPr if paragraph._p.pPr is not None else None
    if properties is None or properties.numId is None or not properties.numId.val:
        return None
    return properties.numId.val, properties.ilvl.val if properties.ilvl is not None else 0


def _cell(cell: Any) -> Iterator[Span]:
    for number, paragraph in enumerate(cell.paragraphs):
        if number:
            yield Span(" ")
        yield from _spans(paragraph)


def _plainly(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(replace(span, bold=False) for span in spans)


def _spans(paragraph: Any) -> Iterator[Span]:
    """Neighbors that look alike are one; what Word has split is whole again."""
    held: Span | None = None
    for span in _runs(paragraph, paragraph._p, ""):
        if held and replace(held, words="") == replace(span, words=""):
            held = replace(held, words=held.words + span.words)
        else:
            yield from _gaps(held)
            held = span
    yield from _gaps(held)


def _gaps(span: Span | None) -> Iterator[Span]:
    """Missing facts within the words are spans of their own."""
    reached = 0
    for found in MISSING.finditer(span.words) if span else ():
        yield from _some(span, reached, found.start())
        yield Span(found[0], gap=True)
        reached = found.end()
    yield from _some(span, reached, None)


def _some(span: Span | None, start: int, end: int | None) -> Iterator[Span]:
    if span and (words := span.words[start:end]):
        yield replace(span, words=words)


def _runs(paragraph: Any, inside: Any, link: str) -> Iterator[Span]:
    from docx.text.run import Run

    for child in inside:
        if child.tag == f"{MAIN}r":
            run = Run(child, paragraph)
            if run.text:
                is_gap = bool(MISSING.fullmatch(run.text))
                bold = bool(run.bold) and not is_gap
                yield Span(run.text, bold, bool(run.italic), run.font.name == FIXED, link=link)
        elif child.tag == f"{MAIN}hyperlink":
            yield from _runs(paragraph, child, _address(paragraph, child))
        elif child.tag in WITHIN:
            yield from _runs(paragraph, child, link)


def _address(paragraph: Any, link: Any) -> str:
    """Where it leads outside the file; links of other kinds are just words."""
    known = paragraph.part.rels.get(link.rId) if link.rId else None
    address = known.target_ref if known is not None and known.is_external else ""
    return address if LINK.match(address) else ""
