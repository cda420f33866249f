"""The session of one transaction, which appends to the record in bulk.

An entry is written once and not changed by the transaction that writes it, so that it needs no object that the session
watches: an opening writes thirty.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from bot.store.tables import TimelineEntry


class RecordSession(Session):
    """What is appended is written with all else that waits: before anything is read through the session, and before
    the commit."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._appended: list[Mapping[str, Any]] = []

    def append(self, entry: Mapping[str, Any]) -> None:
        """An entry of the record, by column; its incident has been written."""
        self._appended.append(entry)

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        super().flush(objects)
        if self._appended:
            rows, self._appended = self._appended, []
            self.connection().execute(_APPEND, rows)

    def rollback(self) -> None:
        super().rollback()
        self._appended = []


_APPEND = insert(TimelineEntry.__table__)  # type: ignore[arg-type]  # a FromClause, to mypy
event.listen(RecordSession, "before_commit", RecordSession.flush)  # a commit flushes only what it watches itself
