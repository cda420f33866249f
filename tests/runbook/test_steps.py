"""Which step is open, waiting, gated, late, done or set aside; every expected time is worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest

from bot.runbook.inheritance import build_runbook
from bot.runbook.model import Phase, Runbook, RunbookFile
from bot.runbook.progress import RunbookSnapshot, StepProgress, StepState
from bot.runbook.step_due import Milestones, StepDue, StepPeriod, WorkCalendar
from bot.runbook.steps import StepStatus, changes, next_steps, status, unsettled

OPENED = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)  # a Friday, 15:00 in Berlin
BERLIN = WorkCalendar(ZoneInfo("Europe/Berlin"), lambda day: day.weekday() < 5)


def step(step_id: str, **keys: Any) -> dict[str, Any]:
    return {"id": step_id, "title": f"Do the work of {step_id}", "do": "Do it.", "owner": "lead", **keys}


def runbook(*steps: dict[str, Any], phase: str = "contain") -> Runbook:
    return build_runbook(RunbookFile(kind="test", title="A test", about="For tests.", phases={phase: steps}))


def statuses(
    book: Runbook,
    progress: dict[str, StepProgress] | None = None,
    now: datetime = OPENED,
    milestones: Milestones | None = None,
    **facts: bool,
) -> dict[str, StepStatus]:
    found = status(RunbookSnapshot(book, progress or {}, facts.get, milestones or Milestones(OPENED), BERLIN), now)
    return {one.step.id: one for one in found}


def done(at: datetime = OPENED, answer: str = "") -> StepProgress:
    return StepProgress(StepState.DONE, owners=("U1",), settled_at=at, answer=answer)


DECISION = {"question": "Go?", "options": ["go", "wait", "never"], "by": ["lead"], "stays_open_on": ["wait"]}


def test_a_step_without_needs_is_open_and_one_with_needs_waits_by_name_and_can_be_taken() -> None:
    found = statuses(runbook(step("S1"), step("S2", needs=["S1"])))
    assert (found["S1"].state, found["S2"].state, found["S2"].waits_for) == ("open", "waiting", ("S1",))
    assert found["S2"].can_be_taken


@pytest.mark.parametrize("how", [StepState.DONE, StepState.SKIPPED])
def test_a_need_that_is_done_or_skipped_is_no_longer_waited_for(how: StepState) -> None:
    states = {"S1": StepProgress(how, settled_at=OPENED)}
    assert statuses(runbook(step("S1"), step("S2", needs=["S1"])), states)["S2"].state == "open"


def test_a_claimed_need_is_still_waited_for() -> None:
    found = statuses(
        runbook(step("S1"), step("S2", needs=["S1"])), {"S1": StepProgress(StepState.CLAIMED, owners=("U1",))}
    )
    assert (found["S1"].state, found["S1"].person, found["S2"].state) == ("claimed", "U1", "waiting")


def test_a_step_that_someone_took_early_is_theirs_and_still_names_what_is_advised_before_it() -> None:
    found = statuses(
        runbook(step("S1"), step("S2", needs=["S1"])), {"S2": StepProgress(StepState.CLAIMED, owners=("U1",))}
    )
    assert (found["S2"].state, found["S2"].waits_for) == ("claimed", ("S1",))


def test_a_step_done_early_stays_done_and_says_before_what() -> None:
    early = StepProgress(StepState.DONE, owners=("U1",), settled_at=OPENED, done_before=("S1",))
    one = statuses(runbook(step("S1"), step("S2", needs=["S1"])), {"S2": early})["S2"]
    assert (one.state, [need.id for need in one.done_before]) == ("done", ["S1"])


class TestGates:
    BOOK = runbook(
        step("S1", decision=DECISION),
        step("S2", needs=["S1"], gate="sending"),
        step("S3", if_decided={"S1": ["go"]}, gate="paying"),
        step("S4", needs=["S1"], gate="destroying", when="paper", because="paper is lost"),
    )

    def test_a_gate_with_open_needs_or_decisions_is_closed_and_the_step_cannot_be_taken(self) -> None:
        found = statuses(self.BOOK)
        assert [found[i].state for i in ("S2", "S3", "S4")] == ["gated"] * 3
        assert [found[i].waits_for for i in ("S2", "S3", "S4")] == [("S1",)] * 3
        assert not any(found[i].can_be_taken for i in ("S2", "S3", "S4"))

    def test_a_gate_opens_when_nothing_is_open_before_it(self) -> None:
        found = statuses(self.BOOK, {"S1": done(answer="go")}, paper=True)
        assert [found[i].state for i in ("S2", "S3", "S4")] == ["open"] * 3

    def test_an_answer_that_leaves_its_step_open_keeps_the_gate_closed(self) -> None:
        assert statuses(self.BOOK, {"S1": done(answer="wait")})["S2"].state == "gated"

    def test_a_claim_does_not_open_a_gate(self) -> None:
        claimed = {"S2": StepProgress(StepState.CLAIMED, owners=("U1",))}
        assert statuses(self.BOOK, claimed)["S2"].state == "gated"

    def test_a_step_behind_a_closed_gate_is_set_aside_when_it_does_not_apply(self) -> None:
        found = statuses(self.BOOK, {"S1": done(answer="never")}, paper=False)
        assert [found[i].state for i in ("S3", "S4")] == ["set_aside"] * 2

    def test_what_happened_behind_a_closed_gate_counts_for_nothing_that_was_bypassed(self) -> None:
        happened = StepProgress(
            StepState.DONE, owners=("U1",), settled_at=OPENED, done_before=("S1",), deviation="an agency sent it"
        )
        found = statuses(self.BOOK, {"S2": happened})
        assert (found["S2"].state, found["S2"].deviation) == ("done", "an agency sent it")
        assert (found["S1"].state, found["S3"].state) == ("open", "gated")

    def test_a_decision_that_was_bypassed_stays_to_be_made(self) -> None:
        book = runbook(step("S1"), step("S2", needs=["S1"], gate="sending", decision=DECISION))
        one = statuses(book, {"S2": StepProgress(deviation="an agency sent it")})["S2"]
        assert (one.state, one.deviation) == ("gated", "an agency sent it")
        one = statuses(book, {"S1": done(), "S2": StepProgress(deviation="an agency sent it")})["S2"]
        assert (one.state, one.deviation) == ("open", "an agency sent it")


def test_phases_run_in_parallel() -> None:
    phases: Any = {"contain": [step("S1")], "notify": [step("S2")], "prevent": [step("S3")]}
    book = build_runbook(RunbookFile(kind="test", title="A test", about="x", phases=phases))
    assert {one.state for one in statuses(book).values()} == {"open"}


class TestConditions:
    BOOK = runbook(step("S1", when="paper", because="paper is lost"), step("S2", needs=["S1"]))

    def test_an_open_condition_keeps_the_step_listed_and_names_the_fact(self) -> None:
        one = statuses(self.BOOK)["S1"]
        assert (one.state, one.missing) == ("pending", ("paper",))
        assert str(one.because) == "May apply: only if paper is lost, which isn't known yet."

    def test_a_true_condition_opens_the_step_and_says_why(self) -> None:
        one = statuses(self.BOOK, paper=True)["S1"]
        assert (one.state, str(one.because)) == ("open", "Applies because paper is lost.")

    def test_a_false_condition_sets_the_step_aside_says_why_and_opens_what_needs_it(self) -> None:
        found = statuses(self.BOOK, paper=False)
        assert found["S1"].state == "set_aside"
        assert str(found["S1"].because) == "Set aside: applies only if paper is lost."
        assert found["S2"].state == "open"

    def test_a_claimed_step_is_set_aside_with_its_person_and_restored(self) -> None:
        states = {"S1": StepProgress(StepState.CLAIMED, owners=("U1",))}
        aside, back = statuses(self.BOOK, states, paper=False)["S1"], statuses(self.BOOK, states, paper=True)["S1"]
        assert (aside.state, aside.person) == ("set_aside", "U1")
        assert (back.state, back.person) == ("claimed", "U1")

    def test_a_finished_step_stays_finished_when_its_condition_becomes_false(self) -> None:
        assert statuses(self.BOOK, {"S1": done()}, paper=False)["S1"].state == "done"


class TestDecisions:
    BOOK = runbook(
        step("S1", decision=DECISION),
        step("S2", if_decided={"S1": ["go"]}),
        step("S3", needs=["S1"]),
    )

    def test_what_depends_on_an_open_decision_may_apply_and_waits_for_it(self) -> None:
        one = statuses(self.BOOK)["S2"]
        assert (one.state, one.waits_for, one.missing) == ("pending", ("S1",), ())
        assert str(one.because) == "May apply: “Do the work of S1” isn't decided yet."

    def test_the_required_answer_opens_it_and_another_sets_it_aside_with_the_answer(self) -> None:
        assert statuses(self.BOOK, {"S1": done(answer="go")})["S2"].state == "open"
        aside = statuses(self.BOOK, {"S1": done(answer="never")})["S2"]
        assert (aside.state, str(aside.because)) == (
            "set_aside",
            "Set aside: “Do the work of S1” was answered “never”.",
        )

    def test_an_answer_that_leaves_the_step_open_keeps_what_needs_it_waiting(self) -> None:
        found = statuses(self.BOOK, {"S1": done(answer="wait")})
        assert (found["S1"].state, found["S3"].waits_for) == ("open", ("S1",))
        assert str(found["S1"].because) == "Answered “wait”: the step stays open."

    def test_a_skipped_decision_sets_nothing_aside(self) -> None:
        assert statuses(self.BOOK, {"S1": StepProgress(StepState.SKIPPED, settled_at=OPENED)})["S2"].state == "open"

    def test_one_required_answer_of_two_decisions_is_enough_and_an_open_one_is_waited_for_until_then(self) -> None:
        book = runbook(
            step("S1", decision=DECISION),
            step("S2", decision=DECISION),
            step("S3", if_decided={"S1": ["go"], "S2": ["go"]}),
        )
        assert statuses(book, {"S1": done(answer="never")})["S3"].waits_for == ("S2",)
        assert statuses(book, {"S1": done(answer="never"), "S2": done(answer="go")})["S3"].state == "open"
        assert statuses(book, {"S1": done(answer="go")})["S3"].state == "open"
        assert statuses(book, {"S1": done(answer="never"), "S2": done(answer="never")})["S3"].state == "set_aside"


class TestDue:
    def test_hours_are_elapsed_time(self) -> None:
        one = statuses(runbook(step("S1", due="4 hours after opened")), now=OPENED + timedelta(hours=5))["S1"]
        assert (one.due_at, one.late_for) == (OPENED + timedelta(hours=4), timedelta(hours=1))

    def test_a_step_is_not_late_at_its_exact_due_time(self) -> None:
        assert (
            statuses(runbook(step("S1", due="4 hours after opened")), now=OPENED + timedelta(hours=4))["S1"].late_for
            is None
        )

    def test_working_days_skip_the_weekend_and_end_with_the_local_day(self) -> None:
        # Friday 20 November; the first working day after it is Monday 23, the second Tuesday 24; CET is UTC + 1
        one = statuses(runbook(step("S1", due="2 working days after opened")))["S1"]
        assert one.due_at == datetime(2026, 11, 24, 22, 59, 59, tzinfo=UTC)

    def test_days_count_the_weekend(self) -> None:
        one = statuses(runbook(step("S1", due="2 days after opened")))["S1"]
        assert one.due_at == datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC)

    def test_days_end_with_the_local_day_when_daylight_saving_time_ends(self) -> None:
        # 24 October 2026 is in CEST, 25 October ends in CET
        at = BERLIN.after(datetime(2026, 10, 24, 10, tzinfo=UTC), StepPeriod.read("1 day"))
        assert at == datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)

    def test_nothing_is_due_before_its_milestone_is_reached(self) -> None:
        book = runbook(step("S1", due="6 hours after aware"))
        assert statuses(book)["S1"].due_at is None
        aware = Milestones(OPENED, aware_at=OPENED - timedelta(hours=2))
        assert statuses(book, milestones=aware)["S1"].due_at == OPENED + timedelta(hours=4)

    def test_it_may_count_from_the_end_of_another_step(self) -> None:
        book = runbook(step("S1"), step("S2", needs=["S1"], due="3 hours after S1"))
        assert statuses(book)["S2"].due_at is None
        assert statuses(book, {"S1": done(OPENED + timedelta(hours=1))})["S2"].due_at == OPENED + timedelta(hours=4)

    def test_before_and_with_take_the_due_time_of_the_step_they_name(self) -> None:
        book = runbook(step("S1", due="before S3"), step("S2", due="with S3"), step("S3", due="1 hour after opened"))
        found = statuses(book)
        assert found["S1"].due_at == found["S2"].due_at == OPENED + timedelta(hours=1)

    def test_a_step_without_a_number_takes_the_earliest_due_time_of_those_that_come_after_it(self) -> None:
        assert statuses(self.SHARED)["S1"].due_at == OPENED + timedelta(hours=5)

    SHARED = runbook(
        step("S1"),
        step("S2", needs=["S1"], due="9 hours after opened"),
        step("S3", needs=["S1"], due="5 hours after opened"),
    )

    def test_those_that_were_done_before_it_ask_nothing_of_it(self) -> None:
        one, two = OPENED + timedelta(hours=1), OPENED + timedelta(hours=2)
        assert statuses(self.SHARED, {"S3": done(one)})["S1"].due_at == OPENED + timedelta(hours=9)
        assert statuses(self.SHARED, {"S3": done(one), "S2": done(one)})["S1"].due_at is None
        assert statuses(self.SHARED, {"S3": done(one), "S1": done(two)})["S1"].due_at == OPENED + timedelta(hours=9)
        assert statuses(self.SHARED, {"S1": done(one), "S3": done(two)})["S1"].due_at == OPENED + timedelta(hours=5)

    def test_a_decision_may_bring_it_forward(self) -> None:
        sooner = {"if_decided": {"S1": ["go"]}, "due": "1 hour after opened"}
        book = runbook(step("S1", decision=DECISION), step("S2", due="9 hours after opened", sooner=sooner))
        assert statuses(book)["S2"].due_at == OPENED + timedelta(hours=9)
        assert statuses(book, {"S1": done(answer="go")})["S2"].due_at == OPENED + timedelta(hours=1)


class TestLateness:
    """A step that could not be done yet is not late; order is advice and no excuse."""

    LATER = OPENED + timedelta(hours=3)
    HOUR: ClassVar = {"due": "1 hour after opened"}

    def late(self, book: Runbook, progress: dict[str, StepProgress] | None = None, **facts: bool) -> list[str]:
        found = statuses(book, progress, now=self.LATER, milestones=None, **facts)
        assert all(one.late_for == timedelta(hours=2) for one in found.values() if one.late_for)
        return [i for i, one in found.items() if one.late_for]

    def test_a_waiting_step_is_late_like_any_other(self) -> None:
        assert self.late(runbook(step("S1"), step("S2", needs=["S1"], **self.HOUR))) == ["S1", "S2"]

    def test_a_step_behind_a_closed_gate_is_not_and_its_need_is(self) -> None:
        book = runbook(step("S1"), step("S2", needs=["S1"], gate="sending", **self.HOUR))
        assert self.late(book) == ["S1"]
        assert self.late(book, {"S1": done(self.LATER)}) == ["S2"]

    def test_a_step_of_which_it_is_not_known_whether_it_applies_is_not_whoever_has_it(self) -> None:
        unknown = runbook(step("S1", when="paper", because="x", **self.HOUR))
        undecided = runbook(step("S1", decision=DECISION), step("S2", if_decided={"S1": ["go"]}, **self.HOUR))
        taken = StepProgress(StepState.CLAIMED, owners=("U1",))
        assert self.late(unknown) == self.late(unknown, {"S1": taken}) == []
        assert self.late(undecided) == self.late(undecided, {"S2": taken}) == []
        assert self.late(unknown, paper=True) == ["S1"]
        assert self.late(undecided, {"S1": done(answer="go")}) == ["S2"]

    def test_a_step_whose_due_time_counts_from_something_that_has_not_happened_is_not(self) -> None:
        book = runbook(step("S1"), step("S2", due="1 hour after aware"), step("S3", due="1 hour after S1"))
        assert self.late(book) == []
        assert self.late(book, {"S1": done(OPENED)}) == ["S3"]

    def test_what_was_skipped_or_set_aside_is_not(self) -> None:
        book = runbook(step("S1", **self.HOUR), step("S2", when="paper", because="x", **self.HOUR))
        assert self.late(book, {"S1": StepProgress(StepState.SKIPPED, settled_at=self.LATER)}, paper=False) == []

    def test_a_finished_step_says_how_late_it_was_done(self) -> None:
        book = runbook(step("S1", **self.HOUR))
        one = statuses(book, {"S1": done(OPENED + timedelta(minutes=90))}, now=self.LATER)["S1"]
        assert (one.late_for, one.done_late_for) == (None, timedelta(minutes=30))
        assert statuses(book, {"S1": done(OPENED + timedelta(hours=1))}, now=self.LATER)["S1"].done_late_for is None

    def test_a_step_that_is_done_again_and_again_does_not_count_from_its_first_due_time(self) -> None:
        book = runbook(step("S1", again="daily for 30 days", **self.HOUR))
        assert statuses(book, {"S1": done(self.LATER)}, now=self.LATER)["S1"].done_late_for is None


class TestMoments:
    BOOK = runbook(
        step("S1", marks="contained"),
        step("S2", marks="contained", when="paper", because="x"),
        step("S3", due="1 hour after contained"),
    )

    def test_a_milestone_is_reached_when_every_step_marking_it_is_done_or_skipped(self) -> None:
        first, second = OPENED + timedelta(hours=1), OPENED + timedelta(hours=2)
        assert statuses(self.BOOK, {"S1": done(first)}, paper=True)["S3"].due_at is None
        both = {"S1": done(first), "S2": done(second)}
        assert statuses(self.BOOK, both, paper=True)["S3"].due_at == second + timedelta(hours=1)

    def test_a_marker_that_does_not_apply_is_not_waited_for(self) -> None:
        assert statuses(self.BOOK, {"S1": done()}, paper=False)["S3"].due_at == OPENED + timedelta(hours=1)

    def test_a_stated_milestone_takes_precedence(self) -> None:
        stated = Milestones(OPENED, contained_at=OPENED + timedelta(hours=9))
        assert statuses(self.BOOK, {"S1": done()}, milestones=stated, paper=False)["S3"].due_at == OPENED + timedelta(
            hours=10
        )


class TestAgain:
    def recurring(
        self,
        text: str,
        now: datetime,
        milestones: Milestones | None = None,
        progress: dict[str, StepProgress] | None = None,
    ) -> StepStatus:
        book = runbook(step("S1", due="1 hour after opened", again=text), step("S2"))
        return statuses(book, {"S1": done(), **(progress or {})}, now=now, milestones=milestones)["S1"]

    def test_a_daily_step_reopens_after_a_day(self) -> None:
        assert self.recurring("daily for 30 days", OPENED + timedelta(hours=23)).state == "done"
        one = self.recurring("daily for 30 days", OPENED + timedelta(hours=25))
        assert (one.state, one.late_for) == ("open", timedelta(hours=1))
        assert str(one.because) == "Due again (daily for 30 days)."

    def test_a_daily_step_ends_with_its_time(self) -> None:
        late = {"S1": done(OPENED + timedelta(days=30))}  # it began an hour after opening and runs thirty days
        assert self.recurring("daily for 30 days", OPENED + timedelta(days=40), progress=late).state == "done"

    def test_a_weekly_step_ends_with_the_step_it_runs_until(self) -> None:
        ended = {"S2": done(OPENED + timedelta(days=3))}
        assert self.recurring("weekly until S2", OPENED + timedelta(days=8)).state == "open"
        assert self.recurring("weekly until S2", OPENED + timedelta(days=8), progress=ended).state == "done"

    def test_a_second_instant_reopens_it(self) -> None:
        closed = Milestones(OPENED, closed_at=OPENED + timedelta(days=1))
        assert self.recurring("2 days after closed", OPENED + timedelta(days=2), closed).state == "done"
        assert self.recurring("2 days after closed", OPENED + timedelta(days=9), closed).state == "open"

    def test_new_facts_reopen_it_and_old_ones_do_not(self) -> None:
        before = Milestones(OPENED, facts_changed_at=OPENED - timedelta(minutes=1))
        after = Milestones(OPENED, facts_changed_at=OPENED + timedelta(minutes=1))
        assert self.recurring("when facts change", OPENED + timedelta(hours=1), before).state == "done"
        assert self.recurring("when facts change", OPENED + timedelta(hours=1), after).state == "open"

    def test_a_skipped_step_is_not_done_again(self) -> None:
        skipped = {"S1": StepProgress(StepState.SKIPPED, settled_at=OPENED)}
        assert self.recurring("daily for 30 days", OPENED + timedelta(days=3), progress=skipped).state == "skipped"


class TestChanges:
    BOOK = TestConditions.BOOK

    def told(self, before: dict[str, StepStatus], after: dict[str, StepStatus]) -> list[tuple[str, str]]:
        return [(one.step.id, one.what) for one in changes(before.values(), after.values())]

    def test_a_fact_that_becomes_false_sets_aside_and_opens_what_waited(self) -> None:
        assert self.told(statuses(self.BOOK, paper=True), statuses(self.BOOK, paper=False)) == [
            ("S1", "set_aside"),
            ("S2", "opened"),
        ]

    def test_a_fact_that_becomes_true_makes_the_step_appear(self) -> None:
        assert self.told(statuses(self.BOOK), statuses(self.BOOK, paper=True)) == [("S1", "appeared")]
        assert self.told(statuses(self.BOOK, paper=False), statuses(self.BOOK, paper=True)) == [("S1", "appeared")]

    def test_a_step_becomes_late_once(self) -> None:
        book = runbook(step("S1", due="1 hour after opened"))
        early, late = statuses(book), statuses(book, now=OPENED + timedelta(hours=2))
        later = statuses(book, now=OPENED + timedelta(hours=3))
        assert self.told(early, late) == [("S1", "late")]
        assert self.told(late, later) == []

    def test_nothing_is_announced_when_nothing_changed(self) -> None:
        assert self.told(statuses(self.BOOK), statuses(self.BOOK)) == []


class TestNext:
    BOOK = runbook(
        step("S1", owner="dpo", due="9 hours after opened"),
        step("S2", owner="lead", doer="it", due="1 hour after opened"),
        step("S3", owner="lead"),
        step("S4", owner="lead", when="paper", because="x"),
        step("S5", owner="lead", restricted_to=["dpo"]),
        step("S6", owner="lead", needs=["S1"]),
    )

    def order(self, roles: tuple[str, ...], person: str = "", **states: StepProgress) -> list[str]:
        return [one.step.id for one in next_steps(statuses(self.BOOK, states).values(), roles, person)]

    def test_by_due_then_those_without_one_then_those_better_done_later_then_those_that_may_apply(self) -> None:
        assert self.order(("lead",)) == ["S2", "S3", "S6", "S4"]

    def test_nothing_behind_a_closed_gate_is_next(self) -> None:
        book = runbook(step("S1"), step("S2", needs=["S1"], gate="sending"))
        assert [one.step.id for one in next_steps(statuses(book).values(), ("lead",))] == ["S1"]

    def test_the_doer_has_it_too_and_others_do_not(self) -> None:
        assert self.order(("it",)) == ["S2"]
        assert self.order(("hr",)) == []

    def test_my_own_come_first_whatever_my_role_and_other_peoples_are_left_out(self) -> None:
        mine = {
            "S1": StepProgress(StepState.CLAIMED, owners=("U1",)),
            "S2": StepProgress(StepState.CLAIMED, owners=("U2",)),
        }
        assert self.order(("lead",), "U1", **mine) == ["S1", "S3", "S6", "S4"]

    def test_a_restricted_step_is_shown_only_to_its_roles(self) -> None:
        assert "S5" in self.order(("lead", "dpo"))


def test_unsettled_names_what_is_left_in_a_phase() -> None:
    phases: Any = {"contain": [step("S1")], "notify": [step("S2")]}
    book = build_runbook(RunbookFile(kind="test", title="A test", about="x", phases=phases))
    found = statuses(book, {"S1": done()}).values()
    assert [one.step.id for one in unsettled(found)] == ["S2"]
    assert unsettled(found, Phase.CONTAIN) == ()


def test_only_a_step_that_tells_people_may_go_first_for_safety() -> None:
    first = {"safety_first": True}
    book = runbook(
        step("S1"),
        step("S2", needs=["S1"]),
        step("S3", needs=["S1"], **first),
        step("S4", **first),
        step("S5", needs=["S1"], gate="sending", **first),
    )
    assert [i for i, one in statuses(book).items() if one.may_go_first] == ["S3", "S4", "S5"]


def test_a_safety_exception_does_not_open_a_gate() -> None:
    book = runbook(step("S1"), step("S2", needs=["S1"], gate="sending"))
    found = statuses(book, {"S2": StepProgress(exception="her former partner has the address.")})
    assert (found["S2"].state, found["S2"].waits_for) == ("gated", ("S1",))


def test_a_step_with_a_safety_exception_does_not_wait_and_says_why() -> None:
    book = runbook(
        step("S1"),
        step("S2", needs=["S1"], decision=DECISION),
        step("S3", if_decided={"S2": ["go"]}),
    )
    excepted = {i: StepProgress(exception="her former partner has the address.") for i in ("S2", "S3")}
    found = statuses(book, excepted)
    assert [(found[i].state, found[i].waits_for) for i in ("S2", "S3")] == [("open", ()), ("open", ())]
    assert str(found["S3"].because).startswith("A person's safety comes first: her former partner has the address.")


def test_a_safety_exception_does_not_bring_back_what_does_not_apply() -> None:
    book = runbook(step("S1", when="a", because="a holds", needs=[]))
    assert statuses(book, {"S1": StepProgress(exception="somebody is in danger")}, a=False)["S1"].state == "set_aside"


def test_a_stuck_step_shows_the_blocker() -> None:
    states = {"S1": StepProgress(StepState.CLAIMED, owners=("U1",), stuck="no access to the log")}
    assert statuses(runbook(step("S1")), states)["S1"].because == "no access to the log"


def test_a_holiday_is_not_a_working_day_when_the_calendar_says_so() -> None:
    closed = WorkCalendar(ZoneInfo("UTC"), lambda day: day.weekday() < 5 and day != date(2026, 12, 25))
    # Thursday 24 December 2026; Friday is a holiday, so the first working day is Monday 28
    at = closed.after(datetime(2026, 12, 24, 9, tzinfo=UTC), StepPeriod.read("1 working day"))
    assert at == datetime(2026, 12, 28, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["4 hours after aware", "3 working days after w5", "before N15", "with N15", "at closed"]
)
def test_a_due_time_reads_back_as_written(text: str) -> None:
    assert str(StepDue.read(text)) == text


@pytest.mark.parametrize("text", ["T+4h", "4 hours", "0 hours after opened", "after N15", "4 weeks after opened", ""])
def test_a_due_time_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write a due time like"):
        StepDue.read(text)
