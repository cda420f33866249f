"""Plans are made again where something outside an incident changed, and within the hour; other starts cost nothing."""

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete, event, select, update

from bot.actions.replanning import replan as whole_plan
from bot.domain.incidents import IncidentState
from bot.domain.organisation import Organisation
from bot.store.engine import reading, writing
from bot.store.tables import Incident, Reminder, ReminderPlan
from bot.timers import replanning
from tests.timers.conftest import LIBRARY, NO_NOTICES, NOON, RULES, RUNBOOK, Ground, law_of_no_duties, replan

THREE = 3


@pytest.fixture
def planned(ground: Ground) -> Ground:
    """Three open incidents, planned by a process that stopped a minute ago."""
    for number in range(1, THREE + 1):
        ground.open_incident(number)
        ground.start_clock(number)
    assert replan(ground) == THREE
    ground.now += timedelta(minutes=1)
    return ground


def changed(**parts: Any) -> Any:
    """The library with other files."""
    return SimpleNamespace(**{**vars(LIBRARY), **parts})


def test_a_start_where_nothing_changed_plans_nothing_in_one_statement(planned: Ground) -> None:
    statements: list[str] = []

    def on_statement(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(planned.engine, "before_cursor_execute", on_statement)
    assert replan(planned) == 0
    event.remove(planned.engine, "before_cursor_execute", on_statement)
    assert len([one for one in statements if not one.startswith("BEGIN")]) == 1


WARNINGS = RULES.clocks.model_copy(update={"warnings": RULES.clocks.warnings[:2]})
OTHER_FILES = {
    "reminders": RULES.model_copy(update={"clocks": WARNINGS}),
    "law": law_of_no_duties("another"),
    "organisation": Organisation(name="Example", zone="Europe/Paris"),
    "templates": NO_NOTICES.model_copy(update={"hash": "another"}),
    "runbooks": {RUNBOOK.kind: RUNBOOK.model_copy(update={"version": 2})},
}


@pytest.mark.parametrize("part", OTHER_FILES)
def test_the_digest_covers_every_file_that_may_decide_a_plan(part: str) -> None:
    assert replanning.digest_of(changed(**{part: OTHER_FILES[part]})) != replanning.digest_of(changed())


@pytest.mark.parametrize("part", ["reminders", "organisation", "templates", "runbooks"])
def test_a_start_with_other_files_plans_every_open_incident_again_once(planned: Ground, part: str) -> None:
    planned.library = changed(**{part: OTHER_FILES[part]})
    with writing(planned.engine) as session:
        session.execute(update(Incident).where(Incident.id == 2).values(state=IncidentState.CLOSED))
    start = planned.now
    assert replan(planned, since=start) == THREE - 1
    planned.now += timedelta(minutes=1)
    assert replan(planned, since=start) == 0


def test_rules_that_were_changed_hold_for_what_was_planned_before(planned: Ground) -> None:
    assert {"24h", "4h", "1h"} <= {kind for kind, status in planned.reminders().items() if status == "pending"}
    planned.library = changed(reminders=OTHER_FILES["reminders"])
    replan(planned)
    kept = {warning.kind for warning in WARNINGS.warnings}
    pending = {kind for kind, status in planned.reminders().items() if status == "pending"}
    assert pending == {*kept, "target", "digest"}


def test_a_start_with_other_code_plans_again(planned: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replanning, "code_digest", lambda: "another version")
    assert replan(planned) == THREE


def test_the_digest_of_the_code_covers_every_module_and_the_calendars() -> None:
    files = {file.name for file in replanning.code_files()}
    assert {"reminders.py", "reminder_rules.py", "step_due.py", "due_dates.py", "replanning.py"} <= files
    assert replanning.code_digest() == replanning.code_digest()


def test_every_plan_is_made_again_within_the_hour_since_time_alone_may_change_it(planned: Ground) -> None:
    start = planned.now
    planned.now = NOON + timedelta(minutes=59)
    assert replan(planned, since=start) == 0
    planned.now = NOON + timedelta(minutes=60)
    assert replan(planned, since=start) == THREE
    assert replan(planned, since=start) == 0


def test_a_new_incident_is_planned_as_a_whole_once(planned: Ground) -> None:
    planned.open_incident(9)
    assert (replan(planned), replan(planned)) == (1, 0)


def test_two_processes_with_different_files_do_not_undo_each_other_all_the_time(planned: Ground) -> None:
    first, second = LIBRARY, changed(reminders=OTHER_FILES["reminders"])
    began = NOON - timedelta(minutes=1), planned.now
    rounds = []
    for library, since in ((second, began[1]), (first, began[0]), (second, began[1]), (first, began[0])):
        planned.library = library
        rounds.append(replan(planned, since=since))
        planned.now += timedelta(minutes=1)
    assert rounds == [THREE, 0, 0, 0]


def test_a_system_time_that_was_set_back_makes_plans_new(planned: Ground) -> None:
    planned.now = NOON - timedelta(days=1)
    assert replan(planned) == THREE


@dataclass
class Killed:
    """Dies in the transaction of one incident."""

    at: int
    done: int = 0

    def __call__(self, work: Any, incident: Incident) -> None:
        self.done += 1
        if self.done == self.at:
            raise KeyboardInterrupt


def test_a_process_that_dies_in_the_middle_continues_at_the_next_start(
    planned: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned.library = changed(reminders=OTHER_FILES["reminders"])
    with monkeypatch.context() as patch:
        patch.setattr(replanning, "replan", Killed(at=2))
        with pytest.raises(KeyboardInterrupt):
            replan(planned)
    planned.now += timedelta(minutes=1)
    with reading(planned.engine) as session:
        plans = session.scalars(select(ReminderPlan.planned_with)).all()
    assert len(set(plans)) == 2
    assert replan(planned) == THREE - 1


def test_an_incident_that_cannot_be_planned_stops_no_other_and_is_tried_again_within_the_hour(
    planned: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[str] = []
    sound = whole_plan

    def broken(work: Any, incident: Incident) -> None:
        if incident.id == 2:
            raise ValueError("a row that cannot be read")
        sound(work, incident)

    monkeypatch.setattr(replanning, "replan", broken)
    planned.library = changed(reminders=OTHER_FILES["reminders"])
    again = replanning.Replanner(
        planned.engine, planned.timers._begin, planned.now, timedelta(hours=1), lambda: faults.append("fault")
    )
    assert (again.round(planned.now), faults) == (THREE - 1, ["fault"])
    assert (again.round(planned.now + timedelta(minutes=59)), faults) == (0, ["fault"])
    assert (again.round(planned.now + timedelta(minutes=60)), faults) == (THREE - 1, ["fault", "fault"])


def test_between_two_incidents_it_rests_longer_than_one_took_and_stops_when_asked(planned: Ground) -> None:
    rests: list[float] = []

    def rest(seconds: float) -> bool:
        rests.append(seconds)
        return len(rests) == 2

    planned.now += timedelta(hours=2)
    hour = timedelta(hours=1)
    again = replanning.Replanner(planned.engine, planned.timers._begin, planned.now, hour, rest=rest)
    assert again.round(planned.now) == 2
    assert all(seconds > 0 for seconds in rests)


def test_rows_that_were_lost_and_changed_rules_are_planned_again(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock()
    ground.at(hours=36)
    with writing(ground.engine) as session:
        session.execute(delete(Reminder).where(Reminder.rule.in_(("24h", "4h"))))
        session.execute(update(Reminder).where(Reminder.rule == "1h").values(rule="90m", id="1|old rule"))
    assert replan(ground) == 1
    now = ground.reminders()
    assert {kind: now[kind] for kind in ("half", "24h", "4h", "1h", "target", "90m")} == {
        "half": "fired", "24h": "pending", "4h": "pending", "1h": "pending", "target": "pending", "90m": "cancelled",
    }  # fmt: skip
    ground.at(hours=12)
    assert ground.said() == [(1, ["half"]), (1, ["24h"])]


def test_planning_again_leaves_complete_plans_alone(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock()
    assert replan(ground) == 1
    before = ground.reminders()
    ground.now += timedelta(hours=1)
    assert replan(ground) == 1
    assert ground.reminders() == before
    assert set(before.values()) == {"pending"}
