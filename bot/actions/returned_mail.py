"""How many of what went out came back, or could not be delivered: recorded afterward, as often as more is known."""

from dataclasses import dataclass

from bot.actions import notice_states, notices, sending_proofs
from bot.actions.sending_proofs import GivenProof
from bot.actions.work import Work
from bot.domain.sendings import Sending, Tally, tally
from bot.errors import Refused, UsageError
from bot.messages import _
from bot.store.tables import Incident, Notice


@dataclass(frozen=True)
class RecordReturned:
    """`returned`: so far, of the sending with this reference; empty: of the only one. `count`: to how many that went,
    where it wasn't said before or was wrong."""

    notice: str
    reference: str
    returned: int
    count: int | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReturnedRecorded:
    """`tally`: of the whole notice. `again`: it was on record so already."""

    incident: Incident
    notice: Notice
    title: str
    sending: Sending
    tally: Tally
    again: bool = False


def record_returned(work: Work, incident: Incident, command: RecordReturned) -> ReturnedRecorded:
    """Raises for a reference of another notice, and for more than were sent."""
    notice = sent_notice(work, incident, command.notice)
    sent = _sending(work, incident, notice, command.reference.strip())
    proof = sending_proofs.checked(work, incident, GivenProof(count=command.count, evidence=command.evidence))
    now = sent.model_copy(update={"returned": command.returned, "proof": proof.over(sent.proof)})
    count = _count(now)
    title, again = notice_states.title_of(work, notice), now == sent
    if not again:
        notice_states.returned_mail(work, incident, notice, now, count, sent.returned, proof)
    return ReturnedRecorded(incident, notice, title, now, tally(notice_states.sendings(notice)), again)


def sent_notice(work: Work, incident: Incident, word: str) -> Notice:
    """The newest version of the notice that went out, or the one with this number. Raises Refused where none did."""
    newest = notices.find(work, incident, word)
    same = [one for one in notices.all_of(work, incident) if one.template == newest.template and one.sent]
    if newest.sent or not same:
        same = [newest]
    if not same[-1].sent:
        raise Refused(
            _("“{title}” isn't recorded as sent.", title=notice_states.title_of(work, newest)),
            _("Record that first: /breach wave {kind} ref NUMBER", kind=newest.template),
        )
    return same[-1]


def _count(sending: Sending) -> int:
    count, returned = sending.proof.count, sending.returned
    if count is None:
        raise UsageError(
            _("It isn't recorded to how many {reference} went.", reference=sending.reference),
            _("Say both, for example: {returned} of 1,200", returned=returned),
            field="count",
        )
    if returned > count:
        raise UsageError(
            _(
                "{reference} went to {count}, so {returned} can't have come back.",
                reference=sending.reference,
                count=f"{count:,}",
                returned=f"{returned:,}",
            ),
            _("Correct the number, or say to how many it went: {returned} of …", returned=f"{returned:,}"),
            field="returned",
        )
    return count


def _sending(work: Work, incident: Incident, notice: Notice, reference: str) -> Sending:
    """Raises UsageError where several are meant, or another notice's, which is named."""
    known = {one.reference: one for one in notice_states.sendings(notice)}
    if reference in known:
        return known[reference]
    if len(known) == 1 and not reference:
        return next(iter(known.values()))
    title = notice_states.title_of(work, notice)
    remedy = _("Choose one of these: {listed}.", listed=", ".join(known))
    if not reference:
        raise UsageError(_("“{title}” went out several times.", title=title), remedy, field="reference")
    if other := owner_of(work, incident, reference):
        other_title = notice_states.title_of(work, other)
        raise UsageError(
            _(
                "{reference} is a sending of “{other}”, not of “{title}”.",
                reference=reference,
                other=other_title,
                title=title,
            ),
            remedy,
            field="reference",
        )
    raise UsageError(
        _("“{title}” has no sending {reference}.", title=title, reference=reference), remedy, field="reference"
    )


def owner_of(work: Work, incident: Incident, reference: str) -> Notice | None:
    """The newest notice that went out under this reference."""
    rows = reversed(notices.all_of(work, incident))
    return next((one for one in rows if any(each.reference == reference for each in notice_states.sendings(one))), None)
