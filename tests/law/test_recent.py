"""The same values, law and day are worked out once; anything else is worked out anew."""

from datetime import UTC, date, datetime

from bot.law.facts import Facts
from bot.law.model import Law
from bot.law.recent import KEPT, recent, recent_of
from bot.law.values import Count
from tests import shipped

LAW = shipped.law()
DAY = date(2026, 3, 2)


def knowing(records: int, by: str = "U1", hour: int = 9) -> Facts:
    return Facts().set(LAW.vocabulary, "records", Count(records, records), by, datetime(2026, 3, 2, hour, tzinfo=UTC))


class Counted:
    """A slow function, and how often it was really called."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, facts: Facts, law: Law, on: date) -> str:
        self.calls += 1
        return f"{facts.value('records')} {law.hash} {on}"


def test_the_same_values_are_worked_out_once_whoever_said_them() -> None:
    slow = Counted()
    quick = recent(slow)
    assert quick(knowing(5), LAW, DAY) == quick(knowing(5, by="U2", hour=11), LAW, DAY)
    assert slow.calls == 1


def test_another_value_day_or_law_is_worked_out_anew() -> None:
    slow = Counted()
    quick = recent(slow)
    changed = LAW.model_copy()
    asked = [
        (knowing(5), LAW, DAY),
        (knowing(6), LAW, DAY),
        (knowing(5), LAW, date(2026, 3, 3)),
        (knowing(5), changed, DAY),
    ]
    assert [quick(*one) for one in asked] == [slow(*one) for one in asked]
    assert slow.calls == 2 * len(asked)


def test_only_the_last_ones_are_kept() -> None:
    slow = Counted()
    quick = recent(slow)
    for records in range(KEPT + 1):
        quick(knowing(records), LAW, DAY)
    quick(knowing(KEPT), LAW, DAY)
    assert slow.calls == KEPT + 1
    quick(knowing(0), LAW, DAY)
    assert slow.calls == KEPT + 2


def test_what_follows_from_findings_is_worked_out_once_for_the_very_same_ones() -> None:
    asked: list[date] = []

    def slow(found: tuple[str, ...], on: date) -> str:
        asked.append(on)
        return f"{found} {on}"

    quick, found = recent_of(slow), tuple("ab")
    assert quick(found, DAY) == quick(found, DAY.replace()) == slow(found, DAY)
    assert len(asked) == 2
    assert quick(tuple("ba"), DAY) == slow(tuple("ba"), DAY)
    assert quick(found, date(2026, 3, 3)) == slow(found, date(2026, 3, 3))
    assert len(asked) == 6
