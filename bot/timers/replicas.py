"""Which processes work on this database, as their heartbeats say: who is alive, who died, who runs other code.

Every process beats from its sweep, so a beat also proves that the sweep lives. A beat is fresh for a minute; then an
outside monitor (`breachbot doctor --health`, the metrics) sees that the process is gone.
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
class Me:
    """This start of this process."""

    id: str
    host: str
    version: str
    does: tuple[str, ...]


def alive(session: Session, now: datetime) -> Sequence[Replica]:
    """Those whose last beat is fresh, whichever way the machine's clock was moved since."""
    rows = session.scalars(select(Replica).order_by(Replica.started_at, Replica.id)).all()
    return [row for row in rows if abs(now - row.beat_at) < FRESH_FOR]


def join(engine: Engine, me: Me, now: datetime) -> None:
    """The first beat. Raises StartError when other code is alive on this database."""
    with writing(engine) as session:
        others = [row for row in alive(session, now) if row.version != me.version and row.id != me.id]
        if others:
            raise StartError(
                f"breachbot {others[0].version} runs on this database ({others[0].host}); this one is {me.version}.",
                "Stop the other version first, and run one version everywhere.",
            )
        session.execute(delete(Replica).where(Replica.beat_at < now - FORGOTTEN_AFTER))
        row = Replica(id=me.id, host=me.host, version=me.version, does=list(me.does), started_at=now, beat_at=now)
        session.merge(row)


def beat(engine: Engine, me: Me, now: datetime, intervals: Intervals) -> None:
    """Say that we live, not more often than `Intervals.beat_every`."""
    with reading(engine) as session:
        row = session.get(Replica, me.id)
    if row is not None and abs(now - row.beat_at) < intervals.beat_every:
        return
    with writing(engine) as session:
        started_at = row.started_at if row else now
        session.merge(
            Replica(id=me.id, host=me.host, version=me.version, does=list(me.does), started_at=started_at, beat_at=now)
        )


def leave(engine: Engine, me: Me) -> None:
    with writing(engine) as session:
        session.execute(delete(Replica).where(Replica.id == me.id))


def health(engine: Engine, now: datetime, host: str) -> str | None:
    """What is wrong with breachbot on this host, None when its heart beats: the health check of a container."""
    with reading(engine) as session:
        beats = [row.beat_at for row in session.scalars(select(Replica).where(Replica.host == host))]
    if not beats:
        return f"No breachbot has started on {host}."
    silent_for = now - max(beats)
    if silent_for < FRESH_FOR:
        return None
    return f"breachbot on {host} has been silent for {int(silent_for.total_seconds())} s."
