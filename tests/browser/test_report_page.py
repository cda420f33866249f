"""The report as a page: read by a screen reader as on the screen, never wider than the screen, and printed whole."""

import io
import unicodedata

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from bot.documents.covers import Cover
from bot.documents.html import to_html
from bot.documents.reports import render_report
from bot.domain.markdown import escape
from bot.domain.report_editions import Edition
from bot.domain.reports import ReportEntry, ReportPrivilege
from tests import shipped
from tests.documents.test_layout import BEYOND_OUR_FONTS, EXTREMES, NOTE, table
from tests.documents.test_report_pages import REPORT, at, extreme


def test_it_has_no_fault_that_axe_finds_and_fits_a_telephone(browser: Browser) -> None:
    long = tuple(ReportEntry(seq=n, at=at(13), by=text, sentence=text) for n, text in enumerate(EXTREMES, 1))
    page = browser.new_page(viewport={"width": 400, "height": 800}, bypass_csp=True)
    made = render_report(shipped.templates(), REPORT.model_copy(update={"timeline": long}), Edition.FACTUAL)
    page.set_content(made.as_file("html").decode())
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.close()


EVERYTHING = "\n\n".join(
    (
        "# T",
        table(4, (*EXTREMES, *BEYOND_OUR_FONTS)) + f"| {NOTE}| there | {NOTE}| there |",
        "| | |\n|---|---|\n" + "".join(f"| **{escape(one)}** | {escape(one)} |\n" for one in EXTREMES),
        *(f"{escape(one)}\n\n- {escape(one)}\n\n### {escape(one[:300])}" for one in EXTREMES),
    )
)
CUT = """() => [...document.querySelectorAll("main *")].filter(one => {
    const {display, clipPath} = getComputedStyle(one.closest("thead") ?? one);
    return display !== "inline" && clipPath === "none" && one.clientWidth && one.scrollWidth > one.clientWidth + 1;
}).map(one => one.textContent.slice(0, 40))"""
"""What is wider than its place; not the names of columns where they are for screen readers only."""


@pytest.mark.parametrize("width", [1280, 800, 400])
def test_no_text_is_cut_or_wider_than_the_screen_however_long_its_words_are(browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.set_content(to_html(EVERYTHING, Cover(title="T", kind="report", marking="M " * 60)))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT) == []
    page.close()


def test_a_wide_table_is_a_list_on_a_telephone_and_still_a_table_for_a_screen_reader(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 400, "height": 800}, bypass_csp=True)
    page.set_content(to_html("# T\n\n| A | B | C | D |\n|---|---|---|---|\n| 1 | 2 | 3 | |\n", Cover(title="T")))
    assert page.locator("td").first.bounding_box()["width"] > 300  # type: ignore[index]
    before = "one => getComputedStyle(one, '::before').content"
    assert page.locator("td").first.evaluate(before) == '"A: "'
    assert page.get_by_role("cell").all_inner_texts() == ["1", "2", "3"]
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.locator("td").first.evaluate(before) == "none"
    page.close()


def printed(browser: Browser, html: str) -> bytes:
    page = browser.new_page()
    page.set_content(html)
    made = page.pdf(prefer_css_page_size=True)
    page.close()
    return made


@pytest.mark.parametrize("edition", list(Edition))
def test_each_printed_page_has_its_marks_its_number_and_its_hash(browser: Browser, edition: Edition) -> None:
    privilege = ReportPrivilege(by="B. de Wit", at=at(20), reason="claims")
    report = extreme(12).model_copy(update={"privilege": privilege, "is_drill": True})
    made = render_report(shipped.templates(), report, edition, paper="us-letter")
    cover = made.cover.of_drill()
    pages = pypdf.PdfReader(io.BytesIO(printed(browser, to_html(made.markdown, cover)))).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        said = unicodedata.normalize("NFKC", " ".join(page.extract_text().split()))
        for one in (cover.marking, f"Page {number} of {len(pages)}"):
            assert one in said, number
        assert cover.sha256 in said.replace(" ", "")
        assert said.count("DRILL") >= 3, "in the mark, across the page and in the reference"
        assert (page.mediabox.width, page.mediabox.height) == (612, 792)


def test_nothing_is_cut_on_paper(browser: Browser) -> None:
    """A4 and its margins leave 170 millimeters, or 642 pixels."""
    made = render_report(shipped.templates(), extreme(20), Edition.FACTUAL)
    for html in (to_html(EVERYTHING, Cover(title="T", kind="report")), to_html(made.markdown, made.cover)):
        page = browser.new_page(viewport={"width": 642, "height": 900})
        page.emulate_media(media="print")
        page.set_content(html)
        assert page.evaluate("document.documentElement.scrollWidth") <= 642
        assert page.evaluate(CUT) == []
        page.close()


@pytest.mark.parametrize("rows", [2, 5, 9])
def test_no_printed_row_and_no_heading_stands_alone(browser: Browser, rows: int) -> None:
    named = "".join(f"| row {number}. | there |\n" for number in range(rows))
    ends = set()
    for before in range(14, 30):
        markdown = "# T\n\n" + "some words\n\n" * before + "## Heading\n\n| A | B |\n|---|---|\n" + named
        made = printed(browser, to_html(markdown, Cover(title="T", kind="report", marking="M")))
        said = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages]
        wanted = ("Heading", *(f"row {number}." for number in range(rows)))
        heading, *places = [next(number for number, text in enumerate(said) if one in text) for one in wanted]
        assert heading == places[0] == places[1]
        assert places[-1] == places[-2]
        ends.add(heading + places[-1])
    assert ends >= {0, 2}
