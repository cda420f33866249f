"""The languages that there are, and the one in use now.

The edges set the language: for a person, theirs; in a channel, the organization's. Everything further in just speaks.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

ENGLISH = "en"


@dataclass(frozen=True)
class Language:
    """`code` is its folder in `locales/`; `name` is what its speakers call it."""

    code: str
    name: str
    english_name: str


LANGUAGES: Mapping[str, Language] = {
    one.code: one
    for one in (
        Language(ENGLISH, "English", "English"),
        Language("de", "Deutsch", "German"),
        Language("es", "Español", "Spanish"),
        Language("fr", "Français", "French"),
    )
}

_current: ContextVar[str] = ContextVar("language", default=ENGLISH)


def current_language() -> str:
    return _current.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """The language of everything inside."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def speak(language: str) -> None:
    """From now to the end of the enclosing `speaking`: for when it is only found out on the way who is spoken to."""
    _current.set(language)


def language_of(locale: str) -> str | None:
    """The language of a locale such as `de-DE`; None when it is not among ours."""
    code = locale.replace("_", "-").partition("-")[0].lower()
    return code if code in LANGUAGES else None


def language_named(word: str) -> str | None:
    """The language that a person means by `de`, `German` or `Deutsch`; None when it is none of ours."""
    wanted = word.strip().casefold()
    for one in LANGUAGES.values():
        if wanted in (one.code, one.name.casefold(), one.english_name.casefold()):
            return one.code
    return None
