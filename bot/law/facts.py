"""What is known about a breach: each fact with who said it, when, and how sure.

Decides how the value of a fact is read, kept and shown; every earlier value is kept. Which facts exist is decided in
`vocabulary`, what follows from them in `duties` and `risks`.

Caveats: a fact that is not known is absent, never empty and never zero; `unknown` removes a fact.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from dateutil import parser as dateparser
from pydantic import BaseModel, ConfigDict, field_serializer, model_validator

from bot.errors import UsageError
from bot.law.places import Places
from bot.law.values import (
    ELSEWHERE,
    UNKNOWN,
    Choices,
    Count,
    Money,
    People,
    Unreadable,
    Value,
    local_instant,
    plain,
    reader,
    shown,
)
from bot.law.vocabulary import Definition, FactType, Vocabulary

Strict = ConfigDict(frozen=True, extra="forbid")


NOT_KNOWN = "not known"  # what is shown for a fact without a value


class Certainty(StrEnum):
    """How sure the person who states a fact is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    ASSUMED = "assumed"


class Fact(BaseModel):
    """One statement: a value, who gave it, when (aware UTC), how sure. `value` None: removed, not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
    name: str
    type: FactType
    value: Any
    by: str
    at: datetime
    sure: Certainty = Certainty.CERTAIN
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and raw.get("value") is not None and isinstance(raw["value"], (str, int, list, dict)):
            return {**raw, "value": reader(raw["type"], None)(raw["value"])}
        return raw

    @property
    def is_assumed(self) -> bool:
        return self.sure is Certainty.ASSUMED

    @field_serializer("value")
    def _plain(self, value: Any) -> Any:
        return None if value is None else plain(value)


class Facts(BaseModel):
    """All statements in the order made; the last one about a name applies."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))
    stated: tuple[Fact, ...] = ()

    def fact(self, name: str) -> Fact | None:
        """The statement that applies now, None when the fact is not known."""
        latest = next((fact for fact in reversed(self.stated) if fact.name == name), None)
        return latest if latest and latest.value is not None else None

    def value(self, name: str) -> Any:
        """The value that applies now, None when the fact is not known."""
        return self.known.get(name)

    def instant(self, name: str) -> datetime | None:
        """The instant that applies now, None when the fact is not known or is not one."""
        value = self.known.get(name)
        return value if isinstance(value, datetime) else None

    @cached_property
    def known(self) -> dict[str, Value]:
        """Every known value by name."""
        latest = {fact.name: fact.value for fact in self.stated}
        return {name: value for name, value in latest.items() if value is not None}

    @cached_property
    def confirmed(self) -> dict[str, Value]:
        """Every known value that is not only assumed."""
        return {name: value for name, value in self.known.items() if (one := self.fact(name)) and not one.is_assumed}

    def history(self, name: str) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.stated if fact.name == name)

    def set(
        self,
        vocabulary: Vocabulary,
        name: str,
        value: Value | None,
        by: str,
        at: datetime,
        sure: Certainty = Certainty.CERTAIN,
        note: str = "",
    ) -> "Facts":
        """A new Facts with this statement added; None removes the fact. A repeated equal value adds nothing."""
        fact = Fact(name=name, type=vocabulary[name].type, value=value, by=by, at=at, sure=sure, note=note)
        latest = self.fact(name)
        if latest and (latest.value, latest.sure, latest.note) == (value, sure, note):
            return self
        if latest is None and value is None:
            return self
        return Facts(stated=(*self.stated, fact))


def read_facts(
    vocabulary: Vocabulary, places: Places, raw: Mapping[str, Any], by: str, at: datetime, zone: str | None = None
) -> Facts:
    """Facts from a table as YAML gives it. Naive instants are local in the table's `zone`, or in `zone`."""
    named = raw.get("zone") or zone
    local_zone = ZoneInfo(_checked(vocabulary, places, "zone", named, None)) if named else None
    facts = Facts()
    for name, value in raw.items():
        read = None if value is None else _checked(vocabulary, places, name, value, local_zone)
        facts = facts.set(vocabulary, name, read, by, at)
    return facts


def _checked(vocabulary: Vocabulary, places: Places, name: str, raw: Any, zone: ZoneInfo | None) -> Any:
    definition = vocabulary[name]
    try:
        if isinstance(raw, str) and raw.strip().lower() == UNKNOWN:
            return reader(definition.type, zone)([UNKNOWN]) if definition.type.is_list else None
        value = reader(definition.type, zone)(raw)
        _refuse_unknown_words(definition, places, value)
    except Unreadable as error:
        raise UsageError(f"{name}: {error}") from error
    return value


def _refuse_unknown_words(definition: Definition, places: Places, value: Value) -> None:
    if definition.type.has_choices:
        words = value.items if isinstance(value, Choices) else (str(value),)
        _refuse(words, definition.choices, "is not a valid choice")
    elif isinstance(value, People):
        _refuse_places((key for key in value.table if key != ELSEWHERE), places)
    elif definition.type.names_places:
        words = value.items if isinstance(value, Choices) else (str(value),)
        _refuse_places(words, places)


def _refuse_places(words: Iterable[str], places: Places) -> None:
    """A person who writes a place's name is told its code."""
    for word in words:
        if word not in places.places and word not in places.groups:
            named = {place.name.lower(): code for code, place in places.places.items()}
            near = difflib.get_close_matches(word.lower(), named, n=1, cutoff=0.8)
            hint = f"Write {named[near[0]]}." if near else "Write codes such as DE, FR or US-CA."
            raise Unreadable(f"Unknown place '{word}'. {hint}")


def _refuse(words: Iterable[str], allowed: Iterable[str], say: str) -> None:
    listed = list(allowed)
    for word in words:
        if word not in listed:
            near = difflib.get_close_matches(word, listed, n=3, cutoff=0.6)
            hint = f"Did you mean {' or '.join(near)}?" if near else f"Allowed: {', '.join(listed[:40])}."
            raise Unreadable(f"'{word}' {say}. {hint}")


def parse_value(vocabulary: Vocabulary, places: Places, name: str, text: str, zone: str, now: datetime) -> Any:
    """A value as people type it in chat ("yesterday 14:30", "DE 1200, FR some"); None for "unknown".

    `zone` is the writer's zone. Raises UsageError with what would be understood; an instant in the future is
    refused for facts about the past.
    """
    definition, local_zone = vocabulary[name], ZoneInfo(zone)
    if definition.type is not FactType.INSTANT or text.strip().lower() == UNKNOWN:
        return _checked(vocabulary, places, name, _by_label(definition, text), local_zone)
    return parse_moment(definition.label, text, zone, now, future=definition.future)


def parse_moment(what: str, text: str, zone: str, now: datetime, *, future: bool = False) -> datetime:
    """An instant as people type it ("yesterday 14:30"), local in `zone`; `what` names it in a fault."""
    local_zone = ZoneInfo(zone)
    try:
        moment = _spoken_instant(text.strip(), local_zone, now)
    except Unreadable as error:
        raise UsageError(f"{what}: {error}") from error
    if moment > now and not future:
        raise UsageError(
            f"{what}: {moment.astimezone(local_zone):%d %b %Y %H:%M} is in the future.",
            "Enter a time in the past, with its date.",
        )
    return moment


def _by_label(definition: Definition, text: str) -> str:
    """Choices may be typed as their word or their label, in any case."""
    if not definition.type.has_choices:
        return text
    text = re.sub(r"\be-mail\b", "email", text, flags=re.IGNORECASE)
    words = {key.lower(): key for key in definition.choices} | {
        label.lower(): key for key, label in definition.choices.items()
    }
    if text.strip().lower() in words:
        return words[text.strip().lower()]
    parts = [part.strip() for part in text.split(",")] if definition.type is FactType.CHOICES else [text.strip()]
    return ",".join(words.get(part.lower(), words.get(part.lower().replace(" ", "_"), part)) for part in parts)


def _spoken_instant(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    today = now.astimezone(zone).date()
    for word, day in (("today", today), ("yesterday", today - timedelta(days=1))):
        if text.lower().startswith(word):
            text = f"{day.isoformat()} {text[len(word) :].strip(' ,at')}"
    if text.lower() == "now":
        return now.astimezone(UTC).replace(second=0, microsecond=0)  # the minute that people read off a clock
    if not any(character == ":" for character in text):
        raise Unreadable(f"'{text}' has no time. Write 20 Nov 2026 14:30 or yesterday 14:30.")
    try:
        midnight = datetime.combine(today, time(0))
        moment = dateparser.parse(text, default=midnight, dayfirst=not text[:4].isdigit())
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"'{text}' is not a date and time. Write 20 Nov 2026 14:30 or yesterday 14:30.") from error
    return (moment if moment.tzinfo else local_instant(moment, zone)).astimezone(UTC)


def show_value(vocabulary: Vocabulary, places: Places, name: str, value: Value | None, zone: str) -> str:
    """The value as a sentence part for people; instants in `zone`."""
    definition = vocabulary[name]
    match value:
        case None:
            return NOT_KNOWN
        case bool():
            return "yes" if value else "no"
        case datetime():
            return shown(value, ZoneInfo(zone))
        case date():
            return f"{value.day} {value:%b %Y}"
        case Count():
            return show_count(value)
        case People():
            rows = [f"{places.name(key)} {show_count(count)}" for key, count in value.table.items()]
            return ", ".join(rows) or "nobody"
        case Choices():
            words = [definition.choices.get(item) or places.name(item) for item in value.items]
            return ", ".join(words + ([] if value.complete else ["possibly more"])) or "none"
        case Money():
            return f"{value.currency} {value.amount:,}"
        case Mapping():
            return "; ".join(f"{duty} {shown(when, ZoneInfo(zone))}" for duty, when in value.items())
    return definition.choices.get(str(value)) or (
        places.name(str(value)) if definition.type is FactType.PLACE else str(value)
    )


def show_count(count: Count) -> str:
    if count.exact:
        return f"{count.least:,}"
    ends = f"{count.least:,} to {count.most:,}" if count.most is not None else f"at least {count.least:,}"
    if (count.least, count.most) == (0, None):
        return NOT_KNOWN
    return f"about {count.best:,} ({ends})" if count.best is not None else ends
