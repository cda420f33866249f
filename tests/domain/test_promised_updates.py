"""The next update that a notice promised: as long as it is to be sent, and when someone is reminded of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.promised_updates import PromisedUpdate, promised
from bot.domain.reminder_rules import UpdateRules
from bot.domain.reminders import update_reminders
from bot.law.facts import Facts
from bot.law.values import Choices, Count, Value
from tests.shipped import law

DAY = date(2026, 3, 27)
MORNING = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def stated(**values: Value) -> Facts:
    facts, at = Facts(), MORNING
    for name, value in values.items():
        facts, at = facts.set(law().vocabulary, name, value, "UDPO00001", at), at + timedelta(hours=1)
    return facts


def test_an_update_is_promised_from_the_day_on_which_it_is_to_be_sent() -> None:
    unknown = Choices(("people", "records"))
    assert promised(stated(not_known_yet=unknown), ()) is None
    facts = stated(not_known_yet=unknown, next_update_on=DAY)
    assert promised(facts, ()) == PromisedUpdate(DAY, ("people", "records"))
    assert promised(stated(not_known_yet=unknown, next_update_on=DAY, records=Count(5, 5)), ()) == PromisedUpdate(
        DAY, ("people",)
    )


def test_it_is_sent_once_a_notice_with_every_answer_was_approved() -> None:
    facts = stated(not_known_yet=Choices(("records",)), next_update_on=DAY, records=Count(5, 5))
    answered = MORNING + timedelta(hours=2)
    assert promised(facts, [answered - timedelta(minutes=1)]) == PromisedUpdate(DAY), "it doesn't have the answer"
    assert promised(facts, [answered]) is None
    waiting = stated(not_known_yet=Choices(("records",)), next_update_on=DAY)
    assert promised(waiting, [answered]) == PromisedUpdate(DAY, ("records",))


def test_the_day_before_the_day_itself_and_every_day_after_it_at_the_same_hour_also_when_the_clocks_change() -> None:
    rule = UpdateRules.model_validate({"at": "09:00", "tell": ["owner"], "late": [["owner", "lead"], ["executive"]]})
    found = [(str(one.occasion), one.due_at.isoformat(), one.tell) for one in update_reminders(rule, DAY, BERLIN)]
    assert found == [
        ("day-before", "2026-03-26T08:00:00+00:00", ("owner",)),
        ("day", "2026-03-27T08:00:00+00:00", ("owner",)),
        ("late-1", "2026-03-28T08:00:00+00:00", ("owner", "lead")),
        ("late-2", "2026-03-29T07:00:00+00:00", ("executive",)),  # summer time
    ]
