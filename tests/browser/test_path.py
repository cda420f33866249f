"""The whole incident, clicked through in headless Chromium on the program that `make run` starts.

With SCREENSHOTS=FOLDER it also takes the README's screenshots.
"""

import re
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.browser.hands import Hands

pytestmark = pytest.mark.browser


def test_a_person_completes_an_incident_without_reading_the_docs(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    lead = Hands(browser, address, "lead")
    lead.says("/breach open")
    lead.form.get_by_label("What happened?").fill("Customer list exported by a stranger")
    lead.form.get_by_label("Kind of incident").select_option(label="CRM data exported by an outsider")
    lead.form.get_by_label(re.compile("How many people")).fill("DE 1200, FR 300, US-CA 900")
    lead.picture("open")
    lead.sends("Open")
    lead.sees(re.compile("is open. Creating the private channel"))
    lead.enter_room()
    lead.sees("C01 · Open the record")
    lead.sees("Notify the supervisory authority")
    lead.picture("channel")
    lead.presses("Answer key questions")
    lead.form.get_by_label(re.compile("^Were the data acquired")).select_option(label="Yes")
    lead.form.get_by_label(re.compile("^What protected the data")).select_option(label="nothing")
    lead.picture("questions")
    lead.sends("Record")
    lead.sees(re.compile("Recorded. Data acquired: yes"))

    dpo = Hands(browser, address, "dpo")
    dpo.enter_room()
    dpo.says("/breach facts aware_at now")
    dpo.sees(re.compile("Recorded. Aware"))
    dpo.says("/breach facts data names, email, postal_address")
    dpo.sees(re.compile("Kinds of data: names"))
    dpo.says("/breach risk")
    dpo.sees("Risk to people")
    dpo.presses("Decide")
    dpo.form.get_by_label(re.compile("How likely is a risk")).select_option(label="A risk is likely")
    dpo.form.get_by_label("Why?").fill("Contact data of customers went to a stranger; phishing is to be expected.")
    dpo.sends("Decide")
    dpo.sees(re.compile("Decided: a risk is likely"))

    lead.presses("Claim", beside="C01 · Open the record")
    lead.sees(re.compile("in progress"))
    lead.presses("Mark done", beside="C01 · Open the record")
    lead.form.get_by_role("textbox").fill("Reported by the night shift; times written down.")
    lead.sends("Record")
    lead.sees("C02 · Assign roles and alternates")
    lead.sees(re.compile("steps are next"))
    lead.opens_thread("C02 · Assign roles and alternates")
    lead.presses_in_thread("Claim", beside="C03 · ")
    lead.sees(re.compile("C03 .*in progress"))
    lead.picture("thread")

    comms = Hands(browser, address, "comms")
    comms.enter_room()
    comms.says("/breach notice gdpr-authority")
    comms.sees(re.compile("facts are missing"))
    answer_what_is_missing(comms)
    comms.says("/breach notice gdpr-authority")
    comms.sees(re.compile("Nothing is missing"))

    expect(dpo.page.get_by_text(re.compile("version 2 · draft")).first).to_be_visible(timeout=30_000)
    dpo.opens_thread("version 2 · draft")
    dpo.presses_in_thread("Approve", beside="version 2 · draft")
    dpo.sends("Approve")
    dpo.sees(re.compile("is approved. After you send it"))
    dpo.picture("notice")

    dpo.says("/breach clocks")
    dpo.sees(re.compile("left"))
    dpo.says("/breach met eu-gdpr-33-1-authority ref CASE-2026-17 at now")
    dpo.sees(re.compile("Reference CASE-2026-17"))

    lead.says("/breach close")
    lead.form.get_by_role("textbox").fill("Contained; the authority is told; people follow by letter.")
    lead.sends("Close incident")
    lead.sees(re.compile("Contained; the authority is told"))
    lead.presses("Create report")
    lead.sees(re.compile("The files are in the thread: pdf, docx"))
    lead.opens_thread("The files are in the thread")
    link = lead.page.get_by_role("link", name=re.compile(r"Incident report .*pdf")).last
    expect(link).to_be_visible(timeout=30_000)
    with urllib.request.urlopen(urllib.request.Request(str(link.evaluate("a => a.href")))) as answer:
        pdf = tmp_path / "report.pdf"
        pdf.write_bytes(answer.read())
    text = "\n".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "CASE-2026-17" in text
    assert "Met on time" in text
    for hands in (lead, dpo, comms):
        hands.done()


def answer_what_is_missing(hands: Hands) -> None:
    """Fill the form behind “Answer missing questions”."""
    hands.presses("Answer missing questions", beside="Missing:")
    expect(hands.form.get_by_role("button", name="Record")).to_be_visible()
    answer_all(hands)
    hands.sends("Record")
    hands.sees(re.compile("Recorded"))


def answer_all(hands: Hands) -> None:
    """A value for every empty field: the example from its hint, or else a sentence."""
    for box in hands.form.locator("input[type=text], textarea").all():
        if not box.input_value():
            hint = box.get_attribute("aria-describedby")
            words = hands.page.locator(f"[id='{hint}']").inner_text() if hint else ""
            example = re.search(r"For example: ([^,]+)", words)
            box.fill(example[1].rstrip(".") if example else "Written down by the team, and checked twice.")
    for picker in hands.form.locator("input[type=datetime-local]").all():
        if not picker.input_value():
            picker.fill("2026-01-05T09:00")
    for choice in hands.form.locator("select").all():
        if not choice.input_value():
            choice.select_option(index=1)


def test_an_outsider_sees_none_of_it(browser: Browser, address: str) -> None:
    outsider = Hands(browser, address, "outsider")
    expect(outsider.page.get_by_text("general").first).to_be_visible()
    assert outsider.page.get_by_text(re.compile(r"^[a-z]+-[a-z]+$")).count() == 0
    outsider.done()


def test_the_page_is_usable_on_a_phone(browser: Browser, address: str) -> None:
    lead = Hands(browser, address, "lead", 375, 760)
    width = lead.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 375
    lead.done()
