"""How it is said that letters came back or could not be delivered: typed, in a form, and answered."""

from collections.abc import Sequence

from bot.actions.returned_mail import RecordReturned, ReturnedRecorded
from bot.domain.sendings import Sending, tally
from bot.errors import UsageError
from bot.messages import N_, _
from bot.sentences import cut
from bot.slack.block_kit import Message, Modal, field_input, option, safe, section, select, text_box
from bot.slack.notice_proofs import chosen_evidence, evidence_field, exact, number, tally_line, unreached
from bot.slack.parse import reference_in
from bot.slack.requests import Form, Reader, RequestContext
from bot.store.tables import Evidence, Notice
from bot.typed.command_words import EVIDENCE, RETURNED

RETURNED_EXAMPLE = N_("`/breach returned gdpr-individuals ref batch-1 38 of 1,200`")


def read(context: RequestContext) -> RecordReturned | Form:
    """`/breach returned gdpr-individuals ref batch-1 38 of 1,200`; without a number the form opens."""
    evidence, text = EVIDENCE.findall(context.request.text), EVIDENCE.sub(" ", context.request.text)
    reference, rest = reference_in(text)
    found = RETURNED.search(rest)
    words = " ".join((rest[: found.start()] if found else rest).split()).strip(" ,:")
    if not words:
        raise UsageError(
            _("Name the notice, and how many came back."), _("For example: {example}", example=_(RETURNED_EXAMPLE))
        )
    if not found:
        return Form("notice_returned", words)
    count = exact(found["count"], "count") if found["count"] else None
    return RecordReturned(words, reference, exact(found["returned"], "returned"), count, tuple(evidence))


def draw(notice: Notice, title: str, sendings: Sequence[Sending], evidence: Sequence[Evidence]) -> Modal:
    by_reference = {one.reference: one for one in sendings}
    rows = [option(cut(name, 75), cut(name, 75), _went_to(one)) for name, one in by_reference.items()]
    first = next(iter(by_reference), None)
    blocks = (
        section(f"*{safe(title)}*\n{tally_line(tally(sendings))}"),
        field_input("reference", _("Which sending?"), select(rows, chosen=first)),
        field_input(
            "returned",
            _("How many came back so far, or could not be delivered?"),
            text_box(most=40),
            hint=_("All of this sending so far, not only the new ones."),
        ),
        field_input(
            "count",
            _("To how many did it go?"),
            text_box(most=40),
            hint=_("Only if it isn't recorded, or was wrong."),
            optional=True,
        ),
        *evidence_field(evidence),
    )
    return Modal("notice_returned", _("Returned mail"), blocks, _("Record"), subject=str(notice.id))


def _went_to(one: Sending) -> str:
    if one.proof.count is None:
        return _("number not recorded")
    return _("to {count}, {returned} came back", count=number(one.proof.count), returned=number(one.returned))


def read_form(context: RequestContext) -> RecordReturned:
    said = context.request
    count = said.entered("count").strip()
    return RecordReturned(
        said.subject,
        said.entered("reference"),
        exact(said.entered("returned"), "returned"),
        exact(count, "count") if count else None,
        chosen_evidence(context),
    )


def recorded(outcome: ReturnedRecorded, reader: Reader) -> Message:
    sending = outcome.sending
    if outcome.again:
        return Message(_("{reference}: already recorded. No change.", reference=safe(sending.reference)))
    said = _(
        "{returned} of the {count} sent under {reference} came back or could not be delivered.",
        returned=number(sending.returned),
        count=number(sending.proof.count or 0),
        reference=safe(sending.reference),
    )
    blocks = [section(f"{said}\n{tally_line(outcome.tally)}")]
    if outcome.tally.returned:
        blocks.append(section(unreached(outcome.tally)))
    return Message(said, tuple(blocks))
