"""What is on record about a notice once it leaves: waves, the duty that it met, and that it was taken back.

breachbot sends nothing outside. A sending is recorded of a text that is approved, unaltered, and still what the record
gives; anything else is not proven to have gone out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pydantic import AwareDatetime

from bot.actions import clocks, notice_changes, notice_states, notices, proposals, returned_mail, sending_proofs
from bot.actions.clocks import DutyExplained
from bot.actions.sending_proofs import GivenProof
from bot.actions.work import Work
from bot.domain.letter_offers import follows
from bot.domain.notices import MAY_GO, REPLACEABLE, NoticeState
from bot.domain.proposals import Noun
from bot.domain.sendings import Proof, Sending, Tally, tally
from bot.errors import Refused, Stale, UsageError
from bot.messages import _
from bot.sentences import sentence
from bot.store.tables import Clock, Incident, Notice

INDIVIDUALS_TOLD_AT = "individuals_told_at"  # what a notice tells of the first part of the letters
WITHDRAWAL = "withdrawal"  # the letter that tells people that what they read about themselves was wrong


@dataclass(frozen=True)
class RecordWave:
    """A part of the letters went out; None: now. `notice`: as people call it."""

    notice: str
    reference: str
    at: AwareDatetime | None
    proof: GivenProof = field(default_factory=GivenProof)


@dataclass(frozen=True)
class WithdrawNotice:
    notice: str
    reason: str


@dataclass(frozen=True)
class WaveRecorded:
    """`tally`: of all sendings so far; `whole`: it serves no duty, so this was all."""

    incident: Incident
    notice: Notice
    title: str
    tally: Tally
    whole: bool


@dataclass(frozen=True)
class NoticeWithdrawn:
    """`went_out`: at least a part of it had. `letter`: the kind of letter that tells its readers, empty where there is
    none."""

    incident: Incident
    notice: Notice
    title: str
    went_out: bool
    letter: str


def serving(work: Work, incident: Incident, duty_id: str) -> Sequence[Notice]:
    """The notices of the kinds that serve this duty, every version."""
    kinds = {one.id for one in work.library.templates.notices.values() if duty_id in one.serves}
    return [one for one in notices.all_of(work, incident) if one.template in kinds]


def explain(work: Work, incident: Incident, word: str) -> DutyExplained:
    """The duty that the words mean, with the proof of what went out for it."""
    found = clocks.explain(work, incident, word)
    if found.line is None:
        return found
    notices_of_it = serving(work, incident, found.finding.duty.id)
    return replace(found, proofs=sending_proofs.of_duty(work, found.line.clock, notices_of_it))


def is_approved(work: Work, incident: Incident, duty_id: str, at: AwareDatetime) -> bool:
    """Whether what was drafted for this duty may be said to have gone out; so may a notice that breachbot never had."""
    return not serving(work, incident, duty_id) or bool(ready(work, incident, duty_id, at))


def ready(work: Work, incident: Incident, duty_id: str, at: AwareDatetime) -> Sequence[Notice]:
    """Those that may be said to have gone out `at` this instant: approved by then, and still so. Where there is none,
    what met this duty already may be recorded once more, for a better reference."""
    gone = [one for one in serving(work, incident, duty_id) if _may_have_gone(one, at)]
    again = [one for one in gone if any(each.duty == duty_id for each in notice_states.sendings(one))]
    fresh = [one for one in gone if one not in again and not one.differs and _stands(work, incident, one)]
    return fresh or again


def to_the_second(approved: Iterable[Notice], at: AwareDatetime) -> AwareDatetime:
    """People say to the minute when something went out: in the minute of its approval that is not before it."""
    times = [one.approved_at for one in approved if one.approved_at]
    return max([at, *(one for one in times if one.replace(second=0, microsecond=0) == at)])


def _may_have_gone(notice: Notice, at: AwareDatetime) -> bool:
    return notice.state in MAY_GO and notice.approved_at is not None and notice.approved_at <= at


def _stands(work: Work, incident: Incident, notice: Notice) -> bool:
    notice_states.intact(notice)
    return notice_changes.is_current(work, incident, notice)


def met(work: Work, incident: Incident, clock: Clock, reference: str, at: AwareDatetime, proof: Proof) -> None:
    """The duty was met with what was ready; an earlier version that had gone out is corrected by it."""
    for notice in ready(work, incident, clock.duty_id, at):
        sending = Sending(duty=clock.duty_id, reference=reference, at=at, by=work.actor, proof=proof)
        notice_states.sent(work, incident, notice, sending, whole=True)
        _correct(work, incident, notice)


def _correct(work: Work, incident: Incident, notice: Notice) -> None:
    for one in notices.all_of(work, incident):
        same = (one.template, one.language) == (notice.template, notice.language)
        if same and one.version < notice.version and one.state is NoticeState.SENT:
            notice_states.corrected(work, incident, one, notice.version)


def unmet(work: Work, incident: Incident, duty_id: str) -> None:
    """The duty was not met after all."""
    for notice in serving(work, incident, duty_id):
        if notice.state is NoticeState.SENT and any(one.duty == duty_id for one in notice_states.sendings(notice)):
            notice_states.not_sent(work, incident, notice, duty_id)


def record_wave(work: Work, incident: Incident, command: RecordWave) -> WaveRecorded:
    """Raises Stale for a text that is no longer approved; Refused for one that never was."""
    notice = notices.find(work, incident, command.notice)
    at = to_the_second([notice], command.at or work.now_in(incident))
    kind, reference = notices.kind_of(work, notice), command.reference.strip()
    if at > work.now_in(incident):
        raise UsageError(
            _("That time is in the future."), _("Give the time at which the letters went out."), field="at"
        )
    if not reference:
        raise UsageError(_("A reference is required: a list, batch or receipt."), field="reference")
    _refuse_unapproved(work, incident, notice, at)
    _refuse_known(work, incident, notice, reference)
    proof = sending_proofs.checked(work, incident, command.proof)
    whole = not kind.serves or notice.state is NoticeState.SENT
    sending = Sending(reference=reference, at=at, by=work.actor, proof=proof)
    notice_states.sent(work, incident, notice, sending, whole=whole)
    if whole:
        _correct(work, incident, notice)
    notice_changes.look_again(work, incident, moved=(INDIVIDUALS_TOLD_AT,))
    return WaveRecorded(incident, notice, kind.title, tally(notice_states.sendings(notice)), whole)


def sendable(work: Work, incident: Incident, word: str) -> Notice:
    """The notice that the words mean. Raises, as `record_wave` does, where it may not go out now."""
    notice = notices.find(work, incident, word)
    _refuse_unapproved(work, incident, notice, work.now_in(incident))
    return notice


def _refuse_known(work: Work, incident: Incident, notice: Notice, reference: str) -> None:
    """Raises UsageError for the reference of a wave that is on record, or of another notice."""
    remedy = _("Give every wave a reference of its own.")
    if any(one.reference == reference and not one.duty for one in notice_states.sendings(notice)):
        raise UsageError(
            _("The wave {reference} of this notice is already recorded.", reference=reference),
            remedy,
            field="reference",
        )
    other = returned_mail.owner_of(work, incident, reference)
    if other and (other.template, other.language) != (notice.template, notice.language):
        raise UsageError(
            _("{reference} is a sending of “{other}”.", reference=reference, other=notice_states.title_of(work, other)),
            remedy,
            field="reference",
        )


def _refuse_unapproved(work: Work, incident: Incident, notice: Notice, at: AwareDatetime) -> None:
    example = _("Read the latest version: /breach notice {kind}", kind=notice.template)
    if notice.state is NoticeState.SENT and notice.differs:
        raise Stale(
            _("What this notice says has changed, so the rest of it must not go out. Nothing was recorded."), example
        )
    if not _may_have_gone(notice, at):
        raise Refused(_("This notice isn't approved, or wasn't at that time. Nothing was recorded."), example)
    if not _stands(work, incident, notice):
        raise Stale(_("What this notice says has changed since it was approved. Nothing was recorded."), example)


def withdraw_notice(work: Work, incident: Incident, command: WithdrawNotice) -> NoticeWithdrawn:
    """Take back what is drafted, approved or sent, for a reason."""
    notice, reason = notices.find(work, incident, command.notice), command.reason.strip()
    if notice.state not in (*REPLACEABLE, NoticeState.SENT):
        raise Refused(_("This version was already withdrawn or replaced."), _("No change."))
    if len(reason.split()) < 3:
        raise UsageError(
            _("Give a reason of at least three words."),
            _("For example: {example}", example=_("/breach withdraw gdpr-individuals because the list was wrong")),
        )
    notice_states.withdrawn(work, incident, notice, reason)
    title = notice_states.title_of(work, notice)
    because = sentence("“{title}” was withdrawn.", title=title)
    proposals.settle_about(work, incident, Noun.NOTICE, {str(notice.id): because})
    told = follows(WITHDRAWAL, notice.template, notice.language, work.library.templates.notices)
    return NoticeWithdrawn(incident, notice, title, bool(notice.sent), WITHDRAWAL if told and notice.sent else "")
