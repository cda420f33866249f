"""The readiness checklist: a yes counts until it expires."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.runbook.readiness import (
    Readiness,
    ReadinessAnswer,
    ReadinessItem,
    check_readiness,
    load_readiness,
    outstanding,
    readiness_status,
)

ROOT = Path(__file__).parents[2]
SHIPPED = load_readiness(ROOT / "runbooks")
ONE = Readiness(
    title="A list",
    about="For tests.",
    items=(
        ReadinessItem.model_validate(
            {
                "id": "drill",
                "ask": "Was a drill held?",
                "why": "To learn.",
                "proof": "Its report.",
                "owner": "lead",
                "stale_after": "30 days",
            }
        ),
    ),
)
YES = {"drill": ReadinessAnswer(yes=True, on=date(2026, 11, 1), by="U1")}


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2026, 11, 1), "yes"), (date(2026, 11, 30), "yes"), (date(2026, 12, 1), "stale")],
)
def test_a_yes_on_the_first_of_november_counts_for_thirty_days(on: date, expected: str) -> None:
    one = readiness_status(ONE, YES, on)[0]
    assert (one.state, one.stale_on) == (expected, date(2026, 12, 1))


def test_a_no_never_expires() -> None:
    answers = {"drill": ReadinessAnswer(yes=False, on=date(2020, 1, 1), by="U1")}
    assert readiness_status(ONE, answers, date(2026, 1, 1))[0].state == "no"


def test_no_answer_is_not_a_no() -> None:
    assert readiness_status(ONE, {}, date(2026, 1, 1))[0].state == "not_answered"


def test_outstanding_starts_with_the_noes_and_omits_valid_answers() -> None:
    day = date(2026, 11, 1)
    answers = {
        "drill": ReadinessAnswer(yes=False, on=day, by="U1"),
        "contacts": ReadinessAnswer(yes=True, on=day, by="U1"),
        "backups": ReadinessAnswer(yes=True, on=date(2020, 1, 1), by="U1"),
    }
    found = [(one.item.id, one.state) for one in outstanding(readiness_status(SHIPPED, answers, day))]
    assert found[:2] == [("drill", "no"), ("backups", "stale")]
    assert ("contacts", "yes") not in found
    assert len(found) == len(SHIPPED.items) - 1


def test_the_shipped_list_covers_what_every_breach_needs() -> None:
    ids = {item.id for item in SHIPPED.items}
    assert {"providers", "access", "backups", "training", "suppression", "contacts", "drill"} <= ids
    for item in SHIPPED.items:
        assert item.ask.endswith("?"), item.id
        assert item.why.endswith("."), item.id
        assert item.proof.endswith("."), item.id


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("stale_after: 90 days", "stale_after: 90 hours"), "write 'stale_after' in days"),
        (("owner: lead", "owner: wizard"), "owner"),
        (("id: out-of-band", "id: contacts"), "the item 'contacts' stands twice"),
        (("title: Ready", "titel: Ready"), "unknown key. Did you mean 'title'?"),
    ],
)
def test_a_broken_list_is_reported_with_its_file(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    text = (ROOT / "runbooks/readiness.yaml").read_text(encoding="utf-8")
    (tmp_path / "readiness.yaml").write_text(text.replace(*change, 1), encoding="utf-8")
    faults = [str(fault) for fault in check_readiness(tmp_path)]
    assert any(told in fault and "readiness.yaml:" in fault for fault in faults), faults


def test_a_missing_list_is_reported() -> None:
    assert "cannot be read" in str(check_readiness(ROOT / "tests/nowhere")[0])


def test_the_schema_for_editors_is_up_to_date() -> None:
    schema = json.loads((ROOT / "runbooks/readiness.schema.json").read_text(encoding="utf-8"))
    assert schema == Readiness.model_json_schema()
