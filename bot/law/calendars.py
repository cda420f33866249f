"""The working days of a place, and why a day is not one.

Decides which days are closed. How a period is counted with them is decided in `counting_conventions`. A calendar is a
place's public holidays and weekend (from the `holidays` package, national or state level), with days closed by
decision, yearly closures and days of open offices from regulations/jurisdictions.yaml. It says why a day is closed, so
that a deadline can be explained.

Caveats: years outside FIRST_YEAR to LAST_YEAR are refused, because their holidays are not known. Weekends are not
Saturday and Sunday everywhere (Egypt: Friday and Saturday). Some governments make a Saturday a working day: a period in
working days counts it, a last day is never moved onto it. Optional holidays (Carnival in Brazil) are working days. A
state decides its own holidays: `US` is the federal calendar.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from bot.law.places import CalendarRule, Places
from bot.sentences import Sentence, Text, form, sentence

if TYPE_CHECKING:
    from holidays import HolidayBase

FIRST_YEAR, LAST_YEAR = 2015, 2034
ONE_DAY = timedelta(days=1)
WEEKDAYS = (
    form("a Monday"),
    form("a Tuesday"),
    form("a Wednesday"),
    form("a Thursday"),
    form("a Friday"),
    form("a Saturday"),
    form("a Sunday"),
)


class CalendarUnknown(Exception):
    """The public holidays of that place are not known for that year."""

    def __init__(self, place: str, year: int) -> None:
        super().__init__(f"The public holidays of {place} in {year} are not known.")
        self.place, self.year = place, year


class Calendar:
    """The working days of one place."""

    def __init__(self, code: str, name: str, base: HolidayBase | None, rule: CalendarRule | None = None) -> None:
        self.code, self.name, self._base = code, name, base
        self._weekend = base.weekend if base is not None else {5, 6}
        self._closed = frozenset(rule.closed) if rule else frozenset()
        self._yearly = frozenset(rule.closed_yearly) if rule else frozenset()
        self._open = rule.open if rule else frozenset()
        self._also = [(_base(other), names) for other, names in rule.also.items()] if rule else []
        self._days: dict[date, Text | None] = {}

    def why_closed(self, on: date) -> Text | None:
        """'a Sunday', 'a public holiday (Christmas Day)', 'a day of closure', or None for a working day."""
        if on not in self._days:
            self._days[on] = self._looked_up(on)
        return self._days[on]

    def _looked_up(self, on: date) -> Sentence | None:
        if on.weekday() in self._weekend:
            return sentence(WEEKDAYS[on.weekday()])
        if self._base is None or not FIRST_YEAR <= on.year <= LAST_YEAR:
            raise CalendarUnknown(self.name, on.year)
        if on in self._closed or f"{on:%m-%d}" in self._yearly:
            return sentence("a day of closure")
        holidays = [name for name in self._base.get_list(on) if _plain(name) not in self._open]
        for other, names in self._also:
            holidays += [name for name in (other.get_list(on) if other is not None else ()) if _plain(name) in names]
        return sentence("a public holiday ({names})", names="; ".join(holidays)) if holidays else None

    def on_or_after(self, on: date) -> date:
        """The day itself when it is a working day, else the next one."""
        while self.why_closed(on):
            on += ONE_DAY
        return on

    def made_working(self, on: date) -> bool:
        """Whether a government made this weekend day a working day in exchange for another (Belarus, Kazakhstan)."""
        if self._base is None or on.weekday() not in self._weekend:
            return False
        return on not in self._base and on in self._base.weekend_workdays  # asking for the day first loads its year

    def add(self, on: date, days: int, holidays: bool = True, moved: bool = False) -> date:
        """The `days`-th working day after `on`, which itself does not count; weekends only without `holidays`; with
        `moved`, weekend days that were made working days count."""
        while days:
            on += ONE_DAY
            closed = self.why_closed(on) if holidays else on.weekday() in self._weekend
            days -= not closed or (moved and self.made_working(on))
        return on

    def closed_between(self, start: date, end: date) -> tuple[tuple[date, Text], ...]:
        """Holidays and closures (not plain weekends) after `start` and up to `end`."""
        found = ((on, self.why_closed(on)) for on in _days(start, end))
        return tuple((on, why) for on, why in found if why and on.weekday() not in self._weekend)

    def made_between(self, start: date, end: date) -> tuple[date, ...]:
        """Weekend days that were made working days, after `start` and up to `end`."""
        return tuple(on for on in _days(start, end) if self.made_working(on))


def _plain(holiday: str) -> str:
    """The name of a holiday that is kept on another day because it falls on a weekend."""
    return holiday.removesuffix(" (observed)")


def _days(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=number) for number in range(1, (end - start).days + 1))


@lru_cache(maxsize=512)
def calendar_for(places: Places, code: str) -> Calendar:
    """The calendar of a place, or of a named rule such as SEC; an empty one when there is none."""
    rule = places.calendars.get(code)
    place = places.places.get(code)
    base_code = rule.base if rule else (place.calendar if place and place.calendar else code)
    if rule is None and base_code in places.calendars:
        rule = places.calendars[base_code]
        base_code = rule.base
    return Calendar(code, rule.name if rule else places.name(code), _base(base_code), rule)


@cache
def _country_holidays() -> Callable[..., HolidayBase]:
    """Imported where the first calendar is asked for, because most commands need none, and without its packages of all
    countries and all markets: those import each of them, which takes 9 MB, where a law needs a few."""
    import holidays

    for kind in ("countries", "financial"):
        package = ModuleType(f"holidays.{kind}")
        package.__path__ = [str(Path(path) / kind) for path in holidays.__path__]
        sys.modules.setdefault(package.__name__, package)
    return holidays.country_holidays


def _base(code: str) -> HolidayBase | None:
    country_holidays = _country_holidays()
    country, _, part = code.partition("-")
    for subdivision in (part or None, None):
        try:
            return country_holidays(country, subdiv=subdivision)
        except NotImplementedError:
            continue
    return None
