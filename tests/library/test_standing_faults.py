"""A fault of one's own file that stops nothing but its own notice is said at the start, with file and line."""

import shutil
from pathlib import Path

from bot.app import read_library
from bot.cli.library_checks import standing_faults
from bot.settings import Settings
from tests.shipped import ROOT


def test_a_start_says_which_notice_of_our_own_cannot_be_drafted(tmp_path: Path, home_with_law: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(ROOT / "notify_templates" / "executive-brief", own / "notify_templates" / "executive-brief")
    file = own / "notify_templates" / "executive-brief" / "body.en.j2"
    file.write_text(file.read_text(encoding="utf-8") + "{{ 7 / 0 }}\n", encoding="utf-8")
    settings = Settings(home=home_with_law, library=own)
    line = len(file.read_text(encoding="utf-8").splitlines())
    assert list(standing_faults(settings, read_library(settings))) == [
        f"{file}:{line}: can't be drafted: division by zero. Correct it before you use that notice."
    ]
