"""Law enforcement requests to delay notice: which the law recognizes, how long they last, what remains after."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.law.clock_rules import Due, Hold
from bot.law.deadlines import Deadline
from bot.law.duties import find
from bot.law.facts import read_facts
from bot.law.model import Law
from tests import shipped

LAW = shipped.law()
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FACTS: dict[str, Any] = {
    "zone": "America/New_York",
    "regulated_as": ["hipaa_business_associate"],
    "data": ["health"],
    "protection": "unprotected",
    "low_probability": False,
    "internal_only": False,
    "discovered_at": "2026-09-14 09:00",
}
DUTY = "us-hipaa-ba-to-covered-entity"
ASKED = "2026-09-15 09:00"
ORDINARY = datetime(2026, 11, 14, 4, 59, 59, tzinfo=UTC)  # 60 days after 14 September, in New York


def held(hold: dict[str, Any], **raw: Any) -> Deadline:
    """The deadline of a 60-day duty under a hold rule; the request of 15 September is described by facts."""
    (duty,) = LAW.versions(DUTY)
    changed = duty.model_copy(update={"hold": Hold.model_validate({"words": "notice waits", "cites": "s. 1", **hold})})
    law = Law(hash="", vocabulary=LAW.vocabulary, places=LAW.places, duties=(changed,))
    facts = read_facts(law.vocabulary, law.places, FACTS | {"hold_from": ASKED} | raw, by="Ada", at=NOW)
    found = find(DUTY, facts, law, date(2026, 11, 21)).deadline
    assert found is not None
    return found


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_without_a_request_the_clock_runs() -> None:
    assert held({}).target_at == ORDINARY
    assert held({}, hold_asked=False, hold_until="2026-12-20 12:00").target_at == ORDINARY


def test_a_request_until_a_day_moves_the_end_to_that_day() -> None:
    found = held({}, hold_asked=True, hold_until="2026-12-20 12:00")
    assert (found.target_at, found.held) == (local("2026-12-20T12:00-05:00"), True)


def test_a_request_that_ends_before_the_period_changes_no_date() -> None:
    assert held({}, hold_asked=True, hold_until="2026-10-01 12:00").target_at == ORDINARY


def test_the_end_of_a_request_is_enough_to_know_of_it() -> None:
    assert held({}, hold_until="2026-12-20 12:00").held


def test_a_spoken_request_does_not_count_where_writing_is_required() -> None:
    found = held({"written": True}, hold_asked=True, hold_written=False)
    assert (found.target_at, found.held) == (ORDINARY, False)
    assert "not in writing" in found.sentences[-1]


def test_a_written_request_without_an_end_holds_the_clock() -> None:
    assert held({"written": True}, hold_asked=True, hold_written=True).held


def test_a_spoken_request_is_valid_for_its_days_and_no_longer() -> None:
    """Asked on 10 November: day 30 is 10 December, even when the police speak of Christmas."""
    found = held(
        {"oral_for": "30 days"},
        hold_asked=True,
        hold_written=False,
        hold_from="2026-11-10 09:00",
        hold_until="2026-12-24 12:00",
    )
    assert found.target_at == local("2026-12-10T23:59:59-05:00")


@pytest.mark.parametrize(
    ("released", "target"),
    [
        ("2026-11-30 10:00", "2026-12-30T23:59:59-05:00"),  # 30 days after the release are later than day 60
        ("2026-09-20 10:00", "2026-11-13T23:59:59-05:00"),  # ... and here earlier: the ordinary end applies
    ],
)
def test_after_the_release_the_later_period_applies(released: str, target: str) -> None:
    found = held({"after_release": "30 days"}, hold_asked=True, hold_released_at=released)
    assert found.target_at == local(target)
    assert not found.held


@pytest.mark.parametrize(
    ("ended", "target"),
    [
        ("2026-11-10 10:00", "2026-11-13T23:59:59-05:00"),  # inside the 60 days: their last day applies
        ("2026-11-14 10:00", "2026-11-21T23:59:59-05:00"),  # after them: 7 days
    ],
)
@pytest.mark.parametrize("fact", ["hold_released_at", "hold_until"])
def test_some_states_give_the_period_after_release_only_when_the_ordinary_one_is_over(
    ended: str, target: str, fact: str
) -> None:
    found = held({"after_release": "7 days", "if_over": True}, hold_asked=True, **{fact: ended})
    assert found.target_at == local(target)


def test_days_granted_are_added_to_the_ordinary_end() -> None:
    rule = {"days": "attorney_general_delay", "longest": "120 days"}
    assert held(rule, attorney_general_delay=30).target_at == local("2026-12-13T23:59:59-05:00")
    assert held(rule, attorney_general_delay=0).target_at == ORDINARY
    assert held(rule, hold_asked=True).target_at == ORDINARY


def test_more_days_than_can_be_granted_are_cut_and_the_steps_say_so() -> None:
    """Form 8-K, Item 1.05(c): 30 days, 30 more, and 60 in extraordinary circumstances. 13 November + 120 days is 13
    March."""
    found = held({"days": "attorney_general_delay", "longest": "120 days"}, attorney_general_delay=9999)
    assert found.target_at == local("2027-03-13T23:59:59-05:00")
    assert any(
        "9999 days of delay are more than can be granted (s. 1: 120 days in all)" in one for one in found.sentences
    )


LATE = "does not bring the deadline back"
ASKED_LATE = {"hold_asked": True, "hold_from": "2026-11-15 09:00"}  # the sixtieth day was 13 November


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ({}, {"hold_written": True, "hold_until": "2026-12-20 12:00"}),
        ({}, {"hold_written": True}),
        ({"oral_for": "30 days"}, {"hold_written": False}),
        ({"after_release": "30 days"}, {"hold_released_at": "2026-11-30 10:00"}),
        ({"days": "attorney_general_delay", "longest": "120 days"}, {"attorney_general_delay": 30}),
    ],
)
def test_what_has_expired_stays_expired(rule: dict[str, Any], facts: dict[str, Any]) -> None:
    found = held(rule, **ASKED_LATE, **facts)
    assert (found.target_at, found.held, found.held_until) == (ORDINARY, False, None)
    assert LATE in found.sentences[-1]


def test_a_request_of_the_last_day_counts() -> None:
    found = held({}, hold_asked=True, hold_from="2026-11-13 17:00", hold_until="2026-12-20 12:00")
    assert (found.target_at, found.held) == (local("2026-12-20T12:00-05:00"), True)


@pytest.mark.parametrize(
    "facts", [{"hold_asked": True}, {"hold_until": "2026-12-20 12:00"}, {"hold_released_at": "2026-11-20 09:00"}]
)
def test_a_request_of_an_unknown_day_may_have_come_too_late_and_moves_nothing(facts: dict[str, Any]) -> None:
    found = held({"longest": "30 days", "after_release": "30 days"}, **facts, hold_from="unknown")
    assert (found.due_dates, found.held, found.missing) == ((ORDINARY, ORDINARY), False, ("hold_from",))
    assert "It counts only if that was by Fri 13 Nov 2026" in found.sentences[-1]


def test_the_day_of_a_request_that_is_not_known_is_asked_for_where_it_could_matter() -> None:
    """Florida's letters are due 30 days after 14 September; a written request delays them."""
    given: dict[str, Any] = {
        "people": {"US-FL": 600},
        "data": ["names", "ssn"],
        "roles": ["controller"],
        "regulated_as": [],
    }
    given |= {
        "determined_at": "2026-09-14 09:00",
        "accessed": True,
        "misuse_likely": True,
        "form_of_data": ["electronic"],
    }
    given |= {"hold_written": True}
    asked: dict[str, Any] = {"hold_asked": True}
    for changed, missing in ((asked, True), ({**asked, "hold_from": ASKED}, False)):
        facts = read_facts(LAW.vocabulary, LAW.places, FACTS | given | changed, by="Ada", at=NOW)
        assert ("hold_from" in find("us-fl-individuals", facts, LAW, date(2026, 11, 21)).missing) is missing


def test_a_request_that_was_lifted_in_time_was_made_in_time() -> None:
    """Lifted on 10 November, three days before the sixtieth; 30 days after it are 10 December."""
    found = held({"after_release": "30 days"}, hold_released_at="2026-11-10 09:00", hold_from="unknown")
    assert (found.target_at, found.missing) == (local("2026-12-10T23:59:59-05:00"), ())


@pytest.mark.parametrize("ended", ["hold_until", "hold_released_at"])
def test_a_request_that_ended_before_it_was_made_moves_nothing_and_says_so(ended: str) -> None:
    found = held({"after_release": "60 days"}, **{ended: "2026-10-30 09:00"}, hold_from="2026-11-02 09:00")
    assert found.due_dates == (ORDINARY, ORDINARY)
    assert "it ended before that" in found.sentences[-1]


def test_a_request_from_before_the_breach_was_noticed_says_so() -> None:
    found = held({}, hold_until="2026-12-20 12:00", hold_from="2026-09-10 09:00")
    assert any("before the breach was noticed, Mon 14 Sep 2026" in one for one in found.sentences)
    assert not any("before the breach" in one for one in held({}, hold_until="2026-12-20 12:00").sentences)


MOST, WRITTEN = {"longest": "120 days"}, {"hold_written": True}


@pytest.mark.parametrize(
    ("rule", "facts", "until"),
    [
        # 12 months after 10 November 2026, where the law names no longest time
        ({}, WRITTEN | {"hold_until": "2099-01-01 12:00"}, "2027-11-10T23:59:59-05:00"),
        # 120 days after 10 November: 20 days left in November, 31, 31, 28, and 10 in March
        (MOST, WRITTEN | {"hold_until": "2099-01-01 12:00"}, "2027-03-10T23:59:59-05:00"),
        (MOST, WRITTEN, "2027-03-10T23:59:59-05:00"),
        # a spoken request has its own end, also where it is not known to be written
        (MOST | {"oral_for": "30 days"}, {"hold_until": "2027-01-01 12:00"}, "2026-12-10T23:59:59-05:00"),
    ],
)  # fmt: skip
def test_a_request_lasts_no_longer_than_the_law_allows(rule: dict[str, Any], facts: dict[str, Any], until: str) -> None:
    found = held(rule, hold_asked=True, hold_from="2026-11-10 09:00", **facts)
    assert (found.target_at, found.held_until) == (local(until), local(until))


def test_a_release_after_the_end_of_a_request_counts_from_that_end() -> None:
    """Spoken on 10 November, good until 10 December; lifted only in March."""
    found = held(
        {"oral_for": "30 days", "after_release": "10 days"},
        hold_written=False,
        hold_from="2026-11-10 09:00",
        hold_released_at="2027-03-01 09:00",
    )
    assert (found.target_at, found.held) == (local("2026-12-20T23:59:59-05:00"), False)


@pytest.mark.parametrize(
    "facts", [{"hold_asked": False}, {"hold_asked": True, "hold_written": False}, {"hold_asked": True}]
)
def test_the_end_of_a_request_that_does_not_count_changes_nothing(facts: dict[str, Any]) -> None:
    rule = {"written": True, "after_release": "30 days"}
    assert held(rule, **facts, hold_released_at="2026-12-30 10:00").target_at == ORDINARY


def test_a_request_does_not_invent_days_for_a_clock_without_a_number() -> None:
    (duty,) = LAW.versions(DUTY)
    changed = duty.model_copy(update={"due": Due(none="at once"), "hold": Hold(words="notice waits", cites="s. 1")})
    law = Law(hash="", vocabulary=LAW.vocabulary, places=LAW.places, duties=(changed,))
    facts = read_facts(law.vocabulary, law.places, FACTS | {"hold_released_at": "2026-11-30 10:00"}, by="Ada", at=NOW)
    found = find(DUTY, facts, law, date(2026, 11, 21)).deadline
    assert found is not None
    assert found.target_at is None
    assert any("promptly" in step for step in found.sentences)
