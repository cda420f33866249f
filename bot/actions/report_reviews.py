"""The review of the report: where it stands, what the record still lacks, and the people who move it on.

It lives in the audit log alone, and goes on after the closing. Who may is decided by `permissions`.
"""

from dataclasses import dataclass

from bot.actions import people, report_notices, reports, runbook_changes, runbooks
from bot.actions.audit_log import entries_of
from bot.actions.work import Work
from bot.domain.events.reviews import ReviewClosed, ReviewDone, ReviewDoneAlone, ReviewStarted, ReviewStatus
from bot.domain.permissions import ReviewSubject
from bot.domain.report_findings import ReviewFinding
from bot.domain.report_lint import lint
from bot.domain.report_reviews import AFTER, Standing, standing
from bot.errors import Refused, UsageError
from bot.messages import _
from bot.runbook.model import Runbook
from bot.runbook.suggestions import Suggestion
from bot.store.tables import Incident

LONGEST = 500  # characters of the reason
EVENTS = {one.status: one for one in (ReviewStarted, ReviewDone, ReviewClosed)}
NAMES = {*(event.name for event in EVENTS.values()), ReviewDoneAlone.name}


@dataclass(frozen=True)
class MoveReview:
    to: ReviewStatus
    reason: str


@dataclass(frozen=True)
class ReviewMoved:
    incident: Incident
    to: ReviewStatus
    two_people: bool = True  # another person than the one who started it says that it is done
    alone: bool = False  # the same person did


@dataclass(frozen=True)
class ReviewShown:
    """`newer`: the runbook of the files, where the incident follows another version; `suggested`: what the response
    suggests to change in it."""

    incident: Incident
    standing: Standing
    findings: tuple[ReviewFinding, ...]
    newer: Runbook | None
    suggested: tuple[Suggestion, ...] = ()


def findings(work: Work, incident: Incident) -> tuple[ReviewFinding, ...]:
    return lint(reports.collect(work, incident), work.library.templates.rules, report_notices.reviewed(work, incident))


def show_review(work: Work, incident: Incident) -> ReviewShown:
    newer = runbooks.show_runbook(work, incident).newer
    suggested = runbook_changes.suggested(work, incident)
    return ReviewShown(incident, stands(work, incident), findings(work, incident), newer, suggested)


def stands(work: Work, incident: Incident) -> Standing:
    rows = (one for one in entries_of(work.session, incident.id) if one.event in NAMES)
    return standing((entry, entry.said_if_readable) for entry in rows)


def move_review(work: Work, incident: Incident, command: MoveReview) -> ReviewMoved:
    """Raises UsageError without a reason, Refused where this does not follow."""
    if not command.reason or len(command.reason) > LONGEST:
        raise UsageError(
            _("Changing a review's status needs a reason, in at most {count} characters.", count=LONGEST),
            _("For example: /breach review start because the timeline is complete"),
        )
    now = stands(work, incident)
    if now.status not in AFTER[command.to]:
        raise Refused(
            _("The report is “{status}”; nothing was changed.", status=_(now.status)),
            _("The order is /breach review start, done, close."),
        )
    alone = command.to is ReviewStatus.REVIEWED and now.started_by == work.actor
    work.record(incident, ReviewDoneAlone(command.reason) if alone else EVENTS[command.to](command.reason))
    return ReviewMoved(incident, command.to, work.library.organisation.wants_two_people, alone)


def subject_of(work: Work, incident: Incident, command: MoveReview) -> ReviewSubject:
    """Whoever started it leaves it to another person to say that it is reviewed, unless the organization has turned off
    the two-person rule."""
    asks = command.to is ReviewStatus.REVIEWED and work.library.organisation.wants_two_people
    starter = stands(work, incident).started_by if asks else ""
    return ReviewSubject(people.subject_of(incident), starter)
