"""Keeps every law that a process has started with, so that an incident can always be assessed under its own."""

from datetime import datetime

from sqlalchemy import Engine, update

from bot.law.model import Law
from bot.store.engine import dialect_of, writing
from bot.store.tables import LawVersion


def keep_law(engine: Engine, law: Law, now: datetime) -> None:
    """A law is written out, which takes megabytes, only where it is new. Several replicas may start with it at once."""
    with writing(engine) as session:
        seen = session.execute(update(LawVersion).where(LawVersion.hash == law.hash).values(seen_at=now))
        if not seen.rowcount:  # type: ignore[attr-defined]
            row = dialect_of(session).insert(LawVersion).values(hash=law.hash, law=law, seen_at=now)
            session.execute(row.on_conflict_do_update(index_elements=[LawVersion.hash], set_={"seen_at": now}))
