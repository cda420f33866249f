"""What a person has seen since an act, and how to wait for it.

Apps answer a little later than they acknowledge, so nothing here sleeps: it looks again until the next thing appears,
and says what did appear if it is not what was hoped for.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from bot.workspace.client.person import Person

Json = dict[str, Any]
T = TypeVar("T")
WAIT = 5.0


class NotSeen(AssertionError):
    """What was waited for did not appear in time."""


def wait_for(look: Callable[[], T], within: float = WAIT, what: str = "it") -> T:
    """Look again and again until the answer is truthy; raises NotSeen with the last answer."""
    end, pause = time.monotonic() + within, 0.004
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise NotSeen(f"waited {within} s for {what}; last seen: {found!r}")
        time.sleep(pause)
        pause = min(pause * 1.4, 0.06)


def words(thing: Any) -> str:
    """Every text in a message, view or list of blocks, one a line; what a person could read."""
    return "\n".join(_texts(thing))


def _texts(thing: Any) -> Iterator[str]:
    if isinstance(thing, list):
        for item in thing:
            yield from _texts(item)
    elif isinstance(thing, dict):
        if thing.get("blocks"):
            yield from _texts([thing.get("title"), thing["blocks"], thing.get("submit")])
        else:
            for key, value in thing.items():
                if isinstance(value, str) and key in ("text", "alt_text", "title", "fallback"):
                    yield value
                elif key not in ("metadata", "state", "bot_profile"):
                    yield from _texts(value)


@dataclass
class Seen:
    """What a person has seen since an act. Lists are as of now; `ephemeral()`, `modal()` and `message()` wait."""

    person: "Person"
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
        """All that was said to this person or in her channels, one line each; failures too."""
        kinds = ("ephemeral", "ephemeral_changed", "message", "message_changed", "failure")
        return "\n".join(
            words(entry.get("message") or {"text": entry.get("text", "")}) for entry in self.entries(*kinds)
        )

    def ephemeral(self, holding: str = "", within: float = WAIT) -> Json:
        """The first private answer that holds these words."""
        return self._first(lambda: self.ephemerals, holding, within, "a private answer")

    def message(self, holding: str = "", channel: str | None = None, within: float = WAIT) -> Json:
        """The first new message, in any channel she sees or in this one, that holds these words."""
        room = self.person.room(channel) if channel else None
        return self._first(
            lambda: [m for m in self.messages if room in (None, m["channel"])], holding, within, "a message"
        )

    def modal(self, holding: str = "", within: float = WAIT) -> Json:
        """The modal that now lies on top, once it was opened or changed since the act."""

        def changed() -> list[Json]:
            entries = self.entries("modal")
            return entries[-1]["views"][-1:] if entries else []

        return self._first(changed, holding, within, "a modal")

    def home(self, holding: str = "", within: float = WAIT) -> Json:
        """The Home view, once it was published since the act."""
        return self._first(lambda: [entry["view"] for entry in self.entries("home")][::-1], holding, within, "Home")

    def _first(self, look: Callable[[], list[Json]], holding: str, within: float, what: str) -> Json:
        def match() -> Json | None:
            return next((thing for thing in look() if holding in words(thing)), None)

        try:
            return wait_for(match, within) or {}
        except NotSeen:
            told = self.text or "nothing"
            raise NotSeen(
                f"waited {within} s for {what} holding {holding!r}; {self.person.name} saw:\n{told}"
            ) from None
