"""Sentences that are kept, or made far from the reader: what they say and the values in them, in no language.

`sentence("{ref} was closed.", ref=ref)` marks its English for the catalog as `_` does; `bot.messages.translate` says it
in a reader's language, and `str()` in English. What people wrote, and the law's words, are values in it; a text of the
library that has translations (a label, a title, an answer) is a sentence without values: `sentence(step.title)`.

Caveats: a `Sentence` is plain data, so two are equal when they say the same about the same. Only the English is a
format string. A `str` where a `Text` is asked for is content and is shown as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

Way = Literal["and", "or", ", ", "; ", " ", " → "]


@dataclass(frozen=True)
class At:
    """An instant, shown in the reader's zone; where no one knows that, in `zone`. `local`: always in `zone`, because
    what is said counts there."""

    at: AwareDatetime
    zone: str = "UTC"
    local: bool = False

    def __str__(self) -> str:
        return clock_time(self.at, ZoneInfo(self.zone))


@dataclass(frozen=True)
class Day:
    """A date that is no instant, with the day of the week or without it."""

    on: date
    weekday: bool = True

    def __str__(self) -> str:
        return f"{self.on:%a} {short_day(self.on)}" if self.weekday else short_day(self.on)


@dataclass(frozen=True)
class Number:
    """A number of people or an amount, with the signs between its digits that a language uses."""

    number: int | Decimal

    def __str__(self) -> str:
        return f"{self.number:,}"


@dataclass(frozen=True)
class Listed:
    """`a, b and c`, `a, b or c`, or separated by the sign alone."""

    items: tuple[Value, ...]
    way: Way = ", "

    def __str__(self) -> str:
        shown = [str(one) for one in self.items]
        if self.way not in ("and", "or"):
            return self.way.join(shown)
        return f"{', '.join(shown[:-1])} {self.way} {shown[-1]}" if len(shown) > 1 else "".join(shown)


@dataclass(frozen=True)
class Sentence:
    """`many`: what it says for another number than one; the number is then the value `n`."""

    says: str
    values: Mapping[str, Value] = field(default_factory=dict)
    many: str = ""

    def __str__(self) -> str:
        return self.filled(lambda says, many, n: many if many and n != 1 else says, str)

    def __hash__(self) -> int:
        return hash(self.says)

    def filled(self, chosen: Callable[[str, str, int], str], show: Callable[[Value], str]) -> str:
        """The form that `chosen` picks for the number (1 without one), with each value as `show` says it."""
        n = self.values.get("n", 1)
        form = chosen(self.says, self.many, n if isinstance(n, int) else 1)
        return form.format(**{name: show(value) for name, value in self.values.items()}) if self.values else form


Text = str | Sentence
Value = str | int | At | Day | Number | Listed | Sentence


def sentence(english: str, /, **values: Value) -> Sentence:
    """A whole sentence, or a part of one that stands in another as a value."""
    return Sentence(english, values)


def counted(one: str, many: str, n: int, /, **values: Value) -> Sentence:
    """The sentence that fits the number `n`, which is also the value `{n}`."""
    return Sentence(one, {"n": n, **values}, many)


def form(english: str, /) -> str:
    """Marks the English of a sentence whose values are known only where it is made."""
    return english


def listed(items: Iterable[Value], way: Way = ", ") -> Listed:
    return Listed(tuple(items), way)


def cut(text: str, most: int) -> str:
    """At most that many characters; an ellipsis stands for what was left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def clock_time(at: datetime, zone: ZoneInfo) -> str:
    """Local time in English with the name of its offset: `Tue 24 Nov 2026, 09:30 CET`."""
    local = at.astimezone(zone)
    seconds = f":{local:%S}" if local.second else ""
    return f"{local:%a} {short_day(local)}, {local:%H:%M}{seconds} {zone_name(local)}"


def short_time(local: datetime) -> str:
    """`24 Nov 2026, 09:30`, where the zone is known."""
    return f"{short_day(local)}, {local:%H:%M}"


def with_utc(at: datetime, zone: ZoneInfo, short: Callable[[datetime], str] = short_time) -> str:
    """Local time with UTC beside it, whose date is there again only where it is another: `24 Nov 2026, 09:30 (08:30
    UTC)`. `short` writes either."""
    local, utc = at.astimezone(zone), at.astimezone(UTC)
    if not local.utcoffset():
        return f"{short(local)} UTC"
    there = short(utc)
    return f"{short(local)} ({there.rpartition(', ')[2] if local.date() == utc.date() else there} UTC)"


def short_day(day: date) -> str:
    """`24 Nov 2026`, the short form of a date wherever we write English: September is always `Sep`."""
    return f"{day.day} {day:%b %Y}"


def written(day: date) -> str:
    """`24 November 2026`."""
    return f"{day.day} {day:%B %Y}"


def zone_name(local: datetime) -> str:
    """`CET`, or the offset where a zone has no name."""
    name = local.tzname() or ""
    return f"UTC{name}" if name[:1] in "+-" else name
