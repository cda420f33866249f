"""The command line is a contract: statuses, the shape of its JSON, and one clear sentence for whatever goes wrong."""

import json
import re
from pathlib import Path

import pytest

from bot.cli.commands import COMMANDS, GROUPS
from tests.cli.conftest import Breachbot

UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DUE = ("due", "eu-gdpr-33-1-authority", "--from", "2026-11-24T09:30", "--zone", "Europe/Berlin")
FACTS = """
zone: Europe/Berlin
roles: [controller]
people: {DE: 1200}
established_in: [DE]
data: [names, email]
aware_at: 2026-11-20 18:05
"""


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    file = tmp_path / "facts.yaml"
    file.write_text(FACTS, encoding="utf-8")
    return file


def test_due_prints_one_document_with_the_agreed_keys(breachbot: Breachbot) -> None:
    said = breachbot(*DUE, "--json")
    found = json.loads(said.out)
    assert said.status == 0
    assert said.err == ""
    assert list(found) == ["duty", "trigger", "target", "limit", "words", "steps"]
    assert found["trigger"] == "2026-11-24T08:30:00Z"  # Berlin is one hour ahead in November
    assert found["target"] == "2026-11-27T08:30:00Z"  # 72 hours later
    assert found["limit"] == "2026-11-27T09:00:00Z"  # the hour of the event is not counted
    assert all(isinstance(step, str) for step in found["steps"])


def test_a_duty_without_a_number_has_null_and_its_words(breachbot: Breachbot) -> None:
    said = breachbot("due", "eu-gdpr-34-individuals", "--from", "2026-11-24T09:30", "--zone", "UTC", "--json")
    found = json.loads(said.out)
    assert (said.status, found["target"], found["limit"]) == (0, None, None)
    assert "undue delay" in found["words"]


def test_assess_prints_a_list_with_the_agreed_keys(breachbot: Breachbot, facts: Path) -> None:
    said = breachbot("assess", facts, "--json")
    found = json.loads(said.out)
    assert said.status == 0
    assert len(found) > 100
    for one in found:
        agreed = ["duty", "answer", "because", "missing", "starts_at", "target", "limit"]
        assert list(one) == [*agreed, "expected", "recipients", "authorities"]
        assert all({"name", "own", "portal", "form", "phone", "email", "as_of"} <= set(it) for it in one["authorities"])
        assert one["answer"] in ("owed", "not_owed", "undetermined")
        assert all(set(clause) == {"says", "holds"} for clause in one["because"])
        assert all(clause["holds"] in (True, False, None) for clause in one["because"])
        assert all(one[name] is None or UTC.fullmatch(one[name]) for name in ("starts_at", "target", "limit"))
    authority = next(one for one in found if one["duty"] == "eu-gdpr-33-1-authority")
    assert authority["starts_at"] == "2026-11-20T17:05:00Z"
    assert authority["target"] == "2026-11-23T17:05:00Z"


def test_risk_prints_one_document(breachbot: Breachbot, facts: Path) -> None:
    said = breachbot("risk", facts, "--json")
    found = json.loads(said.out)
    assert said.status == 0
    assert {"suggestion", "arguments_for", "arguments_against", "missing"} <= set(found)


def test_check_of_the_shipped_library_finds_nothing(breachbot: Breachbot) -> None:
    said = breachbot("check")
    assert (said.status, said.out, said.err) == (0, "No problems found.\n", "")


def test_a_notice_with_something_missing_ends_with_one_and_says_what(breachbot: Breachbot, facts: Path) -> None:
    said = breachbot("notice", "gdpr-authority", "--facts", facts)
    assert said.status == 1
    assert "[[MISSING" in said.out
    assert "Missing:" in said.err


def test_the_list_of_notices_is_done(breachbot: Breachbot) -> None:
    said = breachbot("notice", "list")
    assert said.status == 0
    assert "gdpr-authority" in said.out


def test_law_list_show_and_diff(breachbot: Breachbot) -> None:
    assert "eu-gdpr-33-1-authority" in breachbot("law", "list", "--place", "EEA").out
    assert "Art. 33(1)" in breachbot("law", "show", "eu-gdpr-33-1-authority").out
    regulations = Path(__file__).parents[2] / "regulations"
    assert breachbot("law", "diff", regulations, regulations).out == "No differences.\n"


NOT_UNDERSTOOD = [
    (("due", "eu-gdpr-33-1-authoritx", *DUE[2:]), "Unknown duty 'eu-gdpr-33-1-authoritx'."),
    ((*DUE[:2], "--from", "yesterday", "--zone", "UTC"), "'yesterday' is not a date and time."),
    ((*DUE[:2], "--from", "2026-02-30T09:30", "--zone", "UTC"), "'2026-02-30T09:30' is not a date and time"),
    ((*DUE[:4], "--zone", "Europe/Berln"), "'Europe/Berln' is not a time zone."),
    ((*DUE, "--fact", "people"), "'people' is not a fact."),
    ((*DUE, "--fact", "poeple=3"), "poeple"),
    ((*DUE, "--fact", "records=" + "9" * 400), "has too many digits. Write at most 12."),
    ((*DUE[:2], "--from", "0001-01-01T00:00", "--zone", "UTC"), "is before 1970 or after 2199. Check the year."),
    ((*DUE, "--fact", "zone=Euro\u202epe/X"), "Euro⟨U+202E⟩pe/X"),
    (("due",), "Missing argument"),
    ((*DUE[:2], "--zone", "UTC"), "Missing option '--from'"),
    (("assess", "nowhere.yaml"), "File not found: nowhere.yaml."),
    (("risk", "nowhere.yaml"), "File not found: nowhere.yaml."),
    (("notice", "gdpr-authority", "--facts", "nowhere.yaml"), "File not found: nowhere.yaml."),
    (("notice", "gdpr-authority"), "Drafting a notice requires facts."),
    (("law", "show", "nothing-like-this"), "Unknown duty 'nothing-like-this'."),
    (("law", "list", "--place", "Atlantis"), "Unknown place 'Atlantis'."),
    (("law", "list", "--status", "active"), "The statuses are in_force, "),
    (("law", "compare", "Germany", "Atlantis"), "Unknown place 'Atlantis'."),
    (("law", "compare"), "See `breachbot law compare --help`."),
    (("law", "lst"), "See `breachbot law --help`."),
    (("runbook", "simulate", "lost-device", "--severity", "5"), "it must be less than or equal to 4."),
    (("runbook", "show", "vendor", "--phase", "all"), "'--phase': 'all' is not one of 'contain', 'notify',"),
    (
        ("audit", "redact", "BR-7F3K", "one", "text", "--reason", "x", "--by", "Ada"),
        "'seq': it must be a whole number.",
    ),
    (("check", "nowhere"), "nowhere does not exist."),
    (("run", "--only", "nothing"), "Unknown part 'nothing'."),
    (("demo", "--port", "99999999"), "Invalid value for '--port'"),
    (("breach",), "No such command 'breach'"),
    (("due", "--bogus"), "No such option"),
    (("report", "BR-7F3K"), "There is no database at "),
    (("audit", "verify"), "There is no database at "),
    (("doctor", "--health"), "There is no database at "),
    (("runbook", "show", "nothing"), "nothing"),
]


@pytest.mark.parametrize(("words", "says"), NOT_UNDERSTOOD, ids=[" ".join(words)[:60] for words, _ in NOT_UNDERSTOOD])
def test_what_is_not_understood_ends_with_two_and_one_clear_sentence(
    breachbot: Breachbot, words: tuple[str, ...], says: str
) -> None:
    said = breachbot(*words)
    assert said.status == 2, said.err
    assert says in said.err
    assert said.out == ""
    assert len(said.err.strip().splitlines()) <= 2, said.err


def test_a_facts_file_that_is_a_folder_or_not_a_table_is_refused(breachbot: Breachbot, tmp_path: Path) -> None:
    assert breachbot("assess", tmp_path).status == 2
    (tmp_path / "list.yaml").write_text("- one\n- two\n", encoding="utf-8")
    assert "contains no facts" in breachbot("assess", tmp_path / "list.yaml").err


def test_a_facts_file_that_is_not_yaml_is_a_fault_with_its_line(breachbot: Breachbot, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("zone: Europe/Berlin\n  people: 3\n", encoding="utf-8")
    said = breachbot("assess", file)
    assert said.status == 1
    assert f"{file}:2:" in said.err


def test_an_output_that_cannot_be_written_is_reported(breachbot: Breachbot, facts: Path, tmp_path: Path) -> None:
    said = breachbot("notice", "gdpr-authority", "--facts", facts, "-o", tmp_path / "nowhere" / "notice.md")
    assert said.status == 2
    assert "Can't write" in said.err
    assert "notice.md" in said.err


ALL = [(row.name,) for row in COMMANDS] + [(name, row.name) for name, _, rows in GROUPS for row in rows]


@pytest.mark.parametrize("words", [(), *ALL, *((name,) for name, _, _ in GROUPS)], ids=" ".join)
def test_help_is_whole_sentences_that_are_not_cut(breachbot: Breachbot, words: tuple[str, ...]) -> None:
    said = breachbot(*words, "--help")
    assert said.status == 0
    assert said.out.startswith("Usage: breachbot")
    assert not re.search(r"^  \w+  .*\.\.\.$", said.out, re.MULTILINE), "a sentence is cut"
    assert "[bold]" not in said.out
    assert all(len(line) <= 80 for line in said.out.splitlines())


def test_without_arguments_the_commands_are_listed(breachbot: Breachbot) -> None:
    said = breachbot()
    assert said.status == 2
    assert all(row.name in said.err + said.out for row in COMMANDS)


def test_a_place_is_named_by_code_or_name_and_its_union_and_country_bind_there_too(breachbot: Breachbot) -> None:
    germany = breachbot("law", "list", "--place", "Germany").out
    assert germany == breachbot("law", "list", "--place", "de").out
    assert "eu-gdpr-33-1-authority" in germany
    assert "\nus-" not in germany
    california = breachbot("law", "list", "--place", "California").out
    assert "us-ca-individuals" in california
    assert "us-hipaa-individuals" in california
    assert "us-ny-individuals" not in california
    assert breachbot("law", "compare", "Germany", "us-ca").out == breachbot("law", "compare", "DE", "US-CA").out


def test_without_a_file_about_the_organization_each_command_that_reads_it_says_where_it_would_be(
    breachbot: Breachbot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BREACHBOT_ORGANISATION")
    missing = f"There is no {home / 'organisation.yaml'}, so breachbot doesn't know who you are."
    assert breachbot("check").out.splitlines()[0] == missing
    assert breachbot("law", "profile").err.splitlines()[0] == missing
    doctor = json.loads(breachbot("doctor", "--json").out)
    assert [one["status"] for one in doctor if one["says"] == missing] == ["look"]
    assert "organisation.demo.yaml to it" in breachbot("law", "calendar").err


def test_a_file_that_is_no_text_does_not_fill_a_terminal(breachbot: Breachbot, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("notice", "gdpr-authority", "--facts", "docs/examples/facts.yaml", "--format")
    monkeypatch.chdir(Path(__file__).parents[2])
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    said = breachbot(*words, "docx")
    assert (said.status, said.out) == (2, "")
    assert "Name a file for it: -o FILE." in said.err
    assert breachbot(*words, "txt").status == 0


def test_the_demos_record_is_pointed_at_where_there_is_no_other(breachbot: Breachbot, home: Path) -> None:
    assert "For what the demo recorded" not in breachbot("register").err
    (home / "demo").mkdir()
    (home / "demo" / "breachbot.db").touch()
    assert f"set BREACHBOT_HOME={home / 'demo'}." in breachbot("register").err
