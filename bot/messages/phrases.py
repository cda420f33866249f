"""Times, lengths of time and lists in the current language."""

from collections.abc import Sequence
from datetime import datetime

from bot.messages.catalog import _
from bot.messages.languages import ENGLISH, current_language


def calendar_time(local: datetime) -> str:
    """`Fri 27 Nov 2026, 10:30`, in the zone that `local` has."""
    language = current_language()
    if language == ENGLISH:
        return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"
    from babel.dates import format_skeleton  # slow to import, and English does without it

    day = format_skeleton("yMMMEd", local, locale=language)
    return f"{day}, {format_skeleton('Hm', local, locale=language)}"


def duration(seconds: float) -> str:
    """A length of time in its two largest units: `2 d 3 h`, `4 h 10 min`, `35 min`."""
    minutes = int(abs(seconds)) // 60
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    # Translators: d, h and min are days, hours and minutes, abbreviated.
    if days:
        return _("{days} d {hours} h", days=days, hours=hours) if hours else _("{days} d", days=days)
    if hours:
        return _("{hours} h {minutes} min", hours=hours, minutes=rest) if rest else _("{hours} h", hours=hours)
    return _("{minutes} min", minutes=rest)


def any_of(names: Sequence[str]) -> str:
    """`incident lead, DPO or privacy counsel`; empty for none."""
    language = current_language()
    if len(names) < 2:
        return "".join(names)
    if language == ENGLISH:
        return f"{', '.join(names[:-1])} or {names[-1]}"
    from babel.lists import format_list  # slow to import, and English does without it

    return format_list(names, style="or", locale=language)
