"""A law reaches people in its place, or an establishment there whose work the data are part of; not an office alone."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.law.duties import Finding, assess
from bot.law.duty_terms import DutyKind
from bot.law.facts import read_facts
from bot.law.grammar import atoms
from bot.law.places import EVERYWHERE
from tests import shipped

LAW = shipped.law()
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
GRAVE: dict[str, Any] = {
    "zone": "Europe/Berlin",
    "roles": ["controller"],
    "data": ["names", "health", "ssn"],
    "breach_of": ["confidentiality"],
    "form_of_data": ["electronic"],
    "protection": "unprotected",
    "risk": "high",
    "aware_at": "2026-11-24 09:00",
    **dict.fromkeys(("acquired", "accessed", "malicious", "serious_harm", "misuse_likely", "significant"), True),
    **dict.fromkeys(("internal_only", "remedied", "already_public"), False),
}
AUTHORITY, PEOPLE = "jp-26-prelim", "jp-26-individuals"
GDPR = "eu-gdpr-33-1-authority"
WHEREVER = ("eu-gdpr", "uk-gdpr", "gi-gdpr")
ELSEWHERE = {True: "US-WY", False: "DE"}


def found(*duties: str, **known: Any) -> dict[str, Finding]:
    facts = read_facts(LAW.vocabulary, LAW.places, {**GRAVE, **known}, "a test", NOW)
    return {one.duty.id: one for one in assess(facts, LAW, NOW.date(), duties)}


def stands(duty: str, **known: Any) -> tuple[str, tuple[str, ...]]:
    one = found(duty, **known)[duty]
    return one.answer.value, one.missing if one.answer == "undetermined" else ()


OPEN = ("undetermined", ("processed_for",))
OWED, NOT_OWED = ("owed", ()), ("not_owed", ())
SEATS = ("undetermined", ("established_in",))  # whoever is established elsewhere is asked for its markets next
MARKETS = ("undetermined", ("offers_to",))


@pytest.mark.parametrize(
    ("known", "authority", "people"),
    [
        # Germans alone, and one of several offices in Japan: whose work was it?
        ({"people": {"DE": 500}, "established_in": ["DE", "JP"]}, OPEN, OPEN),
        ({"people": {"DE": 500}, "established_in": ["DE", "JP"], "processed_for": ["DE"]}, NOT_OWED, NOT_OWED),
        ({"people": {"DE": 500}, "established_in": ["DE", "JP"], "processed_for": ["JP"]}, OWED, OWED),
        ({"people": {"DE": 500}, "established_in": ["DE", "JP"], "processed_for": ["DE", "unknown"]}, OPEN, OPEN),
        # The only office is in Japan: its authority is told; whether Japan protects the Germans is a question.
        ({"people": {"DE": 500}, "established_in": ["JP"]}, OWED, OPEN),
        ({"established_in": ["JP"]}, OWED, ("undetermined", ("people", "processed_for"))),
        (
            {"people": {"DE": 500, "elsewhere": "unknown"}, "established_in": ["JP"]},
            OWED,
            ("undetermined", ("people", "processed_for")),
        ),
        ({"people": {"DE": 500}, "established_in": ["DE"]}, NOT_OWED, NOT_OWED),
        ({"people": {"DE": 500}}, ("undetermined", ("established_in",)), ("undetermined", ("established_in",))),
        ({"people": {"JP": 5}, "established_in": ["DE", "JP"]}, OWED, OWED),
        ({"people": {"JP": 5}}, SEATS, SEATS),
    ],
)
def test_an_establishment_counts_when_the_data_are_part_of_its_work(
    known: dict[str, Any], authority: tuple[str, Any], people: tuple[str, Any]
) -> None:
    assert stands(AUTHORITY, **known) == authority
    assert stands(PEOPLE, **known) == people


@pytest.mark.parametrize(
    ("known", "gdpr"),
    [
        ({"people": {"DE": 500}, "established_in": ["DE"]}, OWED),
        ({"people": {"US-IL": 500}, "established_in": ["DE"]}, OWED),  # Art. 3(1): wherever the people are
        ({"people": {"US-IL": 500}, "established_in": ["DE", "FR"]}, OWED),  # both are in the EEA
        ({"people": {"US-IL": 500}, "established_in": ["DE", "US-IL"]}, OPEN),
        ({"people": {"US-IL": 500}, "established_in": ["DE", "US-IL"], "processed_for": ["US-IL"]}, NOT_OWED),
        ({"people": {"DE": 3}}, SEATS),
        ({"people": {"DE": 3}, "offers_to": ["EEA"]}, OWED),
        ({"people": {"DE": 3}, "offers_to": ["US"]}, SEATS),
        ({"people": {"DE": 3}, "established_in": ["US-IL", "unknown"]}, SEATS),
        ({"people": {"DE": 3}, "established_in": ["US-IL"]}, MARKETS),
        ({"people": {"DE": 3}, "established_in": ["US-IL"], "offers_to": ["EEA"]}, OWED),
        ({"people": {"DE": 3}, "established_in": ["US-IL"], "offers_to": ["FR"]}, OWED),
        ({"people": {"DE": 3}, "established_in": ["US-IL"], "offers_to": ["US"]}, NOT_OWED),
        ({"people": {"DE": 3}, "established_in": ["US-IL"], "offers_to": ["US", "unknown"]}, MARKETS),
        ({"people": {"DE": 3}, "established_in": ["US-IL", "IE"]}, OWED),
        ({"people": {"US-IL": 3}, "established_in": ["US-IL"]}, NOT_OWED),
    ],
)  # fmt: skip
def test_people_count_under_the_gdpr_where_the_business_reaches_them(
    known: dict[str, Any], gdpr: tuple[str, Any]
) -> None:
    """A firm in Chicago with three customers in Germany is asked once whom it serves there (Art. 3(2))."""
    assert stands(GDPR, **known) == gdpr
    assert found(GDPR, **known)[GDPR].runs == (gdpr in (OWED, MARKETS, SEATS)), (
        "waiting for the answer could miss the deadline"
    )


def test_because_names_the_half_that_held() -> None:
    people = "people in the EEA are affected"
    work = "these data are part of the work of your establishment in the EEA"
    for known, says in (
        ({"people": {"DE": 5}}, people),
        ({"people": {"US-IL": 5}, "established_in": ["DE"]}, work),
        ({"people": {"DE": 5}, "established_in": ["DE"]}, f"{people}, and {work}"),
        ({"people": {"US-IL": 5}, "established_in": ["US-IL"]}, f"{people}, or {work}"),
        ({"people": {"US-IL": 5}, "established_in": ["DE", "US-IL"]}, work),
    ):
        assert [str(one.says) for one in found(GDPR, **known)[GDPR].because][1] == says


@pytest.mark.parametrize("people", [{"US-TX": 500}, {"DE": 0, "US-TX": 10}])
def test_the_gdpr_protects_people_wherever_they_live(people: dict[str, int]) -> None:
    """Art. 3(1) asks whose work the data were part of; an only establishment answers that for Art. 33 and 34 alike."""
    both = (GDPR, "eu-gdpr-34-individuals")
    assert [stands(one, people=people, established_in=["DE"]) for one in both] == [OWED, OWED]
    assert [stands(one, people=people, established_in=["DE", "US"]) for one in both] == [OPEN, OPEN]
    british = ("uk-gdpr-33-1-ico", "uk-gdpr-34-individuals")
    assert [stands(one, people=people, established_in=["GB"]) for one in british] == [OWED, OWED]


@pytest.mark.parametrize(
    ("place", "duty"),
    [("AU", "au-ndb-26wk-oaic"), ("NZ", "nz-114-commissioner"), ("CA", "ca-pipeda-10-1-opc")],
)
def test_people_abroad_do_not_bind_a_business_that_is_not_there(place: str, duty: str) -> None:
    """Each asks for a link: business carried on there, or a real and substantial connection."""
    german = {"people": {place: 500}, "established_in": ["DE"], "assessed_at": "2026-11-24 09:00"}
    assert stands(duty, **german) == MARKETS
    assert found(duty, **german)[duty].runs
    assert stands(duty, **german, offers_to=[place]) == OWED
    assert stands(duty, **german, offers_to=["DE"]) == NOT_OWED


SERVED_THERE = ("RS", "MK", "AL", "MD", "SM", "MC", "GG", "GI", "IM", "BB", "EC", "TR", "CA-AB")
FOR_COUNSEL = ("BR", "SG", "MX", "MU", "ZW", "DZ", "BH", "KY", "BM", "GE", "JE", "JM", "PE", "UY", "PH", "KR")
WHEREVER_HELD = ("CH", "KE", "NG", "RW", "VN", "TW", "SA", "ID")
DATED = dict.fromkeys(("assessed_at", "confirmed_at", "detected_at", "determined_at"), "2026-11-24 09:00")


def answers(place: str, **known: Any) -> set[tuple[str, bool]]:
    """What becomes of the duties there that stand for a business of the place itself."""
    people = {"people": {place: 5000}, **DATED}
    ours = {duty.id for duty in LAW.duties if duty.place == place}
    at_home = found(*ours, **people, established_in=[place])
    stand = [duty for duty in ours if at_home[duty].answer == "owed"]
    return {(one.answer.value, one.runs) for one in found(*stand, **people, **known).values()}


def test_people_alone_seldom_bind_a_business_that_is_not_there() -> None:
    """Each law says whom it binds from elsewhere: who serves people there, who uses means there, or everyone."""
    abroad = {"established_in": ["NO"], "offers_to": ["NO"]}
    for place in (*SERVED_THERE, *FOR_COUNSEL, *WHEREVER_HELD):
        wanted = ("not_owed", False) if place in SERVED_THERE else ("undetermined", True)
        wanted = ("owed", True) if place in WHEREVER_HELD else wanted
        assert answers(place, **abroad) == {wanted}, place
    for place in SERVED_THERE:
        assert answers(place, established_in=["NO"], offers_to=[place]) == {("owed", True)}, place
        assert answers(place, established_in=["NO"]) == {("undetermined", True)}, place


def test_every_duty_to_which_a_place_is_a_condition_says_whom_it_binds_from_abroad() -> None:
    """People in a place are no ground by themselves: a condition asks for a link, or the file says why not."""
    asks = {"established_in", "offers_to", "present_in", "regulated_as"}
    counted = 0
    for duty in LAW.duties:
        where = [one for text in duty.conditions for one in atoms(text)]
        placed = any(one.fact in ("people", "most_in_one") and EVERYWHERE not in one.words for one in where)
        if duty.kind is DutyKind.CONTRACT or not placed:
            continue
        counted += 1
        assert duty.abroad or asks & {one.fact for one in where}, duty.id
    assert counted > 250


@pytest.mark.parametrize(("place", "duty"), [("MY", "my-12b-commissioner"), ("ZA", "za-popia-22-regulator")])
def test_means_used_abroad_are_for_counsel(place: str, duty: str) -> None:
    people = {"people": {place: 500}}
    one = found(duty, **people, established_in=["DE"])[duty]
    assert (one.answer.value, one.missing, one.runs, bool(one.counsel)) == ("undetermined", (), True, True)
    assert stands(duty, **people) == SEATS
    assert stands(duty, **people, established_in=["DE", place]) == OWED


def test_a_sentence_about_an_establishment_has_one_meaning() -> None:
    """Whatever the facts are, it can't be true of one duty and open for another."""
    grounds = {one for duty in LAW.duties for each in duty.applies for one in each.grounds}
    said = [(one.because, one.when) for one in grounds if "work of your establishment" in one.because]
    assert len(said) == len({because for because, _when in said}) > 100


def test_no_duty_to_people_is_owed_where_no_one_can_be_affected() -> None:
    """In the whole catalog, with an office there alone or beside another. Rules for one sector bind whatever it is, to
    its customers wherever they live, and so does the GDPR, so they are not among these."""
    told = [duty for duty in LAW.duties if duty.owed_to == "individuals" and duty.instrument not in WHEREVER]
    told = [duty for duty in told if not any("regulated_as" in text for text in duty.expressions)]
    owed = 0
    for place in sorted({duty.place for duty in told}):
        here = {duty.id for duty in told if duty.place == place}
        other = ELSEWHERE["DE" in LAW.places.atoms(place, NOW.date())]
        there = found(*here, people={place: 5000}, established_in=[place])
        owed += sum(there[duty].answer == "owed" for duty in here)
        for seats in ([place], [place, other]):
            none = found(*here, people={other: 5000}, established_in=seats)
            assert [duty for duty in here if none[duty].answer == "owed"] == [], (place, seats)
    assert owed > 80
