"""The steps of a deadline calculation as values, and the one place that puts them into words.

Decides nothing about dates: `counting_conventions`, `starts`, `due_dates` and `holds` make the steps. Code asks a step
for its kind and its values; sentences are for people only.

Caveats: a step carries only the values that its sentence names; the others keep their defaults.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.law.periods import Period
from bot.sentences import At, Day, Listed, Sentence, Text, Value, form, listed, sentence


class StepKind(StrEnum):
    """What a step says. It carries the values that its sentence uses."""

    # What starts the clock
    STANDS_IN = "stands_in"  # a fact that is not known is replaced by the closest known one
    COUNTS_AS = "counts_as"  # a fact that counts as another, and comes sooner
    LONG_GAP = "long_gap"  # between the first sign and knowing
    PRESUMED = "presumed"  # authorities may count from an earlier instant
    AFTER_DUTY = "after_duty"  # the clock starts when another duty was met
    AFTER_YEAR_END = "after_year_end"  # the clock starts at the end of the year of discovery
    # How the period runs
    ELAPSED = "elapsed"  # hours as they pass
    EVERY_HOUR_COUNTS = "every_hour_counts"
    FULL_HOURS = "full_hours"  # the limit where the hour of the event is not counted
    DAYS_AFTER = "days_after"  # the day of the event is not counted
    DAY_ONE = "day_one"  # the day of the event is day 1
    DAY_ZERO = "day_zero"  # the day of the event is day 0
    WORKING_DAYS = "working_days"  # by a calendar, with the days it excludes
    WEEKENDS_ONLY = "weekends_only"  # working days where the calendar does not know the year
    MOVED = "moved"  # the last day is not a working day
    NOT_MOVED = "not_moved"  # it is not known whether it is one
    TWO_WORKING_DAYS = "two_working_days"  # the minimum for a period of days
    TWO_UNKNOWN = "two_unknown"  # it is not known whether it has them
    MAY_MOVE = "may_move"  # a general statute may move it; the earlier day is shown
    CALENDARS_DIFFER = "calendars_differ"
    ZONES_DIFFER = "zones_differ"
    # Where target and limit fall
    SAME_TIME = "same_time"
    CLOSE_OF_BUSINESS = "close_of_business"
    AIM = "aim"  # an earlier target that the law names inside the period
    END_OF_DAY = "end_of_day"
    DAY_ENDS = "day_ends"  # one end for target and limit
    FILING_CLOSES = "filing_closes"  # EDGAR's cut-off
    NOON = "noon"  # DORA's weekend relief
    NO_RELIEF = "no_relief"  # it does not apply to this entity or report
    CAP = "cap"  # a last day after the ordinary period
    EARLIER = "earlier"  # of two periods
    NOT_BEFORE = "not_before"  # acting earlier is not allowed
    # What it is tied to, or why there is no instant
    DUE_BEFORE = "due_before"
    DUE_WITH = "due_with"
    DUE_NOT_AFTER = "due_not_after"
    BOUND_TO = "bound_to"  # the other duty's own deadline is the outer bound
    EXPECTED = "expected"  # counted from the last day for what starts the clock
    STAYS = "stays"  # what it goes with came after its date
    ALONE = "alone"  # what it goes with is not owed
    NO_NUMBER = "no_number"
    HOUSE_TARGET = "house_target"
    NO_CLOCK = "no_clock"  # not law yet
    NOT_IN_FORCE = "not_in_force"
    EARLIER_TEXT = "earlier_text"  # that the catalog doesn't have
    CONDITION_FALSE = "condition_false"
    # What a law enforcement request to delay does
    HELD_UNTIL = "held_until"
    HELD_OPEN = "held_open"  # with no end date
    HOLD_NOT_WRITTEN = "hold_not_written"
    HOLD_TOO_LATE = "hold_too_late"  # made after the deadline
    HOLD_UNDATED = "hold_undated"  # it counts only if it was made in time
    HOLD_ENDED_FIRST = "hold_ended_first"  # before it was made
    HOLD_BEFORE_BREACH = "hold_before_breach"  # made before anything was noticed
    SPOKEN_FOR = "spoken_for"  # it ends before the agency's date, or has none
    HELD_AT_MOST = "held_at_most"
    ASK_AGAIN = "ask_again"  # the law names no longest time
    HOLD_RELEASED = "hold_released"
    STILL_IN_TIME = "still_in_time"  # the ordinary period was not over
    AFTER_RELEASE = "after_release"
    PROMPTLY_AFTER_RELEASE = "promptly_after_release"
    ORDINARY_LATER = "ordinary_later"
    DELAY_GRANTED = "delay_granted"
    GRANTED_AT_MOST = "granted_at_most"

    @property
    def tells_target(self) -> bool:
        """Whether it only says where the target falls."""
        return self in (StepKind.SAME_TIME, StepKind.CLOSE_OF_BUSINESS, StepKind.AIM)

    @property
    def warns(self) -> bool:
        """Whether it says what an authority may hold against the date, whoever's duty it is."""
        return self is StepKind.LONG_GAP

    @property
    def tells_hold(self) -> bool:
        """Whether it says how the law treats a request to delay."""
        return self in _ABOUT_HOLDS


class CountingStep(NamedTuple):
    """One step. Instants are read in `zone`; `rule` is the provision, `reason` why, `name` the calendar, duty or fact
    that it is about; `closed` and `opened` are closed days, and weekend days that count."""

    kind: StepKind
    zone: ZoneInfo | None = None
    period: Period | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None
    from_on: date | None = None
    to_on: date | None = None
    rule: str = ""
    reason: Text = ""
    name: Text = ""
    other: Text = ""
    number: int | None = None
    closed: tuple[tuple[date, Text], ...] = ()
    opened: tuple[date, ...] = ()

    @property
    def sentence(self) -> Sentence:
        english, values = _SENTENCES[self.kind], _values(self)
        if self.kind is StepKind.WORKING_DAYS and "exceptions" in values:
            english = _WITH_EXCEPTIONS
        return Sentence(english, {name: value for name, value in values.items() if f"{{{name}}}" in english})


_ABOUT_HOLDS = frozenset(
    {
        StepKind.HELD_UNTIL, StepKind.HELD_OPEN, StepKind.HOLD_NOT_WRITTEN, StepKind.HOLD_TOO_LATE,
        StepKind.HOLD_UNDATED, StepKind.HOLD_ENDED_FIRST, StepKind.HOLD_BEFORE_BREACH, StepKind.SPOKEN_FOR,
        StepKind.HELD_AT_MOST, StepKind.ASK_AGAIN, StepKind.HOLD_RELEASED, StepKind.GRANTED_AT_MOST,
    }
)  # fmt: skip


def sentences(steps: Iterable[CountingStep]) -> tuple[str, ...]:
    """The steps in English, as documents and the command line have them."""
    return tuple(str(step.sentence) for step in steps)


def _values(step: CountingStep) -> dict[str, Value]:
    """Each value that the step has, as it appears in its sentence. A year is no number of something."""
    found: dict[str, Value | None] = {
        "period": step.period.sentence if step.period else None,
        "from_at": _instant(step.from_at, step.zone),
        "to_at": _instant(step.to_at, step.zone),
        "from_on": Day(step.from_on) if step.from_on else None,
        "to_on": Day(step.to_on) if step.to_on else None,
        "date": Day(step.from_on, weekday=False) if step.from_on else None,
        "number": str(step.number),
        "exceptions": _exceptions(step),
    }
    plain = {"rule": step.rule, "reason": step.reason, "name": step.name, "other": step.other}
    return plain | {name: value for name, value in found.items() if value is not None}


def _instant(at: datetime | None, zone: ZoneInfo | None) -> At | None:
    return At(at, zone.key, local=True) if at and zone else None


def _exceptions(step: CountingStep) -> Listed | None:
    """The closed days that were left out, and the weekend days that were not."""
    found: list[Sentence] = []
    if step.closed:
        closed = listed(sentence("{day} ({reason})", day=Day(on), reason=why) for on, why in step.closed)
        found.append(sentence("excluding {days}", days=closed))
    if step.opened:
        days = listed(Day(on) for on in step.opened)
        found.append(sentence("including {days} (designated working day)", days=days))
    return listed(found) if found else None


_WITH_EXCEPTIONS = form("{period} after {from_on} by the calendar of {name}, {exceptions}: {to_on}.")
_SENTENCES: dict[StepKind, str] = {
    StepKind.STANDS_IN: form("'{name}' is not known, so '{other}' is used instead: {from_at}."),
    StepKind.COUNTS_AS: form("'{other}' counts as '{name}' here, so the clock starts then: {from_at}."),
    StepKind.LONG_GAP: form(
        "{number} days lie between '{other}', {from_at}, and '{name}'. "
        "Only a short, prompt investigation may come first, so be ready to explain the time."
    ),
    StepKind.PRESUMED: form(
        "'{name}' is earlier: {from_at}. Authorities may count from then, so the target does too: {to_at}."
    ),
    StepKind.AFTER_DUTY: form("Counted from the completion of {name}, {from_at}."),
    StepKind.AFTER_YEAR_END: form("Counted from 31 Dec {number}, the end of the year of discovery."),
    StepKind.ELAPSED: form("{period} of elapsed time from {from_at}: {to_at}."),
    StepKind.EVERY_HOUR_COUNTS: form("Nights, weekends and holidays count."),
    StepKind.FULL_HOURS: form(
        "Limit: the hour of the event does not count ({rule}): {period} from {from_at} is {to_at}."
    ),
    StepKind.DAYS_AFTER: form("{period} after {from_on}, not counting that day: {to_on}."),
    StepKind.DAY_ONE: form("{from_on}, the day you learned of it, is day 1; day {number} is {to_on}."),
    StepKind.DAY_ZERO: form("{from_on} is day 0; day {number} is {to_on}."),
    StepKind.WORKING_DAYS: form("{period} after {from_on} by the calendar of {name}: {to_on}."),
    StepKind.WEEKENDS_ONLY: form(
        "The public holidays of {name} in {number} are not known. Only weekends are left out: {to_on}."
    ),
    StepKind.MOVED: form("{from_on} is {reason}, so the period runs to the next working day, {to_on} ({rule})."),
    StepKind.NOT_MOVED: form("The public holidays of {name} in {number} are not known. The limit is not moved."),
    StepKind.TWO_WORKING_DAYS: form(
        "A period of two days or more must include at least two working days, so it runs to {to_on} ({rule})."
    ),
    StepKind.TWO_UNKNOWN: form("The public holidays of {name} in {number} are not known."),
    StepKind.MAY_MOVE: form(
        "{from_on} is {reason}. A general statute may allow {to_on}; "
        "the earlier day is shown because filing early is safe."
    ),
    StepKind.CALENDARS_DIFFER: form(
        "The law does not say whose holidays count; the calendar with the earlier day sets the target."
    ),
    StepKind.ZONES_DIFFER: form(
        "The rule does not say which time zone sets the determination date, so the earlier date sets the target."
    ),
    StepKind.SAME_TIME: form("Target: the same time of day, {to_at}."),
    StepKind.CLOSE_OF_BUSINESS: form("Target: the close of business on that day, {to_at}."),
    StepKind.AIM: form("Target: {period}, {to_at}."),
    StepKind.END_OF_DAY: form("Limit: the end of the day, {to_at}."),
    StepKind.DAY_ENDS: form("The day ends at {to_at}."),
    StepKind.FILING_CLOSES: form("EDGAR accepts filings for that day until {to_at}."),
    StepKind.NOON: form(
        "{from_on} is {reason}, so filing is on time until noon on the next working day, {to_at} (Art. 5(4))."
    ),
    StepKind.NO_RELIEF: form(
        "{from_on} is {reason}, but the weekend relief does not apply to you for this report (Art. 5(5))."
    ),
    StepKind.CAP: form("Outer limit: {period}, {reason}: {to_at}."),
    StepKind.EARLIER: form("The earlier of the two applies."),
    StepKind.NOT_BEFORE: form("Not before {to_at}: acting earlier is not allowed."),
    StepKind.DUE_BEFORE: form("Due before {name}, {to_at}."),
    StepKind.DUE_WITH: form("Due at the same time as {name}, on {to_on}."),
    StepKind.DUE_NOT_AFTER: form("Due not later than {name}, on {to_on}."),
    StepKind.BOUND_TO: form("It goes with {name}, which is due by {to_at}."),
    StepKind.EXPECTED: form(
        "Expected by {to_at}: {period} after {name}, which is due by {from_at}. It moves when that is done."
    ),
    StepKind.STAYS: form("{name} is dated {from_at}, later than this was due. The date stays: {to_at}."),
    StepKind.ALONE: form("It goes with {name}, which isn't owed, so there is no date to go by. Ask counsel."),
    StepKind.NO_NUMBER: form("No fixed deadline in {name}: {reason}."),
    StepKind.HOUSE_TARGET: form("House target, not set by {name}: {period}, {to_at}."),
    StepKind.NO_CLOCK: form("No clock runs: {reason}."),
    StepKind.NOT_IN_FORCE: form("Not in force on {date}. In force {reason}."),
    StepKind.EARLIER_TEXT: form("No date: {reason}."),
    StepKind.CONDITION_FALSE: form("No clock runs. Condition not met: {reason}."),
    StepKind.HELD_UNTIL: form("Law enforcement asked for a delay until {to_at}: {reason} ({rule})."),
    StepKind.HELD_OPEN: form("Law enforcement asked for a delay with no end date: {reason} ({rule})."),
    StepKind.HOLD_NOT_WRITTEN: form("The request is not in writing, so it does not stop the clock."),
    StepKind.HOLD_TOO_LATE: form(
        "The request of {from_at} was made after the deadline. It does not bring the deadline back: the notice is late."
    ),
    StepKind.HOLD_UNDATED: form(
        "When the request was made is not known, so it moves nothing yet. It counts only if that was by {to_at}."
    ),
    StepKind.HOLD_ENDED_FIRST: form(
        "The request is dated {from_at}, but it ended before that, at {to_at}, so it moves nothing. Check both dates."
    ),
    StepKind.HOLD_BEFORE_BREACH: form(
        "The request is dated {from_at}, before the breach was noticed, {to_at}. Check both dates."
    ),
    StepKind.SPOKEN_FOR: form("A spoken request counts for {period} ({rule}), so until {to_at}."),
    StepKind.HELD_AT_MOST: form("The law allows a delay of {period} at most ({rule}), so until {to_at}."),
    StepKind.ASK_AGAIN: form(
        "The law names no longest time. No request is taken to last over {period}: ask the agency again by {to_at}."
    ),
    StepKind.HOLD_RELEASED: form("Law enforcement lifted its request on {from_at}."),
    StepKind.STILL_IN_TIME: form("The ordinary period had not ended, so its last day still applies."),
    StepKind.AFTER_RELEASE: form("Notice is due within {period} of that date: {to_at}."),
    StepKind.PROMPTLY_AFTER_RELEASE: form("Notice is due promptly after that; the law sets no number of days."),
    StepKind.ORDINARY_LATER: form("The ordinary period ends later, so it still applies."),
    StepKind.GRANTED_AT_MOST: form(
        "{number} days of delay are more than can be granted ({rule}: {period} in all), so {period} count."
    ),
    StepKind.DELAY_GRANTED: form("{number} days of delay granted, counted from the original due date."),
}
