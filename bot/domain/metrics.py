"""The figures of an incident that are counted, and what is usual across incidents.

Decides which figures there are and what each counts. The spans between two instants are in `report_metrics`. Nothing
falls back: where the record lacks what a figure needs, the figure says so and has no value.

Caveats: the middle of fewer than three values is never said, nor any average, because one incident would decide it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from enum import StrEnum
from statistics import median

from pydantic import AwareDatetime

from bot.domain.report_clocks import ReportClock, ReportPart
from bot.domain.report_metrics import Metric, span
from bot.domain.reports import ReportFacts, StepOutcome

FEWEST = 3  # incidents of which a median is said
TO_AUTHORITIES = frozenset({"regulator", "csirt"})


class FigureUnit(StrEnum):
    PERCENT = "percent"
    COUNT = "count"
    SECONDS = "seconds"


class Figure(ReportPart):
    """`value` None: `why_not` says what the record lacks. Percentages are rounded up, spans cut to whole seconds. A
    span has its two instants, as far as they are on record."""

    name: str
    definition: str
    unit: FigureUnit
    value: int | None = None
    why_not: str = ""
    start_at: AwareDatetime | None = None
    end_at: AwareDatetime | None = None

    @property
    def shown(self) -> str:
        return f"Not known: {self.why_not}" if self.value is None else in_words(self.unit, self.value)


def in_words(unit: FigureUnit, value: int) -> str:
    """
    >>> in_words(FigureUnit.PERCENT, 40), in_words(FigureUnit.COUNT, 1200), in_words(FigureUnit.SECONDS, -5400)
    ('40%', '1,200', '−1 h 30 min')
    """
    match unit:
        case FigureUnit.PERCENT:
            return f"{value}%"
        case FigureUnit.COUNT:
            return f"{value:,}"
        case FigureUnit.SECONDS:
            return ("−" if value < 0 else "") + span(timedelta(seconds=abs(value)))


Counted = int | str
"""The value of a figure, or why it has none."""


def figures(report: ReportFacts) -> tuple[Figure, ...]:
    """Every figure in a fixed order: the spans, then what is counted."""
    return (*map(_of_span, report.metrics), *(_of_count(report, *one) for one in _COUNTED))


def _of_span(metric: Metric) -> Figure:
    value = None if metric.value is None else int(metric.value.total_seconds())
    told = metric.model_dump(exclude={"value"})
    return Figure(**told, unit=FigureUnit.SECONDS, value=value)


def _of_count(
    report: ReportFacts, name: str, definition: str, unit: FigureUnit, count: Callable[[ReportFacts], Counted]
) -> Figure:
    found = count(report)
    if isinstance(found, str):
        return Figure(name=name, definition=definition, unit=unit, why_not=found)
    return Figure(name=name, definition=definition, unit=unit, value=found)


def _told_authorities(report: ReportFacts) -> list[ReportClock]:
    return [one for one in report.clocks if one.state == "met" and one.addressee in TO_AUTHORITIES]


NO_AUTHORITY = "no notification of an authority with a counted deadline is on record"
ASSUMED = "the start of the clock is only assumed"


def _no_authority(told: Sequence[ReportClock]) -> str:
    if any(one.assumed and one.target_at for one in told):
        return ASSUMED
    return "an authority was told before its clock began" if any(one.done_early_by for one in told) else NO_AUTHORITY


def _clock_used(report: ReportFacts) -> Counted:
    told = _told_authorities(report)
    shares = [one.share_used for one in told if one.share_used is not None]
    return max(shares) if shares else _no_authority(told)


def _smallest_margin(report: ReportFacts) -> Counted:
    told = _told_authorities(report)
    margins = [
        int((one.target_at - one.done_at).total_seconds())
        for one in told
        if one.target_at and one.done_at and not one.assumed
    ]
    return min(margins) if margins else _no_authority(told)


def _met_in_time(report: ReportFacts) -> Counted:
    over = [one for one in report.duties if one.target_at and (one.is_late(report.made_at) or one.state == "met")]
    due = [one for one in over if one.counts(report.made_at)]
    if not due:
        return ASSUMED if any(one.assumed for one in over) else "no duty with a counted deadline was met or is late"
    return _share(sum(not one.is_late(report.made_at) for one in due), len(due))


def _first_estimate_off_by(report: ReportFacts) -> Counted:
    if not report.estimates:
        return "no number of people is on record"
    if not report.estimates[-1].places:
        return "the number of people was taken back"
    known = [one for one in report.estimates if one.places]
    if len(known) == 1:
        return "only one number of people is on record"
    first, last = known[0].exact, known[-1].exact
    if not first or not last:
        return "the first or the last number of people is a range, or open"
    return _share(abs(first - last), last)


def _came_through(report: ReportFacts) -> Counted:
    counted = [one for one in report.notices if one.sent_to]
    if not counted:
        return "no notice with a counted number of recipients went out"
    sent = sum(one.sent_to or 0 for one in counted)
    return _share(sent - sum(one.came_back for one in counted), sent)


def _steps_in_time(report: ReportFacts) -> Counted:
    due = [one for one in report.steps if one.due_at and (one.finished_at or one.late) and not one.outcome.is_left_out]
    over = [one for one in due if not one.due_assumed]
    if not over:
        return "what the due times count from is only assumed" if due else "no step with a due time is finished or late"
    return _share(sum(not one.late for one in over), len(over))


def _share(part: int, whole: int) -> int:
    """Per cent, rounded to the nearest, a half up.

    >>> _share(1, 3), _share(1, 2), _share(1, 200)
    (33, 50, 1)
    """
    return (200 * part + whole) // (2 * whole)


_COUNTED: Sequence[tuple[str, str, FigureUnit, Callable[[ReportFacts], Counted]]] = (
    (
        "Clock used for authorities",
        "the largest share of a clock that had passed when an authority was told; without clocks from an assumed start",
        FigureUnit.PERCENT,
        _clock_used,
    ),
    (
        "Smallest margin",
        "the least time left before a deadline when an authority was told; below zero it was late; without clocks from "
        "an assumed start",
        FigureUnit.SECONDS,
        _smallest_margin,
    ),
    (
        "Duties met in time",
        "of the duties with a counted deadline that were met or are late, without clocks from an assumed start",
        FigureUnit.PERCENT,
        _met_in_time,
    ),
    (
        "First estimate off by",
        "how far the first number of people was from the last, in percent of the last",
        FigureUnit.PERCENT,
        _first_estimate_off_by,
    ),
    (
        "Facts corrected",
        "how often a fact was recorded anew with another value",
        FigureUnit.COUNT,
        lambda report: sum(len(one.corrections) for one in report.facts),
    ),
    (
        "Notices corrected",
        "versions that went out and had to be followed by another",
        FigureUnit.COUNT,
        lambda report: sum(one.state == "corrected" for one in report.notices),
    ),
    (
        "Reached",
        "recipients from whom nothing came back, of the notices whose recipients were counted",
        FigureUnit.PERCENT,
        _came_through,
    ),
    (
        "Steps in time",
        "of the steps with a due time that are finished or late, without those due from an assumed time",
        FigureUnit.PERCENT,
        _steps_in_time,
    ),
    (
        "Steps skipped",
        "left out by a person, with the reason",
        FigureUnit.COUNT,
        lambda report: sum(one.outcome is StepOutcome.SKIPPED for one in report.steps),
    ),
)


class Usual(ReportPart):
    """One figure across incidents: of how many it is known, and the middle value of those, None where too few."""

    name: str
    definition: str
    unit: FigureUnit
    known: int
    of: int
    median: int | None = None

    @property
    def shown(self) -> str:
        return in_words(self.unit, self.median) if self.median is not None else f"Too few: known for {self.known}"


def usual(incidents: Iterable[Sequence[Figure]]) -> tuple[Usual, ...]:
    """In the order of the figures. Of an even number of values the median lies halfway between the two in the middle,
    cut to a whole unit. Empty without incidents."""
    found: dict[str, list[Figure]] = {}
    for one in incidents:
        for figure in one:
            found.setdefault(figure.name, []).append(figure)
    return tuple(_usual(rows) for rows in found.values())


def _usual(rows: Sequence[Figure]) -> Usual:
    values = [one.value for one in rows if one.value is not None]
    first = rows[0]
    return Usual(
        name=first.name,
        definition=first.definition,
        unit=first.unit,
        known=len(values),
        of=len(rows),
        median=int(median(values)) if len(values) >= FEWEST else None,
    )
