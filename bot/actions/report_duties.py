"""How each duty of an incident stands, and what only counsel's annex says of it: both for the report."""

from collections.abc import Mapping, Sequence

from bot.actions import clocks, cost_estimates, profiles
from bot.actions.clocks import ClockLine
from bot.actions.exposures import show_exposure
from bot.actions.work import Work
from bot.domain import reports as rules
from bot.domain.audit_log import AuditEntry
from bot.domain.clocks import ClockState
from bot.domain.events.clocks import ClockReopened, MeetingExplained
from bot.domain.events.event import Event
from bot.domain.proposals import ALONE, Proposal
from bot.domain.report_clocks import ClockState as State
from bot.domain.report_clocks import ReportClock
from bot.law.clauses import Clause
from bot.law.starts import is_assumed
from bot.messages.phrases import within
from bot.store.tables import Incident

Told = tuple[AuditEntry, Event | None]
"""An entry of the record, with what it says."""

STATES: Mapping[ClockState, State] = {
    ClockState.PENDING: "pending",
    ClockState.RUNNING: "running",
    ClockState.HELD: "held",
    ClockState.LATE: "late",
    ClockState.MET: "met",
    ClockState.DECLINED: "declined",
    ClockState.UNDETERMINED: "undetermined",
    ClockState.NOT_OWED: "lapsed",
}


def report_clock(work: Work, incident: Incident, line: ClockLine, said: Sequence[Told]) -> ReportClock:
    clock, duty, deadline = line.clock, line.finding.duty, line.finding.deadline
    return ReportClock(
        duty=duty.id,
        title=duty.title,
        law=duty.law,
        cites=duty.cites,
        owed_to="; ".join(dict.fromkeys(name for _place, name in line.finding.recipients)) or duty.recipient,
        addressee=duty.owed_to.value,
        state=STATES[line.state],
        because=tuple(_reason(clause) for clause in line.finding.because if clause.is_true is not None),
        words=duty.words,
        counted=duty.due.none is None,
        assumed=is_assumed(duty.start, clock.starts_at, incident.facts, work.law(incident).vocabulary),
        starts_at=clock.starts_at,
        target_at=clock.target_at,
        limit_at=clock.limit_at if deadline else None,
        house_at=clock.house_at,
        done_at=clock.met_at,
        reference=clock.reference or "",
        proof=clock.proof.said.removeprefix(", ") if clock.proof else "",
        reason=reasons(work, clocks.agreement(work, incident, clock)) or clock.reason or _held(line),
        by=" and ".join(profiles.name_of(work, one) for one in line.decided_by),
        doubts=str(explained.doubts) if (explained := _explained(line, said)) else "",
        question=str(clock.question or ""),
        lacks=tuple(line.lacks),
        unstated=_unstated(work, incident, line),
        remarks=_remarks(line, explained),
    )


def _unstated(work: Work, incident: Incident, line: ClockLine) -> tuple[str, ...]:
    """What is missing; else what its clock counts from, where that was only assumed."""
    start, vocabulary = line.finding.duty.start, work.law(incident).vocabulary
    assumed = is_assumed(start, line.clock.starts_at, incident.facts, vocabulary)
    names = line.finding.missing or (start.facts if start and assumed else ())
    return tuple(within(vocabulary[name].label) for name in names if name in vocabulary)


def _held(line: ClockLine) -> str:
    """Who asked to wait, while the clock is held; by when that ends is its target."""
    if line.state is not ClockState.HELD:
        return ""
    hold = line.clock.hold
    return f"{hold.authority} asked to wait{', in writing' if hold.written else ''}." if hold else STOPPED


STOPPED = "Law enforcement asked to wait."


def _explained(line: ClockLine, said: Sequence[Told]) -> MeetingExplained | None:
    """Why it was recorded as met although something spoke against that; nothing from before it was reopened."""
    kinds = (MeetingExplained, ClockReopened)
    found = [one for _, one in said if isinstance(one, kinds) and one.duty_id == line.clock.duty_id]
    last = found[-1] if found and line.state is ClockState.MET else None
    return last if isinstance(last, MeetingExplained) else None


def _remarks(line: ClockLine, explained: MeetingExplained | None) -> tuple[str, ...]:
    """What spoke against recording it as met, and why it was; what speaks against a decision by now; how sure it is."""
    rows = []
    if explained:
        rows.append(f"Recorded as met although {explained.doubts}: {explained.reason}")
    if line.clock.question:
        rows.append(f"Review needed: {line.clock.question}")
    if line.finding.unconfirmed:
        rows.append("Ask counsel: this entry of the catalog isn't verified.")
    return tuple(rows)


def _reason(clause: Clause) -> str:
    """A clause that is settled, as it stands: conditions that hold, exceptions that do not excuse."""
    if clause.exception:
        return str(clause.says) if clause.is_true else f"exemption not met: {clause.says}"
    return str(clause.says) if clause.is_true else f"condition not met: {clause.says}"


def reasons(work: Work, one: Proposal | None) -> str:
    if one is None or one.settled_by is None:
        return ""
    if one.is_alone:
        return f"{one.reason} ({ALONE.rstrip('.')})".strip()
    first, second = (profiles.name_of(work, person) for person in (one.proposed_by, one.settled_by))
    return f"{first}: {one.reason}; {second}: {str(one.settled_reason) or 'for the same reason'}"


def annex(work: Work, incident: Incident, lines: Sequence[ClockLine]) -> rules.ReportAnnex:
    return rules.ReportAnnex(
        ceilings=tuple(
            rules.ReportCeiling(law=one.law, what=one.what, rule=str(one.rule))
            for one in show_exposure(work, incident).ceilings
        ),
        questions=tuple(f"{line.title}: {one}" for line in lines for one in line.finding.counsel),
        warnings=tuple(f"{line.title}: {one}" for line in lines for one in line.finding.warnings),
        costs=cost_estimates.collect(work, incident),
    )
