"""Processes that start at the same moment with the same new law keep it once, and none of them fails."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.actions.work import Library
from bot.store.engine import migrate, open_engine, reading
from bot.store.law_versions import keep_law
from bot.store.tables import LawVersion

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
REPLICAS = 4


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("shared"))
    address = f"sqlite:///{tmp_path}/a.db"
    migrate(open_engine(address))
    return address


def test_replicas_that_start_together_keep_the_law_once(address: str, library: Library) -> None:
    together, failed = threading.Barrier(REPLICAS), list[Exception]()

    def start() -> None:
        engine = open_engine(address)
        together.wait()
        try:
            keep_law(engine, library.law, NOON)
        except Exception as error:  # noqa: BLE001 (a thread's own error is not seen otherwise)
            failed.append(error)
        engine.dispose()

    threads = [threading.Thread(target=start) for _ in range(REPLICAS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with reading(open_engine(address)) as session:
        assert session.scalars(select(LawVersion.hash)).all() == [library.law.hash]


def test_a_later_start_with_the_same_law_only_says_when(address: str, library: Library) -> None:
    engine = open_engine(address)
    keep_law(engine, library.law, NOON)
    keep_law(engine, library.law, NOON + timedelta(days=1))
    with reading(engine) as session:
        kept = session.scalars(select(LawVersion)).one()
        assert (kept.law.hash, kept.seen_at) == (library.law.hash, NOON + timedelta(days=1))
    engine.dispose()
