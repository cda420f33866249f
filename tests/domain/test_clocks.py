"""What a clock is at one instant, and how late."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import clocks
from bot.domain.clocks import ClockDecision
from bot.law.duties import Answer

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
TARGET = START + timedelta(hours=72)
LIMIT = TARGET + timedelta(hours=24)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
maybe = st.none() | instants


def at(
    now: datetime, *, answer: Answer = Answer.OWED, decision: ClockDecision | None = None, **given: datetime | None
) -> str:
    starts_at, target_at = given.get("starts_at", START), given.get("target_at", TARGET)
    return clocks.state(answer, starts_at, target_at, LIMIT, decision, None, now, given.get("held_until"))


def test_what_is_only_expected_runs_and_is_never_late() -> None:
    """What starts it isn't done: after that date it waits on."""
    expected = (Answer.OWED, None, TARGET, None, None, None)
    assert clocks.state(*expected, TARGET) == "running"
    assert clocks.state(*expected, TARGET + timedelta(days=30)) == "pending"
    assert clocks.state(Answer.OWED, None, TARGET, LIMIT, None, None, LIMIT) == "late"


def test_a_clock_runs_until_its_target_and_is_late_the_moment_after() -> None:
    assert at(START) == "running"
    assert at(TARGET) == "running"
    assert at(TARGET + timedelta(microseconds=1)) == "late"


def test_the_limit_does_not_put_off_being_late() -> None:
    assert at(LIMIT - timedelta(hours=1)) == "late"


def test_owed_without_a_start_is_pending_and_without_a_number_runs_for_ever() -> None:
    assert at(LIMIT, starts_at=None, target_at=None) == "pending"
    assert at(LIMIT + timedelta(days=900), target_at=None) == "running"


@pytest.mark.parametrize(("answer", "expected"), [(Answer.NOT_OWED, "not_owed"), (Answer.UNDETERMINED, "undetermined")])
def test_a_duty_that_is_not_owed_or_not_known_is_never_late(answer: Answer, expected: str) -> None:
    assert at(LIMIT, answer=answer) == expected


@pytest.mark.parametrize("answer", list(Answer))
@pytest.mark.parametrize("decision", list(ClockDecision))
def test_a_decision_outlives_every_assessment(answer: Answer, decision: ClockDecision) -> None:
    assert at(LIMIT, answer=answer, decision=decision) == decision


def test_a_held_clock_is_late_only_after_the_end_of_its_hold() -> None:
    until = TARGET + timedelta(days=10)
    assert at(TARGET + timedelta(days=9), held_until=until) == "held"
    assert at(until, held_until=until) == "running"
    assert at(until + timedelta(seconds=1), held_until=until) == "late"


def test_a_hold_that_ends_before_the_target_changes_no_deadline() -> None:
    until = START + timedelta(hours=2)
    assert at(START + timedelta(hours=1), held_until=until) == "held"
    assert at(TARGET, held_until=until) == "running"
    assert clocks.deadline(TARGET, until) == TARGET


def test_how_late_a_duty_was_met_or_how_much_was_left() -> None:
    assert clocks.margin(TARGET, TARGET - timedelta(hours=3)) == timedelta(hours=3)
    assert clocks.margin(TARGET, TARGET + timedelta(days=22)) == -timedelta(days=22)
    assert clocks.margin(None, TARGET) is None
    assert clocks.margin(TARGET, None) is None


@given(
    st.sampled_from(Answer), maybe, maybe, maybe,
    st.sampled_from([None, *ClockDecision]), maybe, instants,
)  # fmt: skip
def test_a_clock_is_late_exactly_when_it_is_owed_undecided_and_past_its_deadline(
    answer: Answer,
    starts_at: datetime | None,
    target_at: datetime | None,
    limit_at: datetime | None,
    decision: ClockDecision | None,
    held_until: datetime | None,
    now: datetime,
) -> None:
    state = clocks.state(answer, starts_at, target_at, limit_at, decision, None, now, held_until)
    deadline = clocks.deadline(target_at, held_until)
    expected = clocks.is_expected(starts_at, target_at, limit_at)
    late = answer == "owed" and decision is None and deadline is not None and now > deadline and not expected
    assert (state == "late") == late
    assert (clocks.late_for(deadline, now) > timedelta(0)) == (deadline is not None and now > deadline)


@given(instants, st.none() | instants, instants, instants)
def test_a_clock_that_is_late_stays_late_until_someone_acts(
    target_at: datetime, held_until: datetime | None, one: datetime, other: datetime
) -> None:
    sooner, later = sorted((one, other))
    if clocks.state(Answer.OWED, target_at, target_at, None, None, None, sooner, held_until) == "late":
        assert clocks.state(Answer.OWED, target_at, target_at, None, None, None, later, held_until) == "late"
