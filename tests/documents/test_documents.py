"""From Markdown to HTML, PDF and text: nothing people typed acts as markup, and nothing gets lost."""

import io
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.covers import Cover, front_matter
from bot.documents.drafts import tidy
from bot.documents.html import to_html
from bot.documents.pdf import to_pdf, typeset
from bot.documents.text import to_text
from bot.domain.markdown import escape, links, parser, plain, tokens

COVER = Cover(title="T <&>", marking="DRAFT", reference="BR-1", version="abc", sha256="ab" * 32)
SIGNS = [
    "# not a heading", "1. not a list", "12) nor this", "- not a point", "+ nor this", "=====", "--- rule", "***",
    "*not strong*", "_not em_", "`not code`", "[not a link](https://evil.example)", "![no](https://evil.example/x.png)",
    "<script>alert(1)</script>", "<https://evil.example>", "&lt;b&gt; &#x3c;", "a | b", "~~no~~", "\\", "back\\slash",
    "[ref]: https://evil.example", "[[MISSING: not really]]", '#"typst" $x$ @ref #link("a")', "> quote", "line\nbreak",
    "\ttab", "    four spaces",
]  # fmt: skip


def words(markdown: str) -> str:
    return "".join(plain(token) for token in tokens(markdown) if token.type == "inline")


@pytest.mark.parametrize("text", SIGNS)
@pytest.mark.parametrize("frame", ["{}", "before {} after", "- {}", "1. {}", "**{}**"])
def test_markup_in_a_fact_stays_text(text: str, frame: str) -> None:
    markdown = frame.format(escape(text))
    kinds = [t.type for t in tokens(markdown)] + [c.type for t in tokens(markdown) for c in t.children or ()]
    plain_kinds = [t.type for t in tokens(frame.format("x"))]
    plain_kinds += [c.type for t in tokens(frame.format("x")) for c in t.children or ()]
    assert kinds == plain_kinds
    assert " ".join(text.split()) in words(markdown)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zs", "Zl", "Zp", "Cn", "Co"))))
def test_every_text_comes_back_unchanged(text: str) -> None:
    assert words(f"x{escape(text)}") == f"x{text}"


@given(st.text())
def test_no_text_makes_a_block_a_link_or_a_tag(text: str) -> None:
    html = parser().render(f"a {escape(text)}")
    assert re.fullmatch(r"<p>[^<]*</p>\n", html, re.DOTALL)


def test_a_table_cell_cannot_break_out() -> None:
    cell = escape("x | y\n| z |")
    markdown = f"| a | b |\n|---|---|\n| {cell} | 2 |\n"
    assert parser().render(markdown).count("<td>") == 2


def test_a_number_is_escaped_only_where_it_would_make_a_list() -> None:
    day, own = escape("29. November"), escape("29\\. x")
    free = (f"| Beginn | {day} |", f"**Datum:** {day}", f"- Am {day}, 1) {day}", f"## {day}")
    assert [tidy(line) for line in free] == [line.replace("\\", "") + "\n" for line in free]
    bound = (day, f"- {day}", f"  3. {day}", f"> {day}", f"- {own} {own}")
    assert [tidy(line) for line in bound] == [line.strip() + "\n" for line in bound]


def test_characters_that_reorder_text_are_removed() -> None:
    assert escape("invoice\u202egpj.exe\u200b\x07") == "invoicegpj.exe"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://plain.example"]
)
def test_links_only_go_to_safe_addresses(url: str) -> None:
    assert links(f"[x]({url})") == ()
    assert "href" not in to_html(f"[x]({url})", COVER)


def test_the_page_fetches_and_runs_nothing() -> None:
    page = to_html("# T\n\n[a](https://a.example)\n", COVER)
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|img|link|iframe|object)|\ssrc=|url\(|@import|\son\w+=", page)
    assert "<title>T &lt;&amp;&gt;</title>" in page


def test_a_gap_is_marked_in_every_format() -> None:
    markdown = "Cause: [[MISSING: the cause]]\n"
    assert '<mark class="missing">[[MISSING: the cause]]</mark>' in to_html(markdown, COVER)
    assert "[[MISSING: the cause]]" in to_text(markdown)
    assert "[[MISSING: the cause]]" in pages(markdown)


def test_words_that_only_look_like_a_gap_are_text_in_every_format() -> None:
    markdown = f"Cause: {escape('[[MISSING: x]]')}\n"
    assert "[[MISSING: x]]</p>" in to_html(markdown, COVER)
    assert '#"Cause: [[MISSING: x]]";' in typeset(markdown, COVER)
    assert "[[MISSING: x]]" in to_text(markdown)


def pages(markdown: str) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(to_pdf(markdown, COVER))).pages)


def test_the_hash_is_the_same_in_every_format() -> None:
    assert COVER.sha256 in front_matter("x", COVER)
    assert COVER.sha256 in to_html("x", COVER)
    report = Cover(title="T", kind="report", sha256="ab" * 32)
    assert "ab" * 32 in "".join(pypdf.PdfReader(io.BytesIO(to_pdf("x", report))).pages[0].extract_text().split())


def test_the_pdf_is_tagged_titled_numbered_and_without_date_or_author() -> None:
    reader = pypdf.PdfReader(io.BytesIO(to_pdf("# T\n\n" + "text\n\n" * 120, COVER)))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author, reader.metadata.creation_date) == ("T <&>", None, None)
    assert len(reader.pages) > 1
    assert f"Page 1 of {len(reader.pages)}" in reader.pages[0].extract_text()
    assert "DRAFT" in reader.pages[1].extract_text()
    assert float(reader.pages[0].mediabox.width) == pytest.approx(595.28, abs=0.1)  # A4


def test_the_same_document_gives_the_same_bytes() -> None:
    assert to_pdf("# T\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", COVER) == to_pdf(
        "# T\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", COVER
    )


@pytest.mark.parametrize("text", [*SIGNS, "ğüşöç ñ ß Ω Ж א", "中文 عربى", '" \\" #{', "a" * 300])
def test_any_text_can_be_rendered_in_a_pdf(text: str) -> None:
    assert to_pdf(f"| | |\n|---|---|\n| {escape(text)} | x |\n\n{escape(text)}\n", COVER).startswith(b"%PDF")


def test_a_table_without_a_header_names_its_rows() -> None:
    markdown = "| | |\n|---|---|\n| **To** | Anna |\n| **From** | Bert |\n"
    page = to_html(markdown, COVER).split("<main>")[1]
    assert "<thead" not in page
    assert page.count('<th scope="row"><strong>') == 2
    assert to_text(markdown) == "To: Anna\nFrom: Bert\n"


def test_text_keeps_order_links_lists_and_tables() -> None:
    markdown = "# T\n\nA [site](https://a.example/x).\n\n1. one\n2. two\n   - deep\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    assert to_text(markdown) == ("T\n=\n\nA site (https://a.example/x).\n\n1. one\n2. two\n  - deep\n\na: 1\nb: 2\n")


def test_front_matter_quotes_what_it_must() -> None:
    assert 'title: "a \\"b\\" \\\\c"' in front_matter("x\n", Cover(title='a "b" \\c'))


def test_every_file_of_the_page_is_in_this_package() -> None:
    here = Path(__file__).parents[2] / "bot" / "documents"
    assert {"page.css", "page.html.j2", "page.typ"} <= {file.name for file in here.iterdir()}


def test_the_heads_of_a_wide_table_stand_apart() -> None:
    """Long columns leave each short one the room that its own words need: a letter takes about 4 points."""
    heads = ("Duty", "Owed to", "Began", "Target", "Limit", "Done", "Outcome")
    row = ("Notify the authority " * 8, "the authority " * 8, *["29 Nov 2026, 01:28"] * 3, "–", "declined " * 20)
    lines = (heads, ["---"] * len(heads), row)
    placed: dict[str, float] = {}

    def place(text: str, page: list[float], at: list[float], _font: object, _size: object) -> None:
        if text.strip() in heads:
            placed.setdefault(text.strip(), page[4] + at[4])

    page = pypdf.PdfReader(io.BytesIO(to_pdf("\n".join(f"| {' | '.join(line)} |" for line in lines), COVER))).pages[0]
    page.extract_text(visitor_text=place)
    assert list(placed) == list(heads)
    for left, right in pairwise(heads):
        assert placed[right] - placed[left] > 4 * len(left)


def test_the_foot_of_an_html_page_says_what_that_of_the_pdf_does() -> None:
    """A letter that may be sent has its reference only; a draft and a report say which text they are."""
    letter = Cover("T", reference="BR-1_letter_v2", version="2", sha256="ab" * 32)
    found = re.search("<footer>(.*)</footer>", to_html("# T\n", letter))
    assert found
    assert found[1] == "BR-1_letter_v2"
    for cover, said in (
        (replace(letter, marking="DRAFT"), "ab" * 8 + "…"),
        (replace(letter, kind="report"), "ab" * 32),
    ):
        found = re.search("<footer>(.*)</footer>", to_html("# T\n", cover))
        assert found
        assert found[1] == f"BR-1_letter_v2 · version 2 · content SHA-256 {said}"
