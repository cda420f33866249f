"""`breachbot doctor`: each line says what was checked and what was found; what is wrong comes with its remedy."""

import json
import shutil
import socket
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.cli import doctor, machine_checks, slack_checks
from bot.cli.checked import FIX, Checked
from bot.documents import fonts
from bot.domain.organisation import Organisation, Seat, Somebody
from bot.settings import example, read_settings
from bot.store.engine import open_engine
from bot.strict import read
from bot.timers.replicas import ReplicaId, join
from bot.workspace import RunningWorkspace, serve
from bot.workspace.client import Control
from tests.cli.conftest import Breachbot
from tests.timers.pager import Pager

MANIFEST: Any = read(example("slack-app.yaml")).value
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningWorkspace]:
    running = serve(tmp_path_factory.mktemp("slack") / "workspace.db", port=0)
    yield running
    running.stop()


@pytest.fixture
def ready(breachbot: Breachbot, slack: RunningWorkspace, monkeypatch: pytest.MonkeyPatch) -> RunningWorkspace:
    """Everything is in place, and a process runs."""
    monkeypatch.setenv("BREACHBOT_SLACK_API_URL", slack.api_url)
    monkeypatch.setenv("BREACHBOT_SLACK_BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("BREACHBOT_SLACK_APP_TOKEN", slack.app_token)
    slack.install(MANIFEST)
    breachbot("migrate")
    us = ReplicaId("embedded", socket.gethostname(), "0", ("timers",))
    join(open_engine(read_settings().database_url), us, datetime.now(UTC))
    return slack


def shown(found: Iterable[Checked], check: str) -> list[str]:
    return [f"{one.status}: {one.says} {one.remedy}".strip() for one in found if one.check == check]


def asked(organisation: Organisation | None = None) -> list[Checked]:
    return list(slack_checks.ask(read_settings(), organisation))


def test_what_is_in_order_is_said_line_by_line_in_eighty_columns(
    breachbot: Breachbot, ready: RunningWorkspace, tmp_path: Path
) -> None:
    said = breachbot("doctor")
    assert said.status == 0, said.out
    assert said.out.endswith("Everything is in order.\n")
    assert max(map(len, said.out.replace(str(tmp_path), "/home").splitlines())) <= 80, "a path is not broken"
    assert "ok    Scopes: The 16 that are used are granted, and no others." in said.out
    assert "ok    Database: It answers, and its tables are those of this version." in said.out
    for check in ("Settings", "File modes", "Files", "Process", "Disk", "Time zones", "Licenses", "Tokens", "Clock"):
        assert f"ok    {check}: " in said.out


def test_what_is_to_be_fixed_is_counted_and_the_same_is_one_json_document(
    breachbot: Breachbot, ready: RunningWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Checked("Disk", "0.0 GB free.", FIX, "Free some space.")
    monkeypatch.setattr(doctor, "_findings", lambda *_: iter([Checked("Settings", "None is set."), wrong]))
    said, as_json = breachbot("doctor"), breachbot("doctor", "--json")
    assert said.out == "ok    Settings: None is set.\nfix   Disk: 0.0 GB free.\n      Free some space.\nTo fix: 1.\n"
    assert said.status == as_json.status == 1
    assert json.loads(as_json.out)[1] == {
        "check": "Disk",
        "says": "0.0 GB free.",
        "status": "fix",
        "remedy": "Free some space.",
    }


def test_scripts_without_a_font_are_named_with_the_packages_that_bring_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "scripts_without_font", lambda: ("Arabic", "Thai"))
    assert shown([machine_checks.fonts()], "Fonts") == [
        "look: A PDF shows empty boxes for names in Arabic and Thai: no font on this machine has them. "
        "On Debian: apt-get install fonts-noto-core fonts-droid-fallback"
    ]
    monkeypatch.setattr(fonts, "scripts_without_font", lambda: ())
    assert shown([machine_checks.fonts()], "Fonts") == ["ok: A PDF can show every common script."]


def test_scopes_that_are_missing_or_not_used_are_named(ready: RunningWorkspace) -> None:
    other = [scope for scope in MANIFEST["oauth_config"]["scopes"]["bot"] if scope != "commands"] + ["team:read"]
    us: Any = SimpleNamespace(headers={"x-oauth-scopes": ", ".join(other)})
    missing, unused = shown(slack_checks.scopes(us), "Scopes")
    assert missing.startswith("fix: Not granted: commands. Add them under OAuth & Permissions")
    assert unused == "look: Granted and not used: team:read. Remove them from the app."
    assert shown(asked(), "Scopes")[0].startswith("ok: "), "as the local Slack tells them"


def test_a_person_who_cannot_hold_a_role_is_named_with_the_role(ready: RunningWorkspace) -> None:
    control = Control(ready.url)
    for person, account in (
        ("UGONE0001", {"deleted": True}),
        ("UGUEST001", {"is_restricted": True}),
        ("UROBOT001", {"is_bot": True}),
        ("USTRANGE1", {"is_stranger": True}),
        ("UFINE0001", {}),
    ):
        control.account(person, **account)
    seats = {
        "lead": Seat(person="UFINE0001", alternate="UGONE0001"),
        "dpo": Seat(person="UGUEST001"),
        "comms": Seat(person="UROBOT001"),
        "it": Seat(person="UNOBODY01"),
        "legal": Seat(group="SNOGROUP1"),
    }
    organisation = Organisation(name="Example", roles=seats, people={"USTRANGE1": Somebody()})
    remedy = " Correct organisation.yaml, or the group."
    assert shown(asked(organisation), "People") == [
        "fix: The group SNOGROUP1 (legal) can't be read: no_such_subteam. Correct organisation.yaml.",
        f"fix: UGONE0001 (lead) has a deactivated account.{remedy}",
        f"fix: UGUEST001 (dpo) is a guest.{remedy}",
        f"fix: UROBOT001 (comms) is a bot.{remedy}",
        f"fix: UNOBODY01 (it) is not in this workspace.{remedy}",
        f"fix: USTRANGE1 (no role) belongs to another organization.{remedy}",
    ]


def test_a_token_that_slack_refuses_and_a_slack_that_is_away_are_told_apart(
    ready: RunningWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    control = Control(ready.url)
    control.fault("server_error", "auth.test")
    assert shown(asked(), "Slack")[0].startswith("look: It does not answer (HTTP 500).")
    control.no_faults()
    monkeypatch.setenv("BREACHBOT_SLACK_APP_TOKEN", "mistyped")
    [refused] = shown(asked(), "Tokens")
    assert refused.startswith("fix: Slack does not know the app token (invalid_auth). Make an app-level token")
    monkeypatch.delenv("BREACHBOT_SLACK_BOT_TOKEN")
    [unset] = shown(asked(), "Tokens")
    assert unset.startswith("fix: BREACHBOT_SLACK_BOT_TOKEN is not set.")


def test_the_out_of_band_channels_are_tried_on_request_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pager, broken = Pager(), Pager()
    broken.down = True
    monkeypatch.setenv("BREACHBOT_OUT_OF_BAND", f"{pager.address}?hush=1 {broken.address}")

    def alarms(send_test: bool) -> list[str]:
        return shown(machine_checks.out_of_band(read_settings(), None, send_test), "Alarms")

    assert alarms(False)[0].startswith("ok: Channels: 2. `--send-test` tries them.")
    assert pager.heard == []
    assert alarms(True) == [
        "ok: The test message to channel 1 (json) was accepted. Check that it arrived.",
        "fix: The test message to channel 2 (json) was not accepted. Correct its address.",
    ]
    assert [one["message"] for one in pager.heard] == [machine_checks.TEST[1]]
    for one in (pager, broken):
        one.close()


def test_a_database_that_needs_a_command_says_which(home: Path) -> None:
    settings = read_settings()
    assert shown(doctor.database(settings), "Database")[0].startswith("fix: There is no database at ")
    open_engine(settings.database_url).dispose()
    assert shown(doctor.database(settings), "Database") == [
        "fix: The database has no breachbot tables yet. Run `breachbot migrate` once."
    ]


def test_the_clock_is_compared_with_slacks() -> None:
    told: Any = SimpleNamespace(headers={"Date": "Mon, 02 Mar 2026 12:00:00 GMT"})
    assert slack_checks.clock(told, NOON + timedelta(seconds=5)).status == "ok"
    ahead, behind = (slack_checks.clock(told, NOON + timedelta(seconds=by)) for by in (60.5, -89.5))
    assert ahead.says == "60 s ahead of Slack's. Every deadline is off by as much."
    assert behind.says.startswith("90 s behind Slack's.")
    assert ahead.status == behind.status == "fix"
    silent: Any = SimpleNamespace(headers={})
    assert slack_checks.clock(silent, NOON).status == "look"


def test_a_full_disk_old_time_zones_and_an_old_law_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, status in ((2 << 30, "ok"), (500 << 20, "look"), (50 << 20, "fix")):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, left=free: SimpleNamespace(free=left))
        assert machine_checks.disk(tmp_path / "not" / "there").status == status
    monkeypatch.setattr(machine_checks, "version", lambda _: "2025.2")
    assert machine_checks.time_zones(date(2026, 11, 29)).status == "ok"
    assert machine_checks.time_zones(date(2027, 1, 1)).status == "look"
    checked: Any = SimpleNamespace(checked_on=date(2026, 11, 1), text_checks=())
    law: Any = SimpleNamespace(by_id={"a": [checked]})
    assert machine_checks.law_age(law, date(2027, 3, 1)).status == "ok"
    assert machine_checks.law_age(law, date(2027, 3, 2)).status == "look"


def test_a_license_that_asks_for_too_much_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    about = {"Name": "greedy", "License-Expression": "AGPL-3.0-only"}
    monkeypatch.setattr(machine_checks, "installed", lambda _: [about])
    monkeypatch.setattr(machine_checks, "license_of", lambda told: told["License-Expression"])
    found = machine_checks.licenses()
    assert (found.status, found.says) == ("fix", "Not permissive: greedy (AGPL-3.0-only).")
