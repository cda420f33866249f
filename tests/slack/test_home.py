"""Home: what is the reader's own first, with buttons, then their incidents; however many there are, it fits."""

from typing import Any

from bot.actions.home import MOST_DRILLS, MOST_REAL
from bot.workspace.client import visible_text as words
from bot.workspace.core.inputs import elements
from tests.slack.desk import DPO, ENGINEER, LEAD, OUTSIDER, Desk


def buttons(view: dict[str, Any]) -> list[str]:
    return [one["action_id"] for block in view["blocks"] for one in elements(block) if one["type"] == "button"]


def test_what_is_the_readers_own_stands_first_with_its_button(inside: Desk) -> None:
    assert "step.claim" in buttons(inside.home(LEAD))
    inside.say(LEAD, "/breach take C01")
    said = words(inside.home(LEAD))
    assert said.index("Yours now") < said.index("C01") < said.index("laptop lost in Lyon")
    assert {"step.done", "facts.ask", "catchup.show", "steps.next"} <= set(buttons(inside.home(LEAD)))


def test_clocks_are_at_home_with_who_owns_them(inside: Desk) -> None:
    inside.say(DPO, "/breach facts people DE 1200")
    inside.say(DPO, "/breach facts aware_at today 09:30")
    mine, other = (words(inside.home(one)).partition("laptop lost in Lyon")[0] for one in (DPO, ENGINEER))
    assert "Notify the supervisory authority" in mine
    assert "left" in mine
    assert "Notify the supervisory authority" not in other


def test_a_confirmation_that_waits_has_its_buttons(inside: Desk) -> None:
    inside.say(LEAD, "/breach done C02 nobody because everyone was asked")
    assert "proposal.confirm" in buttons(inside.home(DPO))
    assert "proposal.confirm" not in buttons(inside.home(LEAD))


def test_a_button_at_home_acts_and_answers(inside: Desk) -> None:
    inside.home(LEAD)
    said = inside.press(LEAD, "catchup.show", channel=None).text
    assert "What happened" in said
    assert inside.press(LEAD, "facts.ask", channel=None).view


def test_home_fits_however_many_incidents_there_are(desk: Desk) -> None:
    for number in range(MOST_REAL + 2):
        desk.open(f"laptop lost in Lyon {number}")
        desk.say(LEAD, "/breach done C02 nobody because asked", channel=f"C0CHANN{number + 1:03}")
    for number in range(MOST_DRILLS + 1):
        desk.say(LEAD, f"/breach drill lost device {number}", channel="C0GENERAL")
    for person in (LEAD, DPO):
        view = desk.home(person)
        assert len(view["blocks"]) <= 100
        assert "3 more incidents: /breach list" in words(view)


def test_an_outsider_finds_nothing(inside: Desk) -> None:
    said = words(inside.home(OUTSIDER))
    assert "laptop" not in said
    assert "Yours now" not in said
