"""Requests to delay, each for its own duty, and for what is tied to that duty."""

from datetime import UTC, date, datetime

from bot.law.duties import assess
from bot.law.facts import read_facts
from bot.law.held_duties import assess_held
from bot.law.holds import HoldRequest
from tests import shipped

LAW = shipped.law()
AT = datetime(2026, 3, 3, 17, tzinfo=UTC)
UNTIL = datetime(2026, 5, 20, 23, tzinfo=UTC)
ASKED = HoldRequest(authority="FBI", asked_at=AT, until_at=UNTIL, written=True)
ON = date(2026, 3, 3)
FACTS = read_facts(
    LAW.vocabulary,
    LAW.places,
    {
        "zone": "America/New_York", "roles": ["controller"], "discovered_at": "2026-03-02T09:00",
        "determined_at": "2026-03-02T09:00", "acquired": True, "data": ["names", "ssn"], "protection": "unprotected",
        "form_of_data": ["electronic"], "internal_only": False, "misuse_likely": True,
        "people": {"US-CA": 900, "US-DE": 900},
    },
    "a test",
    AT,
)  # fmt: skip


def test_a_request_delays_its_duty_and_what_is_tied_to_it_and_no_other() -> None:
    """In Delaware the Attorney General is told no later than the residents, and the law knows no delay of their own."""
    before = {one.duty.id: one for one in assess(FACTS, LAW, ON)}
    held = {one.duty.id: one for one in assess_held(FACTS, LAW, ON, {"us-de-individuals": ASKED})}
    deadlines = held["us-de-individuals"].deadline, held["us-de-ag"].deadline
    assert [one and one.target_at for one in deadlines] == [UNTIL, UNTIL]  # 60 days would end on 1 May
    moved = {name for name, one in held.items() if one != before[name]}
    assert moved == {"us-de-individuals", "us-de-ag"}


def test_without_a_request_every_finding_is_the_ordinary_one() -> None:
    assert assess_held(FACTS, LAW, ON, {}) is assess(FACTS, LAW, ON)
