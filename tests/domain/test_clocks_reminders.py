"""The reminders of a clock, the escalation of a late step, quiet hours, and what a person may put off."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reminder_rules import ClockRules, QuietHours, ReminderRules
from bot.domain.reminders import (
    ReminderTime,
    clock_reminders,
    follow_ups,
    minute_after,
    minute_before,
    next_late_alarm,
    snooze_ends_by,
    step_escalations,
)
from bot.library.reminders import load_reminders

RULES = load_reminders(Path(__file__).parents[2] / "runbooks")
PARIS = ZoneInfo("Europe/Paris")
MONDAY_NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
H = timedelta(hours=1)
instants = st.datetimes(datetime(2021, 1, 1), datetime(2034, 1, 1), timezones=st.just(UTC))
lengths = st.timedeltas(timedelta(minutes=1), timedelta(days=400))
severities = st.sampled_from([None, 1, 2, 3, 4])
zones = st.sampled_from(["Europe/Paris", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Apia", "UTC"]).map(ZoneInfo)


def warnings(**given: object) -> dict[str, timedelta]:
    """Kind and time after the start, of a clock of 72 hours that starts on a Monday at noon UTC."""
    moments = clock_reminders(RULES, MONDAY_NOON, MONDAY_NOON + 72 * H, given.get("severity"), PARIS)  # type: ignore[arg-type]
    return {str(moment.occasion): moment.due_at - MONDAY_NOON for moment in moments}


def test_72_hours_are_said_at_half_24_4_1_and_the_target() -> None:
    assert warnings() == {"half": 36 * H, "24h": 48 * H, "4h": 68 * H, "1h": 71 * H, "target": 72 * H}


def test_the_worst_severity_has_one_more() -> None:
    assert warnings(severity=1)["12h"] == 60 * H
    assert "12h" not in warnings(severity=2)


def test_a_small_incident_waits_for_the_morning_but_never_on_the_last_day() -> None:
    # half of the time is Wednesday 00:00 UTC, 01:00 in Paris: quiet until 07:00 there, 06:00 UTC
    assert warnings(severity=3)["half"] == 42 * H
    # a target at 03:00 in Paris: 24 hours before it is quiet too, and is said anyway
    night = datetime(2026, 3, 5, 2, tzinfo=UTC)
    moments = {str(one.occasion): one.due_at for one in clock_reminders(RULES, night - 72 * H, night, 3, PARIS)}
    assert moments["24h"] == night - 24 * H


def test_a_warning_that_would_sleep_into_the_last_day_is_said_when_that_begins() -> None:
    # half of 50 h 30 min is 22:45 in Paris, 25 h 15 min before the target; the night ends well inside the last day
    start, target = datetime(2026, 3, 2, 20, 30, tzinfo=UTC), datetime(2026, 3, 4, 23, 0, tzinfo=UTC)
    half = {str(one.occasion): one.due_at for one in clock_reminders(RULES, start, target, 4, PARIS)}["half"]
    assert half == target - 24 * H


def test_quiet_hours_follow_the_zone_over_a_change_of_its_clock() -> None:
    quiet = QuietHours(begins="22:00", ends="07:00", severities=(4,), never_within="24 hours")
    # the night of 28 to 29 March 2026: Paris moves from UTC+1 to UTC+2, so 07:00 is 05:00 UTC
    assert quiet.moved(datetime(2026, 3, 28, 23, tzinfo=UTC), PARIS) == datetime(2026, 3, 29, 5, tzinfo=UTC)
    assert quiet.moved(datetime(2026, 3, 28, 20, tzinfo=UTC), PARIS) == datetime(2026, 3, 28, 20, tzinfo=UTC)


def test_quiet_hours_within_one_day_end_on_that_day() -> None:
    siesta = QuietHours(begins="13:00", ends="15:00", severities=(4,), never_within="24 hours")
    assert siesta.ends == time(15)
    moved = siesta.moved(datetime(2026, 3, 2, 12, 30, tzinfo=UTC), PARIS)  # 13:30 in Paris
    assert moved == datetime(2026, 3, 2, 14, tzinfo=UTC)


def test_a_clock_without_a_start_has_no_half() -> None:
    assert "half" not in {str(one.occasion) for one in clock_reminders(RULES, None, MONDAY_NOON, 2, PARIS)}


def test_the_end_of_a_day_is_said_in_the_minute_after_it_and_warned_of_in_the_minute_before() -> None:
    end_of_day = datetime(2026, 3, 5, 22, 59, 59, tzinfo=UTC)  # 23:59:59 in Paris
    moments = {str(one.occasion): one.due_at for one in clock_reminders(RULES, MONDAY_NOON, end_of_day, 2, PARIS)}
    assert moments["target"] == datetime(2026, 3, 5, 23, 0, tzinfo=UTC)
    assert moments["1h"] == datetime(2026, 3, 5, 21, 59, tzinfo=UTC)


def test_a_late_clock_is_alarmed_every_hour_and_escalates() -> None:
    target = MONDAY_NOON
    first = next_late_alarm(RULES, target, target)
    assert (str(first.occasion), first.due_at, first.tell) == ("late-1", target + H, ("owner", "lead"))
    third = next_late_alarm(RULES, target, target + 2 * H)
    assert (str(third.occasion), third.due_at, third.tell) == ("late-3", target + 3 * H, ("lead", "executive"))
    assert next_late_alarm(RULES, target, target + 99.5 * H).tell == ("lead", "executive")


def test_hours_that_no_one_ran_are_not_made_up() -> None:
    assert str(next_late_alarm(RULES, MONDAY_NOON, MONDAY_NOON + 10.5 * H).occasion) == "late-11"


def test_a_late_step_is_told_to_its_owner_then_the_alternate_then_the_lead_then_an_executive() -> None:
    told = [(one.due_at - MONDAY_NOON, one.tell) for one in step_escalations(RULES, MONDAY_NOON, timedelta(minutes=30))]
    assert told == [
        (0 * H, ("owner",)), (0.5 * H, ("alternate",)), (1 * H, ("lead",)), (1.5 * H, ("executive",)),
    ]  # fmt: skip


def test_follow_ups_count_from_the_closing() -> None:
    kinds = {str(one.occasion): (one.due_at - MONDAY_NOON).days for one in follow_ups(RULES, MONDAY_NOON)}
    assert kinds == {"review": 7, "promises": 30, "effect": 90, "answers": 90}


def test_no_one_puts_off_into_the_last_hours_before_a_target_but_a_late_clock_may_rest_for_the_limit() -> None:
    rule, no = RULES.snooze, timedelta(0)
    assert snooze_ends_by(rule, MONDAY_NOON, MONDAY_NOON + 30 * H, no) == MONDAY_NOON + 8 * H
    assert snooze_ends_by(rule, MONDAY_NOON, MONDAY_NOON + 10 * H, no) == MONDAY_NOON + 6 * H
    assert snooze_ends_by(rule, MONDAY_NOON, MONDAY_NOON + 4 * H, no) == MONDAY_NOON  # not at all
    assert snooze_ends_by(rule, MONDAY_NOON, MONDAY_NOON - H, no) == MONDAY_NOON + 8 * H
    assert snooze_ends_by(rule, MONDAY_NOON, None, no) == MONDAY_NOON + 8 * H


def test_what_was_put_off_before_counts() -> None:
    assert snooze_ends_by(RULES.snooze, MONDAY_NOON, None, 8 * H) == MONDAY_NOON + 4 * H
    assert snooze_ends_by(RULES.snooze, MONDAY_NOON, None, 12 * H) == MONDAY_NOON


@given(instants, lengths, severities, zones)
def test_every_clock_warns_before_its_target_once_per_rule_and_on_whole_minutes(
    start: datetime, length: timedelta, severity: int | None, zone: ZoneInfo
) -> None:
    target = start + length
    moments = clock_reminders(RULES, start, target, severity, zone)
    assert [one.due_at for one in moments] == sorted(one.due_at for one in moments)
    assert len({str(one.occasion) for one in moments}) == len(moments)
    assert all(one.due_at.second == one.due_at.microsecond == 0 for one in moments)
    assert all(one.due_at <= target for one in moments if str(one.occasion) != "target")
    assert next(one.due_at for one in moments if str(one.occasion) == "target") == minute_after(target)


@given(instants, lengths, severities, zones)
def test_no_quiet_hour_silences_the_last_day(
    start: datetime, length: timedelta, severity: int | None, zone: ZoneInfo
) -> None:
    target = start + length
    loud = RULES.model_copy(update={"quiet": None})
    pairs = zip(_kinds(RULES, start, target, severity, zone), _kinds(loud, start, target, severity, zone), strict=True)
    for one, unmoved in pairs:
        assert one.due_at >= unmoved.due_at
        if unmoved.due_at >= target - timedelta(hours=24):
            assert one.due_at == unmoved.due_at
        elif one.due_at != unmoved.due_at:
            assert one.due_at <= target - timedelta(hours=24)


def _kinds(
    rules: ReminderRules, start: datetime, target: datetime, severity: int | None, zone: ZoneInfo
) -> list[ReminderTime]:
    return sorted(clock_reminders(rules, start, target, severity, zone), key=lambda one: str(one.occasion))


@given(instants, st.timedeltas(timedelta(0), timedelta(days=300)))
def test_the_next_late_alarm_is_always_ahead_and_never_more_than_an_hour_and_a_minute(
    target: datetime, since: timedelta
) -> None:
    now = target + since
    due = next_late_alarm(RULES, target, now).due_at
    assert now < due <= now + timedelta(hours=1, minutes=1)


@given(instants)
def test_minutes_round_down_for_warnings_and_up_for_alarms(at: datetime) -> None:
    assert minute_before(at) <= at <= minute_after(at)
    assert minute_after(at) - minute_before(at) in (timedelta(0), timedelta(minutes=1))


@pytest.mark.parametrize("kind", ["late", "target", "snoozed"])
def test_a_warning_may_not_take_a_name_that_the_planner_uses(kind: str) -> None:
    content = {
        "warnings": [{"kind": kind, "left": "1 hour", "tell": ["owner"]}],
        "at_target": {"tell": ["owner"]},
        "late": {"every": "1 hour", "tell": [["owner"]]},
    }
    with pytest.raises(ValueError, match="is taken"):
        ClockRules.model_validate(content)
