"""House targets: each duty without a number has one, no duty with a number does, and whatever is wrong has its line."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.law import check, due, load
from bot.law.periods import Period
from tests import shipped

ROOT = Path(__file__).parents[2] / "regulations"
LAW = shipped.law()
GDPR_PEOPLE = """
instrument: two
name: Two duties
duties:
  - id: without-number
    title: Tell people
    cites: "1"
    in_force: {from: 2018-05-25, earlier_text: none}
    confidence: high
    owed_by: controller
    owed_to: individuals
    recipient: everyone
    place: DE
    applies: [{when: '"controller" in roles', because: they are yours}]
    starts: aware_at
    due: {none: as soon as you can}
    words: as soon as you can
  - id: with-number
    title: Tell the authority
    cites: "2"
    in_force: {from: 2018-05-25, earlier_text: none}
    confidence: high
    owed_by: controller
    owed_to: regulator
    recipient: the authority
    place: DE
    applies: [{when: '"controller" in roles', because: they are yours}]
    starts: aware_at
    due: {within: 72 hours, counted: elapsed}
    words: within 72 hours
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    for name in ("vocabulary.yaml", "jurisdictions.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "two.yaml").write_text(GDPR_PEOPLE)
    return tmp_path


def test_every_duty_of_the_catalog_without_a_number_has_a_target_and_no_other() -> None:
    assert {one.id for one in LAW.duties if one.due.none is not None and one.due.house is None} == set()
    assert {one.id for one in LAW.duties if one.due.none is None and one.due.house is not None} == set()


def test_a_duty_s_own_target_comes_before_its_recipients() -> None:
    targets = {one.id: one.due.house for one in LAW.duties}
    assert str(targets["eu-gdpr-34-individuals"]) == "7 days"
    assert str(targets["us-ga-individuals"]) == "30 days"


def test_it_is_shown_as_ours_and_never_as_the_law_s_date() -> None:
    """Seven full days; the more lenient reading, to the end of the last day, is no use for a target of ours."""
    found = due(LAW, "eu-gdpr-34-individuals", datetime(2026, 3, 2, 9, tzinfo=UTC), "Europe/Berlin")
    assert (found.target_at, found.limit_at) == (None, None)
    assert found.house_at == datetime(2026, 3, 9, 9, tzinfo=UTC)


def test_hours_are_counted_as_they_pass() -> None:
    at = datetime(2026, 3, 6, 18, tzinfo=UTC)  # a Friday evening
    assert due(LAW, "eu-gdpr-33-2-processor", at, "Europe/Berlin").house_at == at + timedelta(hours=24)


def test_without_the_file_no_duty_has_one(small: Path) -> None:
    assert [one.due.house for one in load(small).duties] == [None, None]


def test_a_target_for_recipients_is_for_those_duties_only_that_have_no_number(small: Path) -> None:
    (small / "house_targets.yaml").write_text("recipients: {individuals: 10 days, regulator: 10 days}")
    assert {one.id: one.due.house for one in load(small).duties} == {
        "without-number": Period.parse("10 days"),
        "with-number": None,
    }


@pytest.mark.parametrize(
    ("text", "line", "say"),
    [
        ("duties:\n  with-number: 24 hours", 2, "has its own deadline"),
        ("duties:\n  without-nunber: 24 hours", 2, "unknown duty"),
        ("duties:\n  without-number: 2 months", 2, "must be in hours or days"),
        ("recipients:\n  individuals: 2 business days", 2, "must be in hours or days"),
        ("recipients:\n  individuals: soon", 2, "number and a unit"),
        ("recipients:\n  everybody: 3 days", 2, ""),
    ],
)
def test_what_is_wrong_has_its_line(small: Path, text: str, line: int, say: str) -> None:
    (small / "house_targets.yaml").write_text(text)
    found = check(small)
    assert [(Path(one.file).name, one.line) for one in found] == [("house_targets.yaml", line)], [*map(str, found)]
    assert say in str(found[0])


def test_no_duty_asks_for_a_house_target_that_it_has() -> None:
    without = [duty for duty in LAW.duties if duty.due.none is not None]
    assert len(without) > 100
    assert [duty.id for duty in without if "set a house target" in str(duty.due.none)] == []
