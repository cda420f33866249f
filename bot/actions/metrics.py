"""What is usual across incidents: the figures of each, computed from its record, and their medians.

Decides which incidents count. Which figures there are is decided in `domain.metrics`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.actions import reports
from bot.actions.work import Work
from bot.domain.metrics import Figure, Usual, figures, usual
from bot.store.tables import Incident

COMPARED_WITH = 24  # incidents, so that a report waits for no more than these
COMPARED_FOR = timedelta(days=365)


@dataclass(frozen=True)
class AskMetrics:
    """Of incidents opened at or after `since` and before `until`: real ones, or `drills`."""

    since: datetime | None = None
    until: datetime | None = None
    drills: bool = False


@dataclass(frozen=True)
class IncidentFigures:
    """`broken_at`: the entry from which on the audit log can't be relied on."""

    ref: str
    figures: tuple[Figure, ...]
    broken_at: int | None


def figures_of(work: Work, incident: Incident) -> IncidentFigures:
    report = reports.collect(work, incident)
    return IncidentFigures(report.ref, figures(report), report.broken_at)


def medians(found: Iterable[IncidentFigures]) -> tuple[Usual, ...]:
    """Without the incidents whose audit log was altered."""
    return usual(one.figures for one in found if one.broken_at is None)


def asked_about(work: Work, command: AskMetrics) -> list[Incident]:
    """Open ones, too; the first opened first."""
    rows = select(Incident).where(Incident.is_drill.is_(command.drills)).order_by(Incident.opened_at, Incident.id)
    if command.since:
        rows = rows.where(Incident.opened_at >= command.since)
    if command.until:
        rows = rows.where(Incident.opened_at < command.until)
    return list(work.session.scalars(rows))


def usual_of_others(work: Work, incident: Incident) -> tuple[Usual, ...]:
    """What was usual in the other incidents that closed in the year before: the latest of them, drills for a drill."""
    return medians(figures_of(work, one) for one in _compared(work, incident))


def _compared(work: Work, incident: Incident) -> Iterator[Incident]:
    since = work.now_in(incident) - COMPARED_FOR
    rows = (
        select(Incident)
        .where(Incident.id != incident.id, Incident.is_drill.is_(incident.is_drill), Incident.closed_at >= since)
        .order_by(Incident.closed_at.desc(), Incident.id.desc())
        .limit(COMPARED_WITH)
    )
    yield from work.session.scalars(rows)
