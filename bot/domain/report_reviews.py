"""Where the review of a report stands: draft, in review, reviewed, closed. The audit log alone says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.audit_log import AuditEntry
from bot.domain.events.event import Event
from bot.domain.events.reviews import ReviewClosed, ReviewDone, ReviewDoneAlone, ReviewStarted, ReviewStatus

AFTER: Mapping[ReviewStatus, tuple[ReviewStatus, ...]] = {
    ReviewStatus.IN_REVIEW: (ReviewStatus.DRAFT, ReviewStatus.REVIEWED, ReviewStatus.CLOSED),
    ReviewStatus.REVIEWED: (ReviewStatus.IN_REVIEW,),
    ReviewStatus.CLOSED: (ReviewStatus.REVIEWED,),
}
"""The statuses that each may follow."""


@dataclass(frozen=True)
class Standing:
    """`by`, `at`, `reason`: of the last change; `started_by`: who started the review last; empty for a draft.
    `alone`: the same person said that it is done."""

    status: ReviewStatus = ReviewStatus.DRAFT
    by: str = ""
    at: datetime | None = None
    reason: str = ""
    started_by: str = ""
    alone: bool = False


def standing(log: Iterable[tuple[AuditEntry, Event | None]]) -> Standing:
    """After the last of these entries, each with what it says."""
    found = Standing()
    for entry, said in log:
        if isinstance(said, ReviewStarted | ReviewDone | ReviewClosed):
            starter = entry.actor if isinstance(said, ReviewStarted) else found.started_by
            alone = isinstance(said, ReviewDoneAlone) or (found.alone and isinstance(said, ReviewClosed))
            found = Standing(said.status, entry.actor, entry.at, said.reason, starter, alone)
    return found
