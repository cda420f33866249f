"""What one cell says: yes or no, a language, a channel, a birth date.

Decides which words are understood, in English, German, French and Spanish. An empty cell says nothing; a cell that is
not understood is None, so that it can be counted.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Generic, TypeVar

from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers

from bot.recipients.people import Channel
from bot.typed.words import folded

Cell = TypeVar("Cell")
Answer = TypeVar("Answer")
ADULT = 18  # years; a mapping's column for minors may say otherwise
SPOKEN = ("en", "de", "fr", "es")
LOCAL = (
    "it", "nl", "pt", "pl", "cs", "da", "sv", "nb", "fi", "el", "hu", "ro", "bg", "hr", "sk", "sl", "et", "lv", "lt",
    "is", "tr", "ru", "uk", "zh", "ja", "ko", "ar", "he",
)  # fmt: skip
"""Languages in which exports name countries and themselves, beside those that breachbot speaks."""
MOST_KEPT = 50_000  # different cells whose meaning is kept

YES = frozenset(
    ("1", "1.0", "x", "y", "yes", "true", "t", "on", "checked", "unsubscribed", "opted out", "opted-out", "opt out",
     "opt-out", "optout", "ja", "j", "wahr", "abgemeldet", "oui", "o", "vrai", "desabonne", "si", "s", "verdadero",
     "dnc", "do not call", "do not phone", "do not mail", "do not email", "deceased", "verstorben", "decede",
     "fallecido", "\u2611", "\u2612", "\u2713", "\u2714")
)  # fmt: skip
NO = frozenset(
    (
        "0", "0.0", "n", "no", "false", "f", "off", "unchecked", "subscribed", "opted in", "opted-in", "opt in",
        "opt-in", "optin", "none", "null", "nan", "n/a", "-", "0000-00-00", "nein", "falsch", "angemeldet", "non",
        "faux", "falso", "living", "alive", "\u2610",
    )
)  # fmt: skip
CHANNELS: Mapping[Channel, str] = {
    Channel.POST: "post, mail, letter, postal mail, direct mail, paper, brief, papier, courrier, lettre, carta, "
    "correo, correo postal",
    Channel.EMAIL: "email, e-mail, electronic mail, courriel, correo electronico",
    Channel.PHONE: "phone, call, telephone, telefon, anruf, telefono, llamada, appel, home, work, mobile",
    Channel.SMS: "sms, text, text message",
}
_CHANNEL_OF = {word: channel for channel, said in CHANNELS.items() for word in said.split(", ")}
_DAY = re.compile(r"(\d{1,4})([-/.])(\d\d?)\2(\d{1,4})(?:[T ]+\d.*)?")
_TOGETHER = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]+)*")


class Meanings(dict[Cell, Answer], Generic[Cell, Answer]):
    """The meaning of each different cell, or of several, worked out once; not for columns where every cell differs."""

    def __init__(self, read: Callable[[Cell], Answer]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Cell) -> Answer:
        if len(self) >= MOST_KEPT:
            self.clear()
        self[cell] = found = self._read(cell)
        return found


def reader_of_yes(also: Iterable[str] = ()) -> Callable[[str], bool | None]:
    """`also`: further words for yes."""
    yes = YES | {folded(word) for word in also}

    def read(cell: str) -> bool | None:
        word = folded(cell)
        return True if word in yes else False if not word or word in NO else None

    return read


def read_deceased(cell: str) -> bool | None:
    """Yes, no, or the day of death."""
    return True if any(_days(cell)) else reader_of_yes()(cell)


def reader_of_age(on: date) -> Callable[[str], bool | None]:
    """Whether who was born on that day is under 18 on `on`. A day that could be read in two ways (03/04/2008) is
    answered only where both readings agree."""

    def read(cell: str) -> bool | None:
        if not cell:
            return False
        answers = {_age(born, on) < ADULT for born in _days(cell) if born <= on}
        return answers.pop() if len(answers) == 1 else None

    return read


def _days(cell: str) -> Iterable[date]:
    """Every day that the text may be."""
    if not (found := _DAY.fullmatch(_TOGETHER.sub(r"\1-\2-\3", cell.strip()))):
        return
    first, mark, middle, last = found.groups()
    written = [(first, middle, last)] if len(first) == 4 else [(last, middle, first)] if len(last) == 4 else []
    if len(first) < 4 and mark != ".":  # a point is never written between month and day
        written += [(last, first, middle)] * len(written)
    for parts in written:
        try:
            yield date(*map(int, parts))
        except ValueError:
            continue


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def read_language(cell: str) -> str | None:
    """The code of the language: of `de-AT` and `Deutsch` alike `de`."""
    word = folded(cell)
    if not word:
        return ""
    if (coded := _LANGUAGE.fullmatch(word)) and coded[1] in _language_codes():
        return coded[1]
    if (of_three := get_global("language_aliases").get(word, "")) in _language_codes():
        return str(of_three)
    return _language_names().get(word.partition(" ")[0])


def read_channel(cell: str) -> Channel | str | None:
    """Of several (`Email; Phone`), the first."""
    word = folded(re.split(r"[;,/|]", cell)[0])
    return _CHANNEL_OF.get(word) if word else ""


@cache
def _language_names() -> Mapping[str, str]:
    """What a language is called in ours, and in itself; only languages with a code of two letters."""
    found = {folded(Locale(code).get_display_name(code) or code): code for code in (*SPOKEN, *LOCAL)}
    for spoken in SPOKEN:
        for code, name in Locale(spoken).languages.items():
            if len(code) == 2:
                found.setdefault(folded(name), code)
    return found


@cache
def _language_codes() -> frozenset[str]:
    return frozenset(code for code in locale_identifiers() if len(code) == 2)
