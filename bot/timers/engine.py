"""The timers of one process: a thread that sweeps, a thread that audits, and threads that deliver.

Decides which threads run and how often. Leaves to its neighbors what fires, how it is delivered and what is overdue.
`nudge` after a commit makes its effects happen now; `tick` does one whole round in the caller's thread, with the same
claim, fencing and delivery but without threads or rate limit. Any number of processes may sweep at once.

Caveats: `nudge` in a process whose timers run elsewhere does nothing; the other process's sweep finds the work within
`Intervals.sweep_every`.
"""

import threading
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from bot.actions.effects import Effect, Gateway, Rejected, Throttled, Unclear
from bot.actions.work import Work
from bot.store.record_session import RecordSession
from bot.store.tables import Incident, Outbox
from bot.store.troubles import Trouble, trouble_of
from bot.timers import replicas
from bot.timers.auditor import Auditor
from bot.timers.claiming import Claim
from bot.timers.database_alarms import SAY, DatabaseAlarms
from bot.timers.delivery import Deliveries
from bot.timers.firing import fire_due
from bot.timers.intervals import Intervals
from bot.timers.metrics import TimerCounts, metrics
from bot.timers.out_of_band import OutOfBand, check_addresses
from bot.timers.replanning import Replanner
from bot.timers.runs import DeliveryRuns

__all__ = ["Effect", "Gateway", "Intervals", "Rejected", "Throttled", "Timers", "Unclear"]

MAX_ROUNDS = 1000
STOP_WITHIN_S, LEAVE_WITHIN_S = 0.6, 0.2
log = structlog.get_logger(__name__)


class Timers:
    """`replica` identifies this start of this process; `components` is what it runs: timers, slack, or both."""

    def __init__(
        self,
        *,
        engine: Engine,
        now: Callable[[], datetime],
        begin: Callable[[RecordSession], Work],
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
        self.away_since: Callable[[], datetime | None] = lambda: None  # since when there is no connection to Slack
        self.replica = replicas.ReplicaId(replica, host, version, self.components)
        self.counts = TimerCounts()
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
        self._auditor = Auditor(engine, self.out_of_band, self.counts)
        self._database = DatabaseAlarms(engine, self.out_of_band)
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
            (self._audit, self.intervals.audit_every, at_once)
        ]
        if "timers" in self.components:
            loops += [
                (self._sweep, self.intervals.sweep_every, at_once),
                (self._replan, self.intervals.look_for_plans_every, self.intervals.replan_after),
            ]
        else:
            loops += [(self._heartbeat, self.intervals.heartbeat_every, at_once)]
        for work, every, after in loops:
            times = (every.total_seconds(), after.total_seconds())
            thread = threading.Thread(target=self._repeat, args=(work, *times), daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Finishes what is in flight, for as long as a stop may take; what is not done then is found by the next start
        or by another replica. A database that can't be used does not hold it up."""
        if not self._threads:
            return
        until = time.monotonic() + STOP_WITHIN_S
        self._stopping.set()
        self._woken.set()
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        self._threads.clear()
        if "timers" in self.components:
            self._runs.wait(max(0.0, until - time.monotonic()))
        leaving = threading.Thread(target=self._leave, daemon=True)
        leaving.start()
        leaving.join(LEAVE_WITHIN_S)

    def _leave(self) -> None:
        with suppress(DBAPIError):  # then the others see that its heartbeat has stopped
            replicas.leave(self.engine, self.replica)

    def nudge(self) -> None:
        """Sweep now. Call it after a commit, never inside a transaction."""
        self._woken.set()

    def tick(self, now: datetime | None = None) -> None:
        """Fire and deliver everything that is due at `now`, and whatever follows from it, in this thread."""
        at = now or self.now()
        for _ in range(MAX_ROUNDS):
            self._deliveries.giving_up.sweep(at)
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
        return metrics(self.engine, self.now(), self.counts, self.replica, connected=self.away_since() is None)

    def health(self) -> str | None:
        """What is wrong with this host's breachbot, in a sentence."""
        try:
            return replicas.health(self.engine, self.now(), self.replica.host)
        except DBAPIError as error:
            return SAY[trouble_of(error) or Trouble.UNREACHABLE]

    def _sweep(self) -> float | None:
        now = self.now()
        self._heartbeat()
        self._deliveries.giving_up.sweep(now)
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
        self._auditor.audit(self.now(), away_since=self.away_since())

    def _replan(self) -> None:
        self._replanner.round(self.now())

    def _heartbeat(self) -> None:
        if replicas.heartbeat(self.engine, self.replica, self.now(), self.intervals):
            self.counts.database_usable = True
            self._database.usable()

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
            except Exception as error:  # noqa: BLE001 (the thread goes on)
                self._round_failed(work.__name__, error)
                if trouble_of(error):
                    self._stopping.wait(every_s)
            woken.wait(every_s if sooner_s is None else min(every_s, sooner_s))
            if woken is self._woken:
                woken.clear()

    def _round_failed(self, name: str, error: Exception) -> None:
        self.counts.failed()
        if trouble := trouble_of(error):
            self.counts.database_usable = False
            self._database.failed(trouble, self.now())
        else:
            log.exception("timers.round_failed", round=name)

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

    def _begin(self, session: RecordSession, now: datetime) -> Work:
        return replace(self._begin_now(session), now=now)
