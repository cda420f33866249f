"""One workspace: its memory, its clock, its live parts, and the rule for changing it.

Every change happens inside `changing()`: one transaction; what people and the app are to be told about it is collected
on the way and goes out after the commit, never before and never if it failed.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.workspace.api import manifest, payloads
from bot.workspace.api.faults import Faults
from bot.workspace.api.socket_mode import Socket
from bot.workspace.api.triggers import Triggers
from bot.workspace.core import channels, residents
from bot.workspace.core.errors import SlackError
from bot.workspace.core.feed import Feed
from bot.workspace.core.ids import Stamps, fresh, token
from bot.workspace.core.state import State


class Workspace:
    def __init__(self, path: Path, now: Callable[[], datetime], command: str) -> None:
        self.now = now
        self.base_url = ""
        self.loop: asyncio.AbstractEventLoop
        self.started = threading.Event()
        self.state = State(path)
        self.stamps = Stamps(self.state, now)
        self.feed, self.socket, self.triggers, self.faults = Feed(), Socket(), Triggers(), Faults()
        self.ephemerals: dict[str, list[dict[str, Any]]] = {}
        self.message_values: dict[tuple[str, str, str], dict[str, Any]] = {}
        self.one_message_per_second = False
        self.last_posts: dict[str, float] = {}
        self.pending: list[Callable[[], None]] = []
        with self.state.transaction():
            self._found(command)

    def _found(self, command: str) -> None:
        """Make tokens, manifest and people where the file is new."""
        if self.state.get("bot_token") is None:
            self.state.put("bot_token", token("xoxb-"))
            self.state.put("app_token", token("xapp-"))
            self.state.put("manifest", manifest.generous(command))
            residents.seed(self.state, self.at())
            channels.seed(self)

    @property
    def bot_token(self) -> str:
        return str(self.state.get("bot_token"))

    @property
    def app_token(self) -> str:
        return str(self.state.get("app_token"))

    @property
    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = self.state.get("manifest")
        return found

    @property
    def granted(self) -> list[str]:
        return manifest.scopes(self.manifest)

    def install(self, wanted: dict[str, Any]) -> None:
        """From now on the app has what this manifest gives it, and no more. Raises SlackError invalid_manifest."""
        if found := manifest.problems(wanted):
            raise SlackError("invalid_manifest", *found)
        with self.state.transaction():
            self.state.put("manifest", wanted)

    def at(self) -> int:
        return int(self.now().timestamp())

    def monotonic(self) -> float:
        return time.monotonic()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One transaction; afterwards, what was collected by `tell` and `emit` goes out."""
        self.pending = []
        with self.state.transaction():
            yield
        going, self.pending = self.pending, []
        for send in going:
            send()

    def tell(self, users: Iterable[str], kind: str, **body: Any) -> None:
        for user in users:
            if user != residents.BOT_USER:
                self.pending.append(partial(self.feed.tell, user, kind, body))

    def emit(self, event: dict[str, Any], kind: str | None = None) -> None:
        """Send an event to the app after the commit, if its manifest subscribes to it."""
        if manifest.subscribed(self.manifest, event, kind):
            payload = payloads.event(event, fresh("Ev"), self.at())
            self.pending.append(partial(self.socket.announce, payload))
