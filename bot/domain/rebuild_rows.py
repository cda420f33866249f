"""The rows of an incident while its audit log is read from the beginning, and what events mean for the incident itself,
its facts and its people. The rest of the rules stand in `rebuild`, which reads the log.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import singledispatch
from typing import Any

from bot.domain.events import facts, incidents, people
from bot.domain.events.event import Event
from bot.domain.incident_rows import (
    ClockRow,
    DecisionRow,
    EvidenceRow,
    FactRow,
    IncidentRow,
    NoticeRow,
    ProposalRow,
    SeatRow,
    StepRow,
    TaskRow,
    VisitorRow,
)
from bot.domain.roles import ConflictAnswer
from bot.law.values import plain


@dataclass
class RowsSoFar:
    """The rows so far; `at`, `actor` and `details` are those of the entry whose event is applied."""

    at: datetime
    actor: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    incident: IncidentRow | None = None
    facts: list[FactRow] = field(default_factory=list)
    clocks: dict[str, ClockRow] = field(default_factory=dict)
    steps: dict[str, StepRow] = field(default_factory=dict)
    tasks: dict[str, TaskRow] = field(default_factory=dict)
    seats: dict[tuple[str, str], SeatRow] = field(default_factory=dict)
    visitors: dict[str, VisitorRow] = field(default_factory=dict)  # by person
    conflicts: dict[str, str | None] = field(default_factory=dict)  # by person
    decisions: dict[int, DecisionRow] = field(default_factory=dict)
    evidence: dict[int, EvidenceRow] = field(default_factory=dict)
    notices: dict[int, NoticeRow] = field(default_factory=dict)
    proposals: dict[int, ProposalRow] = field(default_factory=dict)

    def set(self, **changes: Any) -> None:
        assert self.incident
        self.incident = replace(self.incident, **changes)

    def clock(self, duty_id: str, **changes: Any) -> None:
        self.clocks[duty_id] = replace(self.clocks.get(duty_id) or ClockRow(duty_id), **changes)

    def step(self, step_id: str, **changes: Any) -> None:
        self.steps[step_id] = replace(self.steps.get(step_id) or StepRow(step_id), **changes)

    def notice(self, notice_id: int, **changes: Any) -> None:
        self.notices[notice_id] = replace(self.notices[notice_id], **changes)

    def proposal(self, proposal_id: int, **changes: Any) -> None:
        self.proposals[proposal_id] = replace(self.proposals[proposal_id], **changes)

    def away(self, person: str, left_at: datetime | None) -> None:
        """Every seat of a person who left (only those not left before), or came back."""
        for key, seat in self.seats.items():
            if seat.person_id == person and (left_at is None or seat.left_at is None):
                self.seats[key] = replace(seat, left_at=left_at)

    def visitor_away(self, person: str, left_at: datetime | None) -> None:
        row = self.visitors.get(person)
        if row and row.came_at and (left_at is None or row.left_at is None):
            self.visitors[person] = replace(row, left_at=left_at)

    def visitor(self, person: str, kind: str, **changes: Any) -> None:
        self.visitors[person] = replace(self.visitors.get(person) or VisitorRow(person, kind), **changes)

    def filed(self, filed: dict[str, datetime] | None) -> None:
        """What was done is itself a fact; the same again is not stated twice."""
        earlier = next((one.value for one in reversed(self.facts) if one.name == "filed"), None)
        value = plain(filed) if filed else None
        if value != earlier:
            self.facts.append(FactRow("filed", "filings", value, self.actor, self.at))


@singledispatch
def apply(_event: Event, _rows: RowsSoFar) -> None:
    """What an event changes. Nothing, where no rule is registered: it changed no row."""


@apply.register
def _(event: incidents.IncidentOpened, rows: RowsSoFar) -> None:
    rows.incident = IncidentRow(
        ref=event.ref,
        codename=event.codename,
        title=event.title,
        kind=event.kind,
        zone=event.zone,
        opened_at=rows.at,
        opened_by=rows.actor,
        request_key=event.request_key,
        law_hash=event.law_hash,
        runbook_hash=event.runbook_hash,
        runbook=event.runbook_hash,
        is_drill=event.is_drill,
        alarms_out_of_band=event.alarms_out_of_band,
    )


@apply.register
def _(_event: incidents.IncidentClosed, rows: RowsSoFar) -> None:
    rows.set(state="closed", closed_at=rows.at, closed_by=rows.actor)


@apply.register
def _(_event: incidents.IncidentReopened, rows: RowsSoFar) -> None:
    rows.set(state="open", closed_at=None, closed_by=None)


@apply.register
def _(event: incidents.ChannelCreated, rows: RowsSoFar) -> None:
    rows.set(channel_id=event.channel_id)


@apply.register
def _(event: incidents.SeverityRated, rows: RowsSoFar) -> None:
    rows.set(severity=event.severity)


@apply.register
def _(event: incidents.LawChanged, rows: RowsSoFar) -> None:
    rows.set(law_hash=event.new)


@apply.register
def _(event: incidents.DrillMoved, rows: RowsSoFar) -> None:
    rows.set(shift_for=event.shift_for)


@apply.register
def _(event: incidents.RunbookMoved, rows: RowsSoFar) -> None:
    rows.set(runbook_hash=event.new_hash, runbook=event.new_hash, kind=event.kind)
    for step_id in event.asked_again:
        rows.step(step_id, state="open", answer=None, note=None, finished_at=None, finished_by=None, done_before=None)


@apply.register
def _(event: incidents.EvidenceAdded, rows: RowsSoFar) -> None:
    rows.evidence[event.evidence_id] = EvidenceRow(
        event.evidence_id, event.step_id, event.kind, event.title, event.location, event.sha256, rows.at, rows.actor
    )


@apply.register
def _(event: facts.FactsBegun, rows: RowsSoFar) -> None:
    for one in event.facts:
        row = FactRow(one.name, one.type, plain(one.value), one.by, one.at, one.sure, one.note, language=one.language)
        rows.facts.append(row)


@apply.register
def _(event: facts.FactStated, rows: RowsSoFar) -> None:
    rows.set(version=event.version)
    row = FactRow(
        event.fact,
        event.kind,
        event.plain_value,
        event.by,
        rows.at,
        event.sure,
        event.note,
        isinstance(event, facts.FactUnconfirmed),
        language=event.language,
    )
    rows.facts.append(row)


@apply.register
def _(event: facts.FactsConfirmed, rows: RowsSoFar) -> None:
    latest = {one.name: number for number, one in enumerate(rows.facts)}
    for number in {latest[name] for name in event.facts}:
        rows.facts[number] = replace(rows.facts[number], unconfirmed=False, confirmed_by=rows.actor)


@apply.register
def _(event: people.RoleAssigned, rows: RowsSoFar) -> None:
    conflict = rows.conflicts.get(event.person)
    seat = SeatRow(event.role, event.person, event.alternate, rows.at, rows.actor, conflict=conflict)
    rows.seats[event.role, event.person] = seat


@apply.register
def _(event: people.RoleReleased, rows: RowsSoFar) -> None:
    rows.seats.pop((event.role, event.person), None)
    if stays := rows.seats.get(("responder", event.person)):
        rows.seats["responder", event.person] = replace(stays, left_at=event.left_at)


@apply.register
def _(event: people.PersonJoined, rows: RowsSoFar) -> None:
    conflict = rows.conflicts.get(event.person)
    seat = SeatRow("responder", event.person, False, rows.at, rows.actor, event.left_at, conflict)
    rows.seats["responder", event.person] = seat


@apply.register
def _(event: people.VisitorCame | people.VisitorBecame, rows: RowsSoFar) -> None:
    rows.visitors[event.person] = VisitorRow(event.person, event.kind, came_at=rows.at)
    rows.away(event.person, rows.at)


@apply.register
def _(event: people.VisitorNamed, rows: RowsSoFar) -> None:
    rows.visitor(event.person, event.kind)


@apply.register
def _(event: people.VisitorBelongs, rows: RowsSoFar) -> None:
    rows.visitors.pop(event.person, None)


@apply.register
def _(event: people.VisitorLetIn, rows: RowsSoFar) -> None:
    rows.visitor(event.person, event.kind, let_in=True, decided_at=rows.at, decided_by=rows.actor)


@apply.register
def _(event: people.VisitorTurnedAway, rows: RowsSoFar) -> None:
    rows.visitor(event.person, event.kind, let_in=False, decided_at=rows.at, decided_by=rows.actor)
    rows.away(event.person, rows.at)


@apply.register
def _(event: people.ConflictAnswered, rows: RowsSoFar) -> None:
    conflict = None if event.answer == ConflictAnswer.NONE else event.answer
    rows.conflicts[event.person] = conflict
    for key, seat in rows.seats.items():
        if seat.person_id == event.person:
            rows.seats[key] = replace(seat, conflict=conflict)


@apply.register
def _(event: people.PersonLeft, rows: RowsSoFar) -> None:
    rows.away(event.person, rows.at)
    rows.visitor_away(event.person, rows.at)


@apply.register
def _(event: people.PersonReturned, rows: RowsSoFar) -> None:
    rows.away(event.person, None)
    rows.visitor_away(event.person, None)
