"""The timers of one process: a thread that sweeps, a thread that audits, and DBOS that delivers what was claimed.

Decides which threads run and how often. Leaves to its neighbors what fires, how it is delivered and what is overdue.
`nudge` after a commit makes its effects happen now; `tick` does one whole round in the caller's thread, with the same
claim, fencing and delivery but without threads, DBOS or rate limit. Any number of processes may sweep at once.

Caveats: `nudge` in a process whose timers run elsewhere does nothing; the other process's sweep finds the work within
`Intervals.sweep_every`.
"""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import URL, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.actions.effects import Effect, Gateway, Rejected, Throttled, Unclear
from bot.actions.work import Work
from bot.store.tables import Incident, Outbox
from bot.timers import auditor, replicas
from bot.timers.delivery import Deliveries
from bot.timers.durable import DeliveryQueue
from bot.timers.firing import fire_due
from bot.timers.intervals import Intervals
from bot.timers.out_of_band import OutOfBand, check_addresses
from bot.timers.replanning import Replanner

__all__ = ["Effect", "Gateway", "Intervals", "Rejected", "Throttled", "Timers", "Unclear"]

RATE_LIMITED = ("post", "reminder")  # kinds of effect that Slack limits to one per second and channel
MAX_ROUNDS = 1000
log = structlog.get_logger(__name__)


class Timers:
    """`replica` identifies this start of this process; `components` is what it runs: timers, slack, or both."""

    def __init__(
        self,
        *,
        engine: Engine,
        database_url: str | URL,
        now: Callable[[], datetime],
        begin: Callable[[Session], Work],
        gateway: Gateway,
        replica: str = "embedded",
        host: str = "localhost",
        version: str = "0",
        components: Collection[str] = ("timers", "slack"),
        out_of_band: Sequence[str] = (),
        rate_limited: Collection[str] = RATE_LIMITED,
        intervals: Intervals | None = None,
    ) -> None:
        self.engine, self.now, self.intervals, self.components = (
            engine,
            now,
            intervals or Intervals(),
            tuple(components),
        )
        self.on_delivered: Callable[[Work, Outbox], None] = lambda work, row: None  # noqa: ARG005
        self.replica = replicas.ReplicaId(replica, host, version, self.components)
        self.counts = auditor.TimerCounts()
        self.out_of_band, self._begin_now = tuple(out_of_band), begin
        self._deliveries = Deliveries(
            engine,
            self._begin,
            gateway,
            OutOfBand(self.out_of_band) if out_of_band else None,
            self.intervals,
            self._delivered,
        )
        self._queue = DeliveryQueue(database_url, replica, self.intervals, self._deliver, frozenset(rate_limited))
        self._auditor = auditor.Auditor(engine, self.out_of_band, self.counts, self._deliveries)
        self._stopping, self._woken = threading.Event(), threading.Event()
        self._replanner = Replanner(
            engine, self._begin, now(), self.intervals.replan_every, self.counts.failed, self._stopping.wait
        )
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Raises StartError: another version works on this database, or an out-of-band address is not understood."""
        check_addresses(self.out_of_band)
        replicas.join(self.engine, self.replica, self.now())
        self._stopping.clear()
        at_once = timedelta(0)
        loops = [(self._heartbeat, self.intervals.heartbeat_every, at_once)]
        if "timers" in self.components:
            self._queue.start()
            loops = [
                (self._sweep, self.intervals.sweep_every, at_once),
                (self._audit, self.intervals.audit_every, at_once),
                (self._replan, self.intervals.look_for_plans_every, self.intervals.tidy_after),
                (self._tidy, self.intervals.tidy_every, self.intervals.tidy_after),
            ]
        for work, every, after in loops:
            times = (every.total_seconds(), after.total_seconds())
            thread = threading.Thread(target=self._repeat, args=(work, *times), daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Finishes what is in flight; what is not done yet is found by the next start or by another replica."""
        if not self._threads:
            return
        self._stopping.set()
        self._woken.set()
        for thread in self._threads:
            thread.join(timeout=10)
        self._threads.clear()
        if "timers" in self.components:
            self._queue.stop()
        replicas.leave(self.engine, self.replica)

    def nudge(self) -> None:
        """Sweep now. Call it after a commit, never inside a transaction."""
        self._woken.set()

    def tick(self, now: datetime | None = None) -> None:
        """Fire and deliver everything that is due at `now`, and whatever follows from it, in this thread."""
        at = now or self.now()
        for _ in range(MAX_ROUNDS):
            fired = fire_due(self.engine, self._begin, at, self.counts.failed)
            if not self._deliver_all(at) and not fired:
                return

    def _deliver_all(self, at: datetime) -> bool:
        """Whether there was anything."""
        claimed = False
        while claims := self._deliveries.claim(at):
            claimed = True
            for claim in claims:
                self._deliveries.deliver(claim.key, claim.attempt, lambda: at)
        return claimed

    def metrics(self) -> str:
        """The metrics for an outside monitor, in Prometheus's text format."""
        return auditor.metrics(self.engine, self.now(), self.counts, self.replica)

    def _sweep(self) -> None:
        now = self.now()
        replicas.heartbeat(self.engine, self.replica, now, self.intervals)
        if fire_due(self.engine, self._begin, now, self.counts.failed):
            self.nudge()  # there may be more than one sweep can take
        self._deliveries.claim(self.now(), self._queue.enqueue)
        self.counts.swept(now)

    def _audit(self) -> None:
        self._auditor.audit(self.now())

    def _replan(self) -> None:
        self._replanner.round(self.now())

    def _tidy(self) -> None:
        self._queue.tidy(self.now() - self.intervals.keep_for)

    def _heartbeat(self) -> None:
        replicas.heartbeat(self.engine, self.replica, self.now(), self.intervals)

    def _repeat(self, work: Callable[[], Any], every_s: float, after_s: float) -> None:
        """The loop of one thread: a fault is logged and counted, and the next round runs anyway."""
        self._stopping.wait(after_s)
        woken = self._woken if work == self._sweep else self._stopping
        while not self._stopping.is_set():
            try:
                work()
            except OperationalError as unreachable:
                log.error("timers.database_unreachable", round=work.__name__, error=str(unreachable.orig)[:200])
                self.counts.failed()
                self._stopping.wait(every_s)
            except Exception:
                log.exception("timers.round_failed", round=work.__name__)
                self.counts.failed()
            woken.wait(every_s)
            if woken is self._woken:
                woken.clear()

    def _deliver(self, key: str, attempt: int) -> None:
        if self._deliveries.deliver(key, attempt, self.now):
            self.nudge()

    def _delivered(self, work: Work, row: Outbox) -> None:
        incident = work.session.get(Incident, row.incident_id) if row.incident_id else None
        if incident is None or not incident.is_drill:
            self.counts.delivered(row, work.now)
        self.on_delivered(work, row)

    def _begin(self, session: Session, now: datetime) -> Work:
        return replace(self._begin_now(session), now=now)
