"""What a message says beyond what the record shows when it is drawn: one frozen type for each view.

An action names a message's content; it travels in the outbox as JSON, and the view in `slack` that draws it gets the
same type back.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Self, cast

from pydantic import AwareDatetime, TypeAdapter

from bot.law.changes import DutyChange
from bot.runbook.model import Gate
from bot.sentences import Text, Value


class Content:
    """What one view needs. `view` is its name in the outbox."""

    view: ClassVar[str]

    def plain(self) -> dict[str, Any]:
        """The fields as JSON keeps them, with the view's name. Raises pydantic's ValidationError."""
        kind = _adapter(cast(Hashable, type(self)))
        return {"view": self.view, **kind.dump_python(kind.validate_python(self), mode="json")}

    @classmethod
    def read(cls, details: Mapping[str, Any]) -> Self:
        """The content again; what else the outbox keeps with it is passed over."""
        return cast(Self, _adapter(cast(Hashable, cls)).validate_python(details))


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(type[Any], kind))


@dataclass(frozen=True)
class Card(Content):
    """The incident's card: drawn from the record alone."""

    view: ClassVar[str] = "card"


@dataclass(frozen=True)
class StepCard(Content):
    view: ClassVar[str] = "step"
    step: str


@dataclass(frozen=True)
class StepsOpened(Content):
    """Several steps whose turn came at once, by id; the message of each stands in the thread."""

    view: ClassVar[str] = "steps_opened"
    steps: tuple[str, ...]


@dataclass(frozen=True)
class StepGone(Content):
    """In place of the message of a step that the incident's runbook no longer has."""

    view: ClassVar[str] = "step_gone"
    step: str
    title: str
    because: Text


@dataclass(frozen=True)
class ProposalCard(Content):
    view: ClassVar[str] = "proposal"
    proposal: int


@dataclass(frozen=True)
class Correction:
    """A fact's question, with its earlier and its present answer in words."""

    label: str
    old: Value
    new: Value


@dataclass(frozen=True)
class FactsCorrected(Content):
    view: ClassVar[str] = "facts_changed"
    changes: tuple[Correction, ...]
    person: str
    reason: str = ""


@dataclass(frozen=True)
class DutiesChanged(Content):
    """`waiting_before` and `waiting`: how many duties wait for facts; `cause`: in words. `corrected`: the facts whose
    correction changed them, said in the same message."""

    view: ClassVar[str] = "duties_changed"
    changes: tuple[DutyChange, ...]
    cause: tuple[Text, ...]
    waiting_before: int | None
    waiting: int
    corrected: FactsCorrected | None = None


@dataclass(frozen=True)
class DutyToReview(Content):
    """A decision about this duty is to be looked at again."""

    view: ClassVar[str] = "question"
    duty: str


@dataclass(frozen=True)
class QuestionAnswered(Content):
    view: ClassVar[str] = "question_answered"
    duty: str
    stands: bool
    person: str


@dataclass(frozen=True)
class NewerLaw(Content):
    """`newer`: the hash of the law that an incident may take over."""

    view: ClassVar[str] = "law_changed"
    newer: str
    changes: tuple[DutyChange, ...]


@dataclass(frozen=True)
class NewerLawDecided(Content):
    view: ClassVar[str] = "law_decided"
    taken: bool
    person: str


@dataclass(frozen=True)
class NoticeCard(Content):
    """One version with its text."""

    view: ClassVar[str] = "notice"
    notice: int


@dataclass(frozen=True)
class NoticePage(Content):
    """What of a notice's text doesn't fit in its first message: page 1 or a later one; the first message has page 0."""

    view: ClassVar[str] = "notice_page"
    notice: int
    page: int


@dataclass(frozen=True)
class NoticeThread(Content):
    """How one kind of notice in one language stands; its versions are in the thread."""

    view: ClassVar[str] = "notice_thread"
    template: str
    language: str


@dataclass(frozen=True)
class NoticeReopened(Content):
    """What was approved would be drawn otherwise by now: `differences` in words; `told`: who had approved it;
    `stopped`: a part of it went out, and the rest must not."""

    view: ClassVar[str] = "notice_reopened"
    notice: int
    differences: tuple[str, ...]
    told: tuple[str, ...]
    stopped: bool


@dataclass(frozen=True)
class RiskNote(Content):
    """`against`: what the worksheet suggested, where the decision differs."""

    view: ClassVar[str] = "risk_decided"
    level: str
    reason: str
    against: str
    person: str


@dataclass(frozen=True)
class ClosingNote(Content):
    """`by`: who closed it, both where it took two. What was open, in words: `duties`, `steps`, `proposals`; `tasks`
    stay to be done, each by its `owners`."""

    view: ClassVar[str] = "closed"
    reason: str
    by: tuple[str, ...]
    duties: tuple[Text, ...]
    steps: tuple[Text, ...]
    proposals: tuple[Text, ...] = ()
    tasks: tuple[Text, ...] = ()
    owners: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class ReopeningNote(Content):
    view: ClassVar[str] = "reopened"
    reason: str
    by: str


@dataclass(frozen=True)
class Digest(Content):
    view: ClassVar[str] = "digest"
    next_at: AwareDatetime | None


@dataclass(frozen=True)
class SeverityNote(Content):
    """`left_out`: the steps that are no longer planned."""

    view: ClassVar[str] = "severity"
    level: int
    before: int | None
    reason: str
    person: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class SafetyNote(Content):
    """`steps`: those that wait for nothing from now on; `held`: those that tell everyone, which still wait."""

    view: ClassVar[str] = "safety"
    reason: str
    steps: tuple[str, ...]
    person: str
    held: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeviationCall(Content):
    """To one person, directly: a step happened before it should have."""

    view: ClassVar[str] = "deviation_call"
    step: str
    title: str


@dataclass(frozen=True)
class DeviationNote(Content):
    """`bypassed`: what should have come first, with titles; `at`: when it happened; `tell`: the lead and the DPO."""

    view: ClassVar[str] = "deviation"
    step: str
    title: str
    gate: Gate
    bypassed: Value
    at: AwareDatetime
    reason: str
    person: str
    tell: tuple[str, ...]


@dataclass(frozen=True)
class RunbookOffer(Content):
    """`book`: the kind whose runbook is offered."""

    view: ClassVar[str] = "runbook_offer"
    book: str


@dataclass(frozen=True)
class RunbookNote(Content):
    """Who moved the incident to its present runbook."""

    view: ClassVar[str] = "runbook_moved"
    by: str


@dataclass(frozen=True)
class ReminderPutOff(Content):
    view: ClassVar[str] = "reminder_put_off"
    title: Text
    until_at: AwareDatetime
    person: str


@dataclass(frozen=True)
class StepGiven(Content):
    """To who has the step now; `by` gave it to them."""

    view: ClassVar[str] = "step_given"
    step: str
    by: str


@dataclass(frozen=True)
class NotDone(Content):
    """Slack refused an effect, or does not take it: to who asked and to who is in charge. `of`: its key."""

    view: ClassVar[str] = "not_done"
    of: str


@dataclass(frozen=True)
class NotInvited(Content):
    """Whom Slack does not let into the channel: each person with its answer, `method code`."""

    view: ClassVar[str] = "not_invited"
    refused: tuple[tuple[str, str], ...]
