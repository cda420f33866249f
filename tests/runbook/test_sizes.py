"""Which steps an incident of some severity or size needs: first the rules, then every runbook that ships."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.law.conditions import fact_bounds
from bot.law.duties import assess
from bot.law.duty_terms import Addressees
from bot.law.facts import Facts, read_facts
from bot.runbook.inheritance import build_runbook
from bot.runbook.model import Runbook, RunbookFile
from bot.runbook.progress import RunbookSnapshot, StepProgress, StepState
from bot.runbook.sizes import OpenDuties, open_duties
from bot.runbook.step_due import Milestones, WorkCalendar
from bot.runbook.steps import StepStatus, changes, status
from tests import shipped

ROOT = Path(__file__).parents[2]
LAW = shipped.law()
RUNBOOKS = shipped.runbooks()
KINDS = sorted(RUNBOOKS)
OPENED = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
CALENDAR = WorkCalendar(ZoneInfo("Europe/Berlin"), lambda day: day.weekday() < 5)


def done(answer: str = "") -> StepProgress:
    return StepProgress(StepState.DONE, owners=("U1",), settled_at=OPENED, answer=answer)


def statuses(
    book: Runbook,
    severity: int | None,
    progress: dict[str, StepProgress] | None = None,
    duties: OpenDuties | None = None,
    is_true: Callable[[str], bool | None] = lambda _: None,
) -> dict[str, StepStatus]:
    milestones, wanted = Milestones(OPENED, aware_at=OPENED), duties or OpenDuties()
    snapshot = RunbookSnapshot(
        book, progress or {}, is_true, milestones, CALENDAR, severity=severity, open_duties=wanted
    )
    return {one.step.id: one for one in status(snapshot, OPENED)}


def planned(found: dict[str, StepStatus]) -> list[str]:
    return [step_id for step_id, one in found.items() if one.state is not StepState.SET_ASIDE]


def runbook(*steps: dict[str, Any]) -> Runbook:
    every = [{"title": f"Do the work of {one['id']}", "do": "Do it.", "owner": "lead", **one} for one in steps]
    return build_runbook(RunbookFile(kind="test", title="A test", about="For tests.", phases={"contain": every}))


DECISION = {"question": "Is it so?", "options": ["yes", "no"], "by": ["lead"]}


class TestRules:
    BOOK = runbook(
        {"id": "S1"},
        {"id": "S2", "from_severity": 3},
        {"id": "S3", "from_severity": 2},
        {"id": "S4", "from_severity": 1},
    )

    @pytest.mark.parametrize(
        ("severity", "ids"),
        [(4, ["S1"]), (3, ["S1", "S2"]), (2, ["S1", "S2", "S3"]), (1, ["S1", "S2", "S3", "S4"])],
    )
    def test_a_step_is_planned_at_its_severity_and_worse(self, severity: int, ids: list[str]) -> None:
        assert planned(statuses(self.BOOK, severity)) == ids

    def test_no_severity_counts_as_severity_2(self) -> None:
        assert planned(statuses(self.BOOK, None)) == planned(statuses(self.BOOK, 2))

    def test_what_is_left_out_says_for_which_severity_it_is(self) -> None:
        because = str(statuses(self.BOOK, 4)["S3"].because)
        assert because == "Set aside: planned only for severity 2 or worse. The severity is 4."

    def test_what_someone_has_begun_stays_whatever_the_severity(self) -> None:
        taken = StepProgress(StepState.CLAIMED, owners=("U1",))
        found = statuses(self.BOOK, 4, {"S2": done(), "S3": taken})
        assert {step_id: found[step_id].state for step_id in planned(found)} == {
            "S1": "open",
            "S2": "done",
            "S3": "claimed",
        }

    def test_what_is_done_again_and_again_is_done_no_more(self) -> None:
        book = runbook({"id": "S1", "from_severity": 2, "again": "daily for 30 days"})
        yesterday = StepProgress(StepState.DONE, owners=("U1",), settled_at=OPENED - timedelta(days=2))
        assert statuses(book, 2, {"S1": yesterday})["S1"].state == "open"
        assert statuses(book, 4, {"S1": yesterday})["S1"].state == "done"

    def test_a_worse_severity_brings_it_back(self) -> None:
        found = changes(statuses(self.BOOK, 4).values(), statuses(self.BOOK, 2).values())
        assert [(one.step.id, one.what) for one in found] == [("S2", "appeared"), ("S3", "appeared")]

    def test_many_people_bring_it_in_too(self) -> None:
        book = runbook({"id": "S1", "from_severity": 2, "from_people": 500})
        many = {'people["everywhere"] >= 500': True}
        assert planned(statuses(book, 4, is_true=many.get)) == ["S1"]
        because = str(statuses(book, 4)["S1"].because)
        assert (
            because == "Set aside: planned only for severity 2 or worse, or for 500 people or more. The severity is 4."
        )

    def test_a_step_about_duties_that_are_open_is_planned(self) -> None:
        book = runbook({"id": "S1", "from_severity": 2, "duties": "people"})
        assert planned(statuses(book, 4)) == []
        assert planned(statuses(book, 4, duties=OpenDuties(frozenset({Addressees.PEOPLE})))) == ["S1"]
        assert planned(statuses(book, 4, duties=OpenDuties(frozenset({Addressees.AUTHORITIES})))) == []

    @pytest.mark.parametrize(
        "keys",
        [
            {"asks": ["accessed"]},
            {
                "decision": {
                    "question": "Read?",
                    "options": ["y", "n"],
                    "by": ["lead"],
                    "sets": {"accessed": {"y": True}},
                }
            },
        ],
    )
    def test_a_step_that_asks_for_or_decides_what_an_undetermined_duty_depends_on_is_planned(
        self, keys: dict[str, Any]
    ) -> None:
        book = runbook({"id": "S1", "from_severity": 2, **keys})
        assert planned(statuses(book, 4, duties=OpenDuties(facts=frozenset({"accessed"})))) == ["S1"]
        assert planned(statuses(book, 4, duties=OpenDuties(facts=frozenset({"acquired"})))) == []

    def test_what_follows_from_a_decision_to_notify_is_planned_once_it_is_made(self) -> None:
        book = runbook(
            {"id": "S1", "duties": "people", "decision": DECISION},
            {"id": "S2", "from_severity": 2, "if_decided": {"S1": ["yes"]}},
        )
        assert planned(statuses(book, 4)) == ["S1"]
        assert planned(statuses(book, 4, {"S1": done("yes")})) == ["S1", "S2"]
        assert planned(statuses(book, 4, {"S1": done("no")})) == ["S1"]

    def test_what_a_planned_gate_waits_for_is_planned_so_that_a_small_incident_opens_no_gate(self) -> None:
        book = runbook(
            {"id": "S1", "from_severity": 2},
            {"id": "S2", "from_severity": 2, "needs": ["S1"], "gate": "destroying"},
            {"id": "S3", "needs": ["S2"], "gate": "sending"},
            {"id": "S4", "from_severity": 2},
            {"id": "S5", "needs": ["S4"]},
        )
        found = statuses(book, 4)
        assert planned(found) == ["S1", "S2", "S3", "S5"]
        assert (found["S3"].state, found["S3"].waits_for) == ("gated", ("S2",))
        assert found["S5"].state == "open"


PEOPLE = {1: 100_000, 2: 1000, 3: 40, 4: 3}
TYPICAL: dict[str, dict[str, Any]] = {
    "lost-device": {"form_of_data": ["electronic"], "protection": "encrypted_key_safe"},
    "misdirected-message": {"misdirection": "wrong_address", "recipient": "known_few", "protection": "unprotected"},
}


def typical(kind: str, severity: int) -> Facts:
    """What is known an hour after the opening: who we are, and roughly what was lost."""
    raw = {
        "zone": "Europe/Berlin",
        "roles": ["controller"],
        "established_in": ["DE"],
        "regulated_as": [],
        "noticed_at": "2026-11-20 08:30",
        "aware_at": "2026-11-20 09:00",
        "breach_of": ["confidentiality"],
        "people": {"DE": PEOPLE[severity]},
        "data": ["names", "email"],
        **TYPICAL.get(kind, {"form_of_data": ["electronic"], "protection": "unprotected"}),
    }
    return read_facts(LAW.vocabulary, LAW.places, raw, "test", OPENED)


def plan(kind: str, severity: int | None, answers: dict[str, str] | None = None) -> dict[str, StepStatus]:
    known = typical(kind, severity or 2)
    duties = open_duties(assess(known, LAW, OPENED.date()))
    given = {step_id: done(answer) for step_id, answer in (answers or {}).items()}
    return statuses(RUNBOOKS[kind], severity, given, duties, fact_bounds(known, LAW, OPENED.date()).evaluate)


class TestShipped:
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize(("severity", "most"), [(4, 15), (3, 30)])
    def test_a_small_incident_has_a_short_plan(self, kind: str, severity: int, most: int) -> None:
        found = planned(plan(kind, severity))
        assert len(found) <= most, found

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_serious_incident_and_one_without_a_severity_leave_nothing_out(self, kind: str) -> None:
        assert min(step.from_severity for step in RUNBOOKS[kind].steps) == 2

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_record_the_risk_both_decisions_and_the_register_are_in_every_plan(self, kind: str) -> None:
        assert {"C01", "C02", "C03", "C05", "N02", "N03", "N04", "N06", "N09", "N18"} <= set(planned(plan(kind, 4)))

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_smallest_incident_still_notifies_in_full_once_that_is_decided(self, kind: str) -> None:
        found = planned(plan(kind, 4, {"N06": "notify", "N09": "tell each person"}))
        assert {"N07", "N10", "N11", "N13", "N14", "N15", "C13"} <= set(found)

    @pytest.mark.parametrize("kind", KINDS)
    def test_while_nothing_is_known_every_step_that_would_settle_a_duty_is_planned(self, kind: str) -> None:
        book = RUNBOOKS[kind]
        wanted = open_duties(assess(Facts(), LAW, OPENED.date()))
        found = planned(statuses(book, 4, duties=wanted))
        settling = {
            step.id
            for step in book.steps
            if wanted.facts & {*step.asks, *(step.decision.sets if step.decision else ())}
        }
        assert settling
        assert settling <= {*found, *(step.id for step in book.steps if step.if_decided)}

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("severity", [1, 3, 4])
    @pytest.mark.parametrize("answer", [0, -1])
    def test_within_the_first_hour_no_role_has_more_than_three_steps_at_once(
        self, kind: str, severity: int, answer: int
    ) -> None:
        """As steps are done in the order they are due, every decision with its first or with its last answer."""
        book, progress = RUNBOOKS[kind], dict[str, StepProgress]()
        while ready := _due_within_the_hour(statuses(book, severity, progress).values(), progress):
            by_role = Counter(one.step.doers[0] for one in ready)
            assert max(by_role.values()) <= 3, [(one.step.id, one.step.doers[0]) for one in ready]
            first = min(ready, key=lambda one: one.due_at or OPENED).step
            progress[first.id] = done(first.decision.options[answer] if first.decision else "")


def _due_within_the_hour(found: Iterable[StepStatus], handled: Iterable[str]) -> list[StepStatus]:
    """What someone can do now, or may have to, and that is due within an hour of the opening. An answer that leaves
    its step open was given anyway."""
    can_be_done = (one for one in found if one.state in (StepState.OPEN, StepState.PENDING) and not one.waits_for)
    until = OPENED + timedelta(hours=1)
    return [one for one in can_be_done if one.due_at and one.due_at <= until and one.step.id not in handled]
