"""The conditions of the partial indexes, in the words of the indexes.

Caveats: they must be literals. With bound values SQLite never uses a partial index, and PostgreSQL stops using it once
it has prepared the statement; then every sweep reads the whole table.
"""

from typing import Any

from sqlalchemy import ColumnElement, bindparam

from bot.domain.reminders import ReminderStatus
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox, Reminder

WAITING = tuple(one for one in OutboxStatus if one.is_waiting)


def waiting(row: Any = Outbox) -> ColumnElement[bool]:
    """Effects that are not done; `row` is the table or an alias of it."""
    literals = bindparam("waiting", WAITING, row.status.type, expanding=True, literal_execute=True)
    condition: ColumnElement[bool] = row.status.in_(literals)
    return condition


def leased(row: Any = Outbox) -> ColumnElement[bool]:
    """Effects that some process is delivering, until their lease ends."""
    literal = bindparam("leased", OutboxStatus.QUEUED, row.status.type, literal_execute=True)
    condition: ColumnElement[bool] = row.status == literal
    return condition


def planned() -> ColumnElement[bool]:
    """Reminders that are due now or later."""
    literal = bindparam("planned", ReminderStatus.PENDING, Reminder.status.type, literal_execute=True)
    return Reminder.status == literal


def refused(row: Any = Outbox) -> ColumnElement[bool]:
    """Effects that failed for good."""
    literal = bindparam("refused", OutboxStatus.FAILED, row.status.type, literal_execute=True)
    condition: ColumnElement[bool] = row.status == literal
    return condition


def moved() -> ColumnElement[bool]:
    """Drills whose time was moved ahead."""
    return Incident.shift_for > bindparam("unmoved", 0, Incident.shift_for.type, literal_execute=True)
