"""Every way in which `organisation.yaml` can be wrong stops the start, with file, line, key and what would be right."""

import re
from pathlib import Path

import pytest

from bot.cli.law import read_law
from bot.law.model import Law
from bot.library.organisation import check_organisation, load_organisation
from bot.settings import example
from tests.cli.conftest import Breachbot

BROKEN = sorted((Path(__file__).parents[1] / "broken" / "organisation").glob("*.yaml"))


@pytest.fixture(scope="module")
def law(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Law:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BREACHBOT_HOME", str(tmp_path_factory.mktemp("home")))
        return read_law()


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_organisation_is_named_with_line_key_and_fault(file: Path, law: Law) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: ")
    line, key, says = (part.strip() for part in first.split("|"))
    fault = check_organisation(file, law)[0]
    assert (fault.line, fault.key) == (int(line), key), str(fault)
    assert re.search(says, str(fault)), str(fault)
    assert str(file) in str(fault)


def test_all_faults_are_told_at_once(law: Law) -> None:
    file = next(file for file in BROKEN if file.stem == "two-facts-at-once")
    assert [fault.line for fault in check_organisation(file, law)] == [3, 4]


def test_the_shipped_example_has_no_fault(law: Law) -> None:
    assert check_organisation(example("organisation.demo.yaml"), law) == []


def test_without_a_file_the_organisation_is_nameless_and_the_law_stays_as_it_is(tmp_path: Path, law: Law) -> None:
    organisation, same = load_organisation(tmp_path / "organisation.yaml", law)
    assert organisation.roles == {}
    assert same is law


@pytest.mark.parametrize("file", BROKEN[:4], ids=lambda file: file.stem)
def test_a_broken_organisation_is_found_by_check(
    breachbot: Breachbot, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BREACHBOT_ORGANISATION", str(file))
    said = breachbot("check")
    assert said.status == 1
    assert f"{file}:" in said.out
