"""The clocks on one screen: what is due next first, one main button each, the rest in a menu or behind `all`."""

from typing import Any

import pytest

from bot.workspace.core.inputs import elements
from tests.slack.desk import CRM, DPO, LEAD, Answer, Desk

GDPR = "eu-gdpr-33-1-authority"
EVERYWHERE = (
    "zone Europe/Berlin", "aware_at today 08:00", "roles controller", "data names, email, ssn, health",
    "people DE 1200, FR 300, UK 90, CH 20, US-CA 900, US-NY 700, US-TX 400, US-FL 800, US-IL 600, BR 40, AU 30",
    "protection none", "acquired yes", "form_of_data electronic",
)  # fmt: skip


@pytest.fixture
def busy(inside: Desk) -> Desk:
    """Dozens of duties in a dozen places."""
    for fact in EVERYWHERE:
        inside.say(LEAD, f"/breach facts {fact}")
    inside.say(DPO, "/breach risk high because strangers can use the data for fraud")
    return inside


def blocks(answer: Answer) -> list[dict[str, Any]]:
    assert answer.message
    found: list[dict[str, Any]] = answer.message["blocks"]
    return found


def rows(answer: Answer) -> list[dict[str, Any]]:
    """The buttons of each clock."""
    return [one for one in blocks(answer) if one.get("block_id", "").startswith("do:")]


def test_five_clocks_the_next_one_on_top_and_one_main_button_each(busy: Desk) -> None:
    answer = busy.say(DPO, "/breach clocks")
    found = rows(answer)
    assert len(found) == 5
    for row in found:
        assert [one["type"] for one in row["elements"]] == ["button", "overflow"]
    assert len(blocks(answer)) <= 16
    texts = [one["text"]["text"] for one in blocks(answer) if one.get("block_id", "").startswith("clock:")]
    assert all(f"<@{DPO}>" in text and text.count("\n") == 1 for text in texts), "state, time, owner in two lines"
    assert all(text.splitlines()[1].count(" · ") >= 2 for text in texts), "and the law of each"
    assert any(" · GDPR · " in text for text in texts)
    assert "All clocks (23 open)" in answer.text


def test_the_notice_is_drafted_first_and_then_marked_sent(inside: Desk) -> None:
    assert "Draft notice\nMark sent\nWhy?\nDecline" in inside.say(DPO, "/breach clocks").text
    inside.say(DPO, "/breach notice gdpr-authority")
    after = inside.say(DPO, "/breach clocks").text
    assert "Draft notice" not in after
    assert "Mark sent\nWhy?\nDecline" in after


def test_a_choice_of_the_menu_does_what_its_button_would(inside: Desk) -> None:
    menu = next(one for row in rows(inside.say(DPO, "/breach clocks")) for one in row["elements"] if "options" in one)
    values = {one["text"]["text"]: one for one in menu["options"]}
    declined = inside.use(DPO, menu, values["Decline"])
    assert declined.view
    assert declined.view["callback_id"] == "clock_decline"
    assert "How it is counted" in inside.use(CRM, menu, values["Why?"]).text


def test_a_menu_of_another_version_is_stale_and_no_fault(inside: Desk) -> None:
    menu = {"type": "overflow", "action_id": "menu"}
    said = inside.use(DPO, menu, {"text": {}, "value": 'clock.gone|[1,"x",""]'}).text
    assert "older version of breachbot" in said


def test_all_has_every_clock_and_the_questions(busy: Desk) -> None:
    shown = busy.press(DPO, "clocks.show", "all")
    everything = shown.text
    near = busy.say(DPO, "/breach clocks").text
    assert len(everything) > len(near) + 2000
    assert any(block["type"] == "data_table" and block["caption"] == "Later" for block in blocks(shown))
    assert "us-il-individuals" in everything.splitlines()


def test_what_is_undetermined_is_named_under_its_question_with_its_date(inside: Desk) -> None:
    """Of an organization in Germany with people there, the duty to tell them comes before any foreign one."""
    inside.say(LEAD, "/breach facts aware_at today 08:00")
    near = inside.say(DPO, "/breach clocks").text
    assert "*1. " in near
    assert "All clocks" in near
    assert "if owed" in near
    whole = inside.say(DPO, "/breach clocks people").text
    assert inside.library.law.vocabulary["people"].ask in whole
    assert whole.count("if owed") > 20


def test_of_what_is_undetermined_the_first_to_be_due_is_on_the_screen(busy: Desk) -> None:
    """A day for a partner whose contract may be affected is less than any law's time that still depends on a fact."""
    near = busy.say(DPO, "/breach clocks").text
    assert "Tell Northwind AG" in near
    assert "by <!date^" in near[near.index("Tell Northwind AG") :]


def test_a_closed_incident_offers_nothing_to_do(inside: Desk) -> None:
    inside.close()
    answer = inside.say(DPO, "/breach clocks")
    assert "⚪ open" in answer.text
    assert not {"Mark sent", "Draft notice", "Decline"} & set(answer.text.splitlines())
    assert not [one for block in blocks(answer) for one in elements(block) if one["type"] == "overflow"]
