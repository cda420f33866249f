"""Fires due reminders: claims the rows, has the action decide again, records and writes to the outbox, all or nothing.

Decides which rows are claimed and in what transaction; leaves to `actions.firing` whether a reminder still applies.
A fault in one incident stops no other, and what is due together in one incident is sent together.

Caveats: each incident has its own time; a drill's shift is added before the comparison.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.actions import firing
from bot.actions.work import Work
from bot.domain.reminders import ReminderStatus
from bot.store.engine import reading, writing
from bot.store.pending import planned
from bot.store.record_session import RecordSession
from bot.store.tables import Incident, Reminder
from bot.timers.due import due_incidents

Begin = Callable[[RecordSession, datetime], Work]
PER_SWEEP = 200  # incidents; then the sweep delivers, and the next one continues
PER_TRANSACTION = 20  # incidents
log = structlog.get_logger(__name__)


def fire_due(
    engine: Engine,
    begin: Begin,
    now: datetime,
    on_fault: Callable[[], None] = lambda: None,
    on_commit: Callable[[], None] = lambda: None,
) -> int:
    """Fire what is due at `now`, the longest waiting first; how many were claimed, 0 when nothing is left.

    `on_fault` is called for each incident that had to be left out, `on_commit` when some have been fired, so that what
    they say need not wait for the others.
    """
    with reading(engine) as session:
        due = [one.id for one in due_incidents(session, now)[:PER_SWEEP]]
    batches = [due[at : at + PER_TRANSACTION] for at in range(0, len(due), PER_TRANSACTION)]
    fired = 0
    for ids in batches:
        fired += _fire(engine, begin, now, ids, on_fault)
        on_commit()
    return fired


def _fire(engine: Engine, begin: Begin, now: datetime, ids: Sequence[int], on_fault: Callable[[], None]) -> int:
    """Some incidents in one transaction; when that fails, each in one of its own."""
    try:
        with writing(engine) as session:
            return sum(_fire_one(begin(session, now), incident) for incident in _locked(session, ids))
    except OperationalError:  # the database, not an incident
        raise
    except Exception:
        if len(ids) == 1:
            log.exception("timers.fire_failed", incident=ids[0])
            on_fault()
            return 0
    return sum(_fire(engine, begin, now, [one], on_fault) for one in ids)


def _locked(session: Session, ids: Sequence[int]) -> Sequence[Incident]:
    """In one order for all, without those that are locked right now: the next sweep gets them."""
    rows = select(Incident).where(Incident.id.in_(ids)).order_by(Incident.id)
    return session.scalars(rows.with_for_update(skip_locked=True, key_share=True)).all()


def _fire_one(work: Work, incident: Incident) -> int:
    now = work.now_in(incident)
    claimed = (
        update(Reminder)
        .where(Reminder.incident_id == incident.id, planned(), Reminder.due_at <= now)
        .values(status=ReminderStatus.FIRED, fired_at=now)
        .returning(Reminder)
    )
    rows = work.session.scalars(claimed, execution_options={"synchronize_session": False}).all()
    firing.fire(work, incident, rows)
    return len(rows)
