"""`breachbot recipients`: numbers and row numbers, never a person."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.actions.audit_log import verify_log
from bot.law.values import Count
from bot.store.engine import reading
from bot.store.tables import Incident, TimelineEntry
from tests.cli.conftest import Breachbot, on_disk
from tests.recipients.samples import ANNA, HEADER, write
from tests.slack.desk import DPO, LEAD, Desk

BO = "Bo Muster,Hof 1,Köln,,50667,Germany,bo@example.org"
PEOPLE = ("Anna", "Beispiel", "Muster", "Hof", "example.org", "02108")


def test_the_numbers_of_a_list(breachbot: Breachbot, tmp_path: Path) -> None:
    file = write(tmp_path, f"{HEADER},Opt out,Pet", f"{ANNA},yes,cat", f"{BO},,", f"{BO},,", "Cy,,,,,,,,")
    said = breachbot("recipients", file)
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith(
        "3 people in 4 rows (duplicates: 1)\nRead as Plain columns, UTF-8, separator: comma\nSHA-256 "
    )
    assert "            1  US-MA  Massachusetts\n            1  DE  Germany\n            1  not known\n" in said.out
    assert "1  Opted out of marketing: they get every notice that a law requires, and no promotion\n" in said.out
    assert "Counted once. Row 4\n" in said.out
    assert said.out.endswith("Columns not used: Pet\n")
    assert not any(word in said.out for word in PEOPLE)


def test_the_same_as_json_and_as_facts_that_assess_reads(breachbot: Breachbot, tmp_path: Path) -> None:
    file, facts = write(tmp_path, HEADER, ANNA, BO), tmp_path / "facts.yaml"
    found = json.loads(breachbot("recipients", file, "--json", "--facts", facts).out)
    assert (found["rows"], found["people"], found["places"]) == (2, 2, {"US-MA": 1, "DE": 1})
    assert found["facts"] == {"people": {"DE": 1, "US-MA": 1}}
    assert found["sha256"] in facts.read_text(encoding="utf-8")
    assert breachbot("assess", facts).status == 0
    said = breachbot("recipients", file, "--facts", facts)
    assert (said.status, said.out) == (2, "")
    assert "exists." in said.err


def test_rows_without_a_country_are_in_the_one_that_is_given(breachbot: Breachbot, tmp_path: Path) -> None:
    file = write(tmp_path, "Name,State", "Anna,WA")
    assert "1  US-WA  Washington" in breachbot("recipients", file, "--country", "USA").out
    said = breachbot("recipients", file, "--country", "Atlantis")
    assert (said.status, said.out) == (2, "")


def test_what_is_wrong_is_said_without_a_person(breachbot: Breachbot, tmp_path: Path) -> None:
    said = breachbot("recipients", write(tmp_path, HEADER, ANNA, "Bo,Hof"))
    assert (said.status, said.out) == (2, "")
    assert "Row 3 has 2 cells; the header has 7." in said.err
    assert not any(word in said.err for word in PEOPLE)
    said = breachbot("recipients", write(tmp_path, HEADER), "--facts", tmp_path / "facts.yaml")
    assert (said.status, said.out, (tmp_path / "facts.yaml").exists()) == (2, "", False)
    assert "has no people" in said.err


def test_a_list_given_as_a_mapping_shows_nothing_of_it(breachbot: Breachbot, tmp_path: Path) -> None:
    file = write(tmp_path, HEADER, ANNA)
    said = breachbot("recipients", file, "--mapping", file)
    assert (said.status, said.out) == (2, "")
    assert "isn't a YAML file" in said.err
    assert not any(word in said.err for word in PEOPLE)


def test_what_is_not_clear_is_said_in_words(breachbot: Breachbot, tmp_path: Path) -> None:
    said = breachbot("recipients", write(tmp_path, f"{HEADER},Do not call", f"{ANNA},perhaps"))
    assert said.out.startswith("1 person in 1 row (duplicates: 0)\n")
    assert "It isn't clear whether this person asked not to be phoned." in said.out


@pytest.fixture
def desk(at_home: Desk) -> Desk:
    """With numbers that people stated."""
    at_home.say(DPO, "/breach facts people DE 1200, FR some")
    return at_home


def test_an_incident_is_compared_and_nothing_is_recorded_without_a_name(
    breachbot: Breachbot, desk: Desk, tmp_path: Path
) -> None:
    before = desk.incident().facts
    file = write(tmp_path, HEADER, ANNA, BO)
    said = breachbot("recipients", file, "--incident", "BR-2223")
    assert (said.status, said.err) == (0, "")
    assert said.out.endswith(
        "In BR-2223\n  added: Massachusetts 1\n  changed: Germany 1,200 -> 1\n"
        "  Nothing was recorded. To record it, add --by and your name.\n"
    )
    account = breachbot("recipients", file, "--incident", "BR-2223", "--by", DPO)
    assert (account.status, account.out) == (2, "")
    assert "is an account in Slack" in account.err, "nobody confirms in another's name"
    assert desk.incident().facts == before


def test_what_is_recorded_counts_until_it_is_confirmed_and_keeps_no_row(
    breachbot: Breachbot, desk: Desk, home: Path, tmp_path: Path
) -> None:
    file = write(tmp_path, HEADER, *(f"P{number},,,,,GB,p{number}@example.org" for number in range(3)), ANNA)
    said = breachbot("recipients", file, "--incident", "BR-2223", "--by", "Ursula Hahn")
    assert (said.status, said.err) == (0, "")
    assert "  Recorded: the numbers and the list's SHA-256.\n  The fact counts now, unconfirmed." in said.out
    people = desk.incident().facts.fact("people")
    assert people is not None
    assert people.unconfirmed
    assert people.by == "Ursula Hahn"
    assert people.value.table["GB"] == Count(3, 3)
    assert people.value.table["FR"].least == 1, "a place that the list doesn't have stays"
    assert people.note.startswith("Counted from people.csv: 4 rows, SHA-256 ")
    with reading(desk.engine) as session:
        assert not verify_log(session, session.get_one(Incident, 1)).differences
    assert counted(desk) == ["counted 4 people in 4 rows of people.csv"]
    content = on_disk(home)
    assert b"Ursula Hahn" in content
    assert not [one for one in (b"Anna", b"Main Street", b"example.org") if one in content]
    again = breachbot("recipients", file, "--incident", "BR-2223", "--by", "Ursula Hahn")
    assert "This list was on the record already." in again.out
    assert len(counted(desk)) == 1


def counted(desk: Desk) -> list[str]:
    """What the record says of lists, without their hashes."""
    with reading(desk.engine) as session:
        rows = session.scalars(select(TimelineEntry).where(TimelineEntry.event == "recipients.counted")).all()
    return [row.said.sentence().partition(", SHA-256")[0] for row in rows]


def test_fewer_people_wait_for_someone_who_may_confirm_that(breachbot: Breachbot, desk: Desk, tmp_path: Path) -> None:
    about_data = "data names, health", "acquired yes", "form_of_data electronic", "protection none", "internal_only no"
    for stated in ("people US-CA 2300", "discovered_at 1 Mar 2026 18:00", *about_data):
        assert "Recorded" in desk.say(LEAD, f"/breach facts {stated}").text
    file = write(tmp_path, HEADER, BO)
    said = breachbot("recipients", file, "--incident", "BR-2223", "--by", "Ursula Hahn", "--everyone")
    assert "The fact waits until the " in said.out
    assert "This would end or delay: " in said.out
    assert desk.incident().facts.value("people").table["US-CA"] == Count(2300, 2300)
