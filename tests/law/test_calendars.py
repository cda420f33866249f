"""Working days by place: weekends, holidays, closures, and years that are not known."""

from datetime import date
from pathlib import Path

import pytest
from holidays import country_holidays

from bot.law.calendars import CalendarUnknown, calendar_for
from bot.law.places import Places
from bot.strict import parse, read

PLACES = parse(Places, read(Path(__file__).parents[2] / "regulations" / "jurisdictions.yaml"))


@pytest.mark.parametrize(
    ("code", "on", "why"),
    [
        ("US", date(2026, 7, 3), "Independence Day"),  # a Saturday holiday is kept on Friday
        ("US", date(2027, 12, 31), "New Year"),  # ... even in the year before
        ("US", date(2026, 10, 12), "Columbus"),
        ("US-CA", date(2026, 11, 27), "Thanksgiving"),
        ("US-VT", date(2026, 8, 17), "Bennington"),
        ("BR", date(2026, 11, 20), "public holiday"),
        ("SEC", date(2018, 12, 5), "a day of closure"),
        ("SEC", date(2019, 12, 24), "a day of closure"),
        ("SEC", date(2020, 12, 24), "a day of closure"),
        ("SEC", date(2025, 1, 9), "a day of closure"),
        ("SEC", date(2021, 6, 18), "Juneteenth"),  # announced on the day before
        ("US-IA", date(2026, 11, 27), "Day After Thanksgiving"),
        ("US-VT", date(2026, 10, 12), "Indigenous Peoples' Day"),
        ("GB", date(2026, 8, 31), "Bank Holiday"),  # the days of England, where the authorities sit
        ("JP-APPI", date(2026, 12, 30), "a day of closure"),
        ("EU-INST", date(2026, 12, 28), "a day of closure"),
        ("EU-INST", date(2026, 4, 2), "a day of closure"),  # Maundy Thursday
        ("EU-INST", date(2026, 4, 3), "Good Friday"),
        ("EU-INST", date(2027, 5, 7), "a day of closure"),  # the day after Ascension
        ("EU-INST", date(2028, 6, 5), "a day of closure"),  # Whit Monday
        ("EG", date(2026, 11, 27), "a Friday"),
        ("EG", date(2026, 11, 28), "a Saturday"),
        ("DE", date(2026, 11, 29), "a Sunday"),
    ],
)
def test_a_closed_day_says_why(code: str, on: date, why: str) -> None:
    assert why in str(calendar_for(PLACES, code).why_closed(on))


@pytest.mark.parametrize(
    ("code", "on"),
    [
        ("EG", date(2026, 11, 29)),  # a Sunday is a working day in Egypt
        ("US-CA", date(2026, 10, 12)),  # California does not keep Columbus Day
        ("US-CA", date(2028, 2, 15)),  # commemorations on which offices are open
        ("US-IA", date(2026, 2, 12)),
        ("US-TX", date(2026, 4, 21)),
        ("US-VT", date(2026, 6, 19)),  # no Juneteenth by statute
        ("SEC", date(2020, 6, 19)),  # the year before Juneteenth became a holiday
        ("SEC", date(2026, 4, 3)),  # Good Friday closes the exchanges, not EDGAR
        ("BR", date(2026, 2, 17)),  # Carnival is optional
        ("US", date(2026, 11, 27)),  # the day after Thanksgiving is not a federal holiday
    ],
)
def test_an_open_day_has_no_reason(code: str, on: date) -> None:
    assert calendar_for(PLACES, code).why_closed(on) is None


def test_a_calendar_refuses_years_that_it_does_not_know() -> None:
    with pytest.raises(CalendarUnknown, match="Germany in 2041"):
        calendar_for(PLACES, "DE").why_closed(date(2041, 1, 2))


def test_a_place_without_a_calendar_knows_weekends_only() -> None:
    nowhere = calendar_for(PLACES, "CONTRACT")
    assert str(nowhere.why_closed(date(2026, 11, 22))) == "a Sunday"
    with pytest.raises(CalendarUnknown):
        nowhere.why_closed(date(2026, 11, 23))


def test_the_next_working_day_skips_a_whole_closure() -> None:
    """1 January 2027 is a Friday; the authorities of Japan are closed from 29 December to 3 January, a Sunday."""
    assert calendar_for(PLACES, "JP").on_or_after(date(2026, 12, 29)) == date(2027, 1, 4)


def test_closures_between_two_days_are_named_without_plain_weekends() -> None:
    found = calendar_for(PLACES, "US").closed_between(date(2026, 11, 20), date(2026, 11, 30))
    assert [on for on, _ in found] == [date(2026, 11, 26)]


def test_a_commemoration_on_a_real_holiday_leaves_the_holiday() -> None:
    """15 February 2027 is Presidents' Day and Susan B. Anthony Day."""
    assert str(calendar_for(PLACES, "US-CA").why_closed(date(2027, 2, 15))) == "a public holiday (Presidents' Day)"


def test_offices_are_open_only_on_days_that_the_calendar_knows_by_that_name() -> None:
    for code, rule in PLACES.calendars.items():
        for base, named in ((rule.base, rule.open), *rule.also.items()):
            country, _, part = base.partition("-")
            known = country_holidays(country, subdiv=part or None, years=range(2015, 2035)).values()
            assert named <= {name.removesuffix(" (observed)") for found in known for name in found.split("; ")}, code


def test_a_saturday_designated_as_a_working_day_counts_but_never_ends_a_roll() -> None:
    """Belarus worked on Saturday 25 April 2026, so that 20 April was free."""
    belarus = calendar_for(PLACES, "BY")
    assert belarus.add(date(2026, 4, 22), 3, moved=True) == date(2026, 4, 25)
    assert belarus.add(date(2026, 4, 22), 3) == date(2026, 4, 27)
    assert belarus.on_or_after(date(2026, 4, 25)) == date(2026, 4, 27)
    assert belarus.made_between(date(2026, 4, 22), date(2026, 4, 27)) == (date(2026, 4, 25),)
