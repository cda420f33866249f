"""The parts of a time as people type it, and what each holds: the day, the time of day, the zone, a length of time.

Each part keeps all its readings; `times` puts them together.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from bot.errors import UsageError
from bot.messages import _
from bot.typed.time_words import ARTICLES, LAST_NIGHT, MORNING, NIGHT, NUMBERS
from bot.typed.zones import NamedZone


@dataclass(frozen=True)
class TimeOfDay:
    """A time of day; `spoken`: by the twelve-hour clock, so that it may be twelve hours later. `days` later than the
    day that is named."""

    at: time
    spoken: bool = False
    days: int = 0

    @classmethod
    def day_end(cls) -> "TimeOfDay":
        """A day's last second."""
        return cls(time(23, 59, 59))


@dataclass(frozen=True)
class NamedDay:
    """A day as it was named: the dates it may be, or one counted from today, or a day of the week or year."""

    dates: tuple[date, ...] = ()
    ahead: int | None = None
    weekday: int | None = None
    which: str = ""
    yearly: tuple[tuple[int, int], ...] = ()  # (month, day)

    def month_first(self) -> "NamedDay":
        """The same, with the reading that puts the month first before the other."""
        return replace(self, dates=self.dates[::-1], yearly=self.yearly[::-1])


@dataclass
class Parts:
    """What was found so far in `text`, which is folded; `typed` is how it was written. `from_now`: a length of time
    from now, negative when it is past."""

    typed: str
    text: str
    day: NamedDay | None = None
    weekday: int | None = None  # said beside a date
    clocks: list[TimeOfDay] = field(default_factory=list)
    period: str = ""
    exact: bool = True
    zones: list[NamedZone] = field(default_factory=list)
    from_now: timedelta | None = None


Take = Callable[[Parts, re.Match[str]], bool]
"""Takes what a pattern found; False when it is no such part after all."""
Pattern = tuple[re.Pattern[str], Take]


def one_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def patterns(*rows: tuple[str, Take]) -> tuple[Pattern, ...]:
    return tuple((re.compile(pattern), take) for pattern, take in rows)


NUMBER = rf"[0-9]+(?:[.,][0-9]+)?|{one_of([*ARTICLES, *NUMBERS])}"
HOUR = rf"[0-9]{{1,2}}|{one_of(NUMBERS)}"
END = r"(?![a-z0-9])"


def number_in(text: str) -> float:
    words: Mapping[str, float] = {**NUMBERS, **ARTICLES}
    return words[text] if text in words else float(text.replace(",", "."))


def said_twice(found: Parts) -> UsageError:
    return UsageError(
        _("“{text}” names more than one time.", text=found.typed),
        _("Write one time such as 20 Nov 2026 14:30, yesterday 4pm or 2 hours ago."),
    )


def in_period(clock: TimeOfDay, period: str) -> list[TimeOfDay]:
    """The readings of a time of day in a part of the day; none when they contradict each other."""
    hour = clock.at.hour
    later = TimeOfDay(clock.at.replace(hour=(hour + 12) % 24), days=clock.days)
    plain = TimeOfDay(clock.at, days=clock.days)
    if not period:
        return [plain, later] if clock.spoken else [plain]
    if period == LAST_NIGHT:
        return _last_night(clock)
    if hour > 12 or (hour == 12 and not clock.spoken):
        return [] if period == MORNING and hour > 12 else [plain]
    if period == MORNING:
        return [plain]
    if period == NIGHT:
        return [later] if hour >= 6 else [plain]
    return [later]


def _last_night(clock: TimeOfDay) -> list[TimeOfDay]:
    """From yesterday's evening on; what comes after midnight is today."""
    hour = clock.at.hour
    if hour >= 17:
        return [TimeOfDay(clock.at)]
    if 6 <= hour < 12:
        return [TimeOfDay(clock.at.replace(hour=hour + 12))]
    return [TimeOfDay(clock.at, days=1)] if hour < 6 else []
