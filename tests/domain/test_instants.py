"""Times that contradict each other are refused, about the one that was just given."""

from datetime import UTC, datetime

import pytest

from bot.domain.instants import refuse_contradiction
from bot.errors import UsageError
from bot.law.values import Value

EIGHT, NINE = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (8, 9))


@pytest.mark.parametrize(
    ("given", "known", "field"),
    [
        ({"aware_at": EIGHT}, {"noticed_at": NINE}, "aware_at"),
        ({"noticed_at": NINE}, {"aware_at": EIGHT}, "noticed_at"),
        ({"noticed_at": NINE, "aware_at": EIGHT}, {}, "aware_at"),
    ],
)
def test_no_one_was_aware_before_anyone_noticed(given: dict[str, Value], known: dict[str, Value], field: str) -> None:
    with pytest.raises(UsageError) as refused:
        refuse_contradiction(given, known)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ({"aware_at": NINE}, {"noticed_at": EIGHT}),
        ({"aware_at": NINE}, {"noticed_at": NINE}),
        ({"aware_at": EIGHT}, {}),
        ({"people": None}, {"noticed_at": NINE, "aware_at": EIGHT}),
        ({"noticed_at": None}, {"aware_at": EIGHT}),
    ],
)
def test_other_times_are_taken(given: dict[str, Value | None], known: dict[str, Value]) -> None:
    refuse_contradiction(given, known)
