"""Times, lengths of time and lists in the current language."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.messages.catalog import _
from bot.messages.languages import ENGLISH, current_language
from bot.sentences import At, Day, Number, Way, listed, zone_name

STYLES: Mapping[Way, Literal["standard", "or"]] = {"and": "standard", "or": "or"}


def calendar_time(local: datetime) -> str:
    """`Fri 27 Nov 2026, 10:30`, in the zone that `local` has."""
    language = current_language()
    if language == ENGLISH:
        return f"{calendar_day(local)}, {local:%H:%M}"
    from babel.dates import format_skeleton  # slow to import, and English does without it

    return f"{calendar_day(local)}, {format_skeleton('Hm', local, locale=language)}"


def calendar_day(on: date, *, weekday: bool = True) -> str:
    """`Fri 27 Nov 2026`."""
    language = current_language()
    if language == ENGLISH:
        return str(Day(on, weekday))
    from babel.dates import format_skeleton  # slow to import, and English does without it

    return str(format_skeleton("yMMMEd" if weekday else "yMMMd", on, locale=language))


def digits(number: Number) -> str:
    """`12,000`; in German `12.000`."""
    language = current_language()
    if language == ENGLISH:
        return str(number)
    from babel.numbers import format_decimal  # slow to import, and English does without it

    return str(format_decimal(number.number, locale=language))


def clock_time(at: At) -> str:
    """In its own zone with the name of its offset: `Fri 27 Nov 2026, 10:30 CET`."""
    if current_language() == ENGLISH:
        return str(at)
    local = at.at.astimezone(ZoneInfo(at.zone))
    return f"{calendar_time(local)} {zone_name(local)}"


def duration(seconds: float) -> str:
    """A length of time in its two largest units: `2 d 3 h`, `4 h 10 min`, `35 min`; never nothing."""
    minutes = int(abs(seconds)) // 60
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        # Translators: d, h and min are days, hours and minutes, abbreviated.
        return _("{days} d {hours} h", days=days, hours=hours) if hours else _("{days} d", days=days)
    if hours:
        return _("{hours} h {minutes} min", hours=hours, minutes=rest) if rest else _("{hours} h", hours=hours)
    return _("{minutes} min", minutes=rest) if rest else _("less than 1 min")


def within(label: str) -> str:
    """A label as a part of a sentence; German writes it as it stands, because it may be a noun."""
    return label if current_language() == "de" or label[1:2].isupper() else label[:1].lower() + label[1:]


def heading(words: str) -> str:
    return words[:1].upper() + words[1:]


def list_of(names: Sequence[str], way: Way) -> str:
    """`incident lead, DPO or privacy counsel`; empty for none."""
    language = current_language()
    if way not in STYLES or len(names) < 2 or language == ENGLISH:
        return str(listed(names, way))
    from babel.lists import format_list  # slow to import, and English does without it

    return format_list(names, style=STYLES[way], locale=language)
