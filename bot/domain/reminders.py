"""When somebody is reminded, and whom: the ladder of a clock, the climb of a late step, what follows a closing.

Decides moments from rules that are data (`runbooks/reminders.yaml`). Nothing here knows what was already said: the
planner compares these moments with the rows it has, so a ladder may be derived again at any time. Leaves to others who
holds a role (`roles.py`) and the words of a message.

What surprises: moments stand on whole minutes, warnings on the minute before and alarms on the minute after, so that
what falls due in one minute is one message; quiet hours move a warning to their end, but never one of the last day;
without a severity an incident is taken as one of severity 2.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.runbook.model import Role
from bot.runbook.step_due import StepPeriod

Audience = Literal["owner", "alternate", Role]
"""Whom a reminder is for: the owner of what is due, that role's alternate, or a role by name."""

MINUTE = timedelta(minutes=1)
UNRATED = 2  # the severity of an incident that has none yet: serious


def read_length(value: object) -> timedelta:
    """`45 minutes`, `4 hours`, `7 days`; days of 24 hours, since a reminder needs no calendar."""
    try:
        period = StepPeriod.read(str(value))
    except ValueError:
        raise ValueError("a length reads like '45 minutes', '4 hours' or '7 days'") from None
    if period.unit == "working day":
        raise ValueError("a reminder counts in minutes, hours or days, not in working days")
    return period.about


def read_share(value: object) -> float:
    """`50 %` of the time between start and target."""
    found = re.fullmatch(r"([1-9][0-9]?) ?%", str(value))
    if not found:
        raise ValueError("a share reads like '50 %' and lies between 1 % and 99 %")
    return int(found[1]) / 100


def read_hour(value: object) -> time:
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", str(value))
    if not found:
        raise ValueError("an hour of the day reads like '22:00'")
    return time(int(found[1]), int(found[2]))


def somebody(value: tuple[Audience, ...]) -> tuple[Audience, ...]:
    if not value:
        raise ValueError("somebody must be told")
    return value


Length = Annotated[timedelta, BeforeValidator(read_length)]
Share = Annotated[float, BeforeValidator(read_share)]
Hour = Annotated[time, BeforeValidator(read_hour)]
Severity = Annotated[int, Field(ge=1, le=4)]
Audiences = Annotated[tuple[Audience, ...], AfterValidator(somebody)]
Kind = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,20}$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Rung(_Frozen):
    """One warning before the target: when a share of the time is `gone`, or so much of it is `left`."""

    kind: Kind
    gone: Share | None = None
    left: Length | None = None
    tell: Audiences
    severities: tuple[Severity, ...] = (1, 2, 3, 4)

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.gone is None) == (self.left is None):
            raise ValueError("a rung has either 'gone' or 'left'")
        return self

    def at(self, starts_at: datetime | None, target_at: datetime) -> datetime | None:
        """None when it needs a start that is not known."""
        if self.left is not None:
            return target_at - self.left
        return None if starts_at is None else starts_at + (self.gone or 0) * (target_at - starts_at)


class AtTarget(_Frozen):
    tell: Audiences


class Climb(_Frozen):
    """Who hears of it `every` so often while it stays late; the last of `tell` is told again and again."""

    every: Length
    tell: tuple[Audiences, ...] = Field(min_length=1)

    def told(self, number: int) -> tuple[Audience, ...]:
        """Whom the `number`-th telling is for, counted from 1."""
        return self.tell[min(number, len(self.tell)) - 1]


class StepRules(_Frozen):
    """Who hears that a step is late, one after the other; the runbook says how long the pause between them is."""

    tell: tuple[Audiences, ...] = Field(min_length=1)


class ClockRules(_Frozen):
    warnings: tuple[Rung, ...]
    at_target: AtTarget
    late: Climb

    @model_validator(mode="after")
    def _kinds_once(self) -> Self:
        kinds = [rung.kind for rung in self.warnings]
        if twice := {kind for kind in kinds if kinds.count(kind) > 1 or kind in ("target", "late", "snoozed")}:
            raise ValueError(f"the kind '{sorted(twice)[0]}' is taken; each rung needs its own")
        return self


class FollowUp(_Frozen):
    """Something to look after when the incident has been closed for a while."""

    kind: Kind
    after: Length
    tell: Audiences
    says: Annotated[str, Field(min_length=5, max_length=200)]


class Quiet(_Frozen):
    """Hours of the incident's own zone in which a warning of these severities waits for the morning."""

    begins: Hour
    ends: Hour
    severities: tuple[Severity, ...]
    never_within: Length  # of the target: these warnings are given at any hour

    def moved(self, at: datetime, zone: ZoneInfo) -> datetime:
        """`at`, or the end of the quiet hours that it falls into; UTC in, UTC out."""
        local = at.astimezone(zone)
        hour, over_midnight = local.time(), self.begins > self.ends
        inside = (hour >= self.begins or hour < self.ends) if over_midnight else self.begins <= hour < self.ends
        if not inside:
            return at
        day = local.date() + timedelta(days=1) if over_midnight and hour >= self.begins else local.date()
        return datetime.combine(day, self.ends, zone).astimezone(at.tzinfo)


class Rhythm(_Frozen):
    """How often the channel hears where things stand: `every` so often, or at hours of the incident's own day."""

    severity: Severity
    every: Length | None = None
    at: tuple[Hour, ...] = ()
    within: Length | None = None  # only for so long after the severity was set; then the next line of it holds

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.every is None) != bool(self.at):
            raise ValueError("a rhythm has either 'every' or 'at'")
        return self

    def next(self, since: datetime, now: datetime, zone: ZoneInfo) -> datetime:
        """The first moment after `now`."""
        if self.every:
            return since + ((now - since) // self.every + 1) * self.every
        today = now.astimezone(zone).date()
        days = (today, today + timedelta(days=1))
        moments = (datetime.combine(day, hour, zone).astimezone(UTC) for day in days for hour in sorted(self.at))
        return next(moment for moment in moments if moment > now)


class ShiftRule(_Frozen):
    """After so long one lead is asked, privately, to hand over; in these severities."""

    after: Length
    severities: tuple[Severity, ...]


class Snooze(_Frozen):
    at_most: Length


class Ladders(_Frozen):
    """The whole of `reminders.yaml`."""

    clocks: ClockRules
    steps: StepRules
    closed: tuple[FollowUp, ...] = ()
    quiet: Quiet | None = None
    digests: tuple[Rhythm, ...] = ()
    shift: ShiftRule | None = None
    snooze: Snooze


@dataclass(frozen=True)
class ReminderTime:
    """Once, somebody is told something; `kind` says what, within one subject and deadline."""

    kind: str
    due_at: datetime
    tell: tuple[Audience, ...]


def minute_before(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def minute_after(at: datetime) -> datetime:
    """The next whole minute; a whole minute is its own."""
    floor = minute_before(at)
    return floor if floor == at else floor + MINUTE


def ladder(
    rules: Ladders, starts_at: datetime | None, target_at: datetime, severity: int | None, zone: ZoneInfo
) -> tuple[ReminderTime, ...]:
    """The warnings of one clock and the alarm at its target, earliest first; what follows the target is `late`."""
    moments = [ReminderTime("target", minute_after(target_at), rules.clocks.at_target.tell)]
    rated = severity or UNRATED
    for rung in rules.clocks.warnings:
        at = rung.at(starts_at, target_at)
        if at is not None and rated in rung.severities:
            moments.append(ReminderTime(rung.kind, minute_before(_heard(rules, at, target_at, rated, zone)), rung.tell))
    return tuple(sorted(moments, key=lambda moment: (moment.due_at, moment.kind)))


def _heard(rules: Ladders, at: datetime, target_at: datetime, severity: int, zone: ZoneInfo) -> datetime:
    quiet = rules.quiet
    if quiet is None or severity not in quiet.severities or target_at - at <= quiet.never_within:
        return at
    return min(quiet.moved(at, zone), target_at - quiet.never_within)


def next_late(rules: Ladders, target_at: datetime, now: datetime) -> ReminderTime:
    """The first alarm after `now` for a clock whose target has passed; those that lie in the past are not made up."""
    late, first_at = rules.clocks.late, minute_after(target_at)
    number = max(1, (now - first_at) // late.every + 1)
    return ReminderTime(f"late-{number}", first_at + number * late.every, late.told(number))


def climb(rules: Ladders, first_at: datetime, pause: timedelta) -> tuple[ReminderTime, ...]:
    """Who hears that a step is late, one after the other, the first of them at `first_at`."""
    told = enumerate(rules.steps.tell, start=1)
    return tuple(ReminderTime(f"late-{n}", minute_after(first_at + (n - 1) * pause), tell) for n, tell in told)


def follow_ups(rules: Ladders, closed_at: datetime) -> tuple[ReminderTime, ...]:
    return tuple(ReminderTime(item.kind, minute_after(closed_at + item.after), item.tell) for item in rules.closed)


def next_digest(
    rules: Ladders, severity: int | None, since: datetime, now: datetime, zone: ZoneInfo
) -> datetime | None:
    """When the channel next hears where things stand; None where the severity has no rhythm."""
    for rhythm in rules.digests:
        if rhythm.severity == (severity or UNRATED) and (rhythm.within is None or now < since + rhythm.within):
            return minute_after(rhythm.next(since, now, zone))
    return None


def snooze_ends_by(rules: Ladders, now: datetime, target_at: datetime | None) -> datetime:
    """The latest instant to which a reminder may be put off: never past a target that is still ahead."""
    most = now + rules.snooze.at_most
    return min(most, target_at) if target_at is not None and target_at > now else most


def instant_text(at: datetime) -> str:
    """ISO text in UTC with a `Z`, as ids, messages and the record keep instants."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
