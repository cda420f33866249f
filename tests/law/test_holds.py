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
    "protection": "none",
    "low_probability": False,
    "internal_only": False,
    "discovered_at": "2026-09-14 09:00",
}
DUTY = "us-hipaa-ba-to-covered-entity"
ORDINARY = datetime(2026, 11, 14, 4, 59, 59, tzinfo=UTC)  # 60 days after 14 September, in New York


def held(hold: dict[str, Any], **raw: Any) -> Deadline:
    """The deadline of a 60-day duty under a hold rule; the request is described by facts."""
    (duty,) = LAW.versions(DUTY)
    changed = duty.model_copy(update={"hold": Hold(words="notice waits", **hold)})
    law = Law(hash="", vocabulary=LAW.vocabulary, places=LAW.places, duties=(changed,))
    facts = read_facts(law.vocabulary, law.places, FACTS | raw, by="Ada", at=NOW)
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
    rule = {"days": "attorney_general_delay"}
    assert held(rule, attorney_general_delay=30).target_at == local("2026-12-13T23:59:59-05:00")
    assert held(rule, attorney_general_delay=0).target_at == ORDINARY
    assert held(rule, hold_asked=True).target_at == ORDINARY


def test_a_request_does_not_invent_days_for_a_clock_without_a_number() -> None:
    (duty,) = LAW.versions(DUTY)
    changed = duty.model_copy(update={"due": Due(none="at once"), "hold": Hold(words="notice waits")})
    law = Law(hash="", vocabulary=LAW.vocabulary, places=LAW.places, duties=(changed,))
    facts = read_facts(law.vocabulary, law.places, FACTS | {"hold_released_at": "2026-11-30 10:00"}, by="Ada", at=NOW)
    found = find(DUTY, facts, law, date(2026, 11, 21)).deadline
    assert found is not None
    assert found.target_at is None
    assert any("promptly" in step for step in found.sentences)
