"""How the review of the report is read and shown: where it stands, and what its record lacks."""

from collections.abc import Mapping

from bot.actions import report_reviews
from bot.actions.report_reviews import MoveReview, ReviewMoved, ReviewShown
from bot.actions.work import Work
from bot.domain.events.reviews import ReviewStatus
from bot.domain.permissions import ReviewSubject
from bot.domain.proposals import ALONE
from bot.domain.report_findings import ReviewFinding
from bot.messages import _, plural
from bot.slack.block_kit import Message, mention, safe, sections, told, when
from bot.slack.parse import not_understood, reason_in
from bot.slack.requests import Form, Reader, RequestContext
from bot.store.tables import Incident

MOST = 20  # findings that are listed
MOVES: Mapping[str, ReviewStatus] = {
    "start": ReviewStatus.IN_REVIEW,
    "done": ReviewStatus.REVIEWED,
    "close": ReviewStatus.CLOSED,
}


def read_review(context: RequestContext) -> MoveReview:
    """`start because REASON`. Raises UsageError for another word."""
    word, reason = reason_in(context.request.text)
    if word.lower() not in MOVES:
        raise not_understood(word, MOVES, MOVES)
    return MoveReview(MOVES[word.lower()], reason)


def the_review(work: Work, incident: Incident, command: MoveReview | Form) -> ReviewSubject:
    assert isinstance(command, MoveReview)  # it has no form
    return report_reviews.subject_of(work, incident, command)


def shown(outcome: ReviewShown, reader: Reader) -> Message:
    now, found, book = outcome.standing, outcome.findings, outcome.incident.runbook
    head = _("*Review of the report: {status}*", status=_(now.status))
    lines = [head]
    if now.at:
        lines.append(_("{who}, {time}: {reason}", who=mention(now.by), time=when(now.at), reason=safe(now.reason)))
    if now.alone:
        lines.append(_(ALONE))
    lines.append(
        plural("The check found {n} point:", "The check found {n} points:", len(found))
        if found
        else _("The check found nothing.")
    )
    lines += [_line(one) for one in found[:MOST]]
    if len(found) > MOST:
        lines.append(_("All of them: breachbot report {ref} --check", ref=outcome.incident.ref))
    if outcome.newer:
        said = _(
            "The response followed version {old} of the runbook; your library has version {new}. "
            "/breach runbook shows what changed.",
            old=book.version,
            new=outcome.newer.version,
        )
        lines.append(said)
    if suggested := outcome.suggested:
        lines.append(
            plural(
                "The response suggests {n} change of the runbook. As a diff: breachbot runbook propose {ref}",
                "The response suggests {n} changes of the runbook. As a diff: breachbot runbook propose {ref}",
                len(suggested),
                ref=outcome.incident.ref,
            )
        )
        lines += [f"• {told(one.said)}" for one in suggested[:MOST]]
    return Message(_("Review of the report: {status}", status=_(now.status)), tuple(sections(lines)))


def _line(one: ReviewFinding) -> str:
    return f"• *{one.rule}* {told(one.place)}: {told(one.say)} {told(one.remedy)}"


def moved(outcome: ReviewMoved, reader: Reader) -> Message:
    match outcome.to:
        case ReviewStatus.IN_REVIEW:
            return Message(
                _("Recorded: the report is in review. A second person marks it: /breach review done because REASON")
                if outcome.two_people
                else _("Recorded: the report is in review. When that is done: /breach review done because REASON")
            )
        case ReviewStatus.REVIEWED:
            said = _("Recorded: the report is reviewed. When all is settled: /breach review close because REASON")
            return Message(f"{said}\n{_(ALONE)}" if outcome.alone else said)
    return Message(_("Recorded: the review of the report is closed."))
