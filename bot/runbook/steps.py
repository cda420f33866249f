"""Which steps are open, blocked, done, set aside or late now and why, what changed, and what comes next for a person.

Leaves to `progress.py` the result of a condition or a due time, to the caller who may work on a step, and sends
nothing.

Caveats: phases run in parallel; only `needs` and open decisions block a step. A condition that cannot be answered yet
leaves the step listed as `pending` (“may apply”). A finished step stays finished even when its condition turns false;
an unfinished one is set aside and comes back when the condition turns true again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.law.conditions import reads
from bot.runbook.model import Phase, Step
from bot.runbook.progress import RunbookSnapshot, StepState
from bot.sentences import Text, sentence


@dataclass(frozen=True)
class StepStatus:
    """One step now. `because` is a sentence for people; `late_for` is None unless it is late."""

    step: Step
    state: StepState
    blocked_by: tuple[str, ...] = ()
    due_at: datetime | None = None
    late_for: timedelta | None = None
    because: Text = ""
    person: str = ""
    answer: str = ""  # the decision, if it has one
    stuck: str = ""  # a blocker that a person reported; it is then `because` too

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts needed to tell whether it applies."""
        return reads(self.step.when) if self.state is StepState.PENDING else ()

    @property
    def can_be_taken(self) -> bool:
        """Whether someone may start it now, even though it may turn out not to apply."""
        return self.state.is_workable or self.state is StepState.PENDING

    @property
    def may_go_first(self) -> bool:
        """Whether a person's safety may come before what it waits for: warning people never waits for a form."""
        return self.state is StepState.BLOCKED and self.step.safety_first


def status(snapshot: RunbookSnapshot) -> tuple[StepStatus, ...]:
    """The current status of every step, in the runbook's order."""
    return tuple(_settled(step, snapshot) or _unsettled(step, snapshot) for step in snapshot.runbook.steps)


def _settled(step: Step, snapshot: RunbookSnapshot) -> StepStatus | None:
    """The step as finished, skipped or set aside; None if someone still has to do it, or do it again."""
    progress = snapshot.progress_of(step.id)
    applies, because = snapshot.applies[step.id]
    if progress.state.is_finished:
        recurs_at = snapshot.recurs_at(step)
        rests = snapshot.is_settled(step.id) and (recurs_at is None or recurs_at > snapshot.now)
        if applies is False or rests:
            return StepStatus(
                step,
                progress.state,
                due_at=snapshot.due_at(step),
                because=progress.reason,
                person=progress.person,
                answer=progress.answer,
            )
    if applies is False:
        return StepStatus(step, StepState.SET_ASIDE, because=because, person=progress.person)
    return None


def _unsettled(step: Step, snapshot: RunbookSnapshot) -> StepStatus:
    progress = snapshot.progress_of(step.id)
    was_done = progress.state is StepState.DONE
    blocked_by = () if was_done else snapshot.blocked_by(step)
    state, because = _state(step, blocked_by, snapshot)
    recurs = was_done and not snapshot.stays_open(step.id)
    due_at = snapshot.recurs_at(step) if recurs else snapshot.due_at(step)
    is_late = due_at and snapshot.now > due_at and state is not StepState.PENDING
    return StepStatus(
        step,
        state,
        blocked_by,
        due_at,
        late_for=snapshot.now - due_at if due_at and is_late else None,
        because=progress.stuck or because,
        person=progress.person,
        stuck=progress.stuck,
    )


def _state(step: Step, blocked_by: tuple[str, ...], snapshot: RunbookSnapshot) -> tuple[StepState, Text]:
    """The state of an unfinished step, and why."""
    progress = snapshot.progress_of(step.id)
    applies, because = snapshot.applies[step.id]
    if progress.state is StepState.DONE:
        if snapshot.stays_open(step.id):
            return StepState.OPEN, sentence("Answered “{answer}”: the step stays open.", answer=progress.answer)
        return StepState.OPEN, sentence("To do again ({interval}).", interval=str(step.again))
    if blocked_by:
        return StepState.BLOCKED, because
    if progress.exception:
        why = sentence(
            "A person's safety comes first: {reason} Warn the person in danger; everyone else still waits.",
            reason=progress.exception,
        )
        return progress.state, why
    if applies is None and progress.state is StepState.OPEN:
        return StepState.PENDING, because
    return progress.state, because


class StepChangeKind(StrEnum):
    """What the channel is told about a step."""

    APPEARED = "appeared"  # it applies now
    SET_ASIDE = "set_aside"  # it no longer applies
    OPENED = "opened"  # no longer waiting, or to do again
    LATE = "late"  # its due time has passed


@dataclass(frozen=True)
class StepChange:
    """A step that changed between two times."""

    step: Step
    what: StepChangeKind
    because: Text


def changes(before: Iterable[StepStatus], after: Iterable[StepStatus]) -> tuple[StepChange, ...]:
    """What to tell the channel when facts or steps changed; both are of the same runbook."""
    old = {one.step.id: one for one in before}
    found = (_change(old[one.step.id], one) for one in after if one.step.id in old)
    return tuple(change for change in found if change)


def _change(was: StepStatus, now: StepStatus) -> StepChange | None:
    if now.state is StepState.SET_ASIDE and was.state is not StepState.SET_ASIDE:
        return StepChange(now.step, StepChangeKind.SET_ASIDE, now.because)
    if was.state is StepState.SET_ASIDE and now.state is not StepState.SET_ASIDE:
        over = sentence("The reason for setting it aside no longer applies.")
        return StepChange(now.step, StepChangeKind.APPEARED, now.because or over)
    if was.state is StepState.PENDING and now.state in (StepState.OPEN, StepState.BLOCKED):
        return StepChange(now.step, StepChangeKind.APPEARED, now.because)
    if now.state is StepState.OPEN and was.state in (StepState.BLOCKED, StepState.DONE):
        return StepChange(
            now.step, StepChangeKind.OPENED, now.because or sentence("It is no longer waiting for anything.")
        )
    if now.late_for and not was.late_for and not now.state.is_settled:
        due = now.step.due
        said = sentence("It was due {due}.", due=str(due)) if due else sentence("It is late.")
        return StepChange(now.step, StepChangeKind.LATE, said)
    return None


def next_steps(statuses: Iterable[StepStatus], roles: Iterable[str], person: str = "") -> tuple[StepStatus, ...]:
    """What this person can do now: their own first, then open ones for their roles, by due time; may-apply last."""
    own_roles = set(roles)
    mine = [one for one in statuses if one.can_be_taken and _is_for(one, own_roles, person)]
    latest = max((one.due_at for one in mine if one.due_at), default=None)
    return tuple(
        sorted(
            mine,
            key=lambda one: (
                one.person != person or not person,
                one.state is StepState.PENDING,
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
    """Steps of these phases (all, if none is named) that someone still has to do, skip or answer."""
    return tuple(one for one in statuses if not one.state.is_settled and (not phases or one.step.phase in phases))
