"""The published cases with known outcomes, and what the worksheet must never do.

EDPB Guidelines 01/2021 give for each case whether the authority and the people are notified; the fines of the Polish
authority show that a score is not a decision. Where a reasonable reader may differ, a note says why.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.law.facts import read_facts
from bot.law.risks import Worksheet, weigh
from tests import shipped

LAW = shipped.law()
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def weighed(**raw: Any) -> Worksheet:
    return weigh(read_facts(LAW.vocabulary, LAW.places, raw, by="case", at=NOW))


MAIL = {"malicious": False, "protection": "none", "exfiltration": "yes"}
THEFT = {"malicious": True, "protection": "none", "exfiltration": "yes", "recipient": "unknown"}
CASES: list[tuple[str, dict[str, Any], str]] = [
    (
        "EDPB 1: ransomware, encrypted by the owner, good backup, nothing left",
        {"malicious": True, "protection": "encrypted_key_safe", "exfiltration": "excluded", "backup": True,
         "availability_lost_for": 5, "outage_impact": "none", "people": {"DE": 36}, "data": ["names"]},
        "unlikely",
    ),
    (
        "EDPB 2: ransomware without a backup, nothing left, five working days of delay",
        {"malicious": True, "protection": "none", "exfiltration": "excluded", "backup": False,
         "availability_lost_for": 120, "outage_impact": "minor", "people": {"DE": 60}, "data": ["names", "employment"]},
        "likely",
    ),
    (
        "EDPB 3: ransomware in a hospital, surgery postponed",
        {"malicious": True, "protection": "none", "exfiltration": "excluded", "backup": True,
         "availability_lost_for": 48, "outage_impact": "major", "people": {"DE": 5000}, "data": ["health"],
         "vulnerable": ["patients"]},
        "high",
    ),
    (
        "EDPB 4: ransomware with theft, no backup, identity cards and payment data",
        {**THEFT, "backup": False, "people": {"DE": 4000}, "data": ["names", "national_id", "account_number"]},
        "high",
    ),
    ("EDPB 5: job applications taken from a website", {**THEFT, "people": {"DE": 213}, "data": ["employment"]}, "high"),
    (
        "EDPB 6: salted hashes and pseudonyms of a cooking site",
        {"malicious": True, "protection": "hashed", "exfiltration": "yes", "recipient": "unknown",
         "identifiability": "negligible", "people": {"DE": 1200}, "data": ["password_hashed"]},
        "unlikely",
    ),
    ("EDPB 7: credential stuffing at a bank", {**THEFT, "people": {"DE": 2000}, "data": ["credentials"]}, "high"),
    (
        "EDPB 8: a leaver copies the clients' contact data",
        {"malicious": True, "protection": "none", "exfiltration": "yes", "recipient": "known_rival",
         "people": {"DE": 800}, "data": ["names", "email", "phone"]},
        "likely",
    ),
    (
        "EDPB 9: a file sent to a trusted third party who deleted it",
        {**MAIL, "recipient": "trusted", "recovered": "proven", "people": {"DE": 24}, "data": ["contract"]},
        "unlikely",
    ),
    (
        "EDPB 10: stolen tablets, encrypted, wiped from afar",
        {"malicious": True, "protection": "encrypted_key_safe", "backup": True, "recipient": "unknown",
         "recovered": "proven", "people": {"DE": 90}, "vulnerable": ["children"], "data": ["names", "children"]},
        "unlikely",
    ),
    (
        "EDPB 11: a stolen notebook, not encrypted, 100,000 customers with dates of birth",
        {**THEFT, "people": {"DE": 100000}, "data": ["names", "postal_address", "birth_date"]},
        "high",
    ),
    (
        "EDPB 12: stolen paper files of a clinic",
        {**THEFT, "backup": False, "people": {"DE": 50}, "data": ["health"]},
        "high",
    ),
    (
        "EDPB 13: two parcels swapped",
        {**MAIL, "recipient": "unknown_one", "people": {"DE": 2}, "data": ["names", "postal_address", "purchase"]},
        "unlikely",
    ),
    (
        "EDPB 14: job seekers with Social Security numbers attached to a mailing",
        {**MAIL, "recipient": "many", "people": {"DE": 60000},
         "data": ["names", "email", "postal_address", "national_id"]},
        "high",
    ),
    (
        "EDPB 15: a course list with two food intolerances to past participants",
        {**MAIL, "recipient": "known_few", "recovered": "claimed", "consequence": "negligible", "people": {"DE": 15},
         "data": ["names", "email", "health"]},
        "unlikely",
    ),
    (
        "EDPB 16: an insurance letter to the wrong person",
        {**MAIL, "recipient": "unknown_one", "people": {"DE": 2}, "data": ["names", "postal_address", "contract"]},
        "likely",
    ),
    (
        "EDPB 17: impersonation at a call centre",
        {"malicious": True, "protection": "none", "identity_theft": True, "people": {"DE": 1}, "data": ["contract"]},
        "high",
    ),
    (
        "EDPB 18: a forwarding rule takes wage data",
        {**THEFT, "people": {"DE": 99}, "data": ["account_number", "income"]},
        "high",
    ),
    (
        "UODO Link4: a claim mailed to one wrong address, not recovered",
        {**MAIL, "recipient": "unknown_one", "recovered": "no", "people": {"PL": 1}, "data": ["names", "contract"]},
        "likely",
    ),
    (
        "UODO Bank Millennium: a parcel with identity and account numbers lost",
        {"malicious": False, "protection": "none", "recipient": "unknown", "recovered": "no", "people": {"PL": 2},
         "data": ["national_id", "account_number"]},
        "high",
    ),
    # The authority fined the missing filing; whether the person had to be notified was left open. A national identity
    # number together with an account number enables identity theft, so the worksheet suggests notifying the person too.
    (
        "UODO Toyota Bank: a letter with identity numbers opened by another customer",
        {**MAIL, "recipient": "unknown_one", "recovered": "no", "people": {"PL": 1},
         "data": ["names", "national_id", "account_number"]},
        "high",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "level"), [pytest.param(raw, level, id=name) for name, raw, level in CASES])
def test_a_published_case_gets_its_level(facts: dict[str, Any], level: str) -> None:
    sheet = weighed(**facts)
    assert sheet.suggestion == level, f"{sheet.decided_by}: {sheet.arguments_for} against {sheet.arguments_against}"
    assert sheet.tell_authority == (level != "unlikely")
    assert sheet.tell_people == (level == "high")
    assert sheet.record


def test_without_the_kinds_of_data_there_is_no_suggestion() -> None:
    sheet = weighed(people={"DE": 5})
    assert (sheet.suggestion, sheet.score, sheet.tell_authority) == ("undetermined", None, None)
    assert "data" in sheet.missing


def test_a_claim_of_deletion_counts_for_nothing_but_proof_counts() -> None:
    base = {**MAIL, "recipient": "trusted", "people": {"DE": 5}, "data": ["account_number"]}
    assert weighed(**base).score == weighed(**base, recovered="claimed").score
    assert weighed(**base, recovered="claimed").suggestion == "high"
    assert weighed(**base, recovered="proven").suggestion == "unlikely"


def test_a_backup_does_not_help_when_the_outage_itself_hurt_people() -> None:
    base = {
        "malicious": True,
        "exfiltration": "excluded",
        "backup": True,
        "availability_lost_for": 8,
        "data": ["names"],
    }
    assert weighed(**base, outage_impact="none").suggestion == "unlikely"
    assert weighed(**base, outage_impact="major").suggestion == "high"


def test_a_key_in_doubt_is_worse_than_a_safe_one() -> None:
    base = {"malicious": True, "recipient": "unknown", "people": {"DE": 5}, "data": ["health"]}
    assert weighed(**base, protection="encrypted_key_safe").suggestion == "unlikely"
    assert weighed(**base, protection="encrypted_key_taken").suggestion == "high"


def test_every_argument_names_the_fact_it_is_based_on() -> None:
    sheet = weighed(**CASES[7][1])
    assert {one.fact for one in (*sheet.arguments_for, *sheet.arguments_against)} <= set(LAW.vocabulary.facts)
    assert all(one.weight > 0 for one in sheet.arguments_for)
    assert all(one.weight <= 0 for one in sheet.arguments_against)


ORDER = {"unlikely": 0, "likely": 1, "high": 2}
KINDS = st.sets(st.sampled_from(["names", "purchase", "contract", "account_number", "health"]), min_size=1)


@given(
    KINDS,
    KINDS,
    st.sampled_from(["known_few", "unknown_one", "unknown", "public"]),
    st.booleans(),
    st.integers(1, 99999),
)
def test_more_kinds_of_data_never_lower_the_suggestion(
    few: set[str], more: set[str], recipient: str, malicious: bool, people: int
) -> None:
    base = {"recipient": recipient, "malicious": malicious, "people": {"DE": people}, "protection": "none"}
    less, greater = (weighed(**base, data=sorted(kinds)) for kinds in (few, few | more))
    assert ORDER[less.suggestion] <= ORDER[greater.suggestion]
