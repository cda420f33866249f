"""Once a minute, compares what should have happened with what did, and reports it: log, metrics, out-of-band alarm.

Decides what counts as overdue and when a person is alarmed. Metrics and findings are about real incidents; what is
overdue in a drill is alarmed only where the drill asks for it. Repairs nothing: reminders and deliveries are retried by
the modules that own them. It runs in a thread of its own, so that it notices a sweep that has stopped. A finding is
sent out of band at most once an hour per database, no matter how many replicas see it.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, Engine, and_, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.domain.drills import marked
from bot.store.engine import insert_new, reading, writing
from bot.store.pending import planned, refused, waiting
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox, Reminder
from bot.timers import replicas
from bot.timers.due import due_incidents
from bot.timers.out_of_band import send

OVERDUE = timedelta(minutes=5)
HEARD_WITHIN = timedelta(minutes=1)
RECENT = timedelta(days=1)
STALLED_AFTER = timedelta(minutes=2)
log = structlog.get_logger(__name__)


class TimerCounts:
    """What this process did since it started; shared by its threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.faults, self.delivered_by_kind, self.latest_lateness = 0, dict[str, int](), timedelta(0)
        self.swept_at: datetime | None = None

    def failed(self) -> None:
        with self._lock:
            self.faults += 1

    def delivered(self, row: Outbox, now: datetime) -> None:
        with self._lock:
            self.delivered_by_kind[row.kind] = self.delivered_by_kind.get(row.kind, 0) + 1
            self.latest_lateness = max(now - row.due_at, timedelta(0))

    def swept(self, now: datetime) -> None:
        self.swept_at = now


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
    late = _effects(session, waiting(), Outbox.due_at <= now - OVERDUE)
    since = _last_touched() > now - RECENT
    failed = _effects(session, refused(), since)
    untold = _effects(session, refused(), since, Outbox.told_at.is_(None), _last_touched() <= now - HEARD_WITHIN)
    meant = _meant(session, whose, {*(one.id for one in due), *(incident for incident, _ in (*late, *failed))})
    unfired = [one for one in due if one.id in meant]
    undelivered = [due_at for incident, due_at in late if incident in meant]
    return Findings(
        sum(one.reminders for one in unfired),
        len(undelivered),
        sum(incident in meant for incident, _ in failed),
        sum(incident in meant for incident, _ in untold),
        now - min([*(one.since for one in unfired), *undelivered], default=now),
    )


def _last_touched() -> ColumnElement[datetime]:
    return func.coalesce(Outbox.last_try_at, Outbox.created_at)


def _effects(session: Session, *which: ColumnElement[bool]) -> Sequence[tuple[int | None, datetime]]:
    """Incident and due time of each; asked for in order, so that no database reads them incident by incident."""
    rows = select(Outbox.incident_id, Outbox.due_at).where(*which).order_by(Outbox.due_at)
    return session.execute(rows).tuples().all()


def _meant(session: Session, whose: ColumnElement[bool], incidents: set[int | None]) -> set[int | None]:
    """Those of the incidents that are meant. What is about no incident is as real as can be."""
    found = session.scalars(select(Incident.id).where(whose, Incident.id.in_(incidents))) if incidents else ()
    return {*found, *((None,) if whose is REAL else ())}


class Auditor:
    """The auditor of one process."""

    def __init__(self, engine: Engine, addresses: Sequence[str], counts: TimerCounts) -> None:
        self.engine, self.addresses, self.counts = engine, addresses, counts
        self._unreachable_since: datetime | None = None
        self._reported_unreachable_at: datetime | None = None

    def audit(self, now: datetime) -> Findings:
        """Log and alarm what is wrong. Raises OperationalError, after an alarm, when the database is unreachable."""
        try:
            found = self._audit(now)
        except OperationalError:
            self._report_database_unreachable(now)
            raise
        self._unreachable_since = None
        return found

    def _report_database_unreachable(self, now: datetime) -> None:
        """Nothing can be recorded then, so each process alarms on its own, once an hour."""
        self._unreachable_since = self._unreachable_since or now
        reported = self._reported_unreachable_at is not None and now - self._reported_unreachable_at < timedelta(
            hours=1
        )
        if self.addresses and not reported and now - self._unreachable_since >= STALLED_AFTER:
            send(self.addresses, TITLE, MESSAGES["database_unreachable"])
            self._reported_unreachable_at = now

    def _audit(self, now: datetime) -> Findings:
        with reading(self.engine) as session:
            found = find_overdue(session, now)
            practiced = find_overdue(session, now, DRILLS_WITH_ALARMS)
        wrong = dict(found.wrong)
        if self.counts.swept_at is not None and now - self.counts.swept_at > STALLED_AFTER:
            wrong["stalled"] = 1
        for name, count in wrong.items():
            log.error("timers.audit", found=name, count=count, oldest_s=int(found.oldest_for.total_seconds()))
            self._alarm(name, name, count, now)
        for name, count in practiced.wrong.items():
            self._alarm(f"drill|{name}", name, count, now)
        return found

    def _alarm(self, key: str, name: str, count: int, now: datetime) -> None:
        if self.addresses and self._first_this_hour(key, now):
            said = (TITLE, MESSAGES[name].format(count=count))
            send(self.addresses, *(map(marked, said) if key != name else said))

    def _first_this_hour(self, key: str, now: datetime) -> bool:
        """Recorded as an effect already sent, so that only one replica sends the alarm."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        row = {
            "key": f"audit|{key}|{hour.isoformat()}", "kind": "alarm", "details": {}, "lane": "out-of-band",
            "urgency": 0, "due_at": now, "created_at": now, "status": OutboxStatus.SENT, "attempt": 1, "sent_at": now,
        }  # fmt: skip
        with writing(self.engine) as session:
            return insert_new(session, Outbox, row, "key") > 0


TITLE = "breachbot: the timers need attention"
MESSAGES: Mapping[str, str] = {
    "database_unreachable": (
        "The database doesn't answer or can't be written to. No reminders go out until it works again. "
        "Check it and its disk."
    ),
    "unfired": "Reminders more than five minutes late: {count}. Check each incident's deadlines now.",
    "undelivered": "Messages that have not reached Slack for more than five minutes: {count}.",
    "failed": "Messages that Slack refused and that won't be retried: {count}. See `breachbot doctor`.",
    "stalled": "The timers of one process have stopped. Restart it.",
}


def metrics(engine: Engine, now: datetime, counts: TimerCounts, replica: replicas.ReplicaId) -> str:
    """Gauges from the tables, counters from this process, in Prometheus's text format."""
    with reading(engine) as session:
        found = find_overdue(session, now)
        living = replicas.alive(session, now)
        effects = [incident for incident, _ in _effects(session, waiting())]
        meant = _meant(session, REAL, set(effects))
        undone = sum(incident in meant for incident in effects)
        to_come = select(func.count()).select_from(Reminder).where(planned())
        in_drills = to_come.where(Reminder.incident_id.in_(select(Incident.id).where(Incident.is_drill.is_(True))))
        to_fire = (session.scalar(to_come) or 0) - (session.scalar(in_drills) or 0)
    heartbeat = next((row.heartbeat_at.timestamp() for row in living if row.id == replica.id), 0)
    gauges = {
        "breachbot_heartbeat_timestamp_seconds": (heartbeat, "Time of the last heartbeat of this process."),
        "breachbot_replicas": (len(living), "Processes with a recent heartbeat."),
        "breachbot_reminders_planned": (to_fire, "Reminders planned for later."),
        "breachbot_reminders_overdue": (found.unfired, "Reminders due for five minutes and not fired."),
        "breachbot_outbox_waiting": (undone, "Effects not delivered yet."),
        "breachbot_outbox_overdue": (found.undelivered, "Effects due for five minutes and not delivered."),
        "breachbot_outbox_failed": (found.failed, "Effects that Slack refused for good in the last day."),
        "breachbot_oldest_overdue_seconds": (found.oldest_for.total_seconds(), "Age of the oldest of these."),
        "breachbot_last_lateness_seconds": (counts.latest_lateness.total_seconds(), "How late the last delivery was."),
    }
    lines = [line for name, (value, says) in gauges.items() for line in _metric(name, "gauge", says, {"": value})]
    faults, delivered = {"": counts.faults}, {f'{{kind="{kind}"}}': n for kind, n in counts.delivered_by_kind.items()}
    lines += _metric("breachbot_timer_faults_total", "counter", "Rounds and incidents that failed completely.", faults)
    lines += _metric("breachbot_delivered_total", "counter", "Effects delivered by this process.", delivered)
    return "\n".join(lines) + "\n"


def _metric(name: str, kind: str, says: str, values: Mapping[str, float]) -> list[str]:
    shown = [f"{name}{label} {float(value)!r}" for label, value in values.items()]
    return [f"# HELP {name} {says}", f"# TYPE {name} {kind}", *shown]
