"""Reports, the register, action items and metrics where something is wrong: nothing known, an altered audit log, what
there is not, and places where nothing can be written. Each is said plainly, and nothing is left half written."""

import ast
import json
import resource
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.actions import register
from bot.cli import files
from bot.cli.files import write
from bot.documents.incident_documents import report_document
from bot.domain.report_editions import Edition
from bot.errors import UsageError
from bot.store.engine import writing
from tests.cli.conftest import Breachbot
from tests.slack.desk import LEAD, Desk

REF = "BR-2223"


@pytest.fixture
def desk(at_home: Desk) -> Desk:
    """An incident of which nothing is known, with one task."""
    at_home.say(LEAD, "/breach task Ask the airline")
    return at_home


@contextmanager
def small_disk() -> Iterator[None]:
    """No file grows past a hundred bytes; a Python program gets an error, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("/dev/full", "No space left on device"),
        ("/proc/new", "No such file or directory"),  # a folder that takes no files, from no one
        ("absent/new", "No such file or directory"),
        ("old/new", "Not a directory"),
        (".", "Is a directory"),
        ("n" * 300, "File name too long"),
    ],
)
def test_a_place_that_takes_no_file_is_named_and_gets_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("old").write_text("what was there before")
    with pytest.raises(UsageError) as refused:
        write(b"x" * 1000, Path(target))
    assert str(refused.value.say) == f"Can't write {target} ({why})."
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("old", "what was there before")]


def test_a_full_disk_leaves_what_was_there_and_a_file_of_someone_else(tmp_path: Path) -> None:
    old, other = tmp_path / "report.md", tmp_path / "report.md.partial"
    old.write_text("old")
    other.write_text("someone else's")
    with small_disk(), pytest.raises(UsageError) as refused:
        write(b"x" * 1000, old)
    assert "(File too large)" in str(refused.value.say)
    assert (old.read_text(), other.read_text(), len(list(tmp_path.iterdir()))) == ("old", "someone else's", 2)
    write(b"x" * 1000, old)
    assert (len(old.read_bytes()), len(list(tmp_path.iterdir()))) == (1000, 2)


def test_every_command_writes_its_file_in_this_way() -> None:
    folder = Path(files.__file__).parent
    writes = {"write_bytes", "write_text", "open"}
    found = {
        one.name
        for one in folder.glob("*.py")
        for node in ast.walk(ast.parse(one.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in writes
    }
    assert found == {"files.py", "__init__.py"}, "the last opens /dev/null alone"


@contextmanager
def no_room(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing more can be written to stdout."""
    full = Path("/dev/full").open("w")  # noqa: SIM115, closing it fails, as it should
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", full)
        yield
    with suppress(OSError):
        full.close()


@pytest.mark.parametrize(
    "command",
    [("report", REF, "--edition", "board", "--format", "docx"), ("register", "--format", "xlsx"), ("actions", REF)],
    ids=lambda command: command[0],
)
def test_a_full_disk_is_said_by_each_command(breachbot: Breachbot, desk: Desk, command: tuple[str, ...]) -> None:
    assert desk.incident()
    said = breachbot(*command, "-o", "/dev/full")
    assert (said.status, said.out) == (2, "")
    assert said.err == "Can't write /dev/full (No space left on device).\nChoose another file.\n"


@pytest.mark.parametrize("command", [("report", REF), ("metrics",)], ids=lambda command: command[0])
def test_output_for_which_there_is_no_room_ends_plainly(
    breachbot: Breachbot, desk: Desk, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """What is written at once, and what waits until the end."""
    assert desk.incident()
    with no_room(monkeypatch):
        said = breachbot(*command)
    assert said.err == "Can't write the output (No space left on device).\nSend it somewhere else.\n"
    assert said.status == 2


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        (("--edition", "klingon"), "There is no edition “klingon” of the report.\nChoose one of: factual, board, "),
        (("--format", "odt"), "There is no format “odt”.\nChoose one of: "),
        (("--paper", "a5"), "There is no paper “a5”.\nChoose one of: a4, letter.\n"),
        (("--language", "tlh"), "The factual edition of the report has no translation into “tlh”.\nAvailable: en.\n"),
        (("--edition", "annex"), "There is no privileged annex of this report: privacy counsel hasn't asked for one."),
    ],
)
def test_what_a_report_does_not_come_in_is_said_with_what_it_does(
    breachbot: Breachbot, desk: Desk, tmp_path: Path, options: tuple[str, ...], answer: str
) -> None:
    assert desk.incident()
    said = breachbot("report", REF, *options, "-o", tmp_path / "new")
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith(answer)
    assert not (tmp_path / "new").exists()


def test_an_incident_of_which_nothing_is_known_has_every_edition_and_no_invented_figure(
    breachbot: Breachbot, desk: Desk
) -> None:
    with desk.opens(LEAD, True) as work:
        for edition in (Edition.FACTUAL, Edition.BOARD, Edition.LEARNING):
            page = report_document(work, desk.incident(), edition).markdown
            assert "0 s" not in page
            assert "None" not in page
    found = json.loads(breachbot("metrics", REF, "--json").out)["figures"]
    known = {one["name"]: one["value"] for one in found if one["value"] is not None}
    late = {"Steps in time": 0}  # those of the first minutes, by now
    assert known == {"Facts corrected": 0, "Notices corrected": 0, "Steps skipped": 0, **late}
    assert all(one["why_not"] for one in found if one["value"] is None)
    [row] = json.loads(breachbot("register", "--format", "json").out)["breaches"]
    assert (row["noticed_at"], "detected_at" in row) == ("Not known: only assumed", False)


def altered(desk: Desk, incident: int = 1) -> None:
    with writing(desk.engine) as session:
        change = "UPDATE timeline_entry SET actor = 'UDPO00001' WHERE seq = 2 AND incident_id = :incident"
        session.execute(text(change), {"incident": incident})


def test_an_altered_audit_log_is_said_in_the_register_and_the_metrics(breachbot: Breachbot, desk: Desk) -> None:
    altered(desk)
    warning = f"The audit log of {REF} was altered at entry 2"
    for format in ("csv", "md"):
        said = breachbot("register", "--format", format)
        assert (said.status, said.err) == (0, f"{warning}: run breachbot audit verify.\n")
        assert "open; the audit log was altered at entry 2" in said.out
        assert (f"{warning}." in said.out) is (format != "csv")  # which has no place for notes
    said = breachbot("metrics", REF)
    assert f"Don't rely on these figures: the audit log of {REF} was altered at entry 2." in unbroken(said.out)
    assert json.loads(breachbot("metrics", REF, "--json").out)["altered_at"] == 2
    with desk.opens(LEAD, True) as work:
        for edition in (Edition.FACTUAL, Edition.BOARD, Edition.LEARNING):
            first = report_document(work, desk.incident(), edition).markdown.partition("\n## 2.")[0]
            assert "the audit log was altered.** Entry 2 doesn't follow" in first


def unbroken(text: str) -> str:
    return " ".join(text.split())


def test_medians_leave_out_an_altered_record_and_say_so(breachbot: Breachbot, desk: Desk) -> None:
    """Three incidents, of which two count: one too few for a median."""
    for title in ("phone lost in Graz", "laptop lost in Linz"):
        desk.later(hours=1)
        desk.say(LEAD, f"/breach open {title}", channel="C0GENERAL")
    assert steps_skipped(json.loads(breachbot("metrics", "--json").out)) == (0, 3)
    altered(desk, 2)
    said = json.loads(breachbot("metrics", "--json").out)
    assert (said["incidents"], steps_skipped(said)) == (3, (None, 2))
    [second] = said["altered"]
    assert f"Left out: {second}, because the audit log of {second} was altered at entry 2." in unbroken(
        breachbot("metrics").out
    )


def steps_skipped(said: Mapping[str, Any]) -> tuple[int | None, int]:
    found = {one["name"]: one for one in said["figures"]}
    return found["Steps skipped"]["median"], found["Steps skipped"]["known"]


def test_a_register_too_long_to_verify_at_once_says_so(
    breachbot: Breachbot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    altered(desk)
    monkeypatch.setattr(register, "VERIFIED", 3)
    said = breachbot("register", "--format", "md")
    assert "The audit logs were not verified, because they have" in said.out
    assert "were not verified" in said.err
    assert "altered" not in said.out
