"""Whether due times fit the recommended order: a step that others come after is due before them, or with them.

Leaves to `step_due.py` what a due time is. Pure: steps in, sentences out; `checks.py` finds their places in the file.

Caveats: milestones are compared as if the incident went as planned, so awareness counts as the opening, and the end of
the response comes after everything that counts from the opening; what counts from another milestone is compared only
with what counts from the same. A need without a due time passes on the question to its own needs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.runbook.model import Step
from bot.runbook.step_due import Milestone, StepDue

Steps = Mapping[str, Step]


@dataclass(frozen=True)
class RoughTime:
    """How long after an origin, roughly. The opening and awareness are one origin."""

    origin: str
    offset: timedelta

    def is_before(self, other: "RoughTime") -> bool:
        """Whether it is certainly earlier; False where that can't be told."""
        if self.origin == other.origin:
            return self.offset < other.offset
        return other.origin == Milestone.CLOSED


def check_order(step: Step, steps: Steps) -> Iterator[tuple[str, str]]:
    """The key that is wrong and what is wrong with it, for the step's own due time and for the one that replaces it."""
    for key, due in _dues(step):
        at = _when(due, steps)
        for need in _governing(step, steps):
            other = steps[need].due
            if other and at and _is_early(due, at, other, steps):
                yield key, f"due {due}, but it comes after '{need}', which is due {other}."
    own, sooner = _when(step.due, steps), _when(step.sooner.due, steps) if step.sooner else None
    if step.sooner and own and sooner and not sooner.is_before(own):
        yield "sooner", f"'{step.sooner.due}' is not sooner than '{step.due}'."


def _dues(step: Step) -> Iterator[tuple[str, StepDue]]:
    if step.due:
        yield "due", step.due
    if step.sooner:
        yield "sooner", step.sooner.due


def _is_early(due: StepDue, at: RoughTime, other: StepDue, steps: Steps) -> bool:
    if due.basis == other.basis and due.period and other.period:
        return due.period.about < other.period.about
    needed = _when(other, steps)
    return needed is not None and at.is_before(needed)


def _governing(step: Step, steps: Steps) -> Iterator[str]:
    """The steps with a due time that this one comes after: what it needs and what decides it, at any distance."""
    seen: set[str] = set()
    ahead = [*step.needs, *step.if_decided]
    while ahead:
        need = ahead.pop(0)
        if need in seen or need not in steps:
            continue
        seen.add(need)
        if steps[need].due:
            yield need
        else:
            ahead += [*steps[need].needs, *steps[need].if_decided]


def _when(due: StepDue | None, steps: Steps, seen: frozenset[str] = frozenset()) -> RoughTime | None:
    """None where it can't be told; `seen` ends a walk through due times that name each other."""
    if due is None or due.basis in seen:
        return None
    offset = due.period.about if due.period else timedelta()
    if due.step_id is None:
        start = due.basis in (Milestone.OPENED, Milestone.AWARE)
        return RoughTime(Milestone.OPENED if start else due.basis, offset)
    other = steps.get(due.step_id)
    found = _when(other.due, steps, seen | {due.basis}) if other else None
    return RoughTime(found.origin, found.offset + offset) if found else None
