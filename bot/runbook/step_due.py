"""When a step is due, as a responder writes it: `4 hours after aware`, `before N15`, `daily for 30 days`.

Leaves to `steps.py` which due holds for a step now. What surprises: `closed` is the end of the response (the team
stands down), not the sealing of the record: the prevent phase counts from it. Where the content gives no number there
is none here: `before N15` and `with N15` are words that borrow their instant from the step they name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema


class Milestone(StrEnum):
    """The instants of an incident that a due can count from."""

    OPENED = "opened"
    AWARE = "aware"
    CONTAINED = "contained"
    SCOPE_KNOWN = "scope_known"
    CLOSED = "closed"


UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "working day": timedelta(days=1.4),  # only to compare lengths; instants are counted by calendar
}
_PERIOD = r"(?P<amount>[1-9][0-9]{0,2}) (?P<unit>minute|hour|day|working day)s?"
_BASIS = r"(?P<basis>[A-Za-z][A-Za-z0-9_]{0,30})"
_DUE = rf"(?:{_PERIOD} (?P<after>after)|(?P<relation>at|before|with)) {_BASIS}"
_AGAIN = r"(?P<every>daily|weekly)(?: until (?P<until>[A-Za-z][A-Za-z0-9_]{0,30})| for (?P<days>[1-9][0-9]{0,2}) days)"
FACTS_CHANGE = "when facts change"


@dataclass(frozen=True)
class StepPeriod:
    """A length: minutes and hours run on the clock, days and working days end with the local day."""

    amount: int
    unit: str

    @classmethod
    def read(cls, text: str) -> Self:
        """`45 minutes`, `4 hours`, `30 days`, `2 working days`."""
        found = re.fullmatch(_PERIOD, text)
        if not found:
            raise ValueError("a length reads like '45 minutes', '4 hours', '30 days' or '2 working days'")
        return cls(int(found["amount"]), found["unit"])

    @property
    def about(self) -> timedelta:
        """How long it is, roughly: for comparing, never for a deadline."""
        return self.amount * UNITS[self.unit]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"


@dataclass(frozen=True)
class StepDue:
    """When a step is due: a period after a moment or step, or `at`, `before` or `with` one."""

    relation: str
    basis: str
    period: StepPeriod | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        """`4 hours after aware`, `3 working days after w5`, `at closed`, `before N15`, `with N15`."""
        found = re.fullmatch(_DUE, text)
        if not found:
            raise ValueError("a due reads like '4 hours after aware', 'before N15', 'with N15' or 'at closed'")
        if found["after"]:
            return cls("after", found["basis"], StepPeriod(int(found["amount"]), found["unit"]))
        return cls(found["relation"], found["basis"])

    @property
    def step_id(self) -> str | None:
        """The step that this due hangs on; None when it counts from a moment."""
        return None if self.basis in tuple(Milestone) else self.basis

    def __str__(self) -> str:
        return f"{self.period} after {self.basis}" if self.period else f"{self.relation} {self.basis}"


@dataclass(frozen=True)
class Recurrence:
    """When a finished step is to be done again: on a rhythm, at a second instant, or when facts change."""

    every: str = ""
    until: str = ""
    for_days: int = 0
    due: StepDue | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        """`daily for 30 days`, `weekly until P15`, `90 days after closed`, `when facts change`."""
        if text == FACTS_CHANGE:
            return cls()
        if found := re.fullmatch(_AGAIN, text):
            return cls(found["every"], found["until"] or "", int(found["days"] or 0))
        try:
            return cls(due=StepDue.read(text))
        except ValueError:
            raise ValueError(
                "a repetition reads like 'daily for 30 days', 'weekly until P15', '90 days after closed' "
                "or 'when facts change'"
            ) from None

    @property
    def on_facts(self) -> bool:
        return self == Recurrence()

    def __str__(self) -> str:
        if self.due or not self.every:
            return str(self.due or FACTS_CHANGE)
        return f"{self.every} until {self.until}" if self.until else f"{self.every} for {self.for_days} days"


@dataclass(frozen=True)
class Milestones:
    """The instants of one incident, in UTC; one that has not come is None."""

    opened_at: datetime
    aware_at: datetime | None = None
    contained_at: datetime | None = None
    scope_known_at: datetime | None = None
    closed_at: datetime | None = None
    facts_changed_at: datetime | None = None

    def at(self, moment: str) -> datetime | None:
        return {
            Milestone.OPENED: self.opened_at,
            Milestone.AWARE: self.aware_at,
            Milestone.CONTAINED: self.contained_at,
            Milestone.SCOPE_KNOWN: self.scope_known_at,
            Milestone.CLOSED: self.closed_at,
        }[Milestone(moment)]


@dataclass(frozen=True)
class Days:
    """Where the team's days begin and end, and which of them are worked."""

    zone: ZoneInfo
    works: Callable[[date], bool]

    def after(self, start: datetime, period: StepPeriod) -> datetime:
        """`period` after `start`. Days and working days end at 23:59:59 local, the day of `start` not counted."""
        if period.unit in ("minute", "hour"):
            return start + period.about
        day, left = start.astimezone(self.zone).date(), period.amount
        while left:
            day += timedelta(days=1)
            left -= period.unit == "day" or self.works(day)
        return datetime.combine(day, time(23, 59, 59), self.zone).astimezone(start.tzinfo)


def _text_of(kind: type[StepPeriod] | type[StepDue] | type[Recurrence], pattern: str) -> tuple[Any, ...]:
    named = re.sub(r"\?P<\w+>", "", pattern)
    return (
        BeforeValidator(lambda value: kind.read(value) if isinstance(value, str) else value),
        PlainSerializer(str, return_type=str),
        WithJsonSchema({"type": "string", "pattern": f"^(?:{named})$"}),
    )


StepPeriodText = Annotated[StepPeriod, *_text_of(StepPeriod, _PERIOD)]
StepDueText = Annotated[StepDue, *_text_of(StepDue, _DUE)]
RecurrenceText = Annotated[Recurrence, *_text_of(Recurrence, f"{FACTS_CHANGE}|{_AGAIN}|{_DUE}")]
