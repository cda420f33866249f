"""What an organization has promised: read with file and line, checked like law, added to the law of incidents."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.errors import LibraryError
from bot.law.duties import find
from bot.law.facts import Facts, read_facts
from bot.law.model import Law
from bot.library.organisation import check_organisation, load_organisation
from tests import shipped

LAW = shipped.law()
DEMO = Path(__file__).parents[2] / "docs" / "organisation.demo.yaml"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CITES, WORDS = "cites: clause 9", "words: within 24 hours"
CONTRACT = """
name: Larkfield
contracts:
  - contract: northwind
    name: Agreement with Northwind
    duties:
      - id: northwind-24h
        title: Tell Northwind
        cites: clause 9
        recipient: Northwind
        due: {within: 24 hours, counted: elapsed}
        words: within 24 hours
"""


def known(law: Law, **raw: object) -> Facts:
    return read_facts(law.vocabulary, law.places, {"zone": "Europe/Berlin", **raw}, "a test", AT)


def faults(tmp_path: Path, text: str) -> list[LibraryError]:
    file = tmp_path / "organisation.yaml"
    file.write_text(text)
    return check_organisation(file, LAW)


def test_a_contract_clock_is_in_the_same_list_as_a_statute() -> None:
    _, law = load_organisation(DEMO, LAW)
    facts = known(law, aware_at="2026-03-02T09:00", contracts_affected=["northwind"])
    found = find("northwind-24h", facts, law, date(2026, 3, 2))
    assert found.answer == "owed"
    assert found.duty.kind == "contract"
    assert found.deadline is not None
    assert found.deadline.target_at == datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert find("eu-gdpr-33-1-authority", facts, law, date(2026, 3, 2)).answer == "undetermined"


def test_it_is_not_owed_when_other_contracts_are_affected_and_open_while_unknown() -> None:
    _, law = load_organisation(DEMO, LAW)
    on = date(2026, 3, 2)
    assert find("northwind-24h", known(law, contracts_affected=["acquirer"]), law, on).answer == "not_owed"
    open_ = find("northwind-24h", known(law), law, on)
    assert (open_.answer, open_.missing) == ("undetermined", ("contracts_affected",))


def test_a_house_target_is_counted_separately_and_never_as_the_legal_target() -> None:
    _, law = load_organisation(DEMO, LAW)
    found = find(
        "insurer-notice",
        known(law, aware_at="2026-03-02T09:00", contracts_affected=["cyber-policy"]),
        law,
        date(2026, 3, 2),
    )
    assert found.deadline is not None
    assert found.deadline.target_at is None
    assert found.deadline.limit_at is None
    assert found.deadline.house_at == datetime(2026, 3, 4, 8, tzinfo=UTC)
    assert any(step.startswith("House target, not set by the contract: 48 hours") for step in found.deadline.sentences)


def test_without_a_start_there_is_no_house_target_either() -> None:
    _, law = load_organisation(DEMO, LAW)
    found = find("insurer-notice", known(law, contracts_affected=["cyber-policy"]), law, date(2026, 3, 2))
    assert found.deadline is not None
    assert found.deadline.house_at is None


def test_the_hash_of_the_law_covers_the_promises_too(tmp_path: Path) -> None:
    file = tmp_path / "organisation.yaml"
    file.write_text("name: Larkfield\n")
    assert load_organisation(file, LAW)[1] is LAW
    file.write_text(CONTRACT)
    first = load_organisation(file, LAW)[1].hash
    assert first != LAW.hash
    assert load_organisation(file, LAW)[1].hash == first
    file.write_text(CONTRACT.replace("24 hours, counted", "12 hours, counted"))
    assert load_organisation(file, LAW)[1].hash != first


def test_without_promises_no_contract_is_asked_about(tmp_path: Path) -> None:
    file = tmp_path / "organisation.yaml"
    file.write_text("name: Larkfield\n")
    assert "contracts_affected" not in load_organisation(file, LAW)[1].vocabulary


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("due: {within: 24 hours, counted: elapsed}", "due: {within: 24 hours, counted: moons}"), 11, "moons"),
        ((CITES, CITES + "\n        colour: red"), 10, "unknown key"),
        (("id: northwind-24h", "id: eu-gdpr-33-1-authority"), 7, "already used in the law"),
        ((CITES, CITES + '\n        applies: [{when: moon, because: full}]'), 10, "unknown fact"),
        (("contract: northwind\n", "contract: unknown\n"), 4, "a reserved word"),
        (("name: Agreement with Northwind\n", "name: Agreement\n    duty: []\n"), 6, "unknown key"),
        (("recipient: Northwind", "recipient: Northwind\n        place: Atlantis"), 11, "unknown place"),
        ((WORDS, WORDS + "\nhouse_targets: {northwind-24h: 12 hours}"), 13, "has its own deadline"),
        ((WORDS, WORDS + "\nhouse_targets: {moon-24h: 12 hours}"), 13, "unknown duty"),
        ((WORDS, "words: soon\nhouse_targets: {us-ny-individuals: soon}"), 13, "number and a unit"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_reported_with_its_line(tmp_path: Path, change: tuple[str, str], line: int, says: str) -> None:
    found = faults(tmp_path, CONTRACT.replace(*change))
    assert [(one.line, says in str(one)) for one in found] == [(line, True)], [str(one) for one in found]


def test_the_demo_organization_is_valid() -> None:
    assert check_organisation(DEMO, LAW) == []


BROKEN = (
    "1 / 0 == 0",
    'people["DE"] / people["FR"] > 2',
    "data.exists(a, data.exists(b, data.exists(c, data.exists(d, a == b && c == d))))",
    "no_such_fact",
    "data",
)


@pytest.mark.parametrize("condition", BROKEN)
def test_a_promise_whose_condition_can_not_be_evaluated_is_undetermined_and_found_by_check(
    tmp_path: Path, condition: str
) -> None:
    file = tmp_path / "organisation.yaml"
    file.write_text(CONTRACT + f"        applies: [{{when: '{condition}', because: it is so}}]\n")
    (fault,) = check_organisation(file, LAW)
    assert (fault.line, fault.key) == (13, "applies.0.when")
    _, law = load_organisation(file, LAW)
    assert [one.line for one in law.faults] == [13]
    found = find("northwind-24h", known(law, contracts_affected=["northwind"]), law, date(2026, 3, 2))
    assert (found.answer, found.missing) == ("undetermined", ())
    assert f"what its file says can't be evaluated: {file}:13" in [str(one.says) for one in found.because]
    assert find("eu-gdpr-33-1-authority", known(law), law, date(2026, 3, 2)).answer == "undetermined"
