"""The day in a time as people type it: dates in every order, yesterday, days of the week, lengths of time.

With dots the day comes before the month; with other signs both orders are kept.
"""

import re
from datetime import date, timedelta

from bot.errors import UsageError
from bot.messages import _
from bot.typed.time_parts import END, NUMBER, NamedDay, Parts, number_in, one_of, patterns, said_twice
from bot.typed.time_words import (
    DAYS,
    LAST,
    LAST_NIGHT,
    LAST_NIGHTS,
    MONTHS,
    MORNING,
    MORNINGS,
    NEXT,
    NOW,
    THIS,
    UNITS,
    WEEKDAYS,
)

UNIT, MONTH, WEEKDAY = one_of(UNITS), one_of(MONTHS), one_of(WEEKDAYS)
ORDINAL = r"(?:st|nd|rd|th|er|re|o|\.)?"
LENGTH = (
    rf"({NUMBER})[ -]?({UNIT})\.?(?: (and a half|et demie?|y media))?"
    rf"(?:(?:,| and| und| et| y)? ?({NUMBER})[ -]?({UNIT})?\.?)?"
)
AHEAD = ("in", "dans", "en")
MOST_DAYS = 99_999  # more lead out of the years that are read


def _length(found: Parts, match: re.Match[str]) -> bool:
    """Hours and minutes are counted from now; days and weeks name a day. A huge number is capped beyond 1970."""
    amount, unit, half, more, smaller = match.groups()
    least = min(number_in(amount), 1e6)
    if half:
        least += 0.5
    if found.from_now is not None:
        raise said_twice(found)
    sign = 1 if match[0].startswith(AHEAD) else -1
    if UNITS[unit] >= timedelta(days=1) and not more:
        return _set_day(found, NamedDay(ahead=sign * min(round(least * UNITS[unit].days), MOST_DAYS)))
    rest = min(number_in(more), 1e6) * UNITS[smaller or "min"] if more else timedelta()
    found.from_now = sign * (least * UNITS[unit] + rest)
    return True


def _now(found: Parts, _match: re.Match[str]) -> bool:
    if found.from_now is not None:
        raise said_twice(found)
    found.from_now = timedelta()
    return True


def _set_day(found: Parts, day: NamedDay) -> bool:
    """A day of the week may stand beside a date."""
    before = found.day
    if before is None:
        found.day = day
    elif before.weekday is not None and day.weekday is None:
        found.day, found.weekday = day, before.weekday
    elif day.weekday is not None and before.weekday is None and found.weekday is None:
        found.weekday = day.weekday
    else:
        raise said_twice(found)
    return True


def _dates(*orders: tuple[int, int, int]) -> tuple[date, ...]:
    """The days that exist, of (year, month, day); each once."""
    found = []
    for year, month, day in orders:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


def _dated(found: Parts, *orders: tuple[int, int, int]) -> bool:
    if not (dates := _dates(*orders)):
        raise UsageError(
            _("“{text}” is not a day that exists.", text=found.typed),
            _("Check the day and the month. Write 20 Nov 2026 14:30."),
        )
    return _set_day(found, NamedDay(dates))


def _year_first(found: Parts, match: re.Match[str]) -> bool:
    return _dated(found, (int(match[1]), int(match[3]), int(match[4])))


def _numeric(found: Parts, match: re.Match[str]) -> bool:
    """With dots the day comes first, as everywhere where dots are used; else the order is open."""
    first, sign, second, last = int(match[1]), match[2], int(match[3]), match[4]
    year = int(last) if len(last) == 4 else 2000 + int(last)
    orders = [(year, second, first), (year, first, second)]
    if sign == ".":
        return _dated(found, *((_dates(orders[0]) and orders[:1]) or orders))
    if len(last) == 2:
        orders.append((2000 + first, second, int(last)))
    return _dated(found, *orders)


def _yearless(found: Parts, match: re.Match[str]) -> bool:
    """`24/11` and `24.11.`: a leap year tells which of the days exist."""
    first, second = int(match[1]), int(match[2])
    orders = [(second, first)] if "." in match[0] else [(second, first), (first, second)]
    days = tuple(dict.fromkeys(order for order in orders if _dates((2024, *order))))
    return bool(days) and _set_day(found, NamedDay(yearly=days))


def _named_month(found: Parts, match: re.Match[str]) -> bool:
    given = match.groupdict()
    month, day = MONTHS[given["month"]], int(given["day"])
    if given["year"]:
        year = int(given["year"].removeprefix("'"))
        return _dated(found, (year + 2000 if year < 100 else year, month, day))
    return bool(_dates((2024, month, day))) and _set_day(found, NamedDay(yearly=((month, day),)))


def _day_word(found: Parts, match: re.Match[str]) -> bool:
    return _set_day(found, NamedDay(ahead=DAYS[match[1]]))


def _german_morning(found: Parts, match: re.Match[str]) -> bool:
    found.period = MORNING
    return _set_day(found, NamedDay(ahead=MORNINGS[match[1]]))


def _last_night(found: Parts, _match: re.Match[str]) -> bool:
    found.period = LAST_NIGHT
    return _set_day(found, NamedDay(ahead=-1))


def _late_year(found: Parts, match: re.Match[str]) -> bool:
    """The year that comes after everything else, as in `24 Nov 09:30 UTC 2026`."""
    if found.day is None or not found.day.yearly:
        return False
    found.day = NamedDay(_dates(*((int(match[1]), month, day) for month, day in found.day.yearly)))
    return bool(found.day.dates)


def _this(found: Parts, match: re.Match[str]) -> bool:
    found.period = THIS[match[1]]
    return _set_day(found, NamedDay(ahead=0))


def _weekday(found: Parts, match: re.Match[str]) -> bool:
    which = "last" if match["before"] in LAST or match["after"] in LAST else ""
    which = "next" if match["before"] in NEXT or match["after"] in NEXT else which
    return _set_day(found, NamedDay(weekday=WEEKDAYS[match["weekday"]], which=which))


YEAR = r"[0-9]{4}|'[0-9]{2}"
"""Two digits alone may be a day or an hour as well."""
DAY_PATTERNS = patterns(
    (rf"{LENGTH} ago{END}", _length),
    (rf"(?:vor|il y a|hace) {LENGTH}{END}", _length),
    (rf"(?:{one_of(AHEAD)}) (?:the next )?{LENGTH}{END}", _length),
    (rf"({one_of(NOW)}){END}", _now),
    (r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:t(?=[0-9])|(?![0-9]))", _year_first),
    (r"([0-9]{4})()([0-9]{2})([0-9]{2})(?:t(?=[0-9])|(?![0-9]))", _year_first),
    (r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9:])", _numeric),
    (r"([0-9]{1,2})/([0-9]{1,2})(?![0-9/])", _yearless),
    (r"([0-9]{1,2})\.([0-9]{1,2})\.(?![0-9])", _yearless),
    (
        rf"(?P<day>[0-9]{{1,2}}){ORDINAL}[ /-]?(?:of |de |d')?(?P<month>{MONTH})\.?"
        rf"(?:,? ?[/-]?(?:de |del )?(?P<year>{YEAR})(?![0-9.h]))?{END}",
        _named_month,
    ),
    (
        rf"(?P<month>{MONTH})\.?[ -]?(?P<day>[0-9]{{1,2}}){ORDINAL}(?![0-9:.]|h[0-9]| ?[ap]\.?m)"
        rf"(?:,? ?-?(?P<year>{YEAR})(?![0-9:.h]))?{END}",
        _named_month,
    ),
    (rf"({one_of(MORNINGS)}){END}", _german_morning),
    (rf"({one_of(THIS)}){END}", _this),
    (rf"({one_of(LAST_NIGHTS)}){END}", _last_night),
    (r"((?:19|20)[0-9]{2})(?![0-9:.h])", _late_year),
    (rf"({one_of(DAYS)}){END}", _day_word),
    (
        rf"(?:am )?(?:(?P<before>{one_of([*LAST, *NEXT])}) )?(?P<weekday>{WEEKDAY})\.?"
        rf"(?: (?P<after>{one_of([*LAST, *NEXT])}))?{END}",
        _weekday,
    ),
)
"""Longer names first."""
