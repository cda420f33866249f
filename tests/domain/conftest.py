"""An audit log without a database: events, one minute apart, sealed one after the other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.audit_log import FIRST, AuditEntry, seal
from bot.domain.events.event import Event
from bot.domain.events.incidents import IncidentOpened

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OPENED = IncidentOpened(
    "BR-2026-0001",
    "quiet-otter",
    "Laptop lost",
    "lost-device",
    "Europe/Berlin",
    law_hash="a" * 64,
    runbook_hash="b" * 64,
    is_drill=False,
    alarms_out_of_band=True,
    request_key="r1",
)


def at(minute: int) -> datetime:
    return NINE + timedelta(minutes=minute)


def written(*events: Event, actor: str = "ULEAD") -> list[AuditEntry]:
    """The opening by this person, and then the events: the first a minute later, and so on."""
    entries: list[AuditEntry] = []
    for minute, event in enumerate((OPENED, *events)):
        previous = entries[-1].hash if entries else FIRST
        entries.append(seal(minute + 1, previous, at(minute), actor, event, f"secret {minute}"))
    return entries


def without(entry: AuditEntry, *fields: str) -> AuditEntry:
    """The entry as it stands when someone takes fields out behind the log's back."""
    details = {name: value for name, value in entry.details.items() if name not in fields}
    salts = {name: salt for name, salt in entry.salts.items() if name not in fields}
    return replace(entry, details=details, salts=salts)
