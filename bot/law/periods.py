"""Periods of time as the law writes them, and the conventions by which they are counted.

Decides how a period is read from text. The counting itself is in `counting_conventions`; which duty has which
period is in the law files.

Caveats: periods of different units are never converted or compared: a month is not 30 days, 72 hours are not 3 days.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from bot.law.duty_terms import Term
from bot.sentences import Sentence, counted


class Counting(StrEnum):
    """How a period is counted. Hours may be elapsed, eu, uk or dora; the rest count days."""

    ELAPSED = "elapsed"  # hours as they pass
    EU = "eu"  # Regulation (EEC, Euratom) 1182/71
    UK = "uk"  # the same, as assimilated law
    DORA = "dora"  # Delegated Regulation (EU) 2025/301
    NEXT_DAY = "next_day"  # the first day is not counted; the last day does not move
    NEXT_DAY_ROLLED = "next_day_rolled"  # the same, moved off weekends and holidays
    JAPAN = "japan"  # the day of knowledge is day 1; the last day is moved off weekends and holidays
    JAPAN_FIXED = "japan_fixed"  # the same; the last day does not move
    US = "us"  # day 0 is not counted; the last day does not move
    SEC = "sec"  # Form 8-K: business days, until EDGAR closes


class Unit(Term):
    """What a period is a number of."""

    HOURS = "hours"  # elapsed, through nights and weekends
    DAYS = "days"  # calendar days
    BUSINESS_DAYS = "business_days"  # working days by the calendar of a place
    WEEKS = "weeks"  # calendar weeks
    MONTHS = "months"  # calendar months, to the same day of the month


def covers(since: date | None, until: date | None, day: date) -> bool:
    """Both inclusive; None where there is no end on that side."""
    return (since is None or since <= day) and (until is None or day <= until)


@dataclass(frozen=True)
class Period:
    """A number of one unit."""

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Period":
        """
        >>> Period.parse("72 hours") == Period(72, Unit.HOURS), str(Period.parse("1 months"))
        (True, '1 month')
        >>> Period.parse("4 business days").unit.words
        'business days'
        """
        match = re.fullmatch(r"(\d{1,4}) (hour|day|business day|week|month)s?", text.strip())
        if not match:
            raise ValueError("write a number and a unit: 72 hours, 30 days, 4 business days, 2 weeks, 1 month")
        return cls(int(match[1]), Unit(match[2].replace(" ", "_") + "s"))

    def __str__(self) -> str:
        return str(self.sentence)

    @property
    def sentence(self) -> Sentence:
        match self.unit:
            case Unit.HOURS:
                return counted("{n} hour", "{n} hours", self.amount)
            case Unit.DAYS:
                return counted("{n} day", "{n} days", self.amount)
            case Unit.BUSINESS_DAYS:
                return counted("{n} business day", "{n} business days", self.amount)
            case Unit.WEEKS:
                return counted("{n} week", "{n} weeks", self.amount)
            case Unit.MONTHS:
                return counted("{n} month", "{n} months", self.amount)

    @classmethod
    def _read(cls, raw: object) -> "Period":
        return raw if isinstance(raw, Period) else _parsed(str(raw))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """In files and JSON a period is its text."""
        as_text = core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema())
        return core_schema.no_info_plain_validator_function(cls._read, serialization=as_text)


@lru_cache(maxsize=512)
def _parsed(text: str) -> Period:
    """Laws have few periods, and each of them many times."""
    return Period.parse(text)
