"""Which requests are worked on at a time, in the order in which they came.

All listeners share one interpreter. Of fifty that are worked on at once, all are answered at the end; of fifty that are
worked on a few at a time, half are answered in half the time. A turn ends with the acknowledgment, so that what follows
it, a call to Slack, holds up no one.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from threading import Lock

AT_ONCE = 3  # measured: more fight for the interpreter, a sixth later with 6; fewer may all wait for one who writes


@dataclass(eq=False)
class Turn:
    """`on`: it is one of the few now. What was acknowledged before its turn came takes none. It does not know its work,
    which knows how to end it: two that know each other stay in memory until garbage is collected."""

    on: bool = False
    over: bool = False


class Turns:
    def __init__(self, pool: Executor, at_once: int = AT_ONCE) -> None:
        self._pool, self._free = pool, at_once
        self._waiting: deque[tuple[Turn, Callable[[], object]]] = deque()
        self._lock = Lock()

    def begin(self, turn: Turn, work: Callable[[], object]) -> None:
        with self._lock:
            self._waiting.append((turn, work))
            self._start()

    def end(self, turn: Turn) -> None:
        with self._lock:
            turn.over = True
            if turn.on:
                turn.on = False
                self._free += 1
                self._start()

    def _start(self) -> None:
        while self._waiting and self._free:
            turn, work = self._waiting.popleft()
            if not turn.over:
                turn.on = True
                self._free -= 1
            self._pool.submit(work)
