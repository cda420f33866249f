"""Ignores a jump of the system time until it has lasted.

The system time may be set forward by mistake; what fires then is a message about a deadline that is hours away, and it
cannot be unsent. So the monotonic time of the machine, which no one can set, bridges a jump until the new time has
lasted for `ACCEPTED_AFTER`. Small steps, such as a time server makes, pass at once. A machine that slept did not jump:
the monotonic time includes sleep where the system supports it.

Caveats: when the system time was wrong and is corrected by a jump, breachbot keeps the wrong time for those minutes;
what is late because of it is marked as late.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

SMALL_STEP = timedelta(seconds=30)
ACCEPTED_AFTER = timedelta(minutes=5)


def monotonic() -> timedelta:
    """Time since an arbitrary instant, sleep included; only differences mean something."""
    source = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return timedelta(seconds=time.clock_gettime(source))


class TimeGuard:
    """Call it for the time. Threads may share it."""

    def __init__(self, system: Callable[[], datetime], elapsed: Callable[[], timedelta] = monotonic) -> None:
        self._system, self._elapsed, self._lock = system, elapsed, threading.Lock()
        self._offset = system().timestamp() - elapsed().total_seconds()
        self._doubted_since: tuple[float, timedelta] | None = None  # the new offset, and when it was first seen

    def __call__(self) -> datetime:
        with self._lock:
            elapsed, now = self._elapsed(), self._system()
            offset = now.timestamp() - elapsed.total_seconds()
            if abs(offset - self._offset) <= SMALL_STEP.total_seconds() or self._accepted(offset, elapsed):
                self._offset, self._doubted_since = offset, None
            else:
                now = datetime.fromtimestamp(self._offset + elapsed.total_seconds(), now.tzinfo)
            return now

    def _accepted(self, offset: float, elapsed: timedelta) -> bool:
        """A jump is accepted once the same one has lasted long enough; another jump starts the wait over."""
        since = self._doubted_since
        if since is None or abs(offset - since[0]) > SMALL_STEP.total_seconds():
            self._doubted_since = (offset, elapsed)
            return False
        return elapsed - since[1] >= ACCEPTED_AFTER
