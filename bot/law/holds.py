"""Law enforcement requests to delay notice, and what they do to a deadline.

Decides how long a clock is held and what remains after the release. Without a request nothing changes; a request that
the law does not recognize (spoken where writing is required) changes nothing either, and says so. Who may record a
request is decided outside the law engine.

Caveats: after a release the later of the ordinary end and the period after release applies, except where the law gives
the period after release only to those whose ordinary period is over (`if_over`, Maryland).
"""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from bot.law.clock_rules import Hold, TimeLimit
from bot.law.counting_conventions import CountedPeriod, count, local_time
from bot.law.counting_steps import CountingStep, StepKind
from bot.law.deadlines import Deadline, DeadlineContext
from bot.law.facts import Facts
from bot.law.periods import Period
from bot.law.values import Count, Value
from bot.law.vocabulary import Vocabulary
from bot.sentences import Sentence, sentence


class HoldRequest(BaseModel):
    """One request to delay one duty: by whom, when it was made, until when, whether in writing, when lifted."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    authority: str
    asked_at: datetime
    until_at: datetime
    written: bool
    released_at: datetime | None = None

    def over(self, facts: Facts, vocabulary: Vocabulary) -> Facts:
        """The facts as they apply to the duty that the request is about."""
        asked: dict[str, Value | None] = {
            "hold_asked": True,
            "hold_written": self.written,
            "hold_from": self.asked_at,
            "hold_until": self.until_at,
            "hold_released_at": self.released_at,
        }
        for name, value in asked.items():
            facts = facts.set(vocabulary, name, value, self.authority, self.asked_at)
        return facts


def objection(hold: Hold | None, *, written: bool) -> tuple[Sentence, Sentence] | None:
    """Why a request to delay cannot stop this clock, and what would; None when it can."""
    if hold is None:
        return (
            sentence("This law does not allow a delay for law enforcement, so the clock keeps running."),
            sentence("Tell the agency."),
        )
    if hold.days:
        return (
            sentence("This law counts only the days of delay that were granted."),
            sentence("Record them: /breach facts {fact} 30", fact=hold.days),
        )
    if hold.written and not written:
        return (
            sentence("Only a written request stops this clock."),
            sentence("Ask for it in writing, then add the word: written."),
        )
    return None


def with_hold(hold: Hold, found: Deadline, context: DeadlineContext) -> Deadline:
    """The deadline after a request to delay; unchanged when there was none."""
    if hold.days:
        return _granted_days(context.facts.value(hold.days), found, context)
    released_at = context.facts.instant("hold_released_at")
    if released_at:
        return _released(hold, found, context, released_at)
    return _waiting(hold, found, context)


def _with_step(found: Deadline, *steps: CountingStep) -> Deadline:
    return replace(found, steps=(*found.steps, *steps))


def _granted_days(granted: object, found: Deadline, context: DeadlineContext) -> Deadline:
    days = granted.least if isinstance(granted, Count) else 0
    if not days or found.target_at is None or found.limit_at is None:
        return found
    target_at, limit_at = (_later(at, days, context.zone) for at in found.due_dates if at)
    later = replace(found, target_at=target_at, limit_at=limit_at, held=True)
    return _with_step(later, CountingStep(StepKind.DELAY_GRANTED, number=days))


def _later(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same local time that many days later."""
    local = moment.astimezone(zone)
    return local_time(local.date() + timedelta(days=days), local.timetz().replace(tzinfo=None), zone)


def _released(hold: Hold, found: Deadline, context: DeadlineContext, released_at: datetime) -> Deadline:
    """After the release the later of the ordinary end and the period after release; promptly when there is none."""
    told = _with_step(found, CountingStep(StepKind.HOLD_RELEASED, context.zone, from_at=released_at))
    if _in_time(hold, found, released_at):
        return _with_step(told, CountingStep(StepKind.STILL_IN_TIME))
    if hold.after_release:
        then = _counted(hold.after_release, hold, released_at, context)
        step = CountingStep(StepKind.AFTER_RELEASE, context.zone, hold.after_release, to_at=then.target_at)
        return _no_earlier(_with_step(told, step), then)
    promptly = _with_step(told, CountingStep(StepKind.PROMPTLY_AFTER_RELEASE))
    return _no_earlier(promptly, CountedPeriod(released_at, released_at))


def _in_time(hold: Hold, found: Deadline, ended_at: datetime) -> bool:
    """Whether the request ended within a period whose last day then still applies."""
    return hold.if_over and found.target_at is not None and ended_at <= found.target_at


def _counted(period: Period, hold: Hold, from_at: datetime, context: DeadlineContext) -> CountedPeriod:
    return count(period, hold.counted, from_at, context.basis(TimeLimit()))


def _no_earlier(found: Deadline, then: CountedPeriod) -> Deadline:
    """The later of the ordinary end and what follows from the request."""
    if found.target_at is None or found.limit_at is None:
        return found
    if then.target_at <= found.target_at:
        return _with_step(found, CountingStep(StepKind.ORDINARY_LATER))
    return replace(found, target_at=then.target_at, limit_at=max(found.limit_at, then.limit_at))


def _waiting(hold: Hold, found: Deadline, context: DeadlineContext) -> Deadline:
    """A request that is still active: until its date, or for as long as a spoken one is valid."""
    facts = context.facts
    written, asked = facts.value("hold_written"), facts.value("hold_asked")
    until_at, asked_at = facts.instant("hold_until"), facts.instant("hold_from")
    if asked is False or (asked is None and until_at is None):
        return found
    if written is False and hold.written:
        return _with_step(found, CountingStep(StepKind.HOLD_NOT_WRITTEN))
    if written is False and hold.oral_for and asked_at:
        spoken_at = _counted(hold.oral_for, hold, asked_at, context).target_at
        until_at = min(until_at, spoken_at) if until_at else spoken_at
    if until_at is None:
        return _with_step(replace(found, held=True), CountingStep(StepKind.HELD_OPEN, reason=hold.words))
    told = _with_step(found, CountingStep(StepKind.HELD_UNTIL, context.zone, to_at=until_at, reason=hold.words))
    then = CountedPeriod(until_at, until_at)
    if hold.after_release and not _in_time(hold, found, until_at):
        then = _counted(hold.after_release, hold, until_at, context)
    return replace(_no_earlier(told, then), held=True, held_until=until_at)
