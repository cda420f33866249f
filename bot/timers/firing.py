"""Fires the reminders whose moment has come: claimed, asked again, recorded and written to the outbox, all or nothing.

One transaction per incident, so that what is wrong with one incident silences no other, and what is due together is
said together. Time is each incident's own: a drill's shift is added before the comparison.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from bot.actions import firing
from bot.actions.replanning import replan
from bot.actions.work import Work
from bot.domain.incidents import OPEN
from bot.store.due import planned
from bot.store.engine import reading, writing
from bot.store.tables import Incident, Reminder

Begin = Callable[[Session, datetime], Work]
log = structlog.get_logger(__name__)


def fire_due(engine: Engine, begin: Begin, now: datetime, broken: Callable[[], None] = lambda: None) -> int:
    """Fire what is due at `now`, oldest first; how many were claimed. `broken` hears of each incident left out."""
    with reading(engine) as session:
        due = _due_incidents(session, now)
    fired = 0
    for incident_id in due:
        try:
            with writing(engine) as session:
                fired += _fire_one(begin(session, now), incident_id)
        except Exception:
            log.exception("timers.fire_failed", incident=incident_id)
            broken()
    return fired


def replan_all(engine: Engine, begin: Begin, now: datetime, broken: Callable[[], None] = lambda: None) -> None:
    """Bring the reminders of every open incident in line with the ladders of this version."""
    with reading(engine) as session:
        open_ones = session.scalars(select(Incident.id).where(Incident.state == OPEN).order_by(Incident.id)).all()
    for incident_id in open_ones:
        try:
            with writing(engine) as session:
                replan(begin(session, now), _locked(session, incident_id))
        except Exception:
            log.exception("timers.replan_failed", incident=incident_id)
            broken()


def _locked(session: Session, incident_id: int) -> Incident:
    return session.scalars(select(Incident).where(Incident.id == incident_id).with_for_update()).one()


def _due_incidents(session: Session, now: datetime) -> list[int]:
    """Incidents with something to say, the longest waiting first. One query per drill's shift, few as they are."""
    found: list[tuple[timedelta, int]] = []
    for shift in session.scalars(select(Incident.shift_for).distinct()):
        then = now + timedelta(seconds=shift)
        of_shift = select(Incident.id).where(Incident.shift_for == shift)
        due = (
            select(Reminder.incident_id, func.min(Reminder.due_at))
            .where(planned(), Reminder.due_at <= then, Reminder.incident_id.in_(of_shift))
            .group_by(Reminder.incident_id)
        )
        found += [(first - then, incident_id) for incident_id, first in session.execute(due).tuples()]
    return [incident_id for _, incident_id in sorted(found)]


def _fire_one(work: Work, incident_id: int) -> int:
    incident = _locked(work.session, incident_id)
    now = work.now_in(incident)
    claimed = (
        update(Reminder)
        .where(Reminder.incident_id == incident_id, planned(), Reminder.due_at <= now)
        .values(status="fired", fired_at=now)
        .returning(Reminder)
    )
    rows = work.session.scalars(claimed, execution_options={"synchronize_session": False}).all()
    firing.fire(work, incident, rows)
    return len(rows)
