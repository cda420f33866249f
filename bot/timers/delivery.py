"""Delivers the outbox: claims what is due, checks the fencing token, calls the gateway, records the outcome.

A row is `pending` (waiting, or backing off until its lease ends), `queued` (being delivered until its lease ends),
then `sent`, `failed` (Slack refused for good) or `cancelled` (no longer wanted). Its attempt number is the fencing
token. The gateway is called outside any transaction. One effect of a lane is in flight at a time, the most urgent
first. A temporary failure is retried without end, ever more slowly, while a person is alarmed out of band.

Caveats: an attempt that died is not an attempt that failed. `first_try_at` stays set while an outcome is unknown; then
the gateway looks for the earlier message before it posts, but never sooner than the quarantine after the last try.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Engine, Integer, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.actions import firing
from bot.actions.effects import Effect, Gateway, Rejected, Throttled, Unclear
from bot.actions.work import Work
from bot.domain.events.notices import DeliveryFailed
from bot.errors import BotError
from bot.store.columns import Instant
from bot.store.engine import reading, writing
from bot.store.pending import leased, refused, waiting
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox
from bot.timers.firing import Begin
from bot.timers.intervals import Intervals

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Claim:
    """One row taken for one attempt."""

    key: str
    attempt: int
    kind: str
    lane: str


@dataclass(frozen=True)
class _Taken:
    effect: Effect
    unclear_since: datetime | None


class Deliveries:
    """The outbox of one database, as delivered by one process."""

    def __init__(
        self,
        engine: Engine,
        begin: Begin,
        gateway: Gateway,
        out_of_band: Gateway | None,
        intervals: Intervals,
        on_delivered: Callable[[Work, Outbox], None],
    ) -> None:
        self.engine, self.begin, self.gateway, self.out_of_band = engine, begin, gateway, out_of_band
        self.intervals, self.on_delivered = intervals, on_delivered

    def claim(self, now: datetime, enqueue: Callable[[Session, Claim], None] | None = None) -> list[Claim]:
        """Take what is due, the most urgent and oldest first; `enqueue` is called in the same transaction."""
        times = {"now": now, "farthest": now + self.intervals.longest_lease}
        with reading(self.engine) as session:  # most sweeps find nothing to do and must not wait for a writer
            if not self._free_slots(session, times) or not session.scalar(ANYTHING_DUE, times):
                return []
        with writing(self.engine) as session:
            slots = self._free_slots(session, times)
            due = session.scalars(DUE, {**times, "slots": slots}).all()
            claims = [self._claim_one(row, now) for row in due]
            if enqueue is not None:
                for claim in claims:
                    enqueue(session, claim)
        return claims

    def _free_slots(self, session: Session, times: Mapping[str, datetime]) -> int:
        """How many more may be in flight; 0 until a quarter is free, so that a flood is claimed in few sweeps."""
        slots = self.intervals.in_flight - (session.scalar(UNDER_WAY, times) or 0)
        return slots if slots >= self.intervals.in_flight // 4 else 0

    def _claim_one(self, row: Outbox, now: datetime) -> Claim:
        row.status, row.attempt = OutboxStatus.QUEUED, row.attempt + 1
        row.lease_until = now + self.intervals.lease(row.attempt)
        return Claim(row.key, row.attempt, row.kind, row.lane)

    def deliver(self, key: str, attempt: int, now: Callable[[], datetime]) -> bool:
        """One attempt; whether the row is settled now, so that what needs it may go. Repeating it is harmless."""
        taken = self._take(key, attempt, now())
        if taken is None:
            return False
        try:
            gateway = self.out_of_band if taken.effect.kind == "alarm" and self.out_of_band else self.gateway
            result = gateway.deliver(taken.effect, look_back_from=taken.unclear_since)
        except Rejected as refusal:
            self._fail(key, refusal, now())
        except Throttled as wait:
            self._put_back(key, attempt, now(), wait, wait.wait_for, taken.unclear_since)
            return False
        except Exception as doubt:  # Unclear, or a fault of ours: what happened is not known
            if not isinstance(doubt, Unclear):
                log.exception("timers.deliver_failed", key=key, attempt=attempt)
            unclear_since = taken.unclear_since or taken.effect.now
            self._put_back(key, attempt, now(), doubt, self.intervals.quarantine, unclear_since)
            return False
        else:
            self._done(key, result, now())
        return True

    def _take(self, key: str, attempt: int, now: datetime) -> _Taken | None:
        """Check the fencing token, and whether the effect is still wanted. None: do not call the gateway now."""
        with writing(self.engine) as session:
            row = session.get(Outbox, key, with_for_update=True)
            if row is None or row.status != OutboxStatus.QUEUED or row.attempt != attempt:
                return None
            safe_at = row.last_try_at + self.intervals.quarantine if row.first_try_at and row.last_try_at else now
            if now < safe_at <= now + self.intervals.quarantine:
                row.status, row.lease_until = OutboxStatus.PENDING, safe_at
                return None
            work = self.begin(session, now)
            if row.kind == "reminder":
                wanted = firing.still_wanted(work, row)
                if wanted is None:
                    row.status, row.lease_until, row.last_error = OutboxStatus.CANCELLED, None, "no longer wanted"
                    return None
                row.details = wanted.plain()
            taken = _Taken(_effect(session, row, now), row.first_try_at)
            row.first_try_at, row.last_try_at = row.first_try_at or now, now
            row.lease_until = now + self.intervals.lease(attempt)
            return taken

    def _done(self, key: str, result: dict[str, Any], now: datetime) -> None:
        with writing(self.engine) as session:
            row = session.get_one(Outbox, key, with_for_update=True)
            row.result, row.sent_at, row.first_try_at, row.lease_until = result, now, None, None
            if row.status.is_waiting:  # a row cancelled while in flight stays cancelled, but keeps the result
                row.status, row.last_error = OutboxStatus.SENT, None
                self.on_delivered(self.begin(session, now), row)

    def _put_back(
        self, key: str, attempt: int, now: datetime, why: Exception, wait: timedelta, unclear_since: datetime | None
    ) -> None:
        """Try again later. `unclear_since` stays None only when it is certain that nothing has happened yet."""
        with writing(self.engine) as session:
            row = session.get_one(Outbox, key, with_for_update=True)
            if row.status != OutboxStatus.QUEUED or row.attempt != attempt:
                return
            row.status, row.last_error, row.first_try_at = OutboxStatus.PENDING, _words(why), unclear_since
            row.lease_until = now + min(max(wait, self.intervals.retry(attempt)), self.intervals.longest_lease)
            tired = attempt >= self.intervals.alarm_after_tries and not isinstance(why, Throttled)
            if tired or now - row.due_at > self.intervals.alarm_after:
                self._alarm(self.begin(session, now), row)

    def _fail(self, key: str, why: Rejected, now: datetime) -> None:
        """Slack refused: a person is alarmed at once, and effects that need this one are not tried."""
        with writing(self.engine) as session:
            row = session.get_one(Outbox, key, with_for_update=True)
            row.status, row.first_try_at, row.lease_until, row.last_error = OutboxStatus.FAILED, None, None, _words(why)
            self._alarm(self.begin(session, now), row)
            self._give_up_dependents(session, now)

    def give_up(self, now: datetime) -> None:
        """Fail what was written after the effect it needs had failed; the auditor calls this once a minute."""
        with writing(self.engine) as session:
            self._give_up_dependents(session, now)

    def _give_up_dependents(self, session: Session, now: datetime) -> None:
        """A reminder among them gets an alarm of its own: it may be the only warning of a deadline."""
        for row in give_up_dependents(session):
            if row.kind == "reminder":
                self._alarm(self.begin(session, now), row)

    def _alarm(self, work: Work, row: Outbox) -> None:
        """Once per row: an entry in the audit log, and an out-of-band alarm."""
        if row.alarmed_at is not None or row.kind == "alarm":
            return
        row.alarmed_at = work.now
        incident = work.session.get(Incident, row.incident_id) if row.incident_id else None
        if incident is not None:
            work.record(incident, DeliveryFailed(f"{row.kind}, {row.last_error}", row.key))
        log.error("timers.not_delivered", key=row.key, kind=row.kind, attempt=row.attempt, error=row.last_error)
        if self.out_of_band is not None and (incident is None or incident.alarms_out_of_band):
            title, body = alarm_words(row, incident, work.now)
            work.send("alarm", f"alarm|{row.key}", incident, lane="out-of-band", urgency=0, title=title, body=body)


# The statements of a claim, built once; `now` and `farthest`, a lease longer than any we give, are bound when they run.
NOW, FARTHEST = bindparam("now", type_=Instant), bindparam("farthest", type_=Instant)


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


def _leased(row: Any) -> ColumnElement[bool]:
    """Being delivered by some process."""
    return and_(leased(row), row.lease_until > NOW, row.lease_until <= FARTHEST)


def _due() -> Select[Outbox]:
    """The first row of every lane in which nothing is in flight."""
    free, busy = _free(), aliased(Outbox)
    busy_lanes = select(busy.lane).where(_leased(busy))
    place = func.row_number().over(partition_by=Outbox.lane, order_by=(Outbox.urgency, Outbox.due_at, Outbox.key))
    candidates = select(Outbox.key, place.label("place")).where(free, Outbox.lane.not_in(busy_lanes)).subquery()
    heads = select(candidates.c.key).where(candidates.c.place == 1)
    found = select(Outbox).where(free, Outbox.key.in_(heads)).order_by(Outbox.urgency, Outbox.due_at, Outbox.key)
    return found.limit(bindparam("slots", type_=Integer)).with_for_update(skip_locked=True)


UNDER_WAY = select(func.count()).select_from(Outbox).where(_leased(Outbox))
ANYTHING_DUE = select(exists(select(Outbox.key).where(_free())))
DUE = _due()


def _effect(session: Session, row: Outbox, now: datetime) -> Effect:
    need = session.get(Outbox, row.needs) if row.needs else None
    late_for = max(now - row.due_at, timedelta(0))
    result = need.result if need else None
    incident = session.get(Incident, row.incident_id) if row.incident_id else None
    is_drill = incident is not None and incident.is_drill
    return Effect(row.key, row.kind, row.incident_id, row.details, row.lane, now, late_for, result, is_drill)


def _words(why: Exception) -> str:
    return str(why) if isinstance(why, BotError) else f"{type(why).__name__}: {why}"


def alarm_words(row: Outbox, incident: Incident | None, now: datetime) -> tuple[str, str]:
    """Title and body of the out-of-band alarm: codename and lateness, nothing of what happened."""
    name = incident.codename if incident else "breachbot"
    late = int((now - row.due_at).total_seconds() // 60)
    state = (
        "cannot be delivered to Slack"
        if row.status == OutboxStatus.FAILED
        else f"has not reached Slack for {late} minutes"
    )
    return f"{name}: a message {state}", f"{name}: {row.kind} {state}. Open the incident by another way now."


def give_up_dependents(session: Session) -> list[Outbox]:
    """Rows that need one that failed, directly or not, fail with it; repeating it changes nothing.

    A message in the thread of one that failed needs no thread: it goes to the channel instead.
    """
    given_up: list[Outbox] = []
    need = aliased(Outbox)
    orphans = select(Outbox).join(need, need.key == Outbox.needs)
    orphans = orphans.where(waiting(), Outbox.status == OutboxStatus.PENDING, refused(need))
    while rows := session.scalars(orphans).all():
        for row in rows:
            failed = session.get_one(Outbox, row.needs)
            if row.kind == failed.kind == "post" and failed.needs:
                row.needs = failed.needs
                continue
            row.status, row.last_error = OutboxStatus.FAILED, f"what it needs failed: {row.needs}"
            given_up.append(row)
        session.flush()
    return given_up
