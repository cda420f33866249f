"""How two runbooks differ, and what moving an incident from one to the other means for finished work.

Decides which steps were added, removed or changed, and what a move keeps, drops and asks again. Leaves to the caller
whether and when to move: an incident keeps the runbook it started with until someone moves it.

Caveats: a step's progress follows its id, even if the step has changed; an answer that the new runbook does not offer
counts as not given.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.runbook.model import Runbook, Step
from bot.runbook.progress import StepProgress, StepState


@dataclass(frozen=True)
class Difference:
    """Steps grouped by what changed; `changed` names the keys that differ."""

    added: tuple[Step, ...]
    removed: tuple[Step, ...]
    changed: tuple[tuple[Step, tuple[str, ...]], ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class Move:
    """What a move would do: the progress under the new runbook, and what a person should review."""

    difference: Difference
    progress: Mapping[str, StepProgress]
    left_behind: tuple[Step, ...]  # worked on, and no longer part of the runbook
    asked_again: tuple[Step, ...]  # decided, with an answer that is no longer offered


def compare(old: Runbook, new: Runbook) -> Difference:
    """From old to new, each list in its runbook's order; steps with the same id are the same step."""
    before = {step.id: step for step in old.steps}
    after = {step.id: step for step in new.steps}
    both = [(before[i], step) for i, step in after.items() if i in before]
    return Difference(
        added=tuple(step for i, step in after.items() if i not in before),
        removed=tuple(step for i, step in before.items() if i not in after),
        changed=tuple((step, keys) for was, step in both if (keys := _changed_keys(was, step))),
    )


def _changed_keys(was: Step, now: Step) -> tuple[str, ...]:
    return tuple(key for key in Step.model_fields if key != "origin" and getattr(was, key) != getattr(now, key))


def move(old: Runbook, new: Runbook, progress: Mapping[str, StepProgress]) -> Move:
    """What happens to `progress` when an incident moves from `old` to `new`. Moving is idempotent."""
    difference = compare(old, new)
    asked_again = tuple(step for step in new.steps if _is_asked_again(step, progress.get(step.id)))
    reopened = {
        step.id: replace(progress[step.id], state=StepState.OPEN, answer="", reason="", settled_at=None, done_before=())
        for step in asked_again
    }
    kept = {step.id: progress[step.id] for step in new.steps if step.id in progress}
    return Move(
        difference=difference,
        progress={**kept, **reopened},
        left_behind=tuple(step for step in difference.removed if _was_worked_on(progress.get(step.id))),
        asked_again=asked_again,
    )


def _is_asked_again(step: Step, progress: StepProgress | None) -> bool:
    options = step.decision.options if step.decision else ()
    return bool(progress and progress.answer and progress.answer not in options)


def _was_worked_on(progress: StepProgress | None) -> bool:
    return bool(progress and progress.state is not StepState.OPEN)
