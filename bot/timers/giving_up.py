"""What ends when an effect can't be done: what needs it fails with it, who waits for it hears so in Slack by another
way, and where that is not possible, a person is alarmed out of band.

Leaves to `delivery` what Slack was asked and answered, to `bot.actions.refusals` who hears what.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine, bindparam, select
from sqlalchemy.orm import Session, aliased

from bot.actions import refusals
from bot.actions.work import Work
from bot.domain.events.notices import DeliveryFailed
from bot.store.engine import reading, writing
from bot.store.pending import refused, waiting
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox
from bot.timers.firing import Begin

TELL_AFTER = timedelta(seconds=40)  # so that no one waits for a minute without hearing anything
ALARM_AFTER = timedelta(seconds=55)  # where that does not reach them
AT_ONCE = 50  # of those who wait for something else
log = structlog.get_logger(__name__)
_NEED = aliased(Outbox)
BEHIND = (
    select(Outbox)
    .join(_NEED, _NEED.key == Outbox.needs)
    .where(waiting(), waiting(_NEED), Outbox.attempt == 0, _NEED.last_error.is_not(None), Outbox.last_error.is_(None))
    .where(Outbox.created_at <= bindparam("before", type_=Outbox.created_at.type))
)
ORPHANS = (
    select(Outbox)
    .join(_NEED, _NEED.key == Outbox.needs)
    .where(waiting(), Outbox.status == OutboxStatus.PENDING, refused(_NEED))
)


@dataclass(frozen=True)
class GivingUp:
    """`has_pager`: whether there is an out-of-band channel."""

    engine: Engine
    begin: Begin
    has_pager: bool

    def sweep(self, now: datetime) -> None:
        """Fail what was written after the effect it needs had failed, and tell who waits for what can't begin because
        Slack does not take something else; each sweep begins with this. Writes only where there is something."""
        behind = {"before": now - TELL_AFTER}
        with reading(self.engine) as session:
            found = (session.scalars(ORPHANS), session.scalars(BEHIND.limit(AT_ONCE), behind))
            incidents = {row.incident_id for rows in found for row in rows}
        for incident_id in incidents:  # one at a time, and each locked before its effects
            with writing(self.engine) as session:
                work = self.begin(session, now)
                if incident_id:
                    work.lock(session.get_one(Incident, incident_id))
                self.dependents(work, incident_id)
                for row in session.scalars(BEHIND.where(Outbox.incident_id == incident_id), behind).all():
                    row.refused_as = session.get_one(Outbox, row.needs).refused_as
                    row.last_error = f"waits for {row.needs}"  # and what needs this one is next
                    self.waits(work, row)

    def waits(self, work: Work, row: Outbox) -> None:
        """It will not be done within the minute: who waits for it hears so in Slack, or out of band."""
        if row.kind == "alarm" or row.incident_id is None or row.told_at is not None:
            return
        incident = work.session.get_one(Incident, row.incident_id)
        if refusals.is_report(row):  # it says itself whom it did not reach
            self.alarm(work, row)
        else:
            refusals.waits(work, incident, row)

    def dependents(self, work: Work, incident_id: int | None) -> None:
        """What people would hear of is told another way; what they asked for with the effect itself, with that."""
        for row in _fail_dependents(work.session, incident_id):
            self.failed(work, row, is_root=False)

    def failed(self, work: Work, row: Outbox, *, is_root: bool = True) -> None:
        """Once for each effect. A reminder that no one hears of is alarmed in any case: it may be the only warning of a
        deadline."""
        incident = work.session.get(Incident, row.incident_id) if row.incident_id else None
        heard = incident is not None and refusals.failed(work, incident, row)
        if row.status is OutboxStatus.CANCELLED and not refusals.is_reminder(row):
            return
        if is_root or refusals.is_reminder(row):
            self.alarm(work, row, out_of_band=not heard or (row.kind == "direct" and refusals.is_reminder(row)))

    def alarm(self, work: Work, row: Outbox, *, out_of_band: bool = True) -> None:
        """Once per row: an entry in the audit log, and an out-of-band alarm."""
        if row.alarmed_at is not None or row.kind == "alarm":
            return
        row.alarmed_at = work.now
        incident = work.session.get(Incident, row.incident_id) if row.incident_id else None
        if incident is not None:
            work.record(incident, DeliveryFailed(f"{row.kind}, {row.refused_as or row.last_error}", row.key))
        log.error("timers.not_delivered", key=row.key, kind=row.kind, attempt=row.attempt, error=row.last_error)
        if out_of_band and self.has_pager and (incident is None or incident.alarms_out_of_band):
            title, body = _alarm_words(row, incident, work.now)
            work.send("alarm", f"alarm|{row.key}", incident, lane="out-of-band", urgency=0, title=title, body=body)


def heard_by(session: Session, row: Outbox) -> datetime:
    """Someone is to hear of it when its next attempt is later than this."""
    if not refusals.is_report(row):
        return row.created_at + TELL_AFTER
    about = session.get(Outbox, row.details["of"]) or row
    return about.created_at + ALARM_AFTER


def _alarm_words(row: Outbox, incident: Incident | None, now: datetime) -> tuple[str, str]:
    """Title and body of the out-of-band alarm: codename and lateness, nothing of what happened."""
    name = incident.codename if incident else "breachbot"
    if row.status is OutboxStatus.FAILED:
        state = "cannot be delivered to Slack"
    else:
        state = f"has not reached Slack for {_minutes(now - row.due_at)}"
    return f"{name}: a message {state}", f"{name}: {row.kind} {state}. Reach the responders another way now."


def _minutes(late: timedelta) -> str:
    whole = late // timedelta(minutes=1)
    if whole < 1:
        return "less than a minute"
    return "1 minute" if whole == 1 else f"{whole} minutes"


def _fail_dependents(session: Session, incident_id: int | None) -> list[Outbox]:
    """Rows of one incident that need one that failed, directly or not, fail with it; repeating it changes nothing.

    A message or a file in the thread of one that failed needs no thread: it goes to the channel instead. A direct
    message needs no channel.
    """
    given_up: list[Outbox] = []
    orphans = ORPHANS.where(Outbox.incident_id == incident_id)
    while rows := session.scalars(orphans).all():
        for row in rows:
            failed = session.get_one(Outbox, row.needs)
            if row.kind == "direct" or (row.kind in ("post", "file") and failed.kind == "post" and failed.needs):
                row.needs = None if row.kind == "direct" else failed.needs
                continue
            row.status, row.last_error = OutboxStatus.FAILED, f"what it needs failed: {row.needs}"
            row.refused_as = failed.refused_as
            given_up.append(row)
        session.flush()
    return given_up
