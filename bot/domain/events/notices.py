"""Events of notices, and of the messages that remind of what is due."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from bot.domain.events.event import Event, Hash, Instant, Mark, PersonId, RoleOrPerson, Stated, Told, Words
from bot.domain.notice_completeness import MissingItem
from bot.domain.notice_wording import Remark
from bot.domain.reminders import Occasion, ReminderSubject
from bot.domain.sendings import Sending
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
class NoticeEdited(NoticeDrafted):
    """A new version in a person's own words. `drawn`: subject and text as the facts gave them, when it was drafted."""

    name: ClassVar[str] = "notice.edited"
    says: ClassVar[str] = "changed the text of {title}: version {version}"
    drawn: Words
    drafted_by: PersonId
    drafted_at: Instant


@dataclass(frozen=True)
class NoticeReviewed(Event):
    """The first of two people said yes."""

    name: ClassVar[str] = "notice.reviewed"
    says: ClassVar[str] = "approved {title}, version {version}, as the first of two people"
    notice_id: int
    template: str
    title: str
    version: int
    text_hash: Hash


@dataclass(frozen=True)
class NoticeReturned(Event):
    """The second of two people did not say yes."""

    name: ClassVar[str] = "notice.returned"
    says: ClassVar[str] = "{title}, version {version} is a draft again: {because}"
    notice_id: int
    template: str
    title: str
    version: int
    because: Told


@dataclass(frozen=True)
class NoticeApproved(Event):
    """`first_by`: the first of two people, where it took two."""

    name: ClassVar[str] = "notice.approved"
    says: ClassVar[str] = "approved {title}, version {version}"
    notice_id: int
    template: str
    title: str
    version: int
    text_hash: Hash
    first_by: PersonId | None = None


@dataclass(frozen=True)
class NoticeReopened(Event):
    """It would be drawn otherwise by now. `differs`: the hash of that text; `differences`: where, in words; `state`:
    draft, or sent where at least a part of it went out."""

    name: ClassVar[str] = "notice.reopened"
    says: ClassVar[str] = "{title}, version {version} no longer says what is on record: {differences}"
    notice_id: int
    template: str
    title: str
    version: int
    state: str
    differs: Hash
    differences: tuple[Words, ...]


@dataclass(frozen=True)
class NoticeMatches(Event):
    """What was sent says again what is on record."""

    name: ClassVar[str] = "notice.matches"
    says: ClassVar[str] = "{title}, version {version} says again what is on record"
    notice_id: int
    template: str
    title: str
    version: int


@dataclass(frozen=True)
class NoticeSent(Event):
    """Exactly this text went out. `duty_id`: what it met; empty for a wave, before the rest. `sent`: each time so far.
    `how`: its proof in words."""

    name: ClassVar[str] = "notice.sent"
    says: ClassVar[str] = "{title}, version {version} went out {sent_at}, reference {reference}{how}"
    notice_id: int
    template: str
    title: str
    version: int
    text_hash: Hash
    duty_id: str
    reference: Words
    sent_at: Instant
    state: str
    sent: Annotated[tuple[Sending, ...], Mark.WORDS]
    how: Words


@dataclass(frozen=True)
class MailReturned(Event):
    """`returned`: how many of `count` so far came back or could not be delivered; `before`: how many were on record.
    `sent`: each time that the notice went out."""

    name: ClassVar[str] = "notice.mail_returned"
    says: ClassVar[str] = (
        "{title}, version {version}, reference {reference}: {returned} of {count} came back (before: {before}){how}"
    )
    notice_id: int
    template: str
    title: str
    version: int
    reference: Words
    count: int
    returned: int
    before: int
    sent: Annotated[tuple[Sending, ...], Mark.WORDS]
    how: Words


@dataclass(frozen=True)
class NoticeNotSent(Event):
    """A duty that it was said to have met is open again, or was declined. `duty`: its title."""

    name: ClassVar[str] = "notice.not_sent"
    says: ClassVar[str] = "{title}, version {version} did not go out for this duty: {duty}"
    notice_id: int
    template: str
    title: str
    version: int
    duty_id: str
    duty: str
    state: str
    sent: Annotated[tuple[Sending, ...], Mark.WORDS]


@dataclass(frozen=True)
class NoticeCorrected(Event):
    """`by_version`: the later one that went out."""

    name: ClassVar[str] = "notice.corrected"
    says: ClassVar[str] = "{title}, version {version} was corrected by version {by_version}"
    notice_id: int
    template: str
    title: str
    version: int
    by_version: int


@dataclass(frozen=True)
class NoticeWithdrawn(Event):
    name: ClassVar[str] = "notice.withdrawn"
    says: ClassVar[str] = "withdrew {title}, version {version}. Reason: {reason}"
    notice_id: int
    template: str
    title: str
    version: int
    reason: Words


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
    audience: tuple[RoleOrPerson, ...]
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
    audience: tuple[RoleOrPerson, ...]
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


@dataclass(frozen=True)
class FormMade(Event):
    """The form of an authority was filled in from the facts; `version` is the form's own."""

    name: ClassVar[str] = "form.made"
    says: ClassVar[str] = "filled in the form “{form}”, version {version}, for the notice {notice}"
    form: str
    version: str
    notice: str


@dataclass(frozen=True)
class FormAnswered(Event):
    """A person answered a field of a form themselves; `value` is None when they took the answer back."""

    name: ClassVar[str] = "form.answered"
    says: ClassVar[str] = "answered {number} ({label}) of the form “{form}”: {value}"
    form: str
    number: str
    label: str
    value: Stated
