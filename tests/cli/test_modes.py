"""What breachbot writes is for its own account alone, and `doctor` finds what is not."""

import os
import stat
from pathlib import Path

import pytest

from bot.cli.operations import check_modes
from bot.errors import StartError
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


@pytest.mark.parametrize(("name", "mode"), [("breachbot.db", 0o644), ("demo", 0o755), ("demo/workspace.db", 0o660)])
def test_doctor_names_what_others_can_read_and_the_remedy(
    breachbot: Breachbot, home: Path, name: str, mode: int
) -> None:
    breachbot("migrate")
    (home / "demo").mkdir(mode=0o700)
    (home / "demo" / "workspace.db").touch(mode=0o600)
    check_modes(home)
    (home / name).chmod(mode)
    said = breachbot("doctor")
    assert said.status == 2
    assert f"such as {home / name}." in said.err
    assert f"Run `chmod -R go= {home}`." in said.err


def test_a_home_that_is_not_there_yet_is_open_to_nobody(tmp_path: Path) -> None:
    check_modes(tmp_path / "absent")


def test_a_path_with_spaces_can_be_copied(tmp_path: Path) -> None:
    home = tmp_path / "my home"
    home.mkdir()
    home.chmod(0o755)
    with pytest.raises(StartError) as found:
        check_modes(home)
    assert f"chmod -R go= '{home}'" in str(found.value.remedy)
