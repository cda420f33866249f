"""Facts are added to; a change that ends a duty or makes it due later is shown first, confirmed and recorded."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.domain.events.facts import LooseningConfirmed
from bot.law.values import Choices, Count
from bot.store.engine import reading
from bot.store.tables import TimelineEntry
from tests.slack.desk import CRM, DPO, LEAD, Answer, Desk
from tests.slack.on_record import clock, whole

GDPR, CALIFORNIA = "eu-gdpr-33-1-authority", "us-ca-individuals"


def table(desk: Desk) -> dict[str, int]:
    people = desk.incident().facts.value("people")
    return {place: count.least for place, count in people.table.items()} if people else {}


def data(desk: Desk) -> tuple[str, ...]:
    value = desk.incident().facts.value("data")
    assert isinstance(value, Choices)
    return value.items


def confirmed(desk: Desk) -> list[LooseningConfirmed]:
    with reading(desk.engine) as session:
        entries = session.scalars(select(TimelineEntry).order_by(TimelineEntry.seq)).all()
    return [said for entry in entries if isinstance(said := entry.said, LooseningConfirmed)]


def asks(answer: Answer) -> bool:
    return bool(answer.view) and (answer.view or {})["callback_id"] == "facts_loosen"


def test_a_place_is_added_to_those_that_are_known(known: Desk) -> None:
    said = known.say(LEAD, "/breach facts people US-NY 12").text
    assert "People affected: added New York 12" in said
    assert table(known) == {"DE": 12000, "FR": 900, "US-CA": 2300, "US-TX": 40, "US-NY": 12}


def test_a_row_that_is_known_is_set_and_the_reply_says_what_it_was(known: Desk) -> None:
    known.say(LEAD, "/breach facts people US-NY 5")
    assert "New York: 12 (was 5)" in known.say(LEAD, "/breach facts people US-NY 12").text
    assert table(known)["US-NY"] == 12


@pytest.mark.parametrize(
    "words",
    [
        "data passport numbers", "data add passport", "data + passport", "data +passport", "add data passport",
        "add passport", "+ passport", "kinds of data add passport numbers",
    ],
)  # fmt: skip
def test_a_kind_of_data_is_added_however_it_is_typed(known: Desk, words: str) -> None:
    assert "added passport numbers" in known.say(LEAD, f"/breach facts {words}").text
    assert data(known) == ("names", "health", "passport")


@pytest.mark.parametrize("words", ["people remove FR", "people - FR", "people -FR", "remove people FR", "remove FR"])
def test_a_place_is_removed_however_it_is_typed_once_that_is_confirmed(known: Desk, words: str) -> None:
    answer = known.say(LEAD, f"/breach facts {words}")
    if asks(answer):
        answer = known.confirm_change(LEAD, answer)
    assert "removed France" in answer.text
    assert table(known) == {"DE": 12000, "US-CA": 2300, "US-TX": 40}
    whole(known)


def test_what_is_not_there_cannot_be_removed_and_what_is_there_is_not_added_again(known: Desk) -> None:
    assert "Spain was not listed" in known.say(LEAD, "/breach facts people remove ES").text
    assert "Already recorded" in known.say(LEAD, "/breach facts data add health").text
    assert "is a single value" in known.say(LEAD, "/breach facts acquired add yes").text
    assert "Which fact is that?" in known.say(LEAD, "/breach facts add something odd").text


def test_replacing_is_said_and_shows_the_duties_that_would_end(known: Desk) -> None:
    shown = known.say(DPO, "/breach facts people replace DE 12000")
    assert asks(shown)
    assert "removed France" in shown.text
    assert "Notify" in shown.text
    assert "no longer owed" in shown.text
    assert len(table(known)) == 4, "nothing is changed yet"
    assert clock(known, CALIFORNIA).answer == "owed"
    known.confirm_change(DPO, shown, "the other places were a test database")
    assert table(known) == {"DE": 12000}
    assert clock(known, CALIFORNIA).answer == "not_owed"
    said = confirmed(known)[-1]
    assert said.reason == "the other places were a test database"
    assert CALIFORNIA in said.duty_ids
    assert "12,000" in said.facts[0]
    assert "2,300" in said.facts[0]
    assert known.incident().facts.fact("people").note == said.reason  # type: ignore[union-attr]  # it was just stated
    assert "the other places were a test database" in "\n".join(str(one) for one in known.drawn())
    whole(known)


def test_a_clock_that_would_run_later_is_shown_with_both_dates(known: Desk) -> None:
    before = clock(known, GDPR).target_at
    shown = known.say(LEAD, "/breach facts aware_at 2 Mar 2026 09:30 because the mail was read then")
    assert asks(shown)
    assert "due later" in shown.text
    assert "Reason: the mail was read then" in shown.text
    assert clock(known, GDPR).target_at == before == datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
    known.confirm_change(LEAD, shown)
    assert clock(known, GDPR).target_at == datetime(2026, 3, 5, 8, 30, tzinfo=UTC)


def test_what_adds_a_duty_or_makes_one_due_sooner_is_not_asked(known: Desk) -> None:
    assert not asks(known.say(LEAD, "/breach facts aware_at 2 Mar 2026 08:00"))
    assert clock(known, GDPR).target_at == datetime(2026, 3, 5, 7, 0, tzinfo=UTC)
    assert not asks(known.say(LEAD, "/breach facts data ssn"))
    assert not confirmed(known)


def test_a_reason_is_asked_for(known: Desk) -> None:
    shown = known.say(DPO, "/breach facts people unknown")
    assert shown.view
    assert "Say why" in known.submit(DPO, shown.view, reason="  ").text
    assert table(known)


def test_a_confirmation_of_what_has_changed_in_the_meantime_is_shown_again(known: Desk) -> None:
    shown = known.say(DPO, "/breach facts people replace DE 12000")
    known.say(LEAD, "/breach facts people US-NY 700")
    again = known.confirm_change(DPO, shown, "a test database")
    assert asks(again)
    assert "Facts have changed since you saw this list" in again.text
    assert "removed New York" in again.text
    assert table(known)["US-NY"] == 700
    assert asks(again)
    known.confirm_change(DPO, again)
    assert table(known) == {"DE": 12000}


def test_deciding_that_the_risk_is_unlikely_shows_what_it_ends(known: Desk) -> None:
    shown = known.say(DPO, "/breach risk unlikely because the key is safe and the disk came back")
    assert asks(shown)
    assert "Notify the supervisory authority" in shown.text
    assert known.incident().facts.value("risk") is None
    known.confirm_change(DPO, shown)
    assert known.incident().facts.value("risk") == "unlikely"
    assert GDPR in confirmed(known)[-1].duty_ids
    whole(known)


def test_a_form_changes_only_what_was_edited(known: Desk) -> None:
    form = known.press(LEAD, "facts.ask", "people,data,protection,aware_at").view
    assert form
    known.say(DPO, "/breach facts data passport")
    assert "Recorded" in known.submit(LEAD, form, people="DE 12000, FR 900, US-CA 2300, US-TX 40, US-NY 12").text
    assert data(known) == ("names", "health", "passport"), "added by another person while the form was open"
    assert table(known)["US-NY"] == 12


def test_a_field_that_another_person_changed_in_the_meantime_is_not_overwritten(known: Desk) -> None:
    form = known.press(LEAD, "facts.ask", "people,data").view
    assert form
    known.say(DPO, "/breach facts people US-NY 12")
    answer = known.submit(LEAD, form, people="DE 12001, FR 900, US-CA 2300, US-TX 40")
    assert "changed while the form was open" in answer.errors["people"]
    assert table(known)["DE"] == 12000


def test_a_form_that_is_sent_as_it_was_drawn_changes_nothing(known: Desk) -> None:
    known.say(LEAD, "/breach facts records 500-900")
    form = known.press(LEAD, "facts.ask", "people,data,records,protection,acquired,aware_at,established_in").view
    assert form
    assert "Nothing was entered. No change." in known.submit(LEAD, form).text


def test_a_sentence_that_is_recorded_ends_once_and_goes_on_without_its_period(known: Desk) -> None:
    said = known.say(LEAD, "/breach facts measures_planned We encrypt all laptops.").text
    assert "Recorded. Measures planned: We encrypt all laptops." in said
    assert ".." not in said
    form = known.press(LEAD, "facts.ask", "measures_planned,measures_taken").view
    assert form
    said = known.submit(LEAD, form, measures_planned="We encrypt them.", measures_taken="We wiped it.").text
    assert "Measures taken: We wiped it; Measures planned: We encrypt them (was We encrypt all laptops)." in said


def test_an_emptied_field_takes_its_fact_back_and_shows_what_that_ends(known: Desk) -> None:
    form = known.press(LEAD, "facts.ask", "people").view
    assert form
    shown = known.submit(LEAD, form, people="")
    assert asks(shown)
    assert table(known)
    known.confirm_change(LEAD, shown)
    assert not table(known)
    whole(known)


def test_someone_who_left_cannot_confirm(known: Desk) -> None:
    shown = known.say(LEAD, "/breach facts people replace DE 12000")
    assert shown.view
    answer = known.submit("UOUTSIDE1", shown.view, reason="because I say so")
    assert "You are not part of that incident" in answer.text
    assert len(table(known)) == 4


def test_a_fact_of_one_value_is_replaced(known: Desk) -> None:
    known.say(CRM, "/breach facts records 500")
    assert "Records: 700 (was 500)" in known.say(CRM, "/breach facts records 700").text
    assert known.incident().facts.value("records") == Count(700, 700)
