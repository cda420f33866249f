"""Once a minute, compares what should have happened with what did, and reports it: log, metrics, out-of-band alarm.

Decides what counts as overdue and when a person is alarmed. Metrics and findings are about real incidents; what is
overdue in a drill is alarmed only where the drill asks for it. Repairs nothing: reminders and deliveries are retried by
the modules that own them. It runs in a thread of its own, so that it notices a sweep that has stopped. A finding is
sent out of band at most once an hour per database, no matter how many replicas see it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine, select

from bot.domain.drills import marked
from bot.domain.incidents import IncidentState
from bot.store.engine import insert_new, reading, writing
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox
from bot.timers.database_alarms import STALLED_AFTER
from bot.timers.metrics import TimerCounts
from bot.timers.out_of_band import send
from bot.timers.overdue import DRILLS_WITH_ALARMS, REAL, Findings, find_overdue

AWAY_AFTER = timedelta(minutes=1)  # Slack replaces a connection within seconds
log = structlog.get_logger(__name__)


class Auditor:
    """The auditor of one process."""

    def __init__(self, engine: Engine, addresses: Sequence[str], counts: TimerCounts) -> None:
        self.engine, self.addresses, self.counts = engine, addresses, counts

    def audit(self, now: datetime, away_since: datetime | None = None) -> Findings:
        """Log and alarm what is wrong. `away_since`: since when this process has had no connection to Slack. Raises
        DBAPIError when the database can't be used (`database_alarms`)."""
        with reading(self.engine) as session:
            found = find_overdue(session, now)
            practiced = find_overdue(session, now, DRILLS_WITH_ALARMS)
        wrong = dict(found.wrong)
        if self.counts.swept_at is not None and now - self.counts.swept_at > STALLED_AFTER:
            wrong["stalled"] = 1
        if away_since is not None and now - away_since >= AWAY_AFTER:
            wrong["away"] = int((now - away_since).total_seconds() // 60)
        for name, count in wrong.items():
            log.error("timers.audit", found=name, count=count, oldest_s=int(found.oldest_for.total_seconds()))
            self._alarm(name, name, count, now)
        for name, count in practiced.wrong.items():
            self._alarm(f"drill|{name}", name, count, now)
        return found

    def _alarm(self, key: str, name: str, count: int, now: datetime) -> None:
        if self.addresses and self._first_this_hour(key, now):
            said = (TITLE, MESSAGES[name].format(count=count, open=self._open() if name == "away" else ""))
            send(self.addresses, *(map(marked, said) if key != name else said))

    def _open(self) -> str:
        """The codenames of what is going on, for someone who has no Slack to look it up in."""
        real = select(Incident.codename).where(REAL, Incident.state == IncidentState.OPEN).order_by(Incident.id)
        with reading(self.engine) as session:
            names = session.scalars(real).all()
        return f" Open incidents: {', '.join(names)}." if names else ""

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
    "away": (
        "breachbot has had no connection to Slack for {count} min. Commands get no answer, and reminders don't arrive. "
        "It keeps trying. Reach the responders another way now.{open}"
    ),
    "unfired": "Reminders more than five minutes late: {count}. Check each incident's deadlines now.",
    "undelivered": "Messages that have not reached Slack for more than five minutes: {count}.",
    "failed": "Messages that Slack refused and that won't be retried: {count}. See `breachbot outbox list`.",
    "stalled": "The timers of one process have stopped. Restart it.",
}
