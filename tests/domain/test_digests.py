"""When the channel hears where things stand; every instant reasoned by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from bot.domain.reminder_rules import DigestRule
from bot.domain.reminders import next_digest
from bot.library.reminders import load_reminders

BERLIN = ZoneInfo("Europe/Berlin")
RULES = load_reminders(Path(__file__).parents[2] / "runbooks")
OPENED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # Monday, 10:00 in Berlin


@pytest.mark.parametrize(
    ("severity", "minutes", "expected"),
    [
        (1, 0, datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        (1, 29, datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        (1, 30, datetime(2026, 3, 2, 10, 0, tzinfo=UTC)),
        (1, 119, datetime(2026, 3, 2, 11, 0, tzinfo=UTC)),
        (1, 120, datetime(2026, 3, 2, 12, 0, tzinfo=UTC)),  # after two hours: by the hour
        (2, 0, datetime(2026, 3, 2, 11, 0, tzinfo=UTC)),
        (2, 24 * 60 - 1, datetime(2026, 3, 3, 9, 0, tzinfo=UTC)),
        (2, 24 * 60, datetime(2026, 3, 3, 16, 0, tzinfo=UTC)),  # from the second day on: 9:00 and 17:00 in Berlin
        (2, 32 * 60, datetime(2026, 3, 4, 8, 0, tzinfo=UTC)),
        (3, 0, datetime(2026, 3, 3, 8, 0, tzinfo=UTC)),
    ],
)
def test_the_next_update_follows_the_severity(severity: int, minutes: int, expected: datetime) -> None:
    assert next_digest(RULES, severity, OPENED, OPENED + timedelta(minutes=minutes), BERLIN) == expected


def test_a_near_miss_has_no_digest() -> None:
    assert next_digest(RULES, 4, OPENED, OPENED, BERLIN) is None


def test_an_incident_without_a_severity_has_the_digests_of_a_serious_one() -> None:
    assert next_digest(RULES, None, OPENED, OPENED, BERLIN) == next_digest(RULES, 2, OPENED, OPENED, BERLIN)


def test_updates_that_an_outage_swallowed_are_not_made_up() -> None:
    assert next_digest(RULES, 1, OPENED, OPENED + timedelta(hours=7, minutes=20), BERLIN) == OPENED + timedelta(hours=8)


def test_nine_in_the_morning_stays_nine_when_the_clocks_go_forward() -> None:
    saturday = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)  # summer time begins on Sunday 29 March
    assert next_digest(RULES, 3, OPENED, saturday, BERLIN) == datetime(2026, 3, 29, 7, 0, tzinfo=UTC)


def test_a_digest_rule_has_either_a_length_or_hours_of_the_day() -> None:
    for keys in ({}, {"every": "1 hour", "at": ["09:00"]}):
        with pytest.raises(ValidationError, match="either 'every' or 'at'"):
            DigestRule.model_validate({"severity": 1, **keys})
