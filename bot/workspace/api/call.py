"""One call of a Web API method: the caller and the arguments, parsed as Slack parses them.

Arguments come as JSON or as form fields: lists may be comma-separated or JSON, flags `1`, `true` or true, nested values
JSON text. An argument that can't be parsed is `invalid_arguments`.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.workspace.api.installation import InstalledWorkspace
from bot.workspace.core import channels, residents
from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json
from bot.workspace.core.state import Row

Reply = Json
T = TypeVar("T")
Scopes = dict[str, tuple[str, ...]]
TRUE, FALSE = (True, 1, "1", "true", "True"), (False, 0, "0", "false", "False", "", None)


@dataclass(frozen=True)
class Call:
    ws: InstalledWorkspace
    args: Json
    actor: str = residents.BOT_USER

    def text(self, name: str, default: str = "") -> str:
        value = self.args.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.args.get(name, default)
        if value in TRUE:
            return True
        if value in FALSE:
            return False
        raise SlackError("invalid_arguments", f"[ERROR] {name} must be a boolean")

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.args.get(name) or default)
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", f"[ERROR] {name} must be a number") from None

    def limit(self, maximum: int, default: int = 100) -> int:
        limit = self.number("limit", default)
        if not 1 <= limit <= maximum:
            raise SlackError("invalid_limit")
        return limit

    def words(self, name: str) -> list[str]:
        value = self.args.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [item.strip() for item in str(value or "").split(",") if item.strip()]

    def json(self, name: str, error: str = "invalid_arguments") -> object:
        """A nested value, parsed if it came as text; None if it did not come."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise SlackError(error, f"[ERROR] {name} must be valid JSON") from None

    def message_ref(self) -> tuple[Row, str]:
        """The channel and the timestamp of the message that `channel` and `timestamp` name."""
        ts = self.text("timestamp")
        if not ts:
            raise SlackError("no_item_specified")
        if not re.fullmatch(r"\d+\.\d{6}", ts):
            raise SlackError("bad_timestamp")
        return channels.find_joined(self.ws, self.actor, self.text("channel")), ts


@dataclass(frozen=True)
class Method:
    """A row of the method table. Any one of `scopes` suffices; a dict says which for each kind of channel."""

    name: str
    run: Callable[[Call], Reply]
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    scopes: tuple[str, ...] | Scopes = ()
    token: str = "bot"


def page(items: list[T], call: Call, maximum: int = 1000, default: int = 100) -> tuple[list[T], Reply]:
    """One page of `items` and the fields for the next; a cursor says where to continue."""
    limit, cursor = call.limit(maximum, default), call.text("cursor")
    if cursor and not (cursor.startswith("at:") and cursor[3:].isdigit()):
        raise SlackError("invalid_cursor")
    start = int(cursor[3:]) if cursor else 0
    following = f"at:{start + limit}" if len(items) > start + limit else ""
    return items[start : start + limit], {"response_metadata": {"next_cursor": following}}
