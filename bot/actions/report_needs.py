"""What an incident still waits for, and from whom; and what is to change after it: both for the report."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from bot.actions import people, profiles, proposals
from bot.actions.clocks import ClockLine
from bot.actions.work import Work
from bot.domain.incidents import IncidentState
from bot.domain.reports import ENDED, ReportAction, ReportNeed, StepOutcome
from bot.domain.roles import ROLES
from bot.runbook.model import Phase
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus, carried, without_number
from bot.runbook.tasks import TaskStep
from bot.store.tables import Incident

EXECUTIVE = "executive"
WANTED = ("lead", "dpo", "communications", EXECUTIVE)
"""The roles without which a response lacks someone."""


Doubtful = Collection[tuple[str, datetime | None]]
"""The steps whose due time counts from an instant that no one has stated, each with that time."""


def actions(work: Work, incident: Incident, doubtful: Doubtful) -> tuple[ReportAction, ...]:
    """Tasks, and the steps of *prevent* that apply or were done, unless a task goes on with them; first what is due
    first."""
    statuses = work.snapshot(incident).statuses
    known = carried(statuses)
    found = [one for one in statuses if _is_action(one) and one.step.id not in known]
    rows = [
        ReportAction(
            step=one.step.id,
            title=without_number(one.step.do, statuses) if one.step.is_task else one.step.title,
            owner=_owner(work, one),
            due_at=one.due_at,
            due_assumed=(one.step.id, one.due_at) in doubtful,
            state=_state(incident, one),
            test=one.step.test if isinstance(one.step, TaskStep) else "",
            found=_noted(work, incident, one),
        )
        for one in found
    ]
    return tuple(sorted(rows, key=lambda one: (one.due_at is None, one.due_at or incident.opened_at)))


def _state(incident: Incident, one: StepStatus) -> str:
    ended = incident.state is IncidentState.CLOSED and not (one.step.is_task or one.state.is_settled)
    return ENDED if ended else outcome_of(one).words


def outcome_of(one: StepStatus) -> StepOutcome:
    if one.late_for:
        return StepOutcome.LATE
    return StepOutcome.OPEN if one.state is StepState.PENDING else StepOutcome(one.state)


def _is_action(one: StepStatus) -> bool:
    if one.step.is_task:
        return True
    return one.step.phase is Phase.PREVENT and one.state != "set_aside"


def _noted(work: Work, incident: Incident, one: StepStatus) -> str:
    row = work.snapshot(incident).step_rows.get(one.step.id)
    return (row.note or "") if row and one.state.is_settled else ""


def _owner(work: Work, one: StepStatus) -> str:
    names = ", ".join(profiles.name_of(work, person) for person in one.owners)
    return names or " / ".join(ROLES[role] for role in one.step.doers)


def needs(work: Work, incident: Incident, lines: Sequence[ClockLine], doubtful: Doubtful) -> tuple[ReportNeed, ...]:
    """What waits for a person's word, while the incident is open. What the team does by itself is no part of it."""
    if incident.state is IncidentState.CLOSED:
        return ()
    return (
        *_proposed(work, incident),
        *_vacant(work, incident),
        *_questioned(work, lines),
        *_executive(work, incident, doubtful),
    )


def _proposed(work: Work, incident: Incident) -> Iterator[ReportNeed]:
    for one in proposals.open_of(work, incident):
        by = profiles.name_of(work, one.proposed_by)
        yield ReportNeed(
            what=f"Confirm or reject: {one.what} (proposed by {by}).", who="someone else who may decide it"
        )


def _vacant(work: Work, incident: Incident) -> Iterator[ReportNeed]:
    for role in WANTED:
        if people.holder(work, incident, role) is None and not (
            role == "dpo" and people.holder(work, incident, "counsel")
        ):
            yield ReportNeed(
                what=f"Name a person for this role: {ROLES[role]}.", who="incident lead or executive", executive=True
            )


def _questioned(work: Work, lines: Sequence[ClockLine]) -> Iterator[ReportNeed]:
    for line in lines:
        if line.clock.question:
            who = " and ".join(profiles.name_of(work, one) for one in line.decided_by)
            yield ReportNeed(what=f"Look again at “{line.title}”: {line.clock.question}", who=who or ROLES["dpo"])


def _executive(work: Work, incident: Incident, doubtful: Doubtful) -> Iterator[ReportNeed]:
    """The steps that the executive may decide or do and that can be done now; what is late first."""
    now = [
        one
        for one in work.snapshot(incident).statuses
        if one.state.is_workable
        and EXECUTIVE in (*one.step.doers, *(one.step.decision.by if one.step.decision else ()))
    ]
    for one in sorted(now, key=lambda each: (each.due_at is None, each.due_at or incident.opened_at)):
        what = one.step.decision.question if one.step.decision else f"{one.step.title}."
        who = " / ".join(dict.fromkeys(ROLES[role] for role in one.step.doers))
        assumed = (one.step.id, one.due_at) in doubtful
        yield ReportNeed(step=one.step.id, what=what, who=who, due_at=one.due_at, due_assumed=assumed, executive=True)
