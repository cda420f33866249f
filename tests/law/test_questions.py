"""What is to be asked: what would decide most comes first, one's own places before the rest of the world."""

from datetime import UTC, datetime
from typing import Any

from bot.law import assess, questions, read_facts
from bot.law.facts import Certainty, Facts
from bot.law.questions import Question
from tests import shipped

LAW = shipped.law()
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ON = NOW.date()
COMPANY: dict[str, Any] = {
    "zone": "Europe/Berlin",
    "roles": ["controller"],
    "established_in": ["DE"],
    "lead_authority": "DE",
    "regulated_as": [],
}


def facts(**raw: Any) -> Facts:
    return read_facts(LAW.vocabulary, LAW.places, COMPANY | raw, by="Ada", at=NOW)


def asked(known: Facts) -> dict[str, Question]:
    return {one.name: one for one in questions(assess(known, LAW, ON), known, LAW, ON)}


def ids(one: Question) -> set[str]:
    return {duty.id for duty in one.duties}


def test_of_nothing_known_the_facts_about_people_and_roles_come_first() -> None:
    known = Facts()
    ranked = [one.name for one in questions(assess(known, LAW, ON), known, LAW, ON)]
    assert {"roles", "people", "regulated_as"} <= set(ranked[:8])


def test_what_is_known_is_not_asked_again() -> None:
    found = asked(facts(people={"DE": 5}, protection="unprotected", risk="likely"))
    assert not {"people", "protection", "risk", *COMPANY} & set(found)


def test_a_count_that_is_not_exact_is_asked_again_only_while_it_decides_something() -> None:
    """500 is where the Attorney General of California is told: more than 500 residents."""
    exposed = {"data": ["names", "ssn"], "protection": "unprotected", "acquired": True, "internal_only": False}
    exposed |= {"form_of_data": ["electronic"], "discovered_at": "2026-11-10 09:00"}
    unsure = asked(facts(people={"US-CA": {"min": 400, "max": 900}}, **exposed))
    assert "us-ca-ag" in ids(unsure["people"])
    assert "people" not in asked(facts(people={"US-CA": {"min": 100, "max": 400}}, **exposed))


def test_ones_own_places_come_before_a_larger_number_elsewhere() -> None:
    """Acquisition decides for over forty American states while people are unknown; the risk decides for the GDPR,
    which binds a company in Germany."""
    found = asked(facts())
    names = list(found)
    assert len(found["acquired"].decides) > len(found["risk"].decides)
    assert names.index("risk") < names.index("acquired")


def test_the_duty_that_is_named_first_is_ones_own() -> None:
    first = asked(facts())["protection"].decides[0]
    assert first.place in ("DE", "EU", "EEA"), first.id


def test_an_instant_dates_a_duty_and_decides_none() -> None:
    found = asked(facts(people={"US-CA": 900}))
    assert not found["discovered_at"].decides
    assert "us-ca-individuals" in {duty.id for duty in found["discovered_at"].dates}


def test_no_instant_is_asked_for_a_duty_that_is_not_owed() -> None:
    assert "discovered_at" not in asked(facts(people={"DE": 5}))


def test_a_moment_that_is_only_assumed_is_asked_for() -> None:
    """No one has said when it was noticed; the opening stands in for it, and it would start the 72 hours."""
    known = facts(people={"DE": 5}).set(LAW.vocabulary, "noticed_at", NOW, "breachbot", NOW, Certainty.ASSUMED)
    assert {"noticed_at", "aware_at"} <= set(asked(known))
    stated = facts(people={"DE": 5}, noticed_at="2026-11-20 09:00")
    assert "noticed_at" not in asked(stated)
    assert "aware_at" in asked(stated)


def test_when_everything_is_settled_nothing_is_asked() -> None:
    known = facts(
        people={"DE": 5},
        risk="unlikely",
        protection="unprotected",
        aware_at="2026-11-20 10:00",
        assessed_at="2026-11-20 11:00",
    )
    assert asked(known) == {}
