"""A thread that does things at fixed intervals, and tasks in between, one after the other; what fails is done again."""

import threading
import time
from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from typing import TypeVar

import structlog
from slack_sdk.errors import SlackApiError

from bot.domain.refusals import Meaning
from bot.slack.refusals import refusal_in, wait_in

Task = Callable[[], object]
Result = TypeVar("Result")
log = structlog.get_logger(__name__)


class Rounds:
    """`every` says after how many seconds each is done again; `fault` is what the log says when one fails."""

    def __init__(self, name: str, every: Mapping[Callable[[], None], float], fault: str) -> None:
        self._name, self._every, self._fault = name, every, fault
        self._tasks: SimpleQueue[Task] = SimpleQueue()
        self._once, self._stopped = threading.Event(), threading.Event()

    @property
    def is_stopped(self) -> bool:
        return self._stopped.is_set()

    def start(self, within: float) -> None:
        """Returns when everything was done once, or after that many seconds."""
        threading.Thread(target=self._run, name=self._name, daemon=True).start()
        self._once.wait(within)

    def stop(self) -> None:
        self._stopped.set()
        self._tasks.put(lambda: None)

    def put(self, task: Task) -> None:
        self._tasks.put(task)

    def ask(self, slack: Callable[[], Result]) -> Result:
        """At Slack's pace: again when it asks to wait, unless all this is stopped."""
        while True:
            try:
                return slack()
            except SlackApiError as error:
                if refusal_in(error).meaning is not Meaning.BUSY or self.is_stopped:
                    raise
                self._stopped.wait(wait_in(error).total_seconds())

    def do(self, task: Task) -> None:
        """Now, in the thread that asks for it."""
        try:
            task()
        except Exception as error:  # noqa: BLE001 (the thread goes on)
            if not self.is_stopped:
                log.warning(self._fault, kind=error.__class__.__name__)

    def _run(self) -> None:
        due = dict.fromkeys(self._every, 0.0)
        while not self.is_stopped:
            for task, at in due.items():
                if at <= time.monotonic():
                    self.do(task)
                    due[task] = time.monotonic() + self._every[task]
            self._once.set()
            try:
                self.do(self._tasks.get(timeout=max(0.0, min(due.values()) - time.monotonic())))
            except Empty:
                continue
