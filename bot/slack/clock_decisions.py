"""How a decision about a duty is given and answered: met, or declined; the forms for both."""

from collections.abc import Sequence

from bot.actions import clock_decisions
from bot.actions.clock_decisions import ClockDecided, DeclineClock, MeetClock, version_of
from bot.actions.clocks import DutyExplained
from bot.actions.work import Work
from bot.domain.permissions import DutySubject
from bot.errors import UsageError
from bot.law.naming import with_law
from bot.messages import N_, _
from bot.messages.phrases import duration
from bot.slack.block_kit import Message, Modal, bullets, field_input, safe, section, spoken, text_box
from bot.slack.notice_proofs import clock_used, proof_fields, proof_in, read_proof_form, sent_fields
from bot.slack.parse import moment_in, reason_in, reference_in
from bot.slack.readings import read_time
from bot.slack.requests import Form, Reader, RequestContext
from bot.store.tables import Evidence, Incident

MET_EXAMPLE = N_("`/breach met gdpr 33 ref 2026-117 at yesterday 16:40`")
DECLINE_EXAMPLE = N_("`/breach decline gdpr 34 because the key is safe`")


def decided(outcome: ClockDecided, reader: Reader) -> Message:
    line = outcome.line
    if outcome.again:
        return Message(_("{duty}: already recorded. No change.", duty=_(line.title)))
    if outcome.waits_for_second:
        return Message(
            _("{duty}: recorded. A second person must confirm. Its clock runs until then.", duty=_(line.title))
        )
    if line.clock.decision == "declined":
        return _declined(outcome)
    at = spoken(line.clock.met_at, reader.zone) if line.clock.met_at else ""
    reference = safe(line.clock.reference or "")
    if not line.late_for:
        said = _(
            "{duty}: marked met at {time}. Reference {reference}.", duty=_(line.title), time=at, reference=reference
        )
    else:
        said = _(
            "{duty}: marked met at {time}, late by {duration}. Reference {reference}.",
            duty=_(line.title),
            time=at,
            duration=duration(line.late_for.total_seconds()),
            reference=reference,
        )
    return Message(f"{said} {clock_used(line)}".strip())


def _declined(outcome: ClockDecided) -> Message:
    said = _("{duty}: declined. Your name and reason are recorded.", duty=_(outcome.line.title))
    if not outcome.still_open:
        return Message(said)
    named = bullets([with_law(one.finding.duty, _(one.title)) for one in outcome.still_open])
    return Message(said, (section(said), section(f"*{_('Duties still open')}*\n{named}")))


def read_met(context: RequestContext) -> MeetClock | Form:
    """`/breach met gdpr 33 ref 2026-117 at yesterday 16:40`; without a reference the form opens."""
    said, because = reason_in(context.request.text)
    reference, rest = reference_in(said)
    rest, at = moment_in(rest)
    proof, words = proof_in(rest)
    if not words:
        raise UsageError(_("Name the duty."), _("For example: {example}", example=_(MET_EXAMPLE)))
    if not reference:
        return Form("clock_met", words)
    met_at = read_time(context, _("When it went out"), at) if at else None
    return MeetClock(words, reference, met_at, because=because, proof=proof)


def read_decline(context: RequestContext) -> DeclineClock | Form:
    words, reason = reason_in(context.request.text)
    if not words:
        raise UsageError(_("Name the duty."), _("For example: {example}", example=_(DECLINE_EXAMPLE)))
    return DeclineClock(words, reason) if reason else Form("clock_decline", words)


def the_duty(work: Work, incident: Incident, command: DeclineClock | Form) -> DutySubject:
    """What permission is asked for: the duty, with those who may be the second to decline it."""
    named = DeclineClock(command.subject, "") if isinstance(command, Form) else command
    return clock_decisions.declining_of(work, incident, named)


def draw_met(outcome: DutyExplained, evidence: Sequence[Evidence], reader: Reader) -> Modal:
    duty = outcome.finding.duty
    blocks = (
        section(f"*{safe(_(duty.title))}*\n{safe(duty.law)}, {safe(duty.cites)}"),
        *sent_fields(
            "met_at",
            reader,
            _("Case number, receipt or list"),
            _("Something an auditor can check. If there is none, write none, and why."),
        ),
        *proof_fields(evidence),
        field_input(
            "because",
            _("Why is that right?"),
            text_box(lines=True, most=500),
            hint=_("Only if it went out before the clock started, its notice isn't approved, or the reference is none.")
            if outcome.has_notice
            else _("No notice of this kind is on record here. Say how it went out."),
            optional=outcome.has_notice,
        ),
    )
    return Modal("clock_met", _("Mark duty met"), blocks, _("Record"), subject=duty.id, version=_version(outcome))


def _version(outcome: DutyExplained) -> str:
    return version_of(outcome.line.clock) if outcome.line else ""


def read_met_form(context: RequestContext) -> MeetClock:
    at = context.request.moment("met_at")
    if at is None:
        raise UsageError(_("Enter the time it went out."), field="met_at")
    said = context.request
    because, proof = said.entered("because"), read_proof_form(context)
    return MeetClock(said.subject, said.entered("reference"), at, said.version, because, proof)


def draw_decline(outcome: DutyExplained, reader: Reader) -> Modal:
    duty = outcome.finding.duty
    blocks = (
        section(f"*{safe(_(duty.title))}*\n{safe(duty.law)}, {safe(duty.cites)}"),
        field_input(
            "reason",
            _("Why is it not being done?"),
            text_box(lines=True),
            hint=_("Write it so that an authority can read it. Your name and the time are recorded with it."),
        ),
    )
    return Modal("clock_decline", _("Decline duty"), blocks, _("Decline"), subject=duty.id, version=_version(outcome))


def read_decline_form(context: RequestContext) -> DeclineClock:
    return DeclineClock(context.request.subject, context.request.entered("reason"), context.request.version)
