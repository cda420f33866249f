"""The time of day as people type it: `16:30`, `9.30pm`, `16 Uhr`, `half past nine`, `noon`, `end of day`."""

import re
from datetime import time

from bot.typed.time_parts import END, HOUR, Parts, TimeOfDay, number_in, one_of, patterns, said_twice
from bot.typed.time_words import ABOUT, DAY_END, MIDNIGHT, NOON, NUMBERS, PERIODS

YEARS = range(1900, 2100)
JOINED = re.compile(r"(?:at|um|gegen|a|a las?|@|vers|about|around|ca\.?|circa|etwa|~) ?$")


def _set_clock(found: Parts, *clocks: TimeOfDay) -> bool:
    if found.clocks:
        raise said_twice(found)
    found.clocks = list(clocks)
    return True


def _clock(found: Parts, match: re.Match[str]) -> bool:
    """`9:30`, `9.30pm`, `16h`, `0930 hrs`, `3am`, `5p`: as written, by the 24-hour clock unless am or pm is said.
    `24:00` is the end of the day."""
    given = match.groupdict()
    hour, minute, second = int(given["hour"]), int(given.get("minute") or 0), int(given.get("second") or 0)
    half = (given.get("half") or "")[:1]
    if half == "p" and 12 < hour < 24 and given.get("minute"):  # 15:00 pm; 13pm may be a slip
        half = ""
    if half and not 1 <= hour <= 12:
        return False
    if (hour, minute, second) == (24, 0, 0):
        return _set_clock(found, TimeOfDay(time(0), days=1))
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    if hour > 23 or minute > 59 or second > 59:
        return False
    return _set_clock(found, TimeOfDay(time(hour, minute, second), spoken=False))


def _military(found: Parts, match: re.Match[str]) -> bool:
    """`0930`, `093000`. Four digits that could be a year are none."""
    hour, minute, second, hours = match.groups()
    if not (hours or second or int(hour + minute) not in YEARS):
        return False
    return _set_clock(found, TimeOfDay(time(int(hour), int(minute), int(second or 0))))


def _hour_of(text: str) -> int:
    return int(number_in(text))


def _spoken(found: Parts, hour: int, minutes: int = 0) -> bool:
    """An hour as it is said: nine may be nine in the evening; seventeen is not."""
    if not 0 <= hour <= 23 or abs(minutes) > 59:
        return False
    turned = (hour * 60 + minutes) % (12 * 60 if 1 <= hour <= 12 else 24 * 60)
    return _set_clock(found, TimeOfDay(time(turned // 60, turned % 60), spoken=1 <= hour <= 12))


def _bare_hour(found: Parts, match: re.Match[str]) -> bool:
    """A number alone may be anything. It is an hour after “at”, with o'clock, as a word, or beside a day's name."""
    named = found.day is not None and not (found.day.dates or found.day.yearly)
    if not (named or match[2] or match[1].isalpha() or JOINED.search(found.text[: match.start()])):
        return False
    return _spoken(found, _hour_of(match[1]))


FRACTIONS = {
    "half": 30, "quarter": 15, "a quarter": 15, "viertel": 15, "et demie": 30, "et demi": 30, "et quart": 15,
    "le quart": 15, "media": 30, "cuarto": 15,
}  # fmt: skip


def _past(found: Parts, match: re.Match[str]) -> bool:
    """`half past nine`, `quarter to ten`, `viertel vor acht`, `neuf heures moins le quart`, `nueve y media`."""
    given = match.groupdict()
    minutes = FRACTIONS.get(given["part"]) or _hour_of(given["part"])
    before = given["way"] in ("to", "vor", "moins", "menos")
    return _spoken(found, _hour_of(given["hour"]), -minutes if before else minutes)


def _half_hour(found: Parts, match: re.Match[str]) -> bool:
    """German halb zehn is half past nine."""
    return _spoken(found, _hour_of(match[1]), -30)


def _half_nine(found: Parts, match: re.Match[str]) -> bool:
    """Half nine is half past nine in Britain and half past eight to a German."""
    hour = _hour_of(match[1])
    if not 1 <= hour <= 12:
        return False
    return _set_clock(found, *(TimeOfDay(time((hour - back) % 12, 30), spoken=True) for back in (0, 1)))


def _noon(found: Parts, _match: re.Match[str]) -> bool:
    return _set_clock(found, TimeOfDay(time(12)))


def _midnight(found: Parts, _match: re.Match[str]) -> bool:
    """The day's first moment or its last."""
    return _set_clock(found, TimeOfDay(time(0)), TimeOfDay(time(0), days=1))


def _day_end(found: Parts, _match: re.Match[str]) -> bool:
    return _set_clock(found, TimeOfDay.day_end())


def _about(found: Parts, _match: re.Match[str]) -> bool:
    found.exact = False
    return True


def _period(found: Parts, match: re.Match[str]) -> bool:
    if found.period:
        raise said_twice(found)
    found.period = PERIODS[match[1]]
    return True


CLOCK_PATTERNS = patterns(
    (rf"({one_of(PERIODS)}){END}", _period),
    (rf"(?:{one_of(ABOUT)})(?![a-z])", _about),
    (rf"({one_of(DAY_END)}){END}", _day_end),
    (rf"({one_of(NOON)}){END}", _noon),
    (rf"({one_of(MIDNIGHT)}){END}", _midnight),
    (
        rf"(?P<part>half|a quarter|quarter|{one_of(NUMBERS)}|[0-9]{{1,2}}) ?(?:minutes )?(?P<way>past|to) "
        rf"(?P<hour>{HOUR}){END}",
        _past,
    ),
    (rf"halb ({HOUR}){END}", _half_hour),
    (rf"half ({HOUR}){END}", _half_nine),
    (
        rf"(?P<part>viertel|{one_of(NUMBERS)}|[0-9]{{1,2}}) (?:minuten )?(?P<way>nach|vor) (?P<hour>{HOUR}){END}",
        _past,
    ),
    (rf"(?P<hour>{HOUR}) ?h(?:eures?)? (?P<way>)(?P<part>et demie?|et quart){END}", _past),
    (rf"(?P<hour>{HOUR}) ?h(?:eures?)? (?P<way>moins) (?P<part>le quart|{HOUR}){END}", _past),
    (rf"(?P<hour>{HOUR}) (?P<way>y|menos) (?P<part>media|cuarto|{HOUR}){END}", _past),
    (
        r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]+)?)?(?![0-9])"
        r"(?: ?(?P<half>[ap]\.?m)\b\.?)?(?: ?(?:uhr|hrs|h)\b)?",
        _clock,
    ),
    (r"(?P<hour>[0-9]{1,2}) ?(?P<half>[ap]\.?m)\b\.?", _clock),
    (r"(?P<hour>[0-9]{1,2})(?P<half>[ap])\b", _clock),
    (r"(?P<hour>[0-9]{1,2}) ?(?:h|uhr|heures?|horas?)(?: ?(?P<minute>[0-9]{2}))?\b", _clock),
    (r"([01][0-9]|2[0-3])([0-5][0-9])([0-5][0-9])?(?![0-9])(?: ?(hours|hrs|h|uhr)\b)?", _military),
    (rf"({HOUR})( ?o'? ?clock| heures?)?{END}(?![:./-][0-9])", _bare_hour),
)
"""Longer names first, a bare hour last."""
