"""A page holds whatever people write: no text over another, none beyond the margin; read from the PDF's own boxes."""

import io
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pypdf
import pytest
from pypdf._text_extraction._layout_mode import text_show_operations
from pypdf.generic import ContentStream

from bot.documents.covers import Cover
from bot.documents.pdf import Press, to_pdf, typeset
from bot.domain.markdown import escape

WIDTH = 160 / 25.4 * 72  # points between the margins of A4
SHA256 = "0f5e" * 16
EXTREMES = (
    "W" * 60, "i" * 200, "https://example.com/" + "a/b-c?d=e&" * 20, SHA256, "a_b_c-" * 40,
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", "x|y`z*" * 20,
    "שלום עולם " * 20, "ÜNÏCÖDÉ" * 10, "name.surname+label@mail.department.organization.example",
)  # fmt: skip
NOTE = "word " * 600
BEYOND_OUR_FONTS = ("مرحبا بالعالم هذا نص طويل جدا " * 20, "العربية" * 8, "漢字" * 60)


def boxes(page: pypdf.PageObject) -> list[Any]:
    """Each with where it begins and ends, its baseline and its height, in points; from the leftmost text on."""
    contents = page["/Contents"].get_object()
    return text_show_operations(iter(ContentStream(contents, page.pdf, "bytes").operations), page._layout_mode_fonts())


def faults(pdf: bytes) -> Iterator[str]:
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        found = [one for one in boxes(page) if one["text"].strip()]
        yield from (f"beyond the margin: {one['text']}" for one in found if one["displaced_tx"] > WIDTH + 2)
        for one, other in combinations(found, 2):
            low = min(one["font_height"], other["font_height"]) * 0.6
            wide = min(one["displaced_tx"], other["displaced_tx"]) - max(one["tx"], other["tx"])
            if abs(one["ty"] - other["ty"]) < low and wide > 1:
                yield f"{one['text']} over {other['text']}"


def table(columns: int, texts: tuple[str, ...]) -> str:
    """Every text in every column, beside others."""
    rows = [[texts[(start + 3 * column) % len(texts)] for column in range(columns)] for start in range(len(texts))]
    head = "| " + " | ".join(f"Heading number {one}" for one in range(columns)) + " |\n" + "|---" * columns + "|\n"
    return head + "".join("| " + " | ".join(map(escape, row)) + " |\n" for row in rows)


@pytest.mark.parametrize("texts", [EXTREMES, (*EXTREMES[:2], *BEYOND_OUR_FONTS)], ids=["own fonts", "others"])
def test_no_text_is_printed_over_another_or_beyond_the_margin(texts: tuple[str, ...]) -> None:
    named = "| | |\n|---|---|\n" + "".join(f"| **{escape(one)}** | {escape(one)} |\n" for one in texts)
    blocks = "\n\n".join(f"{escape(one)}\n\n- {escape(one)}\n\n### {escape(one[:300])}" for one in texts)
    markdown = f"# T\n\n{table(4, texts)}| {NOTE}| there | {NOTE}| there |\n\n{named}\n## U\n\n{blocks}\n"
    assert list(faults(to_pdf(markdown, Cover(title="T", kind="report", marking="M " * 60)))) == []


def pages_of(rows: int, before: int, press: Press) -> list[int]:
    """The page of the heading, then of each row of its table, after so many paragraphs."""
    named = "".join(f"| row {number}. | there |\n" for number in range(rows))
    markdown = "# T\n\n" + "some words\n\n" * before + "## Heading\n\n| A | B |\n|---|---|\n" + named
    made = press.print(typeset(markdown, Cover(title="T", kind="report")))
    said = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages]
    assert all("A B" in text for text in said if "row " in text), "a page without the names of the columns"
    wanted = ("Heading", *(f"row {number}." for number in range(rows)))
    return [next(number for number, text in enumerate(said) if one in text) for one in wanted]


@pytest.mark.parametrize("rows", [2, 3, 4, 5, 9])
def test_no_row_and_no_heading_stands_alone_on_a_page(rows: int) -> None:
    """Wherever on the page the table begins."""
    with Press() as press:
        found = [pages_of(rows, before, press) for before in range(25, 41)]
    for heading, *at in found:
        assert heading == at[0] == at[1], "a heading, or a first row, without what follows"
        assert at[-1] == at[-2], "a last row alone"
    ends = [heading + at[-1] for heading, *at in found]
    assert (min(ends), max(ends)) == (0, 2)  # the tables were at the end of a page, and beyond it
    assert (rows < 4) == all(heading == at[-1] for heading, *at in found)  # three rows stay together


def test_what_is_printed_over_another_is_noticed() -> None:
    """As tables were printed when a long word could not be broken."""
    narrow = typeset("| A | B |\n|---|---|\n| " + "W" * 60 + " | there |\n", Cover(title="T"))
    import typst

    made = typst.compile(narrow.replace("box(width: 0pt)", '""').encode(), ignore_system_fonts=True)
    assert isinstance(made, bytes)
    assert list(faults(made))


def test_a_hash_is_copied_from_the_page_as_it_is() -> None:
    page = pypdf.PdfReader(io.BytesIO(to_pdf(f"# T\n\n{table(4, (SHA256,))}", Cover(title="T")))).pages[0]
    assert page.extract_text().replace("\n", "").replace(" ", "").count(SHA256) == 4


def test_words_are_not_broken_where_their_language_does_not() -> None:
    made = typeset(
        "| A |\n|---|\n| The organization, re-enrolled: internationalization (https://example.com) |\n", Cover("T")
    )
    assert made.count("#long(") == 1
    assert '#long("(https://example.com)")' in made
