"""An incident's rows as the audit log accounts for them, and where two sets of rows differ.

A field has the name of its table's column; the parts of a clock's hold are fields of their own. Reminders, messages and
names of people are not here: they can be planned or asked for again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal

from bot.domain.events.event import REDACTED, Redacted
from bot.domain.sendings import Proof
from bot.sentences import Text


@dataclass(frozen=True)
class IncidentRow:
    """`runbook`: the hash of what is kept under `runbook_hash`."""

    ref: str
    codename: str
    title: str
    kind: str
    zone: str
    opened_at: datetime
    opened_by: str
    request_key: str
    law_hash: str
    runbook_hash: str
    runbook: str
    is_drill: bool
    alarms_out_of_band: bool
    state: str = "open"
    severity: int | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    channel_id: str | None = None
    shift_for: int = 0
    version: int = 1


@dataclass(frozen=True)
class FactRow:
    """One statement; `value` as JSON."""

    name: str
    type: str
    value: Any
    by: str
    at: datetime
    sure: str = "certain"
    note: str = ""
    unconfirmed: bool = False
    confirmed_by: str = ""
    language: str = ""


@dataclass(frozen=True)
class ClockRow:
    duty_id: str
    answer: str | None = None
    starts_at: datetime | None = None
    target_at: datetime | None = None
    limit_at: datetime | None = None
    held_until: datetime | None = None
    house_at: datetime | None = None
    changed_at: datetime | None = None
    decision: str | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    facts_known: int | None = None
    met_at: datetime | None = None
    reference: str | None = None
    proof: Proof | None = None
    reason: str | None = None
    question: Text | None = None
    hold_authority: str | None = None
    hold_asked_at: datetime | None = None
    hold_until_at: datetime | None = None
    hold_written: bool | None = None
    hold_released_at: datetime | None = None


@dataclass(frozen=True)
class StepRow:
    step_id: str
    state: str = "open"
    owners: tuple[str, ...] = ()
    claimed_at: datetime | None = None
    finished_at: datetime | None = None
    finished_by: str | None = None
    answer: str | None = None
    note: str | None = None
    stuck: str | None = None
    check_at: datetime | None = None
    exception: str | None = None
    done_before: str | None = None
    deviation: str | None = None


@dataclass(frozen=True)
class TaskRow:
    step_id: str
    text: str
    due_at: datetime | None
    added_at: datetime
    added_by: str
    test: str | None = None


@dataclass(frozen=True)
class SeatRow:
    role: str
    person_id: str
    alternate: bool
    named_at: datetime
    named_by: str
    left_at: datetime | None = None
    conflict: str | None = None


@dataclass(frozen=True)
class VisitorRow:
    person_id: str
    kind: str
    came_at: datetime | None = None
    left_at: datetime | None = None
    let_in: bool | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None


@dataclass(frozen=True)
class DecisionRow:
    id: int
    step_id: str | None
    question: str
    choice: str
    reason: str
    decided_at: datetime
    decided_by: str
    second_by: str | None


@dataclass(frozen=True)
class EvidenceRow:
    id: int
    step_id: str | None
    kind: str
    title: str
    location: str
    sha256: str | None
    collected_at: datetime
    collected_by: str
    note: str | None = None


@dataclass(frozen=True)
class NoticeRow:
    """`missing`, `lint`, `told` and `sent` as JSON."""

    id: int
    template: str
    language: str
    version: int
    state: str
    subject: str
    text: str
    text_hash: str
    missing: Any
    lint: Any
    told: Any
    drafted_at: datetime
    drafted_by: str
    first_approved_by: str | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None
    differs: str | None = None
    sent: Any = field(default_factory=list)
    drawn: str | None = None
    edited_by: str | None = None
    edited_at: datetime | None = None


@dataclass(frozen=True)
class ProposalRow:
    """`command` as JSON."""

    id: int
    kind: str
    need: str
    subject: str
    command: Any
    what: Text
    reason: str
    version: str
    proposed_at: datetime
    proposed_by: str
    state: str = "open"
    settled_at: datetime | None = None
    settled_by: str | None = None
    settled_reason: Text = ""


Row = (
    IncidentRow
    | FactRow
    | ClockRow
    | StepRow
    | TaskRow
    | SeatRow
    | VisitorRow
    | DecisionRow
    | EvidenceRow
    | NoticeRow
    | ProposalRow
)


@dataclass(frozen=True)
class RebuiltIncident:
    """Every row by its key; facts by their place in the order made."""

    incident: IncidentRow
    facts: Mapping[int, FactRow]
    clocks: Mapping[str, ClockRow]
    steps: Mapping[str, StepRow]
    tasks: Mapping[str, TaskRow]
    seats: Mapping[tuple[str, str], SeatRow]
    visitors: Mapping[str, VisitorRow]
    decisions: Mapping[int, DecisionRow]
    evidence: Mapping[int, EvidenceRow]
    notices: Mapping[int, NoticeRow]
    proposals: Mapping[int, ProposalRow]

    @property
    def tables(self) -> Mapping[str, Mapping[Any, Row]]:
        """The rows by the names of their tables; the statements stand in the incident's own row."""
        return {
            "incident": {self.incident.ref: self.incident},
            "incident.facts": self.facts,
            "clock": self.clocks,
            "step_state": self.steps,
            "task": self.tasks,
            "role_holder": self.seats,
            "visitor": self.visitors,
            "decision": self.decisions,
            "evidence": self.evidence,
            "notice": self.notices,
            "proposal": self.proposals,
        }


@dataclass(frozen=True)
class RowDifference:
    """`field` is empty where the whole row is meant. `redacted` is no fault: the log has lost the value on purpose."""

    table: str
    row: str
    field: str
    kind: Literal["differs", "not in the log", "not in the tables", "redacted"]


def differences(found: RebuiltIncident, said: RebuiltIncident) -> list[RowDifference]:
    """Where the rows that were `found` in the tables are not those that the log `said`, table by table."""
    listed: list[RowDifference] = []
    for table, rows in said.tables.items():
        there = found.tables[table]
        for key in dict.fromkeys((*rows, *there)):
            listed += _compare(table, _named(table, key, rows.get(key) or there[key]), there.get(key), rows.get(key))
    return listed


def _compare(table: str, row: str, found: Row | None, said: Row | None) -> list[RowDifference]:
    if said is None:
        return [RowDifference(table, row, "", "not in the log")]
    if found is None:
        return [RowDifference(table, row, "", "not in the tables")]
    listed = []
    for name in (one.name for one in fields(said)):
        value = getattr(said, name)
        if isinstance(value, Redacted):
            listed.append(RowDifference(table, row, name, "redacted"))
        elif getattr(found, name) != value:
            listed.append(RowDifference(table, row, name, "differs"))
    return listed


def _named(table: str, key: Any, row: Row) -> str:
    if isinstance(row, FactRow):
        return f"{key} ({row.name})"
    return " ".join(key) if table == "role_holder" else str(key)


def stored(details: Mapping[str, Any], field: str) -> Any:
    """A field of an entry in its stored form, or what stands for it once it was redacted."""
    return details.get(field, REDACTED)
