"""`breachbot check PATH`: what is nothing is no success, and what `check` finds is found there too."""

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Breachbot

ROOT = Path(__file__).parents[2]


def test_where_there_is_nothing_to_check_is_no_success(breachbot: Breachbot, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "note.txt").write_text("x", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.yaml")
    for place, says in (
        (tmp_path / "empty", "There is nothing to check in"),
        (tmp_path / "letters", "There is nothing to check in"),
        (tmp_path / "letters" / "note.txt", "There is nothing to check in"),
        (tmp_path / "pipe.yaml", "is neither a file nor a folder"),
        (Path("/dev/null"), "is neither a file nor a folder"),
        (Path("/dev/zero"), "is neither a file nor a folder"),
        (tmp_path / "absent", "does not exist"),
    ):
        said = breachbot("check", place)
        assert (said.status, said.out) == (2, ""), place
        assert says in said.err


FAULTS = [
    ("regulations/own.yml", b"instrument: x\n", "this file is never read. Rename it to end in .yaml."),
    ("regulations/own.yaml", b"- " * 200_000, "nested too deeply"),
    ("runbooks/reminders.yaml", b"clocks: 3\n", "expected keys with values"),
    ("runbooks/readiness.yaml", b"items: 3\n", "expected a list"),
    ("runbooks/own.yaml", "title: Müller\n".encode("latin-1"), "byte 0xFC"),
    ("notify_templates/gdpr-individuals/body.en.j2", b"Dear \xfc\n", "byte 0xFC"),
    ("notify_templates/gdpr-individuals/subject.en.j2", b"{{ nothing }}\n", "'nothing' is undefined"),
    ("notify_templates/words.yaml", b"names: [\n", "not valid YAML"),
    ("recipients/ours.yaml", b"name: x\ncolumns: {city: [Ort]}\n", "needs one of name, family_name, email"),
]
PLACES = ("the library in use", "the library", "its folder", "the file")


@pytest.mark.parametrize(
    ("fault", "place"),
    [(fault, PLACES[number % 4]) for number, fault in enumerate(FAULTS)],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_a_fault_in_the_own_library_is_found_however_it_is_checked(
    breachbot: Breachbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: tuple[str, bytes, str], place: str
) -> None:
    name, content, says = fault
    own = tmp_path / "own"
    file = own / name
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    if place == PLACES[0]:
        monkeypatch.setenv("BREACHBOT_LIBRARY", str(own))
        said = breachbot("check")
    else:
        said = breachbot("check", {"the library": own, "its folder": file.parent, "the file": file}[place])
    assert said.status == 1, said
    assert str(file) in said.out
    assert says in said.out


def test_a_single_runbook_is_no_file_of_reminders(breachbot: Breachbot, tmp_path: Path) -> None:
    own = tmp_path / "lost-device.yaml"
    shutil.copy(ROOT / "runbooks" / own.name, own)
    for place in (ROOT / "runbooks" / own.name, ROOT / "runbooks" / "reminders.yaml", own, tmp_path):
        assert breachbot("check", place).out == "No problems found.\n"


def test_an_organization_inside_a_library_is_checked(breachbot: Breachbot, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "runbooks", tmp_path / "runbooks")
    (tmp_path / "organisation.yaml").write_text("name: Acme\nzone: Nowhere\n", encoding="utf-8")
    said = breachbot("check", tmp_path)
    assert said.status == 1
    assert "organisation.yaml:2: zone: " in said.out
