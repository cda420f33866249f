"""A severity that leaves steps out is shown first; what was done stays, and a worse severity brings the rest back."""

from sqlalchemy import select

from bot.runbook.progress import StepState
from bot.store.engine import reading
from bot.store.tables import TimelineEntry
from tests.slack.desk import CRM, EXEC, LEAD, Desk


def planned(desk: Desk) -> set[str]:
    with desk.opens(LEAD, True) as work:
        statuses = work.snapshot(desk.incident()).statuses
    return {one.step.id for one in statuses if one.state is not StepState.SET_ASIDE}


def rated(desk: Desk) -> list[tuple[int, tuple[str, ...], str]]:
    """Level, steps left out and reason of each entry."""
    with reading(desk.engine) as session:
        rows = session.scalars(select(TimelineEntry).where(TimelineEntry.event == "severity.rated"))
        said = [row.said for row in rows]
    return [(one.severity, one.left_out, one.reason) for one in said]  # type: ignore[attr-defined]


def test_nothing_changes_before_it_is_confirmed_with_a_reason(inside: Desk) -> None:
    before = planned(inside)
    shown = inside.say(LEAD, "/breach severity 4")
    assert "the steps below would no longer be planned" in shown.text
    assert "C10 · Send the executive the first update" in shown.text
    assert "N06" not in shown.text
    assert (
        shown.text.count("• ") == int(shown.text.split("Steps that would be removed: ")[1].split("*")[0]) + 1
    )  # the severity
    assert (planned(inside), inside.incident().severity, rated(inside)) == (before, None, [])
    inside.confirm_change(LEAD, shown, "the key never left the vault")
    assert inside.incident().severity == 4
    assert "of 0 complete" not in inside.say(LEAD, "/breach steps").text
    ((level, left_out, reason),) = rated(inside)
    assert (level, set(left_out), reason) == (4, before - planned(inside), "the key never left the vault")
    assert {"N04", "N06", "N09", "N18"} <= planned(inside)


def test_what_is_done_or_taken_stays_and_a_worse_severity_brings_the_rest_back(inside: Desk) -> None:
    before = planned(inside)
    inside.say(CRM, "/breach done C12 the sync is paused")
    inside.say(LEAD, "/breach take C10")
    inside.confirm_change(LEAD, inside.say(LEAD, "/breach severity 4 the disk was encrypted"))
    assert {"C10", "C12"} <= planned(inside)
    assert "C11" not in planned(inside)
    assert "The severity is now 1" in inside.say(EXEC, "/breach severity 1 it is in the news").text
    assert planned(inside) == before


def test_the_step_that_sets_it_asks_as_the_command_does(inside: Desk) -> None:
    inside.say(LEAD, "/breach done C01 the record is open")
    shown = inside.say(LEAD, "/breach done C03 4 because nothing left the house")
    assert "the steps below would no longer be planned" in shown.text
    assert inside.incident().severity is None
    inside.confirm_change(LEAD, shown)
    assert (inside.incident().severity, rated(inside)[0][2]) == (4, "nothing left the house")


def test_whoever_may_rate_it_may_confirm_and_no_one_else(inside: Desk) -> None:
    shown = inside.say(EXEC, "/breach severity 3 it was a test account")
    assert shown.view
    assert "This is for the" in inside.submit(CRM, shown.view).text
    assert inside.incident().severity is None
    inside.confirm_change(EXEC, shown)
    assert inside.incident().severity == 3


def test_a_severity_that_leaves_nothing_out_asks_nothing(inside: Desk) -> None:
    assert "The severity is now 2" in inside.say(LEAD, "/breach severity 2 exposed, and cut off").text
    assert rated(inside) == [(2, (), "exposed, and cut off")]


def test_the_form_shows_the_list_too(inside: Desk) -> None:
    form = inside.say(LEAD, "/breach severity").view
    assert form
    shown = inside.submit(LEAD, form, level="4", reason="a near miss")
    assert "the steps below would no longer be planned" in shown.text
    inside.confirm_change(LEAD, shown)
    assert (inside.incident().severity, rated(inside)[0][2]) == (4, "a near miss")
