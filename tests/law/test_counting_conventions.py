"""Counting conventions: examples worked out by hand, and properties that are true for every instant."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.law.calendars import calendar_for
from bot.law.counting_conventions import CountingBasis, count
from bot.law.periods import Counting, Period, Unit
from bot.law.places import Places
from bot.strict import parse, read

PLACES = parse(Places, read(Path(__file__).parents[2] / "regulations" / "jurisdictions.yaml"))
ZONES = {
    "DE": "Europe/Berlin",
    "IE": "Europe/Dublin",
    "US": "America/New_York",
    "US-CA": "America/Los_Angeles",
    "EG": "Africa/Cairo",
    "JP": "Asia/Tokyo",
    "AU-NSW": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "IN": "Asia/Kolkata",
    "SEC": "America/New_York",
}
CONVENTIONS = [
    (Counting.ELAPSED, "72 hours"),
    (Counting.EU, "72 hours"),
    (Counting.UK, "72 hours"),
    (Counting.EU, "15 days"),
    (Counting.EU, "1 month"),
    (Counting.DORA, "72 hours"),
    (Counting.DORA, "1 month"),
    (Counting.NEXT_DAY, "5 days"),
    (Counting.NEXT_DAY, "3 business days"),
    (Counting.NEXT_DAY_ROLLED, "30 days"),
    (Counting.JAPAN, "30 days"),
    (Counting.JAPAN_FIXED, "5 days"),
    (Counting.US, "30 days"),
    (Counting.US, "15 business days"),
    (Counting.SEC, "4 business days"),
]
TRIGGERS = st.datetimes(datetime(2018, 1, 1), datetime(2032, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))
PLACE = st.sampled_from(sorted(ZONES))
CONVENTION = st.sampled_from(CONVENTIONS)


def basis(place: str, relief: bool = True) -> CountingBasis:
    return CountingBasis(ZoneInfo(ZONES[place]), (calendar_for(PLACES, place),), relief)


def local(text: str, place: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONES[place])).astimezone(UTC)


@given(TRIGGERS, CONVENTION, PLACE)
def test_nothing_is_due_before_its_trigger_and_the_limit_is_never_before_the_target(
    trigger_at: datetime, convention: tuple[Counting, str], place: str
) -> None:
    counted, period = convention
    span = count(Period.parse(period), counted, trigger_at, basis(place))
    assert trigger_at <= span.target_at <= span.limit_at


@given(TRIGGERS, st.timedeltas(timedelta(0), timedelta(days=9)), CONVENTION, PLACE)
def test_a_later_trigger_never_gives_an_earlier_limit(
    trigger_at: datetime, later: timedelta, convention: tuple[Counting, str], place: str
) -> None:
    """By the day for DORA: what ends on a Sunday is on time until noon on Monday, what ends on Monday at 9 is not."""
    counted, period = convention
    first = count(Period.parse(period), counted, trigger_at, basis(place)).limit_at
    second = count(Period.parse(period), counted, trigger_at + later, basis(place)).limit_at
    if counted == Counting.DORA:
        assert first.astimezone(ZoneInfo(ZONES[place])).date() <= second.astimezone(ZoneInfo(ZONES[place])).date()
    else:
        assert first <= second


@given(TRIGGERS, st.timedeltas(timedelta(0), timedelta(days=9)), PLACE)
def test_a_later_trigger_never_gives_an_earlier_target_for_hours(
    trigger_at: datetime, later: timedelta, place: str
) -> None:
    for counted in (Counting.ELAPSED, Counting.EU, Counting.DORA):
        spans = [count(Period(72, Unit.HOURS), counted, at, basis(place)) for at in (trigger_at, trigger_at + later)]
        assert spans[0].target_at <= spans[1].target_at


@given(TRIGGERS, PLACE, PLACE)
def test_hours_do_not_depend_on_the_zone(trigger_at: datetime, one: str, other: str) -> None:
    for counted in (Counting.ELAPSED, Counting.EU, Counting.UK, Counting.DORA):
        spans = [count(Period(24, Unit.HOURS), counted, trigger_at, basis(place)) for place in (one, other)]
        assert spans[0].target_at == spans[1].target_at == trigger_at + timedelta(hours=24)


@given(TRIGGERS, st.sampled_from(["DE", "US", "US-CA", "JP", "BR"]))
def test_the_eu_hour_limit_is_at_most_one_hour_after_the_target(trigger_at: datetime, place: str) -> None:
    span = count(Period(72, Unit.HOURS), Counting.EU, trigger_at, basis(place))
    assert timedelta(0) < span.limit_at - span.target_at <= timedelta(hours=1)
    assert span.limit_at.minute == span.limit_at.second == 0


@given(TRIGGERS, PLACE)
def test_us_days_end_at_the_last_second_of_a_day_and_do_not_roll(trigger_at: datetime, place: str) -> None:
    zone = ZoneInfo(ZONES[place])
    span = count(Period(30, Unit.DAYS), Counting.US, trigger_at, basis(place))
    assert span.target_at == span.limit_at
    last = span.target_at.astimezone(zone)
    assert (last.hour, last.minute, last.second) == (23, 59, 59)
    assert last.date() == trigger_at.astimezone(zone).date() + timedelta(days=30)


@given(TRIGGERS, st.sampled_from(["DE", "IE", "EG"]))
def test_an_eu_period_of_days_ends_on_a_working_day(trigger_at: datetime, place: str) -> None:
    span = count(Period(15, Unit.DAYS), Counting.EU, trigger_at, basis(place))
    last = span.limit_at.astimezone(ZoneInfo(ZONES[place])).date()
    assert calendar_for(PLACES, place).why_closed(last) is None


@given(TRIGGERS, st.sampled_from(["DE", "IE", "EG", "BR"]))
def test_an_eu_period_of_two_days_has_two_working_days(trigger_at: datetime, place: str) -> None:
    zone = ZoneInfo(ZONES[place])
    span = count(Period(2, Unit.DAYS), Counting.EU, trigger_at, basis(place))
    start, last = trigger_at.astimezone(zone).date(), span.limit_at.astimezone(zone).date()
    days = [start + timedelta(days=number) for number in range(1, (last - start).days + 1)]
    assert sum(calendar_for(PLACES, place).why_closed(on) is None for on in days) >= 2


@given(TRIGGERS, st.sampled_from(["US", "US-CA", "EG", "BR", "SEC"]), st.integers(1, 20))
def test_business_days_contain_exactly_that_many_working_days(trigger_at: datetime, place: str, days: int) -> None:
    zone, calendar = ZoneInfo(ZONES[place]), calendar_for(PLACES, place)
    span = count(Period(days, Unit.BUSINESS_DAYS), Counting.NEXT_DAY, trigger_at, basis(place))
    start, last = trigger_at.astimezone(zone).date(), span.limit_at.astimezone(zone).date()
    counted = [start + timedelta(days=number) for number in range(1, (last - start).days + 1)]
    assert sum(calendar.why_closed(on) is None for on in counted) == days
    assert calendar.why_closed(last) is None


@given(TRIGGERS)
def test_a_sec_filing_is_due_at_half_past_five_in_new_york(trigger_at: datetime) -> None:
    span = count(Period(4, Unit.BUSINESS_DAYS), Counting.SEC, trigger_at, basis("US-CA"))
    for moment in (span.target_at, span.limit_at):
        assert moment.astimezone(ZoneInfo("America/New_York")).strftime("%H:%M") == "17:30"


@given(TRIGGERS)
def test_japan_counts_the_day_of_knowledge_as_day_one(trigger_at: datetime) -> None:
    zone = ZoneInfo("Asia/Tokyo")
    span = count(Period(30, Unit.DAYS), Counting.JAPAN, trigger_at, basis("JP"))
    assert span.target_at.astimezone(zone).date() == trigger_at.astimezone(zone).date() + timedelta(days=29)


@given(TRIGGERS, st.sampled_from(["DE", "IE"]))
def test_doras_relief_only_ever_moves_the_limit_and_to_noon(trigger_at: datetime, place: str) -> None:
    with_, without = (
        count(Period(72, Unit.HOURS), Counting.DORA, trigger_at, basis(place, relief)) for relief in (True, False)
    )
    assert with_.target_at == without.target_at == without.limit_at
    if with_.limit_at != without.limit_at:
        assert with_.limit_at.astimezone(ZoneInfo(ZONES[place])).strftime("%H:%M:%S") == "12:00:00"


@settings(max_examples=60)
@given(TRIGGERS, CONVENTION, PLACE)
def test_every_step_is_a_sentence(trigger_at: datetime, convention: tuple[Counting, str], place: str) -> None:
    counted, period = convention
    for step in count(Period.parse(period), counted, trigger_at, basis(place)).steps:
        said = str(step.sentence)
        assert said[0].isupper() or said[0].isdigit()
        assert said.endswith(".")
        assert not re.search(r"[{}]", said), "every place is filled"


def test_one_month_from_the_31st_ends_on_the_last_day_of_a_shorter_month() -> None:
    span = count(Period(1, Unit.MONTHS), Counting.EU, local("2027-03-31T09:00", "IE"), basis("IE"))
    assert span.target_at == local("2027-04-30T09:00", "IE")
    assert span.limit_at == local("2027-04-30T23:59:59", "IE")


def test_months_are_not_sticky_at_the_end_of_february() -> None:
    """28 February plus one month is 28 March, not the 31st."""
    span = count(Period(1, Unit.MONTHS), Counting.EU, local("2027-02-28T09:00", "DE"), basis("DE"))
    assert span.target_at == local("2027-03-28T09:00", "DE")


def test_a_month_that_ends_on_a_holiday_weekend_runs_to_the_next_working_day() -> None:
    """1 May 2027 is a Saturday, Monday 3 May a bank holiday in Ireland."""
    span = count(Period(1, Unit.MONTHS), Counting.EU, local("2027-04-01T10:00", "IE"), basis("IE"))
    assert span.limit_at == local("2027-05-04T23:59:59", "IE")


def test_a_half_hour_zone_moves_the_hour_grid_but_not_the_target() -> None:
    """09:10 in Kolkata is 03:40Z: the local hour ends at 04:30Z."""
    trigger_at = datetime(2026, 11, 24, 3, 40, tzinfo=UTC)
    span = count(Period(72, Unit.HOURS), Counting.EU, trigger_at, basis("IN"))
    assert span.target_at == trigger_at + timedelta(hours=72)
    assert span.limit_at == datetime(2026, 11, 27, 4, 30, tzinfo=UTC)


def test_a_target_at_a_skipped_local_time_falls_after_the_gap() -> None:
    """Clocks in Berlin jump from 02:00 to 03:00 on 28 March 2027; 02:30 did not exist and is read as 03:30."""
    span = count(Period(1, Unit.MONTHS), Counting.EU, local("2027-02-28T02:30", "DE"), basis("DE"))
    assert span.target_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_two_calendars_that_disagree_set_target_and_limit() -> None:
    """Illinois keeps 12 February (Lincoln), the federal calendar does not."""
    both = CountingBasis(ZoneInfo("America/Chicago"), (calendar_for(PLACES, "US"), calendar_for(PLACES, "US-IL")))
    trigger_at = datetime(2026, 2, 10, 15, tzinfo=UTC)
    span = count(Period(5, Unit.BUSINESS_DAYS), Counting.US, trigger_at, both)
    zone = ZoneInfo("America/Chicago")
    assert (span.target_at.astimezone(zone).date(), span.limit_at.astimezone(zone).date()) == (
        date(2026, 2, 18),
        date(2026, 2, 19),
    )


def test_a_year_with_unknown_holidays_is_reported_and_only_weekends_count() -> None:
    """1 January 2040 is a Sunday; without holidays Monday 2 and Tuesday 3 are the first two working days."""
    span = count(Period(2, Unit.BUSINESS_DAYS), Counting.NEXT_DAY, local("2039-12-31T09:00", "BR"), basis("BR"))
    assert span.target_at == local("2040-01-03T09:00", "BR")
    assert any("not known" in str(step.sentence) for step in span.steps)


@pytest.mark.parametrize("text", ["72", "72:00", "three days", "0.5 hours", "5 years", ""])
def test_a_period_that_is_not_a_number_and_a_unit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write a number and a unit"):
        Period.parse(text)


def test_hours_and_days_do_not_convert() -> None:
    assert Period.parse("24 hours") != Period.parse("1 day")
    with pytest.raises(ValueError, match="cannot be used with hours"):
        count(Period(24, Unit.HOURS), Counting.US, datetime(2026, 1, 1, tzinfo=UTC), basis("US"))
