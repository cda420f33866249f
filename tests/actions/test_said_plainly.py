"""What an answer says besides "no" or "recorded": what to do instead, which way a date moved, what else is open."""

import pytest
from sqlalchemy import select

from bot.law.values import Choices
from bot.store.engine import reading
from bot.store.tables import Outbox
from bot.typed.command_words import FORGETS
from tests.slack.desk import CRM, DPO, ENGINEER, LEAD, Desk
from tests.slack.on_record import in_channel


@pytest.fixture
def decided(inside: Desk) -> Desk:
    """C02 and C03 are done."""
    for person in (LEAD, DPO):
        inside.say(person, "/breach done C02 nobody because asked")
    inside.say(LEAD, "/breach done C03 2 because it is exposed and cut")
    return inside


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("done C03 3 because it is small", "/breach severity LEVEL REASON"),
        ("done C02 nobody because asked again", "/breach conflict @NAME"),
    ],
)
def test_a_step_that_is_done_says_which_command_changes_what_it_decided(decided: Desk, line: str, instead: str) -> None:
    assert instead in decided.say(LEAD, f"/breach {line}").text


def test_a_step_that_is_done_by_facts_says_how_to_correct_them(inside: Desk) -> None:
    inside.say(DPO, "/breach facts roles controller")
    assert "/breach facts roles VALUE" in inside.say(LEAD, "/breach done N01 again").text


def test_a_deadline_that_moved_says_which_way_and_both_dates(known: Desk) -> None:
    said = known.say(LEAD, "/breach facts aware_at 2 Mar 2026 08:00").text
    assert "due sooner" in said
    assert "→" in said
    assert "deadline moved" not in said


def test_a_step_is_listed_once(inside: Desk) -> None:
    assert inside.say(LEAD, "/breach steps").text.count("`C03`") == 1


def test_a_duty_that_does_not_exist_is_not_offered_as_a_proposal(inside: Desk) -> None:
    answer = inside.say(CRM, "/breach decline gdpr 99 because the disk was encrypted")
    assert "There is no duty “gdpr 99”" in answer.text
    assert "proposal.make" not in str(answer.message)


def test_a_hold_looks_among_the_clocks_that_run(known: Desk) -> None:
    """Among several it lists only those, and what has no clock there it cannot mean."""
    said = known.say(DPO, "/breach hold california until 20 Mar 2026 17:00 by BKA, written").text
    with known.opens(DPO, True) as work:
        clocks = work.snapshot(known.incident()).clocks
    named = [one.strip(" .`") for one in said.partition("Name one: ")[2].split("\n")[0].split(",") if one.strip()]
    assert named
    assert set(named) <= clocks.keys()


def test_closing_names_the_proposals_that_end_with_it(inside: Desk) -> None:
    inside.say(ENGINEER, "/breach skip C06 logs are streamed away")
    view = inside.say(LEAD, "/breach close").view
    assert view
    inside.submit(LEAD, view, reason="nothing was lost")
    inside.confirm(DPO, "2")
    assert "Proposals that ended without a decision" in in_channel(inside)
    assert "skip C06" in in_channel(inside)


def test_the_lead_and_the_dpo_are_told_of_a_deviation_directly(inside: Desk) -> None:
    view = inside.press(CRM, "step.happened", "N15").view
    assert view
    inside.submit(CRM, view, reason="the agency sent the letters a day early")
    with reading(inside.engine) as session:
        told = session.scalars(select(Outbox).where(Outbox.kind == "direct")).all()
    assert {row.details["person"] for row in told} == {LEAD, DPO}
    assert "happened before it should have. Please review it in the channel." in in_channel(inside)


def test_a_correction_is_one_message_with_the_duties_that_it_changed(known: Desk) -> None:
    before = len(known.drawn())
    known.say(LEAD, "/breach facts aware_at 2 Mar 2026 08:00")
    new = known.drawn()[before:]
    said = [one for one in new if "Corrected" in str(one) or "Duties changed" in str(one)]
    assert len(said) == 1
    assert "Corrected" in str(said[0])
    assert "Duties changed" in str(said[0])


@pytest.mark.parametrize("words", ["remove all", "delete everything", "alle entfernen", "retirer tout", "quitar todo"])
def test_all_of_a_list_is_taken_back_at_once(words: str) -> None:
    assert FORGETS.fullmatch(words)


def test_none_beside_entries_is_asked_about_and_never_called_recorded(inside: Desk) -> None:
    inside.say(DPO, "/breach facts vulnerable children")
    asked = inside.say(DPO, "/breach facts vulnerable none")
    assert "children is on record" in asked.text
    inside.choose(DPO, asked, "Vulnerable people: none")
    assert inside.incident().facts.value("vulnerable") == Choices(())
    assert "Already recorded" in inside.say(DPO, "/breach facts vulnerable none").text


def test_a_duty_that_is_not_determined_is_not_said_to_be_none_of_this_incident(known: Desk) -> None:
    said = known.say(DPO, "/breach hold northwind-24h until 20 Mar 2026 17:00 by BKA, written").text
    assert "It isn't known yet whether this duty is owed: Tell Northwind AG." in said


def test_a_handover_to_who_has_the_role_changes_nothing(inside: Desk) -> None:
    assert "already incident lead. No change." in inside.say(LEAD, f"/breach handover <@{LEAD}>").text


def test_help_is_about_the_command_whatever_follows_it(inside: Desk) -> None:
    assert inside.say(LEAD, "/breach help facts people").text == inside.say(LEAD, "/breach help facts").text


def test_a_value_that_is_stated_again_with_a_reason_is_no_correction(inside: Desk) -> None:
    inside.say(DPO, "/breach facts data names")
    assert inside.say(DPO, "/breach facts data names because the log says so").text.startswith(
        "Recorded. Kinds of data: names.\n"
    )
    assert "Corrected" not in in_channel(inside)
    assert [one.note for one in inside.incident().facts.history("data")] == ["", "the log says so"]


def test_a_colon_after_the_name_of_a_fact_is_no_part_of_it(inside: Desk) -> None:
    assert "Germany 7" in inside.say(DPO, "/breach facts people: DE 7").text


def test_what_is_not_yes_or_no_is_refused_by_the_label_of_the_fact(inside: Desk) -> None:
    said = inside.say(DPO, "/breach facts acquired maybe").text
    assert "Data acquired: “maybe” is not yes or no. Write yes, no or unknown." in said


def test_a_part_of_a_place_never_takes_the_place_of_its_whole_number(inside: Desk) -> None:
    inside.say(DPO, "/breach facts people England 40, Wales 10")
    said = inside.say(DPO, "/breach facts people Scotland 5").text
    assert "Scotland is part of United Kingdom, which is already on record." in said
    assert "/breach facts people GB 700" in said
    assert "50" in str(inside.incident().facts.value("people"))
