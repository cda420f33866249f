"""No command waits for a library that only another one needs: what a real process has imported when it ends."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.law import load
from bot.settings import shipped

CHILD = """
import sys
from bot.cli import main
try:
    main()
finally:
    sys.stderr.write(chr(10).join(["", "MODULES", *sys.modules]))
"""
STORE = {"sqlalchemy", "alembic", "psycopg"}
SLACK = {"slack_sdk", "slack_bolt", "websockets", "bot.slack"}
TIMERS = {"apprise", "bot.timers"}
WEB = {"starlette", "uvicorn", "bot.workspace"}
PAGES = {"typst", "jinja2", "markdown_it", "pyphen", "babel"}
THE_BOT_ALONE = STORE | SLACK | TIMERS | WEB | PAGES | {"bot.app", "bot.actions"}
LAW = {"holidays"}
EVERYTHING = THE_BOT_ALONE | LAW | {"yaml", "rich.console", "structlog", "bot.settings", "bot.law"}
DUE = ("due", "eu-gdpr-33-1-authority", "--from", "2026-11-24T09:30", "--zone", "Europe/Berlin", "--json")

EXPECTED = [
    (("--help",), EVERYTHING | {"pydantic"}),
    (("--version",), EVERYTHING | {"pydantic"}),
    (("law", "--help"), EVERYTHING),
    (("assess", "--help"), THE_BOT_ALONE | LAW),
    (("run", "--help"), THE_BOT_ALONE | LAW),
    (("law", "list"), THE_BOT_ALONE | LAW),
    (("law", "show", "eu-gdpr-33-1-authority"), THE_BOT_ALONE | LAW),
    (DUE, THE_BOT_ALONE),
    (("assess", "facts.yaml", "--json"), THE_BOT_ALONE),
    (("risk", "facts.yaml"), THE_BOT_ALONE),
    (("runbook", "show", "crm-export"), THE_BOT_ALONE),
    (("notice", "gdpr-authority", "--facts", "facts.yaml"), STORE | SLACK | TIMERS | WEB | {"typst", "bot.app"}),
    (("migrate",), SLACK | WEB | PAGES | LAW),
]


def imported(code: str, where: Path, *words: str, status: tuple[int, ...]) -> tuple[str, set[str]]:
    """What a real process says, and the modules that it has when it ends."""
    place = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    child = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=where,
        env=place,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said, _, modules = child.stderr.partition("\nMODULES\n")
    assert child.returncode in status, said
    return said, set(modules.splitlines())


@pytest.mark.parametrize(("words", "unneeded"), EXPECTED, ids=[" ".join(words) for words, _ in EXPECTED])
def test_a_command_imports_only_what_it_needs(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], unneeded: set[str]
) -> None:
    monkeypatch.delenv("BREACHBOT_ORGANISATION")  # the conditions of an organization's own contracts are compiled
    load(shipped("regulations"), cache=home / "cache")
    (tmp_path / "facts.yaml").write_text("zone: Europe/Berlin\nestablished_in: [DE]\n", encoding="utf-8")
    _said, modules = imported(CHILD, tmp_path, *words, status=(0, 1))
    assert sorted(unneeded & modules) == []


RUNNING = """
import sys
from datetime import date
import bot.cli.running
from bot.app import read_library
from bot.law.duties import prepare
from bot.settings import read_settings
from bot.store.engine import migrate, open_engine
settings = read_settings()
migrate(open_engine(settings.database_url))
prepare(read_library(settings).law, date(2026, 3, 2))
sys.stderr.write(chr(10).join(["", "MODULES", *sys.modules]))
"""
MEMORY_FOR_NOTHING = {
    "sqlalchemy.dialects.postgresql", "alembic", "rich.console", "pygments", "typst", "docx", "openpyxl", "jsonschema",
    "icalendar", "stdnum", "charset_normalizer", "holidays.countries.zimbabwe", "holidays.financial.nasdaq",
}  # fmt: skip


def test_a_running_bot_keeps_nothing_in_memory_that_answers_do_not_need(
    home: Path, empty: Path, tmp_path: Path
) -> None:
    """On a database whose tables are those of the code."""
    shutil.copy(empty, home / "breachbot.db")
    said, modules = imported(RUNNING, tmp_path, status=(0,))
    assert "sqlalchemy.dialects.sqlite" in modules, said
    assert sorted(MEMORY_FOR_NOTHING & modules) == []
