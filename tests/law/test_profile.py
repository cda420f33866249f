"""What could ever bind an organization, and what changes in it: worked out by reading the laws."""

from datetime import UTC, date, datetime
from typing import Any

from bot.law.facts import Facts, read_facts
from bot.law.model import Law
from bot.law.profile import LegalChange, effect, in_place, lacking, profile, upcoming
from bot.law.terms import term
from tests import shipped

ON = date(2026, 11, 29)
SHOP = {
    "roles": ["controller"],
    "established_in": ["DE"],
    "regulated_as": [],
    "people": {"DE": "unknown", "US-CA": "unknown"},
}


def facts(**stated: Any) -> Facts:
    law = shipped.law()
    return read_facts(law.vocabulary, law.places, SHOP | stated, "test", datetime(2026, 11, 29, tzinfo=UTC))


def bound(given: Facts, law: Law | None = None) -> list[str]:
    return [one.duty.id for one in profile(given, law or shipped.law(), ON)]


def test_a_shop_in_germany_with_customers_in_california_has_four_duties_its_own_first() -> None:
    """GDPR Art. 33(1) and 34 bind it, and California's letters and the copy to the Attorney General (1798.82(a), (f)).
    Art. 33(2) is the processor's; the rest is of a sector, or of places where no one lives whose data it holds."""
    assert bound(facts()) == ["eu-gdpr-33-1-authority", "eu-gdpr-34-individuals", "us-ca-individuals", "us-ca-ag"]


def test_what_it_is_regulated_as_and_its_role_decide_what_is_added() -> None:
    assert "eu-gdpr-33-2-processor" in bound(facts(roles=["processor"]))
    assert "eu-gdpr-33-1-authority" not in bound(facts(roles=["processor"]))
    assert "eu-dora-initial" in bound(facts(regulated_as=["dora_financial_entity"]))
    assert "us-ny-individuals" in bound(facts(people={"US-NY": "unknown"}))


def test_conditions_that_are_open_are_listed_and_those_that_hold_are_not() -> None:
    authority, people = profile(facts(), shipped.law(), ON)[:2]
    assert not any("controller" in str(one) or "you decide why" in str(one) for one in authority.if_)
    assert [str(one) for one in authority.unless] == ["a risk to people is unlikely (document why, Art. 33(5))"]
    assert "a high risk to people is likely" in [str(one) for one in people.if_]


def test_what_was_not_said_is_named() -> None:
    assert lacking(Facts()) == ("established_in", "people", "regulated_as", "roles")
    assert lacking(facts()) == ()


def test_terms_are_told_in_words() -> None:
    law = shipped.law()

    def told(duty_id: str) -> str:
        return term(law.versions(duty_id)[-1], law)

    assert told("eu-gdpr-33-1-authority") == "72 hours from “Aware”"
    assert told("eu-gdpr-34-individuals").startswith("without undue delay (house target: ")
    assert told("us-ca-ag") == "15 days from “Notify affected people in California”"
    assert told("eu-dora-initial") == "the earliest of: 4 hours from “Classified”; 24 hours from “Aware”"


def test_a_state_has_its_own_duties_and_a_member_those_of_its_union() -> None:
    california = {one.place for one in in_place("US-CA", shipped.law(), ON)}
    germany = {one.place for one in in_place("DE", shipped.law(), ON)}
    assert california == {"US-CA"}
    assert "EEA" in germany
    assert "FR" not in germany


def test_chile_begins_on_its_day_for_whoever_has_people_there() -> None:
    """Law 21.719 takes effect on 1 December 2026."""
    there = [(one.on, one.kind) for one in upcoming(facts(people={"CL": "unknown"}), shipped.law(), ON) if one.on]
    assert there
    assert set(there) == {(date(2026, 12, 1), LegalChange.BEGINS)}
    assert not [one for one in upcoming(facts(), shipped.law(), ON) if one.on]


def test_a_proposal_has_no_day_and_is_last() -> None:
    changes = upcoming(Facts(), shipped.law(), ON)
    dated = [one.on for one in changes if one.on]
    assert dated == sorted(dated)
    assert [one.on for one in changes[len(dated) :]] == [None] * (len(changes) - len(dated))
    assert {one.kind for one in changes if one.on is None} == {LegalChange.UNDATED}


def test_a_newer_law_has_an_effect_only_on_what_could_bind() -> None:
    law = shipped.law()

    def without(duty_id: str) -> Law:
        return law.model_copy(update={"duties": tuple(one for one in law.duties if one.id != duty_id)})

    assert effect(facts(), without("us-ny-ag"), law, ON) == ()
    (gained,) = effect(facts(), without("us-ca-ag"), law, ON)
    assert (gained.duty.id, gained.before, gained.after is not None) == ("us-ca-ag", None, True)
    (lost,) = effect(facts(), law, without("us-ca-ag"), ON)
    assert (lost.duty.id, lost.after) == ("us-ca-ag", None)
