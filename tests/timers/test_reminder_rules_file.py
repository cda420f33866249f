"""`runbooks/reminders.yaml` is sound, and every way of breaking it is named by file, line and what is allowed."""

import shutil
from pathlib import Path

import pytest

from bot.errors import LibraryError
from bot.library.reminders import check_reminders, load_reminders

ROOT = Path(__file__).parents[2]
BROKEN = {
    "hour-of-no-day": (35, "quiet.begins", "write an hour of the day like '22:00'"),
    "kind-twice": (6, "clocks", "the kind '24h' is taken"),
    "misspelt-key": (41, "snooze.atmost", "Did you mean 'at_most'?"),
    "negative-offset": (11, "clocks.warnings.3.left", "write a length like '45 minutes'"),
    "no-measure": (8, "clocks.warnings.0", "either 'gone' or 'left'"),
    "nobody-told": (32, "closed.2.tell", "somebody must be told"),
    "share-beyond-the-target": (8, "clocks.warnings.0.gone", "between 1 % and 99 %"),
    "two-measures": (8, "clocks.warnings.0", "either 'gone' or 'left'"),
    "unknown-audience": (25, "steps.tell.1.0", "executive"),
    "unknown-severity": (10, "clocks.warnings.2.severities.0", "less than or equal to 4"),
    "working-days": (30, "closed.0.after", "not in working days"),
}


def faults(file: Path, folder: Path) -> list[LibraryError]:
    shutil.copy(file, folder / "reminders.yaml")
    return check_reminders(folder)


def test_the_shipped_file_has_no_fault() -> None:
    assert check_reminders(ROOT / "runbooks") == []


def test_every_broken_file_has_its_line_here() -> None:
    assert {file.stem for file in (ROOT / "tests/broken/reminders").iterdir()} == set(BROKEN)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named_by_line_and_key(name: str, tmp_path: Path) -> None:
    line, key, words = BROKEN[name]
    found = faults(ROOT / f"tests/broken/reminders/{name}.yaml", tmp_path)
    assert any(fault.line == line and fault.key == key and words in str(fault) for fault in found), found


def test_an_unknown_audience_is_one_fault_with_all_that_is_allowed(tmp_path: Path) -> None:
    (fault,) = faults(ROOT / "tests/broken/reminders/unknown-audience.yaml", tmp_path)
    assert fault.allowed[:3] == ("owner", "alternate", "lead")


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    (fault,) = check_reminders(tmp_path)
    assert "cannot be read" in str(fault)


def test_own_runbooks_without_reminders_keep_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("kind: own\n")
    assert load_reminders(ROOT / "runbooks", tmp_path) == load_reminders(ROOT / "runbooks")
