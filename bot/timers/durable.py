"""The only module that uses DBOS: a claim begins a workflow, which delivers it and then whatever is next.

Decides the DBOS settings and nothing else. Two differ from the defaults, each because a default repeated work: an
executor id of this start (one that is used again takes up all that died with it before it does anything new), and an
engine of its own. No queue of DBOS's is used: it would be polled, and our claim distributes the work already.

Caveats: a delivery that dies with its process is not taken up here; the lease of its row brings it back.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from dbos import DBOS, DBOSConfig, WorkflowSerializationFormat
from sqlalchemy.engine import URL, make_url

from bot.timers.claiming import Claim
from bot.timers.intervals import Intervals

TIDY_LIMIT = 5_000
FINISH_WITHIN_S = 5  # then a delivery is left to its lease
VERSION = "1"  # always the same: no workflow is taken up again, whichever code began it


def migrate(database_url: str | URL) -> None:
    """Make or update DBOS's own tables beside ours; repeating it changes nothing."""
    DBOS.migrate(_url(database_url))


def _url(database_url: str | URL) -> str:
    return make_url(database_url).render_as_string(hide_password=False)


class DeliveryRuns:
    """Between `start` and `stop`, `begin` lets a free worker thread deliver; `on_free` is called when it has ended."""

    def __init__(
        self,
        database_url: str | URL,
        intervals: Intervals,
        deliver: Callable[[Claim], None],
        on_free: Callable[[], None],
    ) -> None:
        self.url, self.intervals = make_url(database_url), intervals
        self.deliver, self.on_free = deliver, on_free
        self._run: Callable[[str, int], None] | None = None
        self._begun, self._idle = set[Claim](), threading.Condition()  # what each of the runs began with

    def start(self, executor_id: str) -> None:
        """`executor_id`: no one has had it before, this process among them."""
        config: DBOSConfig = {
            "name": "breachbot",
            "system_database_url": _url(self.url),
            "sys_db_pool_size": 5,
            "max_executor_threads": self.intervals.workers * 2,
            "application_version": VERSION,
            "executor_id": executor_id,
            "run_migrations": self.url.get_backend_name() == "sqlite",
            "notification_listener_polling_interval_sec": 0.5,  # at most so long does its thread outlive a stop
            "log_level": "WARNING",
        }
        DBOS(config=config)

        @DBOS.workflow(name="deliver", serialization_type=WorkflowSerializationFormat.PORTABLE)
        def deliver(key: str, attempt: int) -> None:
            claim = Claim(key, attempt)
            self._add(claim)
            try:
                self.deliver(claim)
            finally:
                self._discard(claim)
                self.on_free()

        DBOS.launch()
        self._run = deliver

    def stop(self) -> None:
        """Waits for the deliveries under way by itself: when DBOS is asked to, it sleeps a whole second first."""
        with self._idle:
            self._idle.wait_for(lambda: not self._begun, FINISH_WITHIN_S)
        self._run = None
        # A thread of DBOS may still be noting that a delivery ended. Only DBOS needs that: if it cannot, it is silent.
        logging.getLogger("dbos").setLevel(logging.CRITICAL)
        DBOS.destroy(destroy_registry=True)

    def has_room(self) -> bool:
        """Whether a worker of this process is free."""
        return len(self._begun) < self.intervals.workers

    def begin(self, claim: Claim) -> None:
        """Call it after the commit of the claim. What begins with an error is left to its lease."""
        assert self._run is not None, "begin is called between start and stop"
        self._add(claim)
        try:
            DBOS.start_workflow(self._run, claim.key, claim.attempt)
        except BaseException:
            self._discard(claim)
            raise

    def _add(self, claim: Claim) -> None:
        with self._idle:
            self._begun.add(claim)

    def _discard(self, claim: Claim) -> None:
        with self._idle:
            self._begun.discard(claim)
            self._idle.notify_all()

    def tidy(self, before: datetime) -> int:
        """Delete workflows that ended, or died with their process, before that instant; how many. Our rows stay."""
        if self._run is None:
            return 0
        old = DBOS.list_workflows(end_time=before.isoformat(), limit=TIDY_LIMIT, load_input=False, load_output=False)
        if ids := [one.workflow_id for one in old]:
            DBOS.delete_workflows(ids)
        return len(ids)
