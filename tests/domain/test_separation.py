"""One person with several roles: the record says where they confirm each other, and three people can run it all."""

from collections.abc import Sequence

import pytest

from bot.domain.separation import combined
from bot.runbook.inheritance import build_runbook
from bot.runbook.model import RunbookFile, Step
from tests import shipped

RUNBOOKS = shipped.runbooks()
DECISION = {"question": "Is it so?", "options": ["yes", "no"], "two_people": True}


def steps(*written: dict[str, object]) -> tuple[Step, ...]:
    every = [
        {"id": f"S{n}", "title": "Do the work", "do": "Do it.", "owner": "lead", **w} for n, w in enumerate(written)
    ]
    file = {"kind": "test", "title": "A test", "about": "For tests.", "phases": {"contain": every}}
    return build_runbook(RunbookFile.model_validate(file)).steps


def test_two_roles_of_one_step_confirm_each_other() -> None:
    book = steps(
        {"decision": {**DECISION, "by": ["dpo", "executive"]}}, {"decision": {**DECISION, "by": ["hr", "dpo"]}}
    )
    assert combined({"executive", "dpo", "scribe"}, book) == (("dpo", "executive"), ("S0",))
    assert combined({"executive", "hr"}, book) == ((), ())


def test_a_stand_in_confirms_too_so_who_is_dpo_and_counsel_has_both_words() -> None:
    book = steps({"decision": {**DECISION, "by": ["dpo", "executive"]}})
    assert combined({"dpo", "counsel"}, book) == (("counsel", "dpo"), ("S0",))


def test_skipping_by_two_people_counts_and_what_one_person_decides_does_not() -> None:
    one = {"question": "Is it so?", "options": ["yes", "no"], "by": ["it", "finance"]}
    book = steps({"skip": "two_people", "doer": "it"}, {"decision": one})
    assert combined({"it", "lead"}, book) == (("it", "lead"), ("S0",))
    assert combined({"it", "finance"}, book) == ((), ())


SMALL = {
    "Ada": {"lead", "executive", "scribe"},
    "Ben": {"dpo", "counsel", "data_owner", "finance"},
    "Cem": {"deputy", "it", "forensics", "communications", "support", "hr"},
}
"""A company of ten, in which three people answer for everything."""


@pytest.mark.parametrize("kind", sorted(RUNBOOKS))
def test_three_people_find_a_second_one_for_whatever_takes_two(kind: str) -> None:
    for step in RUNBOOKS[kind].steps:
        decision = step.decision
        pairs: list[tuple[Sequence[str], Sequence[str]]] = [(step.skippers, step.skippers)] if step.skippers else []
        if decision and decision.two_people:
            pairs.append((decision.by, decision.seconds))
        for firsts, seconds in pairs:
            able = {name for name, roles in SMALL.items() if roles.intersection(seconds, step.restricted_to or seconds)}
            assert able.intersection(name for name, roles in SMALL.items() if roles.intersection(firsts)), step.id
            assert len(able) > 1, f"{step.id}: {able}"


@pytest.mark.parametrize("kind", sorted(RUNBOOKS))
def test_three_people_hold_every_role_that_does_a_step(kind: str) -> None:
    held = set[str]().union(*SMALL.values())
    assert {step.doers[0] for step in RUNBOOKS[kind].steps} <= held
