"""How a test waits for what an app does shortly after acknowledging: it polls until a time limit."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
WAIT = 5.0


class NotSeen(AssertionError):
    """The expected thing didn't appear in time."""


def wait_for(look: Callable[[], T], within: float = WAIT, what: str = "it") -> T:
    """Poll until the answer is truthy; raises NotSeen with the last answer."""
    end, pause = time.monotonic() + within, 0.004
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise NotSeen(f"waited {within} s for {what}; last seen: {found!r}")
        time.sleep(pause)
        pause = min(pause * 1.4, 0.06)
