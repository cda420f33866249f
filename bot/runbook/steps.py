"""Which step is open, blocked, claimed, done, skipped, set aside or late now, and because of what.

Decides nothing about people's rights (`incidents.py`) and fires nothing (`timers`). What surprises: phases run side by
side, only `needs` and undecided decisions hold a step back; a condition that nobody can answer yet leaves the step in
sight as `pending` ("may apply"); a finished step stays finished even when its condition turns false, an unfinished one
is set aside and comes back when the condition turns true again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.law.conditions import reads
from bot.runbook.model import Phase, Runbook, Step
from bot.runbook.progress import Holds, RunbookSnapshot, StepProgress
from bot.runbook.step_due import Days, Milestones

State = Literal["blocked", "pending", "open", "claimed", "done", "skipped", "set_aside"]
UNSETTLED: tuple[State, ...] = ("blocked", "pending", "open", "claimed")


@dataclass(frozen=True)
class StepStatus:
    """One step now. `because` is a sentence for people; `late_for` is None while it is not late."""

    step: Step
    state: State
    blocked_by: tuple[str, ...] = ()
    due_at: datetime | None = None
    late_for: timedelta | None = None
    because: str = ""
    person: str = ""
    again_at: datetime | None = None
    answer: str = ""  # what was decided, where it decides something
    stuck: str = ""  # a person's word on what is in the way; then it is `because` too

    @property
    def settled(self) -> bool:
        return self.state not in UNSETTLED

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts whose answers would settle whether it applies."""
        return reads(self.step.when) if self.state == "pending" else ()

    @property
    def may_go_first(self) -> bool:
        """Whether a person's safety may put it before what it waits for: telling people never waits for a form."""
        return self.state == "blocked" and self.step.safety_first


def status(
    runbook: Runbook, states: Mapping[str, StepProgress], holds: Holds, moments: Milestones, now: datetime, days: Days
) -> tuple[StepStatus, ...]:
    """Every step of the runbook as it stands now, in the runbook's order."""
    return seen(RunbookSnapshot(runbook, states, holds, moments, now, days))


def seen(sight: RunbookSnapshot) -> tuple[StepStatus, ...]:
    """What one look shows."""
    return tuple(_settled(step, sight) or _unsettled(step, sight) for step in sight.runbook.steps)


def _settled(step: Step, sight: RunbookSnapshot) -> StepStatus | None:
    """The step as finished, skipped or set aside; None when somebody still has to do it, or to do it again."""
    state = sight.state(step.id)
    applies, because = sight.applies[step.id]
    if state.state in ("done", "skipped"):
        again_at = sight.again_at(step)
        if applies is False or (sight.is_settled(step.id) and (again_at is None or again_at > sight.now)):
            due_at = sight.due_at(step)
            return StepStatus(step, state.state, (), due_at, None, state.reason, state.person, again_at, state.answer)
    if applies is False:
        return StepStatus(step, "set_aside", because=because, person=state.person)
    return None


def _unsettled(step: Step, sight: RunbookSnapshot) -> StepStatus:
    state = sight.state(step.id)
    applies, because = sight.applies[step.id]
    due_at, blocked_by = sight.due_at(step), sight.blocked_by(step)
    now_is: State = "claimed" if state.state == "claimed" else "open"
    if state.state == "done":
        blocked_by = ()
        if sight.is_unfinished(step.id):
            because = f"Answered “{state.answer}”: it stays to be done."
        else:
            because, due_at = f"To be done again ({step.again}).", sight.again_at(step)
    elif blocked_by:
        now_is = "blocked"
    elif state.exception:
        because = f"A person's safety comes first: {state.exception} Tell whoever is in danger; the others still wait."
    elif applies is None and now_is == "open":
        now_is = "pending"
    late_for = sight.now - due_at if due_at and sight.now > due_at and now_is != "pending" else None
    return StepStatus(
        step, now_is, blocked_by, due_at, late_for, state.stuck or because, state.person, stuck=state.stuck
    )


@dataclass(frozen=True)
class StepChange:
    """A step whose place changed between two looks."""

    step: Step
    what: Literal["appeared", "set_aside", "opened", "late"]
    because: str


def changes(before: Iterable[StepStatus], after: Iterable[StepStatus]) -> tuple[StepChange, ...]:
    """What the channel is to be told when facts or steps changed; both looks are of the same runbook."""
    old = {one.step.id: one for one in before}
    found = (_change(old[one.step.id], one) for one in after if one.step.id in old)
    return tuple(change for change in found if change)


def _change(was: StepStatus, now: StepStatus) -> StepChange | None:
    if now.state == "set_aside" and was.state != "set_aside":
        return StepChange(now.step, "set_aside", now.because)
    if was.state == "set_aside" and now.state != "set_aside":
        return StepChange(now.step, "appeared", now.because or "What had set it aside no longer holds.")
    if was.state == "pending" and now.state in ("open", "blocked"):
        return StepChange(now.step, "appeared", now.because)
    if now.state == "open" and was.state in ("blocked", "done"):
        return StepChange(now.step, "opened", now.because or "What it waited for is settled.")
    if now.late_for and not was.late_for and not now.settled:
        return StepChange(now.step, "late", f"It was due {now.step.due}." if now.step.due else "It is late.")
    return None


def next_for(statuses: Iterable[StepStatus], roles: Iterable[str], person: str = "") -> tuple[StepStatus, ...]:
    """What this person can do now: their own first, then open ones of their roles, each by due; may-apply ones last."""
    held = set(roles)
    mine = [one for one in statuses if one.state in ("open", "claimed", "pending") and _is_for(one, held, person)]
    latest = max((one.due_at for one in mine if one.due_at), default=None)
    return tuple(
        sorted(
            mine,
            key=lambda one: (
                one.person != person or not person,
                one.state == "pending",
                one.due_at is None,
                one.due_at or latest,
            ),
        )
    )


def _is_for(one: StepStatus, roles: set[str], person: str) -> bool:
    if one.step.restricted_to and roles.isdisjoint(one.step.restricted_to):
        return False
    return one.person == person if one.person else not roles.isdisjoint(one.step.doers)


def unsettled(statuses: Iterable[StepStatus], *phases: Phase) -> tuple[StepStatus, ...]:
    """Steps of these phases (all, when none is named) that somebody still has to do, skip or answer."""
    return tuple(one for one in statuses if not one.settled and (not phases or one.step.phase in phases))
