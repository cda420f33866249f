"""What follows for the steps is kept while nothing that it follows from has changed."""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.law.duty_terms import Addressees
from bot.runbook.inheritance import build_runbook
from bot.runbook.model import RunbookFile
from bot.runbook.progress import RunbookSnapshot, StepProgress, StepState, known
from bot.runbook.sizes import OpenDuties
from bot.runbook.step_due import Milestone, Milestones, WorkCalendar
from bot.runbook.tasks import task, with_tasks

OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
STEP = {"id": "S1", "title": "Do the work", "do": "Do it.", "owner": "lead"}
BOOK = build_runbook(RunbookFile(kind="test", title="A test", about="For tests.", phases={"contain": (STEP,)}))
FACTS: dict[str, bool] = {}


def is_working_day(day: date) -> bool:
    return day.weekday() < 5


def made(**changed: Any) -> RunbookSnapshot:
    """All from new values."""
    given = {
        "runbook": with_tasks(BOOK, [task("T1", "Call the printer", None, OPENED)]),
        "progress": {"S1": StepProgress(StepState.CLAIMED, owners=("U1",))},
        "is_true": FACTS.get,
        "stated": Milestones(OPENED, aware_at=OPENED),
        "calendar": WorkCalendar(ZoneInfo("Europe/Berlin"), is_working_day),
        "withdrawn": {Milestone.AWARE: OPENED},
        "severity": 2,
        "open_duties": OpenDuties(frozenset({Addressees.AUTHORITIES})),
    }
    return RunbookSnapshot(**{**given, **changed})


CHANGES: dict[str, Callable[[], object]] = {
    "runbook": lambda: with_tasks(BOOK, [task("T1", "Call the printer", OPENED, OPENED)]),
    "progress": lambda: {"S1": StepProgress(StepState.CLAIMED, owners=("U1",), stuck="no access")},
    "is_true": lambda: {"extortion": True}.get,
    "stated": lambda: Milestones(OPENED, aware_at=OPENED + timedelta(seconds=1)),
    "calendar": lambda: WorkCalendar(ZoneInfo("Europe/Paris"), is_working_day),
    "withdrawn": dict,
    "severity": lambda: 3,
    "open_duties": OpenDuties,
}


def test_what_was_made_from_the_same_values_is_what_was_found_before() -> None:
    first = known(made())
    assert known(made()) is first


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_anything_that_it_follows_from_is_seen(name: str) -> None:
    first = known(made())
    changed = made(**{name: CHANGES[name]()})
    assert known(changed) is changed
    assert known(made()) is first


def test_every_value_that_it_is_made_from_is_compared() -> None:
    compared = {one.name for one in fields(RunbookSnapshot) if one.compare}
    assert compared == {one.name for one in fields(RunbookSnapshot) if one.init} == set(CHANGES)
