"""Which steps are open, waiting, gated, done, set aside or late now and why, what changed, and what comes next for a
person.

Leaves to `progress.py` the result of a condition or a due time, to the caller who may work on a step, and sends
nothing.

Caveats: phases run in parallel. Order is advice: a step whose `needs` are open is `waiting` and can be done anyway;
only a step with a `gate` is held back by them. A condition or decision that is still open leaves the step listed
as `pending` (“may apply”). A finished step stays finished even when its condition turns false; an unfinished one is
set aside and comes back when the condition turns true again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.law.conditions import reads
from bot.runbook.model import Phase, Step
from bot.runbook.progress import RunbookSnapshot, StepProgress, StepState
from bot.sentences import Text, sentence


class StepStatus(NamedTuple):
    """One step now. `because` is a sentence for people; `late_for` is None unless it is open and late.

    `waits_for` names the needs and decisions that are still open: advice, or what keeps the gate closed.
    """

    step: Step
    state: StepState
    waits_for: tuple[str, ...] = ()
    due_at: datetime | None = None
    late_for: timedelta | None = None
    done_late_for: timedelta | None = None  # how long after its due time it was done
    because: Text = ""
    owners: tuple[str, ...] = ()  # who took it or was given it, in that order; of one that is settled: who did that
    answer: str = ""  # the decision, if it has one
    stuck: str = ""  # a blocker that a person reported; it is then `because` too
    done_before: tuple[Step, ...] = ()  # the needs that were open when it was done
    deviation: str = ""  # why it happened although its gate was closed
    check_at: datetime | None = None  # what it asks for isn't known yet: when someone checks again

    @property
    def person(self) -> str:
        """Who has had it the longest, or who settled it; empty where no one has it."""
        return self.owners[0] if self.owners else ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts needed to tell whether it applies."""
        return reads(self.step.when) if self.step.when and self.state is StepState.PENDING else ()

    @property
    def can_be_taken(self) -> bool:
        """Whether someone may start it now, even though it comes early or may turn out not to apply."""
        return self.state.is_workable or self.state in (StepState.WAITING, StepState.PENDING)

    @property
    def may_go_first(self) -> bool:
        """Whether it tells people, so that it shows who is in danger and warned before anything else."""
        return not self.state.is_settled and self.step.safety_first


def lateness(due_at: datetime | None, at: datetime, *, could_be_done: bool = True) -> timedelta | None:
    """How long after its due time a step is still open at `at`, or was done at `at`; None if it is not late.

    The one rule, for the card, lists, digests, reminders and the report:

    - A step that could not be done yet is not late: its gate is closed, it is not known whether it applies, or what
      its due time counts from has not happened (`due_at` is then None).
    - Order is advice, so that open needs are no excuse: a waiting step is late once its own due time has passed.
    - A due time that a step takes from those that come after it counts while one of them is still to come.
    - At its exact due time a step is not late. One that was skipped or set aside never is.
    """
    return at - due_at if due_at and at > due_at and could_be_done else None


def status(snapshot: RunbookSnapshot, now: datetime) -> tuple[StepStatus, ...]:
    """The status of every step at `now`, in the runbook's order."""
    return tuple(status_of(step, snapshot, now) for step in snapshot.runbook.steps)


def status_of(step: Step, snapshot: RunbookSnapshot, now: datetime) -> StepStatus:
    """The status of one step at `now`."""
    return _settled(step, snapshot, now) or _unsettled(step, snapshot, now)


def _settled(step: Step, snapshot: RunbookSnapshot, now: datetime) -> StepStatus | None:
    """The step as finished, skipped or set aside; None if someone still has to do it, or do it again."""
    progress = snapshot.progress_of(step.id)
    applies, because = snapshot.applies[step.id]
    if progress.state.is_finished:
        recurs_at = snapshot.recurs_at(step)
        rests = snapshot.is_settled(step.id) and (recurs_at is None or recurs_at > now)
        if applies is False or rests:
            due_at = snapshot.due_at(step)
            return StepStatus(
                step,
                progress.state,
                due_at=due_at,
                done_late_for=_done_late_for(step, progress, due_at),
                because=progress.reason,
                owners=progress.owners,
                answer=progress.answer,
                done_before=tuple(snapshot.steps[i] for i in progress.done_before if i in snapshot.steps),
                deviation=progress.deviation,
            )
    if applies is False:
        return StepStatus(step, StepState.SET_ASIDE, because=because, owners=progress.owners)
    return None


def _done_late_for(step: Step, progress: StepProgress, due_at: datetime | None) -> timedelta | None:
    """Of a step that is done again and again only the last time is known, and its due time is that of the first."""
    if progress.state is not StepState.DONE or progress.settled_at is None or step.again:
        return None
    return lateness(due_at, progress.settled_at)


def _unsettled(step: Step, snapshot: RunbookSnapshot, now: datetime) -> StepStatus:
    progress = snapshot.progress_of(step.id)
    was_done = progress.state is StepState.DONE
    waits_for = () if was_done else snapshot.waits_for(step)
    state, because = _state(step, waits_for, snapshot)
    recurs = was_done and not snapshot.stays_open(step.id)
    due_at = snapshot.recurs_at(step) if recurs else snapshot.due_at(step)
    applies = snapshot.applies[step.id][0] is True or was_done or bool(progress.exception)
    return StepStatus(
        step,
        state,
        waits_for,
        due_at,
        late_for=lateness(due_at, now, could_be_done=applies and state is not StepState.GATED),
        because=progress.stuck or because,
        owners=progress.owners,
        stuck=progress.stuck,
        deviation=progress.deviation,
        check_at=progress.check_at,
    )


def _state(step: Step, waits_for: tuple[str, ...], snapshot: RunbookSnapshot) -> tuple[StepState, Text]:
    """The state of an unfinished step, and why."""
    progress = snapshot.progress_of(step.id)
    applies, because = snapshot.applies[step.id]
    if progress.state is StepState.DONE:
        if snapshot.stays_open(step.id):
            return StepState.OPEN, sentence(
                "Answered “{answer}”: the step stays open.", answer=sentence(progress.answer)
            )
        again = step.again.said if step.again else ""
        return StepState.OPEN, sentence("Due again ({interval}).", interval=again)
    if waits_for and step.gate:
        return StepState.GATED, because
    if progress.exception:
        why = sentence(
            "A person's safety comes first: {reason} Warn the person in danger; everyone else still waits.",
            reason=progress.exception,
        )
        return progress.state, why
    if progress.state is StepState.OPEN and applies is None:
        return StepState.PENDING, because
    if progress.state is StepState.OPEN and waits_for:
        return StepState.WAITING, because
    return progress.state, because


class StepChangeKind(StrEnum):
    """What the channel is told about a step."""

    APPEARED = "appeared"  # it applies now
    SET_ASIDE = "set_aside"  # it no longer applies
    OPENED = "opened"  # its turn has come, or to do again
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


WAITS = (StepState.GATED, StepState.WAITING, StepState.PENDING, StepState.DONE)
"""The states from which a step opens."""


def _change(was: StepStatus, now: StepStatus) -> StepChange | None:
    if now.state is StepState.SET_ASIDE and was.state is not StepState.SET_ASIDE:
        return StepChange(now.step, StepChangeKind.SET_ASIDE, now.because)
    if was.state is StepState.SET_ASIDE and now.state is not StepState.SET_ASIDE:
        over = sentence("The reason for setting it aside no longer applies.")
        return StepChange(now.step, StepChangeKind.APPEARED, now.because or over)
    if was.state is StepState.PENDING and now.because and now.state in (StepState.OPEN, StepState.WAITING):
        return StepChange(now.step, StepChangeKind.APPEARED, now.because)
    if now.state is StepState.OPEN and was.state in WAITS:
        return StepChange(
            now.step, StepChangeKind.OPENED, now.because or sentence("It is no longer waiting for anything.")
        )
    if now.late_for and not was.late_for and not now.state.is_settled:
        due = now.step.due
        said = sentence("It was due {due}.", due=due.said) if due else sentence("It is late.")
        return StepChange(now.step, StepChangeKind.LATE, said)
    return None


def next_steps(statuses: Iterable[StepStatus], roles: Iterable[str], person: str = "") -> tuple[StepStatus, ...]:
    """What this person can do now: their own first, then what nothing is advised before, then what is better done
    later, then what may not apply; each by due time. Steps behind a closed gate are not among them.
    """
    own_roles = set(roles)
    mine = [one for one in statuses if one.can_be_taken and _is_for(one, own_roles, person)]
    latest = max((one.due_at for one in mine if one.due_at), default=None)
    return tuple(
        sorted(
            mine,
            key=lambda one: (
                person not in one.owners,
                one.state is StepState.PENDING,
                bool(one.waits_for),
                one.due_at is None,
                one.due_at or latest,
            ),
        )
    )


def _is_for(one: StepStatus, roles: set[str], person: str) -> bool:
    if one.step.restricted_to and roles.isdisjoint(one.step.restricted_to):
        return False
    return person in one.owners if one.owners else not roles.isdisjoint(one.step.doers)


def unsettled(statuses: Iterable[StepStatus], *phases: Phase) -> tuple[StepStatus, ...]:
    """Steps of these phases (all, if none is named) that someone still has to do, skip or answer."""
    return tuple(one for one in statuses if not one.state.is_settled and (not phases or one.step.phase in phases))


def carried(statuses: Iterable[StepStatus]) -> frozenset[str]:
    """The steps of *prevent* that a task goes on with: it begins with the step's id."""
    return frozenset(one.step.do.partition(" ")[0] for one in statuses if one.step.is_task)


def without_number(said: str, statuses: Iterable[StepStatus]) -> str:
    """What a task says, without the id of the step that it goes on with."""
    first, _, rest = said.partition(" ")
    return rest if rest and any(first == one.step.id for one in statuses) else said


def left_ahead(statuses: Collection[StepStatus]) -> tuple[StepStatus, ...]:
    """The open steps of *prevent* that end with the incident unless they become tasks. What may not apply, must not be
    done yet or isn't for everyone's eyes becomes none."""
    known = carried(statuses)
    return tuple(
        one
        for one in unsettled(statuses, Phase.PREVENT)
        if not (one.step.is_task or one.step.restricted_to or one.step.id in known)
        and one.state not in (StepState.PENDING, StepState.GATED)
    )
