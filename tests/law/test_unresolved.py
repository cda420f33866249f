"""Undetermined duties: how far each is from the organization, and when it would be due."""

from datetime import UTC, date, datetime
from typing import get_args

from bot.law import Reach, Unresolved, assess, read_facts, unresolved
from bot.law.duties import Answer
from bot.law.facts import Facts
from bot.law.sectors import Sector
from tests import shipped

LAW = shipped.law()
ON = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def facts(**known: object) -> Facts:
    return read_facts(LAW.vocabulary, LAW.places, {"zone": "Europe/Berlin", **known}, "a test", AT)


NOTICED = facts(noticed_at="2026-03-02T09:00")
IN_GERMANY = facts(aware_at="2026-03-02T09:00", established_in=["DE"], people={"DE": 20})


def open_of(known: Facts) -> dict[str, Unresolved]:
    return {one.duty.id: one for one in unresolved(assess(known, LAW, ON), known, LAW, ON)}


def test_every_undetermined_duty_without_a_clock_is_named_once() -> None:
    for known in (NOTICED, IN_GERMANY):
        found = assess(known, LAW, ON)
        waiting = [one.duty.id for one in found if one.answer is Answer.UNDETERMINED and not one.runs]
        assert [one.duty.id for one in unresolved(found, known, LAW, ON)] == waiting


def test_only_the_duties_of_ones_own_places_are_near() -> None:
    """With people only in Germany, whatever the United States ask of banks is unlikely."""
    found = open_of(IN_GERMANY)
    assert found["eu-gdpr-33-1-authority"].reach is Reach.OURS
    american = {one.reach for one in found.values() if one.duty.place.startswith("US")}
    assert american == {Reach.ELSEWHERE}


def test_a_place_is_ours_when_any_fact_names_it() -> None:
    """A firm in Chicago that sells to Germany has the GDPR to think of, though no one there is known to be affected."""
    chicago = {"zone": "America/Chicago", "established_in": ["US-IL"], "aware_at": "2026-03-02T09:00"}
    markets = {**chicago, "offers_to": ["DE"]}
    assert open_of(facts(**chicago))["eu-gdpr-33-1-authority"].reach is Reach.ELSEWHERE
    assert open_of(facts(**markets))["eu-gdpr-33-1-authority"].reach is Reach.OURS


def test_it_has_the_date_that_it_would_have_if_it_were_owed() -> None:
    """72 hours after 09:00 in Berlin for the authority; the house target of 7 days, as ours, for the people."""
    found = open_of(IN_GERMANY)
    authority, people = found["eu-gdpr-33-1-authority"], found["eu-gdpr-34-individuals"]
    assert (authority.due_at, authority.is_ours) == (datetime(2026, 3, 5, 8, tzinfo=UTC), False)
    assert (people.due_at, people.is_ours) == (datetime(2026, 3, 9, 8, tzinfo=UTC), True)


def test_without_its_start_it_has_no_date() -> None:
    """No one is aware yet, and nothing stands in for it in a duty that starts with a decision."""
    assert open_of(facts())["eu-gdpr-33-1-authority"].due_at is None


CALIFORNIA = {"aware_at": "2026-03-02T09:00", "established_in": ["US-CA"], "people": {"US-CA": 600}}


def near(*sectors: str, **known: object) -> set[str]:
    found = open_of(facts(**CALIFORNIA, sectors=list(sectors), **known))
    return {name for name, one in found.items() if one.reach in (Reach.OURS, Reach.RULE)}


def test_the_rules_of_ones_own_sector_are_near_and_those_of_others_are_not() -> None:
    """HIPAA binds health care; the FTC's Safeguards Rule binds lenders."""
    hipaa, safeguards = "us-hipaa-individuals", "us-ftc-safeguards-ftc"
    unsaid = open_of(facts(**CALIFORNIA))
    assert {unsaid[hipaa].reach, unsaid[safeguards].reach} == {Reach.SECTOR}
    assert {hipaa, safeguards} & near("health") == {hipaa}
    assert {hipaa, safeguards} & near("financial_services") == {safeguards}
    assert {hipaa, safeguards} <= near("health", "financial_services")


def test_what_may_bind_any_organization_is_near_whatever_its_sector() -> None:
    """A listed company may be of any sector, also of none that is named."""
    assert "us-sec-8k-105" in near() & near("retail")


def test_a_sector_makes_no_duty_unlikely_that_it_only_exempts_and_decides_none() -> None:
    """A hospital may be bound by HIPAA, and by the state's own law if not: a sector adds, and takes nothing away."""
    plain, all_of_it = near(), set(open_of(facts(**CALIFORNIA)))
    for sector in LAW.vocabulary.sectors:
        assert plain <= near(sector), sector
        assert set(open_of(facts(**CALIFORNIA, sectors=[sector]))) == all_of_it, sector


def test_a_sector_s_duties_elsewhere_are_not_near() -> None:
    known = facts(aware_at="2026-03-02T09:00", established_in=["DE"], people={"DE": 20}, sectors=["health", "banking"])
    assert {one.reach for one in open_of(known).values() if one.duty.place.startswith("US")} == {Reach.ELSEWHERE}


def test_what_is_stated_comes_before_what_a_sector_makes_likely() -> None:
    """A retailer that is known to be no card merchant, or anything else, has no sector's duty left to ask about."""
    assert near("health", regulated_as=[]) == near(regulated_as=[])


def test_every_sector_has_a_row_and_a_name_and_no_row_is_of_none() -> None:
    assert set(LAW.vocabulary.sectors) == set(get_args(Sector)) == set(LAW.vocabulary["sectors"].choices)
