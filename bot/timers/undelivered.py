"""Lists what Slack refused or has not accepted yet, and retries what failed.

Decides what counts as undelivered. A failed effect is not retried automatically: Slack would refuse again. After the
cause is fixed (a scope added, a channel unarchived) `retry` puts it back, with everything that waited for it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.store.pending import refused, waiting
from bot.store.states import OutboxStatus
from bot.store.tables import Outbox

LATE = timedelta(minutes=1)


def undelivered(session: Session, now: datetime) -> Sequence[Outbox]:
    """Failed effects, and those that are late by more than a minute, oldest first."""
    late = and_(waiting(), Outbox.due_at <= now - LATE)
    found = [row for which in (refused(), late) for row in session.scalars(select(Outbox).where(which))]
    return sorted(found, key=lambda row: (row.due_at, row.key))


def retry(session: Session, keys: Sequence[str] = ()) -> list[str]:
    """Put failed effects back, all of them without `keys`, with those that failed because of them. Their keys."""
    failed = {row.key: row for row in session.scalars(select(Outbox).where(refused()))}
    if missing := [key for key in keys if key not in failed]:
        raise NotFound(f"No failed effect has the key {missing[0]}.", "See them with `breachbot outbox list`.")
    chosen = set(keys or failed)
    while more := {key for key, row in failed.items() if row.needs in chosen and key not in chosen}:
        chosen |= more
    for key in chosen:
        row = failed[key]
        row.status, row.lease_until, row.alarmed_at = OutboxStatus.PENDING, None, None
    return sorted(chosen)
