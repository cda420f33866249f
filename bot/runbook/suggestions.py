"""What a response suggests to change in its runbook: a step that people had to add, one that didn't apply, one that was
late every time.

Decides what is suggested, and why. Leaves to `file_edits` how that looks in the file, and to a person whether it is
done: nothing here changes a runbook.

Caveats: whether a reason says that a step didn't apply is read from its words (`_DID_NOT_APPLY`). What others do with a
step counts: it is dropped only if no one else ever did it, and gets more time only if it was late every time, at least
twice. A step about duties of the law is never dropped or put off.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from bot.runbook.checks import references
from bot.runbook.model import Phase, Runbook, SkipRule, Step
from bot.runbook.progress import StepState
from bot.runbook.step_due import DueUnit, StepDue, StepPeriod
from bot.runbook.steps import StepStatus
from bot.runbook.tasks import LONGEST_TITLE, TaskStep
from bot.sentences import Sentence, sentence

LONGEST = 999  # of any unit
ROUND = {DueUnit.MINUTE: 15, DueUnit.HOUR: 1, DueUnit.DAY: 1, DueUnit.WORKING_DAY: 1}
_DID_NOT_APPLY = re.compile(
    r"(?i)\b(?:not applicable|n/a|does(?:n[’']t| not) apply|did(?:n[’']t| not) apply|not relevant|irrelevant|"
    r"there (?:is|are|was|were) no\b|trifft nicht zu|nicht zutreffend|entfällt|nicht relevant|gibt es nicht|"
    r"sans objet|non applicable|ne s[’']applique pas|il n[’']y a pas|no aplica|no procede|no es aplicable|no hay)"
)


@dataclass(frozen=True)
class Course:
    """How one response went: its steps now, when it was contained and over, and which role each person had."""

    statuses: tuple[StepStatus, ...]
    contained_at: datetime | None = None
    over_at: datetime | None = None
    roles: Mapping[str, str] = field(default_factory=dict)

    def of(self, step_id: str) -> StepStatus | None:
        return next((one for one in self.statuses if one.step.id == step_id), None)


@dataclass(frozen=True)
class NewStep:
    """A task that people added and did, as a step. `task`: its number in the incident."""

    task: str
    title: str
    do: str
    owner: str
    phase: Phase

    @property
    def said(self) -> Sentence:
        return sentence("Add a step: {do} (added by hand as {task}, and done)", do=self.do, task=self.task)


@dataclass(frozen=True)
class DroppedStep:
    """A step that didn't apply, with the reason that was given."""

    step: Step
    reason: str

    @property
    def said(self) -> Sentence:
        return sentence("Drop {step}: it didn't apply (“{reason}”)", step=self.step.cited, reason=self.reason)


@dataclass(frozen=True)
class LaterDue:
    """A step that was late every time, with the time that it took in the middle case."""

    step: Step
    due: StepDue
    times: int

    @property
    def said(self) -> Sentence:
        return sentence(
            "Give {step} more time: {after}, not {before}. It was late in all {times} incidents",
            step=self.step.cited,
            after=self.due.said,
            before=self.step.due.said if self.step.due else "",
            times=self.times,
        )


Suggestion = NewStep | DroppedStep | LaterDue


def suggestions(runbook: Runbook, here: Course, others: Sequence[Course]) -> tuple[Suggestion, ...]:
    """From this response and from others of its kind; `runbook`: as it is today."""
    return (*_dropped(runbook, here, others), *_later(runbook, here, others), *_added(runbook, here))


def _added(runbook: Runbook, here: Course) -> Iterator[NewStep]:
    """Tasks that were done. What has a test is an action item: it changes something once, and isn't done again."""
    known = {step.title.casefold() for step in runbook.steps}
    for one in here.statuses:
        task = one.step
        if not isinstance(task, TaskStep) or task.test or one.state is not StepState.DONE:
            continue
        if not any(title in task.do.casefold() for title in known):
            text = task.do if len(task.do) <= LONGEST_TITLE else task.title
            owner = next((here.roles[who] for who in one.owners if who in here.roles), task.owner)
            yield NewStep(task.id, text, task.do, owner, _phase_of(task, here))


def _phase_of(task: TaskStep, here: Course) -> Phase:
    """By when it was added: before the containment, before the end of the response, or after it."""
    if here.over_at and task.added_at >= here.over_at:
        return Phase.PREVENT
    if here.contained_at and task.added_at >= here.contained_at:
        return Phase.INVESTIGATE
    return Phase.CONTAIN


def _dropped(runbook: Runbook, here: Course, others: Sequence[Course]) -> Iterator[DroppedStep]:
    needed = {named for step in runbook.steps for _key, named in references(step)}
    for one in here.statuses:
        step, reason = runbook.step(one.step.id), str(one.because).strip()
        if step is None or one.state is not StepState.SKIPPED or not _DID_NOT_APPLY.search(reason):
            continue
        may_go = step.skip is SkipRule.WITH_REASON and not (step.duties or step.marks or step.gate)
        done_elsewhere = any(done.state is StepState.DONE for other in others if (done := other.of(step.id)))
        if may_go and step.id not in needed and not done_elsewhere:
            yield DroppedStep(step, reason)


def _later(runbook: Runbook, here: Course, others: Sequence[Course]) -> Iterator[LaterDue]:
    for one in here.statuses:
        step = runbook.step(one.step.id)
        if step is None or not one.done_late_for or step.due != one.step.due or step.duties:
            continue
        rest = [done for other in others if (done := other.of(step.id)) and done.state is StepState.DONE]
        if not rest or not all(done.done_late_for and done.step.due == step.due for done in rest):
            continue
        late = [done.done_late_for.total_seconds() for done in (one, *rest) if done.done_late_for]
        if due := _with_more_time(step.due, timedelta(seconds=median(late))):
            yield LaterDue(step, due, len(late))


def _with_more_time(due: StepDue | None, late: timedelta) -> StepDue | None:
    """In its own unit, rounded up; in hours from two of them on. None where it has no period, or none so long."""
    if due is None or due.period is None:
        return None
    unit = due.period.unit
    if unit is DueUnit.MINUTE and due.period.about + late >= timedelta(hours=2):
        unit = DueUnit.HOUR
    one = StepPeriod(ROUND[unit], unit).about
    amount = ceil((due.period.about + late) / one) * ROUND[unit]
    return StepDue(due.relation, due.basis, StepPeriod(amount, unit)) if amount <= LONGEST else None
