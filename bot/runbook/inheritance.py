"""How a runbook's file and the core it extends become one runbook, and the order of its steps.

Decides what is changed, dropped and added, and the order, which is computed. Leaves to `checks.py` whether the two are
consistent.

Caveats: a change replaces only the keys that it names; the order is for reading, and no deadline follows from it.
"""

from datetime import timedelta

from bot.runbook.model import Phase, Runbook, RunbookFile, Step, StepOverride
from bot.runbook.step_due import Milestone


def build_runbook(own: RunbookFile, core: RunbookFile | None = None) -> Runbook:
    """One runbook from its file and the core it extends. Expects files without faults."""
    return Runbook(
        kind=own.kind,
        title=own.title,
        version=own.version,
        about=own.about,
        dropped=dict(own.drops),
        steps=sort_steps(merge_core(own, core)),
    )


def merge_core(own: RunbookFile, core: RunbookFile | None) -> tuple[Step, ...]:
    """The core's steps as `own` changes them, without those that it drops, then its own; in no particular order."""
    inherited = core.steps if core else ()
    kept = [_changed(step, own.changes.get(step.id)) for step in inherited if step.id not in own.drops]
    return (*kept, *own.steps)


def _changed(step: Step, change: StepOverride | None) -> Step:
    if change is None:
        return step
    return step.model_copy(update={name: getattr(change, name) for name in change.model_fields_set})


def sort_steps(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """By phase; within a phase, steps come after those they need, then by due time, then as written."""
    by_id = {step.id: step for step in steps}
    found: dict[str, timedelta] = {}
    phases = list(Phase)
    waiting = sorted(steps, key=lambda step: (phases.index(step.phase), _roughly_due(step, by_id, found)))
    placed: list[Step] = []
    while waiting:
        here = [step for step in waiting if step.phase == waiting[0].phase]
        same = {step.id for step in here}
        ready = next((step for step in here if not same & set(step.needs)), here[0])
        placed.append(ready)
        waiting.remove(ready)
    return tuple(placed)


def _roughly_due(step: Step, by_id: dict[str, Step], found: dict[str, timedelta]) -> timedelta:
    """How long after the opening, if everything goes as planned: for ordering, never for a deadline.

    The end of the response is taken to be 30 days off; a step without a number comes after what it needs. `found`
    keeps what is worked out already, and ends the walk where steps wait for each other.
    """
    if step.id in found:
        return found[step.id]
    found[step.id] = timedelta()
    floor = max((_roughly_due(by_id[i], by_id, found) for i in step.needs if i in by_id), default=timedelta())
    at = floor
    if step.due:
        basis = by_id.get(step.due.basis)
        start = timedelta(days=30 if step.due.basis == Milestone.CLOSED else 0)
        start = _roughly_due(basis, by_id, found) if basis else start
        at = max(floor, start + (step.due.period.about if step.due.period else timedelta()))
    found[step.id] = at
    return at
