"""Events of the steps that people added to an incident; what is done with one is an event of its step."""

from dataclasses import dataclass
from typing import ClassVar

from bot.domain.events.event import Event, Instant, PersonId, Words


@dataclass(frozen=True)
class TaskAdded(Event):
    """`owners` have it from the beginning."""

    name: ClassVar[str] = "task.added"
    says: ClassVar[str] = "added {step_id} {text}, due {due_at}, for {owners}"
    step_id: str
    text: Words
    due_at: Instant | None
    owners: tuple[PersonId, ...]


@dataclass(frozen=True)
class TaskChanged(Event):
    """How it reads now."""

    name: ClassVar[str] = "task.changed"
    says: ClassVar[str] = "changed {step_id} to {text}, due {due_at}"
    step_id: str
    text: Words
    due_at: Instant | None


@dataclass(frozen=True)
class TaskTestStated(Event):
    """How it will be verified: it is done once someone says what came of that."""

    name: ClassVar[str] = "task.test"
    says: ClassVar[str] = "said how {step_id} will be verified: {test}"
    step_id: str
    test: Words


@dataclass(frozen=True)
class TaskReopened(Event):
    """It is to be done after all, by the person who had settled it."""

    name: ClassVar[str] = "task.reopened"
    says: ClassVar[str] = "reopened {step_id} {text}"
    step_id: str
    text: Words


@dataclass(frozen=True)
class ActionItemsListed(Event):
    """Put into the incident's channel as files, for other programs."""

    name: ClassVar[str] = "actions.listed"
    says: ClassVar[str] = "listed the action items as files: {formats}"
    formats: tuple[str, ...]
