"""What people did with the steps of a runbook, and what follows from it: which apply, which are settled, which are due.

Decides these three for one step at a time, and which steps an incident of this size needs; leaves to `steps.py` what
people see of it now, and to the caller how a condition is evaluated. Changes nothing; nothing in here depends on the
time.

Caveats: a step without a due time takes the earliest one of the steps that are to come after it; an answer may leave
its step open (“no go”), so a step that was done is not always settled.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from bot.law.recent import KEPT
from bot.runbook.model import Runbook, Step
from bot.runbook.sizes import UNRATED, OpenDuties
from bot.runbook.step_due import Milestone, Milestones, Recurrence, StepDue, WorkCalendar
from bot.runbook.tasks import TaskStep
from bot.sentences import Sentence, Text, listed, sentence

Evaluate = Callable[[str], bool | None]
"""Evaluates a condition on the facts: true, false, or None if the facts aren't sufficient."""


class StepState(StrEnum):
    """The state of a step. People set `open`, `claimed`, `done` and `skipped`; the others are computed."""

    GATED = "gated"  # must not be done yet: its gate waits for another step or a decision
    WAITING = "waiting"  # better done after another step; it can be done at any time
    PENDING = "pending"  # may apply: its condition depends on an unknown fact or an open decision
    OPEN = "open"  # can be worked on, and no one has claimed it
    CLAIMED = "claimed"  # someone is working on it
    DONE = "done"  # finished, and not due again yet
    SKIPPED = "skipped"  # skipped by a person, with the reason
    SET_ASIDE = "set_aside"  # doesn't apply: its condition is false, or a decision went another way

    @property
    def is_workable(self) -> bool:
        """It is someone's turn: nothing is advised before it, or someone has taken it."""
        return self in (StepState.OPEN, StepState.CLAIMED)

    @property
    def is_finished(self) -> bool:
        """A person ended it."""
        return self in (StepState.DONE, StepState.SKIPPED)

    @property
    def is_settled(self) -> bool:
        """No one has to do anything about it."""
        return self.is_finished or self is StepState.SET_ASIDE


@dataclass(frozen=True)
class StepProgress:
    """What people did with one step; an untouched step has none. All instants in UTC."""

    state: StepState = StepState.OPEN  # open, claimed, done or skipped
    owners: tuple[str, ...] = ()  # who took it or was given it, in that order; of one that is settled: who did that
    settled_at: datetime | None = None
    answer: str = ""
    reason: str = ""
    stuck: str = ""
    exception: str = ""  # why a person's safety comes before what it waits for
    done_before: tuple[str, ...] = ()  # the needs that were open when it was done
    deviation: str = ""  # why it happened although its gate was closed
    check_at: datetime | None = None  # what it asks for isn't known yet: when someone checks again


UNTOUCHED = StepProgress()


@dataclass(frozen=True)
class RunbookSnapshot:
    """One runbook as it stands: its steps, what people did, and what is known. Results are kept, so that two equal ones
    have the same.

    `stated` holds the milestones that people stated, `withdrawn` when one of them was last taken back; `progress` only
    the steps that someone touched, by id. `severity` is None until someone rates it.
    """

    runbook: Runbook
    progress: Mapping[str, StepProgress]
    is_true: Evaluate
    stated: Milestones
    calendar: WorkCalendar
    withdrawn: Mapping[Milestone, datetime] = field(default_factory=dict)
    severity: int | None = None
    open_duties: OpenDuties = field(default_factory=OpenDuties)
    _due: dict[str, datetime | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    _waits: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def steps(self) -> dict[str, Step]:
        return {step.id: step for step in self.runbook.steps}

    @cached_property
    def applies(self) -> dict[str, tuple[bool | None, Text]]:
        """Whether each step applies (None: cannot be told), with the sentence that says why."""
        return {step.id: self._applies(step) for step in self.runbook.steps}

    @cached_property
    def planned(self) -> frozenset[str]:
        """The steps that an incident of this size needs. What a gate waits for is among them as long as the gate is: a
        small incident must not open it."""
        found = {step.id for step in self.runbook.steps if self._is_planned(step)}
        while more := {i for step in self.runbook.steps if step.id in found for i in self._held_by(step)} - found:
            found |= more
        return frozenset(found)

    def _is_planned(self, step: Step) -> bool:
        if (self.severity or UNRATED) <= step.from_severity or self._is_begun(step):
            return True
        if step.from_people and self.is_true(f'people["everywhere"] >= {step.from_people}'):
            return True
        follows = [i for i, wanted in step.if_decided.items() if self.progress_of(i).answer in wanted]
        return any(self.steps[i].duties for i in follows) or self.open_duties.concern(step)

    def _is_begun(self, step: Step) -> bool:
        """Whether someone has worked on it; what was finished need not be done again."""
        progress = self.progress_of(step.id)
        return progress != UNTOUCHED and not (step.again and self.is_settled(step.id))

    def _held_by(self, step: Step) -> tuple[str, ...]:
        """What its gate waits for. While a decision about the step is open, that alone keeps the gate closed."""
        undecided = step.if_decided and not self._is_decided(step.if_decided)
        applies = not step.when or self.is_true(step.when) is not False
        return step.needs if step.gate and applies and not undecided else ()

    @cached_property
    def dependents(self) -> dict[str, list[Step]]:
        """The steps that need a step, by its id."""
        found: dict[str, list[Step]] = {}
        for step in self.runbook.steps:
            for need in step.needs:
                found.setdefault(need, []).append(step)
        return found

    @cached_property
    def milestones(self) -> Milestones:
        """The milestones that were stated, and those that the steps have reached."""
        return replace(self.stated, **{f"{milestone}_at": at for milestone, at in self.reached.items()})

    @cached_property
    def reached(self) -> dict[Milestone, datetime]:
        """The milestones that no one stated, and that are reached because every step that marks them is settled; the
        last one since the milestone was taken back, where it was."""
        found: dict[Milestone, datetime] = {}
        for milestone in Milestone:
            marking = self.marking(milestone)
            ends = [at for i in marking if self.is_settled(i) and (at := self.progress_of(i).settled_at)]
            if not marking or len(ends) < len(marking) or self.stated.at(milestone) is not None:
                continue
            withdrawn_at = self.withdrawn.get(milestone)
            if withdrawn_at is None or withdrawn_at < max(ends):
                found[milestone] = max(ends)
        return found

    def marking(self, milestone: Milestone) -> list[str]:
        """The steps that mark it and may apply."""
        return [one for one in self.runbook.markers.get(milestone, ()) if self.applies[one][0] is not False]

    def progress_of(self, step_id: str) -> StepProgress:
        return self.progress.get(step_id, UNTOUCHED)

    def stays_open(self, step_id: str) -> bool:
        """Whether the answer given leaves the step open, such as “no-go”."""
        decision, progress = self.steps[step_id].decision, self.progress_of(step_id)
        return bool(decision and progress.state is StepState.DONE and progress.answer in decision.stays_open_on)

    def is_settled(self, step_id: str) -> bool:
        """Done or skipped; what does not apply is not settled here, and nothing waits for it."""
        return step_id in self._ended

    @cached_property
    def _ended(self) -> frozenset[str]:
        touched = (i for i, one in self.progress.items() if i in self.steps and one.state.is_finished)
        return frozenset(i for i in touched if not self.stays_open(i))

    def _applies(self, step: Step) -> tuple[bool | None, Text]:
        answer, because = self._concerns(step)
        if answer is not False and step.id not in self.planned:
            return False, self._is_too_small_for(step)
        return answer, because

    def _is_too_small_for(self, step: Step) -> Sentence:
        level, rated = step.from_severity, self.severity or UNRATED
        if step.from_people:
            return sentence(
                "Set aside: planned only for severity {level} or worse, or for {people} people or more. The "
                "severity is {rated}.",
                level=level,
                people=step.from_people,
                rated=rated,
            )
        return sentence(
            "Set aside: planned only for severity {level} or worse. The severity is {rated}.", level=level, rated=rated
        )

    def _concerns(self, step: Step) -> tuple[bool | None, Text]:
        """Whether its condition and the decisions it depends on make it apply, whatever the size of the incident."""
        if step.if_decided:
            other = [i for i, wanted in step.if_decided.items() if self.progress_of(i).answer not in ("", *wanted)]
            if len(other) == len(step.if_decided):
                return False, sentence("Set aside: {answers}.", answers=listed(map(self._answered, other), "and"))
            if undecided := self.undecided(step):
                titles = listed([sentence("“{title}”", title=self.steps[i].name) for i in undecided], "or")
                return None, sentence("May apply: {decisions} isn't decided yet.", decisions=titles)
        if not step.when:
            return True, ""
        answer, condition = self.is_true(step.when), sentence(step.because)
        if answer is None:
            return None, sentence("May apply: only if {condition}, which isn't known yet.", condition=condition)
        if answer:
            return True, sentence("Applies because {condition}.", condition=condition)
        return False, sentence("Set aside: applies only if {condition}.", condition=condition)

    def _answered(self, step_id: str) -> Sentence:
        title, answer = self.steps[step_id].name, sentence(self.progress_of(step_id).answer)
        return sentence("“{title}” was answered “{answer}”", title=title, answer=answer)

    def undecided(self, step: Step) -> tuple[str, ...]:
        """The open decisions that may make it apply; none once one of them was answered in its favor."""
        if not step.if_decided or self._is_decided(step.if_decided):
            return ()
        open_ones = [i for i in step.if_decided if i in self.steps and not self.progress_of(i).answer]
        return tuple(i for i in open_ones if not self.is_settled(i) and self._applies(self.steps[i])[0] is not False)

    def waits_for(self, step: Step) -> tuple[str, ...]:
        """The needs that are still open, and the open decisions that may make it apply."""
        if not (step.needs or step.if_decided):
            return ()
        if step.id not in self._waits:
            self._waits[step.id] = self._open_before(step)
        return self._waits[step.id]

    def _open_before(self, step: Step) -> tuple[str, ...]:
        if self.progress_of(step.id).exception and not step.gate:  # one person is warned; a mailing still waits
            return ()
        needs = [i for i in step.needs if i in self.steps and i not in self._ended]
        return tuple(dict.fromkeys((*(i for i in needs if self.applies[i][0] is not False), *self.undecided(step))))

    def _is_decided(self, if_decided: Mapping[str, tuple[str, ...]]) -> bool:
        return any(self.progress_of(i).answer in wanted for i, wanted in if_decided.items())

    def due_at(self, step: Step) -> datetime | None:
        """The step's own due time; without one, the earliest of the steps that are to come after it."""
        if step.id not in self._due:
            self._due[step.id] = self._find_due(step, frozenset())
        return self._due[step.id]

    def _find_due(self, step: Step, visited: frozenset[str]) -> datetime | None:
        """`visited` ends a walk through steps that name each other."""
        visited |= {step.id}
        if check_at := self.progress_of(step.id).check_at:
            return check_at
        if isinstance(step, TaskStep):
            return step.due_at
        if step.sooner and self._is_decided(step.sooner.if_decided):
            return self.instant(step.sooner.due, visited)
        if step.due:
            return self.instant(step.due, visited)
        later = [s for s in self.dependents.get(step.id, ()) if s.id not in visited and self.applies[s.id][0]]
        instants = [self._find_due(each, visited) for each in later if not self._came_first(each, step)]
        return min((at for at in instants if at), default=None)

    def _came_first(self, dependent: Step, step: Step) -> bool:
        """Whether the dependent was settled before the step that it was to come after, and so asks nothing of it."""
        first, then = (self.progress_of(i.id).settled_at if self.is_settled(i.id) else None for i in (dependent, step))
        return first is not None and (then is None or first < then)

    def instant(self, due: StepDue, visited: frozenset[str] = frozenset()) -> datetime | None:
        """None until what it counts from has happened."""
        other = self.steps.get(due.basis)
        if due.relation.borrows:
            return self._find_due(other, visited) if other and other.id not in visited else None
        start = self.progress_of(other.id).settled_at if other else self.milestones.at(due.basis)
        return self.calendar.after(start, due.period) if start and due.period else start

    def recurs_at(self, step: Step) -> datetime | None:
        """When a finished step is due again; None if it isn't."""
        recurrence, progress = step.again, self.progress_of(step.id)
        done_at = progress.settled_at
        if recurrence is None or done_at is None or progress.state is not StepState.DONE:
            return None
        if recurrence.every is None:
            second_at = self.instant(recurrence.due) if recurrence.due else self.milestones.facts_changed_at
            return second_at if second_at and second_at > done_at else None
        next_at = done_at + recurrence.every.interval
        end_at = self._ends_at(recurrence, step)
        return None if end_at and next_at > end_at else next_at

    def _ends_at(self, recurrence: Recurrence, step: Step) -> datetime | None:
        if recurrence.for_days:
            start = (self.instant(step.due) if step.due else None) or self.milestones.opened_at
            return start + timedelta(days=recurrence.for_days)
        if recurrence.until in self.steps:
            return self.progress_of(recurrence.until).settled_at
        return self.milestones.at(recurrence.until)


_KNOWN: deque[RunbookSnapshot] = deque(maxlen=KEPT)


def known(snapshot: RunbookSnapshot) -> RunbookSnapshot:
    """An equal one that was asked for before, and has its results, or else this one. Any thread may ask. What it was
    made from must not be changed afterward."""
    for one in tuple(_KNOWN):
        if one == snapshot:
            return one
    _KNOWN.appendleft(snapshot)
    return snapshot
