"""Entries of the register that were kept elsewhere before: each is one event of a log that belongs to no incident.

The log is the only place where they are kept, so that there is no table that could say something else; it is chained
and verified as an incident's audit log is. The same entry imported again adds nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.audit_log import RedactEntry, reason_of
from bot.actions.work import Work
from bot.domain.audit_log import FIRST, first_break, redact, seal
from bot.domain.events.event import Event, Redacted
from bot.domain.events.incidents import EntryRedacted
from bot.domain.events.register import BreachImported
from bot.domain.register import RegisterEntry
from bot.domain.register_import import additions, content_of, restored, stored
from bot.errors import NotFound
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
    events = [
        BreachImported(
            ref=one.ref,
            known_on=one.known_on.isoformat(),
            places=tuple(sorted(one.places)),
            cells=dict(stored(one)),
            content=content_of(one),
            file=command.file,
            file_hash=command.file_hash,
        )
        for one in outcome.added
    ]
    _append(work, events)
    return outcome


def _append(work: Work, events: Sequence[Event]) -> None:
    last = work.session.scalars(select(RegisterLogEntry).order_by(RegisterLogEntry.seq.desc()).limit(1)).first()
    newest, previous = (last.seq, last.hash) if last else (0, FIRST)
    for seq, said in enumerate(events, newest + 1):
        sealed = seal(seq, previous, work.now, work.actor, said, work.salt())
        work.session.add(RegisterLogEntry(**vars(sealed)))
        previous = sealed.hash


def redact_import(work: Work, command: RedactEntry) -> None:
    """As `audit_log.redact_entry`, of an entry of this log."""
    reason = reason_of(command)
    row = next((row for row, _said in _imports(work.session) if row.seq == command.seq), None)
    if row is None:
        raise NotFound(f"The register has no imported entry {command.seq}.", "The column Origin has their numbers.")
    redacted = redact(row.entry, command.field)
    row.details, row.salts = dict(redacted.details), dict(redacted.salts)
    _append(work, [EntryRedacted(command.seq, command.field, reason)])


def entries(work: Work) -> list[RegisterEntry]:
    """All of them, marked as imported. What was redacted, or altered so that it is gone, is missing in its entry."""
    return [_entry(row, said) for row, said in _imports(work.session)]


def _entry(row: RegisterLogEntry, said: BreachImported) -> RegisterEntry:
    cells: Any = {} if isinstance(said.cells, Redacted) else restored(said.cells)
    origin = f"imported from {said.file} on {row.at:%Y-%m-%d}, entry {row.seq}"
    ref = str(said.ref)
    known_on = row.at.date() if isinstance(said.known_on, Redacted) else date.fromisoformat(said.known_on)
    return RegisterEntry(ref, known_on, frozenset(said.places), {**cells, "ref": ref, "origin": origin})


def _imports(session: Session) -> list[tuple[RegisterLogEntry, BreachImported]]:
    rows = session.scalars(select(RegisterLogEntry).order_by(RegisterLogEntry.seq))
    return [(row, said) for row in rows if isinstance(said := row.said_if_readable, BreachImported)]


def first_broken(session: Session) -> int | None:
    """The first entry of the log that doesn't follow from the one before it; None when it is whole."""
    rows = session.scalars(select(RegisterLogEntry).order_by(RegisterLogEntry.seq))
    return first_break(row.entry for row in rows)
