"""The register of breaches that GDPR Art. 33(5) asks for: every one, also those that nobody was notified of.

Decides the columns, which entries a period or place takes in, and what an imported entry must have. An entry is text,
days and instants, never names of the people affected. Collecting is left to `actions`, the look to `documents`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.law.places import Places

Cell = str | date | datetime
COLUMNS: Mapping[str, str] = {
    "ref": "Reference",
    "title": "Title",
    "origin": "Origin",
    "status": "Status",
    "kind": "Kind",
    "role": "Our role",
    "opened_at": "Recorded",
    "occurred_from": "Began",
    "occurred_to": "Ended",
    "noticed_at": "First noticed",
    "detected_at": "Detected",
    "discovered_at": "Discovered",
    "aware_at": "Aware",
    "contained_at": "Contained",
    "closed_at": "Closed",
    "what_happened": "What happened",
    "cause": "Cause",
    "breach_of": "Affected",
    "data": "Kinds of data",
    "people_kinds": "Kinds of people",
    "people": "People affected",
    "records": "Records",
    "places": "Places",
    "processor": "Processor",
    "effects": "Effects",
    "risk": "Risk to people",
    "reasons_for": "Reasons for notifying",
    "reasons_against": "Reasons against notifying",
    "notified": "Notified",
    "not_notified": "Not notified, and why",
    "undecided": "Not decided yet",
    "people_told": "People told",
    "delay": "Reasons for delay",
    "measures_taken": "Remedial action taken",
    "measures_planned": "Remedial action planned",
    "decided_by": "Decided by",
    "lessons": "Lessons",
}
"""In their order, by the name that JSON and imports have for each. The facts, the effects and the remedial action are
what the article names; the rest lets an authority verify compliance."""

MOMENTS = (
    *("opened_at", "occurred_from", "occurred_to", "noticed_at", "detected_at", "discovered_at", "aware_at"),
    *("contained_at", "closed_at"),
)
DATES = ("aware_at", "noticed_at", "detected_at", "discovered_at", "occurred_from")
"""When an entry became known, as far as one of these says."""
ASSUMED = "Not known: only assumed"
"""What stands in place of a time that no one has stated."""
NEEDED = ("ref", "what_happened", "effects", "measures_taken")
"""What an imported entry must say: a name for it, and what Art. 33(5) asks for."""


@dataclass(frozen=True)
class RegisterEntry:
    """`known_on`: the day on which it became known, by which periods count. `places`: codes of where people are
    affected or a duty arose. `cells` by the names of COLUMNS; what isn't recorded is missing. `broken_at`: the first
    entry of the incident's audit log that was altered."""

    ref: str
    known_on: date
    places: frozenset[str]
    cells: Mapping[str, Cell] = field(default_factory=dict)
    broken_at: int | None = None

    def shown(self, zone: str) -> tuple[str, ...]:
        """One text for each column, instants in `zone`."""
        return tuple(shown(self.cells.get(name, ""), zone) for name in COLUMNS)


def heads(zone: str) -> tuple[str, ...]:
    """The name of each column; one with times says in which zone they are, because a row of a file is read alone."""
    return tuple(f"{label} ({zone})" if name in MOMENTS else label for name, label in COLUMNS.items())


def shown(cell: Cell, zone: str) -> str:
    match cell:
        case datetime():
            return f"{cell.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
    return cell


def plain(cell: Cell) -> str:
    """For JSON: instants in UTC."""
    match cell:
        case datetime():
            return cell.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return cell.isoformat()
    return cell


def within(
    entries: Iterable[RegisterEntry], places: Places, since: date | None, until: date | None, place: str
) -> list[RegisterEntry]:
    """Those that became known from `since` to `until`, both included, at a place or in a group of places; by day."""
    found = [
        one
        for one in entries
        if (since is None or one.known_on >= since)
        and (until is None or one.known_on <= until)
        and (not place or place in one.places or place in places.containing(one.places, one.known_on))
    ]
    return sorted(found, key=lambda one: (one.known_on, one.ref))


def content_hash(cells: Mapping[str, Cell]) -> str:
    """Of what an entry says, in whatever order its columns stood."""
    said = {name: plain(value) for name, value in cells.items() if value}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def lacking(cells: Mapping[str, Cell]) -> Sequence[str]:
    """What an imported entry needs and doesn't have, by the names people read."""
    dated = any(map(cells.get, DATES))
    missing = [COLUMNS[name] for name in NEEDED if not cells.get(name)]
    return missing if dated else [*missing, COLUMNS["aware_at"]]
