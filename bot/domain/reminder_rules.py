"""The rules of `runbooks/reminders.yaml`: warnings, alarms, follow-ups, quiet hours, digests, shifts, snoozing.

Decides how the file is read and what one rule means for one instant. The times of a whole clock are in `reminders`;
who has which role in `roles`.

Caveats: lengths count in minutes, hours and days of 24 hours; a reminder needs no calendar. Quiet hours move a warning
to their end.
"""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.runbook.model import Role
from bot.runbook.step_due import StepPeriod

Audience = Literal["owner", "alternate", Role]
"""Who a reminder is for: the owner of what is due, that role's alternate, or a role by name. The owners of a proposal
are those who may confirm it."""


def read_length(value: object) -> timedelta:
    """`45 minutes`, `4 hours`, `7 days`; days of 24 hours, since a reminder needs no calendar."""
    try:
        period = StepPeriod.read(str(value))
    except ValueError:
        raise ValueError("write a length like '45 minutes', '4 hours' or '7 days'") from None
    if period.unit == "working day":
        raise ValueError("a reminder counts in minutes, hours or days, not in working days")
    return period.about


def read_share(value: object) -> float:
    """`50 %` of the time between start and target."""
    found = re.fullmatch(r"([1-9][0-9]?) ?%", str(value))
    if not found:
        raise ValueError("write a share like '50 %', between 1 % and 99 %")
    return int(found[1]) / 100


def read_hour(value: object) -> time:
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", str(value))
    if not found:
        raise ValueError("write an hour of the day like '22:00'")
    return time(int(found[1]), int(found[2]))


def not_empty(value: tuple[Audience, ...]) -> tuple[Audience, ...]:
    if not value:
        raise ValueError("somebody must be told")
    return value


Length = Annotated[timedelta, BeforeValidator(read_length)]
Share = Annotated[float, BeforeValidator(read_share)]
Hour = Annotated[time, BeforeValidator(read_hour)]
Severity = Annotated[int, Field(ge=1, le=4)]
Audiences = Annotated[tuple[Audience, ...], AfterValidator(not_empty)]
Kind = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,20}$")]


class RulePart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class WarningRule(RulePart):
    """One warning before the target: when a share of the time is `gone`, or so much of it is `left`."""

    kind: Kind
    gone: Share | None = None
    left: Length | None = None
    tell: Audiences
    severities: tuple[Severity, ...] = (1, 2, 3, 4)

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.gone is None) == (self.left is None):
            raise ValueError("a warning has either 'gone' or 'left'")
        return self

    def at(self, starts_at: datetime | None, target_at: datetime) -> datetime | None:
        """None when it needs a start that is not known."""
        if self.left is not None:
            return target_at - self.left
        return None if starts_at is None else starts_at + (self.gone or 0) * (target_at - starts_at)


class TargetRule(RulePart):
    tell: Audiences


class EscalationRule(RulePart):
    """Who is alarmed `every` so often while it stays late; the last of `tell` is repeated."""

    every: Length
    tell: tuple[Audiences, ...] = Field(min_length=1)

    def recipients(self, number: int) -> tuple[Audience, ...]:
        """Who the `number`-th alarm is for, counted from 1."""
        return self.tell[min(number, len(self.tell)) - 1]


class StepRules(RulePart):
    """Who is alarmed that a step is late, one after the other; the runbook sets the pause between them."""

    tell: tuple[Audiences, ...] = Field(min_length=1)


class ClockRules(RulePart):
    warnings: tuple[WarningRule, ...]
    at_target: TargetRule
    late: EscalationRule

    @model_validator(mode="after")
    def _kinds_once(self) -> Self:
        kinds = [warning.kind for warning in self.warnings]
        if twice := {kind for kind in kinds if kinds.count(kind) > 1 or kind in ("target", "late", "snoozed")}:
            raise ValueError(f"the kind '{sorted(twice)[0]}' is taken; each warning needs its own")
        return self


class UpdateRules(RulePart):
    """Who is reminded of the next update that a notice promised, at this hour of the day before it and of the day
    itself; then, day after day, the next of `late`."""

    at: Hour
    tell: Audiences
    late: tuple[Audiences, ...] = ()


class FollowUp(RulePart):
    """Something to do when the incident has been closed for a while."""

    kind: Kind
    after: Length
    tell: Audiences
    says: Annotated[str, Field(min_length=5, max_length=200)]


class QuietHours(RulePart):
    """Hours in the incident's zone in which a warning of these severities is put off until morning."""

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


class DigestRule(RulePart):
    """How often the channel gets a digest: `every` so often, or at fixed hours in the incident's zone."""

    severity: Severity
    every: Length | None = None
    at: tuple[Hour, ...] = ()
    within: Length | None = None  # only for so long after the severity was set; then the next rule for it applies

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.every is None) != bool(self.at):
            raise ValueError("a digest has either 'every' or 'at'")
        return self

    def next(self, since: datetime, now: datetime, zone: ZoneInfo) -> datetime:
        """The next time after `now`."""
        if self.every:
            return since + ((now - since) // self.every + 1) * self.every
        today = now.astimezone(zone).date()
        days = (today, today + timedelta(days=1))
        times = (datetime.combine(day, hour, zone).astimezone(UTC) for day in days for hour in sorted(self.at))
        return next(at for at in times if at > now)


class ShiftRule(RulePart):
    """After so long as lead a person is asked, privately, to hand over; at these severities."""

    after: Length
    severities: tuple[Severity, ...]


class SnoozeRule(RulePart):
    """How far one person may put off their own reminders of one deadline. No one else is told later because of it."""

    at_most: Length  # each time
    times: Annotated[int, Field(ge=1)] = 3
    in_all: Length = timedelta(hours=12)
    never_within: Length = timedelta(hours=4)  # of a deadline ahead
    offers: tuple[Length, ...] = (timedelta(hours=1),)  # the lengths in the form


class ReminderRules(RulePart):
    """The whole of `reminders.yaml`."""

    clocks: ClockRules
    steps: StepRules
    proposals: EscalationRule | None = None  # without it, no one is asked again
    updates: UpdateRules | None = None  # without it, no one is reminded of one
    actions: EscalationRule | None = None  # tasks that are open after the closing; without it, only those that are late
    closed: tuple[FollowUp, ...] = ()
    quiet: QuietHours | None = None
    digests: tuple[DigestRule, ...] = ()
    shift: ShiftRule | None = None
    snooze: SnoozeRule
