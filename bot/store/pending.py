"""The conditions of the three partial indexes, in the words of the indexes.

Caveats: they must be literals. With bound values SQLite never uses a partial index, and PostgreSQL stops using
it once it has prepared the statement; then every sweep reads the whole table.
"""

from typing import Any

from sqlalchemy import ColumnElement, bindparam

from bot.store.tables import Outbox, Reminder

WAITING = ("pending", "queued")


def waiting(row: Any = Outbox) -> ColumnElement[bool]:
    """Effects that are not settled; `row` is the table or an alias of it."""
    condition: ColumnElement[bool] = row.status.in_(bindparam("waiting", WAITING, expanding=True, literal_execute=True))
    return condition


def leased(row: Any = Outbox) -> ColumnElement[bool]:
    """Effects that some process is delivering, until their lease ends."""
    condition: ColumnElement[bool] = row.status == bindparam("leased", "queued", literal_execute=True)
    return condition


def planned() -> ColumnElement[bool]:
    """Reminders whose moment is still to come, or is now."""
    return Reminder.status == bindparam("planned", "pending", literal_execute=True)
