"""From an English sentence to the sentence in the current language, with its named places filled.

`locales/*/LC_MESSAGES/breachbot.mo` are made from the `.po` files by `make messages` and checked in, because the
standard library reads them in a few milliseconds. A sentence that is not translated is shown in English.
"""

from collections.abc import Mapping
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from sys import intern
from typing import Any, BinaryIO

from bot.messages.languages import ENGLISH, current_language
from bot.sentences import At, Day, Listed, Number, Sentence

DOMAIN = "breachbot"
LOCALES = Path(__file__).parent / "locales"


def catalog_file(language: str, kind: str) -> Path:
    """The `.po` or the `.mo` file of a language."""
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.{kind}"


@lru_cache(maxsize=16)
def _translations(language: str) -> NullTranslations:
    file = catalog_file(language, "mo")
    if language == ENGLISH or not file.exists():
        return NullTranslations()
    with file.open("rb") as opened:
        return _Catalog(opened)


class _Catalog(GNUTranslations):
    """All languages share the English sentences by which they are found: 1.5 MB less."""

    _catalog: dict[Any, str]

    def __init__(self, opened: BinaryIO) -> None:
        super().__init__(opened)
        self._catalog = {intern(key) if isinstance(key, str) else key: said for key, said in self._catalog.items()}


class Said(str):
    """Words in the current language that remember what they say, so that an error can be kept for other readers."""

    english: str
    named: Mapping[str, object]

    @property
    def sentence(self) -> Sentence:
        return Sentence(self.english, {name: _value(given) for name, given in self.named.items()})


def _(english: str, /, **named: object) -> str:
    """A whole sentence. Without named places it is not a format string, so a marked constant may hold any letter."""
    form = form_of(english)
    said = Said(form.format(**named) if named else form)
    said.english, said.named = english, named
    return said


def _value(given: object) -> At | Day | Number | Listed | Sentence | int | str:
    if isinstance(given, Said):
        return given.sentence
    return given if isinstance(given, (int, At, Day, Number, Listed, Sentence)) else str(given)


def form_of(english: str, many: str = "", n: int = 1) -> str:
    """The sentence in the current language with its places still open, in the form for the number `n`."""
    found = _translations(current_language())
    if many:
        return found.ngettext(english, many, n)
    return found.gettext(english) if english else ""


def plural(one: str, many: str, n: int, /, **named: object) -> str:
    """The sentence that fits the number `n`, which is also the named place `{n}`."""
    return form_of(one, many, n).format(n=n, **named)


def N_(english: str, /) -> str:
    """Marks a constant for translation; it is translated when it is shown: `_(ROLES["lead"])`."""
    return english
