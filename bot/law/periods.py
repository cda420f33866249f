"""Counting: from a trigger and a period to the target and the limit, with the steps that led there, in words.

Decides arithmetic only. Which duty, which trigger, which hold: `duties`. The conventions are named in `Counting`, one
function each; the facts behind them are in docs/adding-a-law.md. `target` is the conservative instant (alarms use it),
`limit` the latest that the text can bear.

Surprises: 72 hours are elapsed time, so across a change of clocks the local reading shifts by an hour. Months are added
to the day of the event in one step. US day-clocks end at 23:59:59 for target and limit alike and do not roll.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from bot.law.calendars import Calendar, CalendarUnknown
from bot.law.values import shown

END_OF_DAY = time(23, 59, 59)
CLOSE_OF_BUSINESS_JP = time(17)
TARGET = "Target:"  # how a step begins that only says where the target lies
NEW_YORK = ZoneInfo("America/New_York")
EDGAR_CUT_OFF = time(17, 30)


class Counting(StrEnum):
    """How a period is counted. Hours may be elapsed, eu, uk or dora; the rest count days."""

    ELAPSED = "elapsed"
    EU = "eu"
    UK = "uk"
    DORA = "dora"
    NEXT_DAY = "next_day"
    NEXT_DAY_ROLLED = "next_day_rolled"
    JAPAN = "japan"
    US = "us"
    SEC = "sec"


UNITS = {"hour": "hours", "day": "days", "business day": "business_days", "week": "weeks", "month": "months"}


@dataclass(frozen=True, order=True)
class Period:
    """A number of one unit; periods of different units are never converted or compared."""

    amount: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> "Period":
        """
        >>> Period.parse("72 hours"), Period.parse("1 month"), Period.parse("4 business days").unit
        (Period(amount=72, unit='hours'), Period(amount=1, unit='months'), 'business_days')
        """
        match = re.fullmatch(r"(\d+) (hour|day|business day|week|month)s?", text.strip())
        if not match:
            raise ValueError("write a number and a unit: 72 hours, 30 days, 4 business days, 2 weeks, 1 month")
        return cls(int(match[1]), UNITS[match[2]])

    def __str__(self) -> str:
        word = self.unit.replace("_", " ")
        return f"{self.amount} {word.removesuffix('s') if self.amount == 1 else word}"


@dataclass(frozen=True)
class Where:
    """Where counting is done: the zone in which days end, the calendars of the recipient (several when the law does
    not say which), whether DORA's weekend relief applies, and the zone of the people who learned of the breach."""

    zone: ZoneInfo
    calendars: tuple[Calendar, ...]
    relief: bool = True
    learned: ZoneInfo | None = None

    def learned_on(self, trigger_at: datetime) -> date:
        """The trigger's date where the people were who learned of it (US practice)."""
        return trigger_at.astimezone(self.learned or self.zone).date()

    def ends(self, on: date) -> tuple[datetime, datetime]:
        """The end of that day: the earlier of the two zones, then the recipient's."""
        recipient_at = at(on, END_OF_DAY, self.zone)
        return min(recipient_at, at(on, END_OF_DAY, self.learned or self.zone)), recipient_at


@dataclass(frozen=True)
class Span:
    """The result of counting: target, limit (UTC) and how they were found."""

    target_at: datetime
    limit_at: datetime
    steps: tuple[str, ...]


def count(period: Period, counted: Counting, trigger_at: datetime, where: Where) -> Span:
    """Target and limit of `period` after `trigger_at`. Raises ValueError for a unit that is not counted so."""
    counting = _CONVENTIONS.get((counted, period.unit))
    if counting is None:
        allowed = ", ".join(unit for convention, unit in _CONVENTIONS if convention == counted)
        raise ValueError(f"'{counted}' does not count {period.unit.replace('_', ' ')}; it counts {allowed}")
    return counting(period, trigger_at, where)


def counts(counted: Counting, unit: str) -> bool:
    return (counted, unit) in _CONVENTIONS


def day(on: date) -> str:
    return f"{on:%a} {on.day} {on:%b %Y}"


def at(on: date, clock: time, zone: ZoneInfo) -> datetime:
    """That local time as UTC. Of two the earlier; one that never was is read with the offset before the change."""
    return datetime.combine(on, clock, zone).astimezone(UTC)


def _elapsed(period: Period, trigger_at: datetime, where: Where) -> Span:
    end_at = trigger_at + timedelta(hours=period.amount)
    step = f"{period} of elapsed time after {shown(trigger_at, where.zone)} end {shown(end_at, where.zone)}."
    return Span(end_at, end_at, (step, "Nights, weekends and holidays count."))


def _eu_hours(rule: str) -> Callable[[Period, datetime, Where], Span]:
    def counting(period: Period, trigger_at: datetime, where: Where) -> Span:
        plain = _elapsed(period, trigger_at, where)
        local = trigger_at.astimezone(where.zone)
        since_hour = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        start_at = trigger_at - since_hour + timedelta(hours=1)
        limit_at = start_at + timedelta(hours=period.amount)
        grid = (
            f"Limit: the hour of the event is not counted ({rule}), so {period} run from {shown(start_at, where.zone)} "
            f"to {shown(limit_at, where.zone)}."
        )
        return Span(plain.target_at, limit_at, (*plain.steps, grid))

    return counting


def _eu_days(rule: str) -> Callable[[Period, datetime, Where], Span]:
    def counting(period: Period, trigger_at: datetime, where: Where) -> Span:
        local = trigger_at.astimezone(where.zone)
        last = _add(local.date(), period)
        step = f"{period} after {day(local.date())}, that day not counted, end on {day(last)}."
        rolled, notes = _rolled(last, where, f"{rule}(4)")
        if period.unit == "days" and period.amount >= 2:
            rolled, more = _two_working_days(local.date(), rolled, where, rule)
            notes += more
        limit_at = at(rolled, END_OF_DAY, where.zone)
        target_at = min(at(last, local.time(), where.zone), limit_at)
        return Span(target_at, limit_at, (step, _same_time(target_at, where.zone), *notes, _ends(limit_at, where.zone)))

    return counting


def _add(on: date, period: Period) -> date:
    """Months are added to the day of the event in one step; a day that does not exist becomes the month's last."""
    return on + relativedelta(**{period.unit: period.amount})  # type: ignore[arg-type]


def _same_time(target_at: datetime, zone: ZoneInfo) -> str:
    return f"{TARGET} the same time of day, {shown(target_at, zone)}."


def _ends(limit_at: datetime, zone: ZoneInfo) -> str:
    return f"Limit: the end of the day, {shown(limit_at, zone)}."


def _rolled(last: date, where: Where, rule: str) -> tuple[date, tuple[str, ...]]:
    """The next working day when the last day is none; the earliest of several calendars."""
    try:
        rolled = min(calendar.on_or_after(last) for calendar in where.calendars) if where.calendars else last
    except CalendarUnknown as unknown:
        return last, (f"{unknown} The limit is not moved.",)
    if rolled == last:
        return last, ()
    why = where.calendars[0].why_closed(last)
    return rolled, (f"{day(last)} is {why}, so the period runs to the next working day, {day(rolled)} ({rule}).",)


def _two_working_days(start: date, last: date, where: Where, rule: str) -> tuple[date, tuple[str, ...]]:
    """Any period of two days or more has at least two working days."""
    try:
        second = min((calendar.add(start, 2) for calendar in where.calendars), default=last)
    except CalendarUnknown as unknown:
        return last, (str(unknown),)
    if second <= last:
        return last, ()
    return second, (
        f"A period of two days or more has at least two working days, so it runs to {day(second)} ({rule}(5)).",
    )


def _next_day(period: Period, trigger_at: datetime, where: Where) -> Span:
    local = trigger_at.astimezone(where.zone)
    last = _add(local.date(), period)
    target_at, limit_at = at(last, local.time(), where.zone), at(last, END_OF_DAY, where.zone)
    step = f"{period} after {day(local.date())}, that day not counted, end on {day(last)}."
    return Span(target_at, limit_at, (step, _same_time(target_at, where.zone), _ends(limit_at, where.zone)))


def _next_day_rolled(period: Period, trigger_at: datetime, where: Where) -> Span:
    plain = _next_day(period, trigger_at, where)
    last = plain.limit_at.astimezone(where.zone).date()
    rolled, notes = _rolled(last, where, "the local interpretation act")
    limit_at = at(rolled, END_OF_DAY, where.zone)
    return Span(plain.target_at, limit_at, (*plain.steps[:2], *notes, _ends(limit_at, where.zone)))


def _working_days(period: Period, trigger_at: datetime, where: Where) -> Span:
    local = trigger_at.astimezone(where.zone)
    lasts, steps = _business(period, local.date(), where)
    target_at = at(min(lasts), local.time(), where.zone)
    limit_at = at(max(lasts), END_OF_DAY, where.zone)
    return Span(target_at, limit_at, (*steps, _same_time(target_at, where.zone), _ends(limit_at, where.zone)))


def _business(period: Period, start: date, where: Where) -> tuple[list[date], tuple[str, ...]]:
    """The last day by each calendar; by weekends alone, which can only be earlier, when a calendar does not know."""
    lasts, steps = [], []
    for calendar in where.calendars:
        try:
            last = calendar.add(start, period.amount, moved=True)
            closed = [f"{day(on)} ({why})" for on, why in calendar.closed_between(start, last)]
            made = [day(on) for on in calendar.made_between(start, last)]
            out = (f", leaving out {', '.join(closed)}" if closed else "") + (
                f", counting {', '.join(made)} (a weekend day that was made a working day)" if made else ""
            )
            steps.append(f"{period} after {day(start)} by the calendar of {calendar.name}{out}: {day(last)}.")
        except CalendarUnknown as unknown:
            last = calendar.add(start, period.amount, holidays=False)
            steps.append(f"{unknown} Only weekends are left out: {day(last)}.")
        lasts.append(last)
    return lasts, tuple(steps)


def _japan(period: Period, trigger_at: datetime, where: Where) -> Span:
    local = trigger_at.astimezone(where.zone)
    last = local.date() + timedelta(days=period.amount - 1)
    rolled, notes = _rolled(last, where, "practice of the PPC")
    target_at = max(at(last, CLOSE_OF_BUSINESS_JP, where.zone), trigger_at)
    limit_at = at(rolled, END_OF_DAY, where.zone)
    steps = (
        f"The day of knowledge, {day(local.date())}, is day 1; day {period.amount} is {day(last)}.",
        f"{TARGET} the close of business on that day, {shown(target_at, where.zone)}.",
    )
    return Span(target_at, limit_at, (*steps, *notes, _ends(limit_at, where.zone)))


def _us_days(period: Period, trigger_at: datetime, where: Where) -> Span:
    start = where.learned_on(trigger_at)
    last = _add(start, period)
    target_at, limit_at = where.ends(last)
    steps = [f"{day(start)} is day 0; day {period.amount} is {day(last)}."]
    steps.append(f"The day ends {shown(limit_at, where.zone)}.")
    rolled, _ = _rolled(last, where, "")
    if rolled != last:
        steps.append(
            f"{day(last)} is {where.calendars[0].why_closed(last)}. A general statute may allow {day(rolled)}; "
            "the earlier day is shown because filing early is safe."
        )
    return Span(target_at, limit_at, tuple(steps))


def _us_business(period: Period, trigger_at: datetime, where: Where) -> Span:
    lasts, steps = _business(period, where.learned_on(trigger_at), where)
    target_at, limit_at = where.ends(min(lasts))[0], where.ends(max(lasts))[1]
    if len(set(lasts)) > 1:
        steps = (
            *steps,
            "The law does not say whose holidays count; the calendar with the earlier day sets the target.",
        )
    return Span(target_at, limit_at, (*steps, f"The day ends {shown(target_at, where.zone)}."))


def _sec(period: Period, trigger_at: datetime, where: Where) -> Span:
    """Four business days after the determination; a filing accepted after 17:30 Eastern gets the next day's date."""
    dates = sorted({trigger_at.astimezone(zone).date() for zone in (where.learned or where.zone, NEW_YORK)})
    lasts: list[date] = []
    steps: list[str] = []
    for start in dates:
        found, more = _business(period, start, where)
        lasts, steps = lasts + found, steps + list(more)
    target_at, limit_at = (at(on, EDGAR_CUT_OFF, NEW_YORK) for on in (min(lasts), max(lasts)))
    if len(dates) > 1:
        steps.append("The rule does not name the zone of the determination date: the earlier date sets the target.")
    return Span(target_at, limit_at, (*steps, f"EDGAR takes filings for that day until {shown(target_at, NEW_YORK)}."))


def _dora_hours(period: Period, trigger_at: datetime, where: Where) -> Span:
    plain = _elapsed(period, trigger_at, where)
    limit_at, notes = _noon(plain.target_at, plain.target_at, where)
    return Span(plain.target_at, limit_at, (*plain.steps, *notes))


def _dora_months(period: Period, trigger_at: datetime, where: Where) -> Span:
    plain = _next_day(period, trigger_at, where)
    limit_at, notes = _noon(plain.limit_at, plain.limit_at, where)
    return Span(plain.target_at, limit_at, (*plain.steps, *notes))


def _noon(end_at: datetime, otherwise: datetime, where: Where) -> tuple[datetime, tuple[str, ...]]:
    """Delegated Regulation (EU) 2025/301, Art. 5(4): a limit on a weekend day or bank holiday moves to noon of the next
    working day; for some entities and reports it does not (5(5), 5(6))."""
    last = end_at.astimezone(where.zone).date()
    rolled, _ = _rolled(last, where, "")
    if rolled == last:
        return otherwise, ()
    closed = f"{day(last)} is {where.calendars[0].why_closed(last)}"
    if not where.relief:
        return otherwise, (f"{closed}, but the weekend relief is not open to you for this report (Art. 5(5)).",)
    limit_at = at(rolled, time(12), where.zone)
    return limit_at, (
        f"{closed}: filing is in time until noon of the next working day, {shown(limit_at, where.zone)} (Art. 5(4)).",
    )


_EU, _UK = "Reg. 1182/71 Art. 3", "assimilated Reg. 1182/71 Art. 3"
_CONVENTIONS: dict[tuple[Counting, str], Callable[[Period, datetime, Where], Span]] = {
    (Counting.ELAPSED, "hours"): _elapsed,
    (Counting.EU, "hours"): _eu_hours(f"{_EU}(1)"),
    (Counting.UK, "hours"): _eu_hours(f"{_UK}(1)"),
    **{(Counting.EU, unit): _eu_days(_EU) for unit in ("days", "weeks", "months")},
    **{(Counting.UK, unit): _eu_days(_UK) for unit in ("days", "weeks", "months")},
    (Counting.DORA, "hours"): _dora_hours,
    (Counting.DORA, "months"): _dora_months,
    **{(Counting.NEXT_DAY, unit): _next_day for unit in ("days", "weeks", "months")},
    (Counting.NEXT_DAY, "business_days"): _working_days,
    **{(Counting.NEXT_DAY_ROLLED, unit): _next_day_rolled for unit in ("days", "weeks", "months")},
    (Counting.JAPAN, "days"): _japan,
    **{(Counting.US, unit): _us_days for unit in ("days", "weeks", "months")},
    (Counting.US, "business_days"): _us_business,
    (Counting.SEC, "business_days"): _sec,
}
