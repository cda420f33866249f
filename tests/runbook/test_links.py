"""What a step shares with the record, and which of its answers state what."""

from pathlib import Path

import pytest

from bot.law.files import load
from bot.runbook.files import load_runbooks
from bot.runbook.links import stated_by

ROOT = Path(__file__).parents[2]
RUNBOOKS = load_runbooks(ROOT / "runbooks")


@pytest.mark.parametrize(
    ("kind", "step_id", "choice", "stated"),
    [
        ("other", "N04", "risk", {"risk": "likely"}),
        ("other", "C03", "4: a near miss", {"severity": 4}),
        ("other", "I07", "viewed", {"accessed": True}),  # whether it was also acquired stays open
        ("other", "I07", "reachable", {}),  # no trace of access is no proof that there was none
        ("vendor", "v21", "both", {"roles": ("controller", "processor")}),
        ("ransomware", "r31", "not known, assume yes", {}),
    ],
)
def test_an_answer_states_what_it_says_and_nothing_more(
    kind: str, step_id: str, choice: str, stated: dict[str, object]
) -> None:
    step = RUNBOOKS[kind].step(step_id)
    assert step
    assert step.decision
    assert stated_by(step.decision, choice) == stated


@pytest.mark.parametrize(
    ("duty_id", "group"),
    [
        ("eu-gdpr-33-1-authority", "authorities"),
        ("eu-gdpr-34-individuals", "people"),
        ("eu-gdpr-33-2-processor", "contracts"),
    ],
)
def test_a_duty_belongs_to_the_group_of_those_it_tells(duty_id: str, group: str) -> None:
    duty = next(one for one in load(ROOT / "regulations").duties if one.id == duty_id)
    assert duty.addressees == group
