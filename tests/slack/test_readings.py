"""If a word may mean several things, the bot asks in private, with a button for each reading; a time says how it was
read."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.law.values import Count, People
from bot.workspace.core.inputs import elements
from tests.slack.desk import DPO, ENGINEER, LEAD, OUTSIDER, Answer, Desk


def buttons(answer: Answer) -> list[str]:
    assert answer.message
    return [one["text"]["text"] for block in answer.message.get("blocks", []) for one in elements(block)]


def exactly(number: int) -> Count:
    return Count(number, number)


def known(desk: Desk, name: str) -> Any:
    return desk.incident().facts.value(name)


def test_an_ambiguous_date_is_asked_and_the_button_says_the_same_command_again(inside: Desk) -> None:
    before = known(inside, "discovered_at")
    question = inside.say(DPO, "/breach facts discovered_at 03/04/2025 09:00")
    assert "“03/04/2025 09:00” can be read in more than one way." in question.text
    assert buttons(question) == ["Thu 3 Apr 2025, 09:00 CEST (07:00 UTC)", "Tue 4 Mar 2025, 09:00 CET (08:00 UTC)"]
    assert known(inside, "discovered_at") == before
    done = inside.choose(DPO, question, "Tue 4 Mar 2025")
    assert "Read as Tue 4 Mar 2025, 09:00 CET (08:00 UTC), in your Slack time zone, Europe/Berlin." in done.text
    assert known(inside, "discovered_at") == datetime(2025, 3, 4, 8, tzinfo=UTC)


def test_a_zone_that_is_named_counts_no_matter_who_writes_it(inside: Desk) -> None:
    inside.far.zones[DPO] = "America/New_York"
    done = inside.say(DPO, "/breach facts discovered_at 24 Nov 2025 9:30 CET")
    assert "Read as Mon 24 Nov 2025, 03:30 EST (08:30 UTC), because you wrote CET." in done.text
    assert known(inside, "discovered_at") == datetime(2025, 11, 24, 8, 30, tzinfo=UTC)


def test_an_ambiguous_zone_is_asked(inside: Desk) -> None:
    question = inside.say(DPO, "/breach facts discovered_at 1 Mar 2026 9:30 IST")
    assert [label.partition(":")[0] for label in buttons(question)] == ["Ireland", "India", "Israel"]
    inside.choose(DPO, question, "India")
    assert known(inside, "discovered_at") == datetime(2026, 3, 1, 4, tzinfo=UTC)


def test_an_ambiguous_place_is_asked_and_the_rest_of_the_command_stays(inside: Desk) -> None:
    question = inside.say(DPO, "/breach facts people US-CA 5, CA 40, FR some")
    assert buttons(question) == ["Canada (CA): 40", "California (US-CA): 40"]
    inside.choose(DPO, question, "Canada")
    table = known(inside, "people").table
    assert {code: table[code] for code in ("US-CA", "CA", "FR")} == {
        "US-CA": Count(5, 5), "CA": Count(40, 40), "FR": Count(1, None)
    }  # fmt: skip


def test_one_question_may_follow_another(inside: Desk) -> None:
    first = inside.say(DPO, "/breach facts people Georgia 5 and Washington 7")
    second = inside.choose(DPO, first, "Georgia (US-GA)")
    inside.choose(DPO, second, "Washington (US-WA)")
    assert {"US-GA", "US-WA"} <= set(known(inside, "people").table)


def test_the_button_acts_in_the_incident_in_which_the_command_was_typed(inside: Desk) -> None:
    question = inside.say(DPO, "/breach facts records 12.00")
    inside.open("another one", person=LEAD)
    inside.choose(DPO, question, "1,200", channel="C0CHANN002")
    assert known(inside, "records") == Count(1200, 1200)
    assert inside.incident(2).facts.value("records") is None


def test_a_press_is_permitted_like_the_words_themselves(inside: Desk) -> None:
    question = inside.say(DPO, "/breach facts discovered_at 03/04/2025 09:00")
    refused = inside.choose(OUTSIDER, question, "Tue 4 Mar 2025")
    assert "Read as" not in refused.text
    assert known(inside, "discovered_at") is None


def test_a_command_too_long_for_a_button_is_asked_in_words(inside: Desk) -> None:
    rows = ", ".join(f"Atlantis{number} 1" for number in range(200))
    question = inside.say(DPO, f"/breach facts people CA 40, {rows}")
    assert "Write “Canada 40” or “California 40”." in question.text
    assert buttons(question) == []


def test_in_a_form_the_question_is_shown_at_its_field(inside: Desk) -> None:
    view = inside.press(DPO, "facts.ask", "people").view
    assert view
    answer = inside.submit(DPO, view, people="Georgia 5")
    assert (
        "“Georgia 5” can be read in more than one way. Write “Georgia (country) 5” or “US-GA 5”."
        in answer.errors["people"]
    )


def test_a_form_that_no_one_touched_keeps_what_is_known(inside: Desk) -> None:
    inside.say(DPO, "/breach facts people Canada 40, about 900 in Germany")
    before = known(inside, "people")
    view = inside.press(DPO, "facts.ask", "people").view
    assert view
    assert not inside.submit(DPO, view).errors
    assert known(inside, "people") == before


def test_the_form_that_confirms_a_change_says_how_its_time_was_read(inside: Desk) -> None:
    inside.say(DPO, "/breach facts people DE 1200")
    inside.say(DPO, "/breach facts aware_at 1 Mar 2026 9:00")
    shown = inside.say(DPO, "/breach facts aware_at 1 Mar 2026 9:30 PST")
    assert "Confirm change" in shown.text
    assert "Read as Sun 1 Mar 2026, 18:30 CET (17:30 UTC), because you wrote PST." in shown.text


def test_text_that_slack_escapes_is_replaced_too(inside: Desk) -> None:
    question = inside.say(DPO, "/breach facts people Bosnia &amp; Herzegovina 12.00")
    inside.choose(DPO, question, "Bosnia & Herzegovina (BA): 12")
    assert known(inside, "people").table["BA"] == Count(12, 12)


def test_met_and_release_say_how_their_time_was_read(inside: Desk) -> None:
    inside.say(DPO, "/breach facts people DE 1200")
    inside.say(DPO, "/breach facts aware_at today 9am")
    inside.later(hours=3)
    done = inside.say(DPO, "/breach met gdpr 33 ref 2026-117 at 10.30 because our law firm filed it")
    assert "Read as Mon 2 Mar 2026, 10:30 CET (09:30 UTC), in your Slack time zone, Europe/Berlin." in done.text


def test_the_time_of_a_met_duty_is_asked_about_too(inside: Desk) -> None:
    inside.say(DPO, "/breach facts people DE 1200")
    inside.say(DPO, "/breach facts aware_at 28 Feb 2026 9am")
    inside.later(hours=3)
    question = inside.say(DPO, "/breach met gdpr 33 ref 2026-117 at 2 Mar 2026 14:15 IST because our law firm filed it")
    done = inside.choose(DPO, question, "India")
    assert "marked met at" in done.text
    assert "because you wrote +0530." in done.text


def test_words_that_only_look_like_a_time_are_refused_and_no_duty_is_met(inside: Desk) -> None:
    inside.say(DPO, "/breach facts people DE 1200")
    inside.say(DPO, "/breach facts aware_at today 9am")
    refused = inside.say(DPO, "/breach met gdpr 33 ref 2026-117 at 10:30 XYZ")
    assert "“XYZ” in “10:30 XYZ” is not part of a time." in refused.text


def test_until_a_day_is_its_end(inside: Desk) -> None:
    for fact in (
        "zone America/Los_Angeles",
        "people California 700",
        "discovered_at 1 Mar 2026 18:00",
        "determined_at 1 Mar 2026 18:00",
        "data names, ssn",
        "acquired yes",
        "form_of_data electronic",
        "protection none",
        "internal_only no",
        "misuse_likely yes",
    ):
        inside.say(LEAD, f"/breach facts {fact}")
    held = inside.say(LEAD, "/breach hold all until 2026-12-20 by FBI Los Angeles, written")
    assert "Read as Sun 20 Dec 2026, 23:59:59 CET (22:59 UTC), in your Slack time zone, Europe/Berlin." in held.text


def test_impossible_texts_are_refused_in_words(inside: Desk) -> None:
    for text, say in (
        ("0001-01-01T00:00", "That date is before 1970."),
        ("9" * 5000, "is too long"),
        ("20 Nov 2025", "has no time of day"),
        ("9:30 XYZ", "is not part of a time"),
    ):
        answer = inside.say(ENGINEER, f"/breach facts discovered_at {text}")
        assert "went wrong" not in answer.text
        assert say in answer.text
    assert known(inside, "discovered_at") is None


def test_some_records_are_asked_about(inside: Desk) -> None:
    assert "doesn't say how many" in inside.say(DPO, "/breach facts records some").text
    assert known(inside, "records") is None


def test_what_fits_the_organizations_own_country_is_offered_first(inside: Desk) -> None:
    moved = inside.say(DPO, "/breach facts established_in replace Texas, DE")
    inside.confirm_change(DPO, moved, "as the register says")
    question = inside.say(DPO, "/breach facts people CA 40")
    assert buttons(question) == ["California (US-CA): 40", "Canada (CA): 40"]
    assert buttons(inside.say(DPO, "/breach facts people Georgia 4"))[0] == "Georgia (US-GA): 4"
    inside.choose(DPO, question, "California")
    assert known(inside, "people").table["US-CA"] == Count(40, 40)


def test_a_hold_ends_in_the_future(inside: Desk) -> None:
    assert "That time is in the past." in inside.say(LEAD, "/breach hold all until 20 Feb 2026 by FBI").text


def test_no_one_is_affected_is_said_with_one_word(desk: Desk) -> None:
    desk.open()
    assert known(desk, "people") is None
    for word in ("none", "nobody", "0"):
        desk.say(DPO, "/breach facts people unknown")
        assert "nobody" in desk.say(DPO, f"/breach facts people {word}").text
        assert known(desk, "people") == People({})


CALIFORNIA = (
    "roles controller", "data names, ssn", "acquired yes", "accessed yes", "form_of_data electronic", "protection none",
    "people US-CA 600", "aware_at today 08:00",
)  # fmt: skip


@pytest.fixture
def owed(inside: Desk) -> Desk:
    """People in California are to be told."""
    for fact in CALIFORNIA:
        inside.say(DPO, f"/breach facts {fact}")
    return inside


def test_none_adds_nothing_to_a_table_and_prompts_a_question(owed: Desk) -> None:
    """A person who states that no one is affected confirms what then ends."""
    question = owed.say(DPO, "/breach facts people none")
    assert "People affected: California 600 is on record. “none” adds nothing new. No change." in question.text
    assert buttons(question) == ["People affected: nobody"]
    shown = owed.choose(DPO, question, "People affected: nobody")
    assert known(owed, "people") == People({"US-CA": exactly(600)}), "what ends by it is shown first"
    owed.confirm_change(DPO, shown)
    assert known(owed, "people") == People({})


def test_a_hold_until_next_week_prompts_a_question_with_its_first_and_last_day(owed: Desk) -> None:
    question = owed.say(DPO, "/breach hold all until next week by the FBI")
    assert "“next week” has more than one day. Which is meant?" in question.text
    assert len(buttons(question)) == 2
    held = owed.choose(DPO, question, buttons(question)[1]).text
    assert "the FBI asked to wait" in held
    assert "Read as Fri" in held


def test_a_plan_cannot_lie_in_the_past_nor_an_event_in_the_future(inside: Desk) -> None:
    assert (
        "is in the past. Enter today or a later day." in inside.say(DPO, "/breach facts next_update_on yesterday").text
    )
    assert known(inside, "next_update_on") is None
    assert "is in the future" in inside.say(DPO, "/breach facts aware_at tomorrow 09:00").text
