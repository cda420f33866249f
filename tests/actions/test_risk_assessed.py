"""Whoever decides the risk has assessed it: from then on that is known, unless a person said otherwise or a duty that
is owed would be due later by it."""

from datetime import UTC, datetime

import pytest

from bot.actions import reports
from bot.law.facts import Fact
from tests.slack.desk import DPO, Desk

PEOPLE, SINGAPORE = "eu-gdpr-34-individuals", "sg-26d-pdpc"
FACTS = ("aware_at 2 Mar 2026 08:00", "data names, health", "protection none", "accessed yes")


@pytest.fixture
def known(inside: Desk) -> Desk:
    """At ten in Berlin; two hours before that they were aware."""
    for fact in (*FACTS, "people DE 1200", "established_in DE"):
        inside.say(DPO, f"/breach facts {fact}")
    return inside


def assessed(desk: Desk) -> Fact | None:
    return desk.incident().facts.fact("assessed_at")


def lacks(desk: Desk, duty: str) -> tuple[str, ...]:
    with desk.opens("breachbot", True) as work:
        return next(one.lacks for one in reports.collect(work, desk.incident()).clocks if one.duty == duty)


def starts(desk: Desk, duty: str) -> datetime | None:
    with desk.opens("breachbot", True) as work:
        return next(one.starts_at for one in reports.collect(work, desk.incident()).clocks if one.duty == duty)


def test_a_decided_risk_is_assessed_and_no_duty_lacks_that(known: Desk) -> None:
    known.later(hours=3)
    answer = known.say(DPO, "/breach risk high because health data are with strangers").text
    assert "Decided" in answer
    assert "assessed_at" not in answer
    found = assessed(known)
    assert found
    assert (found.value, found.by, found.note) == (known.now, DPO, "health data are with strangers")
    assert lacks(known, PEOPLE) == ()
    assert starts(known, PEOPLE) == datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_another_level_is_a_new_finding_and_another_reason_is_none(known: Desk) -> None:
    known.say(DPO, "/breach risk likely because names are with strangers")
    first = assessed(known)
    known.later(hours=2)
    known.say(DPO, "/breach risk likely because names and addresses are with strangers")
    assert assessed(known) == first
    known.later(hours=2)
    known.say(DPO, "/breach risk high because health data are with strangers, too")
    assert starts(known, PEOPLE) == known.now == datetime(2026, 3, 2, 13, 0, tzinfo=UTC)


def test_what_a_person_stated_stays(known: Desk) -> None:
    known.say(DPO, "/breach facts assessed_at 2 Mar 2026 09:30")
    known.later(hours=2)
    known.say(DPO, "/breach risk high because health data are with strangers")
    assert starts(known, PEOPLE) == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def test_nothing_that_is_owed_is_due_later_unseen_and_the_answer_says_how_to_state_it(inside: Desk) -> None:
    """Singapore counts three days from the assessment, and until that is known from awareness."""
    for fact in (*FACTS, "people SG 2300", "established_in SG", "serious_harm yes", "internal_only no"):
        inside.say(DPO, f"/breach facts {fact}")
    before = starts(inside, SINGAPORE)
    assert before == datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
    inside.later(hours=5)
    answer = inside.say(DPO, "/breach risk high because health data are with strangers")
    assert answer.view is None
    assert "Notify the Personal Data Protection Commission of Singapore" in answer.text
    assert "counted from an earlier time" in answer.text
    assert "/breach facts assessed_at TIME" in answer.text
    assert (assessed(inside), starts(inside, SINGAPORE)) == (None, before)
    shown = inside.say(DPO, "/breach facts assessed_at 2 Mar 2026 15:00")
    assert "due later" in shown.text
    inside.confirm_change(DPO, shown)
    assert starts(inside, SINGAPORE) == datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
