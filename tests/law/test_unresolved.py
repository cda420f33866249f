"""Undetermined duties by name: each under the question that resolves it, the likely ones first, with the date."""

from datetime import UTC, date, datetime
from typing import get_args

from bot.law import Answer, assess, read_facts, unresolved
from bot.law.facts import Facts
from bot.law.sectors import Sector
from tests import shipped

LAW = shipped.law()
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ON = date(2026, 3, 2)


def facts(**known: object) -> Facts:
    return read_facts(LAW.vocabulary, LAW.places, {"zone": "Europe/Berlin", **known}, "a test", AT)


NOTICED = facts(noticed_at="2026-03-02T09:00")
IN_GERMANY = facts(aware_at="2026-03-02T09:00", established_in=["DE"], people={"DE": 20})


def test_every_undetermined_duty_without_a_clock_is_named_once() -> None:
    for known in (NOTICED, IN_GERMANY):
        found = assess(known, LAW, ON)
        waiting = [one.duty.id for one in found if one.answer is Answer.UNDETERMINED and not one.runs]
        named = [one.duty.id for group in unresolved(found, known, LAW, ON) for one in group.duties]
        assert sorted(named) == sorted(waiting)


def test_a_duty_is_listed_under_a_fact_that_it_waits_for() -> None:
    found = {one.duty.id: one for one in assess(IN_GERMANY, LAW, ON)}
    for group in unresolved(found.values(), IN_GERMANY, LAW, ON):
        assert all(group.question in found[one.duty.id].missing for one in group.duties)


def test_the_duties_of_ones_own_places_come_first() -> None:
    """With people only in Germany, whatever the United States ask of banks is unlikely."""
    groups = unresolved(assess(IN_GERMANY, LAW, ON), IN_GERMANY, LAW, ON)
    likely = [one.duty for group in groups for one in group.duties if one.likely]
    assert "eu-gdpr-33-1-authority" in [one.id for one in likely]
    assert not [one.id for one in likely if one.place.startswith("US")]
    assert [group.likely for group in groups] == sorted((group.likely for group in groups), reverse=True)
    for group in groups:
        assert [one.likely for one in group.duties] == sorted((one.likely for one in group.duties), reverse=True)


def test_it_has_the_date_that_it_would_have_if_it_were_owed() -> None:
    """72 hours after 09:00 in Berlin for the authority; the house target of 7 days, as ours, for the people."""
    found = {
        one.duty.id: one
        for group in unresolved(assess(IN_GERMANY, LAW, ON), IN_GERMANY, LAW, ON)
        for one in group.duties
    }
    authority, people = found["eu-gdpr-33-1-authority"], found["eu-gdpr-34-individuals"]
    assert (authority.due_at, authority.is_ours) == (datetime(2026, 3, 5, 8, tzinfo=UTC), False)
    assert (people.due_at, people.is_ours) == (datetime(2026, 3, 9, 8, tzinfo=UTC), True)


def test_without_its_start_it_has_no_date() -> None:
    """No one is aware yet, and nothing stands in for it in a duty that starts with a decision."""
    nothing = facts()
    rows = [one for group in unresolved(assess(nothing, LAW, ON), nothing, LAW, ON) for one in group.duties]
    assert {one.due_at for one in rows if one.duty.id == "eu-gdpr-33-1-authority"} == {None}


AMERICAN = facts(aware_at="2026-03-02T09:00", established_in=["US-CA"], people={"US-CA": 600})


def likely_of(known: Facts, *sectors: str) -> set[str]:
    groups = unresolved(assess(known, LAW, ON), known, LAW, ON, sectors)
    return {one.duty.id for group in groups for one in group.duties if one.likely}


def named_of(known: Facts, *sectors: str) -> set[str]:
    return {
        one.duty.id for group in unresolved(assess(known, LAW, ON), known, LAW, ON, sectors) for one in group.duties
    }


def test_the_rules_of_ones_own_sector_are_likely_and_those_of_others_are_not() -> None:
    """HIPAA binds health care; the FTC's Safeguards Rule binds lenders."""
    hipaa, safeguards = "us-hipaa-individuals", "us-ftc-safeguards-ftc"
    assert {hipaa, safeguards} <= named_of(AMERICAN)
    assert not {hipaa, safeguards} & likely_of(AMERICAN)
    assert likely_of(AMERICAN, "health") >= {hipaa}
    assert safeguards not in likely_of(AMERICAN, "health")
    assert {hipaa, safeguards} & likely_of(AMERICAN, "financial_services") == {safeguards}
    assert {hipaa, safeguards} <= likely_of(AMERICAN, "health", "financial_services")


def test_a_sector_makes_no_duty_unlikely_that_it_only_exempts() -> None:
    """A hospital may be bound by HIPAA, and by the state's own law if not: a sector adds, and takes nothing away."""
    for sector in LAW.vocabulary.sectors:
        assert likely_of(AMERICAN) <= likely_of(AMERICAN, sector), sector


def test_a_sector_states_nothing() -> None:
    for sector in LAW.vocabulary.sectors:
        assert named_of(AMERICAN, sector) == named_of(AMERICAN), sector


def test_a_sector_s_duties_elsewhere_are_not_likely() -> None:
    assert not [one for one in likely_of(IN_GERMANY, "health", "banking") if one.startswith("us-")]


def test_what_is_stated_comes_before_what_a_sector_makes_likely() -> None:
    """A retailer that is known to be no card merchant, or anything else, has no sector's duty left to ask about."""
    none = facts(aware_at="2026-03-02T09:00", established_in=["US-CA"], people={"US-CA": 600}, regulated_as=[])
    assert likely_of(none, "health") == likely_of(none)


def test_every_sector_has_a_row_and_no_row_is_of_none() -> None:
    assert set(LAW.vocabulary.sectors) == set(get_args(Sector))


def test_an_unknown_sector_of_the_table_makes_nothing_likely() -> None:
    """An incident's law may be older than the organization's file."""
    assert likely_of(AMERICAN, "piracy") == likely_of(AMERICAN)
