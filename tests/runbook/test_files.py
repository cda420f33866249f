"""Reading runbooks: valid files are read completely, and every kind of error is reported with file and line."""

import shutil
from pathlib import Path

import pytest

from bot.law.vocabulary import Vocabulary
from bot.runbook.files import check_runbooks, load_runbooks
from bot.strict import LibraryFaults, parse, read

ROOT = Path(__file__).parents[2]
RUNBOOKS = ROOT / "runbooks"
BROKEN = sorted((ROOT / "tests/broken/runbooks").glob("*.yaml"))
VOCABULARY = parse(Vocabulary, read(ROOT / "regulations/vocabulary.yaml"))


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_runbook_is_reported_with_file_and_line(file: Path, tmp_path: Path) -> None:
    expected = file.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: ")
    shutil.copy(RUNBOOKS / "core.yaml", tmp_path)
    shutil.copy(file, tmp_path)
    told = [str(fault) for fault in check_runbooks(tmp_path, vocabulary=VOCABULARY)]
    assert len(told) == 1, told
    assert told[0].startswith(f"{tmp_path}/{expected.replace('broken.yaml', file.name)}")


def test_every_kind_of_error_has_its_file() -> None:
    assert len(BROKEN) >= 25


def test_the_shipped_runbooks_have_no_fault() -> None:
    assert check_runbooks(RUNBOOKS) == []


def test_all_shipped_runbooks_are_read() -> None:
    assert len(load_runbooks(RUNBOOKS, vocabulary=VOCABULARY)) == 12


def test_all_faults_of_all_files_are_reported_together_in_order(tmp_path: Path) -> None:
    for name in ("title-too-long", "unknown-role"):
        shutil.copy(ROOT / f"tests/broken/runbooks/{name}.yaml", tmp_path)
    with pytest.raises(LibraryFaults) as error:
        load_runbooks(tmp_path, vocabulary=VOCABULARY)
    assert [Path(fault.file).name for fault in error.value.faults] == ["title-too-long.yaml", "unknown-role.yaml"]


def test_an_empty_folder_is_a_fault_and_not_an_empty_library(tmp_path: Path) -> None:
    assert [str(fault) for fault in check_runbooks(tmp_path, vocabulary=VOCABULARY)] == [
        f"{tmp_path}: there are no runbooks here."
    ]


def test_an_organizations_own_file_replaces_the_shipped_one_and_leaves_the_others(tmp_path: Path) -> None:
    text = (RUNBOOKS / "vendor.yaml").read_text(encoding="utf-8")
    (tmp_path / "vendor.yaml").write_text(text.replace("Breach at a vendor or processor", "Our vendors"), "utf-8")
    books = load_runbooks(RUNBOOKS, tmp_path)
    shipped = load_runbooks(RUNBOOKS)
    assert books["vendor"].title == "Our vendors"
    assert books["vendor"].hash != shipped["vendor"].hash
    assert books["insider"].hash == shipped["insider"].hash


def test_the_core_is_not_a_runbook() -> None:
    assert "core" not in load_runbooks(RUNBOOKS)
