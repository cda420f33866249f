"""The part of a law file that is about time: the days a text is in force, what starts a clock, how long it runs, and
what a request to wait does to it.

Decides which combinations of keys make sense. What follows from them is decided in `starts`, `due_dates` and `holds`.

Caveats: a start, a relation or a condition names facts and duties by their words; `checks` finds those that do not
exist.
"""

import re
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from bot.law.counting_conventions import counts
from bot.law.duty_terms import Relation
from bot.law.periods import Counting, Period, Unit, covers
from bot.law.vocabulary import Vocabulary
from bot.sentences import Text, sentence

NOTHING, UNKNOWN_SINCE = "none", "unknown"  # what applied before a text
NOTICED, SHOULD_HAVE_KNOWN = "noticed_at", "should_have_known_at"
AWARENESS = ("aware_at", "discovered_at", "determined_at", "detected_at", NOTICED)

Strict = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class InForce(BaseModel):
    """The days on which the law's words are in force, both inclusive. `earlier_text`: since when any text of this duty
    applied before them: a day, `unknown`, `none`, or the duty of the catalog that this one replaces. `throughout`: the
    condition under which every text since that day covered it too."""

    model_config = Strict
    since: date | None = Field(None, alias="from")
    until: date | None = None
    earlier_text: date | str | None = None
    throughout: str = ""

    @field_validator("earlier_text", mode="before")
    @classmethod
    def _day(cls, raw: Any) -> Any:
        """A day is text in JSON."""
        is_day = isinstance(raw, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw)
        return date.fromisoformat(raw) if is_day else raw

    @model_validator(mode="after")
    def _in_order(self) -> "InForce":
        if self.earlier_text and self.since is None:
            raise ValueError("earlier_text needs from: the day on which this text replaced the earlier one")
        if isinstance(self.earlier_text, date) and self.since and self.earlier_text >= self.since:
            raise ValueError("earlier_text must be a day before from")
        if self.throughout and not isinstance(self.earlier_text, date):
            raise ValueError("throughout needs earlier_text: the day since which every text covered it")
        return self

    @property
    def replaced(self) -> str:
        """The id of the duty that applied before; empty when there is none in the catalog."""
        known = isinstance(self.earlier_text, str) and self.earlier_text not in (NOTHING, UNKNOWN_SINCE)
        return str(self.earlier_text) if known else ""

    def on(self, day: date) -> bool:
        return covers(self.since, self.until, day)


def in_force_words(since: date | None, until: date | None) -> Text:
    """“from 2026-01-01 until 2026-12-31”; empty when neither is set."""
    if since and until:
        return sentence("from {since} until {until}", since=since.isoformat(), until=until.isoformat())
    if since:
        return sentence("from {since}", since=since.isoformat())
    return sentence("until {until}", until=until.isoformat()) if until else ""


def days_between(before: InForce, after: InForce) -> int:
    """How many days lie between two versions; negative when both cover some. Terms that are open there overlap."""
    if before.until is None or after.since is None:
        return -1
    return (after.since - before.until).days - 1


class Start(BaseModel):
    """What starts a clock: one fact; the latest or earliest of several; another duty (the first of several) being met;
    the end of the year in which a fact lies. In a file one fact is written as plain text. `no_later_than`: instants
    that start it when they come sooner, in place of those that the vocabulary gives for its facts."""

    model_config = Strict
    fact: str | None = None
    latest: tuple[str, ...] = ()
    earliest: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    year_end: str | None = None
    no_later_than: tuple[str, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def _text(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and isinstance(raw.get("met"), str):
            return {**raw, "met": [raw["met"]]}
        return {"fact": raw} if isinstance(raw, str) else raw

    @model_validator(mode="after")
    def _one(self) -> "Start":
        if sum(map(bool, (self.fact, self.latest, self.earliest, self.met, self.year_end))) != 1:
            raise ValueError("give exactly one of: a fact, latest, earliest, met, year_end")
        return self

    @property
    def facts(self) -> tuple[str, ...]:
        """Those that it waits for."""
        return (*filter(None, (self.fact, self.year_end)), *self.latest, *self.earliest)

    def sooner(self, name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
        """The instants that count as `name` when they come before it, or while it isn't known."""
        return vocabulary[name].no_later_than if self.no_later_than is None else self.no_later_than

    def reads(self, vocabulary: Vocabulary) -> frozenset[str]:
        """Every instant that starts it or moves what is counted from it; not those that only stand in for one."""
        sooner = {other for name in self.facts for other in self.sooner(name, vocabulary)}
        doubted = any(vocabulary[name].knowledge for name in self.facts)
        return frozenset({*self.facts, *sooner, *([SHOULD_HAVE_KNOWN] if doubted else [])})


class Cap(BaseModel):
    """A last day that the law sets after the ordinary period; it becomes the limit."""

    model_config = Strict
    within: Period
    counted: Counting
    because: str


class TimeLimit(BaseModel):
    """A period with its counting convention and its start. `aim` is an earlier target inside the period; `calendar`
    names whose working days (several when the law does not say); `relief_unless` is a CEL expression that closes DORA's
    weekend relief; `unless_over` drops it when it had ended before the first one began."""

    model_config = Strict
    within: Period | None = None
    counted: Counting | None = None
    starts: Start | None = None
    calendar: tuple[str, ...] = ()
    aim: Period | None = None
    cap: Cap | None = None
    relief_unless: str | None = None
    unless_over: bool = False

    @model_validator(mode="before")
    @classmethod
    def _one_calendar(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and isinstance(raw.get("calendar"), str):
            return {**raw, "calendar": [raw["calendar"]]}
        return raw

    @model_validator(mode="after")
    def _countable(self) -> "TimeLimit":
        if (self.within is None) != (self.counted is None):
            raise ValueError("within and counted must be used together")
        if self.within and self.counted and not counts(self.counted, self.within.unit):
            raise ValueError(f"'{self.counted}' cannot be used with {self.within.unit.words}")
        return self


class Due(TimeLimit):
    """When a duty is due: a period; no number (`none`, with the law's words); a relation to the moment another duty is
    met (the first of several); or the earliest of several time limits. `house` is our own target where there is no
    number (`house_targets.py`). `advisory` says why a date is shown though the law may not bind to it."""

    none: str | None = None
    house: Period | None = None
    relation: Relation | None = None
    of: tuple[str, ...] = ()
    earliest_of: tuple[TimeLimit, ...] = ()
    advisory: str = ""

    @model_validator(mode="before")
    @classmethod
    def _one_other(cls, raw: Any) -> Any:
        return {**raw, "of": [raw["of"]]} if isinstance(raw, dict) and isinstance(raw.get("of"), str) else raw

    @model_validator(mode="after")
    def _one_kind(self) -> "Due":
        if (
            sum((self.within is not None or self.relation is not None, self.none is not None, bool(self.earliest_of)))
            != 1
        ):
            raise ValueError("give exactly one of: within, none, relation, earliest_of")
        if self.house and self.none is None:
            raise ValueError("a house target is allowed only where there is no fixed deadline")
        if (self.relation is None) == bool(self.of):
            raise ValueError("relation and of must be used together")
        return self

    @property
    def time_limits(self) -> tuple[TimeLimit, ...]:
        return self.earliest_of or ((self,) if self.within else ())


class Hold(BaseModel):
    """What a law enforcement request to delay does to the clock of one duty.

    `words` is the rule in plain words, `cites` the provision, `covers` the words of the law by which it reaches a
    recipient other than the people affected; `verified` only when that was compared with the text. `written`: only a
    written request counts; `oral_for`: how long a spoken one does. `longest`: the longest delay that the law allows,
    from the request; without it the law names none. `after_release`: the period that then runs (the later of it and the
    ordinary end counts; with `if_over` only where the ordinary period is over by then); without it, notice is due
    promptly. `days`: a count of days granted (SEC), added to the ordinary end; `longest` is then their limit."""

    model_config = Strict
    words: str
    cites: str
    covers: str = ""
    verified: bool = False
    written: bool = False
    oral_for: Period | None = None
    longest: Period | None = None
    after_release: Period | None = None
    if_over: bool = False
    counted: Counting = Counting.US
    days: str | None = None

    @model_validator(mode="after")
    def _sensible(self) -> "Hold":
        if not self.cites.strip():
            raise ValueError("a hold cites the provision that allows it")
        if self.written and self.oral_for:
            raise ValueError("a spoken request counts for a while, or not at all: use written or oral_for")
        if self.days and not (self.longest and self.longest.unit is Unit.DAYS):
            raise ValueError("days that are granted need longest, in days")
        return self
