"""What should have happened by now and has not: reminders not fired, effects not delivered, effects refused.

Decides what counts as overdue. Real incidents and drills are asked about apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from bot.store.pending import refused, waiting
from bot.store.tables import Incident, Outbox
from bot.timers.due import due_incidents

OVERDUE = timedelta(minutes=5)
HEARD_WITHIN = timedelta(minutes=1)
RECENT = timedelta(days=1)


@dataclass(frozen=True)
class Findings:
    """What is overdue or failed; all zeros when nothing is wrong."""

    unfired: int  # reminders due for five minutes
    undelivered: int  # effects due for five minutes
    failed: int  # effects that Slack refused in the last day
    untold: int  # those of them that no one heard of in Slack within a minute
    oldest_for: timedelta  # how long the oldest of them has waited

    @property
    def wrong(self) -> dict[str, int]:
        found = {"unfired": self.unfired, "undelivered": self.undelivered, "failed": self.untold}
        return {name: count for name, count in found.items() if count}


REAL = Incident.is_drill.is_(False)
DRILLS_WITH_ALARMS = and_(Incident.is_drill.is_(True), Incident.alarms_out_of_band.is_(True))


def find_overdue(session: Session, now: datetime, whose: ColumnElement[bool] = REAL) -> Findings:
    """What should have happened by `now` and has not, in these incidents.

    What is overdue is found first, by an index of its own and for all incidents; it is little, or else there is reason
    to read it.
    """
    due = due_incidents(session, now - OVERDUE)
    late = effects(session, waiting(), Outbox.due_at <= now - OVERDUE)
    since = _last_touched() > now - RECENT
    failed = effects(session, refused(), since)
    untold = effects(session, refused(), since, Outbox.told_at.is_(None), _last_touched() <= now - HEARD_WITHIN)
    wanted = meant(session, whose, {*(one.id for one in due), *(incident for incident, _ in (*late, *failed))})
    unfired = [one for one in due if one.id in wanted]
    undelivered = [due_at for incident, due_at in late if incident in wanted]
    return Findings(
        sum(one.reminders for one in unfired),
        len(undelivered),
        sum(incident in wanted for incident, _ in failed),
        sum(incident in wanted for incident, _ in untold),
        now - min([*(one.since for one in unfired), *undelivered], default=now),
    )


def _last_touched() -> ColumnElement[datetime]:
    return func.coalesce(Outbox.last_try_at, Outbox.created_at)


def effects(session: Session, *which: ColumnElement[bool]) -> Sequence[tuple[int | None, datetime]]:
    """Incident and due time of each; asked for in order, so that no database reads them incident by incident."""
    rows = select(Outbox.incident_id, Outbox.due_at).where(*which).order_by(Outbox.due_at)
    return session.execute(rows).tuples().all()


def meant(session: Session, whose: ColumnElement[bool], incidents: set[int | None]) -> set[int | None]:
    """Those of the incidents that are meant. What is about no incident is as real as can be."""
    found = session.scalars(select(Incident.id).where(whose, Incident.id.in_(incidents))) if incidents else ()
    return {*found, *((None,) if whose is REAL else ())}
