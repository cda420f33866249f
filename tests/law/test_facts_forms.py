"""A file of facts to fill in: only what matters for the kind, and examples that the reader takes."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.law.facts_files import read_facts_file
from bot.law.facts_forms import facts_form
from tests import shipped

LAW, RUNBOOKS = shipped.law(), shipped.runbooks()
NOW = datetime(2026, 11, 25, tzinfo=UTC)
KINDS = list(LAW.vocabulary["kind"].choices)
EVERYTHING = frozenset(LAW.vocabulary.facts)


def keys(kind: str, wanted: frozenset[str] = EVERYTHING) -> set[str]:
    return set(re.findall(r"^([a-z_0-9]+):", facts_form(LAW.vocabulary, kind, wanted), re.MULTILINE))


def test_every_example_is_read(tmp_path: Path) -> None:
    for kind in KINDS:
        filled = facts_form(LAW.vocabulary, kind, EVERYTHING).replace(":  # for example ", ": ")
        file = tmp_path / f"{kind}.yaml"
        file.write_text(filled, encoding="utf-8")
        assert read_facts_file(file, LAW, NOW).known.keys() == keys(kind)


def test_what_is_left_empty_is_not_known(tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(facts_form(LAW.vocabulary, "vendor", ()), encoding="utf-8")
    assert read_facts_file(file, LAW, NOW).known == {"kind": "vendor"}


def test_whatever_a_runbook_asks_for_is_in_the_file_of_its_kind() -> None:
    for kind, runbook in RUNBOOKS.items():
        asked = {name for step in runbook.steps for name in step.asks}
        assert asked <= keys(kind), kind


@pytest.mark.parametrize(
    ("kind", "there", "absent"),
    [
        ("ransomware", {"ransom_paid", "backup", "outage_impact"}, {"misdirection"}),
        ("vendor", {"informed_at", "people"}, {"misdirection"}),
        ("misdirected-message", {"misdirection", "recipient"}, {"ransom_paid", "informed_at", "backup", "death"}),
        ("lost-device", {"protection", "backup", "form_of_data"}, {"extortion", "exploited_vulnerability"}),
        ("crm-export", {"acquired"}, {"form_of_data"}),  # the kind says that they are electronic
    ],
)
def test_only_facts_that_matter_for_the_kind_are_listed(kind: str, there: set[str], absent: set[str]) -> None:
    assert there <= keys(kind)
    assert not absent & keys(kind)


def test_facts_that_only_notices_need_are_there_when_a_notice_wants_them() -> None:
    assert "sender_name" in keys("vendor", frozenset({"sender_name"}))
    assert "sender_name" not in keys("vendor", frozenset())


def test_rules_are_asked_in_plain_words_and_each_stands_under_its_question() -> None:
    lines = facts_form(LAW.vocabulary, "vendor", ()).splitlines()
    start = lines.index("# Do you hold patients' records for a US provider or health plan (HIPAA)?")
    assert lines[start + 1] == "#   hipaa_business_associate: HIPAA business associate or subcontractor"
    for rule in LAW.vocabulary["regulated_as"].choices:
        assert sum(line.startswith((f"#   {rule}:", f"#   {rule} ")) or line == f"#   {rule}" for line in lines) == 1
