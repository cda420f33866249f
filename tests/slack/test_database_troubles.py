"""A command that could not be recorded says so and what to do, in the language of the person who asked."""

import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.store.engine import reading
from bot.store.tables import TimelineEntry
from tests.slack.desk import LEAD, Desk


def entries(inside: Desk) -> int:
    with reading(inside.engine) as session:
        return session.scalar(select(func.count()).select_from(TimelineEntry)) or 0


def test_a_deleted_file_is_answered_with_an_error_and_what_to_do(inside: Desk, tmp_path: Path) -> None:
    file = Path(str(inside.engine.url.database))
    aside = file.rename(tmp_path / "aside.db")
    for line in ("/breach note it is raining", "/breach status", "/breach done C01 written down"):
        said = inside.say(LEAD, line).text
        assert re.search(r"can't use its database, so nothing was recorded.*reference: [0-9A-F]{4}$", said), said
    aside.rename(file)
    assert "Recorded" in inside.say(LEAD, "/breach note it is raining").text


def test_what_waited_too_long_for_another_programs_lock_has_not_happened(
    inside: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = entries(inside)
    monkeypatch.setattr("bot.store.engine.PRAGMAS", ("busy_timeout=50",))
    inside.engine.pool.dispose()
    other = sqlite3.connect(str(inside.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    said = inside.say(LEAD, "/breach note it is raining").text
    other.execute("ROLLBACK")
    other.close()
    assert "The database is busy, so nothing was recorded. Try again in a minute." in said
    assert entries(inside) == before
    assert "Recorded" in inside.say(LEAD, "/breach note it is raining").text


def test_what_was_recorded_after_slacks_three_seconds_is_told_afterward(inside: Desk) -> None:
    inside.too_late = True
    assert "Recorded" in inside.say(LEAD, "/breach note it is raining").text
