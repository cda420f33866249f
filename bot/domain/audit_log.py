"""The audit log of an incident: its events in order, each entry chained to the one before it by its hash.

An entry is never edited or removed. Its sentence is made from its event when it is shown, so that the log keeps facts
and not wording. What can happen is decided in `events`; who writes it is decided in `actions`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64


@dataclass(frozen=True)
class AuditEntry:
    """One entry; `at` is when it was written down, in UTC; `details` are the event's fields in their stored form."""

    seq: int
    at: datetime
    actor: str
    event: str
    details: Mapping[str, Any]
    previous: str
    hash: str


def chain(previous: str, seq: int, at: datetime, actor: str, event: str, details: Mapping[str, Any]) -> str:
    """The SHA-256 over the entry and the hash before it; key order and spacing do not matter."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps([previous, seq, moment, actor, event, details], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(entries: Iterable[AuditEntry]) -> int | None:
    """The number of the first entry that does not follow from the one before it; None when the log is whole."""
    previous, expected = FIRST, 1
    for entry in entries:
        right = chain(previous, expected, entry.at, entry.actor, entry.event, entry.details)
        if entry.seq != expected or entry.previous != previous or entry.hash != right:
            return entry.seq
        previous, expected = entry.hash, expected + 1
    return None
