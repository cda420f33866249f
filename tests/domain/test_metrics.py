"""What is counted of an incident, what isn't known, and that no median stands for fewer than three incidents."""

from datetime import timedelta

import pytest

from bot.domain.metrics import Figure, FigureUnit, figures, usual
from bot.domain.report_clocks import ReportClock
from bot.domain.reports import (
    ReportEstimate,
    ReportFact,
    ReportNotice,
    ReportPlace,
    ReportStep,
    Statement,
    StepOutcome,
)
from tests.reports import AWARE, bare_report

RANGE = "Not known: the first or the last number of people is a range, or open"
DAY = timedelta(days=1)


def figure(name: str, **more: object) -> Figure:
    return next(one for one in figures(bare_report(**more)) if one.name == name)


def clock(hours: int, addressee: str = "regulator") -> ReportClock:
    """A clock of 72 hours, met after so many."""
    return ReportClock(
        title="Tell the authority",
        law="GDPR",
        cites="Art. 33(1)",
        owed_to="CNIL",
        addressee=addressee,
        state="met",
        starts_at=AWARE,
        target_at=AWARE + timedelta(hours=72),
        done_at=AWARE + timedelta(hours=hours),
    )


def step(outcome: StepOutcome = StepOutcome.DONE, late: str = "", due: bool = True) -> ReportStep:
    finished = AWARE if outcome is StepOutcome.DONE else None
    return ReportStep(
        phase="contain",
        title="X",
        owner="lead",
        outcome=outcome,
        due_at=AWARE if due else None,
        finished_at=finished,
        late=late,
    )


def estimate(day: int, *counts: tuple[int, int | None]) -> ReportEstimate:
    places = tuple(
        ReportPlace(code=f"X{n}", name="X", least=least, most=most) for n, (least, most) in enumerate(counts)
    )
    return ReportEstimate(at=AWARE + day * DAY, places=places)


def notice(sent: int | None, came_back: int = 0, state: str = "sent") -> ReportNotice:
    return ReportNotice(
        title="N", audience="individuals", version=1, language="en", drafted_by="A", drafted_at=AWARE, sha256="0",
        state=state, sent_to=sent, came_back=came_back,
    )  # fmt: skip


def test_nothing_recorded_makes_no_figure_of_zero() -> None:
    unknown = {one.name for one in figures(bare_report()) if one.value is None}
    assert {
        "Clock used for authorities",
        "Smallest margin",
        "Duties met in time",
        "First estimate off by",
        "Reached",
        "Steps in time",
    } <= unknown
    assert figure("Reached").shown == "Not known: no notice with a counted number of recipients went out"
    assert (figure("Steps skipped").value, figure("Facts corrected").shown) == (0, "0")


def test_of_several_authorities_the_one_told_last_in_its_clock_counts() -> None:
    """18 and 54 of 72 hours are 25 and 75%; 54 hours leave 18."""
    clocks = (clock(18), clock(54), clock(71, "individuals"))
    assert figure("Clock used for authorities", clocks=clocks).shown == "75%"
    assert figure("Smallest margin", clocks=clocks).shown == "18 h"
    assert figure("Smallest margin", clocks=(clock(73), clock(18))).shown == "−1 h"
    assert figure("Duties met in time", clocks=(clock(73), clock(18))).shown == "50%"


@pytest.mark.parametrize(
    ("estimates", "shown"),
    [
        ((estimate(0, (300, 300)), estimate(3, (900, 900), (300, 300))), "75%"),  # 900 of 1,200 were missing
        ((estimate(0, (1200, 1200)),), "Not known: only one number of people is on record"),
        ((estimate(0, (1200, 1200)), estimate(1, (1200, 1200))), "0%"),
        ((estimate(0, (1, None)), estimate(3, (900, 900))), RANGE),
        ((estimate(0, (10, 20)), estimate(3, (15, 15))), RANGE),
        ((), "Not known: no number of people is on record"),
        ((estimate(0, (300, 300)), estimate(1, (400, 400)), estimate(2)),
         "Not known: the number of people was taken back"),
        ((estimate(0, (300, 300)), estimate(1), estimate(2, (400, 400))), "25%"),  # 100 of 400
    ],
)  # fmt: skip
def test_the_first_estimate_is_compared_with_the_last_where_both_are_exact(
    estimates: tuple[ReportEstimate, ...], shown: str
) -> None:
    assert figure("First estimate off by", estimates=estimates).shown == shown


def test_steps_that_were_left_out_or_have_no_due_time_are_neither_late_nor_in_time() -> None:
    steps = (
        step(),
        step(),
        step(late="2 h"),
        step(StepOutcome.SKIPPED),
        step(due=False),
        step(StepOutcome.LATE, late="1 day"),
    )
    assert figure("Steps in time", steps=steps).shown == "50%"
    assert figure("Steps skipped", steps=steps).value == 1


def test_what_came_back_reached_no_one() -> None:
    notices = (notice(900, 90), notice(100), notice(None, 0, "corrected"))
    assert figure("Reached", notices=notices).shown == "91%"
    assert figure("Notices corrected", notices=notices).value == 1


def test_what_is_said_again_with_another_reason_corrects_nothing() -> None:
    said = tuple(Statement(value="1,200", by="A", at=AWARE, note=note) for note in ("", "counted twice"))
    assert figure("Facts corrected", facts=(ReportFact(key="k", name="n", statements=said),)).value == 0


def test_clocks_that_count_from_an_assumed_start_are_in_no_figure() -> None:
    """The other one is as if it were alone; alone, it leaves them unknown, and they say why."""
    assumed = clock(99).model_copy(update={"assumed": True})
    for name, shown in (("Clock used for authorities", "25%"), ("Smallest margin", "2 days 6 h")):
        assert figure(name, clocks=(clock(18), assumed)).shown == shown
        assert figure(name, clocks=(assumed,)).shown == "Not known: the start of the clock is only assumed"
    assert figure("Duties met in time", clocks=(clock(18), assumed)).shown == "100%"
    assert figure("Duties met in time", clocks=(assumed,)).value is None


def test_a_duty_met_at_an_unknown_time_is_not_counted_as_in_time() -> None:
    unknown = clock(18).model_copy(update={"done_at": None})
    assert figure("Duties met in time", clocks=(unknown,)).value is None
    assert figure("Duties met in time", clocks=(unknown, clock(73))).shown == "0%"


def test_steps_whose_due_time_counts_from_an_assumed_instant_are_in_no_figure() -> None:
    assumed = step(late="2 h").model_copy(update={"due_assumed": True})
    assert figure("Steps in time", steps=(step(), assumed)).shown == "100%"
    assert figure("Steps in time", steps=(assumed,)).shown == (
        "Not known: what the due times count from is only assumed"
    )


def test_each_new_value_of_a_fact_is_a_correction() -> None:
    said = tuple(Statement(value=str(n), by="A", at=AWARE) for n in range(3))
    assert figure("Facts corrected", facts=(ReportFact(key="k", name="n", statements=said),)).value == 2


def of(*values: int | None) -> list[list[Figure]]:
    return [[Figure(name="F", definition="D", unit=FigureUnit.SECONDS, value=one)] for one in values]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ((7200, 60, 3600), "1 h"),
        ((0, 3600, 7200, 86400), "1 h 30 min"),  # halfway between one and two hours, where an average says more
        ((60, 3600), "Too few: known for 2"),
        ((60, 3600, None), "Too few: known for 2"),
        ((None,), "Too few: known for 0"),
    ],
)
def test_the_median_needs_three_incidents_in_which_the_figure_is_known(
    values: tuple[int | None, ...], shown: str
) -> None:
    (found,) = usual(of(*values))
    assert (found.shown, found.of) == (shown, len(values))


def test_without_incidents_nothing_is_usual() -> None:
    assert usual([]) == ()
