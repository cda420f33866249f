"""Events of the report's review: each begins a status, and nothing begins a draft."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from bot.domain.events.event import Event, Words
from bot.messages import N_


class ReviewStatus(StrEnum):
    DRAFT = N_("draft")
    IN_REVIEW = N_("in review")
    REVIEWED = N_("reviewed")
    CLOSED = N_("closed")


@dataclass(frozen=True)
class ReviewStarted(Event):
    """Also again, after it had ended."""

    name: ClassVar[str] = "review.started"
    status: ClassVar[ReviewStatus] = ReviewStatus.IN_REVIEW
    says: ClassVar[str] = "started the review of the report: {reason}"
    reason: Words


@dataclass(frozen=True)
class ReviewDone(Event):
    """By someone else than the person who started it."""

    name: ClassVar[str] = "review.done"
    status: ClassVar[ReviewStatus] = ReviewStatus.REVIEWED
    says: ClassVar[str] = "marked the report as reviewed: {reason}"
    reason: Words


@dataclass(frozen=True)
class ReviewDoneAlone(ReviewDone):
    """By the person who started it, where the organization has turned off the two-person rule."""

    name: ClassVar[str] = "review.done_alone"
    says: ClassVar[str] = (
        "marked the report as reviewed after starting its review: {reason}. Recorded by one person; the organization "
        "has turned off the two-person rule"
    )


@dataclass(frozen=True)
class ReviewClosed(Event):
    name: ClassVar[str] = "review.closed"
    status: ClassVar[ReviewStatus] = ReviewStatus.CLOSED
    says: ClassVar[str] = "closed the review of the report: {reason}"
    reason: Words
