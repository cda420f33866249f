"""Lengths of time, as people type them."""

from datetime import timedelta

import pytest

from bot.typed.lengths import read_length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("6 hours", timedelta(hours=6)),
        ("6h", timedelta(hours=6)),
        ("45 min", timedelta(minutes=45)),
        ("zwei Tage", timedelta(days=2)),
        ("6 Stunden", timedelta(hours=6)),
        ("3 jours", timedelta(days=3)),
        ("1 semana", timedelta(days=7)),
    ],
)
def test_a_length_is_read_in_any_language(text: str, length: timedelta) -> None:
    assert read_length(text) == length


@pytest.mark.parametrize(
    "text", ["", "hours", "0 hours", "6", "6 moons", "6 hours 3", "-6 hours", "99999 hours", "ä" * 200_000]
)
def test_what_is_no_length_is_none(text: str) -> None:
    assert read_length(text) is None
