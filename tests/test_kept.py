"""What is kept from one start to the next is used only as it was written, by the same code, for the same files."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.kept import MOST, KeptFiles, code_hash

FILES, OTHER = "a" * 64, "a" * 16 + "b" * 48


def test_what_was_written_is_read_by_the_same_code_for_the_same_files(tmp_path: Path) -> None:
    kept = KeptFiles(tmp_path / "cache", "law", b"code")
    assert kept.read(FILES) is None
    kept.write(FILES, b"one\ntwo")
    assert kept.read(FILES) == b"one\ntwo"
    assert stat.S_IMODE(kept.file(FILES).stat().st_mode) == 0o600
    assert kept.refused() == []


def test_what_stands_under_the_same_name_for_other_files_is_refused(tmp_path: Path) -> None:
    kept = KeptFiles(tmp_path, "law", b"code")
    kept.write(FILES, b"body")
    assert kept.read(OTHER) is None
    assert [file.name for file in kept.refused()] == [f"refused-law-{'a' * 16}.json"]


CHANGES = [lambda whole: whole + b"!", lambda whole: whole[:-1], lambda whole: whole[:20]]


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_edited_or_cut_off_is_set_aside(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    kept = KeptFiles(tmp_path, "law", b"code")
    kept.write(FILES, b"body")
    kept.file(FILES).write_bytes(change(kept.file(FILES).read_bytes()))
    assert kept.read(FILES) is None
    assert kept.read(FILES) is None
    assert not kept.file(FILES).exists()


def test_what_other_code_wrote_is_dropped(tmp_path: Path) -> None:
    KeptFiles(tmp_path, "law", b"before").write(FILES, b"body")
    kept = KeptFiles(tmp_path, "law", b"code")
    assert kept.read(FILES) is None
    assert list(tmp_path.iterdir()) == []


def test_the_oldest_are_dropped_and_another_kind_is_left_alone(tmp_path: Path) -> None:
    KeptFiles(tmp_path, "notices", b"code").write(FILES, b"")
    kept = KeptFiles(tmp_path, "law", b"code")
    for number in range(MOST + 2):
        kept.write(f"{number:064}"[::-1], b"body")
        os.utime(kept.file(f"{number:064}"[::-1]), (number, number))
    kept.write("f" * 64, b"body")
    left = sorted(file.name for file in tmp_path.iterdir())
    expected = [f"{number:064}"[::-1] for number in range(3, MOST + 2)] + ["f" * 64]
    assert left == sorted([*(kept.file(one).name for one in expected), f"notices-{'a' * 16}.json"])


def test_the_code_that_decides_is_told_apart_by_its_text_and_its_packages(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "rule.py").write_text(name, encoding="utf-8")
    hashes = {code_hash([tmp_path / "one"]), code_hash([tmp_path / "two"]), code_hash([tmp_path / "one"], "3.1.6")}
    assert len(hashes) == 3
