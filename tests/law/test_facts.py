"""Facts keep their history; what is typed is understood or refused with a remedy."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import UsageError
from bot.law.facts import Facts, read_facts, show_value
from bot.law.values import Choices, Count
from tests import shipped

LAW = shipped.law()
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ZONE = "Europe/Berlin"


def stated(**raw: Any) -> Facts:
    return read_facts(LAW.vocabulary, LAW.places, {"zone": ZONE, **raw}, by="Ada", at=NOW)


def test_a_correction_keeps_the_old_value_with_its_author() -> None:
    first = stated(records=100)
    second = first.set(LAW.vocabulary, "records", Count(200, 200), "Ben", NOW + timedelta(hours=1), note="recounted")
    assert second.value("records") == Count(200, 200)
    assert [(fact.by, fact.value.least) for fact in second.history("records")] == [("Ada", 100), ("Ben", 200)]
    assert first.value("records") == Count(100, 100)


def test_a_removed_fact_is_absent_but_not_forgotten() -> None:
    facts = stated(risk="high").set(LAW.vocabulary, "risk", None, "Ben", NOW)
    assert facts.value("risk") is None
    assert "risk" not in facts.known
    assert len(facts.history("risk")) == 2


def test_saying_the_same_again_adds_nothing() -> None:
    facts = stated(risk="high")
    assert facts.set(LAW.vocabulary, "risk", "high", "Ben", NOW) is facts
    assert facts.set(LAW.vocabulary, "material", None, "Ben", NOW) is facts


def test_facts_survive_json() -> None:
    facts = stated(
        people={"DE": 1200, "FR": "some", "elsewhere": "unknown"},
        data=["names", "unknown"],
        aware_at="2026-11-20 18:05",
        risk="likely",
        acquired=True,
        turnover="EUR 5000000",
        established_in=["DE"],
        filed={"eu-gdpr-33-1-authority": "2026-11-21 10:00"},
    ).set(LAW.vocabulary, "risk", None, "Ben", NOW)
    assert Facts.model_validate_json(facts.model_dump_json()) == facts


@pytest.mark.parametrize(
    ("raw", "say"),
    [
        ({"aware": "2026-11-20 18:05"}, "Unknown fact 'aware'"),
        ({"risk": "medium"}, "'medium' is not a valid choice"),
        ({"people": {"XX": 5}}, "Unknown place 'XX'"),
        ({"people": {"DE": -5}}, "is not a count"),
        ({"data": ["name"]}, "Did you mean names"),
        ({"zone": "Berlin"}, "is not a time zone"),
        ({"aware_at": "2026-02-30 10:00"}, "is not a date and time"),
        ({"established_in": ["Germany"]}, "Unknown place"),
        ({"records": True}, "is not a count"),
        ({"acquired": "perhaps"}, "is not true or false"),
    ],
)
def test_an_impossible_value_is_refused_with_the_name_of_the_fact(raw: dict[str, Any], say: str) -> None:
    with pytest.raises(UsageError) as refused:
        stated(**raw)
    assert say in str(refused.value)
    assert next(iter(raw)) in str(refused.value)


def test_a_naive_instant_without_a_zone_is_refused_with_the_remedy() -> None:
    with pytest.raises(UsageError, match="Add an offset"):
        read_facts(LAW.vocabulary, LAW.places, {"aware_at": "2026-11-20 18:05"}, by="Ada", at=NOW)


@pytest.mark.parametrize("raw", ["unknown", ["unknown"]])
def test_people_of_whom_nothing_is_known_are_no_fact(raw: object) -> None:
    assert "people" not in stated(people=raw).known


def test_unknown_is_no_fact_but_an_incomplete_list_is() -> None:
    facts = stated(risk="unknown", data="unknown", people="elsewhere unknown")
    assert facts.value("risk") is None
    assert facts.value("data") == Choices((), complete=False)


def test_values_are_shown_as_people_read_them() -> None:
    facts = stated(people={"DE": 1200, "US-CA": "501-900", "elsewhere": "unknown"}, aware_at="2026-11-20 18:05")
    shown = {name: str(show_value(LAW.vocabulary, LAW.places, name, facts.value(name), ZONE)) for name in facts.known}
    assert shown["people"] == "Germany 1,200, California 501 to 900, elsewhere not known"
    assert shown["aware_at"] == "Fri 20 Nov 2026, 18:05 CET"
    assert str(show_value(LAW.vocabulary, LAW.places, "risk", None, ZONE)) == "not known"


def test_every_fact_in_time_says_whether_it_is_an_event_or_a_plan() -> None:
    """What happened lies in the past. Two may be either; only the next update can't have been."""
    dated = {name: one for name, one in LAW.vocabulary.facts.items() if one.type in ("instant", "date")}
    assert {name for name, one in dated.items() if one.future} == {
        "individuals_told_at",
        "hold_until",
        "next_update_on",
    }
    assert {name for name, one in dated.items() if not one.past} == {"next_update_on"}
    assert all(one.past and not one.future for name, one in LAW.vocabulary.facts.items() if name not in dated)
