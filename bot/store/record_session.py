"""The session of one transaction, which appends in bulk to the record and to the outbox.

Such a row is written once and not changed by the transaction that writes it, so that it needs no object that the
session watches: an opening writes forty.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Insert, event, insert
from sqlalchemy.orm import Session

from bot.store.tables import TimelineEntry

ENTRIES = insert(TimelineEntry.__table__)  # type: ignore[arg-type]  # a FromClause, to mypy


class RecordSession(Session):
    """What is appended is written with all else that waits: before anything is read through the session, and before
    the commit."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._appended: dict[Insert, list[Mapping[str, Any]]] = {}

    def append(self, new: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
        """Rows for the statement `new`, by column, after those it has already; their incident has been written."""
        self._appended.setdefault(new, []).extend(rows)

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        super().flush(objects)
        appended, self._appended = self._appended, {}
        for new, rows in appended.items():
            self.connection().execute(new, rows)

    def rollback(self) -> None:
        super().rollback()
        self._appended = {}


event.listen(RecordSession, "before_commit", RecordSession.flush)  # a commit flushes only what it watches itself
