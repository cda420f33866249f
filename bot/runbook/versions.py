"""How two runbooks differ, and what moving an incident from one to the other means for what was done.

An incident keeps the runbook it began with until somebody moves it. Nothing that people did is lost by a move: the
state of a step stays with its id. What surprises: an answer that the new runbook does not offer counts as not given.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.runbook.model import Runbook, Step
from bot.runbook.progress import StepProgress


@dataclass(frozen=True)
class Difference:
    """Steps by what became of them; `changed` names the keys that read differently."""

    added: tuple[Step, ...]
    removed: tuple[Step, ...]
    changed: tuple[tuple[Step, tuple[str, ...]], ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class Move:
    """What a move would do: the states under the new runbook, and what a person should look at."""

    difference: Difference
    states: Mapping[str, StepProgress]
    left_behind: tuple[Step, ...]  # worked on, and no longer part of the runbook
    asked_again: tuple[Step, ...]  # decided, with an answer that is no longer offered


def difference(old: Runbook, new: Runbook) -> Difference:
    """Old to new, each list in its runbook's order; a step is the same when its id is."""
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


def move(old: Runbook, new: Runbook, states: Mapping[str, StepProgress]) -> Move:
    """What becomes of `states` when an incident goes from `old` to `new`. Moving twice to the same changes nothing."""
    found = difference(old, new)
    again = tuple(step for step in new.steps if _is_asked_again(step, states.get(step.id)))
    reopened = {
        step.id: replace(states[step.id], state="open", answer="", reason="", settled_at=None) for step in again
    }
    kept = {step.id: states[step.id] for step in new.steps if step.id in states}
    return Move(
        difference=found,
        states={**kept, **reopened},
        left_behind=tuple(step for step in found.removed if _worked_on(states.get(step.id))),
        asked_again=again,
    )


def _is_asked_again(step: Step, state: StepProgress | None) -> bool:
    options = step.decision.options if step.decision else ()
    return bool(state and state.answer and state.answer not in options)


def _worked_on(state: StepProgress | None) -> bool:
    return bool(state and state.state != "open")
