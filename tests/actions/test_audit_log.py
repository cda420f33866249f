"""The audit log against the tables: a worked incident is rebuilt row by row, each changed column is found, and a field
can be redacted without breaking the chain."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.actions.audit_log import LogVerified, RedactEntry, entries_of, redact_entry, verify_log
from bot.actions.evidence import AddEvidence, add_evidence
from bot.actions.work import Library
from bot.domain.audit_log import AuditEntry
from bot.domain.events.event import REDACTED
from bot.domain.events.notices import NoticeApproved
from bot.domain.evidence import EvidenceKind
from bot.domain.incident_rows import RowDifference
from bot.domain.rebuild import rebuild
from bot.errors import NotFound, Refused, UsageError
from bot.store.engine import reading, writing
from bot.store.runbook_versions import keep_runbook
from bot.store.tables import Incident, TimelineEntry
from tests.actions.test_record import work_through
from tests.slack.desk import DPO, ENGINEER, LEAD, Desk, desk_over

ROOM_TABLES = {
    "incident": ("title", "kind", "severity", "state", "zone", "channel_id", "law_hash", "shift_for", "version"),
    "clock": ("answer", "target_at", "decision", "reference", "met_at", "decided_by", "changed_at"),
    "step_state": ("state", "owners", "finished_at", "note", "stuck"),
    "task": ("text", "due_at", "added_by"),
    "role_holder": ("alternate", "named_by", "left_at"),
    "proposal": ("what", "reason", "command", "state", "proposed_by"),
    "decision": ("choice", "reason", "decided_by"),
    "evidence": ("title", "location", "sha256"),
    "notice": ("text", "subject", "state", "missing", "lint", "text_hash"),
}
OTHER = {
    "alternate": "1 - alternate",
    "severity": "4",
    "shift_for": "60",
    "version": "99",
    "missing": "'[7]'",
    "lint": "'[7]'",
    "owners": "'[7]'",
    "command": "'[7]'",
    "what": '\'{"says": "other"}\'',
}


@pytest.fixture(scope="module")
def worked_through(tmp_path_factory: pytest.TempPathFactory, library: Library, begun: Path) -> tuple[Path, datetime]:
    """A database with a worked incident, to be copied, and the time at which the work ended."""
    file = tmp_path_factory.mktemp("worked") / "worked.db"
    with desk_over(file, begun, library) as desk:
        work_through(desk)
        desk.say(ENGINEER, "/breach skip C06 logs are streamed away")
        for person in (LEAD, DPO):
            desk.say(person, "/breach done C02 nobody because all were asked")
        with desk.opens(LEAD, False) as work:
            incident = work.session.get_one(Incident, 1)
            add_evidence(work, incident, AddEvidence("C01", EvidenceKind.LINK, "Ticket", "https://tickets.example/7"))
    return file, desk.now


@pytest.fixture
def worked(tmp_path: Path, library: Library, worked_through: tuple[Path, datetime]) -> Iterator[Desk]:
    file, now = worked_through
    with desk_over(tmp_path / "breachbot.db", file, library, now) as desk:
        yield desk


def verified(desk: Desk) -> LogVerified:
    with reading(desk.engine) as session:
        return verify_log(session, session.get_one(Incident, 1))


def log(desk: Desk) -> list[AuditEntry]:
    with reading(desk.engine) as session:
        return entries_of(session, 1)


def change(desk: Desk, statement: str) -> None:
    with writing(desk.engine) as session:
        assert session.execute(text(statement)).rowcount > 0  # type: ignore[attr-defined]


def redact(desk: Desk, seq: int, field: str, reason: str = "erasure request of 3 March") -> Any:
    with desk.opens("UCOUNSEL1", False) as work:
        return redact_entry(work, work.session.get_one(Incident, 1), RedactEntry(seq, field, reason))


def entry(desk: Desk, event: str) -> AuditEntry:
    return next(one for one in log(desk) if one.event == event)


def test_a_worked_incident_is_rebuilt_from_its_log_alone(worked: Desk) -> None:
    assert verified(worked) == LogVerified("BR-2223", None, [])
    rebuilt = rebuild(log(worked))
    assert rebuilt.clocks["eu-gdpr-33-1-authority"].reference == "LDA-7"
    assert [fact.value for fact in rebuilt.facts.values() if fact.name == "people"] == [
        {"DE": 1200},
        {"DE": 1300, "FR": "some"},
    ]
    assert rebuilt.steps["C01"].note == "the record is open"
    assert rebuilt.incident.severity == 2


@pytest.mark.parametrize(("table", "column"), [(one, name) for one, names in ROOM_TABLES.items() for name in names])
def test_one_changed_column_is_named_with_its_row(worked: Desk, table: str, column: str) -> None:
    new = OTHER.get(column, "'2026-03-04 09:00:00.000000'" if column.endswith("_at") else "'another'")
    change(worked, f"UPDATE {table} SET {column} = {new} WHERE rowid = (SELECT min(rowid) FROM {table})")
    found = verified(worked)
    assert found.broken is None
    assert [(one.table, one.field, one.kind) for one in found.differences] == [(table, column, "differs")]


def test_a_changed_statement_is_named_by_its_fact(worked: Desk) -> None:
    change(worked, "UPDATE incident SET facts = replace(facts, '1300', '13')")
    [difference] = verified(worked).differences
    assert (difference.table, difference.field, difference.kind) == ("incident.facts", "value", "differs")
    assert difference.row.endswith("(people)")


def test_a_kept_runbook_that_was_changed_is_named(worked: Desk) -> None:
    change(worked, "UPDATE runbook_version SET runbook = replace(runbook, 'record', 'recall')")
    assert verified(worked).differences == [RowDifference("incident", "BR-2223", "runbook", "differs")]


def test_an_incident_moved_to_another_runbook_without_an_entry_is_named(worked: Desk) -> None:
    with writing(worked.engine) as session:
        other = keep_runbook(session, worked.library.runbooks["insider"])
    change(worked, f"UPDATE incident SET runbook_hash = '{other}'")
    assert verified(worked).differences == [
        RowDifference("incident", "BR-2223", "runbook_hash", "differs"),
        RowDifference("incident", "BR-2223", "runbook", "differs"),
    ]


def test_rows_that_came_or_went_without_an_entry_are_named(worked: Desk) -> None:
    change(worked, "DELETE FROM step_state WHERE step_id = 'C04'")
    change(
        worked,
        "INSERT INTO decision (incident_id, question, choice, reason, decided_at, decided_by)"
        " VALUES (1, 'Pay?', 'yes', 'why not', '2026-03-02 10:00:00.000000', 'UOTHER001')",
    )
    assert verified(worked).differences == [
        RowDifference("step_state", "C04", "", "not in the tables"),
        RowDifference("decision", "5", "", "not in the log"),  # after C02, C03, N04 and N09
    ]


@pytest.mark.parametrize(
    ("table", "column", "where", "named"),
    [
        ("runbook_version", "runbook", "", ("incident", "BR-2223", "runbook")),
        ("incident", "facts", "", ("incident.facts", "1 (sectors)", "")),
        ("proposal", "what", " WHERE id = 1", ("proposal", "1", "what")),
    ],
)
def test_a_text_that_is_no_value_of_its_column_is_named(
    worked: Desk, table: str, column: str, where: str, named: tuple[str, str, str]
) -> None:
    with writing(worked.engine) as session:
        session.execute(text(f"UPDATE {table} SET {column} = '[oops'{where}"))
    assert named in [(one.table, one.row, one.field) for one in verified(worked).differences]


def test_a_redacted_field_loses_value_and_salt_and_the_log_stays_whole(worked: Desk) -> None:
    done = entry(worked, "step.done")
    redact(worked, done.seq, "note")
    found = entry(worked, "step.done")
    assert "note" not in found.details
    assert "note" not in found.salts
    assert (found.digests, found.hash) == (done.digests, done.hash)
    assert verified(worked) == LogVerified("BR-2223", None, [RowDifference("step_state", "C01", "note", "redacted")])
    assert rebuild(log(worked)).steps["C01"].note is REDACTED


def test_a_redaction_is_an_entry_of_its_own_that_does_not_repeat_the_value(worked: Desk) -> None:
    seq = entry(worked, "step.stuck").seq
    redact(worked, seq, "reason")
    last = log(worked)[-1]
    assert (last.event, last.actor) == ("entry.redacted", "UCOUNSEL1")
    assert last.details == {"seq": seq, "field": "reason", "reason": "erasure request of 3 March"}
    assert "no phone numbers" not in str([one.details for one in log(worked)])
    assert last.said.sentence() == f"redacted reason of entry {seq}: erasure request of 3 March"


def test_each_name_and_address_of_the_organization_can_be_redacted_on_its_own(worked: Desk) -> None:
    begun = [one for one in log(worked) if one.event == "fact.begun"]
    assert len(begun) > 1
    for field in ("value", "plain_value"):
        redact(worked, begun[0].seq, field)
    found = verified(worked)
    assert found.broken is None
    assert [row.kind for row in found.differences] == ["redacted"]
    facts = rebuild(log(worked)).facts.values()
    assert [one.value for one in facts if one.name == begun[0].details["fact"]] == [REDACTED]
    assert [one.value for one in facts if one.name == begun[1].details["fact"]] == [begun[1].details["plain_value"]]


def test_a_sentence_says_where_words_were_redacted(worked: Desk) -> None:
    redact(worked, entry(worked, "severity.rated").seq, "reason")
    assert entry(worked, "severity.rated").said.sentence() == "set the severity to 2. [redacted]"


def test_the_report_of_a_redacted_log_can_still_be_made(worked: Desk) -> None:
    seq = entry(worked, "risk.decided").seq
    for field in ("reason", "pro", "contra"):
        redact(worked, seq, field)
    with worked.opens(LEAD, True) as work:
        from bot.documents.incident_documents import report_document

        markdown = report_document(work, work.session.get_one(Incident, 1)).markdown
    assert "redacted" in markdown


def test_other_places_with_the_same_words_are_named(worked: Desk) -> None:
    worked.say(DPO, "/breach note strangers can read the addresses, says the provider")
    seq = entry(worked, "step.stuck").seq
    assert redact(worked, seq, "reason").also == []
    worked.say(LEAD, "/breach note strangers can read the addresses")
    last = log(worked)[-1].seq
    also = redact(worked, last, "text").also
    assert (last - 2, "text") in also
    assert {seq for seq, _ in also} >= {entry(worked, "risk.decided").seq, last - 2}


@pytest.mark.parametrize(
    ("event", "field", "remedy"),
    [
        ("clock.met", "duty_id", "These can be: reference, proof, how."),
        ("clock.met", "nonsense", "These can be: reference, proof, how."),
        ("step.claimed", "title", "Nothing in this entry can be redacted."),
        ("notice.drafted", "text_hash", "These can be: subject, text, remarks, told."),
    ],
)
def test_what_holds_no_words_is_not_redacted(worked: Desk, event: str, field: str, remedy: str) -> None:
    before = log(worked)
    with pytest.raises(UsageError) as refused:
        redact(worked, entry(worked, event).seq, field)
    assert refused.value.remedy == remedy
    assert log(worked) == before


def test_what_cannot_be_redacted_is_said(worked: Desk) -> None:
    seq = entry(worked, "step.done").seq
    redact(worked, seq, "note")
    with pytest.raises(Refused, match="was redacted already"):
        redact(worked, seq, "note")
    for number in (0, -1, 999, 2**70):
        with pytest.raises(NotFound, match=f"has no entry {number}"):
            redact(worked, number, "note")
    with pytest.raises(UsageError, match="needs a reason"):
        redact(worked, seq, "note", " ")


def test_a_value_that_is_gone_without_a_redaction_breaks_the_log(worked: Desk) -> None:
    done = entry(worked, "step.done")
    with writing(worked.engine) as session:
        row = session.get_one(TimelineEntry, (1, done.seq))
        row.details = {name: value for name, value in done.details.items() if name != "note"}
        row.salts = {name: value for name, value in done.salts.items() if name != "note"}
    assert verified(worked).broken == done.seq


@pytest.mark.parametrize("column", ["details", "salts", "digests"])
def test_another_value_salt_or_digest_breaks_the_log(worked: Desk, column: str) -> None:
    done = entry(worked, "step.done")
    with writing(worked.engine) as session:
        row = session.get_one(TimelineEntry, (1, done.seq))
        setattr(row, column, {**getattr(row, column), "note": "another"})
    assert verified(worked).broken == done.seq


def test_a_log_without_entries_or_without_its_beginning_is_broken_at_the_first(inside: Desk) -> None:
    change(inside, "DELETE FROM timeline_entry WHERE seq = 1")
    assert verified(inside).broken == 2
    change(inside, "DELETE FROM timeline_entry")
    assert verified(inside).broken == 1


def test_a_log_that_says_what_cannot_have_been_is_broken_there_though_its_chain_holds(inside: Desk) -> None:
    with inside.opens(LEAD, False) as work:
        entry = work.record(work.session.get_one(Incident, 1), NoticeApproved(7, "x", "Letter", 1, "0" * 64))
    assert verified(inside).broken == entry.seq
