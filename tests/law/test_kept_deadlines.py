"""A deadline that was counted before is taken again only where nothing that it is counted from has changed."""

from datetime import UTC, datetime
from typing import Any

from bot.law.duties import Finding, assess
from bot.law.facts import read_facts
from tests import shipped

LAW = shipped.law()
NOW = datetime(2026, 3, 3, 20, tzinfo=UTC)
KNOWN: dict[str, Any] = {
    "zone": "Europe/Berlin",
    "roles": ["controller"],
    "established_in": ["DE"],
    "regulated_as": ["dora_financial_entity"],
    "people": {"DE": 500, "US-NY": 40, "US-TX": 300},
    "data": ["names", "ssn"],
    "risk": "high",
    "aware_at": "2026-03-02 09:15",
    "classified_at": "2026-03-02 12:00",
    **dict.fromkeys(("acquired", "accessed", "misuse_likely", "major", "significant"), True),
}


def found(**changed: Any) -> tuple[Finding, ...]:
    facts = read_facts(LAW.vocabulary, LAW.places, {**KNOWN, **changed}, "a test", NOW)
    return assess(facts, LAW, NOW.date())


def anew(**changed: Any) -> tuple[Finding, ...]:
    """Under a law for which nothing was counted yet."""
    facts = read_facts(LAW.vocabulary, LAW.places, {**KNOWN, **changed}, "a test", NOW)
    return assess(facts, LAW.model_copy(), NOW.date())


def test_whatever_changes_the_answer_is_as_if_nothing_had_been_kept() -> None:
    assert sum(one.deadline is not None for one in found()) > 5
    changes: tuple[dict[str, Any], ...] = (
        {"people": {"DE": 9, "FR": 800, "US-NY": 900, "US-CA": 4}},
        {"data": ["names", "health"]},
        {"regulated_as": ["dora_financial_entity", "credit_institution", "dora_systemic"]},
        {"aware_at": "2026-03-02 10:15"},
        {"zone": "America/New_York"},
        {"hold_asked": True, "hold_written": True, "hold_from": "2026-03-02 15:00", "hold_until": "2026-06-01 00:00"},
        {"individuals_told_at": "2026-03-03 08:00"},
        {"lead_authority": "FR", "established_in": ["DE", "FR"]},
        {"established_in": ["FR", "unknown"], "regulated_as": ["dora_financial_entity", "public_authority", "unknown"]},
        {"people": {"DE": "some", "US-NY": "300-900", "US-TX": 260, "elsewhere": "unknown"}},
        {"people": {"DE": 0, "AT": 3, "US-NY": 40, "US-TX": 300}},
        {"roles": ["processor"]},
        {"major": False, "significant": False},
        {"filed": {"eu-gdpr-33-1-authority": "2026-03-03 10:00"}},
        {"aware_at": "2017-03-02 09:15", "classified_at": None},
        {"roles": ["controller", "unknown"], "data": ["names", "unknown"]},
        {"risk": "unlikely", "protection": "encrypted_key_safe"},
    )
    for changed in changes:
        assert found(**changed) == anew(**changed), changed
