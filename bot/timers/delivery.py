"""Delivers the outbox: checks the fencing token, calls the gateway, records the outcome and claims what is next.

A row is `pending` (waiting, or backing off until its lease ends), `queued` (being delivered until its lease ends),
then `sent`, `failed` (Slack refused for good) or `cancelled` (no longer wanted). Its attempt number is the fencing
token. The gateway is called outside any transaction. What is next is claimed with the outcome of the last, so that one
worker goes on without asking (`claiming.py`). A temporary failure is retried without end, ever more slowly. Leaves to
`giving_up` what follows when an effect is refused for good, or not done in time.

Caveats: an attempt that died is not an attempt that failed. `first_try_at` stays set while an outcome is unknown; then
the gateway looks for the earlier message before it posts, but never sooner than the quarantine after the last try.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from typing import Any

import structlog
from sqlalchemy import Engine

from bot.actions import firing, refusals
from bot.actions.effects import Effect, Failure, Gateway, Rejected, Throttled, Unclear, Unexplained
from bot.actions.work import Work
from bot.domain.refusals import UNKNOWN_FOR
from bot.errors import BotError
from bot.store.engine import writing
from bot.store.record_session import RecordSession
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox
from bot.timers.claiming import Claim, Claims
from bot.timers.firing import Begin
from bot.timers.giving_up import GivingUp, heard_by
from bot.timers.intervals import Intervals

Record = Callable[[RecordSession, datetime], None]
"""Writes down the outcome of an attempt, in the caller's transaction."""
log = structlog.get_logger(__name__)


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
        self.claims = Claims(engine, intervals)
        self.giving_up = GivingUp(engine, begin, has_pager=out_of_band is not None)
        self._turn = Lock() if engine.dialect.name == "sqlite" else nullcontext()

    def deliver(
        self, claim: Claim, now: Callable[[], datetime], *, go_on: Callable[[], bool] = lambda: True, paced: bool = True
    ) -> Claim | None:
        """One attempt, and the claim on what is next if the caller is to `go_on`. Repeating an attempt is harmless.

        A fault in the next effect can't undo the record of this one: a claim reads nothing of what it is about.
        """
        taken = self._take(claim, now())
        record = self._call(claim, taken) if taken else None
        with self._writing() as session:
            if record is not None:
                record(session, now())
            return self.claims.next(session, now(), paced=paced) if go_on() else None

    @contextmanager
    def _writing(self) -> Iterator[RecordSession]:
        """One worker at a time where one can write at a time: a command then waits for one of them, not for all."""
        with self._turn, writing(self.engine) as session:
            yield session

    def _call(self, claim: Claim, taken: _Taken) -> Record:
        """Call the gateway; what then has to be recorded."""
        gateway = self.out_of_band if taken.effect.kind == "alarm" and self.out_of_band else self.gateway
        try:
            result = gateway.deliver(taken.effect, look_back_from=taken.unclear_since)
        except Rejected as refusal:
            return partial(self._fail, claim, refusal)
        except Throttled as wait:
            return partial(self._put_back, claim, wait, wait.wait_for, taken.unclear_since)
        except Exception as doubt:  # Unclear, or a fault of ours: what happened is not known
            if not isinstance(doubt, Unclear):
                log.exception("timers.deliver_failed", key=claim.key, attempt=claim.attempt)
            return partial(
                self._put_back, claim, doubt, self.intervals.quarantine, taken.unclear_since or taken.effect.now
            )
        return partial(self._done, claim, result)

    def _take(self, claim: Claim, now: datetime) -> _Taken | None:
        """Check the fencing token, and whether the effect is still wanted. None: do not call the gateway now."""
        with self._writing() as session:
            row = session.get(Outbox, claim.key, with_for_update=True)
            if row is None or row.status != OutboxStatus.QUEUED or row.attempt != claim.attempt:
                return None
            safe_at = row.last_try_at + self.intervals.quarantine if row.first_try_at and row.last_try_at else now
            if now < safe_at <= now + self.intervals.quarantine:
                row.status, row.lease_until = OutboxStatus.PENDING, safe_at
                return None
            work = self.begin(session, now)
            if refusals.is_reminder(row):
                wanted = firing.still_wanted(work, row)
                if wanted is None:
                    row.status, row.lease_until, row.last_error = OutboxStatus.CANCELLED, None, "no longer wanted"
                    return None
                row.details = {**row.details, **wanted.plain()}
            taken = _Taken(_effect(session, row, now), row.first_try_at)
            row.first_try_at, row.last_try_at = row.first_try_at or now, now
            row.lease_until = now + self.intervals.lease(claim.attempt)
            return taken

    def _done(self, claim: Claim, result: dict[str, Any], session: RecordSession, now: datetime) -> None:
        work, row = self._locked(claim, session, now)
        row.result, row.sent_at, row.first_try_at, row.lease_until = result, now, None, None
        if row.status.is_waiting:  # a row cancelled while in flight stays cancelled, but keeps the result
            row.status, row.last_error = OutboxStatus.SENT, None
            if row.kind == "reminder" and not result.get("dropped"):
                firing.posted(work, row)
            if row.incident_id:
                refusals.delivered(work, session.get_one(Incident, row.incident_id), row)
            self.on_delivered(work, row)

    def _locked(self, claim: Claim, session: RecordSession, now: datetime) -> tuple[Work, Outbox]:
        """The incident before its effect, as actions lock them; until the commit no one else writes in its log."""
        work, row = self.begin(session, now), session.get_one(Outbox, claim.key)
        if row.incident_id:
            work.lock(session.get_one(Incident, row.incident_id))
        return work, session.get_one(Outbox, claim.key, with_for_update=True)

    def _put_back(
        self,
        claim: Claim,
        why: Exception,
        wait: timedelta,
        unclear_since: datetime | None,
        session: RecordSession,
        now: datetime,
    ) -> None:
        """Try again later. `unclear_since` stays None only when it is certain that nothing has happened yet."""
        work, row = self._locked(claim, session, now)
        if row.status != OutboxStatus.QUEUED or row.attempt != claim.attempt:
            return
        if isinstance(why, Unexplained) and now - row.due_at > UNKNOWN_FOR and now - row.created_at > UNKNOWN_FOR:
            self._fail(claim, why, session, now)
            return
        row.status, row.last_error, row.first_try_at = OutboxStatus.PENDING, _words(why), unclear_since
        row.refused_as = _answer(why) or row.refused_as
        row.lease_until = now + min(max(wait, self.intervals.retry(claim.attempt)), self.intervals.longest_lease)
        if row.lease_until > heard_by(session, row):
            self.giving_up.waits(work, row)
        tired = claim.attempt >= self.intervals.alarm_after_tries and not isinstance(why, Throttled)
        if tired or now - row.due_at > self.intervals.alarm_after:
            self.giving_up.alarm(work, row)

    def _fail(self, claim: Claim, why: Failure, session: RecordSession, now: datetime) -> None:
        """Slack refused: people hear of it another way, and effects that need this one are not tried."""
        work, row = self._locked(claim, session, now)
        row.status, row.first_try_at, row.lease_until, row.last_error = OutboxStatus.FAILED, None, None, _words(why)
        row.refused_as = _answer(why)
        self.giving_up.failed(work, row)
        self.giving_up.dependents(work, row.incident_id)


def _effect(session: RecordSession, row: Outbox, now: datetime) -> Effect:
    need = session.get(Outbox, row.needs) if row.needs else None
    late_for = max(now - row.due_at, timedelta(0))
    result = need.result if need else None
    incident = session.get(Incident, row.incident_id) if row.incident_id else None
    is_drill = incident is not None and incident.is_drill
    return Effect(row.key, row.kind, row.incident_id, row.details, row.lane, now, late_for, result, is_drill)


def _answer(why: Exception) -> str | None:
    """What Slack answered, as an effect keeps it."""
    return str(why.refusal) if isinstance(why, Failure) and why.refusal else None


def _words(why: Exception) -> str:
    return str(why) if isinstance(why, BotError) else f"{type(why).__name__}: {why}"
