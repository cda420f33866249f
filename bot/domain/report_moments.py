"""What happened when, in the order in which it happened: the timeline of a report, from what the record holds.

Decides which moments there are, and in which lane each belongs. Every entry of the audit log, in the order in which it
was written, is another list.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.report_metrics import INSTANTS, span
from bot.domain.reports import ReportFacts

GAP = timedelta(days=3)  # what is longer is shown as a gap
LANES = {
    "occurred_from_at": "Breach",
    "occurred_to_at": "Breach",
    "noticed_at": "Detection",
    "detected_at": "Detection",
    "discovered_at": "Detection",
    "aware_at": "Decision",
    "contained_at": "Response",
    "restored_at": "Response",
    "opened_at": "Response",
    "closed_at": "Response",
}
"""The lane of each stamp. Those of notices are moments of their own."""


class ReportMoment(NamedTuple):
    """`assumed`: no one stated it. `before`: how long nothing happened before it, where that was long."""

    at: datetime
    lane: str
    what: str
    by: str = ""
    assumed: bool = False
    before: str = ""


def moments(report: ReportFacts) -> tuple[ReportMoment, ...]:
    """By time; what happened at the same instant in the order of the lanes of a response."""
    found = sorted(_all(report), key=lambda one: one.at)
    last = None
    made = []
    for one in found:
        gap = one.at - (last or one.at)
        made.append(one._replace(before=span(gap)) if gap > GAP else one)
        last = one.at
    return tuple(made)


def _all(report: ReportFacts) -> Iterator[ReportMoment]:
    for name, lane in LANES.items():
        if at := getattr(report.stamps, name):
            words = INSTANTS[name].removeprefix("the ").removeprefix("its ")
            by = {"opened_at": (report.opened_by,), "closed_at": report.closed_by}.get(name, ())
            yield ReportMoment(at, lane, words[0].upper() + words[1:], ", ".join(by), name in report.stamps.assumed)
    decided = {one.at for one in report.decisions}
    for risk in report.risk:
        if risk.at not in decided:  # else it is one of the decisions
            yield ReportMoment(risk.at, "Decision", f"Risk to people: {risk.level}", risk.by)
    for one in report.decisions:
        yield ReportMoment(one.at, "Decision", f"{one.question} {one.choice}", ", ".join(one.by))
    for clock in report.clocks:
        if clock.state == "met" and clock.done_at:
            yield ReportMoment(clock.done_at, "Communication", f"{clock.title}: done", clock.by)
        elif clock.is_late(report.made_at) and clock.target_at:
            yield ReportMoment(clock.target_at, "Communication", f"{clock.title}: the deadline passed")
    for notice in report.notices:
        if notice.sent_at:
            yield ReportMoment(notice.sent_at, "Communication", f"{notice.title}, version {notice.version}: sent")
