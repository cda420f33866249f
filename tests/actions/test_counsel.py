"""What counsel does with duties: requests to wait, decisions looked at again, risk, house targets."""

from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select

from bot.domain.clocks import is_expected
from bot.domain.events.clocks import ClockConfirmed, ClockHeld, DutyQuestioned
from bot.domain.events.event import Event
from bot.domain.events.facts import RiskDecided
from bot.sentences import sentence
from bot.slack.block_kit import when
from bot.store.engine import reading, writing
from bot.store.tables import Clock, Incident, Reminder, TimelineEntry
from tests.slack.desk import CRM, DPO, EXEC, LEAD, Desk
from tests.slack.on_record import clock

Recorded = TypeVar("Recorded", bound=Event)
GDPR, CALIFORNIA = "eu-gdpr-33-1-authority", "us-ca-individuals"
CALIFORNIAN = (
    "zone America/Los_Angeles", "people DE 20, US-CA 700", "discovered_at 1 Mar 2026 18:00", "data names, ssn",
    "acquired yes", "form_of_data electronic", "protection none", "internal_only no",
)  # fmt: skip
# discovered on 1 March in California: day 30 is 31 March
ORDINARY, HELD = datetime(2026, 4, 1, 6, 59, 59, tzinfo=UTC), datetime(2026, 5, 20, 15, tzinfo=UTC)


def known(desk: Desk, *facts: str) -> None:
    for fact in facts:
        answer = desk.say(LEAD, f"/breach facts {fact}")
        assert "Recorded." in answer.text, f"{fact}: {answer.text}"


def reminded(desk: Desk, duty: str) -> set[datetime | None]:
    """The deadlines of which someone will still be reminded."""
    rows = select(Reminder.deadline_at).where(Reminder.subject_id == duty, Reminder.status == "pending")
    with reading(desk.engine) as session:
        return set(session.scalars(rows))


def recorded(desk: Desk, kind: type[Recorded]) -> list[Recorded]:
    with reading(desk.engine) as session:
        rows = session.scalars(select(TimelineEntry).where(TimelineEntry.event == kind.name))
        return [said for row in rows if isinstance(said := row.said, kind)]


def test_the_reminders_follow_a_request_to_wait_and_its_end(inside: Desk) -> None:
    known(inside, *CALIFORNIAN)
    assert reminded(inside, CALIFORNIA) == {ORDINARY}
    inside.say(DPO, f"/breach hold {CALIFORNIA} until 20 May 2026 17:00 by FBI Los Angeles")
    assert clock(inside, CALIFORNIA).held_until == HELD
    assert reminded(inside, CALIFORNIA) == {HELD}
    inside.later(days=40)
    lifted = inside.now
    assert "lifted its request" in inside.say(DPO, f"/breach release {CALIFORNIA}").text
    assert clock(inside, CALIFORNIA).held_until is None
    assert reminded(inside, CALIFORNIA) <= {lifted}
    assert clock(inside, CALIFORNIA).target_at == lifted


def test_a_request_about_one_duty_leaves_the_others_alone(inside: Desk) -> None:
    known(inside, *CALIFORNIAN, "people DE 20, US-CA 700, US-TX 400")
    before = clock(inside, "us-tx-individuals").target_at
    inside.say(DPO, f"/breach hold {CALIFORNIA} until 20 May 2026 17:00 by FBI Los Angeles")
    assert clock(inside, "us-tx-individuals").target_at == before
    assert clock(inside, "us-tx-individuals").held_until is None


def test_a_later_change_of_facts_does_not_forget_the_request(inside: Desk) -> None:
    known(inside, *CALIFORNIAN)
    inside.say(DPO, f"/breach hold {CALIFORNIA} until 20 May 2026 17:00 by FBI Los Angeles")
    known(inside, "people DE 20, US-CA 900")
    assert clock(inside, CALIFORNIA).held_until == HELD
    assert recorded(inside, ClockHeld)[0].authority == "FBI Los Angeles"


def test_all_holds_what_can_be_held_and_says_what_runs_on(inside: Desk) -> None:
    known(inside, *CALIFORNIAN)
    answer = inside.say(DPO, "/breach hold all until 20 May 2026 17:00 by FBI Los Angeles, in writing")
    assert "Notify affected people in California" in answer.text
    assert "These keep running." in answer.text
    assert clock(inside, GDPR).held_until is None
    request = clock(inside, CALIFORNIA).hold
    assert request is not None
    assert request.written


def test_what_is_met_or_declined_cannot_be_held(inside: Desk) -> None:
    known(inside, *CALIFORNIAN)
    for person in (DPO, LEAD):
        inside.say(person, f"/breach decline {CALIFORNIA} because the data were never readable to anybody")
    answer = inside.say(DPO, f"/breach hold {CALIFORNIA} until 20 May 2026 17:00 by FBI")
    assert "is not open, so there is nothing to hold" in answer.text
    assert not recorded(inside, ClockHeld)


def test_an_act_that_is_barred_for_now_is_held_and_never_late(inside: Desk) -> None:
    """47 CFR 64.2011: customers are told only after seven full business days. After Monday 2 March these are 3 to 6 and
    9 to 11 March; the last of them ends in Berlin, where the breach was learned of."""
    known(inside, "regulated_as us_telecom_carrier", "data traffic", "malicious yes", "determined_at 1 Mar 2026 18:00")
    inside.say(DPO, "/breach met us-fcc-cpni-law-enforcement ref FCC-1 at today 09:00 because our law firm filed it")
    held = clock(inside, "us-fcc-cpni-customers")
    assert (held.target_at, held.limit_at) == (None, None)
    assert held.held_until == datetime(2026, 3, 11, 22, 59, 59, tzinfo=UTC)
    assert "Not before" in inside.say(DPO, "/breach why us-fcc-cpni-customers").text
    inside.later(days=30)
    assert "late by" not in inside.say(DPO, "/breach why us-fcc-cpni-customers").text


def test_a_decline_is_not_questioned_by_a_fact_that_turns_no_clause(inside: Desk) -> None:
    known(inside, "people DE 20")
    for person in (DPO, LEAD):
        inside.say(person, f"/breach decline {GDPR} because the disk was encrypted and the key is safe")
    known(inside, "people DE 25")
    assert clock(inside, GDPR).question is None
    inside.say(DPO, "/breach risk high because the key was on a note under the keyboard")
    assert "Declined before this was known" in str(clock(inside, GDPR).question)


def test_a_clock_met_in_time_is_questioned_when_its_target_moves_before_it(inside: Desk) -> None:
    known(inside, "people DE 20", "aware_at 2 Mar 2026 09:00")
    inside.later(hours=70)
    inside.say(DPO, f"/breach met {GDPR} ref A-1 at today 07:30 because our law firm filed it")
    assert clock(inside, GDPR).question is None
    known(inside, "aware_at 1 Mar 2026 09:00")
    assert "by the new calculation it was due" in str(clock(inside, GDPR).question)
    assert clock(inside, GDPR).decision == "met"


def expected(row: Clock) -> bool:
    return is_expected(row.starts_at, row.target_at, row.limit_at)


def test_opening_again_takes_back_what_was_filed(inside: Desk) -> None:
    known(inside, *CALIFORNIAN)
    inside.say(DPO, f"/breach met {CALIFORNIA} ref MAIL-1 at today 09:30 because our law firm filed it")
    assert not expected(clock(inside, "us-ca-ag"))
    with writing(inside.engine) as session:
        session.scalars(select(Clock).where(Clock.duty_id == CALIFORNIA)).one().question = sentence(
            "Was it the right list?"
        )
    shown = inside.press(DPO, "clock.reopen", CALIFORNIA)
    assert shown.view
    assert "Attorney General" in str(shown.view), "what counted from it would no longer be due"
    assert clock(inside, CALIFORNIA).decision == "met"
    assert "reopened" in inside.submit(DPO, shown.view, reason="the letters went to the wrong list").text
    assert clock(inside, CALIFORNIA).decision is None
    assert expected(clock(inside, "us-ca-ag")), "from the last day for the letters"
    assert "already open" in inside.press(DPO, "clock.reopen", CALIFORNIA).text
    with reading(inside.engine) as session:
        assert session.get_one(Incident, 1).facts.value("filed") is None


def test_an_answer_given_twice_changes_nothing(inside: Desk) -> None:
    known(inside, "people DE 20")
    inside.say(DPO, f"/breach met {GDPR} ref A-1 at today 09:30 because our law firm filed it")
    inside.confirm_change(DPO, inside.say(DPO, "/breach risk unlikely because the only copy came back unread"))
    assert "decision kept" in inside.press(DPO, "clock.confirm", GDPR).text
    assert "already answered" in inside.press(LEAD, "clock.confirm", GDPR).text
    assert len(recorded(inside, ClockConfirmed)) == 1


PERSONS = "eu-gdpr-34-individuals"


def test_a_question_names_only_what_became_known_after_the_decision(inside: Desk) -> None:
    """The risk was known to be high when it was declined; that the key is gone was not."""
    known(inside, "people DE 20", "breach_of confidentiality")
    inside.say(DPO, "/breach risk high because the list is on a forum")
    for person in (DPO, LEAD):
        inside.say(person, f"/breach decline {PERSONS} because a public notice reaches them all")
    inside.confirm_change(DPO, inside.say(DPO, "/breach risk unlikely because the forum removed it"))
    inside.say(DPO, "/breach risk high because a second forum has it")
    assert clock(inside, PERSONS).question is None
    inside.confirm_change(DPO, inside.say(DPO, "/breach facts protection encrypted_key_safe"))
    assert clock(inside, PERSONS).question is None
    inside.say(DPO, "/breach facts people FR 5")
    assert clock(inside, PERSONS).question is None


def test_a_question_that_was_asked_is_not_asked_again_by_the_next_fact(inside: Desk) -> None:
    known(inside, "people DE 20", "breach_of confidentiality")
    inside.say(DPO, "/breach risk high because the list is on a forum")
    inside.confirm_change(DPO, inside.say(DPO, "/breach facts protection encrypted_key_safe"))
    asked = len(recorded(inside, DutyQuestioned))
    for person in (DPO, LEAD):
        inside.say(person, f"/breach decline {PERSONS} because the key is safe with us")
    inside.say(DPO, "/breach facts protection encrypted_key_taken")
    assert "Declined before this was known" in str(clock(inside, PERSONS).question)
    inside.say(DPO, "/breach facts people FR 5")
    assert len(recorded(inside, DutyQuestioned)) == asked + 1
    inside.press(DPO, "clock.confirm", PERSONS)
    inside.say(DPO, "/breach facts people FR 6")
    assert clock(inside, PERSONS).question is None, "the decision was kept knowing all that"


@pytest.mark.parametrize("fact", ["risk unlikely", "risk high"])
def test_the_risk_cannot_be_stated_like_another_fact(inside: Desk, fact: str) -> None:
    answer = inside.say(DPO, f"/breach facts {fact}")
    assert answer.view is not None
    assert answer.view["callback_id"] == "risk_decide"
    assert not recorded(inside, RiskDecided)


def test_a_decided_risk_is_kept_with_both_sides_and_what_was_missing(inside: Desk) -> None:
    known(inside, "data names, health", "people DE 20", "malicious no")
    inside.say(DPO, "/breach risk high because a diagnosis was read out to colleagues")
    (entry,) = recorded(inside, RiskDecided)
    assert entry.level == "a high risk is likely"
    assert "data of a sensitive kind (health, beliefs and the like)" in entry.pro
    assert "it was accidental" in entry.contra
    assert "protection" in entry.missing
    with reading(inside.engine) as session:
        fact = session.get_one(Incident, 1).facts.fact("risk")
        assert fact
        assert (fact.value, fact.by, fact.note) == ("high", DPO, "a diagnosis was read out to colleagues")


def test_a_voluntary_notice_is_offered_where_its_place_is_touched_and_nowhere_else(inside: Desk) -> None:
    known(inside, "people DE 20")
    inside.say(DPO, "/breach risk high because the cards are being used already")
    assert "Optional notifications" not in inside.say(DPO, "/breach clocks").text
    known(inside, "people DE 20, HK 3")
    assert "Optional notifications: Notify the Privacy Commissioner" in inside.say(DPO, "/breach clocks").text


def test_our_own_target_is_reminded_of_as_ours_and_is_never_a_targets_place(inside: Desk) -> None:
    known(inside, "aware_at 2 Mar 2026 09:00", "contracts_affected cyber-policy")
    ours = datetime(2026, 3, 4, 8, tzinfo=UTC)  # 48 hours after 09:00 in Berlin
    held = clock(inside, "insurer-notice")
    assert (held.target_at, held.limit_at, held.house_at) == (None, None, ours)
    assert reminded(inside, "insurer-notice") == {ours}
    with reading(inside.engine) as session:
        titles = session.scalars(select(Reminder.title).where(Reminder.subject_id == "insurer-notice"))
        assert {str(title) for title in titles} == {"Tell the insurer (house target)"}
    inside.later(days=5)
    assert "house target passed" in inside.say(DPO, "/breach clocks").text


def test_a_duty_without_a_number_is_never_green_and_is_reminded_of_by_our_shipped_target(inside: Desk) -> None:
    """GDPR Art. 34 has no number; the shipped target is seven days from 10:00 in Berlin, when a high risk was found."""
    known(inside, "aware_at 2 Mar 2026 09:00", "people DE 20")
    inside.say(DPO, "/breach risk high because the cards are being used already")
    told = clock(inside, "eu-gdpr-34-individuals")
    assert (told.target_at, told.house_at) == (None, datetime(2026, 3, 9, 9, tzinfo=UTC))
    assert told.house_at in reminded(inside, "eu-gdpr-34-individuals")
    said = inside.say(DPO, "/breach why gdpr 34").text
    assert "left to the house target (no fixed deadline in law)" in said
    assert "🟢" not in said


def test_the_ceilings_are_for_three_roles_and_say_what_they_are(inside: Desk) -> None:
    known(inside, "people DE 20")
    for person in (LEAD, DPO, EXEC):
        assert "not a forecast" in inside.say(person, "/breach exposure").text
    assert "This is for" in inside.say(CRM, "/breach exposure").text


def test_a_card_says_from_when_to_when_and_because_of_what(inside: Desk) -> None:
    known(inside, "people DE 20", "aware_at 2 Mar 2026 09:00")
    known(inside, "aware_at 2 Mar 2026 08:00")
    newest = [body for body in inside.drawn() if "*Corrected*" in str(body)][-1]
    first, corrected = (when(datetime(2026, 3, 2, hour, tzinfo=UTC)) for hour in (8, 7))
    assert f"{first} → {corrected}" in str(newest), "each reader sees them in their own zone"
    before, after = (datetime(2026, 3, 5, hour, tzinfo=UTC) for hour in (8, 7))
    assert str(newest).index(str(int(before.timestamp()))) < str(newest).index(str(int(after.timestamp())))
    assert before - after == timedelta(hours=1)
