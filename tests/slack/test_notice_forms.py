"""An authority's own form in an incident: ordered by command or button, answered field by field, kept in the record."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.actions.audit_log import verify_log
from bot.documents.incident_documents import document
from bot.store.engine import reading
from bot.store.tables import Incident, Outbox
from tests.slack.desk import COMMS, DPO, Desk

DETAILS = {"template": "gdpr-authority", "language": "en"}


def made(desk: Desk) -> dict[str, Any]:
    with desk.opens(DPO, True) as work:
        one = document(work, work.session.get_one(Incident, 1), "form", DETAILS)
        found: dict[str, Any] = json.loads(one.as_file("json"))
        return found


def ordered(desk: Desk) -> list[dict[str, Any]]:
    with reading(desk.engine) as session:
        rows = session.scalars(select(Outbox).where(Outbox.kind == "file")).all()
        return [dict(row.details) for row in rows]


def test_the_form_comes_as_files_by_command_and_by_the_button_of_the_draft(inside: Desk) -> None:
    assert "as a PDF, as a Word file and as JSON" in inside.say(COMMS, "/breach form gdpr-authority de").text
    inside.say(COMMS, "/breach notice gdpr-authority")
    [draft] = [body for body in inside.drawn() if "Get the authority's form" in str(body)]
    assert "notice.form" in str(draft)
    inside.press(COMMS, "notice.form", "gdpr-authority en")
    inside.choose(COMMS, inside.say(COMMS, "/breach answers eu-gdpr-33-1-authority"), "Get the authority's form")
    assert "Get the authority's form" not in str(inside.say(COMMS, "/breach answers eu-gdpr-34-individuals").message)
    rows = [one for one in ordered(inside) if one["document"] == "form"]
    assert [(one["template"], one["language"], one["formats"]) for one in rows] == [
        ("gdpr-authority", "de", ["pdf", "docx", "json"]),
        ("gdpr-authority", "en", ["pdf", "docx", "json"]),
        ("gdpr-authority", "en", ["pdf", "docx", "json"]),
    ]


def test_answers_are_kept_in_the_record_and_stand_before_the_facts_until_they_are_taken_back(inside: Desk) -> None:
    inside.say(DPO, "/breach facts people DE 1200")
    assert made(inside)["answers"]["67"] == "a"
    assert "Approximate number" in inside.say(DPO, "/breach form gdpr-authority 67 b").text
    assert "already the answer" in inside.say(DPO, "/breach form gdpr-authority 67 Approximate number").text
    assert made(inside)["answers"]["67"] == "b"
    assert "Removed the answer to 67" in inside.say(DPO, "/breach form gdpr-authority 67 unknown").text
    assert made(inside)["answers"]["67"] == "a"
    assert "Recorded: 94" in inside.say(DPO, "/breach form gdpr-authority 94 d, j").text
    assert made(inside)["answers"]["94"] == ["d", "j"]
    with reading(inside.engine) as session:
        found = verify_log(session, session.get_one(Incident, 1))
    assert (found.broken, list(found.differences)) == (None, [])


def test_what_the_record_answers_is_in_the_form_too(inside: Desk) -> None:
    inside.say(DPO, "/breach met eu-gdpr-33-1-authority ref LDA-7 at today 08:00 because it was filed by phone")
    found = made(inside)["answers"]
    assert (found["3"], found["6"]) == ("b", "LDA-7")
    assert found["7"].startswith("BR-")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("gdpr-individuals", "No form of an authority is known"),
        ("gdpr-authority 999 yes", "The form has no field 999."),
        ("gdpr-authority 68 3-5", "one whole number"),
        ("gdpr-authority 46 soon", "soon"),
        ("gdpr-authority 3", "Choose one of these: a, b."),
        ("", "gdpr-authority"),
    ],
)
def test_what_is_not_understood_is_answered_and_nothing_is_recorded(inside: Desk, words: str, says: str) -> None:
    before = made(inside)["answers"]
    assert says in inside.say(DPO, f"/breach form {words}").text
    assert made(inside)["answers"] == before
    assert [one for one in ordered(inside) if one["document"] == "form"] == []


def test_what_the_organization_answers_once_is_the_answer_until_someone_answers_in_the_incident(inside: Desk) -> None:
    ours = inside.library.organisation.model_copy(update={"form_answers": {"edpb": {"23": "DPO", "15": "z", "999": 1}}})
    inside.library = replace(inside.library, organisation=ours)
    assert (made(inside)["answers"]["23"], made(inside)["answers"].get("15")) == ("a", None)
    inside.say(DPO, "/breach form gdpr-authority 23 b")
    assert made(inside)["answers"]["23"] == "b"
    inside.say(DPO, "/breach form gdpr-authority 23 unknown")
    assert made(inside)["answers"]["23"] == "a"
