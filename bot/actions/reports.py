"""Collects everything that the report of one incident says, from the record and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal

from sqlalchemy import select

from bot.actions import channels, clocks, profiles, proposals, report_notices
from bot.actions.clocks import ClockLine
from bot.actions.work import Work
from bot.domain import reports as rules
from bot.domain.clocks import ClockState
from bot.domain.events.facts import ReportMade, RiskDecided
from bot.domain.proposals import ALONE, Noun, Proposal
from bot.domain.report_metrics import ReportStamps, span
from bot.domain.roles import ROLES
from bot.errors import UsageError
from bot.law.clauses import Clause
from bot.law.facts import show_value
from bot.messages import _
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus
from bot.store.tables import Decision, Evidence, Incident, TimelineEntry

FORMATS = ("pdf", "html", "md")
Format = Literal["pdf", "html", "md"]


@dataclass(frozen=True)
class MakeReport:
    formats: Sequence[str] = FORMATS


@dataclass(frozen=True)
class ReportOrdered:
    """The documents are drawn and uploaded to the incident's channel in a moment."""

    incident: Incident
    formats: Sequence[str]


def make_report(work: Work, incident: Incident, command: MakeReport) -> ReportOrdered:
    """Draw the report as it stands now and put it into the incident's channel in one message, one file for each
    format."""
    formats = list(dict.fromkeys(command.formats))
    if unknown := [one for one in formats if one not in FORMATS]:
        raise UsageError(
            _("The report is not available as {format}.", format=unknown[0]),
            _("Choose one of these: {listed}.", listed=", ".join(FORMATS)),
        )
    for one in formats:
        work.record(incident, ReportMade("factual", one))
    number = work.newest(incident)
    key, channel = f"report:{incident.id}:{number}", channels.channel_key(incident)
    work.send("file", key, incident, needs=channel, document="report", formats=formats, number=number)
    return ReportOrdered(incident, formats)


def collect(work: Work, incident: Incident) -> rules.ReportFacts:
    """Everything as it stands now; people by name, instants in UTC."""
    newest = _timeline(work, incident)
    return rules.ReportFacts(
        ref=incident.ref,
        codename=incident.codename,
        title=incident.title,
        kind=incident.runbook.title,
        severity=str(incident.severity or ""),
        state=incident.state,
        opened_at=incident.opened_at,
        opened_by=profiles.name_of(work, incident.opened_by),
        closed_at=incident.closed_at,
        made_at=work.now_in(incident),
        made_by=profiles.name_of(work, work.actor),
        zone=incident.zone,
        is_drill=incident.is_drill,
        roles=_roles(work, incident),
        facts=_facts(work, incident),
        clocks=tuple(_clock(work, incident, line) for line in clocks.lines(work, incident)),
        risk=_risk(work, newest),
        steps=_steps(work, incident),
        decisions=_decisions(work, incident),
        notices=report_notices.collect(work, incident),
        evidence=_evidence(work, incident),
        timeline=tuple(_entry(work, row) for row in newest),
        open_points=_open_points(work, incident),
        stamps=_stamps(incident),
        law_hash=incident.law_hash,
        runbook=f"{incident.runbook.title}, version {incident.runbook.version}",
        record_hash=newest[-1].hash if newest else "",
    )


def _timeline(work: Work, incident: Incident) -> Sequence[TimelineEntry]:
    rows = select(TimelineEntry).where(TimelineEntry.incident_id == incident.id).order_by(TimelineEntry.seq)
    return work.session.scalars(rows).all()


def _roles(work: Work, incident: Incident) -> tuple[rules.ReportRole, ...]:
    seats = sorted(work.snapshot(incident).seats, key=lambda seat: (list(ROLES).index(seat.role), seat.alternate))
    return tuple(
        rules.ReportRole(
            role=ROLES[seat.role] + (" (alternate)" if seat.alternate else ""),
            name=profiles.name_of(work, seat.person_id),
        )
        for seat in seats
    )


def _facts(work: Work, incident: Incident) -> tuple[rules.ReportFact, ...]:
    law = work.law(incident)
    rows = []
    for name, definition in (*law.vocabulary.facts.items(), *law.vocabulary.translations.items()):
        history = incident.facts.history(name)
        if not history or not definition.asked:
            continue
        statements = tuple(
            rules.Statement(
                value=str(show_value(law.vocabulary, law.places, name, fact.value, incident.zone)),
                by=profiles.name_of(work, fact.by),
                at=fact.at,
                sure=f"{fact.sure}, unconfirmed" if fact.unconfirmed else fact.sure,
                note=fact.note,
            )
            for fact in history
        )
        rows.append(rules.ReportFact(key=name, name=definition.label, statements=statements))
    return tuple(rows)


STATES: Mapping[ClockState, rules.ClockState] = {
    ClockState.PENDING: "pending",
    ClockState.RUNNING: "running",
    ClockState.HELD: "held",
    ClockState.LATE: "late",
    ClockState.MET: "met",
    ClockState.DECLINED: "declined",
    ClockState.UNDETERMINED: "undetermined",
    ClockState.NOT_OWED: "lapsed",
}


def _clock(work: Work, incident: Incident, line: ClockLine) -> rules.ReportClock:
    clock, duty, deadline = line.clock, line.finding.duty, line.finding.deadline
    return rules.ReportClock(
        title=duty.title,
        law=duty.law,
        cites=duty.cites,
        owed_to="; ".join(dict.fromkeys(name for _place, name in line.finding.recipients)) or duty.recipient,
        state=STATES[line.state],
        because=tuple(_reason(clause) for clause in line.finding.because if clause.is_true is not None),
        words=duty.words,
        starts_at=clock.starts_at,
        target_at=clock.target_at,
        limit_at=clock.limit_at if deadline else None,
        done_at=clock.met_at,
        reference=clock.reference or "",
        proof=clock.proof.said.removeprefix(", ") if clock.proof else "",
        reason=_reasons(work, clocks.agreement(work, incident, clock)) or clock.reason or "",
        by=" and ".join(profiles.name_of(work, one) for one in line.decided_by),
    )


def _reason(clause: Clause) -> str:
    """A clause that is settled, as it stands: conditions that hold, exceptions that do not excuse."""
    if clause.exception:
        return str(clause.says) if clause.is_true else f"exemption not met: {clause.says}"
    return str(clause.says) if clause.is_true else f"condition not met: {clause.says}"


def _risk(work: Work, entries: Sequence[TimelineEntry]) -> tuple[rules.ReportRisk, ...]:
    return tuple(
        rules.ReportRisk(
            level=said.level,
            reason=said.reason,
            by=profiles.name_of(work, entry.actor),
            at=entry.at,
            for_=said.pro,
            against=said.contra,
        )
        for entry in entries
        if isinstance(said := entry.said, RiskDecided)
    )


def _steps(work: Work, incident: Incident) -> tuple[rules.ReportStep, ...]:
    snapshot = work.snapshot(incident)
    finished = {step_id: row.finished_at for step_id, row in snapshot.step_rows.items()}
    return tuple(
        rules.ReportStep(
            phase=one.step.group,
            title=f"{one.step.id} {one.step.title}",
            owner=" / ".join(ROLES[role] for role in one.step.doers),
            outcome=_outcome(one),
            due_at=one.due_at,
            finished_at=finished.get(one.step.id),
            by=", ".join(profiles.name_of(work, person) for person in one.owners),
            late=span(late) if (late := one.late_for or one.done_late_for) else "",
            note=_agreed(work, incident, Noun.STEP, one.step.id, finished.get(one.step.id)) or str(one.because),
            deviation=_deviation(one),
        )
        for one in snapshot.statuses
    )


def _agreed(work: Work, incident: Incident, noun: Noun, subject: str, at: datetime | None) -> str:
    """Who said what was settled `at` this instant, each with their reason, where it took two people."""
    return _reasons(work, proposals.agreement(work, incident, noun, subject, at))


def _reasons(work: Work, one: Proposal | None) -> str:
    if one is None or one.settled_by is None:
        return ""
    if one.is_alone:
        return f"{one.reason} ({ALONE.rstrip('.')})".strip()
    first, second = (profiles.name_of(work, person) for person in (one.proposed_by, one.settled_by))
    return f"{first}: {one.reason}; {second}: {str(one.settled_reason) or 'for the same reason'}"


def _outcome(one: StepStatus) -> rules.StepOutcome:
    if one.late_for:
        return rules.StepOutcome.LATE
    return rules.StepOutcome.OPEN if one.state is StepState.PENDING else rules.StepOutcome(one.state)


def _deviation(one: StepStatus) -> str:
    """Before what it was done, and what that may cost; or that it happened behind a closed gate."""
    if one.deviation:
        return (
            f"It happened before the steps that it requires: {one.deviation.rstrip('.')}. What was bypassed stays open."
        )
    needs = ", ".join(f"{step.id} ({step.title})" for step in one.done_before)
    return " ".join([f"Done before {needs}.", *(step.why for step in one.done_before if step.why)]) if needs else ""


def _decisions(work: Work, incident: Incident) -> tuple[rules.ReportDecision, ...]:
    rows = work.session.scalars(select(Decision).where(Decision.incident_id == incident.id).order_by(Decision.id))
    return tuple(
        rules.ReportDecision(
            question=row.question,
            choice=row.choice,
            reason=_agreed(work, incident, Noun.STEP, row.step_id or "", row.decided_at) or row.reason,
            by=tuple(profiles.name_of(work, one) for one in (row.decided_by, row.second_by) if one),
            at=row.decided_at,
        )
        for row in rows
    )


def _evidence(work: Work, incident: Incident) -> tuple[rules.ReportEvidence, ...]:
    rows = work.session.scalars(select(Evidence).where(Evidence.incident_id == incident.id).order_by(Evidence.id))
    return tuple(
        rules.ReportEvidence(
            title=row.title,
            kind=row.kind,
            location=row.location,
            collected_by=profiles.name_of(work, row.collected_by),
            collected_at=row.collected_at,
            sha256=row.sha256 or "",
            note=row.note or "",
        )
        for row in rows
    )


def _entry(work: Work, row: TimelineEntry) -> rules.ReportEntry:
    name_of = partial(profiles.name_of, work)
    return rules.ReportEntry(seq=row.seq, at=row.at, by=name_of(row.actor), sentence=row.said.sentence(name_of))


def _open_points(work: Work, incident: Incident) -> tuple[str, ...]:
    points = [f"{line.title}: not done." for line in clocks.lines(work, incident) if line.state.is_open]
    points += [f"{line.title}: {line.clock.question}" for line in clocks.lines(work, incident) if line.clock.question]
    return tuple(points)


def _stamps(incident: Incident) -> ReportStamps:
    """The instants behind the metrics, as the facts have them: what is done states them too."""
    at = incident.facts.instant
    return ReportStamps(
        occurred_from_at=at("occurred_from"),
        occurred_to_at=at("occurred_to"),
        detected_at=at("detected_at") or at("noticed_at"),
        reported_at=at("noticed_at"),
        opened_at=incident.opened_at,
        aware_at=at("aware_at"),
        contained_at=at("contained_at"),
        restored_at=at("resolved_at"),
        authority_told_at=at("authority_told_at"),
        individuals_told_at=at("individuals_told_at"),
        closed_at=incident.closed_at,
    )
