"""A law enforcement request to delay one duty: how each law treats it, and what stays unchanged."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.law.clock_rules import Hold
from bot.law.due_dates import due
from bot.law.duties import find
from bot.law.facts import Facts, read_facts
from bot.law.holds import HoldRequest, objection, terms_of
from bot.law.values import Count
from tests import shipped

LAW = shipped.law()
AT = datetime(2026, 3, 3, 17, tzinfo=UTC)
UNTIL = datetime(2026, 5, 20, 23, tzinfo=UTC)
ASKED = HoldRequest(authority="FBI Los Angeles", asked_at=AT, until_at=UNTIL, written=True)
CALIFORNIA = {
    "zone": "America/Los_Angeles", "roles": ["controller"], "discovered_at": "2026-03-02T09:00", "acquired": True,
    "data": ["names", "ssn"], "protection": "unprotected", "form_of_data": ["electronic"], "internal_only": False,
    "people": {"US-CA": 900},
}  # fmt: skip


def hold(**rule: object) -> Hold:
    return Hold.model_validate({"words": "notice waits", "cites": "s. 1", **rule})


def known(**more: object) -> Facts:
    return read_facts(LAW.vocabulary, LAW.places, {**CALIFORNIA, **more}, "a test", AT)


@pytest.mark.parametrize(
    ("hold", "written", "expired", "says"),
    [
        (None, True, False, "does not allow a delay"),
        (hold(days="attorney_general_delay", longest="120 days"), True, False, "counts only the days of delay"),
        (hold(written=True), False, False, "Only a written request"),
        (hold(), True, True, "The deadline has passed"),
    ],
)
def test_a_request_that_a_law_does_not_recognize_is_refused_with_what_would_help(
    hold: Hold | None, written: bool, expired: bool, says: str
) -> None:
    said = objection(hold, written=written, expired=expired)
    assert said is not None
    assert says in str(said[0])
    assert said[1]


@pytest.mark.parametrize(("hold", "written"), [(hold(), False), (hold(written=True), True)])
def test_a_request_that_a_law_recognizes_meets_no_objection(hold: Hold, written: bool) -> None:
    assert objection(hold, written=written, expired=False) is None


def test_applied_to_the_facts_it_moves_the_duty_and_keeps_the_facts() -> None:
    facts, on = known(), date(2026, 3, 3)
    plain = find("us-ca-individuals", facts, LAW, on).deadline
    held = find("us-ca-individuals", ASKED.over(facts, LAW.vocabulary), LAW, on).deadline
    assert plain is not None
    assert held is not None
    # 30 days after 2 March end on 1 April; the agency asks for 20 May, 16:00 in California
    assert plain.target_at == datetime(2026, 4, 2, 6, 59, 59, tzinfo=UTC)
    assert (held.target_at, held.held, held.held_until) == (UNTIL, True, UNTIL)
    assert facts.value("hold_asked") is None


def test_once_it_is_lifted_the_notice_is_due_promptly_and_nothing_is_held() -> None:
    lifted = ASKED.model_copy(update={"released_at": datetime(2026, 4, 10, 18, tzinfo=UTC)})
    found = find("us-ca-individuals", lifted.over(known(), LAW.vocabulary), LAW, date(2026, 4, 10)).deadline
    assert found is not None
    assert found.target_at == datetime(2026, 4, 10, 18, tzinfo=UTC)
    assert not found.held
    assert found.held_until is None


def test_a_spoken_request_is_valid_only_as_long_as_the_law_says() -> None:
    """HIPAA, 45 CFR 164.412(b): 30 days from the day of the statement."""
    spoken = ASKED.model_copy(update={"written": False, "until_at": datetime(2026, 9, 1, tzinfo=UTC)})
    facts = known(regulated_as=["hipaa_covered_entity"], data=["health"], low_probability=False)
    found = find("us-hipaa-individuals", spoken.over(facts, LAW.vocabulary), LAW, date(2026, 3, 3)).deadline
    assert found is not None
    # asked on 3 March in Los Angeles: day 30 is 2 April, which ends at 23:59:59 there
    assert found.held_until == datetime(2026, 4, 3, 6, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (hold(written=True), "Only a written request counts."),
        (hold(oral_for="30 days"), "A spoken request counts for 30 days from the day it is made."),
        (hold(), "the law doesn't require a written request"),
        (hold(longest="120 days"), "The longest delay that the law allows: 120 days."),
        (hold(), "We know of no longest time in the law."),
        (hold(days="attorney_general_delay", longest="120 days"), "Only the days that the Attorney General grants"),
        (hold(), "Source: s. 1; not verified against the text."),
        (hold(verified=True), "Source: s. 1."),
    ],
)
def test_a_law_says_which_form_counts_for_how_long_and_where_that_stands(rule: Hold, says: str) -> None:
    assert says in " ".join(map(str, terms_of(rule)))


def test_no_shipped_law_brings_a_deadline_back() -> None:
    """Every duty with a hold and a number: made a day late, spoken, written or lifted, a request moves nothing; made in
    time, in writing, it never makes the duty due earlier."""
    start, zone, moved = datetime(2026, 3, 2, 17, tzinfo=UTC), "America/New_York", 0
    granted = Facts().set(LAW.vocabulary, "attorney_general_delay", Count(30, 30), "a test", AT)
    for duty_id in dict.fromkeys(one.id for one in LAW.duties if one.hold):
        plain = due(LAW, duty_id, start, zone)
        if plain.limit_at is None or plain.target_at is None:
            continue
        request = ASKED.model_copy(update={"until_at": plain.limit_at + timedelta(days=90)})
        late = request.model_copy(update={"asked_at": plain.limit_at + timedelta(days=1)})
        lifted = late.model_copy(update={"released_at": plain.limit_at + timedelta(days=80)})
        for one in (late, late.model_copy(update={"written": False}), lifted):
            found = due(LAW, duty_id, start, zone, one.over(granted, LAW.vocabulary))
            assert (found.due_dates, found.held) == (plain.due_dates, False), duty_id
        in_time = due(LAW, duty_id, start, zone, request.over(Facts(), LAW.vocabulary)).target_at
        assert in_time is not None
        assert in_time >= plain.target_at
        moved += in_time > plain.target_at
    assert moved > 30
