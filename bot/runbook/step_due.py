"""When a step is due and when it recurs, as a responder writes it: `4 hours after aware`, `daily for 30 days`.

Decides how these texts are read and written, and how a period is counted in the team's calendar. Leaves the resulting
time for a step of one incident to `progress.py`.

Caveats: the milestone `closed` is the end of the response (the team stands down), not the sealing of the record; the
prevent phase counts from it. `before N15` and `with N15` have no number: they take the instant of the step they name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from bot.sentences import Sentence, Text, counted, sentence


class Milestone(StrEnum):
    """The instants of an incident that a due time can count from."""

    OPENED = "opened"  # the incident was opened in the chat
    AWARE = "aware"  # reasonably certain that personal data is affected
    CONTAINED = "contained"  # the attacker or the leak is stopped
    SCOPE_KNOWN = "scope_known"  # it is established whose data, and which data, is affected
    CLOSED = "closed"  # the response ended and the team stands down

    @property
    def fact(self) -> str:
        """The fact of the vocabulary that states it; empty for the opening, which is on record."""
        return {"opened": "", "closed": "resolved_at"}.get(self, f"{self}_at")

    @property
    def said(self) -> Sentence:
        match self:
            case Milestone.OPENED:
                return sentence("the opening")
            case Milestone.AWARE:
                return sentence("the time of awareness")
            case Milestone.CONTAINED:
                return sentence("containment")
            case Milestone.SCOPE_KNOWN:
                return sentence("the finding of whose data it is")
            case Milestone.CLOSED:
                return sentence("the end of the response")


class DueUnit(StrEnum):
    """What a step's period is counted in."""

    MINUTE = "minute"  # elapsed time
    HOUR = "hour"  # elapsed time
    DAY = "day"  # ends with the local day
    WORKING_DAY = "working day"  # ends with the local day; the team's days off are skipped

    @property
    def is_elapsed(self) -> bool:
        """Whether it is counted as elapsed time, not by calendar."""
        return self in (DueUnit.MINUTE, DueUnit.HOUR)


class DueRelation(StrEnum):
    """How a due time relates to the milestone or step it names."""

    AFTER = "after"  # a period after it
    AT = "at"  # at the instant of it
    BEFORE = "before"  # no later than that step is due
    WITH = "with"  # when that step is due

    @property
    def borrows(self) -> bool:
        """Whether it takes the due time of the step it names, whatever happened to that step."""
        return self in (DueRelation.BEFORE, DueRelation.WITH)


class Frequency(StrEnum):
    """How often a step recurs."""

    DAILY = "daily"  # a day after it was last done
    WEEKLY = "weekly"  # seven days after it was last done

    @property
    def interval(self) -> timedelta:
        return timedelta(days=1 if self is Frequency.DAILY else 7)


LENGTHS = {
    DueUnit.MINUTE: timedelta(minutes=1),
    DueUnit.HOUR: timedelta(hours=1),
    DueUnit.DAY: timedelta(days=1),
    DueUnit.WORKING_DAY: timedelta(days=1.4),  # only to compare periods; instants are counted by calendar
}
_PERIOD = r"(?P<amount>[1-9][0-9]{0,2}) (?P<unit>minute|hour|day|working day)s?"
_BASIS = r"(?P<basis>[A-Za-z][A-Za-z0-9_]{0,30})"
_DUE = rf"(?:{_PERIOD} (?P<after>after)|(?P<relation>at|before|with)) {_BASIS}"
_REPEATED = (
    r"(?P<every>daily|weekly)(?: until (?P<until>[A-Za-z][A-Za-z0-9_]{0,30})| for (?P<days>[1-9][0-9]{0,2}) days)"
)
FACTS_CHANGE = "when facts change"


@dataclass(frozen=True)
class StepPeriod:
    """A period: minutes and hours are elapsed time, days and working days end with the local day."""

    amount: int
    unit: DueUnit

    @classmethod
    def read(cls, text: str) -> Self:
        """`45 minutes`, `4 hours`, `30 days`, `2 working days`."""
        found = re.fullmatch(_PERIOD, text)
        if not found:
            raise ValueError("write a length like '45 minutes', '4 hours', '30 days' or '2 working days'")
        return cls(int(found["amount"]), DueUnit(found["unit"]))

    @property
    def about(self) -> timedelta:
        """How long it is, roughly: for comparing, never for a deadline."""
        return self.amount * LENGTHS[self.unit]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"

    @property
    def said(self) -> Sentence:
        match self.unit:
            case DueUnit.MINUTE:
                return counted("{n} minute", "{n} minutes", self.amount)
            case DueUnit.HOUR:
                return counted("{n} hour", "{n} hours", self.amount)
            case DueUnit.DAY:
                return counted("{n} day", "{n} days", self.amount)
            case DueUnit.WORKING_DAY:
                return counted("{n} working day", "{n} working days", self.amount)


@dataclass(frozen=True)
class StepDue:
    """When a step is due: a period after a milestone or step, or `at`, `before` or `with` one."""

    relation: DueRelation
    basis: str
    period: StepPeriod | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        """`4 hours after aware`, `3 working days after w5`, `at closed`, `before N15`, `with N15`."""
        found = re.fullmatch(_DUE, text)
        if not found:
            raise ValueError("write a due time like '4 hours after aware', 'before N15', 'with N15' or 'at closed'")
        if found["after"]:
            return cls(DueRelation.AFTER, found["basis"], StepPeriod(int(found["amount"]), DueUnit(found["unit"])))
        return cls(DueRelation(found["relation"]), found["basis"])

    @property
    def step_id(self) -> str | None:
        """The step this due time depends on; None if it counts from a milestone."""
        return None if self.basis in tuple(Milestone) else self.basis

    def __str__(self) -> str:
        return f"{self.period} after {self.basis}" if self.period else f"{self.relation} {self.basis}"

    @property
    def said(self) -> Sentence:
        """The same for the reader."""
        event = _said(self.basis)
        match self.relation:
            case DueRelation.AFTER:
                return sentence("{period} after {event}", period=self.period.said if self.period else "", event=event)
            case DueRelation.AT:
                return sentence("at {event}", event=event)
            case DueRelation.BEFORE:
                return sentence("before {event}", event=event)
            case DueRelation.WITH:
                return sentence("together with {event}", event=event)


def _said(basis: str) -> Text:
    """A milestone in words; a step by its number."""
    return Milestone(basis).said if basis in tuple(Milestone) else basis


@dataclass(frozen=True)
class Recurrence:
    """When to do a finished step again: at an interval, at a second instant, or when facts change."""

    every: Frequency | None = None
    until: str = ""
    for_days: int = 0
    due: StepDue | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        """`daily for 30 days`, `weekly until P15`, `90 days after closed`, `when facts change`."""
        if text == FACTS_CHANGE:
            return cls()
        if found := re.fullmatch(_REPEATED, text):
            return cls(Frequency(found["every"]), found["until"] or "", int(found["days"] or 0))
        try:
            return cls(due=StepDue.read(text))
        except ValueError:
            raise ValueError(
                "write a repetition like 'daily for 30 days', 'weekly until P15', '90 days after closed' "
                "or 'when facts change'"
            ) from None

    def __str__(self) -> str:
        if self.due or not self.every:
            return str(self.due or FACTS_CHANGE)
        return f"{self.every} until {self.until}" if self.until else f"{self.every} for {self.for_days} days"

    @property
    def said(self) -> Sentence:
        """The same for the reader."""
        if self.due:
            return self.due.said
        if not self.every:
            return sentence("when facts change")
        often = sentence("daily") if self.every is Frequency.DAILY else sentence("weekly")
        if self.until:
            return sentence("{often} until {event}", often=often, event=_said(self.until))
        return counted("{often} for {n} day", "{often} for {n} days", self.for_days, often=often)


@dataclass(frozen=True)
class Milestones:
    """The instants of one incident, in UTC; None if not reached."""

    opened_at: datetime
    aware_at: datetime | None = None
    contained_at: datetime | None = None
    scope_known_at: datetime | None = None
    closed_at: datetime | None = None
    facts_changed_at: datetime | None = None

    def at(self, milestone: str) -> datetime | None:
        found: datetime | None = getattr(self, f"{milestone}_at")
        return found


@dataclass(frozen=True)
class WorkCalendar:
    """When the team's days begin and end, and which are working days."""

    zone: ZoneInfo
    is_working_day: Callable[[date], bool]

    def after(self, start: datetime, period: StepPeriod) -> datetime:
        """`period` after `start`. Days and working days end at 23:59:59 local, the day of `start` not counted."""
        if period.unit.is_elapsed:
            return start + period.about
        day, left = start.astimezone(self.zone).date(), period.amount
        while left:
            day += timedelta(days=1)
            left -= period.unit is DueUnit.DAY or self.is_working_day(day)
        return datetime.combine(day, time(23, 59, 59), self.zone).astimezone(start.tzinfo)


def _as_text(kind: type[StepPeriod] | type[StepDue] | type[Recurrence], pattern: str) -> tuple[Any, ...]:
    named = re.sub(r"\?P<\w+>", "", pattern)
    return (
        BeforeValidator(lambda value: kind.read(value) if isinstance(value, str) else value),
        PlainSerializer(str, return_type=str),
        WithJsonSchema({"type": "string", "pattern": f"^(?:{named})$"}),
    )


StepPeriodText = Annotated[StepPeriod, *_as_text(StepPeriod, _PERIOD)]
StepDueText = Annotated[StepDue, *_as_text(StepDue, _DUE)]
RecurrenceText = Annotated[Recurrence, *_as_text(Recurrence, f"{FACTS_CHANGE}|{_REPEATED}|{_DUE}")]
