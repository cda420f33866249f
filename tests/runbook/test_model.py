"""The model of a runbook: extending a core, its order, its hash, moving to a newer version, simulating it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.runbook.inheritance import build_runbook
from bot.runbook.model import DecisionPoint, Runbook, RunbookFile, StepEntry
from bot.runbook.progress import StepProgress, StepState
from bot.runbook.simulation import simulate
from bot.runbook.step_due import DueRelation, DueUnit, Recurrence, StepDue, StepPeriod, WorkCalendar
from bot.runbook.versions import compare, move

OPENED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CALENDAR = WorkCalendar(ZoneInfo("UTC"), lambda day: day.weekday() < 5)
DECISION = {"question": "Go?", "options": ["go", "stay"], "by": ["lead"]}


def step(step_id: str, **keys: Any) -> dict[str, Any]:
    return {"id": step_id, "title": f"Do the work of {step_id}", "do": "Do it.", "owner": "lead", **keys}


def file(*steps: dict[str, Any], kind: str = "own", **keys: Any) -> RunbookFile:
    return RunbookFile(kind=kind, title="A test", about="For tests.", phases={"contain": steps}, **keys)


def ids(book: Runbook) -> list[str]:
    return [one.id for one in book.steps]


class TestExtending:
    CORE = file(step("C1", due="1 hour after opened", why="Because."), step("C2", needs=["C1"]), kind="core")

    def test_its_steps_are_added_to_those_of_the_core(self) -> None:
        book = build_runbook(file(step("X1", due="2 hours after opened"), extends="core"), self.CORE)
        assert [(one.id, one.origin) for one in book.steps] == [("C1", "core"), ("C2", "core"), ("X1", "own")]

    def test_a_change_replaces_the_keys_it_names_and_no_others(self) -> None:
        book = build_runbook(file(extends="core", changes={"C1": {"owner": "dpo"}}), self.CORE)
        changed = book.step("C1")
        assert changed
        assert (changed.owner, changed.why, str(changed.due)) == ("dpo", "Because.", "1 hour after opened")

    def test_a_dropped_step_is_removed_and_its_reason_kept(self) -> None:
        book = build_runbook(file(extends="core", drops={"C2": "not here"}), self.CORE)
        assert ids(book) == ["C1"]
        assert book.dropped == {"C2": "not here"}

    def test_the_core_itself_is_not_altered(self) -> None:
        build_runbook(file(extends="core", changes={"C1": {"owner": "dpo"}}), self.CORE)
        assert self.CORE.steps[0].owner == "lead"


class TestSecondPerson:
    @staticmethod
    def seconds(*by: str, **keys: Any) -> set[str]:
        return set(DecisionPoint(**{**DECISION, "by": by, "two_people": True, **keys}).seconds)

    def test_one_person_is_enough_where_two_are_not_asked_for(self) -> None:
        assert DecisionPoint(**DECISION).seconds == ()

    def test_several_deciders_confirm_one_another_and_so_do_their_stand_ins(self) -> None:
        assert self.seconds("lead", "executive") == {"lead", "executive", "deputy"}
        assert self.seconds("dpo", "hr") == {"dpo", "hr", "counsel"}
        assert self.seconds("communications", "executive") == {"communications", "executive"}

    def test_a_sole_decider_is_confirmed_by_who_answers_for_the_response(self) -> None:
        assert self.seconds("forensics") == {"forensics", "lead", "deputy", "dpo", "counsel", "executive"}

    def test_a_file_may_name_others_besides_the_deciders(self) -> None:
        assert self.seconds("lead", confirmed_by=["forensics"]) == {"lead", "forensics"}

    @pytest.mark.parametrize(
        "keys", [{"two_people": True, "confirmed_by": ["lead"]}, {"two_people": False, "confirmed_by": ["it"]}]
    )
    def test_a_decision_that_no_one_else_could_confirm_is_a_fault(self, keys: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="confirm"):
            DecisionPoint(**{**DECISION, **keys})


class TestOrder:
    def test_steps_due_earlier_come_first(self) -> None:
        book = build_runbook(file(step("S1", due="2 hours after opened"), step("S2", due="10 minutes after opened")))
        assert ids(book) == ["S2", "S1"]

    def test_needed_steps_come_first_whatever_is_due(self) -> None:
        book = build_runbook(
            file(step("S1", due="1 hour after opened", needs=["S2"]), step("S2", due="1 hour after opened"))
        )
        assert ids(book) == ["S2", "S1"]

    def test_steps_counted_from_the_end_of_the_response_come_last(self) -> None:
        book = build_runbook(file(step("S1", due="3 days after closed"), step("S2", due="20 days after opened")))
        assert ids(book) == ["S2", "S1"]

    @given(some.permutations(["S1", "S2", "S3", "S4", "S5", "S6"]), some.data())
    def test_no_file_order_puts_a_step_before_one_it_needs(self, written: list[str], data: some.DataObject) -> None:
        steps = []
        for index, step_id in enumerate(written):
            needs = data.draw(some.lists(some.sampled_from(written[:index] or ["S0"]), max_size=2, unique=True))
            steps.append(step(step_id, needs=[need for need in needs if need != "S0"]))
        shuffled = data.draw(some.permutations(steps))
        order = ids(build_runbook(file(*shuffled)))
        assert all(order.index(need) < order.index(one["id"]) for one in steps for need in one["needs"])


class TestHash:
    def test_equal_content_has_one_hash_and_changed_text_another(self) -> None:
        first, same = build_runbook(file(step("S1"))), build_runbook(file(step("S1")))
        other = build_runbook(file(step("S1", why="Because.")))
        assert first.hash == same.hash
        assert first.hash != other.hash

    def test_a_changed_copy_has_a_hash_of_its_own(self) -> None:
        book = build_runbook(file(step("S1")))
        first = book.hash
        assert book.model_copy(update={"about": "Edited."}).hash != first
        assert book.model_copy().hash == first

    def test_a_stored_runbook_reads_back_the_same(self) -> None:
        keys = {"due": "2 working days after opened", "again": "weekly until S1", "decision": DECISION}
        book = build_runbook(file(step("S1", **keys)))
        assert Runbook.model_validate_json(book.model_dump_json()) == book


class TestMoving:
    OLD = build_runbook(file(step("S1", decision=DECISION), step("S2"), step("S3")))
    NEW = build_runbook(
        file(step("S1", decision={**DECISION, "options": ["go", "wait"]}), step("S2", why="New."), step("S4"))
    )

    def test_the_difference_names_added_removed_and_changed_steps(self) -> None:
        found = compare(self.OLD, self.NEW)
        assert [one.id for one in found.added] == ["S4"]
        assert [one.id for one in found.removed] == ["S3"]
        assert [(one.id, keys) for one, keys in found.changed] == [("S1", ("decision",)), ("S2", ("why",))]

    def test_a_runbook_does_not_differ_from_itself(self) -> None:
        assert not compare(self.OLD, self.OLD)

    def test_finished_steps_stay_done(self) -> None:
        states = {"S2": StepProgress(StepState.DONE, owners=("U1",), settled_at=OPENED)}
        assert move(self.OLD, self.NEW, states).progress["S2"] == states["S2"]

    def test_work_on_removed_steps_is_named_and_untouched_ones_are_not(self) -> None:
        done = {"S3": StepProgress(StepState.DONE, settled_at=OPENED)}
        assert [one.id for one in move(self.OLD, self.NEW, done).left_behind] == ["S3"]
        assert move(self.OLD, self.NEW, {"S3": StepProgress()}).left_behind == ()

    def test_an_answer_that_is_no_longer_offered_is_asked_again(self) -> None:
        stays = move(self.OLD, self.NEW, {"S1": StepProgress(StepState.DONE, answer="go", settled_at=OPENED)})
        gone = move(self.OLD, self.NEW, {"S1": StepProgress(StepState.DONE, answer="stay", settled_at=OPENED)})
        assert (stays.asked_again, stays.progress["S1"].answer) == ((), "go")
        assert [one.id for one in gone.asked_again] == ["S1"]
        assert (gone.progress["S1"].state, gone.progress["S1"].answer) == ("open", "")


class TestRehearsing:
    def plan(self, *steps: dict[str, Any], answers: dict[str, str] | None = None, **facts: bool) -> dict[str, datetime]:
        found = simulate(build_runbook(file(*steps)), facts.get, OPENED, CALENDAR, answers)
        assert not found.stuck
        return {each.step.id: each.at for each in found.planned}

    def test_a_step_is_done_at_its_due_time(self) -> None:
        assert self.plan(step("S1", due="2 hours after opened")) == {"S1": OPENED + timedelta(hours=2)}

    def test_a_step_without_a_due_time_is_done_with_what_it_waits_for(self) -> None:
        plan = self.plan(step("S1", due="2 hours after opened"), step("S2", needs=["S1"]))
        assert plan["S2"] == OPENED + timedelta(hours=2)

    def test_a_step_that_counts_from_another_follows_it(self) -> None:
        plan = self.plan(step("S1", due="2 hours after opened"), step("S2", due="3 hours after S1", needs=["S1"]))
        assert plan["S2"] == OPENED + timedelta(hours=5)

    def test_a_step_that_counts_from_the_end_waits_for_it(self) -> None:
        plan = self.plan(step("S1", due="5 hours after opened", marks="closed"), step("S2", due="1 hour after closed"))
        assert plan["S2"] == OPENED + timedelta(hours=6)

    def test_answers_decide_what_is_simulated(self) -> None:
        steps = (step("S1", decision=DECISION), step("S2", if_decided={"S1": ["go"]}))
        assert set(self.plan(*steps)) == {"S1", "S2"}
        assert set(self.plan(*steps, answers={"S1": "stay"})) == {"S1"}

    def test_steps_that_may_apply_are_listed_separately(self) -> None:
        book = build_runbook(file(step("S1", when="paper", because="paper is lost")))
        found = simulate(book, lambda _: None, OPENED, CALENDAR)
        assert [one.step.id for one in found.may_apply] == ["S1"]
        assert not found.planned

    def test_steps_that_wait_for_each_other_are_stuck(self) -> None:
        book = build_runbook(file(step("S1", needs=["S2"]), step("S2", needs=["S1"])))
        assert {one.step.id for one in simulate(book, lambda _: None, OPENED, CALENDAR).stuck} == {"S1", "S2"}


@pytest.mark.parametrize(
    "text", ["daily for 30 days", "weekly until P15", "daily until closed", "90 days after closed", "when facts change"]
)
def test_a_repetition_reads_back_as_it_was_written(text: str) -> None:
    assert str(Recurrence.read(text)) == text


@pytest.mark.parametrize("text", ["monthly until P15", "daily", "sometimes", ""])
def test_a_repetition_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write a repetition like"):
        Recurrence.read(text)


@pytest.mark.parametrize(("text", "plain"), [("1 hour", "1 hour"), ("45 minutes", "45 minutes"), ("1 days", "1 day")])
def test_a_length_is_written_with_its_plural(text: str, plain: str) -> None:
    assert str(StepPeriod.read(text)) == plain


@given(some.integers(1, 999), some.sampled_from(DueUnit))
def test_every_valid_due_time_reads_back(amount: int, unit: DueUnit) -> None:
    due = StepDue(DueRelation.AFTER, "aware", StepPeriod(amount, unit))
    assert StepDue.read(str(due)) == due


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"when": "paper"}, "go together"),
        ({"because": "paper"}, "go together"),
        ({"decision": {**DECISION, "stays_open_on": ["never"]}}, "some of the options"),
        ({"decision": {**DECISION, "stays_open_on": ["go", "stay"]}}, "not all of them"),
        ({"decision": {**DECISION, "options": ["go"]}}, "at least 2"),
        ({"skip": "sometimes"}, "with_reason"),
    ],
)
def test_a_contradictory_step_is_refused(keys: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        StepEntry.model_validate(step("S1", **keys))


def test_a_late_step_escalates_after_a_quarter_of_its_time_between_fifteen_minutes_and_a_day_unless_written() -> None:
    steps = build_runbook(
        file(
            step("S1", due="10 minutes after opened"),
            step("S2", due="4 hours after opened"),
            step("S3", due="40 days after opened"),
            step("S4", due="4 hours after opened", escalate_after="20 minutes"),
        )
    ).steps
    pauses = {one.id: one.escalates_for for one in steps}
    assert pauses == {
        "S1": timedelta(minutes=15),
        "S2": timedelta(hours=1),
        "S3": timedelta(days=1),
        "S4": timedelta(minutes=20),
    }
