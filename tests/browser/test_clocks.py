"""The clocks of an incident with forty duties fit on one screen, the next deadline on top: on a desk and on a phone.

With SCREENSHOTS=FOLDER it also takes the pictures.
"""

import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.hands import Hands

pytestmark = pytest.mark.browser

FACTS = (
    "aware_at 1 hour ago", "discovered_at 1 hour ago", "data names, email, ssn", "protection none", "acquired yes",
    "form_of_data electronic", "misuse_likely yes",
    "people DE 1200, FR 300, UK 90, CH 20, US-CA 900, US-NY 700, US-TX 400, US-FL 800, US-IL 600, US-WA 700, US-CO 600",
    "people add US-OR 300, US-AZ 1200, US-CT 40, US-MA 60, US-NJ 80, US-VA 1200, BR 40, AU 30, KR 12, SG 600, ZA 5",
)  # fmt: skip


@pytest.fixture(scope="module")
def channel(browser: Browser, address: str) -> str:
    """Where the incident's channel is, after `?as=NAME`."""
    lead = Hands(browser, address, "lead")
    lead.says("/breach open customer list exported by a stranger kind crm-export")
    lead.sees(re.compile("is open"))
    lead.enter_room()
    for fact in FACTS:
        lead.says(f"/breach facts {fact}")
        lead.sees(re.compile("Recorded|Confirmed"))
    where = re.search(r"channel=\w+", lead.page.url)
    assert where
    lead.done()
    dpo = Hands(browser, f"{address}/?{where[0]}", "dpo")
    dpo.says("/breach risk high because strangers can use the data for fraud")
    dpo.sees(re.compile("Decided: "))
    dpo.done()
    return where[0]


def listed(hands: Hands) -> Locator:
    hands.says("/breach clocks")
    hands.sees("All clocks")
    return hands.page.locator("#log > li").filter(has_text="All clocks").last


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_they_fit_one_screen_with_the_next_deadline_on_top(
    browser: Browser, address: str, channel: str, width: int, height: int
) -> None:
    dpo = Hands(browser, f"{address}/?{channel}", "dpo", width, height)
    message = listed(dpo)
    dpo.page.wait_for_timeout(1500)
    message.evaluate("element => element.scrollIntoView({block: 'start'})")
    if width > height:
        dpo.picture("clocks")
    box = message.bounding_box()
    assert box
    assert box["height"] <= height, f"{box['height']} of {height} pixels"
    assert dpo.page.evaluate("document.documentElement.scrollWidth") <= width
    menus = message.get_by_role("button", name="More actions", exact=True)
    expect(menus).to_have_count(5)
    expect(message.get_by_role("button", name=re.compile(r"All clocks \([4-9]\d open\)"))).to_be_attached()
    dpo.done()
