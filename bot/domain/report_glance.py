"""What the first page of a report answers: who was told and when, what is still due, and whether that is in time."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bot.domain.permissions import RIGHTS, Act
from bot.domain.report_clocks import ReportClock
from bot.domain.reports import ReportFacts
from bot.domain.roles import ROLES, called
from bot.sentences import listed


class Verdict(StrEnum):
    """Whether the duties are met in time, as it stands now; the first that is true."""

    LATE_NOW = "late_now"  # a deadline has passed and its duty is not met
    WAS_LATE = "was_late"  # all that is due was done, something of it late
    UNKNOWN = "unknown"  # no duty is late, and some can't be decided, have no number or count from an assumed start
    ON_TIME = "on_time"  # everything due so far was met in time
    NOTHING = "nothing"  # no duty is owed or may be


class MissingFact(NamedTuple):
    """What a duty or its clock waits for, in words, and for how many duties."""

    what: str
    duties: int


@dataclass(frozen=True)
class Glance:
    """`due`: what is still to be done, first the late, then by deadline; `uncounted`: those of it without a deadline;
    `upcoming`: the one whose deadline comes next; `told`: what was done, by time."""

    verdict: Verdict
    late_now: tuple[ReportClock, ...]
    met_late: tuple[ReportClock, ...]
    told: tuple[ReportClock, ...]
    due: tuple[ReportClock, ...]
    uncounted: tuple[ReportClock, ...]
    upcoming: ReportClock | None
    declined: tuple[ReportClock, ...]
    undetermined: tuple[ReportClock, ...]
    assumed: tuple[ReportClock, ...]  # said to be in time, by a start that no one has stated
    missing: tuple[MissingFact, ...]  # without which it can't be said; what most duties wait for first
    informed: str  # who states such facts, or confirms them


def glance(report: ReportFacts) -> Glance:
    by = {state: tuple(one for one in report.duties if one.state == state) for state in ("met", "declined")}
    late = report.late_duties
    late_now, met_late = (tuple(one for one in late if (one.state == "met") is met) for met in (False, True))
    due = tuple(sorted(report.open_duties, key=lambda one: one not in late_now))
    waiting = tuple(one for one in report.duties if one.state == "undetermined")
    assumed = tuple(one for one in report.duties if one.assumed and one.target_at and one.state in ("met", "running"))
    return Glance(
        verdict=_verdict(report, late_now, met_late, (*waiting, *assumed)),
        late_now=late_now,
        met_late=met_late,
        told=tuple(sorted(by["met"], key=lambda one: one.done_at or report.made_at)),
        due=due,
        uncounted=tuple(one for one in due if one.target_at is None),
        upcoming=next((one for one in due if one.target_at and one.target_at >= report.made_at), None),
        declined=by["declined"],
        undetermined=waiting,
        assumed=assumed,
        missing=_missing({one.duty: one for one in (*waiting, *assumed, *report.open_duties)}.values()),
        informed=_informed(report),
    )


def _missing(clocks: Iterable[ReportClock]) -> tuple[MissingFact, ...]:
    found = Counter(what for one in clocks for what in one.unstated)
    return tuple(MissingFact(what, duties) for what, duties in found.most_common())


def _informed(report: ReportFacts) -> str:
    """Anyone may state them; these roles are sure that they are right."""
    roles = [ROLES[role] for role in RIGHTS[Act.LOOSEN]]
    held: dict[str, list[str]] = {}
    for one in report.roles:
        if one.role in roles:
            held.setdefault(one.name, []).append(one.role)
    people = [f"{name} ({', '.join(theirs)})" for name, theirs in held.items()]
    return str(listed(people or map(called, RIGHTS[Act.LOOSEN]), "or"))


def _verdict(
    report: ReportFacts,
    late_now: tuple[ReportClock, ...],
    met_late: tuple[ReportClock, ...],
    uncertain: tuple[ReportClock, ...],
) -> Verdict:
    if late_now:
        return Verdict.LATE_NOW
    if met_late:
        return Verdict.WAS_LATE
    if uncertain or any(one.target_at is None for one in report.open_duties):
        return Verdict.UNKNOWN
    return Verdict.ON_TIME if report.duties else Verdict.NOTHING
