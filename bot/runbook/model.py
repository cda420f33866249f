"""The shape of a runbook: its steps, who owns them, when they are due, what they wait for, what they decide.

Leaves to others: when is when (`dues.py`), which step is open, blocked or late now (`steps.py`), what a condition means
(`facts.py`), reading files and naming lines (`runbook/files.py`). What surprises: a kind of incident may change a
step of the core or drop it with a reason, and the order of steps is worked out here, not written.
"""

import hashlib
import json
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.runbook.step_due import Milestone, RecurrenceText, StepDueText, StepPeriodText

Role = Literal[
    "lead",
    "deputy",
    "scribe",
    "dpo",
    "counsel",
    "communications",
    "data_owner",
    "executive",
    "it",
    "forensics",
    "hr",
    "finance",
    "support",
]


class Phase(StrEnum):
    CONTAIN = "contain"
    NOTIFY = "notify"
    INVESTIGATE = "investigate"
    PREVENT = "prevent"


Title = Annotated[str, Field(min_length=5, max_length=70)]
Sentence = Annotated[str, Field(min_length=1)]
StepId = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]{1,30}$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class DecisionPoint(_Frozen):
    """A question that a named role answers, with a reason that stays in the record."""

    question: Sentence
    options: tuple[Sentence, ...] = Field(min_length=2)
    by: tuple[Role, ...] = Field(min_length=1)
    two_people: bool = False
    reason: Literal["required", "optional"] = "required"
    stays_open_on: tuple[Sentence, ...] = Field(default=(), description="Answers that leave the step to be done.")
    sets: Literal["severity"] | None = Field(default=None, description="What the number before the colon sets.")

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        if self.sets and not all(option[:2] in ("1:", "2:", "3:", "4:") for option in self.options):
            raise ValueError("each option of a decision that sets the severity begins with its number, such as '2: '")
        strange = [answer for answer in self.stays_open_on if answer not in self.options]
        if strange or len(self.stays_open_on) == len(self.options):
            raise ValueError("'stays_open_on' lists some of the options, never all of them")
        return self


class Sooner(_Frozen):
    """An earlier due that holds when a decision was answered so."""

    if_decided: dict[StepId, tuple[Sentence, ...]] = Field(min_length=1)
    due: StepDueText


class StepOverride(_Frozen):
    """What an extending runbook says differently about a step of its core: only the keys that are named."""

    title: Title | None = None
    do: Sentence | None = None
    why: str = ""
    warning: str = ""
    owner: Role | None = None
    doer: Role | None = None
    due: StepDueText | None = None
    sooner: Sooner | None = None
    again: RecurrenceText | None = None
    escalate_after: StepPeriodText | None = Field(
        default=None, description="The pause before the next person hears that it is late; else a quarter of its time."
    )
    needs: tuple[StepId, ...] = ()
    when: str = ""
    because: str = Field(
        default="", description="Completes the sentence 'Applies if ...'; stands beside every condition."
    )
    if_decided: dict[StepId, tuple[Sentence, ...]] = Field(
        default={}, description="Applies when one of these decisions was answered so; undecided decisions block it."
    )
    asks: tuple[str, ...] = ()
    decision: DecisionPoint | None = None
    evidence: tuple[Sentence, ...] = ()
    skip: Literal["never", "with_reason", "two_people"] = "with_reason"
    references: tuple[Sentence, ...] = ()
    restricted_to: tuple[Role, ...] = ()
    marks: Milestone | None = Field(
        default=None, description="The moment that has come when all steps marking it are done."
    )
    safety_first: bool = Field(
        default=False, description="It tells people: when one of them is in danger, it waits for nothing."
    )

    @model_validator(mode="after")
    def _condition_has_its_sentence(self) -> Self:
        if bool(self.when) != bool(self.because):
            raise ValueError("'when' and 'because' stand together: the condition and its sentence")
        return self


class StepEntry(StepOverride):
    """One step as it stands in a file."""

    id: StepId
    title: Title
    do: Sentence
    owner: Role


class Step(StepEntry):
    """One step of a whole runbook: where it stands and which file it came from."""

    phase: Phase
    origin: str

    @property
    def doers(self) -> tuple[str, ...]:
        """Roles that may take it, the one who does the work first."""
        return tuple(dict.fromkeys(role for role in (self.doer, self.owner) if role))

    @property
    def escalates_for(self) -> timedelta:
        """The pause before the next person hears that it is late: as written, or a quarter of the step's time."""
        if self.escalate_after:
            return self.escalate_after.about
        quarter = self.due.period.about / 4 if self.due and self.due.period else timedelta(hours=1)
        return min(max(quarter, timedelta(minutes=15)), timedelta(days=1))


class RunbookFile(_Frozen):
    """One file under `runbooks/`."""

    kind: str = Field(pattern=r"^[a-z][a-z-]{1,30}$")
    title: Title
    version: int = Field(default=1, ge=1)
    extends: str | None = None
    about: Sentence
    changes: dict[str, StepOverride] = {}
    drops: dict[str, Sentence] = {}
    phases: dict[Phase, tuple[StepEntry, ...]]

    def steps(self) -> tuple[Step, ...]:
        return tuple(
            Step(**entry.__dict__, phase=phase, origin=self.kind)
            for phase in Phase
            for entry in self.phases.get(phase, ())
        )


class Runbook(_Frozen):
    """A whole runbook, core and kind in one, each phase in the order in which its steps are to be done."""

    kind: str
    title: str
    version: int
    about: str
    dropped: dict[str, str] = {}
    steps: tuple[Step, ...]

    @property
    def hash(self) -> str:
        """SHA-256 of the content; an incident remembers it, and two equal runbooks share it."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def step(self, step_id: str) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)

    def phase(self, phase: Phase) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.phase == phase)


def whole(own: RunbookFile, core: RunbookFile | None = None) -> Runbook:
    """One runbook from its file and the core it extends. Expects files without faults."""
    return Runbook(
        kind=own.kind,
        title=own.title,
        version=own.version,
        about=own.about,
        dropped=dict(own.drops),
        steps=in_order(laid_over(own, core)),
    )


def laid_over(own: RunbookFile, core: RunbookFile | None) -> tuple[Step, ...]:
    """The core's steps as `own` changes them, without those that it drops, then its own; in no particular order."""
    inherited = core.steps() if core else ()
    kept = [_changed(step, own.changes.get(step.id)) for step in inherited if step.id not in own.drops]
    return (*kept, *own.steps())


def _changed(step: Step, change: StepOverride | None) -> Step:
    if change is None:
        return step
    return step.model_copy(update={name: getattr(change, name) for name in change.model_fields_set})


def in_order(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """By phase; within it what is needed before what needs it, then what is due earlier, then as written."""
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
    """How long after the opening, if all goes as planned: for ordering, never for a deadline.

    The end of the response is taken to be 30 days off; a step without a number stands behind what it needs. `found`
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
