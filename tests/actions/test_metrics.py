"""Which incidents the figures across incidents count, and that each is of what its record says when it is asked."""

from collections.abc import Mapping

from bot.actions.metrics import AskMetrics, asked_about, figures_of, medians, usual_of_others
from bot.domain.metrics import Usual
from bot.store.tables import Incident
from tests.slack.desk import LEAD, Desk

HOUR = 3600


def open_one(desk: Desk, number: int, *, contained_after: int | None = None) -> None:
    """An incident detected when it is opened, and contained so many hours later, where that is known."""
    desk.later(hours=24)
    desk.open(f"laptop {number} lost in Lyon")
    say(desk, number, f"facts detected_at {desk.now:%-d %b %Y %H:%M} UTC")
    if contained_after is not None:
        desk.later(hours=contained_after)
        say(desk, number, f"facts contained_at {desk.now:%-d %b %Y %H:%M} UTC")


def say(desk: Desk, number: int, line: str) -> None:
    said = desk.say(LEAD, f"/breach {line}", channel=str(desk.incident(number).channel_id))
    assert "Recorded" in said.text, said.text


def across(desk: Desk, *, drills: bool = False) -> Mapping[str, Usual]:
    with desk.opens(LEAD, True) as work:
        found = asked_about(work, AskMetrics(drills=drills))
        return {one.name: one for one in medians(figures_of(work, each) for each in found)}


def test_no_incident_has_no_figures(desk: Desk) -> None:
    assert across(desk) == {}


def test_fewer_than_three_have_a_number_and_no_median_and_the_middle_of_three_is_no_average(desk: Desk) -> None:
    """Contained after 2, 50 and 5 hours: the middle is 5, the average 19. A fourth, in which it isn't known, changes
    nothing but for how many it isn't."""
    for number, hours, median in ((1, 2, None), (2, 50, None), (3, 5, 5 * HOUR)):
        open_one(desk, number, contained_after=hours)
        found = across(desk)["Time to contain"]
        assert (found.known, found.of, found.median) == (number, number, median)
    open_one(desk, 4)
    found = across(desk)["Time to contain"]
    assert (found.known, found.of, found.median) == (3, 4, 5 * HOUR)
    assert (across(desk)["Time to close"].known, across(desk)["Dwell time"].known) == (0, 0)


def test_drills_are_counted_apart(desk: Desk) -> None:
    open_one(desk, 1, contained_after=2)
    desk.say(LEAD, "/breach drill laptop lost in Graz", channel="C0GENERAL")
    assert (across(desk)["Time to contain"].of, across(desk, drills=True)["Time to contain"].of) == (1, 1)
    assert across(desk, drills=True)["Time to contain"].known == 0


def test_the_board_is_shown_what_was_usual_in_the_others_that_are_closed(desk: Desk) -> None:
    """Four, contained after 1, 2, 3 and 9 hours; the first stays open, so that the three others are compared with."""
    for number, hours in enumerate((1, 2, 3, 9), 1):
        open_one(desk, number, contained_after=hours)
        if number > 1:
            desk.close(number=number)
    with desk.opens(LEAD, True) as work:
        first, last = (work.session.get_one(Incident, number) for number in (1, 4))
        for one, known, median in ((first, 3, 3 * HOUR), (last, 2, None)):
            found = {each.name: each for each in usual_of_others(work, one)}["Time to contain"]
            assert (found.known, found.median) == (known, median)
