"""A week or a month ahead, as people type it (`until next week`): it has many days, so the bot asks which one."""

from datetime import date, timedelta

from bot.errors import Ambiguous, PossibleReading
from bot.messages import _
from bot.messages.phrases import calendar_day
from bot.typed.words import ask, folded, repeated

WEEKS = frozenset(
    (
        "next week", "the next week", "nachste woche", "nachster woche", "kommende woche", "kommender woche",
        "la semaine prochaine", "semaine prochaine", "la proxima semana", "proxima semana", "la semana que viene",
        "la semana proxima",
    )
)  # fmt: skip
MONTHS = frozenset(
    (
        "next month", "the next month", "nachsten monat", "nachster monat", "kommenden monat", "le mois prochain",
        "mois prochain", "el proximo mes", "proximo mes", "el mes que viene", "el mes proximo",
    )
)  # fmt: skip
"""Folded, in our languages."""


def which_day(what: str, text: str, today: date) -> Ambiguous | None:
    """The question about the first and the last day of the span, a week's last one being Friday; None for what is no
    span. `what` names the value."""
    words = folded(text)
    if words in WEEKS:
        monday = today + timedelta(days=7 - today.weekday())
        days = (monday, monday + timedelta(days=4))
    elif words in MONTHS:
        first = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
        days = (first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    else:
        return None
    say = _("{what}: “{text}” has more than one day. Which is meant?", what=what, text=repeated(text))
    return ask(say, " ".join(text.split()), [PossibleReading(calendar_day(day), day.isoformat()) for day in days])
