"""`breachbot runbook` as typed by a person."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from bot.cli import main

ROOT = Path(__file__).parents[2]
FACTS = "aware_at: 2026-11-20T09:00+01:00\nzone: Europe/Berlin\nextortion: true\nsample_posted: false\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BREACHBOT_HOME", str(tmp_path / "home"))
    (tmp_path / "facts.yaml").write_text(FACTS, encoding="utf-8")
    return tmp_path


def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["breachbot", "runbook", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_show_prints_every_step_of_a_phase(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = typed(monkeypatch, capsys, "show", "crm-export", "--phase", "contain")
    assert status == 0
    assert "a1  Export sessions, tokens and apps, then cut them  [it / lead, 20 minutes after opened]" in out
    assert "Careful: Don't delete the rogue user or app before exporting its logs and settings." in out
    assert "N01" not in out.replace("N15", "")


def test_show_as_json_can_be_read_back(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = typed(monkeypatch, capsys, "show", "vendor", "--json")
    assert json.loads(out)["kind"] == "vendor"


def test_an_unknown_kind_is_refused_with_the_known_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = typed(monkeypatch, capsys, "show", "flood")
    assert (status, out) == (2, "")
    assert "Unknown runbook “flood”." in err
    assert "ransomware" in err


def test_diff_of_a_runbook_with_itself_lists_no_steps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, capsys, "diff", "vendor", "vendor")[:2] == (0, "No differences.\n")


def test_diff_names_what_an_organizations_own_file_changes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    own = home / "runbooks"
    own.mkdir()
    shutil.copy(ROOT / "runbooks/core.yaml", own)
    text = (ROOT / "runbooks/vendor.yaml").read_text(encoding="utf-8")
    (own / "vendor.yaml").write_text(text.replace("due: 4 hours after opened", "due: 3 hours after opened"), "utf-8")
    status, out, _ = typed(monkeypatch, capsys, "diff", "vendor", str(own / "vendor.yaml"))
    assert status == 1
    assert "~ v4 Find and rotate secrets within its reach" in out
    assert "due: 4 hours after opened\n      -> 3 hours after opened" in out


def test_simulate_shows_who_does_what_and_when_in_local_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    _, out, _ = typed(monkeypatch, capsys, "simulate", "crm-export", "--facts", str(home / "facts.yaml"))
    assert "if all goes as planned from Fri 20 Nov 2026, 09:00 CET" in out
    assert "09:20  a1   it " in out  # twenty minutes after opening
    assert "Decide how to respond to the extortion -> do not engage" in out
    assert "a35  Compare the posted sample with your rows. Set aside" in out
    assert "May apply, once these facts are known" in out
    assert "data" in out.split("May apply")[1]


def test_simulate_follows_the_answers_it_is_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    words = ("simulate", "crm-export", "--json", "--answer", "N06=do not notify", "--answer", "N09=not required")
    _, out, _ = typed(monkeypatch, capsys, *words, "--facts", str(home / "facts.yaml"))
    told = json.loads(out)
    played, aside = {each["step"] for each in told["steps"]}, {each["step"]: each for each in told["set_aside"]}
    assert {"N07", "N11", "N15"} <= set(aside)
    assert "N18" in played
    assert "“do not notify”" in aside["N07"]["because"]
    assert told["from"] == "2026-11-20T08:00:00Z"


@pytest.mark.parametrize("answer", ["N06=perhaps", "C01=yes", "N06", "N15=no-go, with what is missing"])
def test_simulate_refuses_an_answer_that_decides_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    status, out, err = typed(monkeypatch, capsys, "simulate", "crm-export", "--answer", answer)
    assert (status, out) == (2, "")
    assert "answer" in err


def test_simulate_draws_the_svg(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    file = home / "steps.svg"
    typed(monkeypatch, capsys, "simulate", "lost-device", "--svg", str(file))
    assert file.read_text(encoding="utf-8").startswith("<svg")


def test_export_and_import_round_trip(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    file = home / "vendor.json"
    assert typed(monkeypatch, capsys, "export", "vendor", "--cacao", "-o", str(file))[0] == 0
    status, out, _ = typed(monkeypatch, capsys, "import", str(file))
    assert status == 0
    assert out.startswith("# yaml-language-server: $schema=schema.json\nkind: vendor\n")


def test_export_without_a_format_asks_for_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = typed(monkeypatch, capsys, "export", "vendor")
    assert status == 2
    assert "--cacao" in err


def test_the_kind_of_an_imported_runbook_follows_its_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    file, own = home / "playbook.json", home / "phishing.yaml"
    typed(monkeypatch, capsys, "export", "vendor", "--cacao", "-o", str(file))
    assert typed(monkeypatch, capsys, "import", str(file), "-o", str(own))[0] == 0
    assert "\nkind: phishing\n" in own.read_text(encoding="utf-8")


def test_nothing_is_written_when_an_import_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    file, own = home / "playbook.json", home / "phishing.yaml"
    file.write_text('{"type": "playbook", "spec_version": "cacao-2.0", "workflow": null}', encoding="utf-8")
    own.write_text("mine\n", encoding="utf-8")
    before = sorted(home.iterdir())
    assert typed(monkeypatch, capsys, "import", str(file), "-o", str(own))[0] == 2
    assert own.read_text(encoding="utf-8") == "mine\n"
    assert sorted(home.iterdir()) == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "not valid JSON"), ("[]", "not a CACAO playbook"), ("[" * 100_000, "nested too deeply"),
        ("", "not valid JSON"), ("null", "not a CACAO playbook"), ("1e400", "1e400 is not a number"),
        ("9" * 5_000, "not valid JSON"), ('"' + "x" * 1_000_000 + '"', "too large"),
    ],
)  # fmt: skip
def test_importing_something_else_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path, content: str, told: str
) -> None:
    file = home / "playbook.json"
    file.write_text(content, encoding="utf-8")
    status, out, err = typed(monkeypatch, capsys, "import", str(file))
    assert (status, out) == (2, "")
    assert told in err
