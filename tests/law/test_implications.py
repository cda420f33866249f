"""What a stated fact settles about others, and what contradicts it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.law.duties import Answer, assess, find
from bot.law.facts import Facts, read_facts
from bot.law.files import check
from bot.law.first_page import page_lines
from bot.law.implications import contradictions_said, implied, with_implied
from bot.law.memo import assessment_lines
from bot.law.values import Choices
from tests.law.test_files import shared as shared
from tests.shipped import law

AT = datetime(2026, 11, 21, tzinfo=UTC)
WORDS = ("Facts that contradict each other", "No clock is running yet", "Questions that resolve the most")
STOLEN = {
    "zone": "America/Chicago",
    "kind": "crm-export",
    "roles": ["controller"],
    "people": {"US-TX": 5000},
    "data": ["names", "passport"],
    "protection": "unprotected",
    "determined_at": "2026-10-05T09:00",
    "exfiltration": "confirmed",
}


def facts(**given: object) -> Facts:
    return read_facts(law().vocabulary, law().places, given, by="case", at=AT)


def follows(**given: object) -> dict[str, object]:
    """What follows from these facts, without what was stated."""
    known = facts(**given).known
    return {name: value for name, value in with_implied(known, law().vocabulary).items() if name not in known}


@pytest.mark.parametrize(
    ("stated", "follow"),
    [
        ({"exfiltration": "confirmed"}, {"acquired": True, "accessed": True, "internal_only": False}),
        ({"exfiltration": "excluded"}, {}),
        (
            {"sample_posted": True},
            {"exfiltration": "confirmed", "acquired": True, "accessed": True, "internal_only": False},
        ),
        ({"recipient": "public"}, {"internal_only": False}),
        ({"recipient": "trusted"}, {}),
        ({"kind": "cloud-storage"}, {"form_of_data": Choices(("electronic",))}),
        ({"kind": "lost-device"}, {}),
        ({"kind": "misdirected-message", "misdirection": "letter"}, {"form_of_data": Choices(("paper",))}),
        ({"ransom_paid": True}, {"extortion": True}),
        ({"reveals_patients": "treatment"}, {"data": Choices(("health",), complete=False)}),
        ({"reveals_patients": "patient"}, {}),
        ({"exfiltration": "confirmed", "acquired": False}, {"accessed": True, "internal_only": False}),
    ],
)
def test_what_is_stated_settles_what_follows_from_it(stated: dict[str, object], follow: dict[str, object]) -> None:
    assert follows(**stated) == follow


def test_no_duty_waits_for_what_follows_from_a_stated_fact() -> None:
    found = find("us-tx-individuals", facts(**STOLEN), law(), AT.date())
    assert (found.answer, found.missing) == (Answer.OWED, ())


def test_a_stated_fact_is_never_overridden_and_a_contradiction_is_pointed_out() -> None:
    told = facts(**STOLEN, acquired=False)
    assert "acquired" not in follows(**STOLEN, acquired=False)
    said = "“Data exfiltrated: yes” and “Data acquired: no” contradict each other. Check both."
    assert [str(one) for one in contradictions_said(told, law())] == [said]
    assert contradictions_said(told, law(), about={"people"}) == ()
    assert not contradictions_said(facts(**STOLEN, acquired=True), law())
    assert not contradictions_said(facts(kind="ransomware", form_of_data=["unknown"]), law())
    assert not contradictions_said(facts(reveals_patients="treatment", data=["names", "health"]), law())
    assert len(contradictions_said(facts(reveals_patients="treatment", data=["names"]), law())) == 1
    (paper,) = contradictions_said(facts(kind="ransomware", form_of_data=["paper"]), law())
    assert "Form of the data: on paper" in str(paper)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"exfiltration": "confirmed"}, {"acquired": False}),
        ({"sample_posted": True}, {"acquired": False}),
        ({"recipient": "public", "acquired": True}, {"internal_only": True}),
        ({"identity_theft": True, "acquired": True}, {"misuse_likely": False}),
    ],
)
def test_facts_that_contradict_each_other_close_no_duty(one: dict[str, object], other: dict[str, object]) -> None:
    base = {**STOLEN, "exfiltration": None, "people": {"US-TX": 5000, "US-AL": 5000}, "data": ["names", "ssn"]}
    found = assess(facts(**{**base, **one, **other}), law(), AT.date(), ("us-tx-individuals", "us-al-individuals"))
    assert [one.answer for one in found if one.answer is Answer.NOT_OWED] == []
    assert any({*other, next(iter(one))} <= set(finding.missing) for finding in found)


def test_what_is_resolved_decides_again() -> None:
    """Texas asks for acquisition; while that is contradicted, both facts are asked for."""
    told = facts(**STOLEN, acquired=False)
    found = find("us-tx-individuals", told, law(), AT.date())
    assert (found.answer, found.missing) == (Answer.UNDETERMINED, ("acquired", "exfiltration"))
    for change, answer in (({"acquired": True}, Answer.OWED), ({"exfiltration": "excluded"}, Answer.NOT_OWED)):
        resolved = facts(**{**STOLEN, "acquired": False, **change})
        assert find("us-tx-individuals", resolved, law(), AT.date()).answer is answer


def test_the_page_says_first_what_contradicts() -> None:
    told = facts(**STOLEN, acquired=False)
    lines = [str(line) for line in page_lines(assess(told, law(), AT.date()), told, law(), AT.date())]
    place = {start: index for index, line in enumerate(lines) for start in WORDS if line.startswith(start)}
    assert [*place] == list(WORDS), lines[:12]
    assert any("If owed" in line and "Texas" in line for line in lines)


def test_a_contradiction_through_another_fact_is_found() -> None:
    (said,) = contradictions_said(facts(sample_posted=True, acquired=False), law())
    assert "“Data exfiltrated: yes” and “Data acquired: no”" in str(said)


def test_the_memo_says_what_follows_and_from_what() -> None:
    lines = [str(line) for line in assessment_lines((), facts(**STOLEN), law(), date(2026, 11, 21))]
    assert any(line.endswith("Data acquired: yes (because “Data exfiltrated” is “yes”)") for line in lines)
    assert not any("contradict" in line for line in lines)
    told = facts(**STOLEN, acquired=False)
    assert any("contradict each other" in str(line) for line in assessment_lines((), told, law(), date(2026, 11, 21)))


@pytest.mark.parametrize(
    ("implies", "key", "say"),
    [
        ("{yes: {acquird: true}}", "yes.acquird", "unknown fact 'acquird'"),
        ("{yes: {acquired: perhaps}}", "yes.acquired", "perhaps"),
        ("{maybe: {acquired: true}}", "maybe", "not one choice of sample_posted"),
        ("{yes: {exfiltration: confirmed}, no: {identity_theft: true}}", "", ""),
    ],
)
def test_implications_are_typed(shared: Path, implies: str, key: str, say: str) -> None:
    file = shared / "vocabulary.yaml"
    file.write_text(file.read_text().replace("implies: {yes: {exfiltration: confirmed}}", f"implies: {implies}"))
    found = [(fault.key, str(fault)) for fault in check(shared)]
    assert [one for one, _ in found] == ([f"facts.sample_posted.implies.{key}"] if key else [])
    assert all(say in text for _, text in found)


def test_implications_go_in_no_circle(shared: Path) -> None:
    file = shared / "vocabulary.yaml"
    circle = "implies: {confirmed: {acquired: true, sample_posted: true,"
    file.write_text(file.read_text().replace("implies: {confirmed: {acquired: true,", circle, 1))
    found = check(shared)
    assert {fault.key for fault in found} == {
        "facts.exfiltration.implies.confirmed.sample_posted",
        "facts.sample_posted.implies.yes.exfiltration",
    }
    assert all("in turn" in str(fault) for fault in found)


def test_each_implication_of_ours_is_named_once() -> None:
    found = implied(facts(identity_theft=True, exfiltration="confirmed").known, law().vocabulary)
    assert {name: one.of for name, one in found.items()} == {
        "acquired": "exfiltration",
        "accessed": "exfiltration",
        "internal_only": "exfiltration",
        "misuse_likely": "identity_theft",
    }
