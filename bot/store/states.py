"""The states of rows that belong to no rule of the domain."""

from enum import StrEnum


class OutboxStatus(StrEnum):
    """How far an effect on the world is."""

    PENDING = "pending"  # to be delivered, or backing off until its lease ends
    QUEUED = "queued"  # being delivered until its lease ends
    SENT = "sent"  # done
    CANCELLED = "cancelled"  # no longer wanted
    FAILED = "failed"  # refused for good, or what it needs was

    @property
    def is_waiting(self) -> bool:
        """It is still to be done."""
        return self in (OutboxStatus.PENDING, OutboxStatus.QUEUED)
