"""Entries of the register that were kept elsewhere before: each is one event of a log that belongs to no incident.

The log is the only place where they are kept, so that there is no table that could say something else; it is chained
and verified as an incident's audit log is. The same entry imported again adds nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions.work import Work
from bot.domain.audit_log import FIRST, AuditEntry, first_break, seal
from bot.domain.events.event import Redacted
from bot.domain.events.register import BreachImported
from bot.domain.register import RegisterEntry
from bot.domain.register_import import additions, content_of, restored, stored
from bot.store.tables import Incident, RegisterLogEntry


@dataclass(frozen=True)
class ImportBreaches:
    """`file`: the name of the file they come from, `file_hash` that of its bytes."""

    entries: Sequence[RegisterEntry]
    file: str
    file_hash: str


@dataclass(frozen=True)
class BreachesImported:
    added: Sequence[RegisterEntry]
    known: int


def prepare(work: Work, command: ImportBreaches) -> BreachesImported:
    """What an import would add. Raises UsageError for references that say something else already."""
    contents = {said.ref: said.content for _row, said in _imports(work.session)}
    own = frozenset(work.session.scalars(select(Incident.ref)))
    added = additions(command.entries, own, contents)
    return BreachesImported(added, len(command.entries) - len(added))


def import_breaches(work: Work, command: ImportBreaches) -> BreachesImported:
    outcome = prepare(work, command)
    newest = work.session.scalar(select(func.max(RegisterLogEntry.seq))) or 0
    last = work.session.get(RegisterLogEntry, newest) if newest else None
    previous = last.hash if last else FIRST
    for seq, one in enumerate(outcome.added, newest + 1):
        said = BreachImported(
            ref=one.ref,
            known_on=one.known_on.isoformat(),
            places=tuple(sorted(one.places)),
            cells=dict(stored(one)),
            content=content_of(one),
            file=command.file,
            file_hash=command.file_hash,
        )
        sealed = seal(seq, previous, work.now, work.actor, said, work.salt())
        work.session.add(RegisterLogEntry(**vars(sealed)))
        previous = sealed.hash
    return outcome


def entries(work: Work) -> list[RegisterEntry]:
    """All of them, marked as imported. What was redacted is missing in its entry."""
    return [_entry(row, said) for row, said in _imports(work.session)]


def _entry(row: RegisterLogEntry, said: BreachImported) -> RegisterEntry:
    cells: Any = {} if isinstance(said.cells, Redacted) else restored(said.cells)
    origin = f"imported from {said.file} on {row.at:%Y-%m-%d}"
    ref = str(said.ref)
    return RegisterEntry(
        ref, date.fromisoformat(said.known_on), frozenset(said.places), {**cells, "ref": ref, "origin": origin}
    )


def _imports(session: Session) -> list[tuple[RegisterLogEntry, BreachImported]]:
    rows = session.scalars(select(RegisterLogEntry).order_by(RegisterLogEntry.seq))
    return [(row, said) for row in rows if isinstance(said := row.said, BreachImported)]


def first_broken(session: Session) -> int | None:
    """The first entry of the log that doesn't follow from the one before it; None when it is whole."""
    rows = session.scalars(select(RegisterLogEntry).order_by(RegisterLogEntry.seq))
    names = [field.name for field in fields(AuditEntry)]
    return first_break(AuditEntry(**{name: getattr(row, name) for name in names}) for row in rows)
