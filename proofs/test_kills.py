"""Processes die in the middle of anything, and everything is said exactly once."""

import random  # noqa: TID251 (seeded: a failing proof can be repeated)
import time

import pytest

from proofs.conftest import Row
from proofs.ground import Ground, Nursery, spread

pytestmark = pytest.mark.proof
KILLS = 100
EVERY_S = 0.8
BURSTS, AT_ONCE = 60, 4


def kill_and_restart(nursery: Nursery, names: list[str], chance: random.Random, *, same_name: bool) -> None:
    """One worker, at a moment no one chose. SQLite's keeps its name; a replica comes back as another."""
    time.sleep(EVERY_S * chance.uniform(0.3, 1.7))
    at = chance.randrange(len(names))
    nursery.kill(names[at])
    names[at] = nursery.start(names[at] if same_name else "")


def test_kill_9_in_the_middle_of_everything(ground: Ground, kind: str, row: Row) -> None:
    """A hundred kills while 300 reminders fall due, 20 incidents are opened and Slack loses every twentieth answer."""
    chance, embedded = random.Random(7), kind == "sqlite"
    ground.control.fault("reply_lost", "chat.postMessage", "conversations.create", probability=0.05, seed=7)
    names = [ground.nursery.start("embedded" if embedded else "") for _ in range(1 if embedded else 3)]
    ground.plan(spread(300, KILLS * EVERY_S))
    opened: list[int] = []
    for number in range(KILLS):
        if number % 5 == 0:
            opened += ground.open_channels(1)
        kill_and_restart(ground.nursery, names, chance, same_name=embedded)
    ground.settle(120)
    assert ground.waiting() == 0
    assert ground.channel_faults(opened) == []
    row(f"kill -9, {KILLS} times, {kind}", ground.tally(), "20 channels each created once; 5 % of replies lost")


def test_kill_9_in_the_middle_of_a_burst(ground: Ground, kind: str, row: Row) -> None:
    """Workers that go from one effect to the next without a pause are killed between any two, twenty times."""
    chance, embedded = random.Random(5), kind == "sqlite"
    names = [ground.nursery.start("embedded" if embedded else "") for _ in range(1 if embedded else 3)]
    for number in ground.plan(spread(BURSTS, 1)):
        ground.posts(number, AT_ONCE)
    for _ in range(KILLS // 5):
        kill_and_restart(ground.nursery, names, chance, same_name=embedded)
    ground.settle(180)
    assert ground.waiting() == 0
    row(
        f"kill -9 in a burst, {KILLS // 5} times, {kind}",
        ground.tally(),
        f"{AT_ONCE + 1} messages in each of {BURSTS} lanes",
    )


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
def test_a_replica_that_never_comes_back(ground: Ground, row: Row) -> None:
    """One of two replicas dies with work in its hands, for good; the other does it when the leases are over."""
    ground.control.fault("hang", "chat.postMessage", probability=0.5, seed=3)
    dying = ground.nursery.start()
    ground.plan(spread(40, 2))
    time.sleep(3)
    ground.nursery.kill(dying)
    ground.control.no_faults()
    ground.nursery.start()
    ground.settle(90)
    row("a replica dies for good, postgres", ground.tally(), "another takes its work when the leases end")
