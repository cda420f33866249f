"""How it is said that letters went out in waves, or that a notice is taken back."""

from collections.abc import Sequence

from bot.actions.notice_edits import EditNotice
from bot.actions.notice_sendings import NoticeWithdrawn, RecordWave, WaveRecorded, WithdrawNotice
from bot.actions.notices import withdrawal as withdrawal_of
from bot.actions.work import Work
from bot.domain.permissions import NoticeSubject
from bot.errors import UsageError
from bot.messages import N_, _
from bot.slack.block_kit import Block, Message, Modal, actions, button, safe, section
from bot.slack.callbacks import Target
from bot.slack.notice_proofs import proof_fields, proof_in, read_proof_form, sent_fields, tally_line
from bot.slack.parse import moment_in, reason_in, reference_in
from bot.slack.readings import read_time
from bot.slack.requests import Form, Reader, RequestContext
from bot.store.tables import Evidence, Incident, Notice

WAVE_EXAMPLE = N_("`/breach wave gdpr-individuals ref batch-2 to 1,200 by email evidence 4`")


def wave_recorded(outcome: WaveRecorded, reader: Reader) -> Message:
    title, version = outcome.title, outcome.notice.version
    if outcome.whole:
        said = _("“{title}”, version {version}, is recorded as sent.", title=title, version=version)
    else:
        said = _(
            "“{title}”, version {version}: wave {number} is recorded. "
            "When everything is out, record that with /breach met.",
            title=title,
            version=version,
            number=outcome.tally.sendings,
        )
    return Message(f"{said} {tally_line(outcome.tally)}")


def withdrawn(outcome: NoticeWithdrawn, reader: Reader) -> Message:
    title, version = safe(outcome.title), outcome.notice.version
    if outcome.went_out:
        said = _(
            "“{title}”, version {version}, is withdrawn. It had gone out: "
            "tell its readers, and correct what they know.",
            title=title,
            version=version,
        )
        return Message(said, (section(said), *_letter(outcome)))
    return Message(_("“{title}”, version {version}, is withdrawn. Don't send it.", title=title, version=version))


def _letter(outcome: NoticeWithdrawn) -> Sequence[Block]:
    if not outcome.letter:
        return ()
    named = Target(outcome.incident.id, f"{outcome.letter} {outcome.notice.language}")
    return (actions(button(_("Draft a withdrawal"), "notice.draft", named)),)


def read_wave(context: RequestContext) -> RecordWave | Form:
    """`/breach wave gdpr-individuals ref LIST-1 to 1,200 by email evidence 4 at yesterday 16:40`; without a reference
    the form opens."""
    reference, rest = reference_in(context.request.words)
    rest, at = moment_in(rest)
    proof, words = proof_in(rest)
    if not words:
        raise UsageError(
            _("Name the notice and a reference: a list, batch or receipt that proves what went out."),
            _("For example: {example}", example=_(WAVE_EXAMPLE)),
        )
    if not reference:
        return Form("notice_wave", words)
    return RecordWave(words, reference, read_time(context, _("When it went out"), at) if at else None, proof)


def draw_wave(notice: Notice, title: str, evidence: Sequence[Evidence], reader: Reader) -> Modal:
    blocks = (
        section(f"*{_('{title}, version {version}', title=safe(title), version=notice.version)}*"),
        *sent_fields(
            "at", reader, _("List, batch or receipt"), _("Something an auditor can check. Every sending has its own.")
        ),
        *proof_fields(evidence),
    )
    return Modal("notice_wave", _("Record sending"), blocks, _("Record"), subject=str(notice.id))


def read_wave_form(context: RequestContext) -> RecordWave:
    said, at = context.request, context.request.moment("at")
    if at is None:
        raise UsageError(_("Enter the time it went out."), field="at")
    return RecordWave(said.subject, said.entered("reference"), at, read_proof_form(context))


def read_withdraw(context: RequestContext) -> WithdrawNotice:
    words, reason = reason_in(context.request.text)
    if not words or not reason:
        raise UsageError(
            _("Name the notice and a reason."),
            _("For example: {example}", example=_("/breach withdraw gdpr-individuals because the list was wrong")),
        )
    return WithdrawNotice(words, reason)


def withdrawal(work: Work, incident: Incident, command: WithdrawNotice | EditNotice | Form) -> NoticeSubject:
    """What permission is asked for: the notice, whose kind names who may take it back or change its text."""
    return withdrawal_of(work, incident, command.subject if isinstance(command, Form) else command.notice)
