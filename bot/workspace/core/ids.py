"""Ids and timestamps as Slack makes them.

A `ts` is both a message's time and its name: it never repeats and never goes back, even if the workspace's time stops
or is set back. Ids are random with Slack's prefixes; they carry no meaning.
"""

import secrets
import string
from collections.abc import Callable
from datetime import datetime

from bot.workspace.core.state import State

ALPHABET = string.ascii_uppercase + string.digits


def fresh(prefix: str, length: int = 10) -> str:
    return prefix + "".join(secrets.choice(ALPHABET) for _ in range(length))


def token(prefix: str) -> str:
    return f"{prefix}{secrets.token_hex(24)}"


class Timestamps:
    """Message timestamps: `<unix>.<6 digits>`, unique and increasing for the life of the file."""

    def __init__(self, state: State, now: Callable[[], datetime]) -> None:
        self.state, self.now = state, now

    def next(self) -> str:
        moment = self.now()
        at = int(moment.timestamp()) * 1_000_000 + moment.microsecond
        last = max(at, self.state.get("last_stamp", 0) + 1)
        self.state.put("last_stamp", last)
        return f"{last // 1_000_000}.{last % 1_000_000:06d}"
