"""The clocks of an incident with forty duties fit on one screen, the next deadline on top: on a desk and on a phone.

With SCREENSHOTS=FOLDER it also takes the pictures.
"""

import re

import pytest
from playwright.sync_api import Browser, Locator

from tests.browser.hands import Hands

pytestmark = pytest.mark.browser

FACTS = (
    "zone Europe/Berlin", "aware_at 1 hour ago", "roles controller", "data names, email, ssn, drivers_license",
    "people DE 1200, FR 300, UK 90, CH 20, US-CA 900, US-NY 700, US-TX 400, US-FL 800, US-IL 600, US-WA 700, US-CO 600",
    "people add US-OR 300, US-AZ 1200, US-CT 40, US-MA 60, US-NJ 80, BR 40, AU 30, KR 12, JP 3, SG 600, ZA 5",
    "protection none", "acquired yes", "accessed yes", "form_of_data electronic", "misuse_likely yes",
)  # fmt: skip


@pytest.fixture(scope="module")
def incident(browser: Browser, address: str) -> str:
    lead = Hands(browser, address, "lead")
    lead.says("/breach open customer list exported by a stranger kind crm-export")
    lead.sees(re.compile("is open"))
    lead.enter_room()
    for fact in FACTS:
        lead.says(f"/breach facts {fact}")
        lead.sees(re.compile("Recorded|Confirmed|No change"))
    lead.done()
    return address


def listed(hands: Hands) -> Locator:
    hands.enter_room()
    hands.says("/breach clocks")
    hands.sees("All clocks")
    return hands.page.locator("#log > li").filter(has_text="All clocks").last


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_they_fit_one_screen_with_the_next_deadline_on_top(
    browser: Browser, incident: str, width: int, height: int
) -> None:
    dpo = Hands(browser, incident, "dpo", width, height)
    message = listed(dpo)
    box = message.bounding_box()
    assert box
    dpo.page.wait_for_timeout(800)
    dpo.picture(f"clocks-{width}")
    assert box["height"] <= height, f"{box['height']} of {height} pixels"
    assert dpo.page.evaluate("document.documentElement.scrollWidth") <= width
    assert message.get_by_role("button", name="More actions").count() == 5
    dpo.done()
