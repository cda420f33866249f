"""A time as people type it becomes an instant: `yesterday 4pm`, `24/11/2026 9.30 CET`, `vor 2 Stunden`.

Every reading of every part is put together; one instant is the answer, several prompt a question. Today is today for
the writer, or in the zone that they name where the day is not said. A day without a year, a day of the week and a time
without a day are the last ones for what has happened. When that would lie ahead, the one before is asked about.

Caveats: a time of day as it is spoken (half past nine, 9 o'clock) may be twelve hours later; where only one of the two
lies in the past, it is that one. Nothing here reads the system's own time zone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.errors import PossibleReading, UsageError
from bot.law.values import zone_of
from bot.messages import _
from bot.messages.phrases import calendar_day
from bot.typed.moments import Moment, in_words, instants, reading_of_moment
from bot.typed.spans import which_day
from bot.typed.time_grammar import parts_of
from bot.typed.time_parts import NamedDay, Parts, TimeOfDay, in_period
from bot.typed.words import ask, refuse_length, repeated
from bot.typed.zones import NamedZone

MOST = 200  # characters of a time
FIRST, FURTHEST = 1970, 2200  # years
MOST_READINGS = 8
WEEK = timedelta(days=7)


class Sense(StrEnum):
    """What a time is about. `UNTIL`: a day alone is its last second."""

    PAST = "past"
    ANY = "any"
    UNTIL = "until"


@dataclass(frozen=True)
class Writer:
    """Who types: their IANA zone, the moment, and the code of their organization's country where it is known."""

    zone: str
    now: datetime
    country: str | None = None


def read_moment(what: str, text: str, writer: Writer, sense: Sense = Sense.PAST) -> Moment:
    """The instant that `text` names; `what` names the value in a fault. Raises Ambiguous with the instants that it may
    mean, UsageError when it means none."""
    refuse_length(text, MOST)
    if sense is Sense.UNTIL and (span := which_day(what, text, writer.now.astimezone(zone_of(writer.zone)).date())):
        raise span
    try:
        parts = parts_of(text)
        if writer.country == "US" and parts.day:
            parts.day = parts.day.month_first()
        found = list(_moments(parts, writer, sense))
    except OverflowError:
        raise _out_of_range(date.max) from None
    except UsageError as error:
        raise UsageError(_("{what}: {problem}", what=what, problem=error.say), error.remedy) from None
    possible = found if sense is not Sense.PAST else [one for one in found if one.at <= writer.now]
    if not possible:
        at = in_words(found[0].at, ZoneInfo(writer.zone))
        raise UsageError(
            _("{what}: {time} is in the future.", what=what, time=at), _("Enter a time in the past, with its date.")
        )
    distinct = list({one.at: one for one in reversed(possible)}.values())[::-1]
    if len({one.at for one in found}) == 1 and distinct[0].certain and parts.exact:
        return distinct[0]
    distinct.sort(key=lambda one: not _reads_like_own(one, zone_of(writer.zone)))
    readings = [reading_of_moment(one, writer.zone) for one in distinct[:MOST_READINGS]]
    raise ask(_question(what, parts, distinct, sense), " ".join(text.split()), readings)


def _question(what: str, parts: Parts, found: Sequence[Moment], sense: Sense) -> str:
    """Why it is asked."""
    if not parts.exact:
        return _("{what}: “{text}” is not exact. Which time should be recorded?", what=what, text=parts.typed)
    if all(one.clocks_changed for one in found):
        return _(
            "{what}: the clocks changed then, so “{text}” can be read in more than one way.",
            what=what,
            text=parts.typed,
        )
    if len(found) > 1:
        return _("{what}: “{text}” can be read in more than one way.", what=what, text=parts.typed)
    if sense is Sense.UNTIL:
        return _("{what}: “{text}” would be in the past. Did you mean this?", what=what, text=parts.typed)
    return _("{what}: “{text}” would be in the future. Did you mean this?", what=what, text=parts.typed)


def _reads_like_own(moment: Moment, own: tzinfo) -> bool:
    """Whether the zone that is meant shows the same time as the writer's own."""
    return moment.zone is None or moment.at.astimezone(moment.zone.zone).utcoffset() == (
        moment.at.astimezone(own).utcoffset()
    )


def read_day(what: str, text: str, writer: Writer) -> date:
    """A day without a time. Raises as `read_moment` does."""
    refuse_length(text, MOST)
    today = writer.now.astimezone(zone_of(writer.zone)).date()
    if span := which_day(what, text, today):
        raise span
    try:
        parts = parts_of(text)
    except UsageError as error:
        said = _("{what}: {problem}", what=what, problem=error.say)
        raise UsageError(said, _("Write a day such as 20 Nov 2026.")) from None
    if parts.day is None or parts.clocks or parts.from_now is not None:
        raise UsageError(
            _("{what}: “{text}” is not a day.", what=what, text=repeated(text)), _("Write a day such as 20 Nov 2026.")
        )
    found = [_within(day) for chain in _days(parts, [today], Sense.ANY) for day in chain[:1]]
    if len(set(found)) == 1:
        return found[0]
    readings = [PossibleReading(calendar_day(day), day.isoformat()) for day in dict.fromkeys(found)]
    question = _("{what}: “{text}” can be read in more than one way.", what=what, text=parts.typed)
    raise ask(question, " ".join(text.split()), readings)


def read_seconds(seconds: int) -> datetime:
    """The instant that a form gives, in seconds since 1970. Raises UsageError for one too far away to be meant."""
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise _out_of_range(date.min if seconds < 0 else date.max) from None
    _within(at.date())
    return at


def is_time(text: str) -> bool:
    """Whether all of it is a time of day, with or without its day, or a length of time before now."""
    try:
        parts = parts_of(text) if len(text) <= MOST else None
    except UsageError:
        return False
    return parts is not None and (bool(parts.clocks) or parts.from_now is not None)


def _moments(parts: Parts, writer: Writer, sense: Sense) -> Iterator[Moment]:
    """Every instant that the text may mean; first the more natural ones."""
    if parts.from_now is not None:
        yield _moment_from_now(parts, writer)
        return
    own = zone_of(writer.zone)
    zones: list[NamedZone | None] = [*parts.zones] or [None]
    for zone in zones:
        place = zone.zone if zone else own
        here = writer.now.astimezone(place).date()
        todays = [here] if parts.day is None else list(dict.fromkeys([writer.now.astimezone(own).date(), here]))
        for chain in _days(parts, todays, sense):
            clocks = _clocks(parts, sense)
            yield from _first_possible(chain, clocks, zone, place, writer.now, sense)


def _moment_from_now(parts: Parts, writer: Writer) -> Moment:
    """In whole minutes, as people read them off a clock."""
    if parts.day or parts.clocks or parts.period or parts.zones or parts.from_now is None:
        raise UsageError(
            _("“{text}” names more than one time.", text=parts.typed),
            _("Write one time such as 20 Nov 2026 14:30, yesterday 4pm or 2 hours ago."),
        )
    at = writer.now.astimezone(UTC).replace(second=0, microsecond=0) + parts.from_now
    _within(at.date())
    return Moment(at, None)


def _clocks(parts: Parts, sense: Sense) -> list[list[TimeOfDay]]:
    """The times of day, each with its readings."""
    if not parts.clocks:
        if sense is Sense.UNTIL and not parts.period:
            return [[TimeOfDay.day_end()]]
        raise UsageError(
            _("“{text}” has no time of day.", text=parts.typed),
            _("Add one: 20 Nov 2026 14:30, yesterday 4pm or Monday 9:00."),
        )
    found = [read for clock in parts.clocks if (read := in_period(clock, parts.period))]
    if not found:
        raise UsageError(
            _("The time and the part of the day in “{text}” contradict each other.", text=parts.typed),
            _("Use the 24-hour clock, for example 20 Nov 2026 14:30."),
        )
    return [[clock for read in found for clock in read]] if all(clock.spoken for clock in parts.clocks) else found


def _first_possible(
    chain: Sequence[date],
    clocks: Sequence[Sequence[TimeOfDay]],
    zone: NamedZone | None,
    place: tzinfo,
    now: datetime,
    sense: Sense,
) -> Iterator[Moment]:
    """The instants on the first day of the chain that fits what the time is about; the first day's where none does."""
    for read in clocks:
        fallback: list[Moment] = []
        for number, day in enumerate(chain):
            ats = [instants(_naive(_within(day), clock), place) for clock in read]
            found = [Moment(at, zone, number == 0, clocks_changed=len(both) > 1) for both in ats for at in both]
            fallback = fallback or found
            if fitting := [one for one in found if _fits(one.at, now, sense)]:
                yield from fitting
                break
        else:
            yield from fallback


def _fits(at: datetime, now: datetime, sense: Sense) -> bool:
    return sense is Sense.ANY or (at > now if sense is Sense.UNTIL else at <= now)


def _naive(day: date, clock: TimeOfDay) -> datetime:
    return datetime.combine(day + timedelta(days=clock.days), clock.at)


def _days(parts: Parts, todays: Sequence[date], sense: Sense) -> Iterator[tuple[date, ...]]:
    """For each reading of the day the dates to try, the most natural one first."""
    chains = [chain for today in todays for chain in _chains(parts.day, today, sense)]
    for chain in dict.fromkeys(chains):
        if parts.weekday is None:
            yield chain
        elif fitting := tuple(day for day in chain if day.weekday() == parts.weekday):
            yield fitting
        elif all(day.weekday() != parts.weekday for one in chains for day in one):
            raise UsageError(
                _("The date is {day}, not the day of the week that you wrote.", day=calendar_day(chain[0])),
                _("Check the date, or leave out the day of the week."),
            )


def _chains(day: NamedDay | None, today: date, sense: Sense) -> list[tuple[date, ...]]:
    ahead = 1 if sense is Sense.UNTIL else -1
    if day is None:
        return [(today, today + timedelta(days=ahead))]
    if day.dates:
        return [(one,) for one in day.dates]
    if day.ahead is not None:
        return [(_within(today) + timedelta(days=day.ahead),)]
    if day.weekday is not None:
        return _on_weekday(day, today, sense)
    return [_in_years(month, number, today, sense) for month, number in day.yearly]


def _in_years(month: int, day: int, today: date, sense: Sense) -> tuple[date, ...]:
    """This year's and last year's, or for what lies ahead the next one. 29 February is not in every year."""
    if (month, day) == (2, 29):
        raise UsageError(_("Not every year has a February 29."), _("Write the year: 29 Feb 2028 14:30."))
    here = date(today.year, month, day)
    if sense is Sense.UNTIL:
        return (here if here >= today else here.replace(year=today.year + 1),)
    return (here, here.replace(year=today.year - 1))


def _on_weekday(day: NamedDay, today: date, sense: Sense) -> list[tuple[date, ...]]:
    """The last one, or the next for what lies ahead; “last Monday” may be this week's or the one before."""
    back = (today.weekday() - (day.weekday or 0)) % 7
    last, following = today - timedelta(days=back), today + WEEK - timedelta(days=back)
    if day.which == "last":
        return [(last if back else last - WEEK,), (last - WEEK,)] if back else [(last - WEEK,)]
    if day.which == "next":
        return [(following,), (following + WEEK,)]
    if sense is Sense.PAST:
        return [(last, last - WEEK)]
    if sense is Sense.UNTIL:
        return [(following,)] if back else [(today,), (following,)]
    return [(last,), (following,)]


def _within(day: date) -> date:
    if FIRST <= day.year < FURTHEST:
        return day
    raise _out_of_range(day)


def _out_of_range(day: date) -> UsageError:
    if day.year < FIRST:
        return UsageError(_("That date is before 1970."), _("Check the year. Write 20 Nov 2026 14:30."))
    return UsageError(_("That date is too far in the future."), _("Check the year. Write 20 Nov 2026 14:30."))
