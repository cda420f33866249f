"""Takes a typed time apart, by an explicit grammar: every word belongs to a part or joins two.

A word that does neither is a fault, so nothing that was typed is dropped.
"""

import difflib
import re

from bot.errors import UsageError
from bot.messages import _
from bot.typed.days import DAY_PATTERNS
from bot.typed.time_parts import END, Parts, one_of, said_twice
from bot.typed.time_words import DAYS, FILLERS, MONTHS, UNITS, WEEKDAYS
from bot.typed.times_of_day import CLOCK_PATTERNS
from bot.typed.words import folded, repeated
from bot.typed.zones import offset_at, zones_at

FILLER = re.compile(rf"(?:{one_of(FILLERS)}|am(?= [0-9]+\.)){END}|[.](?![0-9])")


def parts_of(text: str) -> Parts:
    """The parts of a text. Raises UsageError at the first word that belongs to none."""
    found, position = Parts(repeated(text), folded(text)), 0
    while position < len(found.text):
        if found.text[position] in " ,;:":
            position += 1
            continue
        position = _next(found, position)
    return found


def _next(found: Parts, position: int) -> int:
    """Where the part that stands at `position` ends."""
    text = found.text
    for pattern, take in (*DAY_PATTERNS, *CLOCK_PATTERNS):
        if (match := pattern.match(text, position)) and match.end() > position and take(found, match):
            return match.end()
    if (end := _zone(found, position)) or (end := _filler(text, position)):
        return end
    raise _no_part(found, _as_written(found, position))


def _no_part(found: Parts, word: str) -> UsageError:
    if word == found.typed:
        say = _("“{word}” is not a time.", word=word)
    else:
        say = _("“{word}” in “{text}” is not part of a time.", word=word, text=found.typed)
    if near := difflib.get_close_matches(folded(word), (*DAYS, *WEEKDAYS, *MONTHS, *UNITS), n=1, cutoff=0.8):
        return UsageError(say, _("Did you mean {choices}?", choices=f"“{near[0]}”"))
    return UsageError(say, _("Write a time such as 20 Nov 2026 14:30, yesterday 4pm or 2 hours ago."))


def _as_written(found: Parts, position: int) -> str:
    """The word at `position`, in the letters in which it was typed where it is among those that are repeated."""
    word = re.split(r"[\s,;]", found.text[position:], maxsplit=1)[0]
    written = re.search(re.escape(word), found.typed, re.IGNORECASE)
    return written[0] if written else repeated(word)


def _zone(found: Parts, position: int) -> int | None:
    """An offset that is attached to a time would read like a range of hours, unless the date is written as in ISO."""
    attached = position > 0 and found.text[position - 1].isdigit()
    if found.text[position] == "-" and attached and not re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", found.text):
        return None
    offset = offset_at(found.text, position)
    named = ([offset[0]], offset[1]) if offset else zones_at(found.text, position)
    if not named:
        return None
    if found.zones:
        raise said_twice(found)
    found.zones = named[0]
    return named[1]


def _filler(text: str, position: int) -> int | None:
    match = FILLER.match(text, position)
    return match.end() if match else None
