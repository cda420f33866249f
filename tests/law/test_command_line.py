"""The contract of `due`, `assess`, `risk` and `law` on the command line, as another program would use it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli import catalog, facts, law_differences
from bot.cli import law as commands
from bot.errors import UsageError
from bot.strict import LibraryFaults

FACTS = """
zone: Europe/Berlin
roles: [controller]
people: {DE: 1200, US-CA: 501-900, elsewhere: unknown}
established_in: [DE]
data: [names, ssn]
risk: likely
aware_at: 2026-11-20 18:05
regulated_as: []
turnover: EUR 900000000
"""
TWELVE = """
zone: America/New_York
roles: [controller]
people: {DE: 40000, FR: 12000, GB: 8000, US-CA: 22000, US-NY: 15000, US-TX: 9000, US-FL: 700, CA: 3000, BR: 1100,
  JP: 2500, AU: 900, SG: 650}
established_in: [US, DE, GB]
lead_authority: DE
regulated_as: [sec_registrant]
data: [names, email, ssn, passport]
form_of_data: [electronic]
accessed: true
acquired: true
malicious: true
misuse_likely: true
serious_harm: true
protection: unprotected
internal_only: false
remedied: false
risk: high
material: true
noticed_at: 2026-11-16 07:20
aware_at: 2026-11-17 15:00
determined_at: 2026-11-18 11:00
material_at: 2026-11-19 10:00
"""

app = typer.Typer()
for name in ("due", "assess", "risk"):
    app.command(name)(getattr(commands, name))
app.command("new")(facts.new)
for name in ("law_list", "law_show", "law_verify", "law_export"):
    app.command(name)(getattr(catalog, name))
app.command("law_diff")(law_differences.law_diff)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, home_with_law: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BREACHBOT_HOME", str(home_with_law))
    return tmp_path


def run(*words: str, status: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == status, f"{result.output} {result.exception!r}"
    return result


def refused(*words: str) -> str:
    error = run(*words, status=1).exception
    assert isinstance(error, UsageError), repr(error)
    return str(error)


def due(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("due", *words, "--json").stdout)
    return found


def written(home: Path, text: str) -> str:
    file = home / "facts.yaml"
    file.write_text(text)
    return str(file)


GDPR = ("eu-gdpr-33-1-authority", "--zone", "Europe/Berlin")


def test_due_gives_exactly_the_keys_of_the_contract_in_utc_and_whole_seconds() -> None:
    found = due(*GDPR, "--from", "2026-11-24T09:30:15.250")
    assert list(found) == ["duty", "trigger", "target", "limit", "words", "steps"]
    assert found["trigger"] == "2026-11-24T08:30:15Z"
    assert found["target"] == "2026-11-27T08:30:15Z"
    assert found["limit"] == "2026-11-27T09:00:00Z"
    assert found["steps"]


def test_an_offset_wins_over_the_zone() -> None:
    assert due(*GDPR, "--from", "2026-11-24T09:30-05:00")["trigger"] == "2026-11-24T14:30:00Z"


def test_a_law_without_a_number_gives_null_and_its_words() -> None:
    found = due("eu-gdpr-34-individuals", "--from", "2026-11-24T09:30", "--zone", "Europe/Berlin")
    assert (found["target"], found["limit"]) == (None, None)
    assert found["words"] == "without undue delay"


def test_a_law_not_in_force_that_day_gives_null_and_says_since_when() -> None:
    found = due(*GDPR, "--from", "2018-05-24T09:30")
    assert found["target"] is None
    assert "from 2018-05-25" in found["steps"][0]


def test_no_clock_runs_when_the_given_number_is_below_a_threshold() -> None:
    words = ("us-hipaa-media", "--from", "2026-04-20T10:00", "--zone", "America/New_York")
    assert due(*words, "--fact", "people=US-NJ 500")["target"] is None
    assert due(*words, "--fact", "people=US-NJ 501")["target"] == "2026-06-20T03:59:59Z"


def test_a_duty_tied_to_another_can_read_that_date_as_a_fact() -> None:
    words = ("us-hipaa-hhs-500", "--from", "2026-09-14T09:00", "--zone", "America/Chicago")
    assert due(*words)["target"] == "2026-11-14T05:59:59Z"
    assert due(*words, "--fact", "individuals_told_at=2026-10-01T08:00")["target"] == "2026-10-02T04:59:59Z"
    assert due(*words, "--fact", "us-hipaa-individuals=2026-10-01T08:00")["target"] == "2026-10-02T04:59:59Z"


def test_due_reads_as_sentences_without_json() -> None:
    said = run("due", *GDPR, "--from", "2026-11-24T09:30").stdout
    assert "Target: Fri 27 Nov 2026, 09:30 CET" in said
    assert "Latest defensible deadline: Fri 27 Nov 2026, 10:00 CET" in said


@pytest.mark.parametrize(
    ("words", "say"),
    [
        (("eu-gdpr-33-1", "--from", "2026-11-24T09:30", "--zone", "Europe/Berlin"), "Did you mean"),
        ((*GDPR, "--from", "2026-10-25T02:30"), "twice"),
        ((*GDPR, "--from", "2027-03-28T02:30"), "did not exist"),
        ((*GDPR, "--from", "24 November"), "not a date and time"),
        (("eu-gdpr-33-1-authority", "--from", "2026-11-24T09:30", "--zone", "Berlin"), "not a time zone"),
        ((*GDPR, "--from", "2026-11-24T09:30", "--fact", "risk"), "name=value"),
        ((*GDPR, "--from", "2026-11-24T09:30", "--fact", "peopel=5"), "Did you mean people"),
        ((*GDPR, "--from", "2026-11-24T09:30", "--fact", "people=DE -5"), "not a count"),
    ],
)
def test_what_is_not_understood_is_reported_with_the_remedy(words: tuple[str, ...], say: str) -> None:
    assert say in refused("due", *words)


def test_assess_gives_exactly_the_keys_of_the_contract_for_every_duty(home: Path) -> None:
    found = json.loads(run("assess", written(home, FACTS), "--json").stdout)
    keys = [
        "duty",
        "answer",
        "because",
        "missing",
        "starts_at",
        "target",
        "limit",
        "expected",
        "recipients",
        "authorities",
    ]
    assert all(list(row) == keys for row in found)
    assert [one["name"] for row in found if row["duty"] == "eu-gdpr-33-1-authority" for one in row["authorities"]]
    assert all(set(clause) == {"says", "holds"} for row in found for clause in row["because"])
    by_id = {row["duty"]: row for row in found}
    assert by_id["eu-gdpr-33-1-authority"]["answer"] == "owed"
    assert by_id["eu-gdpr-33-1-authority"]["target"] == "2026-11-23T17:05:00Z"
    assert by_id["us-ca-individuals"]["answer"] == "undetermined"
    assert "protection" in by_id["us-ca-individuals"]["missing"]
    assert by_id["us-hipaa-individuals"]["answer"] == "not_owed"
    assert set(by_id) == set(commands.read_law().by_id)


def test_the_day_of_the_law_may_be_given_while_no_trigger_is_known(home: Path) -> None:
    facts = written(home, "roles: [controller]\npeople: {GB: 5}\nrisk: likely\nestablished_in: [GB]\n")
    for on, answers in (("2018-09-05", ("owed", "not_owed")), ("2021-09-05", ("not_owed", "owed"))):
        found = {row["duty"]: row["answer"] for row in json.loads(run("assess", facts, "--on", on, "--json").stdout)}
        assert (found["eu-gdpr-33-1-authority"], found["uk-gdpr-33-1-ico"]) == answers


def test_the_answer_is_one_page_and_the_whole_memo_when_it_is_asked_for(home: Path) -> None:
    facts = written(home, TWELVE)
    page, whole = run("assess", facts).stdout, run("assess", facts, "--full").stdout
    assert len(page.splitlines()) <= 60
    assert "--full" in page
    assert "Applies because" in whole
    assert "Applies because" not in page


def test_the_page_is_also_one_document(home: Path) -> None:
    found = json.loads(run("assess", written(home, FACTS), "--page", "--json").stdout)
    assert list(found) == ["running", "questions", "later", "other_sectors", "regions"]
    authority = next(one for one in found["running"] if one["duty"] == "eu-gdpr-33-1-authority")
    assert authority["target"] == "2026-11-23T17:05:00Z"
    assert authority["law"] == "GDPR, Regulation (EU) 2016/679"
    assert {"fact", "choices", "ask", "duties", "also", "elsewhere"} == set(found["questions"][0])


def test_an_incident_in_twelve_places_reads_like_a_memo(home: Path) -> None:
    said = run("assess", written(home, TWELVE), "--full").stdout
    order = [said.index(words) for words in ("Clocks running", "Based on these facts", "Owed:", "Not owed:")]
    order.append(said.index("Maximum fines"))
    assert order == sorted(order)
    assert "Notify the supervisory authority" in said
    assert "File Form 8-K Item 1.05" in said
    named = [
        said.index(f"law show {duty}\n")
        for duty in ("eu-gdpr-33-1-authority", "us-ca-individuals", "us-tx-individuals")
    ]
    assert named == sorted(named)
    assert "not legal advice" in said
    assert "None" not in said


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("aware_at: 2026-11-20 18:05", "Add an offset"),
        ("zone: Europe/Berlin\npeople: {DE: -1}", "not a count"),
        ("people: {Germany: 5}", "Unknown place"),
        ("aware: 2026-11-20", "Unknown fact"),
        ("- a list", "contains no facts: it is a list"),
        ("", "contains no facts: it is empty"),
    ],
)
def test_impossible_facts_are_refused(home: Path, text: str, say: str) -> None:
    error = run("assess", written(home, text), status=1).exception
    assert isinstance(error, LibraryFaults)
    assert say in str(error)


def test_a_file_of_facts_is_written_once(home: Path) -> None:
    file = home / "facts.yaml"
    run("new", "vendor", "-o", str(file))
    assert "kind: vendor\n" in file.read_text()
    assert "contact_point_name:" in file.read_text()  # a notice to an authority needs it
    assert "insurer_name:" not in file.read_text()  # no duty asks for the letter to the insurer
    run("assess", str(file))
    file.write_text("mine")
    assert "--force" in refused("new", "vendor", "-o", str(file))
    assert file.read_text() == "mine"
    run("new", "vendor", "-o", str(file), "--force")
    assert "kind: vendor\n" in file.read_text()
    assert "Did you mean vendor?" in refused("new", "vendr")


def test_every_fact_that_is_wrong_is_named_at_once() -> None:
    said = refused("due", *GDPR, "--from", "2026-11-24T09:30", "--fact", "data=nmaes", "--fact", "people=DE x")
    assert "data: 'nmaes' is not a valid choice. Did you mean names?" in said
    assert "people: 'x' is not a count." in said


def test_risk_lists_both_sides_and_leaves_the_decision_to_a_person(home: Path) -> None:
    facts = written(
        home, "data: [names, ssn]\nmalicious: true\nrecipient: unknown_people\nprotection: none\npeople: {DE: 5}\n"
    )
    sheet = json.loads(run("risk", facts, "--json").stdout)
    assert sheet["suggestion"] == "high"
    assert sheet["arguments_for"]
    assert "exfiltration" in sheet["missing"]
    said = run("risk", facts).stdout
    assert "a named person decides" in said


def test_the_catalog_can_be_listed_and_one_duty_read() -> None:
    assert "us-ca-ag" in run("law_list", "--place", "US-CA").stdout
    said = run("law_show", "eu-gdpr-33-1-authority").stdout
    for words in (
        "Art. 33(1)",
        "72 hours after aware_at, counted eu",
        "Confidence: high",
        "Unless a risk to people is unlikely",
    ):
        assert words in said
    assert "Unknown place 'XX'" in refused("law_list", "--place", "XX")
    assert "No matching duties" in refused("law_list", "--place", "US-CA", "--status", "template")
    rows = json.loads(run("law_list", "--place", "EEA", "--unverified", "--json").stdout)
    assert {row["verified"] for row in rows} == {False}
    assert "eu-gdpr-33-1-authority" not in {row["duty"] for row in rows}
    older = "the text at hand is older than the act in force"
    why = {row["duty"]: row["unverified_because"] for row in rows if row["unverified_because"]}
    assert why == dict.fromkeys(("eu-psd2-96-authority", "eu-psd2-96-users"), f"{older} (it lacks Art. 96(7))")
    listed = run("law_list", "--place", "US-DC", "--unverified").stdout.splitlines()
    its_own = [line for line in listed if " US-DC " in line]
    assert (len(its_own), len(listed) > len(its_own)) == (3, True)  # beside it, federal law
    assert all(f"[{older} (it lacks D.C. Law 23-98)]" in line for line in its_own)
    assert older in run("law_show", "us-dc-ag").stdout
    assert "Credit monitoring: 18 months when SSNs or tax numbers" in run("law_show", "us-dc-individuals").stdout


def test_duties_are_compared_with_a_folder_of_texts(home: Path) -> None:
    """The act of docs/examples/texts is no shipped law: what is verified of that isn't there."""
    texts = str(Path(__file__).parents[2] / "docs" / "examples" / "texts")
    said = run("law_verify", texts, "--only", "eu-gdpr-33-1-authority", status=1).stdout
    assert said.startswith("eu-gdpr-33-1-authority, Art. 33: its text isn't in this folder.")
    found = json.loads(run("law_verify", texts, "--only", "us-ca-ag", "--json", status=1).stdout)
    assert found["duties"] == 0
    assert [one["check"] for one in found["differences"]] == ["hash", "words", "exceptions"]
    assert "Unknown instrument or duty 'eu-gdpr-33'" in refused("law_verify", texts, "--only", "eu-gdpr-33")


def test_two_copies_of_the_law_are_compared(home: Path) -> None:
    shipped = Path(__file__).parents[2] / "regulations"
    for copy in ("old", "new"):
        (home / copy / "eu").mkdir(parents=True)
        for name in ("vocabulary.yaml", "jurisdictions.yaml", "eu/gdpr.yaml"):
            shutil.copy(shipped / name, home / copy / name)
    old, new = str(home / "old"), str(home / "new")
    assert "No differences" in run("law_diff", old, new).stdout
    file = home / "old" / "eu" / "gdpr.yaml"
    file.write_text(file.read_text().replace("within: 72 hours", "within: 96 hours"))
    told = run("law_diff", old, new, status=1).stdout.splitlines()
    assert told[0] == "~ eu-gdpr-33-1-authority: due"
    assert told[2].startswith("What this means for you can't be told: organisation.yaml doesn't say where you are")
