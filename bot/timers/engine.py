"""The timers of one process: a thread that sweeps, a thread that watches, and DBOS that carries what was claimed.

`start` and `stop` are the life of a process; `nudge` after a commit makes its effects happen now; `tick` does one
whole round in the caller's thread, with the same claim, fence and delivery but without threads, DBOS or pacing. A sweep
may run in any number of processes at once. What surprises: `nudge` in a process whose timers run elsewhere does
nothing; the other one's sweep finds the work within `Intervals.sweep_every`.
"""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.actions.effects import Effect, Gateway, Rejected, Throttled, Unclear
from bot.actions.work import Work
from bot.store.tables import Outbox
from bot.timers import auditor, replicas
from bot.timers.delivery import Deliveries
from bot.timers.durable import Carrier
from bot.timers.firing import fire_due, replan_all
from bot.timers.intervals import Intervals
from bot.timers.out_of_band import OutOfBand, check_addresses

__all__ = ["Effect", "Gateway", "Intervals", "Rejected", "Throttled", "Timers", "Unclear"]

PACED = ("post", "reminder")  # kinds of effect that Slack limits to one a second and channel
ROUNDS = 1000
log = structlog.get_logger(__name__)


class Timers:
    """`replica` names this start of this process and no other; `does` is what it does: timers, slack, or both."""

    def __init__(
        self,
        *,
        engine: Engine,
        database_url: str,
        now: Callable[[], datetime],
        begin: Callable[[Session], Work],
        gateway: Gateway,
        replica: str = "embedded",
        host: str = "localhost",
        version: str = "0",
        does: Collection[str] = ("timers", "slack"),
        out_of_band: Sequence[str] = (),
        paced: Collection[str] = PACED,
        intervals: Intervals | None = None,
    ) -> None:
        self.engine, self.now, self.intervals, self.does = engine, now, intervals or Intervals(), tuple(does)
        self.on_delivered: Callable[[Work, Outbox], None] = lambda work, row: None  # noqa: ARG005
        self.me = replicas.Me(replica, host, version, self.does)
        self.counts = auditor.Counts()
        self.out_of_band, self._begin_now = tuple(out_of_band), begin
        self._deliveries = Deliveries(
            engine,
            self._begin,
            gateway,
            OutOfBand(self.out_of_band) if out_of_band else None,
            self.intervals,
            self._delivered,
        )
        self._carrier = Carrier(database_url, replica, self.intervals, self._carry, frozenset(paced))
        self._auditor = auditor.Auditor(engine, self.out_of_band, self.counts, self._deliveries)
        self._stopping, self._woken = threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Raises StartError: another version works on this database, or an out-of-band address is not understood."""
        check_addresses(self.out_of_band)
        replicas.join(self.engine, self.me, self.now())
        self._stopping.clear()
        at_once = timedelta(0)
        loops = [(self._beat, self.intervals.beat_every, at_once)]
        if "timers" in self.does:
            self._carrier.start()
            loops = [
                (self._sweep, self.intervals.sweep_every, at_once),
                (self._audit, self.intervals.audit_every, at_once),
                (self._tidy, self.intervals.tidy_every, self.intervals.tidy_after),
            ]
        for work, every, after in loops:
            times = (every.total_seconds(), after.total_seconds())
            thread = threading.Thread(target=self._repeat, args=(work, *times), daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Finishes what is under way; what is not done yet is found by the next start or by another replica."""
        if not self._threads:
            return
        self._stopping.set()
        self._woken.set()
        for thread in self._threads:
            thread.join(timeout=10)
        self._threads.clear()
        if "timers" in self.does:
            self._carrier.stop()
        replicas.leave(self.engine, self.me)

    def nudge(self) -> None:
        """Sweep now. Call it after a commit, never inside a transaction."""
        self._woken.set()

    def tick(self, now: datetime | None = None) -> None:
        """Fire and deliver everything that is due at `now`, what follows from it included, in this thread."""
        at = now or self.now()
        for _ in range(ROUNDS):
            fired = fire_due(self.engine, self._begin, at, self.counts.broken)
            claims = self._deliveries.claim(at)
            for claim in claims:
                self._deliveries.deliver(claim.key, claim.attempt, lambda: at)
            if not fired and not claims:
                return

    def metrics(self) -> str:
        """What an outside monitor wants to know, as Prometheus reads it."""
        return auditor.metrics(self.engine, self.now(), self.counts, self.me)

    def _sweep(self) -> None:
        now = self.now()
        replicas.beat(self.engine, self.me, now, self.intervals)
        if fire_due(self.engine, self._begin, now, self.counts.broken):
            self.nudge()  # there may be more than one sweep takes
        self._deliveries.claim(self.now(), self._carrier.enqueue)
        self.counts.swept(now)

    def _audit(self) -> None:
        self._auditor.audit(self.now())

    def _tidy(self) -> None:
        now = self.now()
        replan_all(self.engine, self._begin, now, self.counts.broken)
        self._carrier.tidy(now - self.intervals.keep_for)

    def _beat(self) -> None:
        replicas.beat(self.engine, self.me, self.now(), self.intervals)

    def _repeat(self, work: Callable[[], Any], every_s: float, after_s: float) -> None:
        """The rim of a thread: a fault is logged and counted, and the next round comes all the same."""
        self._stopping.wait(after_s)
        woken = self._woken if work == self._sweep else self._stopping
        while not self._stopping.is_set():
            try:
                work()
            except OperationalError as away:
                log.error("timers.database_away", round=work.__name__, error=str(away.orig)[:200])
                self.counts.broken()
                self._stopping.wait(every_s)
            except Exception:
                log.exception("timers.round_failed", round=work.__name__)
                self.counts.broken()
            woken.wait(every_s)
            if woken is self._woken:
                woken.clear()

    def _carry(self, key: str, attempt: int) -> None:
        if self._deliveries.deliver(key, attempt, self.now):
            self.nudge()

    def _delivered(self, work: Work, row: Outbox) -> None:
        self.counts.delivered(row, work.now)
        self.on_delivered(work, row)

    def _begin(self, session: Session, now: datetime) -> Work:
        return replace(self._begin_now(session), now=now)
