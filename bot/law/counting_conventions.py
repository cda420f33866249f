"""The counting conventions: from a trigger and a period to the target and the limit, with the steps that led there.

Decides arithmetic only, one function for each convention of `periods.Counting`; the sources are in
docs/adding-a-law.md. Which duty, which trigger and which request to wait is decided in `due_dates` and `holds`.
`target` is the conservative instant (alarms use it), `limit` the latest defensible deadline.

Caveats: 72 hours are elapsed time, so across a change of clocks the local reading shifts by an hour. Months are added
to the day of the event in one step. US periods of days end at 23:59:59 for target and limit alike and do not roll.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from bot.law.calendars import Calendar, CalendarUnknown
from bot.law.counting_steps import CountingStep, StepKind
from bot.law.periods import Counting, Period, Unit
from bot.sentences import Text, sentence

END_OF_DAY = time(23, 59, 59)
CLOSE_OF_BUSINESS_JP = time(17)
NEW_YORK = ZoneInfo("America/New_York")
EDGAR_CUT_OFF = time(17, 30)


@dataclass(frozen=True)
class CountingBasis:
    """Where counting is done: the zone in which days end, the calendars of the recipient (several when the law does
    not say which), whether DORA's weekend relief applies, and the zone of the people who learned of the breach."""

    zone: ZoneInfo
    calendars: tuple[Calendar, ...]
    relief: bool = True
    learned_zone: ZoneInfo | None = None

    def learned_on(self, trigger_at: datetime) -> date:
        """The trigger's date where the people were who learned of it (US practice)."""
        return trigger_at.astimezone(self.learned_zone or self.zone).date()

    def ends(self, on: date) -> tuple[datetime, datetime]:
        """The end of that day: the earlier of the two zones, then the recipient's."""
        recipient_at = end_of_day(on, self.zone)
        return min(recipient_at, end_of_day(on, self.learned_zone or self.zone)), recipient_at

    def why_closed(self, on: date) -> Text:
        return self.calendars[0].why_closed(on) or ""


@dataclass(frozen=True)
class CountedPeriod:
    """The result of counting: target, limit (UTC) and how they were found."""

    target_at: datetime
    limit_at: datetime
    steps: tuple[CountingStep, ...] = ()


Convention = Callable[[Period, datetime, CountingBasis], CountedPeriod]


def count(period: Period, counted: Counting, trigger_at: datetime, basis: CountingBasis) -> CountedPeriod:
    """Target and limit of `period` after `trigger_at`. Raises ValueError for a unit that is not counted so."""
    convention = _CONVENTIONS.get((counted, period.unit))
    if convention is None:
        allowed = ", ".join(unit for other, unit in _CONVENTIONS if other == counted)
        raise ValueError(f"'{counted}' cannot be used with {period.unit.words}; use it with {allowed}")
    return convention(period, trigger_at, basis)


def counts(counted: Counting, unit: Unit) -> bool:
    return (counted, unit) in _CONVENTIONS


def local_time(on: date, time_of_day: time, zone: ZoneInfo) -> datetime:
    """That local time as UTC. Of two the earlier; one that never was is read with the offset before the change."""
    return datetime.combine(on, time_of_day, zone).astimezone(UTC)


def end_of_day(on: date, zone: ZoneInfo) -> datetime:
    return local_time(on, END_OF_DAY, zone)


def _elapsed(period: Period, trigger_at: datetime, basis: CountingBasis) -> CountedPeriod:
    end_at = trigger_at + timedelta(hours=period.amount)
    step = CountingStep(StepKind.ELAPSED, basis.zone, period, from_at=trigger_at, to_at=end_at)
    return CountedPeriod(end_at, end_at, (step, CountingStep(StepKind.EVERY_HOUR_COUNTS)))


def _eu_hours(rule: str) -> Convention:
    def convention(period: Period, trigger_at: datetime, basis: CountingBasis) -> CountedPeriod:
        plain = _elapsed(period, trigger_at, basis)
        local = trigger_at.astimezone(basis.zone)
        since_hour = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        start_at = trigger_at - since_hour + timedelta(hours=1)
        limit_at = start_at + timedelta(hours=period.amount)
        hours = CountingStep(
            StepKind.FULL_HOURS, basis.zone, period, from_at=start_at, to_at=limit_at, rule=f"{rule}(1)"
        )
        return CountedPeriod(plain.target_at, limit_at, (*plain.steps, hours))

    return convention


def _eu_days(rule: str) -> Convention:
    def convention(period: Period, trigger_at: datetime, basis: CountingBasis) -> CountedPeriod:
        local = trigger_at.astimezone(basis.zone)
        last = _add(local.date(), period)
        rolled, notes = _rolled(last, basis, f"{rule}(4)")
        if period.unit is Unit.DAYS and period.amount >= 2:
            rolled, more = _two_working_days(local.date(), rolled, basis, f"{rule}(5)")
            notes += more
        limit_at = end_of_day(rolled, basis.zone)
        target_at = min(local_time(last, local.time(), basis.zone), limit_at)
        steps = (_days_after(period, local.date(), last), _same_time(target_at, basis), *notes)
        return CountedPeriod(target_at, limit_at, (*steps, _limit(limit_at, basis)))

    return convention


def _add(on: date, period: Period) -> date:
    """Months are added to the day of the event in one step; a day that does not exist becomes the month's last day."""
    return on + relativedelta(**{period.unit.value: period.amount})  # type: ignore[arg-type]  # a key by its name


def _days_after(period: Period, start: date, last: date) -> CountingStep:
    return CountingStep(StepKind.DAYS_AFTER, period=period, from_on=start, to_on=last)


def _same_time(target_at: datetime, basis: CountingBasis) -> CountingStep:
    return CountingStep(StepKind.SAME_TIME, basis.zone, to_at=target_at)


def _limit(limit_at: datetime, basis: CountingBasis) -> CountingStep:
    return CountingStep(StepKind.END_OF_DAY, basis.zone, to_at=limit_at)


def _unknown(kind: StepKind, unknown: CalendarUnknown, last: date) -> CountingStep:
    return CountingStep(kind, name=sentence(unknown.place), number=unknown.year, to_on=last)


def _rolled(last: date, basis: CountingBasis, rule: str = "") -> tuple[date, tuple[CountingStep, ...]]:
    """The next working day when the last day is not one; the earliest of several calendars."""
    try:
        rolled = min((calendar.on_or_after(last) for calendar in basis.calendars), default=last)
    except CalendarUnknown as unknown:
        return last, (_unknown(StepKind.NOT_MOVED, unknown, last),)
    if rolled == last:
        return last, ()
    return rolled, (CountingStep(StepKind.MOVED, from_on=last, to_on=rolled, reason=basis.why_closed(last), rule=rule),)


def _two_working_days(
    start: date, last: date, basis: CountingBasis, rule: str
) -> tuple[date, tuple[CountingStep, ...]]:
    """Any period of two days or more has at least two working days."""
    try:
        second = min((calendar.add(start, 2) for calendar in basis.calendars), default=last)
    except CalendarUnknown as unknown:
        return last, (_unknown(StepKind.TWO_UNKNOWN, unknown, last),)
    if second <= last:
        return last, ()
    return second, (CountingStep(StepKind.TWO_WORKING_DAYS, to_on=second, rule=rule),)


def _next_day(period: Period, trigger_at: datetime, basis: CountingBasis) -> CountedPeriod:
    return _from_next_day(period, trigger_at, basis, rolls=False)


def _next_day_rolled(period: Period, trigger_at: datetime, basis: CountingBasis) -> CountedPeriod:
    return _from_next_day(period, trigger_at, basis, rolls=True)


def _from_next_day(period: Period, trigger_at: datetime, basis: CountingBasis, *, rolls: bool) -> CountedPeriod:
    local = trigger_at.astimezone(basis.zone)
    last = _add(local.date(), period)
    target_at = local_time(last, local.time(), basis.zone)
    rolled, notes = _rolled(last, basis, "the local interpretation act") if rolls else (last, ())
    limit_at = end_of_day(rolled, basis.zone)
    steps = (_days_after(period, local.date(), last), _same_time(target_at, basis), *notes)
    return CountedPeriod(target_at, limit_at, (*steps, _limit(limit_at, basis)))


def _working_days(period: Period, trigger_at: datetime, basis: CountingBasis) -> CountedPeriod:
    local = trigger_at.astimezone(basis.zone)
    lasts, steps = _business(period, local.date(), basis)
    target_at = local_time(min(lasts), local.time(), basis.zone)
    limit_at = end_of_day(max(lasts), basis.zone)
    return CountedPeriod(target_at, limit_at, (*steps, _same_time(target_at, basis), _limit(limit_at, basis)))


def _business(period: Period, start: date, basis: CountingBasis) -> tuple[list[date], list[CountingStep]]:
    """The last day by each calendar; by weekends alone, which can only be earlier, when a calendar does not know."""
    lasts, steps = [], []
    for calendar in basis.calendars:
        try:
            last = calendar.add(start, period.amount, moved=True)
            closed, opened = calendar.closed_between(start, last), calendar.made_between(start, last)
            named = CountingStep(
                StepKind.WORKING_DAYS, period=period, from_on=start, to_on=last, name=sentence(calendar.name)
            )
            steps.append(named._replace(closed=closed, opened=opened))
        except CalendarUnknown as unknown:
            last = calendar.add(start, period.amount, holidays=False)
            steps.append(_unknown(StepKind.WEEKENDS_ONLY, unknown, last))
        lasts.append(last)
    return lasts, steps


def _japan(period: Period, trigger_at: datetime, basis: CountingBasis) -> CountedPeriod:
    plain, last = _japan_fixed(period, trigger_at, basis), _day_of_japan(period, trigger_at, basis)
    rolled, notes = _rolled(last, basis, "practice of the PPC")
    limit_at = end_of_day(rolled, basis.zone)
    return CountedPeriod(plain.target_at, limit_at, (*plain.steps[:2], *notes, _limit(limit_at, basis)))


def _day_of_japan(period: Period, trigger_at: datetime, basis: CountingBasis) -> date:
    return trigger_at.astimezone(basis.zone).date() + timedelta(days=period.amount - 1)


def _japan_fixed(period: Period, trigger_at: datetime, basis: CountingBasis) -> CountedPeriod:
    local, last = trigger_at.astimezone(basis.zone), _day_of_japan(period, trigger_at, basis)
    target_at = max(local_time(last, CLOSE_OF_BUSINESS_JP, basis.zone), trigger_at)
    limit_at = end_of_day(last, basis.zone)
    first = CountingStep(StepKind.DAY_ONE, from_on=local.date(), to_on=last, number=period.amount)
    target = CountingStep(StepKind.CLOSE_OF_BUSINESS, basis.zone, to_at=target_at)
    return CountedPeriod(target_at, limit_at, (first, target, _limit(limit_at, basis)))


def _us_days(period: Period, trigger_at: datetime, basis: CountingBasis) -> CountedPeriod:
    start = basis.learned_on(trigger_at)
    last = _add(start, period)
    target_at, limit_at = basis.ends(last)
    steps = [
        CountingStep(StepKind.DAY_ZERO, from_on=start, to_on=last, number=period.amount),
        CountingStep(StepKind.DAY_ENDS, basis.zone, to_at=limit_at),
    ]
    rolled, _ = _rolled(last, basis)
    if rolled != last:
        steps.append(CountingStep(StepKind.MAY_MOVE, from_on=last, to_on=rolled, reason=basis.why_closed(last)))
    return CountedPeriod(target_at, limit_at, tuple(steps))


def _us_business(period: Period, trigger_at: datetime, basis: CountingBasis) -> CountedPeriod:
    lasts, steps = _business(period, basis.learned_on(trigger_at), basis)
    target_at, limit_at = basis.ends(min(lasts))[0], basis.ends(max(lasts))[1]
    if len(set(lasts)) > 1:
        steps.append(CountingStep(StepKind.CALENDARS_DIFFER))
    return CountedPeriod(target_at, limit_at, (*steps, CountingStep(StepKind.DAY_ENDS, basis.zone, to_at=target_at)))


def _sec(period: Period, trigger_at: datetime, basis: CountingBasis) -> CountedPeriod:
    """Four business days after the determination; a filing accepted after 17:30 Eastern gets the next day's date."""
    dates = sorted({trigger_at.astimezone(zone).date() for zone in (basis.learned_zone or basis.zone, NEW_YORK)})
    counted = [_business(period, start, basis) for start in dates]
    lasts = [last for found, _ in counted for last in found]
    steps = [step for _, found in counted for step in found]
    target_at, limit_at = (local_time(on, EDGAR_CUT_OFF, NEW_YORK) for on in (min(lasts), max(lasts)))
    if len(dates) > 1:
        steps.append(CountingStep(StepKind.ZONES_DIFFER))
    return CountedPeriod(target_at, limit_at, (*steps, CountingStep(StepKind.FILING_CLOSES, NEW_YORK, to_at=target_at)))


def _dora_hours(period: Period, trigger_at: datetime, basis: CountingBasis) -> CountedPeriod:
    plain = _elapsed(period, trigger_at, basis)
    return _until_noon(plain, plain.target_at, basis)


def _dora_months(period: Period, trigger_at: datetime, basis: CountingBasis) -> CountedPeriod:
    plain = _next_day(period, trigger_at, basis)
    return _until_noon(plain, plain.limit_at, basis)


def _until_noon(plain: CountedPeriod, end_at: datetime, basis: CountingBasis) -> CountedPeriod:
    """Delegated Regulation (EU) 2025/301, Art. 5(4): a limit on a weekend day or bank holiday moves to noon of the next
    working day; for some entities and reports it does not (5(5), 5(6))."""
    last = end_at.astimezone(basis.zone).date()
    rolled, _ = _rolled(last, basis)
    if rolled == last:
        return CountedPeriod(plain.target_at, end_at, plain.steps)
    reason = basis.why_closed(last)
    if not basis.relief:
        step = CountingStep(StepKind.NO_RELIEF, from_on=last, reason=reason)
        return CountedPeriod(plain.target_at, end_at, (*plain.steps, step))
    noon_at = local_time(rolled, time(12), basis.zone)
    step = CountingStep(StepKind.NOON, basis.zone, from_on=last, to_at=noon_at, reason=reason)
    return CountedPeriod(plain.target_at, noon_at, (*plain.steps, step))


_EU, _UK = "Reg. 1182/71 Art. 3", "assimilated Reg. 1182/71 Art. 3"
_CONVENTIONS: dict[tuple[Counting, Unit], Convention] = {
    (Counting.ELAPSED, Unit.HOURS): _elapsed,
    (Counting.EU, Unit.HOURS): _eu_hours(_EU),
    (Counting.UK, Unit.HOURS): _eu_hours(_UK),
    **{(Counting.EU, unit): _eu_days(_EU) for unit in (Unit.DAYS, Unit.WEEKS, Unit.MONTHS)},
    **{(Counting.UK, unit): _eu_days(_UK) for unit in (Unit.DAYS, Unit.WEEKS, Unit.MONTHS)},
    (Counting.DORA, Unit.HOURS): _dora_hours,
    (Counting.DORA, Unit.MONTHS): _dora_months,
    **{(Counting.NEXT_DAY, unit): _next_day for unit in (Unit.DAYS, Unit.WEEKS, Unit.MONTHS)},
    (Counting.NEXT_DAY, Unit.BUSINESS_DAYS): _working_days,
    **{(Counting.NEXT_DAY_ROLLED, unit): _next_day_rolled for unit in (Unit.DAYS, Unit.WEEKS, Unit.MONTHS)},
    (Counting.JAPAN, Unit.DAYS): _japan,
    (Counting.JAPAN_FIXED, Unit.DAYS): _japan_fixed,
    **{(Counting.US, unit): _us_days for unit in (Unit.DAYS, Unit.WEEKS, Unit.MONTHS)},
    (Counting.US, Unit.BUSINESS_DAYS): _us_business,
    (Counting.SEC, Unit.BUSINESS_DAYS): _sec,
}
