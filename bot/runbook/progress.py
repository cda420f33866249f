"""What people did with the steps of a runbook, and what follows: which apply, which are settled, when each is due.

`Sight` is one look at a runbook at one instant; `steps.py` turns it into what people see. What surprises: a step
without a number borrows the earliest due of the steps that wait for it; an answer may leave its step to be done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal

from bot.runbook.model import Runbook, Step
from bot.runbook.step_due import Days, Milestone, Milestones, Recurrence, StepDue

Holds = Callable[[str], bool | None]
"""Answers a condition over the facts: it holds, it does not, or it cannot be told yet."""


@dataclass(frozen=True)
class StepProgress:
    """What people did with one step; a step nobody touched has none. All instants in UTC."""

    state: Literal["open", "claimed", "done", "skipped"] = "open"
    person: str = ""
    claimed_at: datetime | None = None
    settled_at: datetime | None = None
    answer: str = ""
    reason: str = ""
    stuck: str = ""
    exception: str = ""  # why a person's safety goes before what it waits for


@dataclass(frozen=True)
class RunbookSnapshot:
    """Everything that one look at a runbook needs; what is worked out once is kept."""

    runbook: Runbook
    states: Mapping[str, StepProgress]
    holds: Holds
    stated: Milestones
    now: datetime
    days: Days

    @cached_property
    def steps(self) -> dict[str, Step]:
        return {step.id: step for step in self.runbook.steps}

    @cached_property
    def applies(self) -> dict[str, tuple[bool | None, str]]:
        """Whether each step applies (None: cannot be told), with the sentence that says why."""
        return {step.id: self._applies(step) for step in self.runbook.steps}

    @cached_property
    def waited_for_by(self) -> dict[str, list[Step]]:
        """The steps that need a step, by its id."""
        found: dict[str, list[Step]] = {}
        for step in self.runbook.steps:
            for need in step.needs:
                found.setdefault(need, []).append(step)
        return found

    @cached_property
    def moments(self) -> Milestones:
        """The moments that were stated, and those that came because every step marking them is settled."""
        found: dict[str, datetime] = {}
        for moment in Milestone:
            markers = [s.id for s in self.runbook.steps if s.marks == moment and self.applies[s.id][0] is not False]
            ends = [at for i in markers if self.is_settled(i) and (at := self.state(i).settled_at)]
            if markers and len(ends) == len(markers) and self.stated.at(moment) is None:
                found[f"{moment}_at"] = max(ends)
        return replace(self.stated, **found)

    def state(self, step_id: str) -> StepProgress:
        return self.states.get(step_id, StepProgress())

    def is_unfinished(self, step_id: str) -> bool:
        """Whether it was decided with an answer that leaves the step open, such as “no go”."""
        decision, state = self.steps[step_id].decision, self.state(step_id)
        return bool(decision and state.state == "done" and state.answer in decision.stays_open_on)

    def is_settled(self, step_id: str) -> bool:
        """Done or skipped; what does not apply is not settled but out of the way."""
        return self.state(step_id).state in ("done", "skipped") and not self.is_unfinished(step_id)

    def _applies(self, step: Step) -> tuple[bool | None, str]:
        wrong = [i for i, wanted in step.if_decided.items() if self.state(i).answer not in ("", *wanted)]
        if step.if_decided and len(wrong) == len(step.if_decided):
            said = " and ".join(f"“{self.steps[i].title}” was answered “{self.state(i).answer}”" for i in wrong)
            return False, f"Set aside: {said}."
        if not step.when:
            return True, ""
        answer = self.holds(step.when)
        if answer is None:
            return None, f"May apply: it does if {step.because}, and that is not known yet."
        says = f"Applies because {step.because}." if answer else f"Set aside: it applies only if {step.because}."
        return answer, says

    def blocked_by(self, step: Step) -> tuple[str, ...]:
        """The needs that are still to be settled, and the decisions that may yet make it apply."""
        if self.state(step.id).exception:
            return ()
        matched = any(self.state(i).answer in wanted for i, wanted in step.if_decided.items())
        undecided = [] if matched else [i for i in step.if_decided if not self.state(i).answer]
        waits = [i for i in dict.fromkeys((*step.needs, *undecided)) if i in self.steps]
        return tuple(i for i in waits if self.applies[i][0] is not False and not self.is_settled(i))

    def due_at(self, step: Step, seen: frozenset[str] = frozenset()) -> datetime | None:
        """The step's own instant; without a number, the earliest one of the steps that wait for it."""
        sooner = step.sooner
        if sooner and any(self.state(i).answer in wanted for i, wanted in sooner.if_decided.items()):
            return self.instant(sooner.due, seen | {step.id})
        if step.due:
            return self.instant(step.due, seen | {step.id})
        waiting = [s for s in self.waited_for_by.get(step.id, ()) if s.id not in seen and self.applies[s.id][0]]
        instants = [self.due_at(each, seen | {step.id}) for each in waiting]
        return min((at for at in instants if at), default=None)

    def instant(self, due: StepDue, seen: frozenset[str] = frozenset()) -> datetime | None:
        """None while what it counts from has not come."""
        other = self.steps.get(due.basis)
        if due.relation in ("before", "with"):
            return self.due_at(other, seen) if other and other.id not in seen else None
        start = self.state(other.id).settled_at if other else self.moments.at(due.basis)
        return self.days.after(start, due.period) if start and due.period else start

    def again_at(self, step: Step) -> datetime | None:
        """When a finished step is due once more; None when it is not."""
        again, state = step.again, self.state(step.id)
        done_at = state.settled_at
        if again is None or done_at is None or state.state != "done":
            return None
        if again.on_facts or again.due:
            second_at = self.instant(again.due) if again.due else self.moments.facts_changed_at
            return second_at if second_at and second_at > done_at else None
        next_at = done_at + timedelta(days=1 if again.every == "daily" else 7)
        end_at = self._end_of(again, step)
        return None if end_at and next_at > end_at else next_at

    def _end_of(self, again: Recurrence, step: Step) -> datetime | None:
        if again.for_days:
            start = (self.instant(step.due) if step.due else None) or self.moments.opened_at
            return start + timedelta(days=again.for_days)
        if again.until in self.steps:
            return self.state(again.until).settled_at
        return self.moments.at(again.until)
