"""What loosens: a duty that ends or is due later. What is stricter of two assessments."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.law.changes import ChangeKind, DutyChange, loosens, stricter
from bot.law.duties import Answer, Finding, assess
from bot.law.facts import read_facts
from tests import shipped

LAW = shipped.law()
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
AUTHORITY, PERSONS = "eu-gdpr-33-1-authority", "eu-gdpr-34-individuals"
GDPR: dict[str, Any] = {
    "zone": "Europe/Berlin",
    "roles": ["controller"],
    "people": {"DE": 1200},
    "established_in": ["DE"],
    "risk": "high",
    "protection": "unprotected",
    "aware_at": "2026-11-20 18:05",
}


def findings(**raw: Any) -> tuple[Finding, ...]:
    stated = {name: value for name, value in (GDPR | raw).items() if value is not None}
    return assess(read_facts(LAW.vocabulary, LAW.places, stated, by="Ada", at=NOW), LAW, NOW.date())


def loosened(**raw: Any) -> dict[str, DutyChange]:
    return {one.duty_id: one for one in loosens(findings(), findings(**raw), LAW.vocabulary, raw)}


@pytest.mark.parametrize(
    ("raw", "duty", "kind"),
    [
        ({"risk": "unlikely"}, AUTHORITY, ChangeKind.LAPSED),
        ({"risk": "unlikely"}, PERSONS, ChangeKind.LAPSED),
        ({"risk": "likely"}, PERSONS, ChangeKind.LAPSED),
        ({"people": {"US-NY": 12}, "established_in": ["US-NY"]}, AUTHORITY, ChangeKind.LAPSED),
        ({"aware_at": "2026-11-21 01:05"}, AUTHORITY, ChangeKind.MOVED),
        ({"aware_at": None}, AUTHORITY, ChangeKind.STOPPED),
        ({"roles": None}, AUTHORITY, ChangeKind.OPENED),
    ],
)
def test_what_loosens(raw: dict[str, Any], duty: str, kind: ChangeKind) -> None:
    found = loosened(**raw)[duty]
    assert found.kind is kind
    assert set(found.because_of) <= raw.keys()


@pytest.mark.parametrize(
    "raw",
    [
        {"aware_at": "2026-11-20 11:05"},  # sooner by seven hours
        {"people": {"DE": 1200, "US-NY": 12}},
        {"data": ["names"]},
    ],
)
def test_what_loosens_nothing(raw: dict[str, Any]) -> None:
    assert loosened(**raw) == {}


def test_a_clock_that_moves_later_says_from_when_to_when() -> None:
    """72 hours after 20 Nov 18:05 in Berlin (CET), and after 21 Nov 01:05."""
    moved = loosened(aware_at="2026-11-21 01:05")[AUTHORITY]
    assert moved.before.target_at == datetime(2026, 11, 23, 17, 5, tzinfo=UTC)
    assert moved.after.target_at == datetime(2026, 11, 24, 0, 5, tzinfo=UTC)


def test_an_undetermined_duty_that_is_not_owed_loosens_nothing() -> None:
    open_ = findings(risk=None, protection=None)
    waiting = {one.duty.id for one in open_ if one.answer is Answer.UNDETERMINED and not one.runs}
    settled = findings(risk="unlikely", protection=None)
    assert any(one.answer is Answer.NOT_OWED for one in settled if one.duty.id in waiting)
    assert waiting.isdisjoint(one.duty_id for one in loosens(open_, settled, LAW.vocabulary))


def test_the_stricter_of_two_assessments_keeps_what_either_owes_and_the_sooner_date() -> None:
    later_and_york = findings(
        aware_at="2026-11-21 01:05",
        people={"US-NY": 12, "DE": 1200},
    )
    both = {one.duty.id: one for one in stricter(findings(), later_and_york)}
    due = both[AUTHORITY].deadline
    assert due is not None
    assert due.target_at == datetime(2026, 11, 23, 17, 5, tzinfo=UTC)
    assert not both[AUTHORITY].tentative
    ended = {one.duty.id: one for one in stricter(findings(), findings(risk="unlikely"))}
    assert ended[AUTHORITY].runs
    assert not ended[AUTHORITY].tentative
    began = {one.duty.id: one for one in stricter(findings(risk="unlikely"), findings())}
    assert began[AUTHORITY].runs
    assert began[AUTHORITY].tentative


TABLES = st.fixed_dictionaries(
    {},
    optional={
        "risk": st.sampled_from([None, "unlikely", "likely", "high"]),
        "people": st.sampled_from([{"DE": 5}, {"US-CA": 900}, {"DE": 1, "US-CA": 2}, None]),
        "aware_at": st.sampled_from(["2026-11-20 11:05", "2026-11-21 01:05", None]),
        "data": st.sampled_from([["names"], ["names", "ssn"], ["unknown"]]),
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(one=TABLES, other=TABLES)
def test_the_stricter_of_two_assessments_loosens_neither(one: dict[str, Any], other: dict[str, Any]) -> None:
    stated, proposed = findings(**one), findings(**other)
    both = stricter(stated, proposed)
    assert loosens(stated, both, LAW.vocabulary) == ()
    assert loosens(proposed, both, LAW.vocabulary) == ()
    assert stricter(stated, stated) == stated
