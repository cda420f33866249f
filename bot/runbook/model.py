"""The structure of a runbook: its steps, who owns them, when they are due, what they wait for, what they decide.

Decides what a file may contain, key by key. Leaves to others how a due time is written (`step_due.py`), how a file and
its core become one runbook (`inheritance.py`), reading files (`files.py`) and whether they fit together (`checks.py`).

Caveats: the fields are the keys of the files and of the runbooks that incidents have stored, so that a renamed field
breaks both.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.law.duty_terms import Addressees
from bot.runbook.step_due import Milestone, RecurrenceText, StepDueText, StepPeriodText
from bot.sentences import Text, sentence
from bot.strict import Lean

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


STAND_INS: Mapping[Role, Role] = {"lead": "deputy", "dpo": "counsel", "counsel": "dpo"}
"""Who stands in for whom when a second person is wanted."""

OVERSEERS: tuple[Role, ...] = ("lead", "deputy", "dpo", "counsel", "executive")
"""Who answers for the response as a whole."""


MILDEST = 4
"""The severity of the smallest incidents; 1 is the worst."""


class Phase(StrEnum):
    """The four parts of a response; they run in parallel."""

    CONTAIN = "contain"  # stop the loss and preserve evidence
    NOTIFY = "notify"  # decide whom to tell, and tell them
    INVESTIGATE = "investigate"  # find out what happened and whose data it is
    PREVENT = "prevent"  # keep it from happening again


class SkipRule(StrEnum):
    """Whether a step may be skipped."""

    NEVER = "never"  # it must be done
    WITH_REASON = "with_reason"  # by one person, who says why
    TWO_PEOPLE = "two_people"  # by two people who agree, with the reason


class Gate(StrEnum):
    """What a step does that must not happen before its needs: few things, and each of them is hard to take back."""

    SENDING = "sending"  # tells people or authorities
    PAYING = "paying"  # negotiates, pays or hires
    DESTROYING = "destroying"  # deletes, wipes or overwrites evidence
    RECONNECTING = "reconnecting"  # restores what was cut off


class ReasonRule(StrEnum):
    """Whether a decision is recorded only with its reason."""

    REQUIRED = "required"  # there is no decision without a reason
    OPTIONAL = "optional"  # the answer is enough


Title = Annotated[str, Field(min_length=5, max_length=70)]
Sentence = Annotated[str, Field(min_length=1)]
StepId = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]{1,30}$")]


SetValue = bool | int | str | tuple[str, ...]
"""What an answer states: yes or no, a level, one choice of a fact, several of them."""


class RunbookPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class DecisionPoint(RunbookPart):
    """A question that a named role answers, with a reason that stays in the record."""

    question: Sentence
    options: tuple[Sentence, ...] = Field(min_length=2)
    by: tuple[Role, ...] = Field(min_length=1)
    two_people: bool = False
    confirmed_by: tuple[Role, ...] = Field(
        default=(),
        description="Who may be the second of two people, besides the roles that decide; by default their stand-ins, "
        "and where one role decides, also the leaders, the advisers and the executive.",
    )
    about: Literal["team"] | None = Field(
        default=None,
        description="Team: it is about the people who respond. The first of two answers for the others, the second for "
        "the first.",
    )
    reason: ReasonRule = ReasonRule.REQUIRED
    stays_open_on: tuple[Sentence, ...] = Field(default=(), description="Answers that leave the step open.")
    sets: dict[str, dict[Sentence, SetValue]] = Field(
        default={},
        description="By fact (or severity, safety, hold): what each of these answers states. Others leave it as it is.",
    )
    declines: tuple[Sentence, ...] = Field(
        default=(), description="Answers that decline the step's own open duties; the first also records that all are."
    )

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        linked = {*self.declines, *(option for stated in self.sets.values() for option in stated)}
        if strange := sorted(linked.difference(self.options)):
            raise ValueError(f"'{strange[0]}' is linked in 'sets' or 'declines', but is not one of the options")
        unknown = [answer for answer in self.stays_open_on if answer not in self.options]
        if unknown or len(self.stays_open_on) == len(self.options):
            raise ValueError("'stays_open_on' must list some of the options, not all of them")
        if self.confirmed_by and not self.two_people:
            raise ValueError("'confirmed_by' needs 'two_people: true'")
        if self.two_people and len(self.seconds) < 2:
            raise ValueError("nobody but the one who decides could confirm; name another role in 'confirmed_by'")
        return self

    @property
    def seconds(self) -> tuple[Role, ...]:
        """The roles that may confirm what another person has decided; empty if one person is enough."""
        if not self.two_people:
            return ()
        standing_in = tuple(STAND_INS[role] for role in self.by if role in STAND_INS)
        others = self.confirmed_by or (*standing_in, *(OVERSEERS if len(self.by) == 1 else ()))
        return tuple(dict.fromkeys((*self.by, *others)))


class EarlierDue(RunbookPart):
    """An earlier due time that replaces the step's own if a decision was answered this way."""

    if_decided: dict[StepId, tuple[Sentence, ...]] = Field(min_length=1)
    due: StepDueText


class StepOverride(RunbookPart):
    """What an extending runbook changes in a step of its core: only the keys it names."""

    title: Title | None = None
    do: Sentence | None = None
    why: str = ""
    warning: str = ""
    from_severity: int = Field(
        default=MILDEST,
        ge=1,
        le=MILDEST,
        description="The mildest severity at which it is planned: 4 at every one, 2 only at 1 and 2. No severity "
        "counts as 2. What is tied to a duty that is owed or undetermined is always planned.",
    )
    from_people: int | None = Field(
        default=None,
        ge=1,
        description="Also planned, whatever the severity, once so many people are affected.",
    )
    owner: Role | None = None
    doer: Role | None = None
    due: StepDueText | None = None
    sooner: EarlierDue | None = None
    again: RecurrenceText | None = None
    escalate_after: StepPeriodText | None = Field(
        default=None,
        description="The interval before the next person is told that it is late; by default a quarter of its time.",
    )
    needs: tuple[StepId, ...] = Field(
        default=(), description="The steps it is better done after: advice, unless the step has a gate."
    )
    gate: Gate | None = Field(
        default=None, description="What it does that must not happen before its needs, which then hold it back."
    )
    when: str = ""
    because: str = Field(
        default="", description="Completes the sentence 'Applies if ...'; required with every condition."
    )
    if_decided: dict[StepId, tuple[Sentence, ...]] = Field(
        default={}, description="Applies if one of these decisions was answered this way; until then it may apply."
    )
    asks: tuple[str, ...] = ()
    done_when_known: bool = Field(
        default=False, description="The facts that it asks for are all that it is about: once known, it is done."
    )
    duties: Addressees | None = Field(
        default=None, description="The duties that it is about: those owed to authorities, people, or under contracts."
    )
    decision: DecisionPoint | None = None
    evidence: tuple[Sentence, ...] = ()
    skip: SkipRule = SkipRule.WITH_REASON
    references: tuple[Sentence, ...] = ()
    restricted_to: tuple[Role, ...] = ()
    marks: Milestone | None = Field(
        default=None, description="The milestone that is reached when all steps marking it are done."
    )
    safety_first: bool = Field(
        default=False, description="It tells people: if one of them is in danger, it doesn't wait for anything."
    )

    @model_validator(mode="after")
    def _condition_has_its_sentence(self) -> Self:
        if bool(self.when) != bool(self.because):
            raise ValueError("'when' and 'because' go together: the condition and its sentence")
        return self


class StepEntry(StepOverride):
    """One step as written in a file."""

    id: StepId
    title: Title
    do: Sentence
    owner: Role


class Step(StepEntry, Lean):
    """One step of a complete runbook: its phase, and which file it came from."""

    phase: Phase
    origin: str

    @cached_property
    def name(self) -> Text:
        """Its title in the reader's language where the catalog has it, else as it is written."""
        return sentence(self.title)

    @property
    def instruction(self) -> Text:
        """What to do, likewise."""
        return sentence(self.do)

    @property
    def numbered(self) -> Text:
        """`C06 Order preservation before any cleanup`."""
        return sentence("{step} {title}", step=self.id, title=self.name)

    @property
    def cited(self) -> Text:
        """`C06 (Order preservation before any cleanup)`."""
        return sentence("{step} ({title})", step=self.id, title=self.name)

    @cached_property
    def doers(self) -> tuple[str, ...]:
        """Roles that may claim it, the doer first."""
        return tuple(dict.fromkeys(role for role in (self.doer, self.owner) if role))

    @property
    def takes_two_people(self) -> bool:
        """Whether one person alone can neither decide nor skip it."""
        return self.skip is SkipRule.TWO_PEOPLE or (self.decision is not None and self.decision.two_people)

    @cached_property
    def skippers(self) -> tuple[str, ...]:
        """The roles that may skip it, if it takes two people; empty if anyone may."""
        return tuple(dict.fromkeys((*self.doers, *OVERSEERS))) if self.skip is SkipRule.TWO_PEOPLE else ()

    @cached_property
    def pairs(self) -> tuple[frozenset[str], ...]:
        """The roles of which two people are wanted: to decide it, to skip it."""
        wanted = (self.decision.seconds if self.decision else (), self.skippers)
        return tuple(frozenset(roles) for roles in wanted if roles)

    @cached_property
    def escalates_for(self) -> timedelta:
        """The interval before the next person is told that it is late: as written, or a quarter of the step's time."""
        if self.escalate_after:
            return self.escalate_after.about
        return escalation_pause(self.due.period.about if self.due and self.due.period else None)

    @property
    def group(self) -> str:
        """Under what it is listed."""
        return str(self.phase)

    @property
    def is_task(self) -> bool:
        """Whether people added it to this incident; then it outlives the closing."""
        return False


def escalation_pause(given: timedelta | None) -> timedelta:
    """A quarter of the time that a step has, an hour where that is not known; from 15 minutes to a day."""
    quarter = given / 4 if given else timedelta(hours=1)
    return min(max(quarter, timedelta(minutes=15)), timedelta(days=1))


class RunbookFile(RunbookPart):
    """One file under `runbooks/`."""

    kind: str = Field(pattern=r"^[a-z][a-z-]{1,30}$")
    title: Title
    version: int = Field(default=1, ge=1)
    extends: str | None = None
    about: Sentence
    changes: dict[str, StepOverride] = {}
    drops: dict[str, Sentence] = {}
    phases: dict[Phase, tuple[StepEntry, ...]]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """In full; those of a core are the same in every runbook that leaves them as they are."""
        return tuple(
            Step(**entry.__dict__, phase=phase, origin=self.kind)
            for phase in Phase
            for entry in self.phases.get(phase, ())
        )


class Runbook(RunbookPart, Lean):
    """A complete runbook, core and kind combined, with each phase's steps in the order to do them."""

    kind: str
    title: str
    version: int
    about: str
    dropped: dict[str, str] = {}
    steps: tuple[Step, ...]

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the content; each incident stores it, and equal runbooks share it."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def markers(self) -> dict[Milestone, tuple[str, ...]]:
        """The steps that mark each milestone, in order."""
        marked = {step.marks for step in self.steps if step.marks}
        return {one: tuple(step.id for step in self.steps if step.marks == one) for one in marked}

    def step(self, step_id: str) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)

    def phase(self, phase: Phase) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.phase == phase)
