"""Conditions over partly known facts: decided only when no new information could change the answer."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.law.conditions import direction_of, fact_bounds, reads
from bot.law.facts import Facts, read_facts
from tests import shipped

LAW = shipped.law()
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ON = NOW.date()
MANY = 'people["US-CA"] > 500'
FEW = 'people["everywhere"] < 500'
LISTED = 'data.exists(d, d in ["ssn", "health"])'


def facts(**raw: Any) -> Facts:
    return read_facts(LAW.vocabulary, LAW.places, raw, by="Ada", at=NOW)


def evaluate(expression: str, on: date = ON, **raw: Any) -> bool | None:
    return fact_bounds(facts(**raw), LAW, on).evaluate(expression)


@pytest.mark.parametrize(
    ("people", "answer"),
    [
        ({"US-CA": 500}, False),
        ({"US-CA": 501}, True),
        ({"US-CA": "501-900"}, True),
        ({"US-CA": "300-900"}, None),
        ({"US-CA": "some"}, None),
        ({"US": 500}, False),
        ({"US": 501}, None),
        ({"DE": 9000}, False),
        ({"DE": 9000, "elsewhere": "unknown"}, None),
        ({"US-CA": 3, "elsewhere": "unknown"}, False),
    ],
)
def test_a_threshold_is_decided_only_when_both_ends_agree(people: dict[str, Any], answer: bool | None) -> None:
    assert evaluate(MANY, people=people) is answer


def test_an_incomplete_list_decides_only_what_it_already_contains() -> None:
    assert evaluate(LISTED, data=["ssn", "unknown"]) is True
    assert evaluate(LISTED, data=["names", "unknown"]) is None
    assert evaluate(LISTED, data=["names"]) is False


def test_an_absent_fact_leaves_open_only_what_depends_on_it() -> None:
    assert evaluate("acquired") is None
    assert evaluate("acquired || accessed", acquired=True) is True
    assert evaluate("acquired && accessed", acquired=False) is False
    assert evaluate("acquired || accessed", acquired=False) is None


def test_an_open_condition_names_the_facts_that_could_decide_it() -> None:
    bounds = fact_bounds(facts(people={"US-CA": "300-900"}, acquired=False), LAW, ON)
    assert bounds.gaps.missing(MANY) == ("people",)
    assert bounds.gaps.missing("acquired || accessed") == ("accessed",)
    assert bounds.gaps.missing('most_in_one["US"] > 500') == ("people",)


def test_the_largest_number_in_one_state_is_open_while_states_are_not_distinguished() -> None:
    most = 'most_in_one["US"] > 500'
    assert evaluate(most, people={"US-NY": 300, "US-NJ": 300}) is False
    assert evaluate(most, people={"US-NY": 501}) is True
    assert evaluate(most, people={"US": 1200}) is None
    assert evaluate(most, people={"US": 500}) is False


def test_places_are_known_by_their_groups_on_that_day() -> None:
    union = '"EU" in established_in'
    assert evaluate(union, established_in=["GB"], on=date(2018, 9, 5)) is True
    assert evaluate(union, established_in=["GB"], on=date(2021, 9, 5)) is False
    assert evaluate(union, established_in=["US", "unknown"]) is None


@given(st.integers(0, 1200), st.integers(0, 1200), st.integers(0, 1200), st.booleans())
def test_a_decided_answer_never_changes_when_the_number_becomes_known(a: int, b: int, c: int, elsewhere: bool) -> None:
    least, truth, most = sorted((a, b, c))
    table: dict[str, Any] = {"US-CA": f"{least}-{most}"} | ({"elsewhere": "unknown"} if elsewhere else {})
    for expression in (MANY, FEW, 'people["US"] >= 250', 'most_in_one["US"] > 500'):
        before = evaluate(expression, people=table)
        for rest in ({}, {"DE": 700}) if elsewhere else ({},):
            after = evaluate(expression, people={"US-CA": truth, **rest})
            assert before in (None, after)


@given(
    st.sets(st.sampled_from(["names", "ssn", "health", "email"])), st.sets(st.sampled_from(["ssn", "health", "email"]))
)
def test_a_decided_answer_never_changes_when_a_list_gets_longer(first: set[str], more: set[str]) -> None:
    expression = f'{LISTED} || ("email" in data && "names" in data)'
    before = evaluate(expression, data=[*first, "unknown"])
    assert before in (None, evaluate(expression, data=sorted(first | more)))


@pytest.mark.parametrize(
    "expression",
    [
        'people["US-CA"] > 500 && people["US-NY"] < 10',
        '"controller" in roles && !("processor" in roles)',
        'people["DE"] > 5 && people["FR"] <= 3',
    ],
)
def test_a_condition_that_can_change_both_ways_is_refused(expression: str) -> None:
    assert direction_of(expression)


@pytest.mark.parametrize(
    "expression",
    [
        MANY,
        FEW,
        LISTED,
        '"controller" in roles && people["DE"] > 0',
        'risk == "unlikely"',
        '!("processor" in roles)',
        '!(!("processor" in roles)) && people["DE"] > 0',
        'people["everywhere"] < 500 && people["EEA"] <= 3',
        'protection in ["destroyed"] && people["DE"] > 5',
        "malicious == false && misuse_likely == false",
    ],
)
def test_a_condition_that_changes_one_way_is_accepted(expression: str) -> None:
    assert direction_of(expression) is None


def test_a_condition_reads_the_facts_and_not_the_names_it_binds() -> None:
    assert reads(LISTED) == ("data",)
    assert reads('roles.exists(r, r in ["controller"]) && risk == "high"') == ("risk", "roles")
