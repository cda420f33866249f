"""What a process counts, and the metrics of it and its database in Prometheus's text format. Drills aren't counted."""

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError

from bot.store.engine import reading
from bot.store.pending import planned, waiting
from bot.store.tables import Incident, Outbox, Reminder
from bot.timers import replicas
from bot.timers.overdue import REAL, effects, find_overdue, meant

Gauges = dict[str, tuple[float, str]]
"""Value and explanation by name."""


class TimerCounts:
    """What this process did since it started; shared by its threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.faults, self.delivered_by_kind, self.latest_lateness = 0, dict[str, int](), timedelta(0)
        self.swept_at: datetime | None = None
        self.database_usable = True  # in the last round

    def failed(self) -> None:
        with self._lock:
            self.faults += 1

    def delivered(self, row: Outbox, now: datetime) -> None:
        with self._lock:
            self.delivered_by_kind[row.kind] = self.delivered_by_kind.get(row.kind, 0) + 1
            self.latest_lateness = max(now - row.due_at, timedelta(0))

    def swept(self, now: datetime) -> None:
        self.swept_at = now


def metrics(engine: Engine, now: datetime, counts: TimerCounts, replica: replicas.ReplicaId, *, connected: bool) -> str:
    """Gauges from the tables, counters from this process. Without a database, what the process knows by itself."""
    try:
        gauges, usable = _from_tables(engine, now, counts, replica), counts.database_usable
    except DBAPIError:
        gauges, usable = {}, False
    gauges |= {
        "breachbot_database_usable": (usable, "Whether the database can be read and written."),
        "breachbot_slack_connected": (connected, "Whether this process has its connection to Slack."),
    }
    lines = [line for name, (value, says) in gauges.items() for line in _metric(name, "gauge", says, {"": value})]
    faults, delivered = {"": counts.faults}, {f'{{kind="{kind}"}}': n for kind, n in counts.delivered_by_kind.items()}
    lines += _metric("breachbot_timer_faults_total", "counter", "Rounds and incidents that failed completely.", faults)
    lines += _metric("breachbot_delivered_total", "counter", "Effects delivered by this process.", delivered)
    return "\n".join(lines) + "\n"


def _from_tables(engine: Engine, now: datetime, counts: TimerCounts, replica: replicas.ReplicaId) -> Gauges:
    with reading(engine) as session:
        found = find_overdue(session, now)
        living = replicas.alive(session, now)
        waits = [incident for incident, _ in effects(session, waiting())]
        wanted = meant(session, REAL, set(waits))
        undone = sum(incident in wanted for incident in waits)
        to_come = select(func.count()).select_from(Reminder).where(planned())
        in_drills = to_come.where(Reminder.incident_id.in_(select(Incident.id).where(Incident.is_drill.is_(True))))
        to_fire = (session.scalar(to_come) or 0) - (session.scalar(in_drills) or 0)
    heartbeat = next((row.heartbeat_at.timestamp() for row in living if row.id == replica.id), 0)
    return {
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


def _metric(name: str, kind: str, says: str, values: Mapping[str, float]) -> list[str]:
    shown = [f"{name}{label} {float(value)!r}" for label, value in values.items()]
    return [f"# HELP {name} {says}", f"# TYPE {name} {kind}", *shown]
