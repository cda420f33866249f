"""`breachbot recipients`: numbers and row numbers, never a person."""

import json
from pathlib import Path

from tests.cli.conftest import Breachbot
from tests.recipients.samples import ANNA, HEADER, write

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
