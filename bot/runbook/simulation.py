"""A dry run of a runbook: who does what, and when, for given facts and answers.

Decides the order of the steps and when each is finished: at its due time, or as soon as what it waits for is finished
if that is later or it has no due time. Decisions get the given answers, otherwise the first option. Leaves to
`steps.py` which steps are open on the way.

Caveats: it assumes that all goes as planned; it shows the shape of the days to come and is no forecast.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.runbook.model import Runbook, Step
from bot.runbook.progress import Evaluate, RunbookSnapshot, StepProgress, StepState
from bot.runbook.sizes import OpenDuties
from bot.runbook.step_due import DueRelation, Milestones, WorkCalendar
from bot.runbook.steps import StepStatus, status, unsettled


@dataclass(frozen=True)
class PlannedStep:
    """One step in the plan. `at` is when it is finished; `answer` is the assumed decision."""

    step: Step
    at: datetime
    answer: str = ""


@dataclass(frozen=True)
class Simulation:
    """`stuck` lists steps that can never be worked on; empty in a valid runbook."""

    planned: tuple[PlannedStep, ...]
    may_apply: tuple[StepStatus, ...]
    set_aside: tuple[StepStatus, ...]
    stuck: tuple[StepStatus, ...]


def simulate(
    runbook: Runbook,
    is_true: Evaluate,
    opened_at: datetime,
    calendar: WorkCalendar,
    answers: Mapping[str, str] | None = None,
    severity: int | None = None,
    open_duties: OpenDuties | None = None,
) -> Simulation:
    """Runs through the runbook from `opened_at`, which is also the time of awareness. Steps in chronological order.

    The duties that are open at first stay open to the end: nothing here files a notice.
    """
    progress: dict[str, StepProgress] = {}  # read by the snapshot's `progress`, filled as the simulation goes on
    planned: list[PlannedStep] = []
    may_apply: dict[str, StepStatus] = {}

    def statuses() -> tuple[StepStatus, ...]:
        milestones = Milestones(opened_at=opened_at, aware_at=opened_at)
        snapshot = RunbookSnapshot(
            runbook,
            progress,
            is_true,
            milestones,
            calendar,
            severity=severity,
            open_duties=open_duties or OpenDuties(),
        )
        return status(snapshot, opened_at)

    while ready := [one for one in statuses() if one.step.id not in progress and _can_be_played(one)]:
        may_apply |= {one.step.id: one for one in ready if one.state is StepState.PENDING}
        for one in [one for one in ready if not _lacks_basis(one, progress)] or ready:
            played = _play(one, progress, opened_at, answers or {})
            progress[one.step.id] = StepProgress(StepState.DONE, settled_at=played.at, answer=played.answer)
            if one.state is StepState.OPEN:
                planned.append(played)
    end = statuses()
    return Simulation(
        planned=tuple(sorted(planned, key=lambda each: each.at)),
        may_apply=tuple(may_apply.values()),
        set_aside=tuple(one for one in end if one.state is StepState.SET_ASIDE),
        stuck=unsettled(one for one in end if one.step.id not in progress),
    )


def _can_be_played(one: StepStatus) -> bool:
    """In the recommended order: once nothing is advised before it anymore."""
    return one.state in (StepState.OPEN, StepState.PENDING) and not one.waits_for


def _lacks_basis(one: StepStatus, progress: Mapping[str, StepProgress]) -> bool:
    """Whether its due time counts from something that hasn't happened yet, so other steps go first."""
    due = one.step.due
    if due is None or due.relation is DueRelation.BEFORE or one.due_at:
        return False
    return due.step_id is None or due.step_id not in progress


def _play(
    one: StepStatus, progress: Mapping[str, StepProgress], opened_at: datetime, answers: Mapping[str, str]
) -> PlannedStep:
    step = one.step
    basis = (step.due.step_id,) if step.due and step.due.relation is DueRelation.WITH else ()
    ends = [at for i in (*step.needs, *basis) if i in progress and (at := progress[i].settled_at)]
    earliest = max(ends, default=opened_at)
    at = max(one.due_at, earliest) if one.due_at else earliest
    answer = answers.get(step.id, step.decision.options[0] if step.decision else "")
    return PlannedStep(step, at, answer)
