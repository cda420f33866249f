"""What becomes of one version of a notice: each change of its state, with the entry of the record that says so.

Whether it may change is decided by those who call this.
"""

from collections.abc import Collection, Mapping, Sequence

from bot.actions import notice_posts
from bot.actions.work import Work
from bot.domain import notices as rules
from bot.domain.events import notices as events
from bot.domain.notice_completeness import MissingItem
from bot.domain.notices import NoticeState
from bot.domain.promised_updates import PHASES, stated_unknown
from bot.domain.sendings import Proof, Sending
from bot.sentences import Text
from bot.store.tables import Incident, Notice


def title_of(work: Work, notice: Notice) -> str:
    """As its kind is called now; its id once there is no such kind."""
    kind = work.library.templates.notices.get(notice.template)
    return kind.title if kind else notice.template


def waiting_for(work: Work, incident: Incident, facts: Collection[str]) -> Mapping[str, str]:
    """The titles of the drafts that lacked one of these facts, by what `/breach notice` calls them; a fact that is said
    not to be known yet counts as soon as that is said."""
    later = () if set(PHASES).isdisjoint(facts) else stated_unknown(incident.facts)
    told = {*facts, *later}
    drafts = [one for one in work.snapshot(incident).notices if one.state is NoticeState.DRAFT]
    waiting = [one for one in drafts if any(MissingItem.model_validate(each).asks in told for each in one.missing)]
    return {f"{one.template} {one.language}": title_of(work, one) for one in waiting}


def sendings(notice: Notice) -> tuple[Sending, ...]:
    return tuple(Sending.model_validate(one) for one in notice.sent)


def intact(notice: Notice) -> str:
    """Its exact text. Raises TextAltered."""
    return rules.intact(notice.subject, notice.text, notice.text_hash)


def from_facts(notice: Notice) -> str:
    """Its exact text as the facts gave it, without what a person changed in it since."""
    return notice.drawn or rules.exact_text(notice.subject, notice.text)


def reviewed(work: Work, incident: Incident, notice: Notice) -> None:
    """The actor is the first of two people to say yes."""
    notice.state, notice.first_approved_by = NoticeState.IN_REVIEW, work.actor
    work.record(incident, events.NoticeReviewed(*_named(work, notice), notice.text_hash))
    notice_posts.refresh(work, incident, notice)


def returned(work: Work, incident: Incident, notice_id: int, because: Text) -> None:
    """The second of two people said no, or can't say yes anymore. Without effect on what is not in review."""
    notice = work.session.get_one(Notice, notice_id)
    if notice.state is not NoticeState.IN_REVIEW:
        return
    notice.state = NoticeState.DRAFT
    _not_approved(notice)
    work.record(incident, events.NoticeReturned(*_named(work, notice), because))
    notice_posts.refresh(work, incident, notice)


def approved(work: Work, incident: Incident, notice: Notice, approval: rules.Approval) -> None:
    notice.state, notice.approved_at, notice.approved_by = NoticeState.APPROVED, approval.at, approval.by
    notice.first_approved_by = None if notice.first_approved_by == approval.by else notice.first_approved_by
    notice.differs = None
    said = events.NoticeApproved(*_named(work, notice), approval.sha256, notice.first_approved_by)
    work.record(incident, said)
    notice_posts.refresh(work, incident, notice)


def reopened(work: Work, incident: Incident, notice: Notice, differs: str, differences: Sequence[str]) -> None:
    """It would be drawn otherwise by now. What went out stays sent; everything else is a draft again."""
    notice.state, notice.differs = rules.state_of(sendings(notice), differs=True), differs
    if notice.state is NoticeState.DRAFT:
        _not_approved(notice)
    said = events.NoticeReopened(*_named(work, notice), notice.state, differs, tuple(differences))
    work.record(incident, said)
    notice_posts.refresh(work, incident, notice)


def matches(work: Work, incident: Incident, notice: Notice) -> None:
    """What was sent would be drawn just so again."""
    notice.differs = None
    work.record(incident, events.NoticeMatches(*_named(work, notice)))
    notice_posts.refresh(work, incident, notice)


def sent(work: Work, incident: Incident, notice: Notice, sending: Sending, *, whole: bool) -> None:
    """It went out, and if that was the `whole`, earlier versions of it that had gone out are corrected by it. What met
    the same duty before is replaced, and what came back of it is kept."""
    before = [one for one in sendings(notice) if sending.duty and one.duty == sending.duty]
    others = [one for one in sendings(notice) if one not in before]
    sending = sending.model_copy(update={"returned": max((one.returned for one in before), default=0)})
    _sent(notice, [*others, sending], NoticeState.SENT if whole else notice.state)
    work.record(
        incident,
        events.NoticeSent(
            *_named(work, notice),
            text_hash=notice.text_hash,
            duty_id=sending.duty,
            reference=sending.reference,
            sent_at=sending.at,
            state=notice.state,
            sent=sendings(notice),
            how=sending.proof.said,
        ),
    )
    notice_posts.refresh(work, incident, notice)


def returned_mail(
    work: Work, incident: Incident, notice: Notice, sending: Sending, count: int, before: int, proof: Proof
) -> None:
    """`sending`: as it is on record from now on, in the place of those with its reference. `proof`: what is new."""
    now = {"returned": sending.returned, "proof": sending.proof}
    changed = [one.model_copy(update=now) if one.reference == sending.reference else one for one in sendings(notice)]
    _sent(notice, changed, notice.state)
    said = events.MailReturned(
        *_named(work, notice),
        reference=sending.reference,
        count=count,
        returned=sending.returned,
        before=before,
        sent=sendings(notice),
        how=Proof(evidence=proof.evidence).said,
    )
    work.record(incident, said)
    notice_posts.refresh(work, incident, notice)


def _duty(work: Work, incident: Incident, duty_id: str) -> str:
    found = work.snapshot(incident).by_duty.get(duty_id)
    return found.duty.title if found else duty_id


def not_sent(work: Work, incident: Incident, notice: Notice, duty_id: str) -> None:
    """It did not meet this duty after all."""
    left = [one for one in sendings(notice) if one.duty != duty_id]
    _sent(notice, left, rules.state_of(left, differs=notice.differs is not None))
    if notice.state is NoticeState.DRAFT:
        _not_approved(notice)
    said = events.NoticeNotSent(
        *_named(work, notice), duty_id, _duty(work, incident, duty_id), notice.state, sendings(notice)
    )
    work.record(incident, said)
    notice_posts.refresh(work, incident, notice)


def corrected(work: Work, incident: Incident, notice: Notice, by_version: int) -> None:
    notice.state = NoticeState.CORRECTED
    work.record(incident, events.NoticeCorrected(*_named(work, notice), by_version))
    notice_posts.refresh(work, incident, notice)


def withdrawn(work: Work, incident: Incident, notice: Notice, reason: str) -> None:
    notice.state = NoticeState.WITHDRAWN
    work.record(incident, events.NoticeWithdrawn(*_named(work, notice), reason))
    notice_posts.refresh(work, incident, notice)


def superseded(work: Work, incident: Incident, notice: Notice) -> None:
    notice.state = NoticeState.SUPERSEDED
    work.record(incident, events.NoticeSuperseded(*_named(work, notice)))
    notice_posts.refresh_all(work, incident, notice)


def _sent(notice: Notice, sent: Sequence[Sending], state: NoticeState) -> None:
    notice.sent, notice.state = [one.model_dump(mode="json") for one in sent], state


def _not_approved(notice: Notice) -> None:
    notice.first_approved_by = notice.approved_at = notice.approved_by = None


def _named(work: Work, notice: Notice) -> tuple[int, str, str, int]:
    return notice.id, notice.template, title_of(work, notice), notice.version
