"""Events of duties and their clocks: what an assessment changed, and what a person decided.

A duty event carries its clock as it stands after it, so that the clock can be rebuilt from the log alone.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from bot.domain.events.event import Event, Instant, Mark, State, Told, Words
from bot.domain.sendings import Proof
from bot.sentences import Text


@dataclass(frozen=True)
class DutyAssessed(Event):
    """The clock of one duty changed, or came to be. `old_target_at` is None where there was none."""

    name: ClassVar[str] = "duty.assessed"
    says: ClassVar[str] = "{title} was assessed again: {answer}"
    duty_id: str
    title: str
    because_of: tuple[str, ...]
    old_target_at: Instant | None
    answer: State
    starts_at: Instant | None
    target_at: Instant | None
    limit_at: Instant | None
    held_until: Instant | None
    house_at: Instant | None
    changed_at: Instant


@dataclass(frozen=True)
class DutyAppeared(DutyAssessed):
    name: ClassVar[str] = "duty.appeared"
    says: ClassVar[str] = "{title} is now owed"


@dataclass(frozen=True)
class DutyMoved(DutyAssessed):
    name: ClassVar[str] = "duty.moved"
    says: ClassVar[str] = "{title}: the target moved from {old_target_at} to {target_at}"


@dataclass(frozen=True)
class DutyLapsed(DutyAssessed):
    name: ClassVar[str] = "duty.lapsed"
    says: ClassVar[str] = "{title} is no longer owed"


@dataclass(frozen=True)
class DutyOpened(DutyAssessed):
    name: ClassVar[str] = "duty.opened"
    says: ClassVar[str] = "{title}: it is no longer known whether it is owed"


@dataclass(frozen=True)
class DutyQuestioned(Event):
    name: ClassVar[str] = "duty.questioned"
    says: ClassVar[str] = "{title} was {decision}; the new assessment contradicts that: {because}"
    duty_id: str
    title: str
    decision: str
    because: Told


@dataclass(frozen=True)
class ClockMet(Event):
    """`filed`: every duty done so far and when, as the facts have it after this. `how`: the proof in words."""

    name: ClassVar[str] = "clock.met"
    says: ClassVar[str] = "{title}: done on {met_at}, reference {reference}{how}"
    duty_id: str
    title: str
    met_at: Instant
    reference: Words
    target_at: Instant | None
    filed: dict[str, Instant]
    proof: Annotated[Proof, Mark.WORDS]
    how: Words


@dataclass(frozen=True)
class MeetingExplained(Event):
    """What spoke against it when it was recorded as met, and why it is right anyway."""

    name: ClassVar[str] = "clock.meeting_explained"
    says: ClassVar[str] = "{title}: recorded as met although {doubts}. {reason}"
    duty_id: str
    title: str
    doubts: Told
    reason: Words


@dataclass(frozen=True)
class ClockDeclined(Event):
    """`filed`: what is left of the duties done, in case it was one of them; None when nothing is."""

    name: ClassVar[str] = "clock.declined"
    says: ClassVar[str] = "{title}: declined. {reason}"
    duty_id: str
    title: str
    reason: Words
    filed: dict[str, Instant] | None


@dataclass(frozen=True)
class ClockHeld(Event):
    name: ClassVar[str] = "clock.held"
    says: ClassVar[str] = "{title}: held until {until_at} at the request of {authority}"
    duty_id: str
    title: str
    authority: Words
    asked_at: Instant
    until_at: Instant
    written: bool


@dataclass(frozen=True)
class ClockReleased(Event):
    name: ClassVar[str] = "clock.released"
    says: ClassVar[str] = "{title}: {authority} lifted its request to wait"
    duty_id: str
    title: str
    authority: Words
    released_at: Instant


@dataclass(frozen=True)
class ClockConfirmed(Event):
    name: ClassVar[str] = "clock.confirmed"
    says: ClassVar[str] = "{title}: review: the decision “{decision}” was kept"
    duty_id: str
    title: str
    decision: str
    because: Told


@dataclass(frozen=True)
class ClockReopened(Event):
    """`filed`: what is left of the duties done, None when nothing is."""

    name: ClassVar[str] = "clock.reopened"
    says: ClassVar[str] = "{title}: review: the decision “{decision}” was withdrawn, the duty is open"
    duty_id: str
    title: str
    decision: str
    filed: dict[str, Instant] | None


@dataclass(frozen=True)
class ClockLate(Event):
    name: ClassVar[str] = "clock.late"
    says: ClassVar[str] = "{title}: the target has passed"
    duty_id: str
    title: Text
    target_at: Instant | None
