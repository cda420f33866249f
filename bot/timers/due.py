"""Which incidents have reminders that are due, each in its own time: a drill's may be ahead of the machine's.

Every sweep asks, so that what it costs must not grow with what is still to come: each statement reads a partial index
by the columns that it begins with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.pending import moved, planned
from bot.store.tables import Incident, Reminder


@dataclass(frozen=True)
class DueIncident:
    """`since`: when the first of its reminders was due, in the machine's time."""

    id: int
    since: datetime
    reminders: int


def due_incidents(session: Session, at: datetime) -> list[DueIncident]:
    """Those with a reminder that is due at `at`, the longest waiting first."""
    ahead = _ahead(session)
    found = dict[int, list[datetime]]()
    for incident, due_at in (*_due(session, at, ahead), *_due_ahead(session, at, ahead)):
        found.setdefault(incident, []).append(due_at)
    due = [DueIncident(incident, min(times), len(times)) for incident, times in found.items()]
    return sorted(due, key=lambda one: (one.since, one.id))


def _ahead(session: Session) -> Mapping[int, timedelta]:
    """By how much the time of each moved drill is ahead."""
    rows = session.execute(select(Incident.id, Incident.shift_for).where(moved())).tuples()
    return {incident: timedelta(seconds=seconds) for incident, seconds in rows}


def _due(session: Session, at: datetime, besides: Mapping[int, timedelta]) -> Iterable[tuple[int, datetime]]:
    """In the machine's time. Asked for in order, so that no database reads them incident by incident instead."""
    rows = select(Reminder.incident_id, Reminder.due_at).where(planned(), Reminder.due_at <= at)
    found = session.execute(rows.order_by(Reminder.due_at)).tuples()
    return ((incident, due_at) for incident, due_at in found if incident not in besides)


def _due_ahead(session: Session, at: datetime, ahead: Mapping[int, timedelta]) -> Iterable[tuple[int, datetime]]:
    """Of moved drills, whose time is compared here: no two need be ahead by the same."""
    if not ahead:
        return ()
    latest = at + max(ahead.values())
    rows = select(Reminder.incident_id, Reminder.due_at).where(
        Reminder.incident_id.in_(ahead), planned(), Reminder.due_at <= latest
    )
    waiting = ((incident, due_at - ahead[incident]) for incident, due_at in session.execute(rows).tuples())
    return ((incident, due_at) for incident, due_at in waiting if due_at <= at)
