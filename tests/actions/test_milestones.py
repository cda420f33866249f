"""Milestones and first notices: what steps and clocks say and what the facts say is the same, no matter who says it
first.

By Regulation (EU) 2016/679, Article 33(1), nothing but the notice itself ends the duty to tell the authority: that it
was told is stated by meeting the duty, and never the other way around.
"""

from collections.abc import Iterator

import pytest

from bot.actions import reports
from bot.law.facts import Certainty
from bot.store.tables import Incident
from tests.actions.contradictions import contradictions
from tests.actions.test_one_record import AUTHORITY, known, stands
from tests.slack.desk import DPO, ENGINEER, LEAD, Desk
from tests.slack.on_record import clock, in_channel

CONTAINED = "yes, proven by two people"


@pytest.fixture
def inside(inside: Desk) -> Iterator[Desk]:
    yield inside
    with inside.opens("breachbot", True) as work:
        assert contradictions(work, inside.incident()) == []


def contained(desk: Desk) -> str:
    """By two people, as the step has it; what the second is told."""
    for person in (LEAD, ENGINEER):
        said = desk.say(person, "/breach done C08 yes because the token is refused").text
    return said


class TestTheStepStatesTheMilestone:
    def test_at_the_time_of_the_step_and_says_how_to_correct_it(self, inside: Desk) -> None:
        inside.later(hours=2)
        said = contained(inside)
        fact = inside.incident().facts.fact("contained_at")
        assert fact
        assert (fact.value, fact.by, fact.sure) == (inside.now, ENGINEER, Certainty.ASSUMED)
        assert "Contained" in said
        assert "/breach facts contained_at TIME" in said

    def test_the_time_that_was_stated_before_is_kept(self, inside: Desk) -> None:
        known(inside, "contained_at 2 Mar 2026 08:30")
        stated = inside.incident().facts.value("contained_at")
        inside.later(hours=2)
        contained(inside)
        assert inside.incident().facts.value("contained_at") == stated

    def test_taken_back_it_asks_the_step_again(self, inside: Desk) -> None:
        contained(inside)
        inside.later(minutes=5)
        known(inside, "contained_at unknown")
        assert stands(inside, "C08") == ("open", None)
        assert inside.incident().facts.value("contained_at") is None


class TestTheMilestoneAnswersTheStep:
    def test_as_the_first_of_its_two_people(self, inside: Desk) -> None:
        inside.say(LEAD, "/breach facts contained_at 2 Mar 2026 08:30")
        assert f"decide C08 (Verify containment from outside): “{CONTAINED}”" in in_channel(inside)
        assert stands(inside, "C08") == ("open", None)
        inside.say(ENGINEER, "/breach done C08 yes because the token is refused")
        assert stands(inside, "C08") == ("done", CONTAINED)

    def test_not_by_someone_who_may_not_be_the_first(self, inside: Desk) -> None:
        inside.say(DPO, "/breach facts contained_at 2 Mar 2026 08:30")
        assert "decide C08" not in in_channel(inside)

    def test_which_can_no_longer_deny_it(self, inside: Desk) -> None:
        known(inside, "contained_at 2 Mar 2026 08:30")
        said = inside.say(LEAD, "/breach done C08 partly because one app is left").text
        assert "/breach facts contained_at unknown" in said


class TestAMilestoneThatSeveralStepsMark:
    """Sending the notices, the analysis, the proof that the attacker is gone and the list of gaps each have a result of
    their own: that it is resolved gives none of them."""

    def test_finishes_no_step_and_says_which_are_open(self, inside: Desk) -> None:
        said = inside.say(LEAD, "/breach facts resolved_at 2 Mar 2026 08:45").text
        assert "No step is done by that: each of these has a result of its own. Still open: " in said
        for step in ("I10 Identify the trigger", "I11 Verify that", "I12 List what will remain unknown"):
            assert step in said
        assert stands(inside, "I10")[0] != "done"

    def test_names_only_those_that_are_open(self, inside: Desk) -> None:
        inside.say(LEAD, "/breach done I12 two gaps, listed in the file")
        said = inside.say(LEAD, "/breach facts resolved_at 2 Mar 2026 08:45").text
        assert "I10 Identify the trigger" in said
        assert "I12 List" not in said

    def test_says_nothing_of_steps_where_one_alone_marks_it(self, inside: Desk) -> None:
        assert "No step is done" not in inside.say(LEAD, "/breach facts contained_at 2 Mar 2026 08:30").text


def test_a_step_that_is_open_again_leaves_its_milestone_and_says_how_to_change_it(inside: Desk) -> None:
    inside.say(LEAD, "/breach facts occurred_from 1 Mar 2026 08:00")
    inside.say(LEAD, "/breach facts occurred_to 1 Mar 2026 10:00")
    inside.say(LEAD, "/breach done I06 no because the logs are complete")
    assert stands(inside, "I06")[0] == "done"
    at = inside.incident().facts.value("scope_known_at")
    assert at
    inside.later(minutes=5)
    said = inside.say(LEAD, "/breach facts occurred_to unknown").text
    assert stands(inside, "I06") == ("open", None)
    assert "I06 Set the scope is open again. Scope known stays recorded: " in said
    assert "/breach facts scope_known_at TIME, or unknown" in said
    assert inside.incident().facts.value("scope_known_at") == at


class TestWhenTheAuthorityWasTold:
    def test_follows_from_the_duty_that_was_met(self, known: Desk) -> None:
        known.later(hours=3)
        known.say(DPO, f"/breach met {AUTHORITY} ref 2026-117 at 2 Mar 2026 11:30 because our law firm filed it")
        assert known.incident().facts.value("authority_told_at") == clock(known, AUTHORITY).met_at
        with known.opens("breachbot", True) as work:
            found = reports.collect(work, work.session.get_one(Incident, 1))
        assert found.stamps.authority_told_at == clock(known, AUTHORITY).met_at

    def test_stated_it_ends_no_clock_and_asks_which_duty_that_met(self, known: Desk) -> None:
        known.later(hours=3)
        said = known.say(DPO, "/breach facts authority_told_at 2 Mar 2026 11:30").text
        assert "That didn't end a clock." in said
        assert "/breach met DUTY ref NUMBER at TIME" in said
        assert clock(known, AUTHORITY).decision is None


def test_what_the_organization_says_of_itself_is_confirmed_by_stating_it(inside: Desk) -> None:
    assert stands(inside, "N01") == ("open", None)
    known(inside, "roles controller")
    assert stands(inside, "N01") == ("done", None)
