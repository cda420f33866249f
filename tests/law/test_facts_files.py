"""A file of facts: every fault at once, each with its line and the closest word that is valid."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.law.facts_files import read_facts_file
from bot.law.values import Choices
from bot.strict import LibraryFaults
from tests import shipped

LAW = shipped.law()
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WRONG = """\
zone: Europe/Berln
kind: ransomwear
data: [nmaes, health]
people:
  DE: 12
  Germany: x
  DEU: 5
aware: 2026
risk: [high]
occurred_from: 2026-11-20 09:00
occurred_to: 2026-11-19 09:00
risk: high
filed: {eu-gdpr-33: 2026-11-20 10:00}
aware_at: 24.11.2026
established_in: [Bayern, UAE, XX]
backup: maybe
"""
SAID = """\
1: zone: 'Europe/Berln' is not a time zone. Did you mean Europe/Berlin?
2: kind: 'ransomwear' is not a valid choice. Did you mean ransomware?
3: data: 'nmaes' is not a valid choice. Did you mean names?
6: people.Germany: 'x' is not a count. Write a whole number, a range such as 300-900, some, none or unknown.
6: people.Germany: Unknown place 'Germany'. Write DE.
7: people.DEU: Unknown place 'DEU'. Did you mean EU or DE?
8: aware: Unknown fact 'aware'. Did you mean aware_at
9: risk: Write one value, not a list or a table.
11: occurred_to: This is before the breach began. Check both times (occurred_from on line 10).
12: risk: duplicate key (first on line 9).
13: filed.eu-gdpr-33: Unknown duty 'eu-gdpr-33'. Did you mean eu-gdpr-33-1-authority or eu-gdpr-33-2-processor?
14: aware_at: '24.11.2026' is not a date and time. Write 2026-11-24T09:30, with an offset or a zone.
15: established_in: Unknown place 'Bayern'. Write DE-BY.
15: established_in: Unknown place 'UAE'. Write AE.
15: established_in: Unknown place 'XX'. Write codes such as DE, FR or US-CA.
16: backup: 'maybe' is not true or false.
"""


def faults(folder: Path, text: str) -> list[str]:
    file = folder / "facts.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LibraryFaults) as found:
        read_facts_file(file, LAW, NOW)
    return [str(one).removeprefix(f"{file}:") for one in found.value.faults]


def test_every_fault_is_said_at_once_with_its_line(tmp_path: Path) -> None:
    found = faults(tmp_path, WRONG)
    assert [one[: len(said)] for one, said in zip(found, SAID.splitlines(), strict=True)] == SAID.splitlines()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("noticed_at: 2026-11-20T09:00Z\naware_at: 2026-11-20T08:00Z", "2: aware_at: This is before the time it was"),
        ("contained_at: 2026-11-19T09:00Z\noccurred_from: 2026-11-20T09:00Z", "1: contained_at: This is before the"),
        ("hold_from: 2026-11-20T09:00Z\nhold_released_at: 2026-11-19T09:00Z", "2: hold_released_at: This is before"),
        ("aware_at: 2026-11-20 09:00", "1: aware_at: '2026-11-20 09:00' has no time zone."),
        ("zone: [Europe/Berlin]\naware_at: 2026-11-20 09:00", "1: zone: "),
        ("people: [DE, FR]", "1: people: "),
        ("zzz: 1", "1: zzz: Unknown fact 'zzz'. `breachbot facts new` lists them."),
        ("5: 1", "1: 5: Unknown fact '5'."),
        ("support_phone: +49405550", "1: support_phone: A file reads this as a number, or as true or false. Put it in"),
        ("policy_reference: 007", "1: policy_reference: A file reads this as a number, or as true or false. Put it in"),
        ("cause: false", "1: cause: A file reads this as a number, or as true or false. Put it in quotes."),
        ("cause: {de: false, en: Theft.}", "1: cause.de: A file reads this as a number, or as true or false. Put it"),
        ("cause: {pl: x}", "1: cause.pl: unknown language 'pl'. Write one of: de, en, es, fr."),
        ("organisation_name: {de: x}", "1: organisation_name: Write one value, not a list or a table."),
        ("just words", "1: this file contains no facts: it is text."),
    ],
)
def test_one_fault_is_one_line(tmp_path: Path, text: str, says: str) -> None:
    (said,) = faults(tmp_path, text)
    assert said.startswith(says)


def test_a_file_without_faults_is_read(tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(
        "zone: Europe/Berlin\naware_at: 2026-11-20 09:00\ndata: [names, unknown]\nrisk:\n", encoding="utf-8"
    )
    facts = read_facts_file(file, LAW, NOW)
    assert facts.instant("aware_at") == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert facts.value("data") == Choices(("names",), complete=False)
    assert facts.value("risk") is None


def test_text_that_looks_like_an_answer_or_a_date_stays_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    texts = {"lessons": "no", "cause": "Yes", "recurrence": "2026-11-20", "policy_reference": '"007"', "costs": "1 000"}
    written = "".join(f"{name}: {text}\n" for name, text in texts.items()) + "how_found: {en: Seen., de: Gesehen.}\n"
    file.write_text(written, encoding="utf-8")
    known = read_facts_file(file, LAW, NOW).known
    assert {name: known[name] for name in texts} == texts | {"policy_reference": "007"}
    assert (known["how_found_en"], known["how_found_de"]) == ("Seen.", "Gesehen.")
