"""Slack at its worst, a database that goes away, code that changed: nothing is lost, nothing is said twice."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from bot.store.engine import writing
from bot.store.tables import Outbox
from proofs.conftest import Row
from proofs.ground import Ground, Postgres, spread
from proofs.worker import machine

pytestmark = pytest.mark.proof


def test_slack_at_its_worst(ground: Ground, kind: str, row: Row) -> None:
    """15 % 429, 10 % 500, 5 % accepted without an answer, 3 % hang, 5 % reset, while 300 reminders fall due."""
    odds = {"ratelimited": 0.15, "server_error": 0.10, "reply_lost": 0.05, "hang": 0.03, "reset": 0.05}
    for number, (fault, probability) in enumerate(odds.items()):
        ground.control.fault(fault, "*", probability=probability, seed=number)
    for name in ["embedded"] if kind == "sqlite" else ["", ""]:
        ground.nursery.start(name)
    ground.plan(spread(300, 30))
    opened = ground.open_channels(5)
    time.sleep(31)
    ground.settle(120)
    ground.control.no_faults()
    assert ground.channel_faults(opened) == []
    row(f"Slack's faults at random, {kind}", ground.tally(), "429 15 %, 500 10 %, reply lost 5 %, reset 5 %, hang 3 %")


def test_slack_is_down(ground: Ground, kind: str, row: Row) -> None:
    """Every call fails for 30 s; what fell due in the meantime is said when Slack is back, and says how late it is."""
    ground.nursery.start("embedded" if kind == "sqlite" else "")
    ground.control.fault("server_error", "*")
    ground.plan(spread(60, 20))
    time.sleep(30)
    ground.control.no_faults()
    ground.settle(60)
    row(f"Slack down 30 s, {kind}", ground.tally(), "lateness is part of each message")


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
@pytest.mark.parametrize("seconds", [15, 60])
def test_the_database_goes_away(ground: Ground, postgres: Postgres, seconds: int, row: Row) -> None:
    """PostgreSQL is stopped as a crash stops it, under two replicas; they go on by themselves when it is back."""
    for _ in range(2):
        ground.nursery.start()
    ground.plan(spread(100, seconds + 20))
    time.sleep(10)
    ground.engine.dispose()
    postgres.crash()
    time.sleep(seconds)
    postgres.come_back()
    time.sleep(12)
    ground.settle(90)
    row(f"database down {seconds} s, postgres", ground.tally(), "both replicas went on without a restart")


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_the_file_is_locked_by_someone_else(ground: Ground, row: Row) -> None:
    """The embedded database's only writer is, for 15 s, another program: a backup, a curious person."""
    ground.nursery.start("embedded")
    ground.plan(spread(60, 25))
    time.sleep(5)
    with writing(ground.engine) as session:
        session.execute(text("SELECT 1"))  # the transaction begins with its first statement
        time.sleep(15)
    time.sleep(8)
    ground.settle(60)
    assert ground.tally().late(1) > 10
    row("database locked by another for 15 s, sqlite", ground.tally(), "waited for, without an error")


def test_an_upgrade_between_planning_and_firing(ground: Ground, kind: str, row: Row) -> None:
    """What older code had claimed before it was stopped is taken up when its lease ends."""
    ground.plan(spread(30, 5))
    keys = [f"old:{number}" for number in range(20)]
    with writing(ground.engine) as session:
        session.execute(insert(Outbox), [_claimed_by_old_code(ground, key) for key in keys])
    ground.nursery.start("embedded" if kind == "sqlite" else "")
    time.sleep(6)
    ground.settle(60)
    tally = ground.tally()
    assert {key for key in keys if not ground.posted()[key]} == set()
    row(f"upgrade between planning and firing, {kind}", tally, "20 deliveries that older code had claimed")


def _claimed_by_old_code(ground: Ground, key: str) -> dict[str, object]:
    now = machine()
    return {
        "key": key, "incident_id": None, "kind": "post", "details": {"channel": ground.channels[0]}, "lane": key,
        "urgency": 5, "due_at": now, "created_at": now, "status": "queued", "attempt": 1,
        "lease_until": now + timedelta(seconds=3),
    }  # fmt: skip
