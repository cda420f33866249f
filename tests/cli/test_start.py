"""What prevents breachbot from starting is reported in one sentence with its remedy; nothing is left half started."""

import gc
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.app import Bot
from bot.cli import running
from bot.settings import example
from bot.store.engine import lock_file
from bot.workspace import RunningWorkspace, serve
from bot.workspace.client import Control
from tests.cli.conftest import Breachbot, Said


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[RunningWorkspace]:
    running = serve(tmp_path / "workspace.db", port=0)
    yield running
    running.stop()


@pytest.fixture
def tokens(workspace: RunningWorkspace, monkeypatch: pytest.MonkeyPatch) -> RunningWorkspace:
    """Settings under which it would start."""
    monkeypatch.setenv("BREACHBOT_SLACK_API_URL", workspace.api_url)
    monkeypatch.setenv("BREACHBOT_SLACK_BOT_TOKEN", workspace.bot_token)
    monkeypatch.setenv("BREACHBOT_SLACK_APP_TOKEN", workspace.app_token)
    return workspace


@pytest.fixture
def stopped_at_once(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """Someone stops what is started as soon as it runs."""
    found: list[float | None] = []

    @contextmanager
    def stoppable() -> Iterator[Callable[..., bool]]:
        def wait(seconds: float | None = None) -> bool:
            found.append(seconds)
            time.sleep(seconds or 0)
            return False

        yield wait

    monkeypatch.setattr(running, "_stoppable", stoppable)
    return found


def refused(said: Said, *sentences: str, status: int = 2) -> None:
    assert said.status == status, said.err
    for sentence in sentences:
        assert sentence in said.err
    assert "is running" not in said.out
    assert '{"' not in said.err, "a log line beside the sentence"
    assert len(said.err.strip().splitlines()) <= 2, said.err


def broken_library(folder: Path) -> Path:
    (folder / "runbooks").mkdir(parents=True)
    file = folder / "runbooks" / "lost-device.yaml"
    file.write_text("kind: lost-device\n  title: Lost\n", encoding="utf-8")
    return file


def test_a_broken_library_means_no_start_with_file_and_line(
    breachbot: Breachbot, tokens: RunningWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = broken_library(tmp_path / "library")
    monkeypatch.setenv("BREACHBOT_LIBRARY", str(tmp_path / "library"))
    breachbot("migrate")
    refused(breachbot("run"), f"{file}:2: not valid YAML", status=1)
    assert "auth.test" not in Control(tokens.url).calls()["accepted"]
    refused(breachbot("demo", "--port", "0"), f"{file}:2: not valid YAML", status=1)
    assert f"{file}:2: not valid YAML" in breachbot("doctor").out.replace("\n      ", " ")


def test_a_configured_library_or_organization_that_is_missing_is_an_error(
    breachbot: Breachbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LIBRARY", "ORGANISATION"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(f"BREACHBOT_{name}", str(tmp_path / "nowhere"))
            for command in (("check",), ("run",), ("law", "list")):
                refused(breachbot(*command), f"nowhere, set in BREACHBOT_{name}, does not exist.")


def test_tokens_that_are_missing_are_named(breachbot: Breachbot) -> None:
    refused(breachbot("run"), "Your Slack app tokens are not set.", "BREACHBOT_SLACK_BOT_TOKEN")


def test_a_token_file_that_cannot_be_read_is_named(breachbot: Breachbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BREACHBOT_SLACK_BOT_TOKEN_FILE", "/nowhere/token")
    refused(breachbot("run"), "Can't read the file set in BREACHBOT_SLACK_BOT_TOKEN_FILE.")


@pytest.mark.parametrize("command", [("audit", "verify"), ("outbox", "list"), ("doctor", "--health")], ids=" ".join)
def test_a_command_that_only_reads_makes_no_database(
    breachbot: Breachbot, home: Path, command: tuple[str, ...]
) -> None:
    refused(breachbot(*command), f"There is no database at {home / 'breachbot.db'}.", "BREACHBOT_HOME")
    assert not (home / "breachbot.db").exists()


def test_the_embedded_database_is_made_and_upgraded_by_a_start_and_one_of_newer_code_is_left_alone(
    breachbot: Breachbot, tokens: RunningWorkspace, home: Path, stopped_at_once: list[float | None]
) -> None:
    assert breachbot("run").status == 0
    with sqlite3.connect(home / "breachbot.db") as record:
        record.execute("UPDATE alembic_version SET version_num = '9999'")
    refused(breachbot("run"), "The database is at version 9999", "`breachbot migrate` with the newest version")


@pytest.mark.parametrize("fault", ["invalid_auth"])
def test_a_token_that_slack_rejects_is_reported(breachbot: Breachbot, tokens: RunningWorkspace, fault: str) -> None:
    Control(tokens.url).fault(fault, "auth.test")
    refused(breachbot("run"), "Slack does not know the bot token (invalid_auth).", "Bot User OAuth Token")


def test_a_wrong_token_is_reported(
    breachbot: Breachbot, tokens: RunningWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BREACHBOT_SLACK_BOT_TOKEN", "mistyped")
    refused(breachbot("run"), "Slack does not know the bot token (invalid_auth).")


def test_an_app_token_that_slack_rejects_is_reported(
    breachbot: Breachbot, tokens: RunningWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BREACHBOT_SLACK_APP_TOKEN", "mistyped")
    refused(breachbot("run"), "Slack does not know the app token (invalid_auth).", "BREACHBOT_SLACK_APP_TOKEN")


def test_a_slack_that_is_away_holds_up_no_start(
    breachbot: Breachbot,
    tokens: RunningWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    stopped_at_once: list[float | None],
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv("BREACHBOT_SLACK_API_URL", f"http://127.0.0.1:{nobody.getsockname()[1]}/api/")
        said = breachbot("run")
    assert said.status == 0
    assert "Slack is not available (Connection refused). The timers run; breachbot connects as soon as" in said.out
    assert stopped_at_once[-1] is None, "it waited to be stopped"


DATABASES = [
    ("postgresql+psycopg://me:hush@127.0.0.1:9/none", "is not responding (Connection refused)."),
    ("mysql://here/there", "can't begin with mysql://."),
    ("postgresql://here/there", "can't begin with postgresql://."),
    ("nonsense", "The database address is not valid."),
    ("postgresql+nothing://here", "Write the address as sqlite:///FILE or postgresql+psycopg://..."),
]


@pytest.mark.parametrize(("url", "says"), DATABASES, ids=[url for url, _ in DATABASES])
@pytest.mark.parametrize("command", [("run",), ("migrate",), ("audit", "verify"), ("doctor", "--health")], ids=" ".join)
def test_an_unreachable_database_is_reported_without_its_password(
    breachbot: Breachbot,
    tokens: RunningWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    url: str,
    says: str,
) -> None:
    monkeypatch.setenv("BREACHBOT_DATABASE", url)
    said = breachbot(*command)
    refused(said, says)
    assert "hush" not in said.err


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_a_folder_that_is_not_there_is_reported(
    breachbot: Breachbot, tokens: RunningWorkspace, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("BREACHBOT_DATABASE", "sqlite:////nowhere/breachbot.db")
    refused(breachbot(command), "The database at sqlite:////nowhere/breachbot.db is not responding.")


def test_a_file_that_is_not_a_database_is_reported(breachbot: Breachbot, home: Path) -> None:
    (home / "breachbot.db").write_bytes(bytes(range(256)) * 20)
    refused(breachbot("migrate"), "breachbot.db is not a breachbot database.")


def test_a_home_that_cannot_be_a_folder_is_reported(breachbot: Breachbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BREACHBOT_HOME", "/dev/null/home")
    refused(breachbot("migrate"), "Can't open /dev/null/home (Not a directory).")


def test_a_second_process_on_the_same_home_is_refused(
    breachbot: Breachbot, tokens: RunningWorkspace, home: Path
) -> None:
    breachbot("migrate")
    with lock_file(home / "breachbot.lock"):
        refused(breachbot("run"), f"Another breachbot is already running on {home}.", "PostgreSQL")


def test_a_port_in_use_is_reported(breachbot: Breachbot) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused(breachbot("demo", "--port", str(port)), f"Port {port} is in use.", "--port")


def test_an_invalid_setting_is_named(breachbot: Breachbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BREACHBOT_MONITOR_PORT", "many")
    refused(breachbot("run"), "Invalid settings: BREACHBOT_MONITOR_PORT.")


def test_what_a_running_bot_started_with_is_no_longer_looked_at_for_garbage(
    breachbot: Breachbot,
    tokens: RunningWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    stopped_at_once: list[float | None],
) -> None:
    """And that is before anyone can write to it."""
    found, listen = [], Bot.listen

    def listening(bot: Bot, asked_to_stop: Callable[[float], bool]) -> object:
        found.append((gc.get_freeze_count(), gc.isenabled()))
        return listen(bot, asked_to_stop)

    monkeypatch.setattr(Bot, "listen", listening)
    gc.unfreeze()
    assert breachbot("run").status == 0
    [(frozen, collecting)] = found
    assert frozen > 10_000
    assert collecting


def test_migrating_twice_changes_nothing(breachbot: Breachbot) -> None:
    assert breachbot("migrate").out == "The database is up to date.\n"
    assert breachbot("migrate").out == "The database is up to date.\n"


def test_a_bug_shows_its_locations_and_no_incident_content(
    breachbot: Breachbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.cli import law

    def fail(*given: object) -> None:
        raise RuntimeError("Zaphod lost the towel")

    monkeypatch.setattr(law, "deadline_of", fail)
    said = breachbot("due", "eu-gdpr-33-1-authority", "--from", "2026-11-24T09:30", "--zone", "UTC")
    assert said.status == 70
    assert "Internal error (RuntimeError)" in said.err
    assert "bot/cli/law.py:" in said.err
    assert "Zaphod" not in said.err + said.out


def test_a_second_real_process_on_sqlite_is_refused_and_the_first_goes_on(
    tmp_path: Path, workspace: RunningWorkspace
) -> None:
    environment = {
        **os.environ,
        "BREACHBOT_HOME": str(tmp_path / "home"),
        "BREACHBOT_SLACK_API_URL": workspace.api_url,
        "BREACHBOT_SLACK_BOT_TOKEN": workspace.bot_token,
        "BREACHBOT_SLACK_APP_TOKEN": workspace.app_token,
        "BREACHBOT_ORGANISATION": str(example("organisation.demo.yaml")),
    }
    command = [sys.executable, "-m", "bot"]
    first = subprocess.Popen([*command, "run"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert first.stdout
        assert b"breachbot is running" in first.stdout.readline()
        second = subprocess.run(
            [*command, "run"], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert second.returncode == 2
        assert second.stderr.startswith("Another breachbot is already running on")
        assert first.poll() is None
        subprocess.run([*command, "doctor", "--health"], env=environment, capture_output=True, timeout=60, check=True)
    finally:
        first.terminate()
        _, errors = first.communicate(timeout=30)
    assert first.returncode == 0
    assert errors == b""
