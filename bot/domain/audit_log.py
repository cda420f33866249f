"""The audit log of an incident: its events in order, chained by their hashes, and what may be redacted in it.

The chain covers a salted digest of each field, not the field itself. A field of words can so lose its value and its
salt later on, and the chain still holds; without the salt no one can guess the value back from its digest. A value that
is missing without an entry that says so (`entry.redacted`) breaks the log. What can happen is decided in `events`; who
writes it in `actions`. Salts come from outside: chance is an argument.
"""

import hashlib
import hmac
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any

from bot.domain.events import EVENTS, read_event, readable_event
from bot.domain.events.event import Event
from bot.domain.events.incidents import EntryRedacted
from bot.errors import Refused, UsageError

FIRST = "0" * 64
_json = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode  # made once: an opening writes hundreds of digests
_name = cache(_json)  # those of the fields of events


@dataclass(frozen=True)
class AuditEntry:
    """One entry; `at` is when it was written down, in UTC. `details` are the event's fields in their stored form."""

    seq: int
    at: datetime
    actor: str
    event: str
    details: Mapping[str, Any]
    salts: Mapping[str, str]
    digests: Mapping[str, str]
    previous: str
    hash: str

    @property
    def said(self) -> Event:
        return read_event(self.event, self.details)

    @property
    def said_if_readable(self) -> Event | None:
        return readable_event(self.event, self.details)


def seal(seq: int, previous: str, at: datetime, actor: str, event: Event, secret: str) -> AuditEntry:
    """The event as entry `seq` after the one whose hash is `previous`. `secret` is random, used once, and not kept:
    each field has a salt of its own, from which no other can be computed."""
    details = event.plain()
    salts = _salts(secret, details)
    digests = {name: _digest(salts[name], name, value) for name, value in details.items()}
    found = _chain(previous, seq, at, actor, event.name, digests)
    return AuditEntry(seq, at, actor, event.name, details, salts, digests, previous, found)


def _salts(secret: str, names: Collection[str]) -> dict[str, str]:
    """Sixteen bytes for each, cut from one stream."""
    stream = hashlib.shake_256(secret.encode()).hexdigest(16 * len(names))
    return {name: stream[at : at + 32] for name, at in zip(names, count(0, 32), strict=False)}


def _digest(salt: str, name: str, value: Any) -> str:
    written = "null" if value is None else _json(value)  # an encoder is slow to begin, except for a text alone
    return hmac.digest(salt.encode(), f"[{_name(name)}, {written}]".encode(), "sha256").hex()


def _chain(previous: str, seq: int, at: datetime, actor: str, event: str, digests: Mapping[str, str]) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    text = _json([previous, seq, moment, actor, event, digests])
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(entries: Iterable[AuditEntry]) -> int | None:
    """The number of the first entry that does not follow from the one before it, or whose fields are not those that
    were written; None when the log is whole."""
    found = tuple(entries)
    announced = {(e.details.get("seq"), e.details.get("field")) for e in found if e.event == EntryRedacted.name}
    previous = FIRST
    for expected, entry in enumerate(found, 1):
        right = _chain(previous, expected, entry.at, entry.actor, entry.event, entry.digests)
        linked = (entry.seq, entry.previous, entry.hash) == (expected, previous, right)
        gone = entry.digests.keys() - entry.details.keys()
        if not linked or not _is_as_written(entry) or any((entry.seq, name) not in announced for name in gone):
            return entry.seq
        previous = entry.hash
    return None


def _is_as_written(entry: AuditEntry) -> bool:
    """Whether each value fits its digest, and only fields of words are missing."""
    kind = EVENTS.get(entry.event)
    if kind is None or entry.details.keys() != entry.salts.keys() or not entry.details.keys() <= entry.digests.keys():
        return False
    gone = entry.digests.keys() - entry.details.keys()
    return gone <= set(kind.redactable()) and all(
        entry.digests[name] == _digest(entry.salts[name], name, value) for name, value in entry.details.items()
    )


def redact(entry: AuditEntry, field: str) -> AuditEntry:
    """The entry without this field's value and salt. Raises UsageError for what cannot be redacted, with what can."""
    allowed = EVENTS[entry.event].redactable()
    if field not in allowed:
        remedy = f"These can be: {', '.join(allowed)}." if allowed else "Nothing in this entry can be redacted."
        raise UsageError(f"“{field}” of entry {entry.seq} ({entry.event}) cannot be redacted.", remedy)
    if field not in entry.details:
        raise Refused(f"“{field}” of entry {entry.seq} was redacted already.", "No change.")
    kept, salts = dict(entry.details), dict(entry.salts)
    del kept[field], salts[field]
    return replace(entry, details=kept, salts=salts)


def holding(entries: Iterable[AuditEntry], value: Any) -> list[tuple[int, str]]:
    """The entries and fields that hold this very value, or, where it is a text, have it within a text of theirs."""
    return [
        (entry.seq, name)
        for entry in entries
        for name in EVENTS[entry.event].redactable()
        if value and (stored := entry.details.get(name)) and (stored == value or _within(value, stored))
    ]


def _within(value: Any, stored: Any) -> bool:
    match stored:
        case str():
            return isinstance(value, str) and value in stored
        case list():
            return any(_within(value, one) for one in stored)
        case {"says": str(), "values": dict(values)}:  # a sentence of breachbot's: what people wrote is in its values
            return any(_within(value, one) for one in values.values())
        case {"items": list(items)}:
            return _within(value, items)
    return False
