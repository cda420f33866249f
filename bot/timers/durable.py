"""The only module that uses DBOS: runs a claimed delivery in a worker thread, within Slack's rate limit.

Decides the DBOS settings and nothing else. Five differ from the defaults, each because a default lost or repeated
work: a fixed application version (else work enqueued by other code is never picked up), an executor id of this start
on PostgreSQL (a shared one does the work twice) and a constant one on SQLite, deduplication by workflow id, a limit per
worker and per lane but none overall, an engine of its own.

Caveats: a delivery that dies with its process is not recovered here; the lease of its row brings it back.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from dbos import DBOS, DBOSClient, DBOSConfig, WorkflowSerializationFormat
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from bot.timers.delivery import Claim
from bot.timers.intervals import Intervals

QUEUE = "outbox"
TIDY_LIMIT = 5_000
FINISH_WITHIN_S = 5  # then a delivery is left to its lease
VERSION = "1"  # of the two arguments of `deliver`, never of the code


def migrate(database_url: str | URL) -> None:
    """Make or update DBOS's own tables beside ours; repeating it changes nothing."""
    DBOS.migrate(_url(database_url))


def _url(database_url: str | URL) -> str:
    return make_url(database_url).render_as_string(hide_password=False)


class DeliveryQueue:
    """Between `start` and `stop`, `enqueue` adds a delivery in the caller's transaction."""

    def __init__(
        self,
        database_url: str | URL,
        executor_id: str,
        intervals: Intervals,
        deliver: Callable[[str, int], None],
        rate_limited: frozenset[str],
    ) -> None:
        self.url, self.intervals = make_url(database_url), intervals
        self.deliver, self.rate_limited = deliver, rate_limited
        self.embedded = self.url.get_backend_name() == "sqlite"
        self.executor_id = "embedded" if self.embedded else executor_id
        self._client: DBOSClient | None = None
        self._under_way, self._idle = 0, threading.Condition()

    def start(self) -> None:
        config: DBOSConfig = {
            "name": "breachbot",
            "system_database_url": _url(self.url),
            "sys_db_pool_size": 5,
            "max_executor_threads": self.intervals.workers * 2,
            "application_version": VERSION,
            "executor_id": self.executor_id,
            "run_migrations": self.embedded,
            "notification_listener_polling_interval_sec": 0.5,  # at most so long does its thread outlive a stop
            "log_level": "WARNING",
        }
        DBOS(config=config)

        @DBOS.workflow(name="deliver")
        def deliver(key: str, attempt: int) -> None:
            with self._counted():
                self.deliver(key, attempt)

        DBOS.launch()
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=self.intervals.workers,
            partition_limiter={"limit": 1, "period": self.intervals.message_every.total_seconds()},
            polling_interval_sec=self.intervals.poll_every.total_seconds(),
            on_conflict="always_update",
        )
        self._client = DBOSClient(system_database_url=_url(self.url), system_database_pool_size=1)

    def stop(self) -> None:
        """Waits for the deliveries under way by itself: when DBOS is asked to, it sleeps a whole second first."""
        with self._idle:
            self._idle.wait_for(lambda: not self._under_way, FINISH_WITHIN_S)
        if self._client is not None:
            self._client.destroy()
            self._client = None
        DBOS.destroy(destroy_registry=True)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._idle:
            self._under_way += 1
        try:
            yield
        finally:
            with self._idle:
                self._under_way -= 1
                self._idle.notify_all()

    def tidy(self, before: datetime) -> int:
        """Delete workflows that ended, or died with their process, before that instant; how many. Our rows stay."""
        if self._client is None:
            return 0
        old = self._client.list_workflows(
            end_time=before.isoformat(), limit=TIDY_LIMIT, load_input=False, load_output=False
        )
        if ids := [one.workflow_id for one in old]:
            self._client.delete_workflows(ids)
        return len(ids)

    def enqueue(self, session: Session, claim: Claim) -> None:
        assert self._client is not None, "enqueue is called between start and stop"
        lane = claim.lane if claim.kind in self.rate_limited else claim.key
        self._client.enqueue_in_transaction(
            session,
            {
                "workflow_name": "deliver",
                "queue_name": QUEUE,
                "workflow_id": f"out:{claim.key}:{claim.attempt}",
                "queue_partition_key": lane,
                "serialization_type": WorkflowSerializationFormat.PORTABLE,
            },
            claim.key,
            claim.attempt,
        )
