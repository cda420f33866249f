"""`report` and `audit verify` on a real incident: what they print, and that a changed record is found."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from sqlalchemy import text

from bot.store.engine import writing
from tests.cli.conftest import Breachbot
from tests.slack.desk import DPO, LEAD, Desk


@pytest.fixture
def desk(at_home: Desk) -> Desk:
    at_home.say(DPO, "/breach facts people DE 1200")
    at_home.say(LEAD, "/breach note the cabin crew was asked")
    return at_home


def test_the_log_of_every_incident_is_reported_as_verified(breachbot: Breachbot, desk: Desk) -> None:
    desk.later(hours=1)
    desk.say(LEAD, "/breach open phone lost in Graz", channel="C0GENERAL")
    said = breachbot("audit", "verify")
    assert (said.status, said.err) == (0, "")
    assert said.out == f"BR-2223: verified\n{desk.incident(2).ref}: verified\n"


def test_a_changed_row_is_found_and_ends_with_one(breachbot: Breachbot, desk: Desk) -> None:
    with writing(desk.engine) as session:
        session.execute(
            text("UPDATE timeline_entry SET details = '{\"text\": \"nobody was asked\"}' WHERE event = 'note.added'")
        )
        number = session.scalar(text("SELECT seq FROM timeline_entry WHERE event = 'note.added'"))
    said = breachbot("audit", "verify")
    assert said.status == 1
    assert said.out == f"BR-2223: entry {number} does not match the one before it\n"


def test_a_row_that_differs_from_the_log_is_named_with_its_field(breachbot: Breachbot, desk: Desk) -> None:
    with writing(desk.engine) as session:
        session.execute(text("UPDATE incident SET severity = 4"))
    said = breachbot("audit", "verify")
    assert said.status == 1
    assert said.out == "BR-2223: incident BR-2223, severity: differs from the log\n"


def test_a_text_is_redacted_and_the_log_stays_verifiable(breachbot: Breachbot, desk: Desk) -> None:
    redact = ("audit", "redact", "BR-2223", "1", "title", "--reason", "a name", "--by", "Aoife Brennan")
    said = breachbot(*redact)
    assert (said.status, said.err) == (0, "")
    assert said.out == (
        "BR-2223: title of entry 1 is redacted.\n"
        "Only the audit log was changed. The incident's tables, reports and Slack keep their copies.\n"
    )
    said = breachbot("audit", "verify")
    assert said.status == 0
    assert said.out == "BR-2223: verified\nBR-2223: incident BR-2223, title: redacted in the log\n"
    assert "Aoife Brennan" in breachbot("report", "BR-2223").out


def test_what_cannot_be_redacted_is_answered_with_what_can(breachbot: Breachbot, desk: Desk) -> None:
    said = breachbot("audit", "redact", "BR-2223", "1", "ref", "--reason", "a name", "--by", "Aoife Brennan")
    assert (said.status, said.out) == (2, "")
    assert "“ref” of entry 1 (incident.opened) cannot be redacted." in said.err
    assert "These can be: title." in said.err


def test_without_an_incident_there_is_nothing_to_verify(breachbot: Breachbot) -> None:
    breachbot("migrate")
    said = breachbot("audit", "verify")
    assert (said.status, said.out) == (0, "There are no incidents yet.\n")


def test_the_record_is_verified_even_when_the_library_is_broken(
    breachbot: Breachbot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "library" / "runbooks").mkdir(parents=True)
    (tmp_path / "library" / "runbooks" / "lost-device.yaml").write_text("kind: [", encoding="utf-8")
    monkeypatch.setenv("BREACHBOT_LIBRARY", str(tmp_path / "library"))
    assert breachbot("audit", "verify").out == "BR-2223: verified\n"


@pytest.mark.parametrize("word", ["BR-2223", "br-2223", "codename"])
def test_a_report_is_found_by_its_reference_or_its_codename(breachbot: Breachbot, desk: Desk, word: str) -> None:
    said = breachbot("report", desk.incident().codename if word == "codename" else word)
    assert (said.status, said.err) == (0, "")
    assert "Laptop lost in Lyon." in said.out
    assert "the cabin crew was asked" in said.out


def test_what_a_report_lacks_is_listed_and_ends_with_one(breachbot: Breachbot, desk: Desk) -> None:
    said = breachbot("report", "BR-2223", "--check")
    assert (said.status, said.err) == (1, "")
    assert "R1  the cause: It is not on record. State it: /breach facts cause ..." in said.out
    assert "R2  People affected: “Germany 1,200” has no source." in said.out
    assert "R4" not in said.out
    found = json.loads(breachbot("report", "BR-2223", "--check", "--json").out)
    assert found["incident"] == "BR-2223"
    assert {"R1", "R2"} <= {one["rule"] for one in found["findings"]}


@pytest.mark.parametrize(("form", "begins"), [("md", "---"), ("html", "<!DOCTYPE html>"), ("txt", "")])
def test_a_report_comes_in_several_forms(breachbot: Breachbot, desk: Desk, form: str, begins: str) -> None:
    said = breachbot("report", "BR-2223", "--format", form)
    assert said.status == 0
    assert said.out.lower().startswith(begins.lower())
    assert "Laptop lost in Lyon." in said.out


def test_a_report_is_written_to_a_file(breachbot: Breachbot, desk: Desk, tmp_path: Path) -> None:
    said = breachbot("report", "BR-2223", "--format", "pdf", "-o", tmp_path / "report.pdf")
    assert (said.status, said.out) == (0, "")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("report", "BR-9999"), "Unknown incident 'BR-9999'."),
        (("report", "BR-2223", "--format", "doc"), "There is no format “doc”."),
        (("report", "BR-2223", "--edition", "golden"), "golden"),
        (("report", "BR-2223", "-o", "/nowhere/report.md"), "Can't write /nowhere/report.md"),
        (("report",), "Missing argument"),
    ],
    ids=lambda part: " ".join(part)[-30:] if isinstance(part, tuple) else "",
)
def test_what_the_report_cannot_do_is_reported(
    breachbot: Breachbot, desk: Desk, words: tuple[str, ...], says: str
) -> None:
    said = breachbot(*words)
    assert (said.status, said.out) == (2, "")
    assert says in said.err
    assert len(said.err.strip().splitlines()) <= 2


def test_a_report_that_fails_shows_no_incident_content(
    breachbot: Breachbot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.documents import incident_documents

    def fail(work: object, incident: object, edition: str = "") -> None:
        raise ValueError(f"cannot print {incident.title}")  # type: ignore[attr-defined]

    monkeypatch.setattr(incident_documents, "report_document", fail)
    said = breachbot("report", "BR-2223")
    assert said.status == 70
    assert "Lyon" not in said.err + said.out


@pytest.fixture
def promised(desk: Desk) -> Desk:
    """Three action items: one with everything, one that reads like a formula and mentions people, one that is done."""
    desk.say(LEAD, f"/breach action Turn off the old keys <@{DPO}> by 3 Mar 2026 10:00 verify: an old key is refused")
    desk.say(LEAD, "/breach action =HYPERLINK(1) #12 for everyone | *now*")
    desk.say(LEAD, "/breach action Encrypt the laptops")
    desk.say(LEAD, "/breach done T3 all forty are encrypted")
    return desk


def test_action_items_are_listed_as_csv_in_which_no_cell_is_a_formula(breachbot: Breachbot, promised: Desk) -> None:
    said = breachbot("actions", "BR-2223")
    assert (said.status, said.err) == (0, "")
    found = list(csv.DictReader(io.StringIO(said.out.removeprefix("\ufeff"))))
    assert [row["key"] for row in found] == ["BR-2223-T1", "BR-2223-T2", "BR-2223-T3"]
    first = found[0]
    assert (first["what"], first["due (UTC)"]) == ("Turn off the old keys", "2026-03-03 09:00")
    assert (first["how it is verified"], first["state"]) == ("an old key is refused", "open")
    assert found[1]["what"] == "'=HYPERLINK(1) #12 for everyone | *now*"
    assert (found[2]["state"], found[2]["found"]) == ("done", "all forty are encrypted")


def test_open_action_items_go_to_jira_github_and_a_calendar(breachbot: Breachbot, promised: Desk, home: Path) -> None:
    jira = list(csv.DictReader(io.StringIO(breachbot("actions", "BR-2223", "--format", "jira").out)))
    assert [(row["External Issue ID"], row["Due Date"]) for row in jira] == [
        ("BR-2223-T1", "2026-03-03"), ("BR-2223-T2", ""),
    ]  # fmt: skip
    assert jira[0]["Summary"] == "BR-2223: Turn off the old keys"
    assert "How it is verified: an old key is refused" in jira[0]["Description"]
    issues = breachbot("actions", "BR-2223", "--format", "github").out
    assert issues.startswith("## BR-2223: Turn off the old keys\n\n- Turn off the old keys\n")
    assert "\\#12 for everyone \\| \\*now\\*" in issues
    assert "Encrypt" not in issues
    breachbot("actions", "BR-2223", "--format", "ics", "-o", home / "actions.ics")
    calendar = Calendar.from_ical((home / "actions.ics").read_bytes())
    [entry] = calendar.walk("VEVENT")
    assert (str(entry["uid"]), str(entry["summary"])) == (
        "BR-2223-T1@breachbot", "BR-2223: Turn off the old keys",
    )  # fmt: skip
    assert entry.decoded("dtstart") == datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    assert entry.walk("VALARM")[0].decoded("trigger") == timedelta(days=-1)


def test_what_the_list_of_action_items_cannot_do_is_said(breachbot: Breachbot, desk: Desk) -> None:
    assert "BR-2223 has no action items." in breachbot("actions", "BR-2223").err
    assert "Choose one of: csv, ics, jira, github." in breachbot("actions", "BR-2223", "--format", "xls").err
