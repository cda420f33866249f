"""Assessment: three answers, versions by day, recipients, deadlines that depend on others, and what changes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.errors import UsageError
from bot.law.changes import DutyChange, duty_changes
from bot.law.duties import Finding, assess, find, governing_on, prepare
from bot.law.facts import Facts, read_facts
from bot.law.grammar import parsed
from tests import shipped

LAW = shipped.law()
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ON = NOW.date()
GDPR: dict[str, Any] = {
    "zone": "Europe/Berlin",
    "roles": ["controller"],
    "people": {"DE": 1200},
    "established_in": ["DE"],
    "risk": "likely",
    "aware_at": "2026-11-20 18:05",
}
CALIFORNIA: dict[str, Any] = {
    "zone": "America/Los_Angeles",
    "roles": ["controller"],
    "people": {"US-CA": 900},
    "form_of_data": ["electronic"],
    "acquired": True,
    "data": ["names", "ssn"],
    "protection": "unprotected",
    "internal_only": False,
    "discovered_at": "2026-11-10 09:00",
}
AUTHORITY = "eu-gdpr-33-1-authority"


def facts(*tables: dict[str, Any], **raw: Any) -> Facts:
    merged: dict[str, Any] = {}
    for table in (*tables, raw):
        merged |= table
    return read_facts(LAW.vocabulary, LAW.places, merged, by="Ada", at=NOW)


def found(duty: str, *tables: dict[str, Any], on: date = ON, **raw: Any) -> Finding:
    return find(duty, facts(*tables, **raw), LAW, on)


def test_without_any_fact_nothing_is_owed_and_nothing_crashes() -> None:
    answers = {finding.answer for finding in assess(Facts(), LAW, ON)}
    assert "owed" not in answers
    assert "undetermined" in answers


def test_what_is_prepared_the_first_assessment_does_not_wait_for() -> None:
    prepare(LAW, ON)
    read_before = parsed.cache_info().misses
    assess(facts(GDPR, CALIFORNIA), LAW, ON)
    assert parsed.cache_info().misses == read_before


def test_an_undetermined_duty_always_names_what_is_missing() -> None:
    for finding in assess(facts(GDPR), LAW, ON):
        if finding.answer == "undetermined":
            assert finding.missing, finding.duty.id
            assert not set(finding.missing) - set(LAW.vocabulary.facts)


def test_every_finding_gives_its_reasons() -> None:
    assert all(finding.because for finding in assess(facts(GDPR), LAW, ON))


def test_a_false_condition_decides_regardless_of_what_else_is_open() -> None:
    assert found(AUTHORITY, people={"JP": 5}, established_in=["JP"]).answer == "not_owed"


def test_the_clock_names_the_fact_that_replaces_another() -> None:
    finding = found(AUTHORITY, GDPR, aware_at=None, noticed_at="2026-11-20 14:30")
    assert finding.answer == "owed"
    assert finding.missing == ("aware_at",)
    assert finding.deadline is not None
    assert finding.deadline.target_at == datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
    assert "so 'First noticed' is used instead" in finding.deadline.sentences[0]


def test_an_owed_duty_whose_clock_cannot_start_asks_for_its_trigger() -> None:
    finding = found(AUTHORITY, GDPR, aware_at=None)
    assert (finding.answer, finding.missing, finding.starts_at) == ("owed", ("aware_at",), None)


def test_the_law_on_the_day_of_the_trigger_applies_not_todays() -> None:
    old = found(AUTHORITY, GDPR, people={"GB": 5}, established_in=["GB"], aware_at="2018-09-05 12:00")
    assert old.answer == "owed"
    assert found("uk-gdpr-33-1-ico", GDPR, people={"GB": 5}, aware_at="2018-09-05 12:00").answer == "not_owed"


def test_without_a_trigger_the_given_day_applies() -> None:
    raw = GDPR | {"aware_at": None, "people": {"GB": 5}, "established_in": ["GB"]}
    assert found(AUTHORITY, raw, on=date(2018, 9, 5)).answer == "owed"
    assert found(AUTHORITY, raw, on=date(2021, 9, 5)).answer == "not_owed"


def test_a_duty_not_in_force_says_so_and_is_not_owed() -> None:
    finding = found(AUTHORITY, GDPR, aware_at="2018-05-24 12:00")
    assert finding.answer == "not_owed"
    assert "from 2018-05-25" in str(finding.because[0].says)


def test_the_lead_authority_is_notified_or_else_the_authority_of_the_establishment() -> None:
    people = {"DE": 5, "FR": 7}
    assert found(AUTHORITY, GDPR, people=people, lead_authority="IE").recipients[0][0] == "IE"
    assert [place for place, _ in found(AUTHORITY, GDPR, people=people, established_in=["FR", "US"]).recipients] == [
        "FR"
    ]


def test_without_an_establishment_every_authority_with_people_affected_is_notified() -> None:
    finding = found(AUTHORITY, GDPR, people={"DE": 5, "FR": 7, "US": 9}, established_in=["US"])
    assert [place for place, _ in finding.recipients] == ["DE", "FR"]


def test_a_group_without_members_named_has_no_recipient_yet() -> None:
    assert found(AUTHORITY, GDPR, people={"EEA": 5}, established_in=["US"]).recipients == ()


def test_a_duty_tied_to_another_is_due_when_that_one_is_met() -> None:
    raw: dict[str, Any] = {
        "regulated_as": ["hipaa_covered_entity"],
        "data": ["health"],
        "protection": "unprotected",
        "people": {"US-IL": 700},
    }
    raw |= {"zone": "America/Chicago", "low_probability": False, "internal_only": False}
    open_ = found("us-hipaa-hhs-500", raw, discovered_at="2026-09-14 09:00")
    told = found("us-hipaa-hhs-500", raw, discovered_at="2026-09-14 09:00", individuals_told_at="2026-10-01 08:00")
    assert open_.deadline is not None
    assert told.deadline is not None
    assert open_.deadline.target_at == datetime(2026, 11, 14, 5, 59, 59, tzinfo=UTC)
    assert told.deadline.target_at == datetime(2026, 10, 2, 4, 59, 59, tzinfo=UTC)


def test_a_delay_request_without_an_end_holds_the_clock_and_says_so() -> None:
    finding = found("us-ca-individuals", CALIFORNIA, hold_asked=True, hold_from="2026-11-12 09:00")
    assert finding.deadline is not None
    assert finding.deadline.held
    assert finding.deadline.target_at == datetime(2026, 12, 11, 7, 59, 59, tzinfo=UTC)


def test_after_a_late_release_notice_is_due_promptly() -> None:
    request = {"hold_asked": True, "hold_from": "2026-11-12 09:00", "hold_released_at": "2026-12-20 10:00"}
    finding = found("us-ca-individuals", CALIFORNIA, request)
    assert finding.deadline is not None
    assert finding.deadline.target_at == datetime(2026, 12, 20, 18, tzinfo=UTC)
    assert any("promptly" in step for step in finding.deadline.sentences)


def test_a_release_within_the_period_keeps_the_ordinary_end() -> None:
    finding = found("us-ca-individuals", CALIFORNIA, hold_asked=True, hold_released_at="2026-11-15 10:00")
    assert finding.deadline is not None
    assert finding.deadline.target_at == datetime(2026, 12, 11, 7, 59, 59, tzinfo=UTC)


def test_us_days_are_dated_where_the_people_were_and_end_where_the_recipient_is() -> None:
    """22:00 in Los Angeles on 10 November is 01:00 of the 11th in New York: day 0 is the 10th, and the day of the
    recipient ends three hours earlier than that of the sender."""
    raw = CALIFORNIA | {
        "people": {"US-NY": 5},
        "accessed": True,
        "malicious": True,
        "discovered_at": "2026-11-10 22:00",
    }
    finding = found("us-ny-individuals", raw)
    assert finding.deadline is not None
    assert finding.deadline.target_at == datetime(2026, 12, 11, 4, 59, 59, tzinfo=UTC)


def changes(before: Facts, after: Facts, name: str) -> dict[str, DutyChange]:
    found = duty_changes(assess(before, LAW, ON), assess(after, LAW, ON), LAW.vocabulary, [name])
    return {one.duty_id: one for one in found}


def test_a_changed_fact_shows_which_duties_appeared_moved_and_lapsed() -> None:
    before = facts(GDPR)
    later = before.set(LAW.vocabulary, "aware_at", before.value("aware_at") - timedelta(hours=5), "Ben", NOW)
    moved = {
        one.duty_id: one
        for one in duty_changes(assess(before, LAW, ON), assess(later, LAW, ON), LAW.vocabulary, ["aware_at"])
    }
    assert moved[AUTHORITY].kind == "moved"
    assert moved[AUTHORITY].because_of == ("aware_at",)
    assert moved[AUTHORITY].before.target_at - moved[AUTHORITY].after.target_at == timedelta(hours=5)  # type: ignore[operator]
    unlikely = before.set(LAW.vocabulary, "risk", "unlikely", "Ben", NOW)
    lapsed = {
        one.duty_id: one
        for one in duty_changes(assess(before, LAW, ON), assess(unlikely, LAW, ON), LAW.vocabulary, ["risk"])
    }
    assert (lapsed[AUTHORITY].kind, lapsed[AUTHORITY].after.target_at) == ("lapsed", None)
    again = {
        one.duty_id: one
        for one in duty_changes(assess(unlikely, LAW, ON), assess(before, LAW, ON), LAW.vocabulary, ["risk"])
    }
    assert again[AUTHORITY].kind == "appeared"


def test_a_fact_that_no_duty_reads_changes_nothing() -> None:
    before = facts(GDPR)
    later = before.set(LAW.vocabulary, "kind", "device", "Ben", NOW)
    assert changes(before, later, "kind") == {}


def test_a_clock_that_gets_its_trigger_is_reported_as_started() -> None:
    before, after = facts(GDPR, aware_at=None), facts(GDPR)
    assert changes(before, after, "aware_at")[AUTHORITY].kind == "started"


def test_an_unknown_duty_is_refused_with_the_closest_names() -> None:
    with pytest.raises(UsageError, match="eu-gdpr-33-1-authority"):
        LAW.named("eu-gdpr-33-1-autority")


def test_the_governing_day_is_that_of_the_earliest_awareness() -> None:
    assert governing_on(facts(GDPR, noticed_at="2026-11-18 23:30"), NOW) == date(2026, 11, 18)
    assert governing_on(Facts(), NOW) == ON


CHOICES: dict[str, list[Any]] = {
    "risk": ["unlikely", "likely", "high"],
    "roles": [["controller"], ["processor"], ["controller", "processor"]],
    "protection": ["unprotected", "encrypted_key_safe", "encrypted_key_taken"],
    "acquired": [True, False],
    "misuse_likely": [True, False],
    "material": [True, False],
    "data": [["names"], ["ssn"], ["health", "email"]],
    "people": [{"DE": 5}, {"US-CA": 700, "GB": 3}, {"JP": 2000, "US-NY": 6000}],
    "established_in": [["DE"], ["US"], ["GB", "JP"]],
    "regulated_as": [[], ["sec_registrant"], ["hipaa_covered_entity", "nis2_essential"]],
    "form_of_data": [["electronic"], ["paper"]],
    "serious_harm": [True, False],
    "significant": [True, False],
}
TABLES = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in CHOICES.items()})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TABLES, TABLES)
@example({"roles": ["processor"], "people": {"DE": 5}}, {"established_in": ["US"]})
@example(
    {"established_in": ["DE"], "risk": "high", "data": ["health", "email"]}, {"people": {"JP": 2000, "US-NY": 6000}}
)
def test_a_decided_answer_never_changes_when_an_unknown_fact_becomes_known(
    few: dict[str, Any], more: dict[str, Any]
) -> None:
    before = assess(facts(GDPR | dict.fromkeys(CHOICES), few), LAW, ON)
    after = assess(facts(GDPR | dict.fromkeys(CHOICES), more, few), LAW, ON)
    for old, new in zip(before, after, strict=True):
        assert old.answer in ("undetermined", new.answer), old.duty.id


@pytest.mark.parametrize(
    "raw", [{"people": {"DE-BY": 1200}}, {"established_in": ["DE-BY"]}, {"lead_authority": "DE-BY"}]
)
def test_a_land_is_treated_as_its_country(raw: dict[str, Any]) -> None:
    """Germany's states have no law of their own here: nothing is owed or dated otherwise than in Germany, nor addressed
    to another place. Only whose authority it is, is known of a state."""
    germany: dict[str, Any] = {
        name: {"DE": value["DE-BY"]} if isinstance(value, dict) else ["DE"] if isinstance(value, list) else "DE"
        for name, value in raw.items()
    }
    shared = {**GDPR, "aware_at": "2026-01-05 18:05", "data": ["names", "health"], "risk": "high"}  # before Epiphany
    for land, country in zip(assess(facts(shared, raw), LAW, ON), assess(facts(shared, germany), LAW, ON), strict=True):
        there, here = ([place for place, _name in one.recipients] for one in (land, country))
        assert (land.answer, there, land.deadline) == (country.answer, here, country.deadline)
