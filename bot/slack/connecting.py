"""Keeps asking Slack for a connection until there is one, in a thread of its own; how long it has been gone.

Decides how long to wait between two tries. Leaves to `tokens` what an answer means, and to slack_sdk's own monitor to
replace a connection that was lost later; it asks through `socket_mode.Client`, by the same waits.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime

import structlog

from bot.errors import StartError
from bot.tokens import SlackAway

FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0  # Slack gives out addresses for connections about once a minute
LOOK_AGAIN_S = 0.005
log = structlog.get_logger(__name__)


class Waits:
    """How long to wait before the next try: ever longer, and at least as long as Slack asks."""

    def __init__(self) -> None:
        self._next = FIRST_WAIT_S

    def after(self, error: SlackAway | StartError) -> float:
        """A refusal changes only when a person changes something."""
        if isinstance(error, StartError):
            return LONGEST_WAIT_S
        wait, self._next = self._next, min(2 * self._next, LONGEST_WAIT_S)
        return max(wait, error.wait_s)

    def begin_anew(self) -> None:
        self._next = FIRST_WAIT_S


class Connecting:
    """`connect` raises StartError for a refusal, SlackAway otherwise. Call `begin` once."""

    def __init__(
        self, connect: Callable[[], None], is_connected: Callable[[], bool], now: Callable[[], datetime]
    ) -> None:
        self._connect, self._is_connected, self._now = connect, is_connected, now
        self._stopped, self._waits = threading.Event(), Waits()
        self._lost_at: datetime | None = None
        self.first: Future[None] = Future()
        """What became of the first try: done, or StartError or SlackAway."""

    def begin(self) -> None:
        threading.Thread(target=self._run, name="connecting", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def away_since(self) -> datetime | None:
        """Since when there is no connection, as far as anyone has asked; None while there is one."""
        self._lost_at = None if self._is_connected() else self._lost_at or self._now()
        return self._lost_at

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._stopped.wait(self._try())

    def _try(self) -> float:
        """In how many seconds to try again."""
        try:
            self._connect()
        except (StartError, SlackAway) as error:
            wait_s = self._waits.after(error)
            if self.first.done() or isinstance(error, SlackAway):  # a refusal at the start is told by the start
                log.warning("slack.away", why=str(error), again_in_s=wait_s)
            self._told(error)
            return wait_s
        if self.first.done():  # it was away before
            log.info("slack.connected")
        self._stopped.set()
        self._told(None)
        return 0

    def _told(self, error: Exception | None) -> None:
        self.away_since()
        if not self.first.done():
            self.first.set_exception(error) if error else self.first.set_result(None)


def waited(seconds: float) -> bool:
    """For a start that no one stops."""
    time.sleep(seconds)
    return False


def in_background(act: Callable[[], None]) -> Future[None]:
    """In a thread that may outlive the process's wish to end: a call to Slack that hangs can't be called off."""
    found: Future[None] = Future()

    def run() -> None:
        try:
            act()
            found.set_result(None)
        except Exception as error:  # noqa: BLE001 (raised where its result is asked for)
            found.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return found


def outcome(task: Future[None], asked_to_stop: Callable[[float], bool]) -> SlackAway | None:
    """What Slack's first answer was, as soon as there is one or someone asks to stop. Raises StartError."""
    while not task.done() and not asked_to_stop(LOOK_AGAIN_S):
        continue
    try:
        if task.done():
            task.result()
    except SlackAway as away:
        return away
    return None
