"""The result of an action: the reply, and what the person has seen since just before it.

Apps answer a little later than they acknowledge, so the methods wait for the next thing to appear, and report what did
appear if it isn't the expected one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.workspace.client.text import visible_text
from bot.workspace.client.viewer import Viewer
from bot.workspace.client.waiting import WAIT, NotSeen, wait_for
from bot.workspace.core.json import Json

TEXT_ENTRIES = ("ephemeral", "ephemeral_changed", "message", "message_changed", "failure")


@dataclass
class ActionResult:
    """Lists are current; `ephemeral()`, `message()`, `modal()` and `home()` wait."""

    person: Viewer
    after: int
    failure: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    answer: Json = field(default_factory=dict)

    def entries(self, *kinds: str) -> list[Json]:
        found = self.person.see("feed", after=self.after)["entries"]
        return [entry for entry in found if not kinds or entry["kind"] in kinds]

    @property
    def ephemerals(self) -> list[Json]:
        return [entry["message"] for entry in self.entries("ephemeral", "ephemeral_changed")]

    @property
    def messages(self) -> list[Json]:
        return [{**entry["message"], "channel": entry["channel"]} for entry in self.entries("message")]

    @property
    def text(self) -> str:
        """Every text this person was shown, one per line, including failures."""
        entries = self.entries(*TEXT_ENTRIES)
        return "\n".join(visible_text(entry.get("message") or {"text": entry.get("text", "")}) for entry in entries)

    def ephemeral(self, holding: str = "", within: float = WAIT) -> Json:
        """The first ephemeral message with this text."""
        return self._first(lambda: self.ephemerals, holding, within, "a private answer")

    def message(self, holding: str = "", channel: str | None = None, within: float = WAIT) -> Json:
        """The first new message with this text, in any visible channel or in this one."""
        id_ = self.person.channel_id(channel) if channel else None
        return self._first(
            lambda: [m for m in self.messages if id_ in (None, m["channel"])], holding, within, "a message"
        )

    def modal(self, holding: str = "", within: float = WAIT) -> Json:
        """The top modal, once it was opened or changed since the action."""

        def changed() -> list[Json]:
            entries = self.entries("modal")
            return entries[-1]["views"][-1:] if entries else []

        return self._first(changed, holding, within, "a modal")

    def home(self, holding: str = "", within: float = WAIT) -> Json:
        """The Home view, once it was published since the action."""
        return self._first(lambda: [entry["view"] for entry in self.entries("home")][::-1], holding, within, "Home")

    def _first(self, look: Callable[[], list[Json]], holding: str, within: float, what: str) -> Json:
        def match() -> Json | None:
            return next((thing for thing in look() if holding in visible_text(thing)), None)

        try:
            return wait_for(match, within) or {}
        except NotSeen:
            shown = self.text or "nothing"
            raise NotSeen(
                f"waited {within} s for {what} holding {holding!r}; {self.person.name} saw:\n{shown}"
            ) from None
