"""Verifies an audit log: whether it is whole, whether the tables match it; and redacts one of its fields."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.work import Work
from bot.domain import audit_log as rules
from bot.domain import incident_rows as rows
from bot.domain.audit_log import AuditEntry
from bot.domain.events.incidents import EntryRedacted
from bot.domain.incident_rows import RebuiltIncident, Row, RowDifference
from bot.domain.rebuild import NotRebuilt, rebuild
from bot.errors import NotFound, UsageError
from bot.store.base import Base
from bot.store.columns import is_malformed
from bot.store.runbook_versions import kept_content
from bot.store.tables import (
    Clock,
    Decision,
    Evidence,
    Incident,
    IncidentStep,
    Notice,
    RoleHolder,
    StoredProposal,
    StoredTask,
    TimelineEntry,
    Visitor,
)

HOLD = "hold_"
Kind = TypeVar("Kind", bound=Row)


@dataclass(frozen=True)
class LogVerified:
    """`broken`: the first entry that does not follow, None when the log is whole; only then are the tables compared."""

    ref: str
    broken: int | None
    differences: Sequence[RowDifference]


@dataclass(frozen=True)
class RedactEntry:
    seq: int
    field: str
    reason: str


@dataclass(frozen=True)
class Redacted:
    """`also`: the entries and fields that hold the same words still."""

    incident: Incident
    seq: int
    field: str
    also: Sequence[tuple[int, str]]


def entries_of(session: Session, incident_id: int) -> list[AuditEntry]:
    found = select(TimelineEntry).where(TimelineEntry.incident_id == incident_id).order_by(TimelineEntry.seq)
    return [row.entry for row in session.scalars(found)]


def verify_log(session: Session, incident: Incident) -> LogVerified:
    """Recompute the chain; where it holds, rebuild the incident from it and compare every row."""
    entries = entries_of(session, incident.id)
    if broken := rules.first_break(entries):
        return LogVerified(incident.ref, broken, ())
    try:
        rebuilt = rebuild(entries)
    except NotRebuilt as error:
        return LogVerified(incident.ref, error.seq, ())
    return LogVerified(incident.ref, None, rows.differences(_found(session, incident), rebuilt))


def _found(session: Session, incident: Incident) -> RebuiltIncident:
    """The rows as they stand in the tables."""

    def stored_rows(table: type[Base], kind: type[Kind]) -> list[Kind]:
        return [_row(kind, one) for one in session.scalars(select(table).filter_by(incident_id=incident.id))]

    return RebuiltIncident(
        incident=_incident(session, incident),
        facts=dict(enumerate(_facts(incident), 1)),
        clocks={one.duty_id: one for one in stored_rows(Clock, rows.ClockRow)},
        steps={one.step_id: one for one in stored_rows(IncidentStep, rows.StepRow)},
        tasks={one.step_id: one for one in stored_rows(StoredTask, rows.TaskRow)},
        visitors={one.person_id: one for one in stored_rows(Visitor, rows.VisitorRow)},
        seats={(one.role, one.person_id): one for one in stored_rows(RoleHolder, rows.SeatRow)},
        decisions={one.id: one for one in stored_rows(Decision, rows.DecisionRow)},
        evidence={one.id: one for one in stored_rows(Evidence, rows.EvidenceRow)},
        notices={one.id: one for one in stored_rows(Notice, rows.NoticeRow)},
        proposals={one.id: one for one in stored_rows(StoredProposal, rows.ProposalRow)},
    )


def _row(kind: type[Kind], one: Base) -> Kind:
    return kind(**{field.name: _column(one, field.name) for field in fields(kind)})


def _incident(session: Session, incident: Incident) -> rows.IncidentRow:
    names = {field.name for field in fields(rows.IncidentRow)} - {"runbook"}
    columns = {name: getattr(incident, name) for name in names}
    return rows.IncidentRow(**columns, runbook=kept_content(session, incident.runbook_hash) or "")


def _column(one: Base, name: str) -> Any:
    """What the log would say of it; a text that is no value of its column as it is."""
    if name.startswith(HOLD) and isinstance(one, Clock):
        if is_malformed(one.hold):
            return one.hold
        return getattr(one.hold, name.removeprefix(HOLD)) if one.hold else None
    if name == "owners" and isinstance(one, IncidentStep):
        return tuple(one.owners)
    return getattr(one, name)


def _facts(incident: Incident) -> Iterable[rows.FactRow]:
    """None where the column cannot be read: then every statement is missing in it."""
    if is_malformed(incident.facts):
        return
    for fact in incident.facts.stated:
        value = fact.model_dump(mode="json")["value"]
        stated = (fact.name, fact.type, value, fact.by, fact.at, fact.sure, fact.note)
        yield rows.FactRow(*stated, fact.unconfirmed, fact.confirmed_by, fact.language)


def redact_entry(work: Work, incident: Incident, command: RedactEntry) -> Redacted:
    """Take one field's value and salt out of an entry, and record that; the chain holds. The tables stay as they are.

    Raises NotFound, UsageError for a field that holds no words, Refused when it was redacted already.
    """
    reason = reason_of(command)
    exists = 1 <= command.seq <= work.newest(incident)  # the database refuses numbers beyond 64 bits
    row = work.session.get(TimelineEntry, (incident.id, command.seq)) if exists else None
    if row is None:
        raise NotFound(f"The audit log of {incident.ref} has no entry {command.seq}.", "The report lists them.")
    before = row.entry
    redacted = rules.redact(before, command.field)
    row.details, row.salts = dict(redacted.details), dict(redacted.salts)
    work.record(incident, EntryRedacted(command.seq, command.field, reason))
    also = rules.holding(entries_of(work.session, incident.id), before.details[command.field])
    return Redacted(incident, command.seq, command.field, also)


def reason_of(command: RedactEntry) -> str:
    """Raises UsageError where none is given."""
    if reason := command.reason.strip():
        return reason
    raise UsageError("Redacting needs a reason.", "For example: --reason 'erasure request of 3 March'")
