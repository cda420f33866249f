"""What has been left lying when a report is reviewed: notices that never went out, texts with gaps, the report itself.

Decides how long something may wait. While the response goes on a notice has its time; once the incident is closed or
the review has begun, what waits is either needed or not.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.domain.notices import MAY_GO, WAITING, NoticeState
from bot.domain.report_findings import ReviewedNotice, ReviewFinding
from bot.domain.reports import ReportFacts
from bot.sentences import At, Sentence, sentence

PATIENCE = timedelta(days=14)  # ten working days
GAP = "[[MISSING"
DONE = ("reviewed", "closed")


def stale(report: ReportFacts, notices: Sequence[ReviewedNotice]) -> Iterator[ReviewFinding]:
    """R11."""
    for notice in notices:
        yield from _notice(report, notice)
    if report.closed_at and _waits(report, report.closed_at) and not (report.review and report.review.status in DONE):
        yield ReviewFinding(
            "R11",
            sentence("the report"),
            sentence(
                "The incident was closed on {time}, and the report isn't reviewed.", time=_at(report, report.closed_at)
            ),
            sentence("Finish the review: /breach review"),
        )


def _notice(report: ReportFacts, notice: ReviewedNotice) -> Iterator[ReviewFinding]:
    waiting = notice.state in WAITING or (notice.state is NoticeState.APPROVED and not notice.counts)
    is_over = bool(report.closed_at or report.review) or _waits(report, notice.drafted_at)
    again = sentence("Draft it again: /breach notice {name}", name=notice.name)
    if waiting and not notice.is_current:
        say = sentence(
            "It was drafted on {time}, and the record has changed since.", time=_at(report, notice.drafted_at)
        )
        yield ReviewFinding("R11", notice.title, say, again)
    if GAP in notice.text and (notice.state in MAY_GO or (waiting and is_over)):
        yield ReviewFinding("R11", notice.title, sentence("Its text still says that something is missing."), again)
    if waiting and is_over:
        yield ReviewFinding(
            "R11",
            notice.title,
            _never_sent(report, notice),
            sentence(
                "Record how it went out, or take it back: /breach withdraw {name} because REASON", name=notice.name
            ),
        )


def _never_sent(report: ReportFacts, notice: ReviewedNotice) -> Sentence:
    if notice.approved_at:
        return sentence("It was approved on {time} and never sent.", time=_at(report, notice.approved_at))
    return sentence("It was drafted on {time} and never sent.", time=_at(report, notice.drafted_at))


def _waits(report: ReportFacts, since: datetime) -> bool:
    return report.made_at - since > PATIENCE


def _at(report: ReportFacts, at: datetime) -> At:
    return At(at, report.zone)
