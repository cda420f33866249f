"""The timers of one process: a thread that sweeps, a thread that audits, and threads that deliver.

Decides which threads run and how often. Leaves to its neighbors what fires, how it is delivered and what is overdue.
`nudge` after a commit makes its effects happen now; `tick` does one whole round in the caller's thread, with the same
claim, fencing and delivery but without threads or rate limit. Any number of processes may sweep at once.

Caveats: `nudge` in a process whose timers run elsewhere does nothing; the other process's sweep finds the work within
`Intervals.sweep_every`.
"""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.actions.effects import Effect, Gateway, Rejected, Throttled, Unclear
from bot.actions.work import Work
from bot.store.tables import Incident, Outbox
from bot.timers import auditor, replicas
from bot.timers.claiming import Claim
from bot.timers.delivery import Deliveries
from bot.timers.firing import fire_due
from bot.timers.intervals import Intervals
from bot.timers.out_of_band import OutOfBand, check_addresses
from bot.timers.replanning import Replanner
from bot.timers.runs import DeliveryRuns

__all__ = ["Effect", "Gateway", "Intervals", "Rejected", "Throttled", "Timers", "Unclear"]

MAX_ROUNDS = 1000
log = structlog.get_logger(__name__)


class Timers:
    """`replica` identifies this start of this process; `components` is what it runs: timers, slack, or both."""

    def __init__(
        self,
        *,
        engine: Engine,
        now: Callable[[], datetime],
        begin: Callable[[Session], Work],
        gateway: Gateway,
        replica: str = "embedded",
        host: str = "localhost",
        version: str = "0",
        components: Collection[str] = ("timers", "slack"),
        out_of_band: Sequence[str] = (),
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
        self._runs = DeliveryRuns(
            self.intervals.workers, self._deliver, on_free=self.nudge, on_failed=self.counts.failed
        )
        self._auditor = auditor.Auditor(engine, self.out_of_band, self.counts)
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
        loops: list[tuple[Callable[[], float | None], timedelta, timedelta]] = [
            (self._heartbeat, self.intervals.heartbeat_every, at_once)
        ]
        if "timers" in self.components:
            loops = [
                (self._sweep, self.intervals.sweep_every, at_once),
                (self._audit, self.intervals.audit_every, at_once),
                (self._replan, self.intervals.look_for_plans_every, self.intervals.replan_after),
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
            self._runs.wait()
        replicas.leave(self.engine, self.replica)

    def nudge(self) -> None:
        """Sweep now. Call it after a commit, never inside a transaction."""
        self._woken.set()

    def tick(self, now: datetime | None = None) -> None:
        """Fire and deliver everything that is due at `now`, and whatever follows from it, in this thread."""
        at = now or self.now()
        for _ in range(MAX_ROUNDS):
            self._deliveries.give_up(at)
            fired = fire_due(self.engine, self._begin, at, self.counts.failed)
            if not self._deliver_all(at) and not fired:
                return

    def _deliver_all(self, at: datetime) -> bool:
        """Whether there was anything."""
        claim = first = self._deliveries.claims.claim(at, paced=False)
        while claim is not None:
            claim = self._deliveries.deliver(claim, lambda: at, paced=False)
        return first is not None

    def metrics(self) -> str:
        """The metrics for an outside monitor, in Prometheus's text format."""
        return auditor.metrics(self.engine, self.now(), self.counts, self.replica)

    def _sweep(self) -> float | None:
        now = self.now()
        replicas.heartbeat(self.engine, self.replica, now, self.intervals)
        self._deliveries.give_up(now)
        if fire_due(self.engine, self._begin, now, self.counts.failed, self._begin_runs):
            self.nudge()  # there may be more than one sweep can take
        self._begin_runs()
        self.counts.swept(now)
        opens_in = self._deliveries.claims.opens_in(self.now())
        return opens_in.total_seconds() if opens_in else None

    def _begin_runs(self) -> None:
        while self._runs.has_room() and (claim := self._deliveries.claims.claim(self.now())):
            self._runs.begin(claim)

    def _audit(self) -> None:
        self._auditor.audit(self.now())

    def _replan(self) -> None:
        self._replanner.round(self.now())

    def _heartbeat(self) -> None:
        replicas.heartbeat(self.engine, self.replica, self.now(), self.intervals)

    def _repeat(self, work: Callable[[], float | None], every_s: float, after_s: float) -> None:
        """The loop of one thread: a fault is logged and counted, and the next round runs anyway.

        `work` says in how many seconds it has something to do, if it knows; at the latest it is done `every_s`.
        """
        self._stopping.wait(after_s)
        woken = self._woken if work == self._sweep else self._stopping
        while not self._stopping.is_set():
            sooner_s = None
            try:
                sooner_s = work()
            except OperationalError as unreachable:
                log.error("timers.database_unreachable", round=work.__name__, error=str(unreachable.orig)[:200])
                self.counts.failed()
                self._stopping.wait(every_s)
            except Exception:
                log.exception("timers.round_failed", round=work.__name__)
                self.counts.failed()
            woken.wait(every_s if sooner_s is None else min(every_s, sooner_s))
            if woken is self._woken:
                woken.clear()

    def _deliver(self, first: Claim) -> None:
        """This effect and what is next, until nothing is; others are woken for what it has made possible beside it."""
        claim: Claim | None = first
        while claim is not None:
            claim = self._deliveries.deliver(claim, self.now, go_on=lambda: not self._stopping.is_set())
            if claim is not None and self._runs.has_room():
                self.nudge()

    def _delivered(self, work: Work, row: Outbox) -> None:
        incident = work.session.get(Incident, row.incident_id) if row.incident_id else None
        if incident is None or not incident.is_drill:
            self.counts.delivered(row, work.now)
        self.on_delivered(work, row)

    def _begin(self, session: Session, now: datetime) -> Work:
        return replace(self._begin_now(session), now=now)
