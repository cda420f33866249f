"""Requests of law enforcement to wait, and what they do to a deadline.

Decides how long a clock is held and what remains after the release. Without a request nothing changes; a request that
the law does not recognise (spoken where writing is asked for) changes nothing either, and says so.

Surprise: after a release the later of the ordinary end and the period after release counts, except where the law gives
the period after release only to those whose ordinary period is over (`if_over`, Maryland).
"""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from bot.law.counting import Deadline, Setting
from bot.law.facts import Facts, Vocabulary
from bot.law.model import Hold, Limb
from bot.law.periods import Span, at, count
from bot.law.values import Value, shown


class HoldRequest(BaseModel):
    """One request to wait with one duty: by whom, when it was made, until when, whether in writing, when lifted."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    authority: str
    asked_at: datetime
    until_at: datetime
    written: bool
    released_at: datetime | None = None

    def over(self, facts: Facts, vocabulary: Vocabulary) -> Facts:
        """The facts as they are for the duty that the request is about."""
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


def objection(hold: Hold | None, *, written: bool) -> tuple[str, str] | None:
    """Why a request to wait cannot stop this clock, and what would; None when it can."""
    if hold is None:
        return "This law knows no request to wait; the clock runs on.", "Tell the agency so."
    if hold.days:
        return "This law counts the days of delay that were granted.", f"State them: /breach facts {hold.days} 30"
    if hold.written and not written:
        return "Only a request in writing stops this clock.", "Ask for it in writing, then add the word: written."
    return None


def with_hold(hold: Hold, found: Deadline, at_: Setting) -> Deadline:
    """The deadline as a request to wait leaves it; unchanged when there was none."""
    return _granted_days(hold, found, at_) or _released(hold, found, at_) or _waiting(hold, found, at_) or found


def _granted_days(hold: Hold, found: Deadline, at_: Setting) -> Deadline | None:
    granted = at_.facts.value(hold.days) if hold.days else None
    if granted is None or not granted.least or found.target_at is None or found.limit_at is None:
        return None
    say = f"{granted.least} days of delay granted, counted from the day it was otherwise due."
    return replace(
        found,
        target_at=_later(found.target_at, granted.least, at_.zone),
        limit_at=_later(found.limit_at, granted.least, at_.zone),
        steps=(*found.steps, say),
        held=True,
    )


def _later(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same local time that many days later."""
    local = moment.astimezone(zone)
    return at(local.date() + timedelta(days=days), local.timetz().replace(tzinfo=None), zone)


def _released(hold: Hold, found: Deadline, at_: Setting) -> Deadline | None:
    """After the release the later of the ordinary end and the period after release; promptly when there is none."""
    released_at = at_.facts.value("hold_released_at")
    if released_at is None or hold.days:
        return None
    told = f"Law enforcement lifted its request on {shown(released_at, at_.zone)}."
    if _in_time(hold, found, released_at):
        return replace(found, steps=(*found.steps, told, "The ordinary period was not over; its last day stays."))
    if hold.after_release:
        span = count(hold.after_release, hold.counted, released_at, at_.where(Limb()))
        more = f"Notice is due within {hold.after_release} of that: {shown(span.target_at, at_.zone)}."
        return _no_earlier(found, span, (told, more))
    span = Span(released_at, released_at, ())
    return _no_earlier(found, span, (told, "Notice is due promptly after that; the law gives no number of days."))


def _in_time(hold: Hold, found: Deadline, ended_at: datetime) -> bool:
    """Whether the request ended inside a period whose last day then stays."""
    return hold.if_over and found.target_at is not None and ended_at <= found.target_at


def _no_earlier(found: Deadline, span: Span, steps: tuple[str, ...]) -> Deadline:
    if found.target_at is None or found.limit_at is None:
        return replace(found, steps=(*found.steps, *steps))
    if span.target_at <= found.target_at:
        return replace(found, steps=(*found.steps, *steps, "The ordinary period ends later and still counts."))
    return replace(
        found, target_at=span.target_at, limit_at=max(found.limit_at, span.limit_at), steps=(*found.steps, *steps)
    )


def _waiting(hold: Hold, found: Deadline, at_: Setting) -> Deadline | None:
    """A request that still holds: until its date, or for as long as a spoken one carries."""
    facts = at_.facts
    written = facts.value("hold_written")
    until_at, asked_at = facts.value("hold_until"), facts.value("hold_from")
    asked = facts.value("hold_asked")
    if hold.days or asked is False or (asked is None and until_at is None):
        return None
    if written is False and hold.written:
        return replace(found, steps=(*found.steps, "The request is not in writing, so it does not stop the clock."))
    if written is False and hold.oral_for and asked_at:
        spoken = count(hold.oral_for, hold.counted, asked_at, at_.where(Limb())).target_at
        until_at = min(until_at, spoken) if until_at else spoken
    if until_at is None:
        say = f"Law enforcement asked to wait, with no end given: {hold.words}."
        return replace(found, steps=(*found.steps, say), held=True)
    say = f"Law enforcement asked to wait until {shown(until_at, at_.zone)}: {hold.words}."
    span = Span(until_at, until_at, ())
    if hold.after_release and not _in_time(hold, found, until_at):
        span = count(hold.after_release, hold.counted, until_at, at_.where(Limb()))
    return replace(_no_earlier(found, span, (say,)), held=True, held_until=until_at)
