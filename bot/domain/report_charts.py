"""Which pictures a report can have: those for which the record has enough to show.

Leaves to `bot.documents.charts` how each looks.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from bot.domain.clocks import share_used
from bot.domain.report_clocks import ReportClock
from bot.domain.report_moments import moments
from bot.domain.reports import ReportFacts, ReportNotice, ReportPlace, StepOutcome
from bot.domain.sendings import PEOPLE
from bot.messages import N_

MOST_ROWS = 8  # more than these don't fit on a page beside their table


class ChartName(StrEnum):
    """In the order in which a reader asks: when, in time, who, how sure, what was done, whom it reached."""

    TIMELINE = "timeline"
    CLOCKS = "clocks"
    PEOPLE = "people"
    ESTIMATES = "estimates"
    STEPS = "steps"
    NOTICES = "notices"


def drawable(report: ReportFacts) -> tuple[ChartName, ...]:
    """The charts that the record has something for, in their order."""
    return tuple(name for name in ChartName if _ENOUGH[name](report))


def burnt(report: ReportFacts) -> list[tuple[ReportClock, int]]:
    """Each duty with how much of its clock was used, in percent."""
    return [(one, used) for one in report.duties if (used := _used(one, report.made_at)) is not None]


def _used(clock: ReportClock, now: datetime) -> int | None:
    """None where nothing is counted, or the clock had not begun. From an assumed start, too: the chart says so."""
    at = {"met": clock.done_at, "running": now, "late": now}.get(clock.state)
    return share_used(clock.starts_at, clock.target_at, at)


def finished(report: ReportFacts) -> list[tuple[datetime, bool]]:
    """When each step was done, and whether late; oldest first."""
    return sorted(
        (one.finished_at, bool(one.late)) for one in report.steps if one.finished_at and one.outcome == StepOutcome.DONE
    )


def letters(report: ReportFacts) -> list[ReportNotice]:
    """The notices to people that were sent to a number of them."""
    return [one for one in report.notices if one.audience in PEOPLE and one.sent_to]


def _peopled(report: ReportFacts) -> list[ReportPlace]:
    return [one for one in report.estimates[-1].places if one.least] if report.estimates else []


_ENOUGH: Mapping[ChartName, Callable[[ReportFacts], bool]] = {
    ChartName.TIMELINE: lambda report: len({one.at for one in moments(report)}) > 1,
    ChartName.CLOCKS: lambda report: bool(burnt(report)),
    ChartName.PEOPLE: lambda report: bool(_peopled(report)),
    ChartName.ESTIMATES: lambda report: len(report.estimates) > 1,
    ChartName.STEPS: lambda report: len(finished(report)) > 1,
    ChartName.NOTICES: lambda report: bool(letters(report)),
}

NEEDS: Mapping[ChartName, str] = {
    ChartName.TIMELINE: N_("The chart “timeline” needs two moments at different times."),
    ChartName.CLOCKS: N_("The chart “clocks” needs a duty with a deadline, and the time at which its clock started."),
    ChartName.PEOPLE: N_("The chart “people” needs a number of people for at least one place."),
    ChartName.ESTIMATES: N_("The chart “estimates” needs the number of people to have been recorded twice."),
    ChartName.STEPS: N_("The chart “steps” needs two finished steps."),
    ChartName.NOTICES: N_("The chart “notices” needs a notice to people, with how many it was sent to."),
}
"""What the record lacks where a chart can't be drawn."""
