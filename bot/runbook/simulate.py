"""A runbook played through on paper: who does what when, for given facts and answers.

Every step is finished at its due, or as soon as what it waits for is finished when that is later or when it has no due.
Decisions are answered as told, otherwise with the first answer offered. What surprises: it assumes that all goes as
planned; it shows the shape of the days to come, not a forecast.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.runbook.model import Runbook, Step
from bot.runbook.progress import Holds, StepProgress
from bot.runbook.step_due import Days, Milestones
from bot.runbook.steps import StepStatus, status, unsettled


@dataclass(frozen=True)
class Planned:
    """One step in the plan. `at` is when it is finished; `answer` what its decision is taken to be."""

    step: Step
    at: datetime
    answer: str = ""


@dataclass(frozen=True)
class Rehearsal:
    """`stuck` is empty in a sound runbook: steps that could never be worked on."""

    planned: tuple[Planned, ...]
    may_apply: tuple[StepStatus, ...]
    set_aside: tuple[StepStatus, ...]
    stuck: tuple[StepStatus, ...]


def rehearse(
    runbook: Runbook, holds: Holds, opened_at: datetime, days: Days, answers: Mapping[str, str] | None = None
) -> Rehearsal:
    """Plays the runbook through from `opened_at`, the moment of awareness being the same. Steps in order of time."""
    moments = Milestones(opened_at=opened_at, aware_at=opened_at)
    states: dict[str, StepProgress] = {}
    planned: list[Planned] = []
    may_apply: dict[str, StepStatus] = {}
    while ready := [
        one
        for one in status(runbook, states, holds, moments, opened_at, days)
        if one.state in ("open", "pending") and one.step.id not in states
    ]:
        may_apply |= {one.step.id: one for one in ready if one.state == "pending"}
        for one in [one for one in ready if not _hangs(one, states)] or ready:
            move = _planned(one, states, opened_at, answers or {})
            states[one.step.id] = StepProgress("done", settled_at=move.at, answer=move.answer)
            if one.state == "open":
                planned.append(move)
    end = status(runbook, states, holds, moments, opened_at, days)
    return Rehearsal(
        planned=tuple(sorted(planned, key=lambda each: each.at)),
        may_apply=tuple(may_apply.values()),
        set_aside=tuple(one for one in end if one.state == "set_aside"),
        stuck=unsettled(one for one in end if one.step.id not in states),
    )


def _hangs(one: StepStatus, states: Mapping[str, StepProgress]) -> bool:
    """Whether its due counts from something that has not come, so that other steps go first."""
    due = one.step.due
    if due is None or due.relation == "before" or one.due_at:
        return False
    return due.step_id is None or due.step_id not in states


def _planned(
    one: StepStatus, states: Mapping[str, StepProgress], opened_at: datetime, answers: Mapping[str, str]
) -> Planned:
    step = one.step
    basis = (step.due.step_id,) if step.due and step.due.relation == "with" else ()
    ends = [at for i in (*step.needs, *basis) if i in states and (at := states[i].settled_at)]
    earliest = max(ends, default=opened_at)
    at = max(one.due_at, earliest) if one.due_at else earliest
    answer = answers.get(step.id, step.decision.options[0] if step.decision else "")
    return Planned(step, at, answer)
