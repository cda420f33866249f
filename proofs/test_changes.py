"""Clocks are met, declined, moved and taken up again while their reminders are on the way, and workers are killed."""

import random  # noqa: TID251 (seeded: a failing proof can be repeated)
import time
from datetime import datetime, timedelta

import pytest

from bot.domain.clocks import ClockDecision
from bot.store.tables import Clock
from proofs.conftest import Row
from proofs.ground import ON_THE_WIRE_S, Ground, spread
from proofs.worker import machine

pytestmark = pytest.mark.proof
CLOCKS, CHANGES, FOR_S = 150, 250, 45.0


def meet(clock: Clock) -> None:
    clock.decision, clock.met_at = ClockDecision.MET, machine()


def decline(clock: Clock) -> None:
    clock.decision = ClockDecision.DECLINED


def take_up_again(clock: Clock) -> None:
    clock.decision, clock.met_at = None, None


def move(clock: Clock) -> None:
    clock.decision, clock.changed_at = None, machine()
    clock.target_at = (clock.target_at or machine()) + timedelta(hours=1)


def test_clocks_change_while_reminders_are_in_flight(ground: Ground, kind: str, row: Row) -> None:
    """150 clocks with two reminders each, 250 changes and 12 kills in 45 s."""
    chance, embedded = random.Random(11), kind == "sqlite"
    names = [ground.nursery.start("embedded" if embedded else "") for _ in range(1 if embedded else 3)]
    numbers = ground.plan(spread(CLOCKS, FOR_S))
    cancelled: dict[str, datetime] = {}
    for number in range(CHANGES):
        time.sleep(FOR_S / CHANGES * chance.uniform(0.5, 1.5))
        change = chance.choice([meet, decline, take_up_again, move, move])
        soon = machine() + timedelta(seconds=chance.uniform(0.5, 4))
        under_way = ground.change(chance.choice(numbers), change, again_at=soon)
        cancelled |= {key: machine() for key in under_way if key not in cancelled}
        if number % 20 == 19:
            at = chance.randrange(len(names))
            ground.nursery.kill(names[at])
            names[at] = ground.nursery.start(names[at] if embedded else "")
    time.sleep(5)  # until the last of them is due
    ground.settle(90)
    remark = f"{CHANGES} changes, 12 kills; {len(cancelled)} were under way when they were cancelled"
    row(f"clocks met, declined, moved in flight, {kind}", ground.tally(cancelled), f"{remark} ({ON_THE_WIRE_S:g} s)")
