"""Delivers the outbox: checks the fencing token, calls the gateway, records the outcome and claims what is next.

A row is `pending` (waiting, or backing off until its lease ends), `queued` (being delivered until its lease ends),
then `sent`, `failed` (Slack refused for good) or `cancelled` (no longer wanted). Its attempt number is the fencing
token. The gateway is called outside any transaction. What is next is claimed with the outcome of the last, so that one
worker goes on without asking (`claiming.py`). A temporary failure is retried without end, ever more slowly. What is
refused for good, or not done within a minute, people hear of in Slack by another way (`bot.actions.refusals`); where
that is not possible either, and after ten minutes, a person is alarmed out of band.

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
from sqlalchemy import Engine, bindparam, select
from sqlalchemy.orm import Session, aliased

from bot.actions import firing, refusals
from bot.actions.effects import Effect, Failure, Gateway, Rejected, Throttled, Unclear, Unexplained
from bot.actions.work import Work
from bot.domain.events.notices import DeliveryFailed
from bot.domain.refusals import UNKNOWN_FOR
from bot.errors import BotError
from bot.store.engine import reading, writing
from bot.store.pending import refused, waiting
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox
from bot.timers.claiming import Claim, Claims
from bot.timers.firing import Begin
from bot.timers.intervals import Intervals

TELL_AFTER = timedelta(seconds=40)  # so that no one waits for a minute without hearing anything
ALARM_AFTER = timedelta(seconds=55)  # where that does not reach them
AT_ONCE = 50  # of those who wait for something else
Record = Callable[[Session, datetime], None]
"""Writes down the outcome of an attempt, in the caller's transaction."""
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
    def _writing(self) -> Iterator[Session]:
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

    def _done(self, claim: Claim, result: dict[str, Any], session: Session, now: datetime) -> None:
        work, row = self._locked(claim, session, now)
        row.result, row.sent_at, row.first_try_at, row.lease_until = result, now, None, None
        if row.status.is_waiting:  # a row cancelled while in flight stays cancelled, but keeps the result
            row.status, row.last_error = OutboxStatus.SENT, None
            if row.kind == "reminder" and not result.get("dropped"):
                firing.posted(work, row)
            if row.incident_id:
                refusals.delivered(work, session.get_one(Incident, row.incident_id), row)
            self.on_delivered(work, row)

    def _locked(self, claim: Claim, session: Session, now: datetime) -> tuple[Work, Outbox]:
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
        session: Session,
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
        if row.lease_until > _heard_by(session, row):
            self._waits(work, row)
        tired = claim.attempt >= self.intervals.alarm_after_tries and not isinstance(why, Throttled)
        if tired or now - row.due_at > self.intervals.alarm_after:
            self._alarm(work, row)

    def _waits(self, work: Work, row: Outbox) -> None:
        """It will not be done within the minute: who waits for it hears so in Slack, or out of band."""
        if row.kind == "alarm" or row.incident_id is None or row.told_at is not None:
            return
        incident = work.session.get_one(Incident, row.incident_id)
        if refusals.is_report(row):  # it says itself whom it did not reach
            self._alarm(work, row)
        else:
            refusals.report(work, incident, row)

    def _fail(self, claim: Claim, why: Failure, session: Session, now: datetime) -> None:
        """Slack refused: people hear of it another way, and effects that need this one are not tried."""
        work, row = self._locked(claim, session, now)
        row.status, row.first_try_at, row.lease_until, row.last_error = OutboxStatus.FAILED, None, None, _words(why)
        row.refused_as = _answer(why)
        self._failed(work, row)
        self._give_up_dependents(work, row.incident_id)

    def give_up(self, now: datetime) -> None:
        """Fail what was written after the effect it needs had failed, and tell who waits for what can't begin because
        Slack does not take something else; each sweep begins with this."""
        behind = {"before": now - TELL_AFTER}
        with reading(self.engine) as session:
            found = (session.scalars(ORPHANS), session.scalars(BEHIND.limit(AT_ONCE), behind))
            incidents = {row.incident_id for rows in found for row in rows}
        for incident_id in incidents:  # one at a time, and each locked before its effects
            with writing(self.engine) as session:
                work = self.begin(session, now)
                if incident_id:
                    work.lock(session.get_one(Incident, incident_id))
                self._give_up_dependents(work, incident_id)
                for row in session.scalars(BEHIND.where(Outbox.incident_id == incident_id), behind).all():
                    row.refused_as = session.get_one(Outbox, row.needs).refused_as
                    row.last_error = f"waits for {row.needs}"  # and what needs this one is next
                    self._waits(work, row)

    def _give_up_dependents(self, work: Work, incident_id: int | None) -> None:
        """What people would hear of is told another way; what they asked for with the effect itself, with that."""
        for row in give_up_dependents(work.session, incident_id):
            self._failed(work, row, is_root=False)

    def _failed(self, work: Work, row: Outbox, *, is_root: bool = True) -> None:
        """Once for each effect. A reminder that no one hears of is alarmed in any case: it may be the only warning of a
        deadline."""
        incident = work.session.get(Incident, row.incident_id) if row.incident_id else None
        heard = incident is not None and refusals.failed(work, incident, row)
        if row.status is OutboxStatus.CANCELLED and not refusals.is_reminder(row):
            return
        if is_root or refusals.is_reminder(row):
            self._alarm(work, row, out_of_band=not heard or (row.kind == "direct" and refusals.is_reminder(row)))

    def _alarm(self, work: Work, row: Outbox, *, out_of_band: bool = True) -> None:
        """Once per row: an entry in the audit log, and an out-of-band alarm."""
        if row.alarmed_at is not None or row.kind == "alarm":
            return
        row.alarmed_at = work.now
        incident = work.session.get(Incident, row.incident_id) if row.incident_id else None
        if incident is not None:
            work.record(incident, DeliveryFailed(f"{row.kind}, {row.refused_as or row.last_error}", row.key))
        log.error("timers.not_delivered", key=row.key, kind=row.kind, attempt=row.attempt, error=row.last_error)
        if out_of_band and self.out_of_band is not None and (incident is None or incident.alarms_out_of_band):
            title, body = alarm_words(row, incident, work.now)
            work.send("alarm", f"alarm|{row.key}", incident, lane="out-of-band", urgency=0, title=title, body=body)


def _effect(session: Session, row: Outbox, now: datetime) -> Effect:
    need = session.get(Outbox, row.needs) if row.needs else None
    late_for = max(now - row.due_at, timedelta(0))
    result = need.result if need else None
    incident = session.get(Incident, row.incident_id) if row.incident_id else None
    is_drill = incident is not None and incident.is_drill
    return Effect(row.key, row.kind, row.incident_id, row.details, row.lane, now, late_for, result, is_drill)


def _heard_by(session: Session, row: Outbox) -> datetime:
    """Someone is to hear of it when its next attempt is later than this."""
    if not refusals.is_report(row):
        return row.created_at + TELL_AFTER
    about = session.get(Outbox, row.details["of"]) or row
    return about.created_at + ALARM_AFTER


def _answer(why: Exception) -> str | None:
    """What Slack answered, as an effect keeps it."""
    return str(why.refusal) if isinstance(why, Failure) and why.refusal else None


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
    return f"{name}: a message {state}", f"{name}: {row.kind} {state}. Reach the responders another way now."


def give_up_dependents(session: Session, incident_id: int | None) -> list[Outbox]:
    """Rows of one incident that need one that failed, directly or not, fail with it; repeating it changes nothing.

    A message in the thread of one that failed needs no thread: it goes to the channel instead. A direct message needs
    no channel.
    """
    given_up: list[Outbox] = []
    orphans = ORPHANS.where(Outbox.incident_id == incident_id)
    while rows := session.scalars(orphans).all():
        for row in rows:
            failed = session.get_one(Outbox, row.needs)
            if row.kind == "direct" or (row.kind == failed.kind == "post" and failed.needs):
                row.needs = None if row.kind == "direct" else failed.needs
                continue
            row.status, row.last_error = OutboxStatus.FAILED, f"what it needs failed: {row.needs}"
            row.refused_as = failed.refused_as
            given_up.append(row)
        session.flush()
    return given_up
