"""A length of time as people type it, in four languages: `6 hours`, `45 min`, `2 Tage`."""

import re
from datetime import timedelta

from bot.typed.time_words import NUMBERS, UNITS
from bot.typed.words import folded

LONGEST = 60  # characters
LENGTH = re.compile(r"([0-9]{1,4}|[a-z-]+) ?([a-z]+)")


def read_length(text: str) -> timedelta | None:
    """More than none at all; None for anything else. A day has 24 hours."""
    found = LENGTH.fullmatch(folded(text)) if len(text) <= LONGEST else None
    if not found or found[2] not in UNITS:
        return None
    number = int(found[1]) if found[1].isdecimal() else NUMBERS.get(found[1], 0)
    return number * UNITS[found[2]] or None
