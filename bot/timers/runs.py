"""The runs of one process: each is a thread that delivers the effect it begins with and then whatever is next.

Decides how many there are at a time, and what is waited for at a stop. What is delivered, and by whom next, is in the
rows (`claiming`, `delivery`), so a run that dies with its process leaves nothing but a lease that ends.

Caveats: the threads are daemons, so that a call to Slack that hangs does not keep the process from stopping.
"""

import threading
from collections.abc import Callable

import structlog

from bot.timers.claiming import Claim

log = structlog.get_logger(__name__)


class DeliveryRuns:
    """At most `workers` at a time. `deliver` may raise: its row is then left to its lease. `on_free` is called when a
    run has ended, in its thread; `on_failed` when it ended with an error."""

    def __init__(
        self,
        workers: int,
        deliver: Callable[[Claim], None],
        *,
        on_free: Callable[[], None],
        on_failed: Callable[[], None],
    ) -> None:
        self._workers, self._deliver, self._on_free, self._on_failed = workers, deliver, on_free, on_failed
        self._begun, self._idle = set[Claim](), threading.Condition()  # what each of the runs began with

    def has_room(self) -> bool:
        """Whether another run may begin."""
        return len(self._begun) < self._workers

    def begin(self, claim: Claim) -> None:
        """Call it after the commit of the claim. Raises RuntimeError when the machine gives no thread; the claim is
        then left to its lease."""
        self._add(claim)
        try:
            threading.Thread(target=self._run, args=(claim,), name="delivery", daemon=True).start()
        except BaseException:
            self._discard(claim)
            raise

    def wait(self, seconds: float) -> None:
        """For the runs that are under way; what they have not delivered by then is left to its lease."""
        with self._idle:
            self._idle.wait_for(lambda: not self._begun, seconds)

    def _run(self, claim: Claim) -> None:
        try:
            self._deliver(claim)
        except Exception:
            log.exception("timers.delivery_failed", key=claim.key)
            self._on_failed()
        finally:
            self._discard(claim)
            self._on_free()

    def _add(self, claim: Claim) -> None:
        with self._idle:
            self._begun.add(claim)

    def _discard(self, claim: Claim) -> None:
        with self._idle:
            self._begun.discard(claim)
            self._idle.notify_all()
