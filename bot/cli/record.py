"""The record as a command reads it, and the incident that someone names."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.errors import UsageError
from bot.settings import read_settings

# Heavy folders are imported inside the functions, so that a command that fails early doesn't wait for them.


@contextmanager
def reading_record() -> Iterator[Any]:
    """The record, for anyone who may read the database."""
    from bot.actions.work import BREACHBOT, Work
    from bot.app import new_salt, read_library, utc_now
    from bot.documents.incident_documents import notice_drafter
    from bot.store.engine import open_record, reading

    settings = read_settings()
    engine = open_record(settings.database_url)
    library = read_library(settings)
    with reading(engine) as session:
        yield Work(session, utc_now(), BREACHBOT, library, notice_drafter(library), new_salt)


def find_incident(work: Any, word: str) -> Any:
    from sqlalchemy import func, or_, select

    from bot.store.tables import Incident

    wanted = word.strip().lower()
    rows = select(Incident).where(or_(func.lower(Incident.ref) == wanted, Incident.codename == wanted))
    if found := work.session.scalars(rows).first():
        return found
    raise UsageError(f"Unknown incident '{word}'.", "Enter its reference, for example BR-7F3K, or its codename.")
