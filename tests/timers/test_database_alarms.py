"""A database that can't be used is told out of band: at once where nothing but a person can help, once an hour."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bot.store.engine import open_engine, reading
from bot.store.tables import Incident
from bot.store.troubles import Trouble
from bot.timers.database_alarms import DatabaseAlarms
from bot.timers.engine import Timers
from tests.timers.conftest import NOON, Ground
from tests.timers.pager import Pager


def test_what_may_pass_is_told_when_it_lasts_and_anything_else_at_once(ground: Ground, pager: Pager) -> None:
    passes = (Trouble.LOCKED, Trouble.UNREACHABLE, Trouble.UNCONFIRMED)
    for trouble in Trouble:
        alarms, heard = DatabaseAlarms(ground.engine, [pager.address]), []
        pager.heard.clear()
        for minute in (0, 1, 2, 3, 59, 62):
            alarms.failed(trouble, NOON + timedelta(minutes=minute))
            heard.append(len(pager.heard))
        assert heard == ([0, 0, 1, 1, 1, 2] if trouble in passes else [1, 1, 1, 1, 1, 2]), trouble


def test_what_worked_again_begins_anew(ground: Ground, pager: Pager) -> None:
    alarms = DatabaseAlarms(ground.engine, [pager.address])
    alarms.failed(Trouble.LOCKED, NOON)
    alarms.usable()
    alarms.failed(Trouble.LOCKED, NOON + timedelta(minutes=10))
    assert pager.heard == []


def test_a_deleted_file_is_rescued_once_and_the_alarm_says_where_it_is(
    ground: Ground, pager: Pager, tmp_path: Path
) -> None:
    ground.open_incident()
    (tmp_path / "a.db").unlink()
    alarms = DatabaseAlarms(ground.engine, [pager.address])
    for minute in (0, 1):
        alarms.failed(Trouble.GONE, NOON + timedelta(minutes=minute))
    [place] = tmp_path.glob("a.db.rescued-*")
    assert pager.heard[0]["message"].endswith(f"What it contained is now in {place}.")
    with reading(open_engine(f"sqlite:///{place}")) as session:
        assert session.scalars(select(Incident.id)).all() == [1]


def test_a_running_process_alarms_within_a_sweep_and_says_so_in_its_health_and_metrics(
    ground: Ground, pager: Pager, tmp_path: Path
) -> None:
    timers = Timers(
        engine=ground.engine,
        now=lambda: NOON,
        begin=ground.work,
        gateway=ground.gateway,
        out_of_band=[pager.address],
    )
    timers.start()
    try:
        assert timers.health() is None
        assert "breachbot_database_usable 1.0" in timers.metrics()
        (tmp_path / "a.db").unlink()
        timers.nudge()
        pager.wait()
        assert "was deleted or replaced" in pager.heard[0]["message"]
        assert str(timers.health()).startswith("The database file was deleted or replaced")
        assert "breachbot_database_usable 0.0" in timers.metrics()
    finally:
        timers.stop()
