"""The mail merge: everyone is accounted for, nothing is half written, and a second run goes on or is refused."""

import csv
import json
import resource
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.errors import Refused, UsageError
from bot.recipients import batches
from bot.recipients.batches import Folder
from bot.recipients.codes import read_codes
from bot.recipients.merging import BATCH, Merge, merge, planned
from tests.recipients.merges import STATES, codes, crowd, letter, order, person

MANY = 2 * BATCH + 90


def written(one: Merge, place: Path) -> Any:
    return merge(one, Folder(place), lambda _rows: None)


def files(place: Path) -> dict[str, bytes]:
    return {file.relative_to(place).as_posix(): file.read_bytes() for file in place.rglob("*") if file.is_file()}


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_everyone_is_accounted_for(tmp_path: Path) -> None:
    people = list(crowd(MANY))
    made = written(order(people), tmp_path / "out")
    counts = made["people"]
    emails, unreachable = rows(tmp_path / "out/email.csv"), rows(tmp_path / "out/unreachable.csv")
    letters = list((tmp_path / "out/letters").rglob("*.txt"))
    assert counts["to_notify"] == counts["rows"] == MANY == len(emails) + len(letters) + len(unreachable)
    assert (counts["by_email"], counts["by_mail"], counts["unreachable"]) == (
        len(emails), len(letters), len(unreachable)
    )  # fmt: skip
    told = {int(row["row"]) for row in (*emails, *unreachable)} | {int(file.stem) for file in letters}
    assert told == {one.row for one in people}
    reached = told - {int(row["row"]) for row in unreachable}
    opted_out = {one.row for one in people if one.no_marketing}
    assert opted_out <= reached
    assert counts["opted_out_of_marketing"] == len(opted_out)
    assert sum(made["letters"].values()) == len(emails) + len(letters)
    assert json.loads((tmp_path / "out/manifest.json").read_text()) == made


def test_nothing_says_who_a_file_is_about_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    written(order([person(name="Zelda Quint", key="Quint"), person(3, street="")]), tmp_path / "out")
    everything = [tmp_path / "out", *(tmp_path / "out").rglob("*")]
    assert {stat.S_IMODE(one.stat().st_mode) for one in everything} == {0o700, 0o600}
    assert "Quint" not in " ".join(map(str, everything))
    assert "Quint" not in (tmp_path / "out/manifest.json").read_text()
    assert sorted(files(tmp_path / "out")) == [
        "email.csv", "letters/00001/0000002.txt", "manifest.json", "unreachable.csv"
    ]  # fmt: skip


class Killed(BaseException):
    """The process is gone: no one catches this."""


def cut(whole: Merge, after: int) -> Merge:
    """The same order, killed while this row of the list is worked on."""

    def people() -> Iterator[Any]:
        for number, pair in enumerate(whole.people(), 1):
            if number == after:
                raise Killed
            yield pair

    return Merge(whole.letters, whole.styles, people, whole.codes, whole.suffix, whole.inputs)


def test_a_run_goes_on_where_a_kill_ended_it_and_everyone_keeps_their_code(tmp_path: Path) -> None:
    whole = order(list(crowd(MANY)), codes=codes(tmp_path / "codes.txt", MANY))
    written(whole, tmp_path / "once")
    for after in (1, BATCH + 1, MANY):
        with pytest.raises(Killed):
            written(cut(whole, after), tmp_path / "twice")
        assert not list((tmp_path / "twice").glob("letters/.*")), "nothing half written"
    damaged = tmp_path / "twice/letters/00001/0000002.txt"
    damaged.write_bytes(damaged.read_bytes()[:20])  # the power failed before the disk had it
    written(whole, tmp_path / "twice")
    assert files(tmp_path / "twice") == files(tmp_path / "once")
    written(whole, tmp_path / "twice")
    assert files(tmp_path / "twice") == files(tmp_path / "once"), "a third run changes nothing"


def test_a_kill_in_the_middle_of_a_batch_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, write = order(list(crowd(60))), batches._write
    letters = written(whole, tmp_path / "once")["people"]["by_mail"]
    left = 0

    def kill(file: Path, content: bytes) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            file.write_bytes(content[:3])
            raise Killed
        write(file, content)

    monkeypatch.setattr(batches, "_write", kill)
    for survives in (0, 1, 9, letters, letters + 2):  # the manifest, some of the letters, the parts of the lists
        left = survives
        with pytest.raises(Killed):
            written(whole, tmp_path / "twice")
    left = letters + 99
    written(whole, tmp_path / "twice")
    assert files(tmp_path / "twice") == files(tmp_path / "once")


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    whole = order(list(crowd(BATCH)), suffix="")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
        with pytest.raises(UsageError, match=r"What was written before is whole\. Make room"):
            written(whole, tmp_path / "out")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not json.loads((tmp_path / "out/manifest.json").read_text())["complete"]
    assert written(whole, tmp_path / "out")["complete"]
    assert len(rows(tmp_path / "out/mail.csv")) == written(whole, tmp_path / "out")["people"]["by_mail"]


def test_another_list_or_notice_is_refused_with_what_changed(tmp_path: Path) -> None:
    written(order([person()]), tmp_path / "out")
    before = files(tmp_path / "out")
    with pytest.raises(Refused, match="something else: list changed since"):
        written(order([person()], inputs={"list": "another"}), tmp_path / "out")
    assert files(tmp_path / "out") == before
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/thesis.txt").touch()
    with pytest.raises(Refused, match="isn't empty"):
        written(order([person()]), tmp_path / "taken")


@pytest.mark.parametrize("content", ["[]", "{}", '{"a": 1}', "no JSON"])
def test_a_manifest_of_something_else_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(Refused, match="damaged, or something else's"):
        written(order([person()]), tmp_path)
    assert files(tmp_path) == {"manifest.json": content.encode()}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    for place in (tmp_path / "file", tmp_path / "file/below"):
        with pytest.raises(UsageError, match="can't be a folder"):
            written(order([person()]), place)
    assert (tmp_path / "file").read_text() == "kept"


def test_two_runs_into_one_folder_exclude_each_other(tmp_path: Path) -> None:
    with Folder(tmp_path / "out").locked(), pytest.raises(Refused, match="Another run"):
        written(order([person()]), tmp_path / "out")
    (tmp_path / "out").chmod(0o755)
    written(order([person()]), tmp_path / "out")
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_codes_are_checked_before_anything_is_written(tmp_path: Path) -> None:
    people = [person(row, place=STATES[0]) for row in (2, 3, 4)]
    with pytest.raises(UsageError, match="3 people get a letter and there are 2 codes: 1 too few"):
        planned(order(people, codes=codes(tmp_path / "codes.txt", 2)))
    assert planned(order(people, codes=codes(tmp_path / "codes.txt", 3))).written == 3
    (tmp_path / "twice.txt").write_text("code\nA-1\nA-2\n\nA-1\n")
    with pytest.raises(UsageError, match=r"Lines 2 and 5 of twice\.txt are the same code") as refused:
        read_codes(tmp_path / "twice.txt")
    assert "A-1" not in str(refused.value)
    (tmp_path / "formula.txt").write_text("=A1\n")
    with pytest.raises(UsageError, match=r"Line 1 of formula\.txt is not a code"):
        read_codes(tmp_path / "formula.txt")


def test_an_approved_place_for_a_code_needs_codes() -> None:
    with pytest.raises(UsageError, match="there are no codes"):
        planned(order([person()], [letter(markdown="# Notice\n\nYour code is [[CODE]].\n")]))
    with pytest.raises(Refused, match=r"Nobody on this list gets a letter: no approved letter is for this place \(1\)"):
        planned(order([person(place="GB")]))


def test_a_list_for_a_mail_house_holds_no_formula(tmp_path: Path) -> None:
    nasty = person(name="=HYPERLINK(1)", key="@K", street="+1 Elm Street")
    made = written(order([nasty, person(3, place="US-GU", key="-2")], suffix=""), tmp_path / "out")
    assert made["people"]["by_mail"] == 1
    [mailed], [not_reached] = rows(tmp_path / "out/mail.csv"), rows(tmp_path / "out/unreachable.csv")
    assert mailed["address"].startswith("'=HYPERLINK(1)\n+1 Elm")
    assert (mailed["key"], not_reached["key"], mailed["row"]) == ("'@K", "'-2", "2")


def test_a_code_is_never_given_twice(tmp_path: Path) -> None:
    whole = order(list(crowd(100)), codes=codes(tmp_path / "codes.txt", 100), suffix="")
    made = written(whole, tmp_path / "out")
    texts = [row["body"] for name in ("mail", "email") for row in rows(tmp_path / f"out/{name}.csv")]
    given = [line for text in texts for line in text.splitlines() if line.startswith("CODE-")]
    assert (
        len(given)
        == len(set(given))
        == made["people"]["codes"]
        == made["people"]["by_mail"] + made["people"]["by_email"]
    )
