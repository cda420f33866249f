"""What every entry of a log has: who said what when, and how it is chained to the one before."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from bot.domain.audit_log import AuditEntry
from bot.domain.events.event import Event


class LogEntry:
    """Appended only; each entry's hash covers the one before it."""

    at: Mapped[datetime]  # when it was recorded
    actor: Mapped[str]
    event: Mapped[str]  # bot.domain.events.EVENTS
    details: Mapped[dict[str, Any]]  # by field; a redacted one is gone, with its salt
    salts: Mapped[dict[str, Any]]
    digests: Mapped[dict[str, Any]]
    previous: Mapped[str]
    hash: Mapped[str]

    @property
    def entry(self) -> AuditEntry:
        """As the domain seals and verifies it."""
        return AuditEntry(**{field.name: getattr(self, field.name) for field in fields(AuditEntry)})

    @property
    def said(self) -> Event:
        return self.entry.said

    @property
    def said_if_readable(self) -> Event | None:
        return self.entry.said_if_readable
