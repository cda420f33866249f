"""When someone is reminded, and who: warnings before a deadline, escalations after it, follow-ups after closing.

Decides the times from the rules of `reminder_rules`. Knows nothing about what was already sent: the
planner compares these times with the rows it has, so they can be computed again at any time. Leaves to others who has
which role (`roles.py`) and the words of a message (`slack`).

Caveats: reminders fall on whole minutes, warnings on the minute before and alarms on the minute after, so that what
falls due within a minute is one message; quiet hours move a warning to their end, but never one in the last day; an
incident without a severity is treated as severity 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, TypeAdapter

from bot.domain.reminder_rules import Audience, EscalationRule, ReminderRules, SnoozeRule, UpdateRules
from bot.runbook.sizes import UNRATED
from bot.sentences import Text

MINUTE = timedelta(minutes=1)


class ReminderStatus(StrEnum):
    PENDING = "pending"  # its moment is still to come, or is now
    FIRED = "fired"  # claimed at its moment, and said
    CANCELLED = "cancelled"  # what it was for has changed; planning may bring it back
    SKIPPED = "skipped"  # its moment was over when it was planned
    SNOOZED = "snoozed"  # everyone whom it was for had put it off

    @property
    def was_said(self) -> bool:
        """Its moment came, and people know of it."""
        return self in (ReminderStatus.FIRED, ReminderStatus.SNOOZED)


class SubjectKind(StrEnum):
    """What a reminder is about."""

    CLOCK = "clock"  # of a duty
    STEP = "step"
    FOLLOW_UP = "follow_up"  # something to do after closing, by the name of its rule
    DIGEST = "digest"
    SHIFT = "shift"  # of a lead
    PROPOSAL = "proposal"  # which waits for another person, by its number
    UPDATE = "update"  # the next one that a notice promised
    ACTION = "action"  # a task that is open after the closing, by its number


@dataclass(frozen=True)
class ReminderSubject:
    """`id`: of the duty, the step, the rule, the person or the proposal; the digest and the update have none."""

    kind: SubjectKind
    id: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


DIGEST = ReminderSubject(SubjectKind.DIGEST)
UPDATE = ReminderSubject(SubjectKind.UPDATE)


class ReminderKind(StrEnum):
    WARNING = "warning"  # before the target, by a rule with a name
    TARGET = "target"
    LATE = "late"  # an alarm after the target; they are numbered
    REPEATED = "repeated"  # of what waits for someone; they are numbered
    SNOOZED = "snoozed"  # what one person put off until then
    FOLLOW_UP = "follow_up"  # after closing, by a rule with a name
    DIGEST = "digest"
    SHIFT = "shift"

    @property
    def is_planned_once(self) -> bool:
        """Planning the subject again from the rules does not bring it forth: its moment was settled as things went."""
        return self in (ReminderKind.LATE, ReminderKind.REPEATED, ReminderKind.SNOOZED)


@dataclass(frozen=True)
class Occasion:
    """Which of the reminders of one subject it is. `rule` names the rule of a warning or follow-up; `number` counts
    late alarms from 1.
    """

    kind: ReminderKind
    rule: str = ""
    number: int = 0

    def __str__(self) -> str:
        """`24h`, `target`, `late-2`, `snoozed`."""
        return self.rule or (f"{self.kind}-{self.number}" if self.number else self.kind.value)


TARGET = Occasion(ReminderKind.TARGET)


@dataclass(frozen=True)
class ReminderLine:
    """What a message says of one reminder. `late_for_s` is how late the reminder is, counted from when it was planned
    if its moment was over by then; `left_s` what is left to the deadline, negative once it has passed. `persons` had
    put it off until now; they are told besides the audience. `waits_for`: the steps that a step is better done after.
    """

    reminder_id: str
    subject: ReminderSubject
    title: Text
    occasion: Occasion
    audience: tuple[Audience, ...]
    due_at: AwareDatetime
    deadline_at: AwareDatetime | None
    late_for_s: int
    left_s: int | None
    persons: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReminderMessage:
    """The lines of one message, as they travel in the outbox."""

    reminders: tuple[ReminderLine, ...]

    def plain(self) -> dict[str, Any]:
        return dict(MESSAGE.dump_python(self, mode="json"))

    @classmethod
    def read(cls, details: Mapping[str, Any]) -> Self:
        return cls(MESSAGE.validate_python(details).reminders)


MESSAGE = TypeAdapter(ReminderMessage)


@dataclass(frozen=True)
class ReminderTime:
    """One reminder: when, and for whom; `occasion` is unique within one subject and deadline, unless it was snoozed.
    `person` put it off until then, and is told alone."""

    occasion: Occasion
    due_at: datetime
    tell: tuple[Audience, ...]
    person: str | None = None


def minute_before(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def minute_after(at: datetime) -> datetime:
    """The next whole minute; a whole minute is its own."""
    floor = minute_before(at)
    return floor if floor == at else floor + MINUTE


def clock_reminders(
    rules: ReminderRules, starts_at: datetime | None, target_at: datetime, severity: int | None, zone: ZoneInfo
) -> tuple[ReminderTime, ...]:
    """The warnings of one clock and the alarm at its target, earliest first; for later alarms see `next_late_alarm`."""
    reminders = [ReminderTime(TARGET, minute_after(target_at), rules.clocks.at_target.tell)]
    rated = severity or UNRATED
    for warning in rules.clocks.warnings:
        at = warning.at(starts_at, target_at)
        if at is not None and rated in warning.severities:
            occasion = Occasion(ReminderKind.WARNING, warning.kind)
            due_at = minute_before(_outside_quiet_hours(rules, at, target_at, rated, zone))
            reminders.append(ReminderTime(occasion, due_at, warning.tell))
    return tuple(sorted(reminders, key=lambda reminder: (reminder.due_at, str(reminder.occasion))))


def _outside_quiet_hours(
    rules: ReminderRules, at: datetime, target_at: datetime, severity: int, zone: ZoneInfo
) -> datetime:
    quiet = rules.quiet
    if quiet is None or severity not in quiet.severities or target_at - at <= quiet.never_within:
        return at
    return min(quiet.moved(at, zone), target_at - quiet.never_within)


def late_alarm(number: int) -> Occasion:
    """The `number`-th alarm after the target, counted from 1."""
    return Occasion(ReminderKind.LATE, number=number)


def next_late_alarm(rules: ReminderRules, target_at: datetime, now: datetime) -> ReminderTime:
    """The first alarm after `now` for a clock whose target has passed; those in the past are not made up."""
    return _next(rules.clocks.late, ReminderKind.LATE, target_at, now)


def next_repeat(rule: EscalationRule, since: datetime, now: datetime) -> ReminderTime:
    """The first time after `now` that someone is asked again for what has waited for them `since` then."""
    return _next(rule, ReminderKind.REPEATED, since, now)


def _next(rule: EscalationRule, kind: ReminderKind, since: datetime, now: datetime) -> ReminderTime:
    first_at = minute_after(since)
    number = max(1, (now - first_at) // rule.every + 1)
    return ReminderTime(Occasion(kind, number=number), first_at + number * rule.every, rule.recipients(number))


def step_escalations(
    rules: ReminderRules, first_at: datetime, pause: timedelta, most: int | None = None
) -> tuple[ReminderTime, ...]:
    """The alarms of a late step, one after the other, the first at `first_at`; `most`: no more than so many."""
    audiences = enumerate(rules.steps.tell[:most], start=1)
    return tuple(ReminderTime(late_alarm(n), minute_after(first_at + (n - 1) * pause), tell) for n, tell in audiences)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Its last minute: until then, what was promised for that day is in time."""
    return datetime.combine(day, time(23, 59), zone).astimezone(UTC)


def update_reminders(rule: UpdateRules, day: date, zone: ZoneInfo) -> tuple[ReminderTime, ...]:
    """On the day before and on the day that was promised, then on each day after it, as often as someone is named."""

    def moment(kind: ReminderKind, days: int, tell: tuple[Audience, ...], *, rule_name: str = "") -> ReminderTime:
        at = datetime.combine(day + timedelta(days=days), rule.at, zone).astimezone(UTC)
        return ReminderTime(Occasion(kind, rule_name, 0 if rule_name else days), at, tell)

    ahead = [
        moment(ReminderKind.WARNING, days, rule.tell, rule_name=name) for name, days in (("day-before", -1), ("day", 0))
    ]
    return (*ahead, *(moment(ReminderKind.LATE, n, tell) for n, tell in enumerate(rule.late, start=1)))


def follow_ups(rules: ReminderRules, closed_at: datetime) -> tuple[ReminderTime, ...]:
    return tuple(
        ReminderTime(Occasion(ReminderKind.FOLLOW_UP, item.kind), minute_after(closed_at + item.after), item.tell)
        for item in rules.closed
    )


def next_digest(
    rules: ReminderRules, severity: int | None, since: datetime, now: datetime, zone: ZoneInfo
) -> datetime | None:
    """When the channel gets its next digest; None where the severity has no rule."""
    for rule in rules.digests:
        if rule.severity == (severity or UNRATED) and (rule.within is None or now < since + rule.within):
            return minute_after(rule.next(since, now, zone))
    return None


def snooze_ends_by(rule: SnoozeRule, now: datetime, deadline_at: datetime | None, earlier: timedelta) -> datetime:
    """The latest instant to which a person may put off their reminders, who has put them off for `earlier` in all: not
    into the last hours before a deadline that is still ahead. Not after `now`: not at all."""
    latest = now + min(rule.at_most, rule.in_all - earlier)
    if deadline_at is not None and deadline_at > now:
        return min(latest, deadline_at - rule.never_within)
    return latest


def instant_text(at: datetime) -> str:
    """ISO text in UTC with a `Z`, as ids, messages and the audit log keep instants."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
