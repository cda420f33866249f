"""Which effect is delivered next, and the claim on it: one statement picks it, no matter which thread asks.

It is the most urgent and then the oldest of those that are due, of a lane in which nothing is in flight, and whose need
is done. A claim is a lease and the number of the attempt. Claims are made one at a time over all processes, so that two
never take two effects of one lane.

A channel, which is an incident's, takes one message per `message_every`, ahead of that by at most a burst. Each claim
of a message moves `paced_to` on by one interval, so the newest tells every process how far ahead the channel is. What
is no message passes by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, Text, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.store.columns import Instant
from bot.store.engine import reading, writing
from bot.store.pending import leased, waiting
from bot.store.states import OutboxStatus
from bot.store.tables import Outbox
from bot.timers.intervals import Intervals

MESSAGES = ("post", "reminder", "file")  # kinds that Slack limits by channel


@dataclass(frozen=True)
class Claim:
    """One row taken for one attempt."""

    key: str
    attempt: int


class Claims:
    """The claims of one process on the outbox of one database."""

    def __init__(self, engine: Engine, intervals: Intervals) -> None:
        self.engine, self.intervals = engine, intervals

    def claim(self, now: datetime, *, paced: bool = True) -> Claim | None:
        """Take what is next in a transaction of its own. `paced`: within Slack's rate limit."""
        with reading(self.engine) as session:  # most sweeps find nothing to do and must not wait for a writer
            bounds = self._bounds(now, paced)
            if not session.scalar(ANYTHING_DUE, bounds) or session.execute(NEXT, bounds).first() is None:
                return None
        with writing(self.engine) as session:
            return self.next(session, now, paced=paced)

    def next(self, session: Session, now: datetime, *, paced: bool = True) -> Claim | None:
        """Take what is next in this transaction, which must end soon: until then no one else can."""
        if session.get_bind().dialect.name != "sqlite":  # which has one writer at a time anyway
            session.execute(ALONE)
        bounds, passed_over = self._bounds(now, paced), list[str]()
        while found := session.execute(NEXT, {**bounds, "passed_over": passed_over}).first():
            row = session.scalar(LOCKED, {**bounds, "of_key": found.key})
            if row is not None:
                return self._take(session, row, bounds)
            passed_over.append(found.lane)  # someone changes it right now, and what comes after it must not pass it
        return None

    def opens_in(self, now: datetime) -> timedelta | None:
        """When the first of the channels that have used up their burst takes the next message. None: there is none."""
        bounds = self._bounds(now, paced=True)
        with reading(self.engine) as session:
            soonest = session.scalar(select(func.min(Outbox.paced_to)).where(_is_ahead(Outbox)), bounds)
        return soonest - bounds["ahead"] if soonest else None

    def _bounds(self, now: datetime, paced: bool) -> dict[str, Any]:
        """`ahead`: a channel paced further than that waits. Nothing of ours is leased or paced beyond `farthest` and
        `most`: what is comes from a wrong system time."""
        every, burst = self.intervals.message_every, self.intervals.burst
        most = now + every * (burst + 1)
        ahead = now + every * (burst - 1) if paced else most
        farthest = now + self.intervals.longest_lease
        return {"now": now, "farthest": farthest, "ahead": ahead, "most": most, "passed_over": []}

    def _take(self, session: Session, row: Outbox, bounds: Mapping[str, Any]) -> Claim:
        """Changes the row once: on a second change in one transaction PostgreSQL also locks the key of its incident."""
        now: datetime = bounds["now"]
        if row.kind in MESSAGES and row.incident_id is not None:
            paced_to = session.scalar(PACED_TO, {**bounds, "of_incident": row.incident_id})
            row.paced_to = (paced_to or now) + self.intervals.message_every
        row.status, row.attempt = OutboxStatus.QUEUED, row.attempt + 1
        row.lease_until = now + self.intervals.lease(row.attempt)
        return Claim(row.key, row.attempt)


# The statements of a claim, built once; what `_bounds` says is bound when they run.
NOW, FARTHEST = bindparam("now", type_=Instant), bindparam("farthest", type_=Instant)
AHEAD, MOST = bindparam("ahead", type_=Instant), bindparam("most", type_=Instant)


def _free() -> ColumnElement[bool]:
    """Due, not leased, and what it needs is done. A lease longer than any we give comes from a wrong system time."""
    need = aliased(Outbox)
    unmet = exists(select(need.key).where(need.key == Outbox.needs, need.status != OutboxStatus.SENT))
    lease_over = or_(Outbox.lease_until <= NOW, Outbox.lease_until > FARTHEST)
    return and_(
        waiting(),
        Outbox.due_at <= NOW,
        or_(Outbox.lease_until.is_(None), lease_over),
        or_(Outbox.needs.is_(None), ~unmet),
    )


def _is_ahead(row: Any) -> ColumnElement[bool]:
    """A message with which its channel used up its burst."""
    return and_(row.paced_to > AHEAD, row.paced_to <= MOST)


def _next() -> Select[str, str]:
    flying, said = aliased(Outbox), aliased(Outbox)
    busy = select(flying.lane).where(leased(flying), flying.lease_until > NOW, flying.lease_until <= FARTHEST)
    ahead = select(said.incident_id).where(_is_ahead(said), said.incident_id.is_not(None))
    messages = bindparam("messages", MESSAGES, Text, expanding=True, literal_execute=True)
    found = select(Outbox.key, Outbox.lane).where(
        _free(),
        Outbox.lane.not_in(busy),
        Outbox.lane.not_in(bindparam("passed_over", type_=Text, expanding=True)),
        or_(Outbox.kind.not_in(messages), Outbox.incident_id.is_(None), Outbox.incident_id.not_in(ahead)),
    )
    return found.order_by(Outbox.urgency, Outbox.due_at, Outbox.key).limit(1)


ANYTHING_DUE = select(exists(select(Outbox.key).where(waiting(), Outbox.due_at <= NOW)))
NEXT = _next()  # in the order of an index, so that it reads few rows of many that are due
LOCKED = (
    select(Outbox)
    .where(_free(), Outbox.key == bindparam("of_key"))
    .with_for_update(skip_locked=True)
    .execution_options(populate_existing=True)
)
OF_CHANNEL = case((Outbox.incident_id == bindparam("of_incident"), Outbox.paced_to))  # so that the pace's index is used
PACED_TO = select(func.max(OF_CHANNEL)).where(Outbox.paced_to > NOW, Outbox.paced_to <= MOST)
ALONE = select(func.pg_advisory_xact_lock(7_215_903))  # a number of our own; any will do
