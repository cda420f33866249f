"""The design of every DOCX: paper, margins, fonts, Word's own styles as we want them, header, footer, metadata."""

import re

from docx.document import Document as Page
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches, Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from bot.documents.covers import PAGE_WORDS, Cover, foot
from bot.domain.drills import MARK
from bot.domain.markdown import INVISIBLE

FONT = "Cambria"
INK, SOFT, AMBER, RULE = RGBColor(0x1C, 0x1F, 0x24), RGBColor(0x5A, 0x62, 0x70), RGBColor(0x7A, 0x5A, 0x00), "C9CED6"
ACCENT = RGBColor(0x1F, 0x4E, 0x79)
CELL = "TableText"  # the id of the style of what stands in a table
SIZES = {"letter": 11, "report": 10, "brief": 9}  # points
NO_XML = re.compile("[\ufffe\uffff]")
WATERMARK = (
    '<w:pict {names} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
    '<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
    '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>'
    '<v:f eqn="if @0 @4 21600"/></v:formulas><v:path textpathok="t"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="watermark" type="#_x0000_t136" style="position:absolute;width:440pt;height:150pt;rotation:310;'
    "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    'mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#f2eee3" stroked="f">'
    '<v:textpath style="font-family:{font};font-weight:bold" string="{words}"/></v:shape></w:pict>'
)


def printable(text: str) -> str:
    """Without what a DOCX can't hold."""
    return NO_XML.sub("", INVISIBLE.sub("", text))


def designed(page: Page, cover: Cover) -> Page:
    """An empty document in our design."""
    section = page.sections[0]
    is_letter = cover.paper == "us-letter"
    section.page_width, section.page_height = (Inches(8.5), Inches(11)) if is_letter else (Mm(210), Mm(297))
    is_brief = cover.kind == "brief"
    section.left_margin = section.right_margin = Mm(20 if is_brief else 25)
    section.top_margin, section.bottom_margin = Mm(22 if is_brief else 27), Mm(20 if is_brief else 25)
    _set_fonts(page, cover)
    _set_headings(page, cover)
    _set_lists_and_tables(page, cover)
    _set_cells(page, cover)
    _head_and_foot(page, cover)
    _describe(page, cover)
    return page


def text_width(page: Page) -> Length:
    section = page.sections[0]
    return Length((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))


def _style(page: Page, name: str) -> ParagraphStyle:
    found = page.styles[name]
    assert isinstance(found, ParagraphStyle)
    return found


def _set_fonts(page: Page, cover: Cover) -> None:
    """One font for everything: a style that names a font of the theme names it no longer."""
    for fonts in list(page.styles.element.iter(qn("w:rFonts"))):
        fonts.getparent().remove(fonts)
    for language in page.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), cover.language)
    normal = _style(page, "Normal")
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(SIZES[cover.kind]), INK
    is_brief = cover.kind == "brief"
    normal.paragraph_format.space_after = Pt(5 if is_brief else 8)
    normal.paragraph_format.line_spacing = 1.0 if is_brief else 1.12


def _set_headings(page: Page, cover: Cover) -> None:
    close = 0.6 if cover.kind == "brief" else 1.0
    for level, size, before, after in ((1, 19, 0, 12), (2, 13, 16, 6), (3, 11, 12, 4), (4, 11, 10, 4)):
        style = _style(page, f"Heading {level}")
        style.font.size, style.font.bold, style.font.italic = Pt(size), True, False
        style.font.color.rgb = ACCENT if level == 2 else INK
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before * close), Pt(after * close)
        style.paragraph_format.keep_with_next = True


def _set_lists_and_tables(page: Page, cover: Cover) -> None:
    for kind in ("Bullet", "Number", "Continue"):
        for depth in ("", " 2", " 3"):
            style = _style(page, f"List {kind}{depth}")
            style.paragraph_format.space_after = Pt(2 if cover.kind == "brief" else 4)
            for spacing in list(style.element.iter(qn("w:contextualSpacing"))):
                spacing.getparent().remove(spacing)
    grid = page.styles["Table Grid"].element
    borders = next(grid.iter(qn("w:tblBorders")))
    for side in list(borders):
        if side.tag in (qn("w:left"), qn("w:right"), qn("w:insideV"), qn("w:top")):
            borders.remove(side)
        else:
            side.set(qn("w:color"), RULE)
    for margin in grid.iter(qn("w:tblCellMar")):
        for side in margin:
            is_close = cover.kind == "brief" and side.tag in (qn("w:top"), qn("w:bottom"))
            side.set(qn("w:w"), "35" if is_close else "70")


def _set_cells(page: Page, cover: Cover) -> None:
    """The tables of reports and briefs are long: a point smaller than their text."""
    style = page.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.base_style = page.styles["Normal"]
    style.font.size = Pt(SIZES[cover.kind] - (0 if cover.kind == "letter" else 1))
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(1 if cover.kind == "brief" else 2.5)
    style.paragraph_format.line_spacing = 1.0


def _head_and_foot(page: Page, cover: Cover) -> None:
    section = page.sections[0]
    head, bottom = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    marking = head.add_run(printable(cover.marking))
    marking.font.size, marking.font.bold, marking.font.color.rgb = Pt(8.5), True, AMBER
    if cover.drill:
        head.add_run().element.append(parse_xml(WATERMARK.format(names=nsdecls("w"), font=FONT, words=MARK)))
    _style(page, "Footer").paragraph_format.tab_stops.clear_all()
    bottom.paragraph_format.tab_stops.add_tab_stop(text_width(page), WD_TAB_ALIGNMENT.RIGHT)
    name, of = PAGE_WORDS.get(cover.language, PAGE_WORDS["en"])
    _small(bottom, f"{printable(foot(cover))}\t{name} ")
    _count(bottom, "PAGE")
    _small(bottom, f" {of} ")
    _count(bottom, "NUMPAGES")


def _small(paragraph: Paragraph, words: str) -> Run:
    run = paragraph.add_run(words)
    run.font.size, run.font.color.rgb = Pt(8), SOFT
    return run


def _count(paragraph: Paragraph, field: str) -> None:
    """A number that Word counts; until it has, 1 stands there."""
    run = _small(paragraph, "1")
    count = OxmlElement("w:fldSimple")
    count.set(qn("w:instr"), field)
    run.element.addprevious(count)
    count.append(run.element)


def _describe(page: Page, cover: Cover) -> None:
    """What the file says of itself; `identifier` and `keywords` tell which notice, and which text of it."""
    about = page.core_properties
    about.title, about.language = printable(cover.title)[:255], cover.language
    about.identifier, about.version, about.keywords = cover.reference, cover.version, cover.sha256
    about.author = about.comments = about.last_modified_by = ""
    for told in list(page.part.package.core_properties._element):
        if told.tag.endswith(("}created", "}modified")):
            told.getparent().remove(told)
