"""The states of rows that belong to no rule of the domain."""

from enum import StrEnum


class OutboxStatus(StrEnum):
    """The state of an effect on the outside world."""

    PENDING = "pending"  # to be delivered, or backing off until its lease ends
    QUEUED = "queued"  # being delivered until its lease ends
    SENT = "sent"  # done
    CANCELLED = "cancelled"  # no longer wanted
    FAILED = "failed"  # refused for good, or something it depends on was

    @property
    def is_waiting(self) -> bool:
        """Whether it still has to be done."""
        return self in (OutboxStatus.PENDING, OutboxStatus.QUEUED)
