"""DOCX, for counsel's redlines: Word's own styles, lists that Word counts, one paragraph for each paragraph.

Decides how each line of the text is set; the design is in `word_styles.py`. No date and no name is in the file's
metadata, so the same text and cover give the same bytes.

Caveats: a document carries only its text; whose notice it is, is told by the metadata that `word_styles` writes.
"""

import sys
from collections.abc import Sequence
from io import BytesIO
from itertools import groupby
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Page
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from bot.documents.columns import unbroken, widths
from bot.documents.covers import Cover
from bot.documents.pdf import to_png
from bot.documents.word_styles import ACCENT, CELL, designed, printable, text_width
from bot.domain.notice_lines import Line, Span, lines
from bot.domain.word_files import FIXED

DEEPEST = 2  # Word has three levels of each list style
NAMES = 130  # points of the column that names the rows


def to_docx(markdown: str, cover: Cover) -> bytes:
    """The whole file. Same input, same bytes."""
    page = designed(Document(), cover)
    numbers, is_after_table = _Numbers(page), False
    for table, group in groupby(lines(markdown, longest=sys.maxsize), _table_of):
        if table is not None:
            if is_after_table:
                page.add_paragraph()  # Word makes one of two tables that touch
            _table(page, list(group))
        else:
            for number, line in enumerate(group):
                made = _picture(page, line, cover) or _paragraph(page, line, numbers)
                if is_after_table and number == 0 and line.kind != "heading":
                    made.paragraph_format.space_before = Pt(10)
        is_after_table = table is not None
    return _packed(page)


def _table_of(line: Line) -> int | None:
    return line.number if line.kind == "row" else None


class _Numbers:
    """The styles by name; and the lists that are open, by depth: which of Word's lists each is, and the number it has
    reached."""

    def __init__(self, page: Page) -> None:
        self.all = page.part.numbering_part.element
        self.styles = {style.name: style.style_id for style in page.styles}  # to look one up takes a millisecond
        self.kinds = [page.styles[_style(depth, 1)].element.pPr.numPr.numId.val for depth in range(DEEPEST + 1)]
        self.open: dict[int, tuple[int, int]] = {}

    def list_of(self, line: Line) -> int:
        """Word's list for a numbered item: the one it goes on with, or one that begins with its number."""
        depth, number = min(line.level, DEEPEST), line.number or 0
        self.closed(below=depth)
        known, reached = self.open.get(depth, (0, 0))
        if not known or number != reached + 1:
            shape = self.all.num_having_numId(self.kinds[depth]).abstractNumId.val
            begun = self.all.add_num(shape)
            begun.add_lvlOverride(ilvl=0).add_startOverride(number)
            known = begun.numId
        self.open[depth] = known, number
        return known

    def closed(self, below: int) -> None:
        self.open = {depth: found for depth, found in self.open.items() if depth <= below}


def _style(level: int, number: int | None) -> str:
    depth = min(level, DEEPEST)
    return f"List {'Bullet' if number is None else 'Number'}{f' {depth + 1}' if depth else ''}"


def _paragraph(page: Page, line: Line, numbers: _Numbers) -> Paragraph:
    match line.kind:
        case "heading":
            made = _styled(page, numbers, f"Heading {line.level}")
        case "item" if line.goes_on:
            made = _styled(page, numbers, _style(line.level, None).replace("Bullet", "Continue"))
        case "item":
            made = _styled(page, numbers, _style(line.level, line.number))
            if line.number is not None:
                properties = made.paragraph_format.element.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val = 0
                properties.get_or_add_numId().val = numbers.list_of(line)
            else:
                numbers.closed(below=min(line.level, DEEPEST) - 1)
        case kind:
            made = _styled(page, numbers, "Quote" if kind == "quote" else None)
    if line.kind != "item":
        numbers.closed(below=-1)
    _say(made, line.spans)
    return made


def _picture(page: Page, line: Line, cover: Cover) -> Paragraph | None:
    """The chart that the line stands for, with its description; None for any other line."""
    word, _, name = line.about.partition(" ")
    if word != "chart" or name not in cover.charts:
        return None
    made = page.add_paragraph()
    shape = made.add_run().add_picture(BytesIO(to_png(cover.charts[name], on_white=False)), width=text_width(page))
    shape._inline.docPr.set("descr", " ".join(line.words.split()))
    return made


def _styled(page: Page, numbers: _Numbers, style: str | None) -> Paragraph:
    """None: Word's Normal."""
    made = page.add_paragraph()
    made._p.style = numbers.styles[style] if style else None
    return made


def _say(paragraph: Paragraph, spans: Sequence[Span], *, is_head: bool = False) -> None:
    for span in spans:
        run = paragraph.add_run(unbroken(printable(span.words)))
        run.bold = True if span.bold or span.gap or is_head else None
        run.italic = True if span.italic else None
        if span.code:
            run.font.name = FIXED
        if span.gap:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        if span.link:
            _link(paragraph, run, span.link)


def _link(paragraph: Paragraph, run: Run, address: str) -> None:
    """The run goes inside a link, which python-docx can read but not make."""
    run.font.color.rgb, run.font.underline = ACCENT, True
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run.element.addprevious(link)
    link.append(run.element)


def _table(page: Page, rows: Sequence[Line]) -> None:
    made = page.add_table(rows=len(rows), cols=max(len(row.cells) for row in rows), style="Table Grid")
    made.autofit = False
    for row, line in zip(made.rows, rows, strict=True):
        kept = row._tr.get_or_add_trPr()
        kept.append(OxmlElement("w:cantSplit"))  # a row stays on its page, where it fits on one
        if line.head:
            kept.append(OxmlElement("w:tblHeader"))
        for cell, spans in zip(row.cells, line.cells, strict=False):
            said = cell.paragraphs[0]
            said._p.style = CELL
            _say(said, spans, is_head=line.head)
    for at in {0, int(rows[0].head), len(rows) - 2}.intersection(range(len(rows) - 1)):
        for cell in made.rows[at].cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True  # no row stands alone at the end of a page
    _set_widths(text_width(page), made, rows)


def _set_widths(room: Length, table: Table, rows: Sequence[Line]) -> None:
    """In Word a cell has a width and its column too; the cells' counts there, the columns' elsewhere."""
    if rows[0].named and len(table.columns) == 2:
        found = [float(NAMES), room.pt - NAMES]
    else:
        said = [["".join(span.words for span in cell) for cell in row.cells] for row in rows]
        found = widths([[row[at] if at < len(row) else "" for row in said] for at in range(len(table.columns))])
    share = room / sum(found)
    for column, width in zip(table.columns, found, strict=True):
        column.width = Length(width * share)
        for cell in column.cells:
            cell.width = Length(width * share)


def _packed(page: Page) -> bytes:
    """The file, with the same time on each of its parts."""
    made, packed = BytesIO(), BytesIO()
    page.save(made)
    with ZipFile(made) as parts, ZipFile(packed, "w", ZIP_DEFLATED) as fixed:
        for name in parts.namelist():
            fixed.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), parts.read(name), ZIP_DEFLATED)
    return packed.getvalue()
