"""Events of notices, and of the messages that remind of what is due."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from bot.domain.events.event import Event, Hash, Instant, Mark, PersonId, Stated, Words
from bot.domain.notice_completeness import MissingItem
from bot.domain.notice_wording import Remark
from bot.domain.reminders import Occasion, ReminderSubject
from bot.sentences import Text


@dataclass(frozen=True)
class NoticeDrafted(Event):
    """`text` is the exact Markdown; `remarks` quote it; `told`: the facts in it that all notices must agree on."""

    name: ClassVar[str] = "notice.drafted"
    says: ClassVar[str] = "drafted {title}, version {version}"
    notice_id: int
    template: str
    title: str
    language: str
    version: int
    subject: Words
    text: Words
    text_hash: Hash
    missing: tuple[MissingItem, ...]
    remarks: Annotated[tuple[Remark, ...], Mark.WORDS]
    told: Stated


@dataclass(frozen=True)
class NoticeApproved(Event):
    name: ClassVar[str] = "notice.approved"
    says: ClassVar[str] = "approved {title}, version {version}"
    notice_id: int
    template: str
    title: str
    version: int
    text_hash: Hash


@dataclass(frozen=True)
class RuleOverridden(Event):
    """`found`: the words that stay although the rule stopped them; `remarks`: all that is said about the text now."""

    name: ClassVar[str] = "notice.rule_overridden"
    says: ClassVar[str] = "kept what {rule} stopped in {title}, version {version}: {found}. Reason: {reason}"
    notice_id: int
    template: str
    title: str
    version: int
    rule: str
    found: tuple[Words, ...]
    reason: Words
    remarks: Annotated[tuple[Remark, ...], Mark.WORDS]


@dataclass(frozen=True)
class NoticeSuperseded(Event):
    name: ClassVar[str] = "notice.superseded"
    says: ClassVar[str] = "{title}, version {version} was replaced"
    notice_id: int
    template: str
    title: str
    version: int


@dataclass(frozen=True)
class ReminderSent(Event):
    """`audience`: whom it was for, by role; or the person who had put it off."""

    name: ClassVar[str] = "reminder.sent"
    says: ClassVar[str] = "reminded {audience} in the channel: {title}"
    subject: ReminderSubject
    audience: tuple[PersonId, ...]
    title: Text
    occasion: Occasion


@dataclass(frozen=True)
class ReminderSnoozed(Event):
    """A person put off their own reminders; everyone else is told as planned."""

    name: ClassVar[str] = "reminder.snoozed"
    says: ClassVar[str] = "snoozed their own reminders of {title} until {until_at}"
    subject: ReminderSubject
    title: Text
    until_at: Instant


@dataclass(frozen=True)
class EscalationSent(Event):
    name: ClassVar[str] = "escalation.sent"
    says: ClassVar[str] = "told {audience} in the channel that {title} is late"
    subject: ReminderSubject
    audience: tuple[str, ...]
    title: Text


@dataclass(frozen=True)
class DeliveryFailed(Event):
    """`key` is the message's in the outbox."""

    name: ClassVar[str] = "delivery.failed"
    says: ClassVar[str] = "a message could not be delivered to Slack: {what}"
    what: str
    key: str


@dataclass(frozen=True)
class SentDirectly(Event):
    """`instead_of`: the key of the message that Slack refused."""

    name: ClassVar[str] = "delivery.direct"
    says: ClassVar[str] = "sent {person} a direct message: {what}"
    person: PersonId
    what: str
    instead_of: str


@dataclass(frozen=True)
class InviteRefused(Event):
    """`refusal`: Slack's answer."""

    name: ClassVar[str] = "invite.refused"
    says: ClassVar[str] = "Slack did not let {person} into the channel: {refusal}"
    person: PersonId
    refusal: str
