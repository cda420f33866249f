"""Buttons and forms know their incident: whatever happens elsewhere in the meantime, they act in it or are refused."""

import json

import pytest

from bot.actions.work import BREACHBOT
from bot.errors import Stale
from bot.slack.buttons import BUTTONS
from bot.slack.callbacks import LIST_LIMIT, Target, decode, listed
from bot.slack.forms import FORMS
from bot.slack.routes import OpenTableRow
from bot.store.tables import Incident
from bot.workspace.core.inputs import elements
from tests.slack.desk import COMMS, DPO, LEAD, OUTSIDER, Desk
from tests.slack.far import targets

DUTY = "eu-gdpr-33-1-authority"
GENERAL = "C0GENERAL"


@pytest.fixture
def two(inside: Desk) -> Desk:
    """Beside the first incident a second is open, in which the same people are, as the only ones."""
    inside.later(hours=1)
    inside.open("phone lost in Graz")
    return inside


def record(desk: Desk, incident: int) -> int:
    with desk.opens(BREACHBOT, True) as work:
        return work.newest(work.session.get_one(Incident, incident))


def test_a_form_opened_for_the_only_incident_is_refused_when_that_is_closed_and_another_is_open(inside: Desk) -> None:
    view = inside.say(DPO, f"/breach met {DUTY}", channel=GENERAL).view
    assert view
    inside.later(hours=1)
    inside.open("phone lost in Graz")
    inside.close()
    before = record(inside, 1), record(inside, 2)
    said = inside.submit(DPO, view, reference="2026-117", because="our law firm filed it").text
    assert "BR-2223 is closed; its record no longer changes. Its lead can reopen it with /breach reopen." in said
    assert (record(inside, 1), record(inside, 2)) == before


def test_a_form_is_recorded_in_its_own_incident_though_another_was_opened(inside: Desk) -> None:
    view = inside.say(DPO, f"/breach met {DUTY}", channel=GENERAL).view
    assert view
    inside.later(hours=1)
    inside.open("phone lost in Graz")
    before = record(inside, 2)
    assert "Reference 2026-117" in inside.submit(DPO, view, reference="2026-117", because="our law firm filed it").text
    assert record(inside, 2) == before


def test_a_button_acts_in_its_own_incident_in_whichever_channel_it_is_pressed(two: Desk) -> None:
    before = record(two, 1)
    channel = two.incident(1).channel_id
    assert "C01" in two.press(LEAD, "step.claim", "C01", channel=channel, incident=2).text
    assert record(two, 1) == before
    assert record(two, 2) > before


def test_a_button_of_a_closed_incident_is_refused_though_another_is_open(two: Desk) -> None:
    two.close()
    before = record(two, 1), record(two, 2)
    said = two.press(LEAD, "step.claim", "C01", channel=two.incident(2).channel_id, incident=1).text
    assert "BR-2223 is closed" in said
    assert (record(two, 1), record(two, 2)) == before


@pytest.mark.parametrize("incident", [1, 99, -1])
def test_an_outsider_with_a_forged_incident_learns_nothing(inside: Desk, incident: int) -> None:
    expected = "You are not part of that incident. Ask its lead to add you."
    for action, row in BUTTONS.items():
        if not isinstance(row, OpenTableRow):
            said = inside.press(OUTSIDER, action, "C01", channel=GENERAL, incident=incident).text
            assert set(said.strip().splitlines()) == {expected}, action
    for name, form in FORMS.items():
        if not isinstance(form.row, OpenTableRow):
            view = {
                "type": "modal",
                "callback_id": name,
                "private_metadata": Target(incident, "C01").encode(),
                "blocks": [],
            }
            assert set(inside.submit(OUTSIDER, view).text.strip().splitlines()) == {expected, "breachbot"}, name


def test_a_duty_that_was_decided_after_its_form_was_opened_is_not_decided_again(inside: Desk) -> None:
    view = inside.press(DPO, "clock.met", DUTY).view
    assert view
    for person in (DPO, LEAD):
        inside.say(person, f"/breach decline {DUTY} because the key is safe")
    before = record(inside, 1)
    said = inside.submit(DPO, view, reference="2026-117", because="our law firm filed it").text
    assert "uleadooo1 declined" in said.lower().replace("0", "o")
    assert "after this was shown. No change. Check it with /breach clocks, then start again." in said
    assert record(inside, 1) == before


def test_a_duty_that_was_decided_after_its_button_was_shown_opens_no_form(inside: Desk) -> None:
    inside.say(DPO, f"/breach met {DUTY} ref 2026-117 because our law firm filed it")
    for action in ("clock.met", "clock.decline"):
        answer = inside.press(LEAD, action, DUTY)
        assert "recorded “Notify the supervisory authority” as met" in answer.text
        assert answer.view is None


def test_the_same_form_sent_twice_is_recorded_once(inside: Desk) -> None:
    view = inside.press(DPO, "clock.met", DUTY).view
    assert view
    inside.submit(DPO, view, reference="2026-117", because="our law firm filed it")
    before = record(inside, 1)
    assert (
        "already recorded. No change."
        in inside.submit(DPO, view, reference="2026-117", because="our law firm filed it").text
    )
    assert record(inside, 1) == before


def test_a_typed_correction_of_a_decision_still_goes_through(inside: Desk) -> None:
    inside.say(DPO, f"/breach met {DUTY} ref 2026-117 because our law firm filed it")
    said = inside.say(DPO, f"/breach met {DUTY} ref 2026-118 because our law firm filed it").text
    assert "Reference 2026-118" in said
    view = inside.say(DPO, f"/breach met {DUTY}").view
    assert view
    assert "Reference 2026-119" in inside.submit(DPO, view, reference="2026-119", because="our law firm filed it").text


def test_a_step_that_was_done_after_its_form_was_opened_is_not_done_again(inside: Desk) -> None:
    view = inside.press(LEAD, "step.done", "C01").view
    assert view
    inside.say(DPO, "/breach done C01 written down")
    before = record(inside, 1)
    assert "C01 is already done (by" in inside.submit(LEAD, view, note="again").text
    assert record(inside, 1) == before


def test_a_notice_that_was_replaced_is_not_approved(inside: Desk) -> None:
    inside.say(COMMS, "/breach notice gdpr-authority")
    inside.say(DPO, "/breach facts people DE 12")
    inside.say(COMMS, "/breach notice gdpr-authority")
    before = record(inside, 1)
    assert "replaced by a newer one" in inside.press(DPO, "notice.approve", "1", version="1").text
    assert record(inside, 1) == before


@pytest.mark.parametrize(
    "old",
    [
        "",
        "all",
        "C01",
        "C0CHANN001|C01",
        "[1]",
        '["1","C01",""]',
        "[1,2,3]",
        "{}",
        "null",
        '[true,"C01",""]',
        f'[{2**70},"C01",""]',
        "[" * 10**5,
    ],
)
def test_what_was_drawn_before_buttons_named_their_incident_is_refused_in_words(inside: Desk, old: str) -> None:
    with pytest.raises(Stale, match="made by an older version of breachbot"):
        decode(old)
    view = {"type": "modal", "callback_id": "step_done", "private_metadata": old, "blocks": []}
    assert "so nothing was changed" in inside.submit(LEAD, view).text


def test_every_button_and_form_that_is_shown_names_its_incident(two: Desk) -> None:
    for line in ("status", "steps", "next", "facts", "clocks", "notice", "risk", "runbook", "law", "close it is over"):
        answer = two.say(LEAD, f"/breach {line}", channel=two.incident(2).channel_id or "")
        for block in (answer.message or {}).get("blocks", []):
            for element in elements(block):
                assert {one.incident_id for one in targets(element)} == {2}, line
    for message in two.drawn(2):
        for block in message.get("blocks", []):
            assert {one.incident_id for element in elements(block) for one in targets(element)} <= {2}
    view = two.press(LEAD, "step.stuck", "C01", incident=2).view
    assert view
    assert decode(view["private_metadata"]) == Target(2, "C01", answer_url="http://ULEAD0001")


def test_a_long_list_of_names_is_cut_between_two_of_them() -> None:
    names = [f"fact_{number}" for number in range(500)]
    kept = listed(names).split(",")
    assert kept == names[: len(kept)]
    assert len(Target(123456, listed(names), "1").encode()) <= 2000
    assert LIST_LIMIT - 20 < len(listed(names)) <= LIST_LIMIT


def test_a_target_comes_back_as_it_was() -> None:
    for target in (Target(None), Target(7, "C01"), Target(7, 'a "b" | c, d\n', "2026-03-02T10:00:00+00:00")):
        assert decode(target.encode()) == target
        assert json.loads(target.encode())
