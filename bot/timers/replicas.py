"""Which processes run on this database, by their heartbeats: which are alive, which died, which run another version.

Every process sends its heartbeat from its sweep, so a heartbeat also proves that the sweep runs. A heartbeat is fresh
for a minute; then an outside monitor (`breachbot doctor --health`, the metrics) sees that the process is gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from bot.errors import StartError
from bot.store.engine import reading, writing
from bot.store.tables import Replica
from bot.timers.intervals import Intervals

FRESH_FOR = timedelta(minutes=1)
FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class ReplicaId:
    """Identifies this start of this process, and says what it runs."""

    id: str
    host: str
    version: str
    components: tuple[str, ...]

    def row(self, *, started_at: datetime, heartbeat_at: datetime) -> Replica:
        components = list(self.components)
        return Replica(**{**vars(self), "components": components}, started_at=started_at, heartbeat_at=heartbeat_at)


def alive(session: Session, now: datetime) -> Sequence[Replica]:
    """Those whose last heartbeat is fresh, whichever way the system time was moved since."""
    rows = session.scalars(select(Replica).order_by(Replica.started_at, Replica.id)).all()
    return [row for row in rows if abs(now - row.heartbeat_at) < FRESH_FOR]


def join(engine: Engine, us: ReplicaId, now: datetime) -> None:
    """The first heartbeat. Raises StartError when another version is alive on this database."""
    with writing(engine) as session:
        others = [row for row in alive(session, now) if row.version != us.version and row.id != us.id]
        if others:
            raise StartError(
                f"breachbot {others[0].version} runs on this database ({others[0].host}); this one is {us.version}.",
                "Stop the other version first, and run one version everywhere.",
            )
        session.execute(delete(Replica).where(Replica.heartbeat_at < now - FORGOTTEN_AFTER))
        session.merge(us.row(started_at=now, heartbeat_at=now))


def heartbeat(engine: Engine, us: ReplicaId, now: datetime, intervals: Intervals) -> bool:
    """Record that this process is alive, no more often than `Intervals.heartbeat_every`; whether it was recorded now,
    which also shows that the database can be written to."""
    with reading(engine) as session:
        row = session.get(Replica, us.id)
    if row is not None and abs(now - row.heartbeat_at) < intervals.heartbeat_every:
        return False
    with writing(engine) as session:
        session.merge(us.row(started_at=row.started_at if row else now, heartbeat_at=now))
    return True


def leave(engine: Engine, us: ReplicaId) -> None:
    with writing(engine) as session:
        session.execute(delete(Replica).where(Replica.id == us.id))


def health(engine: Engine, now: datetime, host: str) -> str | None:
    """What is wrong with breachbot on this host, None when its heartbeat is fresh: the health check of a container."""
    with reading(engine) as session:
        heartbeats = [row.heartbeat_at for row in session.scalars(select(Replica).where(Replica.host == host))]
    if not heartbeats:
        return f"No breachbot has started on {host}."
    silent_for = now - max(heartbeats)
    if silent_for < FRESH_FOR:
        return None
    return f"breachbot on {host} has been silent for {int(silent_for.total_seconds())} s."
