"""DOCX: Word's own styles, lists that Word counts, the paper of the place, and nothing about who made it when."""

import io
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Inches, Mm

from bot.documents.covers import Cover
from bot.documents.formats import to_format
from bot.domain.markdown import escape

LETTER = """# Notice

Anna Albers\\
Director

## What you can do

1. Change your **password**.
1. Call us.

   We answer daily.
   - at night too
1. Write to [us](https://a.example).

Again:

1. One.

| | |
|---|---|
| **To** | The authority |

| Place | People |
|---|---|
| Germany | 1,200 |

> quoted

See `x_1`. [[MISSING: the cause]]
"""
COVER = Cover(title="A letter", marking="DRAFT", reference="BR-1_letter_v2", version="2", sha256="ab" * 32)


def opened(markdown: str = LETTER, cover: Cover = COVER) -> Any:
    return Document(io.BytesIO(to_format(markdown, cover, "docx")))


def number_of(paragraph: Any) -> int | None:
    """Which of Word's lists it stands in, if it says so itself."""
    properties = paragraph._p.pPr.numPr
    return properties.numId.val if properties is not None else None


def test_each_line_has_the_style_that_says_what_it_is() -> None:
    assert [(one.style.name, one.text) for one in opened().paragraphs] == [
        ("Heading 1", "Notice"),
        ("Normal", "Anna Albers\nDirector"),
        ("Heading 2", "What you can do"),
        ("List Number", "Change your password."),
        ("List Number", "Call us."),
        ("List Continue", "We answer daily."),
        ("List Bullet 2", "at night too"),
        ("List Number", "Write to us."),
        ("Normal", "Again:"),
        ("List Number", "One."),
        ("Normal", ""),  # or Word would join the two tables
        ("Quote", "quoted"),
        ("Normal", "See x_1. [[MISSING: the cause]]"),
    ]


def test_word_counts_each_list_from_its_own_first_number() -> None:
    page = opened()
    one, two, three, again = [number_of(one) for one in page.paragraphs if one.style.name == "List Number"]
    assert one == two == three != again
    starts = [int(found.get(qn("w:val"))) for found in page.part.numbering_part.element.iter(qn("w:startOverride"))]
    assert starts == [1, 1]
    [seventh] = opened("7. seven\n8. eight\n").part.numbering_part.element.iter(qn("w:startOverride"))
    assert seventh.get(qn("w:val")) == "7"


def test_tables_name_their_columns_on_each_page() -> None:
    plain, headed = opened().tables
    assert [[cell.text for cell in row.cells] for row in headed.rows] == [["Place", "People"], ["Germany", "1,200"]]
    assert {table.style.name for table in (plain, headed)} == {"Table Grid"}
    assert [len(list(table._tbl.iter(qn("w:tblHeader")))) for table in (plain, headed)] == [0, 1]


def test_no_row_of_a_table_stands_alone_on_a_page() -> None:
    """Word keeps a row with the next one where its paragraphs say so: the names of the columns, the first row, and the
    one before the last."""
    for rows, kept in ((1, [True, False]), (2, [True, True, False]), (5, [True, True, False, False, True, False])):
        table = "| A | B |\n|---|---|\n" + "| one | other |\n" * rows
        [made] = opened(table).tables
        said = [[bool(cell.paragraphs[0].paragraph_format.keep_with_next) for cell in row.cells] for row in made.rows]
        assert said == [[one, one] for one in kept]


def test_emphasis_links_and_gaps_are_kept() -> None:
    every = {run.text: run for one in opened().paragraphs for run in one.runs}
    assert every["password"].bold
    assert every["[[MISSING: the cause]]"].font.highlight_color
    [link] = [link for one in opened().paragraphs for link in one.hyperlinks]
    assert (link.text, link.address) == ("us", "https://a.example")


@pytest.mark.parametrize(("paper", "size"), [("us-letter", (Inches(8.5), Inches(11))), ("a4", (Mm(210), Mm(297)))])
def test_it_is_printed_on_the_paper_of_the_place(paper: Any, size: tuple[int, int]) -> None:
    section = opened(cover=Cover(title="A letter", paper=paper)).sections[0]
    assert abs(section.page_width - size[0]) + abs(section.page_height - size[1]) < Mm(1)


def test_the_file_says_which_text_it_is_and_nothing_of_who_made_it_when() -> None:
    about = opened().core_properties
    assert (about.title, about.identifier, about.version, about.keywords) == (
        "A letter",
        "BR-1_letter_v2",
        "2",
        "ab" * 32,
    )
    assert about.author == about.last_modified_by == about.comments == ""
    assert about.created is about.modified is None
    assert to_format(LETTER, COVER, "docx") == to_format(LETTER, COVER, "docx")


def test_header_and_footer_say_what_it_is_until_it_may_be_sent() -> None:
    draft, approved = (
        opened(cover=Cover("T", reference="BR-1", version="2", marking=mark)).sections[0] for mark in ("DRAFT", "")
    )
    assert (draft.header.paragraphs[0].text, approved.header.paragraphs[0].text) == ("DRAFT", "")
    assert draft.footer.paragraphs[0].text.startswith("BR-1 · version 2\tPage ")
    assert approved.footer.paragraphs[0].text.startswith("BR-1\tPage ")


def test_a_drill_has_its_mark_across_each_page() -> None:
    with ZipFile(io.BytesIO(to_format(LETTER, COVER.of_drill(), "docx"))) as parts:
        shown = [parts.read(name).decode() for name in parts.namelist() if "header" in name]
    assert any('string="DRILL"' in one for one in shown)


def test_no_letter_of_a_fact_breaks_the_file() -> None:
    hostile = "]]> <w:p/> &amp; \x00 \x0b \ufffe \u202e 😀 {{x}} \\ 1. # | *x*"
    content = to_format(f"# {escape(hostile)}\n\n- {escape(hostile)}\n", Cover(title=hostile, marking=hostile), "docx")
    with ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(parts.read(name))
    assert "]]> <w:p/> &amp;" in Document(io.BytesIO(content)).paragraphs[1].text
