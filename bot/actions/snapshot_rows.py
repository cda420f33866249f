"""What a snapshot makes of rows: progress of steps and what they count from, the order of roles, and clocks whose duty
is in no law used here."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.law.clauses import Clause
from bot.law.duties import Answer, Finding
from bot.law.recent import recent_of
from bot.runbook.progress import StepProgress
from bot.runbook.step_due import Milestone, Milestones, WorkCalendar
from bot.sentences import sentence
from bot.store.tables import Incident, IncidentStep, LawVersion, RoleHolder

ON_WEEKDAYS = 5  # the runbooks' working days are the team's, Monday to Friday; the law's have calendars of their own


def rank(seat: RoleHolder) -> tuple[str, bool, datetime, str]:
    """By role, main holders first, the longest in office first."""
    return seat.role, seat.alternate, seat.named_at, seat.person_id


def dropped_findings(duty_ids: Iterable[str], kept: Iterable[LawVersion]) -> tuple[Finding, ...]:
    """Each of the duties in the words of the first of these versions that has it; `kept`: the newest first."""
    missing, found = set(duty_ids), list[Finding]()
    because = (Clause(sentence("it is part of the law used here"), False, "in_force"),)
    for version in kept:
        for name in sorted(missing & version.law.by_id.keys()):
            found.append(Finding(version.law.versions(name)[-1], Answer.NOT_OWED, because))
            missing.discard(name)
    return tuple(found)


@recent_of
def by_duty(findings: Iterable[Finding]) -> Mapping[str, Finding]:
    return {one.duty.id: one for one in findings}


def progress(row: IncidentStep) -> StepProgress:
    """What people did with the step, as the runbook engine reads it."""
    return StepProgress(
        state=row.state,
        owners=tuple(row.owners),
        settled_at=row.finished_at,
        answer=row.answer or "",
        reason=row.note or "",
        stuck=row.stuck or "",
        exception=row.exception or "",
        done_before=tuple(row.done_before.split(",")) if row.done_before else (),
        deviation=row.deviation or "",
        check_at=row.check_at,
    )


def milestones(incident: Incident) -> Milestones:
    """The instants that steps count from. The response ends when that is stated, at the latest with the closing."""
    facts = incident.facts
    return Milestones(
        opened_at=incident.opened_at,
        aware_at=facts.instant("aware_at") or facts.instant("noticed_at"),
        contained_at=facts.instant("contained_at"),
        scope_known_at=facts.instant("scope_known_at"),
        closed_at=facts.instant("resolved_at") or incident.closed_at,
        facts_changed_at=facts.stated[-1].at if facts.stated else None,
    )


def doubtful_milestones(incident: Incident) -> tuple[Milestone, ...]:
    """Those that steps count from although no one has stated them: they were assumed, or the first notice stands in."""
    known, certain = incident.facts.known, incident.facts.confirmed
    stood_in = {Milestone.AWARE.fact} if "noticed_at" in known else set()
    return tuple(one for one in Milestone if one.fact in {*known, *stood_in} - certain.keys())


def work_calendar(incident: Incident) -> WorkCalendar:
    return WorkCalendar(ZoneInfo(incident.zone), _is_working_day)


def _is_working_day(day: date) -> bool:
    return day.weekday() < ON_WEEKDAYS
