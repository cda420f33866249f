"""Law enforcement requests to delay notice, and what they do to a deadline.

Decides how long a clock is held and what remains after the release. Without a request nothing changes; a request that
the law does not recognize (spoken where writing is required, or made after the deadline) changes nothing either, and
says so. Who may record a request is decided outside the law engine.

Caveats: what has expired stays expired; so a request that may have been made too late, because its day is not known,
moves nothing, and neither does one that ended before it was made. A request counts for as long as the law allows,
however long the agency asks; where the law names no longest time, it counts for a year, and the agency is asked again.
After a release the later of the ordinary end and the period after release applies, except where the law gives the
period after release only to those whose ordinary period is over (`if_over`, Maryland).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from bot.law.clock_rules import AWARENESS, Hold, TimeLimit
from bot.law.counting_conventions import CountedPeriod, count, local_time
from bot.law.counting_steps import CountingStep, StepKind
from bot.law.deadlines import Deadline, DeadlineContext
from bot.law.facts import Facts
from bot.law.periods import Period, Unit
from bot.law.values import Count, Value
from bot.law.vocabulary import Vocabulary
from bot.sentences import Sentence, sentence

ASK_AGAIN = Period(12, Unit.MONTHS)  # where the law names no longest time, no request is taken to last longer


class HoldRequest(BaseModel):
    """One request to delay one duty: by whom, when it was first made, until when, whether in writing, when lifted."""

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


def objection(hold: Hold | None, *, written: bool, expired: bool) -> tuple[Sentence, Sentence] | None:
    """Why a request to delay cannot stop this clock, and what would; None when it can. `expired`: the deadline passed
    before the request was made."""
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
    if expired:
        return (
            sentence("The deadline has passed. A request made after it does not bring it back."),
            sentence("Ask counsel whether to notify now, and tell the agency."),
        )
    if hold.written and not written:
        return (
            sentence("Only a written request stops this clock."),
            sentence("Ask for it in writing, then add the word: written."),
        )
    return None


def terms_of(hold: Hold) -> Iterator[Sentence]:
    """What a law says about a request to delay, besides its rule: which form counts, how long, and where that is
    written."""
    if hold.days:
        yield sentence("Only the days that the Attorney General grants count.")
    elif hold.written:
        yield sentence("Only a written request counts.")
    elif hold.oral_for:
        yield sentence("A spoken request counts for {period} from the day it is made.", period=hold.oral_for.sentence)
    else:
        yield sentence("As far as we know, the law doesn't require a written request. Ask for one anyway.")
    if hold.longest:
        yield sentence("The longest delay that the law allows: {period}.", period=hold.longest.sentence)
    elif not hold.days:
        yield sentence("We know of no longest time in the law. Ask the agency again at least once a year.")
    if hold.verified:
        yield sentence("Source: {provision}.", provision=hold.cites)
    else:
        yield sentence("Source: {provision}; not verified against the text.", provision=hold.cites)


class _Request(NamedTuple):
    """A request as the facts tell of it."""

    asked_at: datetime | None
    until_at: datetime | None
    released_at: datetime | None
    written: bool | None

    @property
    def ended_at(self) -> datetime | None:
        """When it ended or ends, as far as the agency said."""
        return min(filter(None, (self.until_at, self.released_at)), default=None)


def with_hold(hold: Hold, found: Deadline, context: DeadlineContext) -> Deadline:
    """The deadline after a request to delay; unchanged when there was none."""
    facts = context.facts
    request = _Request(
        facts.instant("hold_from"),
        facts.instant("hold_until"),
        facts.instant("hold_released_at"),
        facts.value("hold_written"),
    )
    if hold.days:
        return _granted_days(hold, facts.value(hold.days), found, context)
    told_of = request.until_at or request.released_at or facts.value("hold_asked")
    if facts.value("hold_asked") is False or not told_of:
        return found
    if hold.written and not request.written:
        return found.with_steps(CountingStep(StepKind.HOLD_NOT_WRITTEN))
    if _expired(found, request.asked_at):
        return found.with_steps(CountingStep(StepKind.HOLD_TOO_LATE, context.zone, from_at=request.asked_at))
    if _perhaps_too_late(found, request):
        undated = CountingStep(StepKind.HOLD_UNDATED, context.zone, to_at=found.limit_at)
        return replace(found.with_steps(undated), missing=("hold_from",))
    if request.asked_at and request.ended_at and request.ended_at < request.asked_at:
        ended = CountingStep(StepKind.HOLD_ENDED_FIRST, context.zone, from_at=request.asked_at, to_at=request.ended_at)
        return found.with_steps(ended)
    return _held(hold, found.with_steps(*_too_early(request.asked_at, context)), context, request)


def _perhaps_too_late(found: Deadline, request: _Request) -> bool:
    """Whether its day is not known, and it may have been made after the deadline: it was made before it ended."""
    if request.asked_at or found.limit_at is None:
        return False
    return request.ended_at is None or request.ended_at > found.limit_at


def _too_early(asked_at: datetime | None, context: DeadlineContext) -> tuple[CountingStep, ...]:
    """That it is dated before anything was noticed."""
    first_at = min((at for name in AWARENESS if (at := context.facts.instant(name))), default=None)
    if asked_at is None or first_at is None or asked_at >= first_at:
        return ()
    return (CountingStep(StepKind.HOLD_BEFORE_BREACH, context.zone, from_at=asked_at, to_at=first_at),)


def _expired(found: Deadline, asked_at: datetime | None) -> bool:
    return bool(asked_at and found.limit_at and asked_at > found.limit_at)


def _granted_days(hold: Hold, granted: object, found: Deadline, context: DeadlineContext) -> Deadline:
    days = granted.least if isinstance(granted, Count) else 0
    if not days or found.target_at is None or found.limit_at is None or hold.longest is None:
        return found
    asked_at = context.facts.instant("hold_from")
    if _expired(found, asked_at):
        return found.with_steps(CountingStep(StepKind.HOLD_TOO_LATE, context.zone, from_at=asked_at))
    if days > hold.longest.amount:
        capped = CountingStep(StepKind.GRANTED_AT_MOST, period=hold.longest, number=days, rule=hold.cites)
        found, days = found.with_steps(capped), hold.longest.amount
    target_at, limit_at = (_later(at, days, context.zone) for at in found.due_dates if at)
    later = replace(found, target_at=target_at, limit_at=limit_at, held=True)
    return later.with_steps(CountingStep(StepKind.DELAY_GRANTED, number=days))


def _later(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same local time that many days later."""
    local = moment.astimezone(zone)
    return local_time(local.date() + timedelta(days=days), local.timetz().replace(tzinfo=None), zone)


def _held(hold: Hold, found: Deadline, context: DeadlineContext, request: _Request) -> Deadline:
    """A request that counts: until it is lifted, until its date, or for as long as the law allows."""
    last_at, last = _last(hold, found, context, request)
    released_at = request.released_at
    if released_at and (last_at is None or released_at <= last_at):
        step = CountingStep(StepKind.HOLD_RELEASED, context.zone, from_at=released_at)
        return _ended(hold, found.with_steps(step), context, released_at)
    if last_at is None:
        return replace(found, held=True).with_steps(
            CountingStep(StepKind.HELD_OPEN, reason=hold.words, rule=hold.cites)
        )
    asked = CountingStep(StepKind.HELD_UNTIL, context.zone, to_at=last_at, reason=hold.words, rule=hold.cites)
    told = found.with_steps(asked, *last)
    if released_at:
        return _ended(hold, told, context, last_at)
    then = CountedPeriod(last_at, last_at)
    if hold.after_release and not _in_time(hold, found, last_at):
        then = _counted(hold.after_release, hold, last_at, context)
    return replace(_no_earlier(told, then), held=True, held_until=last_at)


def _last(
    hold: Hold, found: Deadline, context: DeadlineContext, request: _Request
) -> tuple[datetime | None, tuple[CountingStep, ...]]:
    """The last instant at which the request can count, and a step where that is not the one that the agency named. It
    was made by the deadline at the latest."""
    from_at, until_at = request.asked_at or found.limit_at or found.trigger_at, request.until_at
    if from_at is None:
        return until_at, ()
    spoken = hold.oral_for if not request.written else None
    kind = StepKind.SPOKEN_FOR if spoken else StepKind.HELD_AT_MOST if hold.longest else StepKind.ASK_AGAIN
    period = spoken or hold.longest or ASK_AGAIN
    most_at = _counted(period, hold, from_at, context).target_at
    if until_at is None and kind is StepKind.ASK_AGAIN:
        return None, ()
    if until_at and until_at <= most_at:
        return until_at, ()
    return most_at, (CountingStep(kind, context.zone, period, from_at=from_at, to_at=most_at, rule=hold.cites),)


def _ended(hold: Hold, found: Deadline, context: DeadlineContext, ended_at: datetime) -> Deadline:
    """After the end the later of the ordinary end and the period after release; promptly when there is none."""
    if _in_time(hold, found, ended_at):
        return found.with_steps(CountingStep(StepKind.STILL_IN_TIME))
    if hold.after_release:
        then = _counted(hold.after_release, hold, ended_at, context)
        step = CountingStep(StepKind.AFTER_RELEASE, context.zone, hold.after_release, to_at=then.target_at)
        return _no_earlier(found.with_steps(step), then)
    promptly = found.with_steps(CountingStep(StepKind.PROMPTLY_AFTER_RELEASE))
    return _no_earlier(promptly, CountedPeriod(ended_at, ended_at))


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
        return found.with_steps(CountingStep(StepKind.ORDINARY_LATER))
    return replace(found, target_at=then.target_at, limit_at=max(found.limit_at, then.limit_at))
