"""What a response suggests to change in its runbook, and what it doesn't."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from bot.runbook.model import Phase, Runbook, Step
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus
from bot.runbook.suggestions import Course, DroppedStep, LaterDue, NewStep, suggestions
from bot.runbook.tasks import task
from tests import shipped

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
BOOK = shipped.runbooks()["lost-device"]


def step(step_id: str, runbook: Runbook = BOOK) -> Step:
    found = runbook.step(step_id)
    assert found
    return found


def done(step_id: str, late: timedelta | None = None) -> StepStatus:
    return StepStatus(step(step_id), StepState.DONE, done_late_for=late)


def skipped(step_id: str, reason: str) -> StepStatus:
    return StepStatus(step(step_id), StepState.SKIPPED, because=reason)


def added(text: str, *, state: StepState = StepState.DONE, test: str = "", at: datetime = AT) -> StepStatus:
    return StepStatus(task("T1", text, None, at, test), state, owners=("U1",))


def said(here: Iterable[StepStatus], *others: Iterable[StepStatus], runbook: Runbook = BOOK) -> list[str]:
    found = suggestions(runbook, Course(tuple(here)), [Course(tuple(one)) for one in others])
    return [str(one.said) for one in found]


def test_a_task_that_was_done_becomes_a_step() -> None:
    assert said([added("Call the taxi company")]) == [
        "Add a step: Call the taxi company (added by hand as T1, and done)"
    ]


@pytest.mark.parametrize(
    "other",
    [
        added("Call the taxi company", state=StepState.OPEN),
        added("Call the taxi company", state=StepState.SKIPPED),
        added("Encrypt all disks", test="the report of the console says 100 percent"),  # changes something once
        added("d50 Enforce full-disk encryption"),  # is a step of the runbook
    ],
)
def test_a_task_that_was_not_done_or_is_no_step_of_a_response_suggests_nothing(other: StepStatus) -> None:
    assert said([other]) == []


@pytest.mark.parametrize(
    ("at", "phase"),
    [(AT, Phase.CONTAIN), (AT + HOUR, Phase.INVESTIGATE), (AT + 2 * HOUR, Phase.PREVENT)],
)
def test_when_a_task_was_added_says_in_which_phase_it_belongs(at: datetime, phase: Phase) -> None:
    course = Course((added("Call the taxi company", at=at),), AT + HOUR, AT + 2 * HOUR, {"U1": "it"})
    (one,) = suggestions(BOOK, course, [])
    assert isinstance(one, NewStep)
    assert (one.phase, one.owner, one.title) == (phase, "it", "Call the taxi company")


def test_a_long_task_has_its_whole_text_as_instruction() -> None:
    text = "Call the taxi company, " * 5 + "and ask"
    (one,) = suggestions(BOOK, Course((added(text),)), [])
    assert isinstance(one, NewStep)
    assert one.do == text
    assert len(one.title) <= 70
    assert one.owner == "lead"  # no one is known to have a role


@pytest.mark.parametrize(
    "reason",
    ["Not applicable: no SIM in it.", "there is no asset register", "trifft nicht zu", "sans objet", "no aplica"],
)
def test_a_step_that_did_not_apply_is_dropped(reason: str) -> None:
    assert said([skipped("d53", reason)]) == [f"Drop d53 (Reconcile the asset register): it didn't apply (“{reason}”)"]


@pytest.mark.parametrize("reason", ["no time", "the vendor did it", "It is not done yet", "no press interest"])
def test_a_step_that_was_skipped_for_another_reason_stays(reason: str) -> None:
    assert said([skipped("d53", reason)]) == []


def test_a_step_that_others_did_or_need_or_that_is_about_a_duty_stays() -> None:
    no = "not applicable"
    assert said([skipped("d53", no)], [done("d53")]) == []
    assert len(said([skipped("d53", no)], [skipped("d53", no)])) == 1
    assert said([skipped("d2", no)]) == []  # d3 needs it
    about_duties = next(one for one in BOOK.steps if one.duties)
    alone = BOOK.model_copy(update={"steps": (about_duties.model_copy(update={"needs": (), "due": None}),)})
    assert said([StepStatus(alone.steps[0], StepState.SKIPPED, because=no)], runbook=alone) == []


def test_a_step_that_is_late_every_time_gets_more_time() -> None:
    assert said([done("d5", 3 * HOUR)], [done("d5", 5 * HOUR)]) == [
        "Give d5 (Report it to the police and lost and found) more time: 8 hours after the opening, not 4 hours after "
        "the opening. It was late in all 2 incidents"
    ]


def test_a_step_that_was_late_once_or_in_time_once_keeps_its_due_time() -> None:
    late = done("d5", 3 * HOUR)
    assert said([late]) == []
    assert said([late], [done("d5")]) == []
    assert said([done("d5")], [late]) == []
    assert said([late], [skipped("d5", "no time")]) == []  # no one did it: nothing is known
    assert len(said([late], [late], [skipped("d5", "no time")])) == 1


def test_a_due_time_that_was_changed_since_is_left_as_it_is() -> None:
    late = done("d5", 3 * HOUR)
    longer = step("d5").model_copy(update={"due": step("d20").due})
    changed = BOOK.model_copy(update={"steps": tuple(longer if one.id == "d5" else one for one in BOOK.steps)})
    assert said([late], [late], runbook=changed) == []


@pytest.mark.parametrize(
    ("step_id", "late", "due"),
    [
        ("d1", timedelta(minutes=10), "30 minutes after opened"),  # 25, rounded up to a quarter of an hour
        ("d1", timedelta(minutes=110), "3 hours after opened"),  # 125 minutes
        ("d5", timedelta(minutes=20), "5 hours after opened"),
        ("d52", timedelta(days=3), "33 working days after closed"),  # 3 days are 2.1 working days
    ],
)
def test_the_new_time_is_rounded_up(step_id: str, late: timedelta, due: str) -> None:
    (one,) = suggestions(BOOK, Course((done(step_id, late),)), [Course((done(step_id, late),))])
    assert isinstance(one, LaterDue)
    assert str(one.due) == due


def test_a_time_that_no_due_time_can_say_is_not_suggested() -> None:
    late = done("d5", 1000 * HOUR)
    assert said([late], [late]) == []


def test_what_is_no_longer_in_the_runbook_suggests_nothing() -> None:
    without = BOOK.model_copy(update={"steps": tuple(one for one in BOOK.steps if one.id not in ("d5", "d53"))})
    late, gone = done("d5", HOUR), skipped("d53", "not applicable")
    assert suggestions(without, Course((late, gone)), [Course((late,))]) == ()
    assert [type(one) for one in suggestions(BOOK, Course((late, gone)), [Course((late,))])] == [DroppedStep, LaterDue]
