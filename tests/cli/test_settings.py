"""Nothing that prints the settings shows their secrets."""

import re
from pathlib import Path

import pytest

from bot.errors import StartError
from bot.settings import SECRETS, Settings, read_settings
from tests.cli.conftest import Breachbot

HUSH = {
    "slack_bot_token": "xoxb-hush",
    "slack_app_token": "xapp-hush",
    "database": "postgresql+psycopg://me:hush@127.0.0.1:9/none",
    "out_of_band": "mailtos://user:hush@example.org json://hush@localhost",
}


@pytest.fixture
def settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in HUSH.items():
        monkeypatch.setenv(f"BREACHBOT_{name.upper()}", value)
    return read_settings()


def test_the_page_names_every_setting_with_its_default_and_every_secret_as_one_that_may_be_a_file() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    section = page.partition("## Settings")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.split("|")] for line in section.splitlines() if line.startswith("| `BREACH")]
    defaults = {name: default for _, names, default, *_ in rows for name in re.findall(r"`(BREACHBOT_\w+)`", names)}
    assert set(defaults) == {f"BREACHBOT_{name.upper()}" for name in Settings.model_fields}
    for name in ("slack_api_url", "monitor_port", "monitor_host", "log_level"):
        assert defaults[f"BREACHBOT_{name.upper()}"] == f"`{Settings.model_fields[name].default}`"
    assert "`BREACHBOT_DATABASE_FILE=" in section
    assert "the same for the two tokens and `BREACHBOT_OUT_OF_BAND`" in section
    assert len(SECRETS) == 4, "the page says that four may be files"


def test_every_secret_is_covered_here() -> None:
    assert set(HUSH) == set(SECRETS)


def test_no_way_of_printing_the_settings_shows_a_secret(settings: Settings) -> None:
    for shown in (repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json()):
        assert "hush" not in shown
        assert "127.0.0.1:9" not in shown


def test_the_database_address_is_complete_and_printed_without_its_password(settings: Settings) -> None:
    address = settings.database_url
    assert address.password == "hush"
    assert "hush" not in f"{address} {address!r}"


def test_what_is_needed_is_complete(settings: Settings) -> None:
    assert settings.out_of_band_addresses == tuple(HUSH["out_of_band"].split())
    assert settings.slack_bot_token.get_secret_value() == "xoxb-hush"


@pytest.mark.parametrize("address", ["hush", "mysql://me:hush@127.0.0.1/x", "postgresql+psycopg://me:hush@h:port/x"])
def test_an_address_that_cannot_be_used_is_not_repeated(
    home: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("BREACHBOT_DATABASE", address)
    with pytest.raises(StartError) as refused:
        _ = read_settings().database_url
    assert "hush" not in f"{refused.value.say} {refused.value.remedy}"


@pytest.mark.parametrize("words", [("doctor",), ("migrate",), ("check",), ("outbox", "list")])
def test_no_command_prints_a_secret(breachbot: Breachbot, settings: Settings, words: tuple[str, ...]) -> None:
    said = breachbot(*words)
    assert "hush" not in said.out + said.err


def test_a_variable_that_is_set_to_nothing_is_not_set(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LIBRARY", "MONITOR_PORT", "SLACK_BOT_TOKEN"):
        monkeypatch.setenv(f"BREACHBOT_{name}", "")
    settings = read_settings()
    assert settings.library is None
    assert settings.monitor_port == 0


def test_a_secrets_file_counts_before_its_variable(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text("xoxb-from-the-file\n", encoding="utf-8")
    monkeypatch.setenv("BREACHBOT_SLACK_BOT_TOKEN", "xoxb-from-the-variable")
    monkeypatch.setenv("BREACHBOT_SLACK_BOT_TOKEN_FILE", str(tmp_path / "token"))
    assert read_settings().slack_bot_token.get_secret_value() == "xoxb-from-the-file"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("BREACHBOT_ORGANIZATION", "Did you mean BREACHBOT_ORGANISATION?"),
        ("BREACHBOT_HOMR", "Did you mean BREACHBOT_HOME?"),
        ("BREACHBOT_SLACK_TOKEN", "Did you mean BREACHBOT_SLACK_BOT_TOKEN?"),
        ("BREACHBOT_DATABASE_FIEL", "Did you mean BREACHBOT_DATABASE_FILE?"),
        ("BREACHBOT_MONITOR_PORT_FILE", "There is no setting BREACHBOT_MONITOR_PORT_FILE."),
        ("breachbot_home", "Did you mean BREACHBOT_HOME?"),
        ("BREACHBOT_COFFEE", "Remove it. The settings are BREACHBOT_HOME, "),
    ],
)
def test_a_setting_that_does_not_exist_is_refused_with_the_closest(
    breachbot: Breachbot, monkeypatch: pytest.MonkeyPatch, name: str, says: str
) -> None:
    monkeypatch.setenv(name, "hush")
    said = breachbot("migrate")
    assert said.status == 2
    assert f"There is no setting {name}." in said.err
    assert says in said.err
    assert "hush" not in said.err


def test_what_kubernetes_sets_for_a_service_of_our_name_is_not_ours(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP", "PORT", "PORT_8080_TCP", "PORT_8080_TCP_ADDR"):
        monkeypatch.setenv(f"BREACHBOT_{name}", "10.0.0.1")
    assert read_settings().home == home


def test_a_secrets_file_that_is_not_text_is_named(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_bytes(b"\xff\xfe")
    monkeypatch.setenv("BREACHBOT_DATABASE_FILE", str(tmp_path / "token"))
    with pytest.raises(StartError, match="Can't read the file set in BREACHBOT_DATABASE_FILE"):
        read_settings()
