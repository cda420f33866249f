"""What a button press or a submitted form is about, in the one form in which Slack keeps it for us.

A button's value (at most 2000 characters) and a form's private_metadata (at most 3000) hold the incident, what in it is
meant, and, where it matters, which version of it the person saw. So a press or a submission never depends on the
channel it comes from. Nothing in here is trusted: who presses is asked for their permission as for anything they type.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import Stale
from bot.messages import _

MENU = "menu"
"""The action of every overflow menu; the chosen option says which button it stands for."""

LARGEST_ID = 2**31
MOST_DIGITS = 9
LIST_LIMIT = 1900  # characters of a list of names, so that the incident still fits into a button's value


@dataclass(frozen=True)
class Target:
    """`incident_id` None: no incident yet. `version` empty: whichever stands when it is used. `answer_url`: Slack's
    address for answers where a form was opened, so that its outcome is told there; empty for a button, and for a form
    that came from no channel."""

    incident_id: int | None
    subject: str = ""
    version: str = ""
    answer_url: str = ""

    def encode(self) -> str:
        parts = [self.incident_id, self.subject, self.version, *([self.answer_url] if self.answer_url else [])]
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def decode(text: str) -> Target:
    """Raises Stale for what we did not write, or wrote before buttons named their incident."""
    try:
        incident_id, subject, version, *rest = unpacked(text)
        (answer_url,) = rest or ("",)
    except (ValueError, TypeError):
        raise stale() from None
    if not (all(isinstance(part, str) for part in (subject, version, answer_url)) and _is_id(incident_id)):
        raise stale()
    return Target(incident_id, subject, version, answer_url)


def unpacked(text: str) -> Any:
    """What a button or form of ours carries; raises Stale for what we did not write."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise stale() from None


def number(text: str) -> int:
    """What a button or form of ours carries as a number. Raises Stale for any other text."""
    if not (text.isdecimal() and len(text) <= MOST_DIGITS):
        raise stale()
    return int(text)


def in_menu(action: str, target: Target) -> str:
    """A button as an option of a menu."""
    return f"{action}|{target.encode()}"


def pressed(action: Mapping[str, Any]) -> tuple[str, str]:
    """The row in the table of buttons that was pressed, or chosen in a menu, and its value."""
    if action["action_id"] != MENU:
        return action["action_id"], action.get("value") or ""
    name, _bar, value = (action.get("selected_option") or {"value": ""})["value"].partition("|")
    return name, value


def _is_id(value: object) -> bool:
    """A row's number, as far as any database counts, or none."""
    return value is None or (type(value) is int and abs(value) < LARGEST_ID)


def stale() -> Stale:
    return Stale(
        _("This button or form was made by an older version of breachbot, so nothing was changed."),
        _("Start again in the incident's channel, for example with /breach status."),
    )


def listed(names: Iterable[str]) -> str:
    """As many names as fit into one button."""
    text = ",".join(names)
    return text if len(text) <= LIST_LIMIT else text[:LIST_LIMIT].rpartition(",")[0]
