"""One workspace: its storage, its time, each person's feed, and the rule for changing it.

Every change happens inside `changing()`: one transaction; notifications for people and the app are collected on the way
and sent after the commit, never before and never if the transaction failed. How an event reaches the app
is left to `on_event`; which tokens and permissions the app has, to `api.installation`.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.workspace.core.feed import Feed
from bot.workspace.core.ids import Timestamps
from bot.workspace.core.json import Json
from bot.workspace.core.residents import BOT_USER
from bot.workspace.core.state import State


class Workspace:
    """`on_event` gets each event for the app, and the kind of its channel if it is a message."""

    def __init__(self, path: Path, now: Callable[[], datetime], on_event: Callable[[Json, str | None], None]) -> None:
        self.now, self.on_event = now, on_event
        self.base_url = ""
        self.state = State(path)
        self.timestamps = Timestamps(self.state, now)
        self.feed = Feed()
        self.ephemerals: dict[str, list[Json]] = {}
        self.message_inputs: dict[tuple[str, str, str], Json] = {}
        self._after_commit: list[Callable[[], None]] = []

    def at(self) -> int:
        return int(self.now().timestamp())

    def event_ts(self) -> str:
        return f"{self.now().timestamp():.6f}"

    def monotonic(self) -> float:
        return time.monotonic()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One transaction; afterward, everything collected by `notify` and `emit` is sent."""
        self._after_commit = []
        with self.state.transaction():
            yield
        sends, self._after_commit = self._after_commit, []
        for send in sends:
            send()

    def notify(self, users: Iterable[str], kind: str, **entry: Any) -> None:
        """Add an entry to these people's feeds after the commit."""
        for user in users:
            if user != BOT_USER:
                self._after_commit.append(partial(self.feed.add, user, kind, entry))

    def emit(self, event: Json, channel_kind: str | None = None) -> None:
        """Hand an event for the app to `on_event` after the commit."""
        self._after_commit.append(partial(self.on_event, event, channel_kind))
