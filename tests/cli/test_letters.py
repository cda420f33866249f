"""`breachbot letters`: from approved notices and a list to letters, lists of them, and an entry of the record."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.actions import facts
from bot.actions.audit_log import verify_log
from bot.actions.work import Library
from bot.law.fact_edits import FactEdit, How
from bot.law.values import Count, People
from bot.store.engine import writing
from bot.store.tables import Incident, Notice, TimelineEntry
from tests.cli.conftest import Breachbot, on_disk
from tests.slack.desk import COMMS, DPO, LEAD, Desk, desk_over

FACTS = {
    "organisation_name": "Larkfield",
    "organisation_address": "Hafenstraße 1, 20457 Hamburg",
    "authority_name": "The data protection authority of Hamburg",
    "contact_point_name": "Mara Lindqvist",
    "contact_point_email": "privacy@larkfield.example",
    "support_phone": "1-800-555-0100",
    "sender_name": "Ada Marsh",
    "sender_title": "Managing director",
    "hold_asked": False,
    "data": ["email"],
    "noticed_at": "2026-03-02T08:00:00Z",
    "aware_at": "2026-03-02T08:30:00Z",
    "what_happened": "Someone copied our list of customers.",
    "likely_consequences": "Criminals can write to people.",
    "measures_taken": "We closed the account.",
    "help_offered": "We pay for a credit monitoring service for one year.",
    "help_how": "Call the service with your own code.",
    "what_happened_de": "Jemand hat unsere Liste der Kunden kopiert.",
    "likely_consequences_de": "Kriminelle können Ihnen schreiben.",
    "measures_taken_de": "Wir haben das Konto gesperrt.",
    "help_offered_de": "Wir bezahlen ein Jahr lang einen Dienst, der Ihre Kredite überwacht.",
    "help_how_de": "Geben Sie bei www.larkfield.example Ihren Code ein: [[CODE]]",
}
LIST = """\
Key,Name,Street,City,State,ZIP,Country,Email,Language,Opt out,Deceased,Minor
K1,Ana Quint,12 Elm Street,Fresno,CA,93650,US,ana@example.com,,yes,,
K2,Ben Quint,13 Elm Street,Fresno,CA,93650,US,ben@example.com,,,2025-01-02,
K3,Cem Quint,Elmweg 1,Köln,,50667,DE,cem@example.com,,,,yes
K4,Dora Quint,,,CA,,US,dora@example.com,,yes,,
K5,=cmd,Elmweg 2,Köln,,50667,DE,,en,,,
K3,Cem Quint,Elmweg 1,Köln,,50667,DE,cem@example.com,,,,yes
"""


@pytest.fixture(scope="session")
def approved(tmp_path_factory: pytest.TempPathFactory, library: Library, begun: Path) -> Path:
    """A database with an approved letter for California and one in German, and one in English that is a draft."""
    file = tmp_path_factory.mktemp("letters") / "breachbot.db"
    with desk_over(file, begun, library) as desk:
        with desk.opens(DPO, False) as work:
            edits = [FactEdit(name, How.REPLACE, said) for name, said in FACTS.items()]
            facts.change(work, work.session.get_one(Incident, 1), edits)
        for letter in ("us-individuals-ca", "gdpr-individuals", "gdpr-individuals de"):
            desk.say(COMMS, f"/breach notice {letter}")
        for number in (1, 3):
            for person in (LEAD, DPO):
                desk.say(person, f"/breach approve {number}")
        with desk.opens(DPO, True) as work:
            states = work.session.scalars(select(Notice.state).order_by(Notice.id)).all()
    assert states == ["approved", "draft", "approved"]
    return file


@pytest.fixture
def desk(home: Path, library: Library, approved: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr("bot.app.read_library", lambda _settings: library)
    with desk_over(home / "breachbot.db", approved, library) as found:
        yield found


@pytest.fixture
def people(tmp_path: Path) -> Path:
    file = tmp_path / "people.csv"
    file.write_text(LIST, encoding="utf-8")
    return file


@pytest.fixture
def codes(tmp_path: Path) -> Path:
    file = tmp_path / "codes.txt"
    file.write_text("C-1\nC-2\nC-3\n")
    return file


def record_of(desk: Desk) -> list[TimelineEntry]:
    with desk.opens(DPO, True) as work:
        found = select(TimelineEntry).where(TimelineEntry.event == "letters.written")
        return list(work.session.scalars(found))


def test_a_list_becomes_letters_and_an_entry_that_adds_up(
    breachbot: Breachbot, desk: Desk, people: Path, codes: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    kinds, options = "us-individuals,gdpr-individuals", ("--format", "txt", "--codes", codes, "--by", "Aoife Brennan")
    command = ("letters", kinds, people, "-o", out, *options)
    said = breachbot(*command)
    assert said.status == 0, said.err
    assert "Rows 6 = to notify 5 + duplicates 1" in said.out
    assert "To notify 5 = by mail 3 + by email 0 + unreachable 2" in said.out
    assert "Substitute notice in California, 1 not reached: cost over USD 250,000" in said.out
    assert "Send each state's letter only to people who live there." in said.err
    first, kin, german = ((out / f"letters/00001/{row:07}.txt").read_text() for row in (2, 3, 4))
    assert first.startswith("Ana Quint\n12 Elm Street\nFresno, CA 93650\nUNITED STATES\n\nNotice of Data Breach\n===")
    assert "\n\nDear Ana Quint,\n\nA data breach at Larkfield" in first
    assert kin.startswith("To the next of kin of Ben Quint\n")
    assert "An die Sorgeberechtigten von Cem Quint\nElmweg 1\n50667 Köln\nDEUTSCHLAND\n" in german
    assert "Jemand hat unsere Liste" in german
    assert "www.larkfield.example Ihren Code ein: C-3" in " ".join(german.split())
    assert first.endswith("\nYour own code for the free help: C-1\n")
    [entry] = record_of(desk)
    manifest = json.loads((out / "manifest.json").read_text())
    assert entry.actor == "Aoife Brennan"
    assert (entry.details["to_notify"], entry.details["by_mail"], entry.details["unreachable"]) == (5, 3, 2)
    assert entry.details["list_hash"] == manifest["inputs"]["list"]
    with (out / "unreachable.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["row"], row["reason"]) for row in csv.DictReader(file)] == [
            ("5", "no postal address, and the law asks for consent before email"),
            ("6", "the letter for this place isn't approved in this person's language"),
        ]
    assert desk.incident().facts.value("people_unreachable") == People({"US-CA": Count(1, 1)})
    told = "wrote letters for 5 people on a list: 3 by mail, 0 by email; 2 can't be reached"
    assert told in entry.said.sentence(), "so the report shows it"
    assert breachbot(*command).status == 0
    assert len(record_of(desk)) == 1, "the same letters are recorded once"
    with desk.opens(DPO, True) as work:
        assert verify_log(work.session, desk.incident()).differences == []


def test_nobody_named_on_the_list_is_named_anywhere_else(
    breachbot: Breachbot, desk: Desk, people: Path, codes: Path, tmp_path: Path, home: Path
) -> None:
    options = (people, "-o", tmp_path / "out", "--format", "html", "--codes", codes)
    said = breachbot("letters", "us-individuals,gdpr-individuals", *options)
    refused = breachbot("letters", "us-individuals", *options)
    assert (said.status, refused.status) == (0, 2)
    assert "something else: letters changed since" in refused.err
    for words in (said.out, said.err, refused.out, refused.err, on_disk(home).decode("latin-1")):
        assert "Quint" not in words
        assert "93650" not in words


@pytest.mark.parametrize(
    ("notice", "why"),
    [
        ("us-individuals-ny", "No letter “us-individuals-ny” is approved in BR-2223. Nothing was written."),
        ("gdpr-authority", "is no letter to the people affected"),
        ("gdpr-individuals", "The approved text gives everyone a code ([[CODE]]), and there are no codes."),
        (" , ", "No letter is named."),
        ("us-individuals,love-letter", "There is no notice “love-letter”."),
    ],
)
def test_what_may_not_go_out_is_refused_with_what_to_do(
    breachbot: Breachbot, desk: Desk, people: Path, tmp_path: Path, notice: str, why: str
) -> None:
    said = breachbot("letters", notice, people, "-o", tmp_path / "out")
    assert said.status == 2
    assert why in said.err
    assert not (tmp_path / "out").exists()


def test_a_format_that_letters_do_not_have_is_refused(breachbot: Breachbot, people: Path, tmp_path: Path) -> None:
    said = breachbot("letters", "us-individuals", people, "-o", tmp_path / "out", "--format", "doc")
    assert (said.status, (tmp_path / "out").exists()) == (2, False)
    assert "Choose one of: txt, html, pdf, docx, csv." in said.err


def test_an_altered_or_outdated_text_is_refused(breachbot: Breachbot, desk: Desk, people: Path, tmp_path: Path) -> None:
    desk.say(DPO, "/breach facts measures_taken We closed the account, and told the police.")
    said = breachbot("letters", "us-individuals", people, "-o", tmp_path / "out")
    assert "No letter “us-individuals” is approved in BR-2223." in said.err
    with writing(desk.engine) as session:
        session.execute(text("UPDATE notice SET text = text || 'Buy now!' WHERE id = 3"))
    said = breachbot("letters", "gdpr-individuals", people, "-o", tmp_path / "out")
    assert "The stored text of this notice was altered" in said.err
    assert not (tmp_path / "out").exists()
