"""A workspace with the app installed: the app's tokens, its manifest, its connections, and the faults set for it.

Decides what a new workspace starts with, and which events the app gets. A new workspace has a permissive manifest;
`install` replaces it. How an event is delivered is `socket_mode`'s part.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.workspace.api import manifest, payloads
from bot.workspace.api.faults import Faults
from bot.workspace.api.socket_mode import SocketMode
from bot.workspace.api.triggers import Triggers
from bot.workspace.core import channels, residents
from bot.workspace.core.errors import SlackError
from bot.workspace.core.ids import fresh, token
from bot.workspace.core.json import Json
from bot.workspace.core.workspace import Workspace


class InstalledWorkspace(Workspace):
    def __init__(self, path: Path, now: Callable[[], datetime], command: str) -> None:
        super().__init__(path, now, self._send_event)
        self.socket, self.triggers, self.faults = SocketMode(), Triggers(), Faults()
        self.one_message_per_second = self.ignores_private = False
        self.refused_blocks: frozenset[str] = frozenset()
        self.last_posts: dict[str, float] = {}
        with self.state.transaction():
            if self.state.get("bot_token") is None:
                self._create(command)

    def _create(self, command: str) -> None:
        """Tokens, manifest, people and channels of a new workspace."""
        self.state.put("bot_token", token("xoxb-"))
        self.state.put("app_token", token("xapp-"))
        self.state.put("manifest", manifest.permissive(command))
        residents.seed(self.state, self.at())
        channels.seed(self)

    @property
    def bot_token(self) -> str:
        return str(self.state.get("bot_token"))

    @property
    def app_token(self) -> str:
        return str(self.state.get("app_token"))

    @property
    def manifest(self) -> Json:
        found: Json = self.state.get("manifest")
        return found

    @property
    def granted(self) -> list[str]:
        return manifest.scopes(self.manifest)

    def install(self, wanted: Json) -> None:
        """From now on the app has exactly what this manifest grants. Raises SlackError invalid_manifest."""
        if found := manifest.problems(wanted):
            raise SlackError("invalid_manifest", *found)
        with self.state.transaction():
            self.state.put("manifest", wanted)

    def _send_event(self, event: Json, channel_kind: str | None) -> None:
        """Send an event if the manifest subscribes to it."""
        if manifest.subscribed(self.manifest, event, channel_kind):
            self.socket.send_event(payloads.event(event, fresh("Ev"), self.at()))

    def stop(self) -> None:
        """End everything that waits (live feeds, acknowledgments, events to retry), so the server can stop."""
        self.feed.close()
        self.socket.stop()
