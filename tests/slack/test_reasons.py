"""A reason is recorded as a sentence of its own, whether or not “because” leads in to it."""

import pytest
from sqlalchemy import select

from bot.slack.parse import reason_alone
from bot.store.engine import reading
from bot.store.tables import TimelineEntry
from tests.slack.desk import LEAD, Desk


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("because no press called", "no press called"),
        ("Because: no press called", "no press called"),
        ("weil niemand anrief", "niemand anrief"),
        ("parce que personne n'a appelé", "personne n'a appelé"),
        ("no press called because it is night", "no press called because it is night"),
        ("", ""),
    ],
)
def test_the_word_that_leads_in_is_no_part_of_a_reason(text: str, reason: str) -> None:
    assert reason_alone(text) == reason


@pytest.mark.parametrize(
    "line",
    [
        "severity 1 because of it all", "skip C11 because of it all", "stuck C02 because of it all",
        "safety because of it all", "close because of it all",
    ],
)  # fmt: skip
def test_every_command_that_ends_with_its_reason_leaves_that_word_out(inside: Desk, line: str) -> None:
    answer = inside.say(LEAD, f"/breach {line}")
    with reading(inside.engine) as session:
        entries = [str(entry.said_if_readable) for entry in session.scalars(select(TimelineEntry))]
    shown = [answer.text, str(answer.message), str(answer.view), *entries]
    assert any("of it all" in one for one in shown)
    assert not any("because of it all" in one.lower() for one in shown)
