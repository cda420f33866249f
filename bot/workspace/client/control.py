"""Controlling a workspace from a test: its people, faults, call log, Socket Mode connections and settings."""

from collections.abc import Sequence

from bot.workspace.client.connection import Connection
from bot.workspace.client.person import Person
from bot.workspace.client.waiting import WAIT, wait_for
from bot.workspace.core.json import Json


class Control(Connection):
    """`Control(running.url)`; `person("lead")` acts as a person."""

    def person(self, name: str) -> Person:
        """By key (lead, dpo, comms, crm, exec, engineer1, engineer2, outsider) or by user id."""
        return Person(self, name)

    def calls(self) -> Json:
        """The call log: `accepted`, `refused` and `injected` counts by method, `posted` messages, `complaints`."""
        return self.get("/control/calls")

    def complaints(self) -> list[Json]:
        """What real Slack would have refused: unknown methods, invalid blocks, invalid answers. Should be empty."""
        found: list[Json] = self.calls()["complaints"]
        return found

    def posted(self) -> list[Json]:
        """Every accepted chat.postMessage, with channel, ts, text and metadata."""
        found: list[Json] = self.calls()["posted"]
        return found

    def fault(
        self,
        kind: str,
        *methods: str,
        count: int | None = None,
        probability: float = 1,
        seed: int = 0,
        retry_after: int = 1,
        channel: str | None = None,
        user: str | None = None,
    ) -> None:
        """Inject a fault into some methods or all, by a count or a probability, for one channel or person (ids) alone.

        `kind` is one of `api.faults`, or any of Slack's error codes.
        """
        self.post(
            "/control/faults",
            {
                "kind": kind,
                "methods": list(methods),
                "count": count,
                "probability": probability,
                "seed": seed,
                "retry_after": retry_after,
                "channel": channel,
                "user": user,
            },
        )

    def no_faults(self) -> None:
        self.post("/control/faults", {"clear": True})

    def forget(self) -> None:
        """Empty the call log."""
        self.post("/control/forget", {})

    def install(self, manifest: Json) -> None:
        self.post("/control/manifest", manifest)

    def disconnect(self, reason: str | None = "refresh_requested") -> int:
        """Tell the app's connections to disconnect (a Slack reason), or close them (None)."""
        return int(self.post("/control/disconnect", {"reason": reason})["connections"])

    def settings(self, **wanted: float | bool | Sequence[float] | Sequence[str]) -> Json:
        """Set ack_within, retries, trigger_life (seconds), one_message_per_second, ignores_private, refused_blocks."""
        return self.post("/control/settings", wanted)

    def account(self, user: str, **said: str | bool) -> None:
        """What an account says from now on; a new account for an unknown id.

        `name`, `real_name`, `tz`, `locale`, `is_bot`; `deleted=True` closes it; `is_restricted` and
        `is_ultra_restricted` make a guest of many channels or of one; another `team_id` someone of another organization
        (Slack Connect).
        """
        self.post("/control/account", {"user": user, **said})

    def usergroup(self, handle: str, *users: str) -> None:
        """Who is in a user group from now on."""
        self.post("/control/usergroup", {"handle": handle, "users": users})

    def wait_connected(self, connections: int = 1, within: float = WAIT) -> None:
        """Wait until the app has at least this many Socket Mode connections."""
        wait_for(lambda: self.settings()["connections"] >= connections, within, "the app to connect")
