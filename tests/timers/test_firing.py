"""What is due in many incidents is fired some at a time, and what the first say does not wait for the last."""

from datetime import timedelta

from sqlalchemy import func, select

from bot.store.engine import reading
from bot.store.tables import Outbox
from bot.timers.firing import PER_TRANSACTION, fire_due
from tests.timers.conftest import Ground


def written(ground: Ground) -> int:
    with reading(ground.engine) as session:
        return session.scalar(select(func.count()).select_from(Outbox).where(Outbox.kind == "reminder")) or 0


def test_what_the_first_incidents_say_can_be_delivered_while_the_others_are_fired(ground: Ground) -> None:
    incidents = PER_TRANSACTION * 2 + 1
    for number in range(1, incidents + 1):
        ground.open_incident(number)
        ground.start_clock(number, hours=72)
    seen: list[int] = []
    at = ground.now + timedelta(hours=36, minutes=1)  # half the time has passed
    fire_due(ground.engine, ground.timers._begin, at, on_commit=lambda: seen.append(written(ground)))
    assert seen == [PER_TRANSACTION, PER_TRANSACTION * 2, incidents]
