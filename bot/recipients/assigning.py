"""Who gets which letter, and how: by place, language and channel, or why a person gets none.

Decided once for each group of people who are alike in all of that. A marketing opt-out isn't among it: it takes no one
off a notice that a law requires. Nobody is phoned.

Caveats: one person gets one letter of a run, the one for the most specific place. Who asked for a language that the
kind of letter has gets no other; who asked for one that it hasn't gets that of the country, or English.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from babel.core import get_global

from bot.domain.merge_fields import ApprovedLetter
from bot.recipients.people import Channel, Recipient

SPOKEN = {"CA-QC": "fr"}
"""The usual language of places that differ from their country's."""


class Unreachable(StrEnum):
    """Why a person gets no letter; the value is what the list of them says."""

    NO_PLACE = "the list doesn't say where this person lives"
    NO_LETTER = "no approved letter is for this place"
    NO_LANGUAGE = "the letter for this place isn't approved in this person's language"
    NO_CONTACT = "the list has neither a postal nor an email address"
    NO_CONSENT = "no postal address, and the law asks for consent before email"
    NO_ADDRESS_OF_KIN = "deceased, and no postal address for the next of kin"
    ASKED_NOT_TO = "asked not to be written to by the channel that is left"


WITHOUT_CONTACT = frozenset({
    Unreachable.NO_CONTACT, Unreachable.NO_CONSENT, Unreachable.NO_ADDRESS_OF_KIN, Unreachable.ASKED_NOT_TO,
})  # fmt: skip
"""Those for whom the laws on substitute notice are: no letter that is approved later reaches them."""


class Letter(NamedTuple):
    """`at`: its place in the list of letters. `asked_for`: whether it is in the language that the person asked for;
    true of who asked for none."""

    at: int
    by_email: bool
    asked_for: bool


Decision = Letter | Unreachable


class Assigning:
    """Decides for one run. The letters stand in the order in which they were named."""

    def __init__(self, letters: Sequence[ApprovedLetter]) -> None:
        self._letters = letters
        self._kinds = [list(group) for _kind, group in groupby(range(len(letters)), lambda at: letters[at].kind)]
        self._texts: dict[tuple[str, str | None], tuple[int, bool] | Unreachable] = {}
        self._decided: dict[tuple[object, ...], Decision] = {}

    def decide(self, one: Recipient) -> Decision:
        group = (
            one.place, one.language, one.channel, one.electronic_consent, one.no_post, one.no_email, one.deceased,
            one.has_postal_address, one.has_email,
        )  # fmt: skip
        known = self._decided.get(group)
        if known is None:
            known = self._decided[group] = self._decide(one)
        return known

    def _decide(self, one: Recipient) -> Decision:
        text = self._text(one.place, one.language)
        if isinstance(text, Unreachable):
            return text
        at, asked_for = text
        by_email = _by_email(one, self._letters[at])
        return by_email if isinstance(by_email, Unreachable) else Letter(at, by_email, asked_for)

    def _text(self, place: str, language: str | None) -> tuple[int, bool] | Unreachable:
        fitting = [kind for kind in self._kinds if _covers(self._letters[kind[0]], place)]
        if not fitting:
            return Unreachable.NO_LETTER if place else Unreachable.NO_PLACE
        best = max(fitting, key=lambda kind: len(self._letters[kind[0]].place))
        approved = {self._letters[at].language: at for at in best}
        spoken = next(iter(_languages(language, place, self._letters[best[0]], approved)), None)
        if spoken not in approved:
            return Unreachable.NO_LANGUAGE
        return approved[spoken], not language or spoken == language


def _covers(letter: ApprovedLetter, place: str) -> bool:
    if not letter.places:
        return True
    return place in letter.places or place.partition("-")[0] in letter.places


def _languages(asked: str | None, place: str, letter: ApprovedLetter, approved: dict[str, int]) -> Iterator[str]:
    """The language of the letter, the first of these."""
    for one in (asked, usual_language(place)):
        if one in letter.languages:
            yield one
    if "en" in approved or len(approved) == 1:
        yield "en" if "en" in approved else next(iter(approved))


def usual_language(place: str) -> str:
    """That of most people there, as the Unicode project counts them; empty where none is known."""
    likely = str(get_global("likely_subtags").get(f"und_{place.partition('-')[0]}", ""))
    return SPOKEN.get(place, likely.partition("_")[0])


def _by_email(one: Recipient, letter: ApprovedLetter) -> bool | Unreachable:
    """By mail, unless the person wants or has agreed to email; by email alone only where the law lets you."""
    lawful = letter.email == "anyone" or one.electronic_consent is True
    post = one.has_postal_address and not one.no_post
    email = one.has_email and not one.no_email and lawful and not one.deceased
    if email and (not post or one.channel == Channel.EMAIL or (not one.channel and one.electronic_consent)):
        return True
    return _why_not(one, lawful=lawful) if not post else False


def _why_not(one: Recipient, *, lawful: bool) -> Unreachable:
    if one.has_postal_address:
        return Unreachable.ASKED_NOT_TO
    if one.deceased:
        return Unreachable.NO_ADDRESS_OF_KIN
    if not one.has_email:
        return Unreachable.NO_CONTACT
    return Unreachable.ASKED_NOT_TO if lawful else Unreachable.NO_CONSENT
