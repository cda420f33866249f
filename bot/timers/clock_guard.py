"""A clock that does not believe a jump of the machine's clock until it has lasted.

The machine's clock may be set forward by mistake; what fires then is a message about a deadline that is hours away,
and cannot be taken back. So a jump is bridged with the counter that no one can set, until the new time has stood for
`BELIEVED_AFTER`. Small steps, such as a time server makes, pass. A machine that slept did not jump: the counter counts
sleep too where the system offers that.

What surprises: when the clock was wrong before and is put right by a jump, breachbot stays with the wrong time for
those minutes; what is late by that says so.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

A_STEP = timedelta(seconds=30)
BELIEVED_AFTER = timedelta(minutes=5)


def counter() -> timedelta:
    """Time since some moment, sleep included; only differences mean something."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return timedelta(seconds=time.clock_gettime(clock))


class ClockGuard:
    """Call it for the time. Threads may share it."""

    def __init__(self, machine: Callable[[], datetime], counter: Callable[[], timedelta] = counter) -> None:
        self._machine, self._counter, self._lock = machine, counter, threading.Lock()
        self._offset = machine().timestamp() - counter().total_seconds()
        self._doubted_since: tuple[float, timedelta] | None = None  # the new offset, and when it was first seen

    def __call__(self) -> datetime:
        with self._lock:
            counted, now = self._counter(), self._machine()
            offset = now.timestamp() - counted.total_seconds()
            if abs(offset - self._offset) <= A_STEP.total_seconds() or self._believed(offset, counted):
                self._offset, self._doubted_since = offset, None
            else:
                now = datetime.fromtimestamp(self._offset + counted.total_seconds(), now.tzinfo)
            return now

    @property
    def in_doubt(self) -> bool:
        """Whether the machine's clock has jumped and is not believed yet."""
        return self._doubted_since is not None

    def _believed(self, offset: float, counted: timedelta) -> bool:
        """A jump is believed when the same one has stood long enough; another jump starts the wait anew."""
        since = self._doubted_since
        if since is None or abs(offset - since[0]) > A_STEP.total_seconds():
            self._doubted_since = (offset, counted)
            return False
        return counted - since[1] >= BELIEVED_AFTER
