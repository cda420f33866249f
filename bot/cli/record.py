"""The record as a command reads it or writes into it, and the incident that someone names."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import UsageError
from bot.settings import read_settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.actions.work import Library, Work
    from bot.store.record_session import RecordSession
    from bot.store.tables import Incident

# Heavy folders are imported inside the functions, so that a command that fails early doesn't wait for them.


@dataclass(frozen=True)
class Record:
    """The database and the library of the settings in use."""

    engine: "Engine"
    library: "Library"

    @contextmanager
    def reading(self) -> "Iterator[Work]":
        """One transaction, for anyone who may read the database."""
        from bot.actions.work import BREACHBOT
        from bot.store.engine import reading

        with reading(self.engine) as session:
            yield self._work(session, BREACHBOT)

    @contextmanager
    def writing(self, by: str) -> "Iterator[Work]":
        """One transaction, committed at its end. `by`: who writes; empty for breachbot itself."""
        from bot.actions.work import BREACHBOT
        from bot.store.engine import writing

        with writing(self.engine) as session:
            yield self._work(session, by or BREACHBOT)

    def _work(self, session: "RecordSession", actor: str) -> "Work":
        from bot.actions.work import Work
        from bot.app import new_salt, utc_now
        from bot.documents.incident_documents import notice_drafter

        return Work(session, utc_now(), actor, self.library, notice_drafter(self.library), new_salt)


def record() -> Record:
    """Raises StartError without a database that can be used, LibraryFaults."""
    from bot.app import read_library
    from bot.store.engine import open_record

    settings = read_settings()
    return Record(open_record(settings.database_url), read_library(settings))


def find_incident(work: "Work", word: str) -> "Incident":
    from sqlalchemy import func, or_, select

    from bot.store.tables import Incident

    wanted = word.strip().lower()
    rows = select(Incident).where(or_(func.lower(Incident.ref) == wanted, Incident.codename == wanted))
    if found := work.session.scalars(rows).first():
        return found
    raise UsageError(f"Unknown incident '{word}'.", "Enter its reference, for example BR-7F3K, or its codename.")
