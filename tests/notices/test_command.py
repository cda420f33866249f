"""`breachbot notice`: the draft on stdout or in a file, the findings on stderr, the exit status."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli.notices import notice
from bot.errors import UsageError
from bot.strict import LibraryFaults

FACTS = """\
zone: Europe/Berlin
organisation_name: Beispiel Versand GmbH
contact_point_name: Dr. Mara Lindqvist
contact_point_email: privacy@beispiel-versand.example
authority_name: Hamburg Commissioner
what_happened: Someone stole a password and copied our list of customers.
noticed_at: 2026-11-19T16:30
data: [names, email]
likely_consequences: Criminals can send you messages that look like ours.
measures_taken: We closed the account.
sender_name: Jonas Albers
sender_title: Managing Director
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BREACHBOT_HOME", str(home))


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    file = tmp_path / "facts.yaml"
    file.write_text(FACTS, encoding="utf-8")
    return file


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(notice)
    return CliRunner().invoke(app, arguments)


def test_a_complete_draft_goes_to_stdout_and_exits_0(facts: Path) -> None:
    result = run("gdpr-individuals", "--facts", str(facts))
    assert result.exit_code == 0, result.stderr
    assert "# Your data were part of a data breach at Beispiel Versand GmbH" in result.stdout
    assert "Complete: all required facts are known." in result.stderr


def test_an_incomplete_draft_is_printed_anyway_and_exits_1(facts: Path) -> None:
    facts.write_text(FACTS.replace("sender_name: Jonas Albers\n", ""), encoding="utf-8")
    result = run("gdpr-individuals", "--facts", str(facts))
    assert result.exit_code == 1
    assert "[[MISSING: the name of the person who signs]]" in result.stdout
    assert "Missing: 1 of 11 required facts." in result.stderr
    assert "wanted for a named person who signs" in result.stderr


def test_wording_that_a_rule_blocks_exits_1_with_the_rule(facts: Path) -> None:
    facts.write_text(FACTS.replace("Someone stole", "A small number of criminals stole"), encoding="utf-8")
    result = run("gdpr-individuals", "--facts", str(facts))
    assert result.exit_code == 1
    assert "MIN1 (fail)" in result.stderr


@pytest.mark.parametrize(
    ("form", "start"),
    [("pdf", b"%PDF"), ("docx", b"PK"), ("html", b"<!doctype html>"), ("txt", b"DRAFT"), ("md", b"---")],
)
def test_each_format_can_be_written_to_a_file(facts: Path, tmp_path: Path, form: str, start: bytes) -> None:
    out = tmp_path / f"notice.{form}"
    result = run("gdpr-individuals", "--facts", str(facts), "--format", form, "-o", str(out))
    assert result.exit_code == 0, result.stderr
    assert out.read_bytes().startswith(start)
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("family", "place", "means"),
    [
        ("us-individuals", "Massachusetts", "people in Massachusetts"),
        ("us-individuals", "MA", "people in Massachusetts"),
        ("us-individuals-PLACE", "us-de", "people in Delaware"), ("individuals", "Canada", "people in Canada"),
    ],
)  # fmt: skip
def test_a_letter_for_a_place_is_found_by_code_or_name_and_says_whose_it_is(
    facts: Path, family: str, place: str, means: str
) -> None:
    assert means in run(family, "--for", place, "--facts", str(facts)).stderr.splitlines()[0]


def test_places_are_named_in_the_language_of_the_letter(facts: Path) -> None:
    facts.write_text(FACTS + "people: {AT: 30, US-CA: 2}\nestablished_in: [DE]\n", encoding="utf-8")
    text = run("gdpr-authority", "--facts", str(facts), "--language", "de").stdout
    assert [one for one in ("- Österreich: 30", "- Kalifornien: 2", "| Deutschland |") if one not in text] == []


def test_the_notices_can_be_listed() -> None:
    result = run("list")
    assert result.exit_code == 0
    assert "gdpr-authority" in result.stdout


def test_the_duties_that_no_notice_meets_are_listed_with_what_their_law_asks_for() -> None:
    said = run("duties").stdout
    people = said.split("No notice yet, owed to individuals:\n")[1].split("No notice yet")[0]
    left = [line.split(":")[0].strip() for line in people.splitlines() if not line.startswith("    ")]
    assert left == [
        "ca-on-phipa-12", "ec-lopdp-individuals", "eg-7-individuals", "in-dpdp-individuals",
        "kr-34-2026-possibility", "my-12b-individuals", "om-pdpl-individuals", "us-fcc-2024-customers",
        "us-fcc-cpni-customers", "vn-decree356-individuals",
    ]  # fmt: skip
    assert "contents: nature, extent, timing and location of the breach" in people
    assert "contents: not in the catalog: ask counsel" in people


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["gdpr-authorty"], "There is no notice “gdpr-authorty”"),
        (["gdpr-individuals", "--language", "xx"], "has no version in the language “xx”"),
        (["gdpr-individuals", "--format", "odt"], "There is no format “odt”"),
        (["gdpr-individuals", "--for", "DE"], "“gdpr-individuals” isn't a letter for one place"),
        (["us-individuals", "--for", "Germany"], "There is no “us-individuals” for “Germany”"),
        (["us-indviduals", "--for", "MA"], "There is no notice “us-indviduals”"),
        (["gdpr-individuals", "-o", "/nowhere/at/all.md"], "Can't write"),
    ],
)
def test_an_invalid_command_is_refused_with_the_remedy(facts: Path, arguments: list[str], says: str) -> None:
    error = run(*arguments, "--facts", str(facts)).exception
    assert isinstance(error, UsageError)
    assert says in str(error.say)
    assert error.remedy


def test_without_facts_the_remedy_names_the_facts_file() -> None:
    error = run("gdpr-individuals").exception
    assert isinstance(error, UsageError)
    assert "--facts FACTS.yaml" in str(error.remedy)


def test_a_file_without_facts_is_refused(facts: Path) -> None:
    facts.write_text("- a\n", encoding="utf-8")
    assert isinstance(run("gdpr-individuals", "--facts", str(facts)).exception, LibraryFaults)


def test_the_authoritys_form_goes_to_stdout_as_one_document_and_what_it_lacks_to_stderr(
    facts: Path, tmp_path: Path
) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("33: b\n75: [c, h]\n", encoding="utf-8")
    result = run("gdpr-authority", "--facts", str(facts), "--format", "edpb-json", "--answers", str(answers))
    made = json.loads(result.stdout)
    assert (result.exit_code, made["template"]["version"], made["complete"]) == (1, "1.0", False)
    assert (made["answers"]["21"], made["answers"]["75"]) == ("Dr. Mara Lindqvist", ["c", "h"])
    assert "51 Further description of the discovery" in result.stderr
    assert "state how_found" in result.stderr


def test_answers_that_the_form_cannot_take_are_named_with_their_line(facts: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("33: z\n999: yes\n68: 3-5\n", encoding="utf-8")
    found = run("gdpr-authority", "--facts", str(facts), "--format", "edpb-json", "--answers", str(answers)).exception
    assert isinstance(found, LibraryFaults)
    lines = [(fault.line, str(fault)) for fault in found.faults]
    assert [line for line, _said in lines] == [1, 2, 3]
    for said, wanted in zip(lines, ("Choose one of these: a, b, c", "no field 999", "not a range"), strict=True):
        assert wanted in said[1]


def test_a_notice_without_a_form_or_with_another_one_says_so(facts: Path) -> None:
    for kind, format, says in (
        ("gdpr-individuals", "edpb-json", "has no form"),
        ("gdpr-authority", "edpb-xml", "Choose one of: edpb-json, edpb-md,"),
        ("gdpr-authority", "EDPB", "Choose one of: edpb-json, edpb-md,"),
    ):
        found = run(kind, "--facts", str(facts), "--format", format).exception
        assert isinstance(found, UsageError)
        assert says in str(found)
