"""Three real processes on a real PostgreSQL: together they do everything once, and one that dies is not missed."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store.engine import reading
from bot.store.tables import Replica
from proofs.ground import Ground, Postgres, spread

pytestmark = pytest.mark.postgres


@pytest.fixture
def ground(postgres: Postgres, tmp_path: Path) -> Iterator[Ground]:
    found = Ground(postgres.database(), tmp_path)
    yield found
    found.close()


def test_three_replicas_say_everything_once_though_one_is_killed(ground: Ground) -> None:
    names = [ground.nursery.start() for _ in range(3)]
    ground.plan(spread(60, 4))
    opened = ground.open_channels(2)
    time.sleep(2)
    ground.nursery.kill(names[0])
    time.sleep(3)
    ground.settle(40)
    tally = ground.tally()
    assert (tally.wanted, tally.lost, tally.twice, tally.unrecorded) == (62, [], [], 0)
    assert ground.channel_faults(opened) == []
    with reading(ground.engine) as session:
        assert set(names) == set(session.scalars(select(Replica.id)))


def test_a_channel_is_created_once_though_its_process_is_killed_while_opening_it(tmp_path: Path) -> None:
    """The embedded database: one process, killed five times within its first seconds of work."""
    ground = Ground(f"sqlite:///{tmp_path}/a.db", tmp_path)
    try:
        opened = ground.open_channels(3)
        ground.plan(spread(10, 3))
        for _ in range(5):
            ground.nursery.start("embedded")
            time.sleep(0.7)
            ground.nursery.kill("embedded")
        ground.nursery.start("embedded")
        ground.settle(40)
        assert ground.tally().clean
        assert ground.channel_faults(opened) == []
    finally:
        ground.close()


def test_messages_of_one_channel_keep_slacks_rate_limit_across_replicas(ground: Ground) -> None:
    """One incident's messages, written at once, delivered by three processes: a burst of four, then one each second."""
    for _ in range(3):
        ground.nursery.start()
    (number,) = ground.plan(spread(1, 1))
    ground.posts(number, 7)
    time.sleep(4)
    ground.settle(30)
    assert ground.tally().clean
    moments = sorted(float(message["ts"]) for message in ground.control.posted())
    assert len(moments) == 8
    for after_burst, at in enumerate(moments[4:], 1):  # a busy machine may delay the first a little
        assert at - moments[0] > 1.1 * after_burst - 0.6, moments


def test_a_replica_stopped_politely_leaves_nothing_behind(ground: Ground) -> None:
    name = ground.nursery.start()
    ground.plan(spread(10, 1))
    time.sleep(2)
    ground.nursery.kill(name, signal.SIGTERM)
    with reading(ground.engine) as session:
        assert session.scalars(select(Replica.id)).all() == []
    ground.nursery.start()
    ground.settle(20)
    assert ground.tally().clean
