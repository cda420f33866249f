"""What breachbot writes is for its own account alone, and `doctor` finds what is not."""

import os
import stat
from pathlib import Path

import pytest

from bot.cli.machine_checks import modes as modes_of
from tests.cli.conftest import Breachbot


def modes(home: Path) -> set[tuple[str, str]]:
    places = [one for one in (home, *home.rglob("*")) if not one.is_symlink() and (home / "cache") not in one.parents]
    return {("folder" if one.is_dir() else "file", oct(stat.S_IMODE(one.stat().st_mode))) for one in places}


def test_files_are_for_their_owner_alone_whatever_the_shell_says(
    breachbot: Breachbot, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0)
    try:
        monkeypatch.setenv("BREACHBOT_HOME", str(home / "deeper" / "still"))
        assert breachbot("migrate").status == 0
        assert breachbot("runbook", "export", "vendor", "--cacao", "-o", tmp_path / "vendor.json").status == 0
    finally:
        os.umask(before)
    assert modes(home) == {("folder", "0o700"), ("file", "0o600")}
    assert stat.S_IMODE((tmp_path / "vendor.json").stat().st_mode) == 0o600


def test_doctor_names_what_others_can_read_and_the_remedy(breachbot: Breachbot, home: Path) -> None:
    breachbot("migrate")
    (home / "demo").mkdir(mode=0o700)
    (home / "demo" / "workspace.db").touch(mode=0o600)
    assert modes_of(home).status == "ok"
    for name, mode in (("breachbot.db", 0o644), ("demo", 0o755), ("demo/workspace.db", 0o660)):
        before = stat.S_IMODE((home / name).stat().st_mode)
        (home / name).chmod(mode)
        found = modes_of(home)
        assert found.status == "fix"
        assert found.says.endswith(f"such as {home / name}.")
        assert found.remedy == f"Run `chmod -R go= {home}`."
        (home / name).chmod(before)
    (home / "demo").chmod(0o755)
    said = breachbot("doctor")
    assert said.status == 1
    [line] = [one for one in said.out.replace("\n      ", " ").splitlines() if "File modes" in one]
    assert line.startswith("fix ")
    assert line.endswith(f"such as {home / 'demo'}. Run `chmod -R go= {home}`.")


def test_a_home_that_is_not_there_yet_is_open_to_nobody(tmp_path: Path) -> None:
    assert modes_of(tmp_path / "absent").status == "ok"


def test_a_path_with_spaces_can_be_copied(tmp_path: Path) -> None:
    home = tmp_path / "my home"
    home.mkdir()
    home.chmod(0o755)
    assert f"chmod -R go= '{home}'" in modes_of(home).remedy
