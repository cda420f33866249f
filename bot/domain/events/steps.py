"""Events of the runbook: steps claimed, finished, skipped, and the decisions taken in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from bot.domain.events.event import Event, Instant, PersonId, Words
from bot.sentences import Text


@dataclass(frozen=True)
class StepClaimed(Event):
    """The actor has it now, besides those who had it."""

    name: ClassVar[str] = "step.claimed"
    says: ClassVar[str] = "claimed {title}"
    step_id: str
    title: str


@dataclass(frozen=True)
class StepAssigned(Event):
    """These people have it now, besides those who had it."""

    name: ClassVar[str] = "step.assigned"
    says: ClassVar[str] = "assigned {title} to {owners}"
    step_id: str
    title: str
    owners: tuple[PersonId, ...]


@dataclass(frozen=True)
class StepDone(Event):
    """`answer`: the option chosen, None where the step decides nothing."""

    name: ClassVar[str] = "step.done"
    says: ClassVar[str] = "finished {title}"
    step_id: str
    title: str
    note: Words
    answer: str | None


@dataclass(frozen=True)
class StepDoneEarly(Event):
    """It was done before what is advised before it. `needs` names these steps with their titles; `cost`: what the
    runbook says may be lost by it.
    """

    name: ClassVar[str] = "step.early"
    says: ClassVar[str] = "{title} was done before {needs}. {cost}"
    step_id: str
    title: str
    before: tuple[str, ...]
    needs: str
    cost: str


@dataclass(frozen=True)
class StepDeviation(Event):
    """It happened although its gate was closed. `needs` names what was bypassed; `settles`: the step is done by it.

    `happened_at`: as the person who recorded it says.
    """

    name: ClassVar[str] = "step.deviation"
    says: ClassVar[str] = "{title} happened at {happened_at}, before {needs}: {reason}. What was bypassed stays open"
    step_id: str
    title: str
    gate: str
    bypassed: tuple[str, ...]
    needs: str
    happened_at: Instant
    reason: Words
    settles: bool


@dataclass(frozen=True)
class StepSkipped(Event):
    name: ClassVar[str] = "step.skipped"
    says: ClassVar[str] = "skipped {title}: {reason}"
    step_id: str
    title: str
    reason: Words


@dataclass(frozen=True)
class StepStuck(Event):
    name: ClassVar[str] = "step.stuck"
    says: ClassVar[str] = "{title} is stuck: {reason}"
    step_id: str
    title: str
    reason: Words


@dataclass(frozen=True)
class StepReleased(Event):
    """`person` no longer has it."""

    name: ClassVar[str] = "step.released"
    says: ClassVar[str] = "{title} no longer belongs to {person}. {because}"
    step_id: str
    title: str
    person: PersonId
    because: Text


@dataclass(frozen=True)
class StepNotKnown(Event):
    """What it asks for was looked for and isn't known yet; `facts` in words."""

    name: ClassVar[str] = "step.not_known"
    says: ClassVar[str] = "{title}: not known yet: {facts}. Next check: {check_at}"
    step_id: str
    title: str
    facts: tuple[str, ...]
    check_at: Instant


@dataclass(frozen=True)
class StepCompleted(Event):
    """The record itself has done the step; the bot says so. `because`: the facts or duties, in words; `by`: whose
    statement was the last of them."""

    name: ClassVar[str] = "step.completed"
    says: ClassVar[str] = "finished {title}, because {by} recorded the last of what it needs: {because}"
    step_id: str
    title: str
    because: tuple[str, ...]
    by: PersonId


@dataclass(frozen=True)
class StepAskedAgain(Event):
    """What is recorded now speaks against its `answer`, or it was done without one. `against`: facts, or whom its
    duties tell, in words."""

    name: ClassVar[str] = "step.asked_again"
    says: ClassVar[str] = "asked {title} again: the answer “{answer}” no longer agrees with the record: {against}"
    step_id: str
    title: str
    answer: str
    against: tuple[str, ...]

    def sentence(self, name_of: Callable[[str], str] = str) -> str:
        """A step without an answer says nothing of one."""
        said = super().sentence(name_of)
        return said if self.answer else said.replace("the answer “” no longer agrees", "it no longer agrees", 1)


@dataclass(frozen=True)
class StepLate(Event):
    name: ClassVar[str] = "step.late"
    says: ClassVar[str] = "{title} is late"
    step_id: str
    title: str
    due_at: Instant | None


@dataclass(frozen=True)
class StepAppeared(Event):
    name: ClassVar[str] = "step.appeared"
    says: ClassVar[str] = "{title} now applies. {because}"
    step_id: str
    title: str
    because: Text


@dataclass(frozen=True)
class StepSetAside(Event):
    name: ClassVar[str] = "step.set_aside"
    says: ClassVar[str] = "{title} no longer applies. {because}"
    step_id: str
    title: str
    because: Text


@dataclass(frozen=True)
class StepException(Event):
    """`steps`: those that tell people, and show who is warned before anything else. A closed gate stays closed."""

    name: ClassVar[str] = "step.exception"
    says: ClassVar[str] = "put a person's safety first: {reason}"
    reason: Words
    steps: tuple[str, ...]


@dataclass(frozen=True)
class DecisionMade(Event):
    """`second_by`: who confirmed it, where two people had to."""

    name: ClassVar[str] = "decision.made"
    says: ClassVar[str] = "decided “{question}”: {choice}. {reason}"
    decision_id: int
    step_id: str
    question: str
    choice: str
    reason: Words
    decided_by: PersonId
    second_by: PersonId | None
