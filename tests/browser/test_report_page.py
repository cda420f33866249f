"""The report as a page: read by a screen reader as on the screen, and never wider than the screen."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from bot.documents.reports import render_report
from bot.domain.report_editions import Edition
from bot.domain.reports import ReportEntry
from tests import shipped
from tests.documents.test_layout import EXTREMES
from tests.documents.test_report_pages import REPORT, at


def test_it_has_no_fault_that_axe_finds_and_fits_a_telephone(browser: Browser) -> None:
    long = tuple(ReportEntry(seq=n, at=at(13), by=text, sentence=text) for n, text in enumerate(EXTREMES, 1))
    page = browser.new_page(viewport={"width": 400, "height": 800}, bypass_csp=True)
    made = render_report(shipped.templates(), REPORT.model_copy(update={"timeline": long}), Edition.FACTUAL)
    page.set_content(made.as_file("html").decode())
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.close()
