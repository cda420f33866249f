"""How late, how much of the clock, how long: computed, never typed."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from bot.domain.report_clocks import ClockState, ReportClock
from bot.domain.report_glance import Verdict, glance
from bot.domain.report_metrics import ReportStamps, late_by, metrics, span
from bot.domain.reports import (
    ReportFact,
    ReportFacts,
    ReportStep,
    Statement,
    StepOutcome,
)
from tests.reports import bare_report

AWARE = datetime(2019, 1, 13, 12, 0, tzinfo=UTC)
TARGET = datetime(2019, 1, 16, 12, 0, tzinfo=UTC)
TOLD = datetime(2019, 2, 7, 12, 0, tzinfo=UTC)


def clock(state: ClockState = "met", **more: object) -> ReportClock:
    return ReportClock.model_validate(
        {
            "title": "Tell the authority",
            "law": "GDPR",
            "cites": "Art. 33(1)",
            "owed_to": "AP",
            "state": state,
            "starts_at": AWARE,
            "target_at": TARGET,
            "limit_at": TARGET,
            **more,
        }
    )


def test_from_16_january_to_7_february_is_22_days() -> None:
    assert late_by(TARGET, TOLD) == "22 days"


def test_on_the_minute_is_in_time() -> None:
    assert late_by(TARGET, TARGET) == ""
    assert late_by(TARGET, TARGET + timedelta(seconds=1)) == "1 s"


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(hours=3, minutes=20), "3 h 20 min"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=21, hours=23, minutes=59, seconds=59), "21 days 23 h 59 min"),
        (timedelta(hours=72), "3 days"),
        (timedelta(minutes=1, seconds=30), "1 min"),
        (timedelta(seconds=59), "59 s"),
    ],
)
def test_durations_are_said_in_their_largest_units(duration: timedelta, words: str) -> None:
    assert span(duration) == words


def test_a_duty_met_late_says_by_how_much_from_the_target() -> None:
    assert clock(done_at=TOLD).outcome(TOLD) == "Met late, by 22 days"


def test_between_target_and_limit_it_is_late_but_within_the_limit() -> None:
    row = clock(done_at=TARGET + timedelta(hours=5), limit_at=TARGET + timedelta(hours=12))
    assert row.outcome(TOLD) == "Met late, by 5 h, still before the limit"
    assert clock(done_at=TOLD, limit_at=TARGET + timedelta(hours=12)).outcome(TOLD).endswith("also after the limit")


def test_a_duty_met_in_time_says_its_margin_and_the_share_of_the_clock() -> None:
    row = clock(done_at=AWARE + timedelta(hours=24))
    assert row.outcome(TOLD) == "Met on time, 2 days before the deadline"
    assert row.share_used == 34  # a third of 72 hours, rounded up
    assert clock(done_at=TARGET).share_used == 100


def test_a_running_clock_says_what_is_left_and_a_late_one_how_late_it_is() -> None:
    assert clock("running").outcome(TARGET - timedelta(hours=3)) == "Running, 3 h left"
    assert clock("late").outcome(TARGET + timedelta(minutes=5)) == "Not done, late by 5 min"


def test_a_duty_without_a_number_gets_no_invented_one() -> None:
    open_ended = clock("running", target_at=None, limit_at=None)
    assert open_ended.outcome(TOLD) == "Not done; the law sets no number"
    assert open_ended.share_used is None
    assert not open_ended.is_late(TOLD)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"words": "without undue delay"}, "Met; the law sets no number"),
        ({"words": "within 15 days of discovery"}, "Met; its deadline is not known"),
        ({"words": "within fifteen (15) business days"}, "Met; its deadline is not known"),
        ({"counted": True, "starts_at": None}, "Met; its deadline is not known, because the start of its clock is not"),
        ({"house_at": TOLD - timedelta(hours=2)}, "Met; the law sets no number, 2 h after the house target"),
        ({"house_at": TOLD + timedelta(days=1)}, "Met; the law sets no number, 1 day before the house target"),
    ],
)
def test_without_a_target_it_says_what_the_law_has(more: dict[str, object], says: str) -> None:
    row = clock(target_at=None, limit_at=None, done_at=TOLD).model_copy(update=more)
    assert row.outcome(TOLD) == says


def test_a_duty_met_before_it_was_owed_says_so_and_used_no_share_of_its_clock() -> None:
    early = clock(done_at=AWARE - timedelta(hours=2))
    assert early.outcome(TOLD) == "Met on time, 3 days 2 h before the deadline; done 2 h before it was owed"
    assert early.share_used is None


def test_a_duty_met_at_a_time_that_no_one_knows_is_neither_in_time_nor_late() -> None:
    row = clock(done_at=None)
    assert row.outcome(TOLD) == "Met, at a time that is not known"
    assert (row.is_late(TOLD), row.counts(TOLD)) == (False, False)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"done_at": AWARE + timedelta(hours=24)}, "Met on time, 2 days before the deadline"),
        ({"done_at": TARGET + timedelta(days=19)}, "Met late, by 19 days"),
        ({"state": "running", "done_at": None}, "Not done, late by 19 days"),
    ],
)
def test_what_counts_from_a_start_that_no_one_has_stated_says_so_and_has_no_share(
    more: dict[str, object], says: str
) -> None:
    now = TARGET + timedelta(days=19)
    row = clock().model_copy(update={"assumed": True, **more})
    assert row.outcome(now) == f"{says}, counted from an assumed start"
    assert (row.share_used, row.counts(now)) == (None, False)
    assert clock().model_copy(update=more).outcome(now) == says


def test_what_no_clock_counts_says_nothing_of_its_start() -> None:
    for state in ("declined", "held", "pending", "undetermined", "lapsed", "not_owed"):
        assert "assumed" not in clock(state, assumed=True).outcome(TOLD)
    assert "assumed" not in clock(target_at=None, limit_at=None, assumed=True).outcome(TOLD)


def test_a_duty_met_before_an_assumed_start_is_not_said_to_be_early() -> None:
    assert clock(done_at=AWARE - timedelta(hours=2), assumed=True).done_early_by == ""


@pytest.mark.parametrize(
    ("clocks", "verdict"),
    [
        ((clock(done_at=AWARE),), Verdict.ON_TIME),
        ((clock(done_at=AWARE), clock(done_at=AWARE, assumed=True)), Verdict.UNKNOWN),
        ((clock(done_at=TOLD), clock(done_at=AWARE, assumed=True)), Verdict.WAS_LATE),
        ((clock("late", done_at=None, assumed=True),), Verdict.LATE_NOW),
    ],
)
def test_in_time_is_not_certain_while_a_start_is_only_assumed(
    clocks: tuple[ReportClock, ...], verdict: Verdict
) -> None:
    assert glance(report(*clocks)).verdict is verdict


def test_a_fact_that_was_taken_back_is_not_known() -> None:
    said = (Statement(value="Germany 1,200", by="A", at=AWARE), Statement(value="not known", by="A", at=TOLD))
    made = bare_report(facts=(ReportFact(key="people", name="People", statements=said),))
    assert made.shown("people") == ""
    assert made.facts[0].corrections == (said,)


def test_a_duty_whose_clock_waits_for_an_event_is_open_and_not_said_to_run() -> None:
    waiting = clock("pending", target_at=None, limit_at=None)
    assert waiting.outcome(TOLD) == "Not started: the event that starts its clock has not happened"
    states = [clock(one) for one in ("late", "undetermined", "lapsed", "met", "declined")]
    made = report().model_copy(update={"clocks": (waiting, *states)})
    assert [one.state for one in made.open_duties] == ["late", "pending"]


def test_declined_duties_carry_reason_and_name() -> None:
    assert clock("declined", by="Ida", reason="Encrypted.").outcome(TOLD) == "Declined by Ida: Encrypted"


def test_not_owed_and_declined_duties_are_never_late() -> None:
    assert not any(clock(state).is_late(TOLD) for state in ("not_owed", "declined", "lapsed", "undetermined", "held"))


def test_a_step_deviates_from_the_plan_when_it_was_left_out_or_late_or_done_too_early() -> None:
    planned = ReportStep(phase="contain", title="Close it", owner="IT", outcome="done", due_at=TARGET)
    skipped = planned.model_copy(update={"outcome": StepOutcome.SKIPPED})
    late, early = (planned.model_copy(update=one) for one in ({"late": "1 h"}, {"deviation": "Done before C06."}))
    made = report().model_copy(update={"steps": (planned, skipped, late, early)})
    assert made.deviations == (skipped, late, early)


def test_metrics_need_both_stamps_and_are_never_zero_for_want_of_one() -> None:
    found = {metric.name: metric for metric in metrics(ReportStamps(detected_at=AWARE, contained_at=TARGET))}
    assert found["Time to contain"].shown == "3 days"
    assert (found["Time to contain"].start_at, found["Time to contain"].end_at) == (AWARE, TARGET)
    assert found["Time to detect"].shown == "Not known: the beginning of the breach is not recorded"
    assert found["Time to notify the authority"].value is None


def test_nothing_is_counted_from_an_instant_that_is_only_assumed() -> None:
    """The opening stands in for the time of noticing; a report counted 0 s from it."""
    stamps = ReportStamps(noticed_at=AWARE, opened_at=AWARE, aware_at=TARGET, assumed=("noticed_at",))
    found = {metric.name: metric for metric in metrics(stamps)}
    assert found["Time to declare"].value is None
    assert found["Time to declare"].shown == "Not known: the first notice of it is only assumed"
    assert found["Time to awareness"].start_at == AWARE


def test_a_span_that_runs_backwards_is_said_and_not_hidden() -> None:
    found = {metric.name: metric for metric in metrics(ReportStamps(aware_at=TARGET, authority_told_at=AWARE))}
    assert found["Time to notify the authority"].shown == "3 days before its start"


def report(*clocks: ReportClock) -> ReportFacts:
    return bare_report(opened_at=AWARE, made_at=TOLD, clocks=clocks)


def test_duties_are_listed_by_target_with_unnumbered_last_and_not_owed_apart() -> None:
    last, first, never = clock(target_at=None), clock("running"), clock("not_owed")
    made = report(last, never, first)
    assert made.duties == (first, last)
    assert made.not_owed == (never,)
    assert made.late_duties == (first,)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        clock(done_at=datetime(2019, 2, 7, 12, 0))
