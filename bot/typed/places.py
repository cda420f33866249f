"""Places and lists of places as people name them: by code, by name in four languages, by a common abbreviation.

A name that two places have (Georgia, Washington) prompts a question. So does CA, which is as often California as it is
Canada. Another code of two letters is the country's, except for an organization in the US, Canada or Australia: there,
where addresses use such codes for the states, a code that is also a state of their own prompts a question. What fits
the organization's own country is offered first.
"""

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from bot.errors import PossibleReading, UsageError
from bot.law.places import Places
from bot.law.values import ELSEWHERE, Choices
from bot.messages import LANGUAGES, _, current_language, speaking
from bot.typed.words import NOT_KNOWN, ask, folded, refuse_length, repeated

MOST = 20_000  # characters of a list of places
LONGEST = 80  # characters of a place's name
LONGEST_PART = 500  # characters within which “and” is looked for
POSTAL = ("US", "CA", "AU")
"""Countries whose states are abbreviated in addresses."""
TWINS = ("PR", "GU", "VI")
"""Territories with a country's code that are also listed as parts of the United States, where their people count."""
BEYOND = {
    ELSEWHERE,
    "others",
    "the rest",
    "rest",
    "rest of the world",
    "rest of world",
    "other countries",
    "anderswo",
    "sonstige",
    "ailleurs",
    "en otros lugares",
    "otros",
}
ARTICLES = re.compile(r"^(?:the|die|der|das|den|la|le|les|l'|el|los|las) ?(?=.{4})")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
AND = re.compile(r" (?:and|und|et|y|&|\+) ")
HARD = re.compile(
    r"[;\n]|,(?![0-9]{3}(?![0-9]))(?!(?<=[0-9],)[0-9]{1,2} ?(?:k|m|mio|tsd|million|mill)\w*\b)", re.IGNORECASE
)


def read_place(what: str, text: str, places: Places, country: str | None) -> str:
    """The code of the place. `what` names the value in a fault, `country` is the organization's. Raises Ambiguous, and
    UsageError with the nearest name."""
    refuse_length(text, LONGEST)
    codes = codes_named(text, places, country)
    if len(codes) == 1:
        return codes[0]
    if codes:
        raise ask(
            _("{what}: “{text}” is the name of more than one place.", what=what, text=repeated(text)),
            " ".join(text.split()),
            [reading_of(code, places) for code in codes],
        )
    near = difflib.get_close_matches(_key(text), _names(places), n=1, cutoff=0.8)
    hint = (
        _("Did you mean {place}?", place=_(places.name(codes_named(near[0], places, country)[0])))
        if near
        else _("Write a name such as Germany or California, or a code such as DE or US-CA.")
    )
    raise UsageError(_("{what}: there is no place “{text}”.", what=what, text=repeated(text)), hint)


def read_places(what: str, text: str, places: Places, country: str | None) -> Choices:
    """A list of places; `unknown` among them: there may be more."""
    refuse_length(text, MOST)
    codes: list[str] = []
    complete = True
    for part in parts_of_list(text, lambda one: bool(_unsaid(one) or codes_named(one, places, country))):
        if _unsaid(part):
            complete = False
        elif folded(part) not in ("none", "keine", "aucun", "ninguno"):
            codes.append(read_place(what, part, places, country))
    return Choices(tuple(dict.fromkeys(codes)), complete)


def _unsaid(part: str) -> bool:
    return folded(part) in NOT_KNOWN or folded(part) == "possibly more"


def codes_named(text: str, places: Places, country: str | None) -> tuple[str, ...]:
    """Every place that the text may name, those of the organization's own country first; empty for none."""
    if len(text) > LONGEST:
        return ()
    key = _key(text)
    coded = _coded(key.replace(" ", "-").upper(), places, country)
    named = _names(places).get(key) or _names(places).get(_key(ARTICLES.sub("", folded(text))), ())
    found = dict.fromkeys(coded or named)
    for twin in TWINS:
        if f"US-{twin}" in found:
            found.pop(twin, None)

    def rank(code: str) -> tuple[bool, bool]:
        """The organization's own country first, then what has exactly this name, but for a word in brackets."""
        return code.partition("-")[0] != country, _key(places.name(code).partition(" (")[0]) != key

    return tuple(sorted(found, key=rank))


def _coded(code: str, places: Places, country: str | None) -> tuple[str, ...]:
    """The places with this code, whole or as the part after the country's."""
    parts = _parts(places).get(code, ())
    if code in TWINS and code in places:
        return (f"US-{code}",)
    if code not in places:
        return tuple(parts)
    own = [part for part in parts if country in POSTAL and part.startswith(f"{country}-")]
    also = own or (["US-CA"] if code == "CA" and "US-CA" in places else [])
    return (code, *also)


def reading_of(code: str, places: Places) -> PossibleReading:
    """The place in words, and as text that names no other."""
    return PossibleReading(f"{_(places.name(code))} ({code})", clear_text(code, places))


def clear_text(code: str, places: Places) -> str:
    """Its name in the reader's language, or else its code, by which no one can mean another place."""
    return _clear_text(code, places, current_language())


@lru_cache(maxsize=1024)
def _clear_text(code: str, places: Places, _language: str) -> str:
    names = (_(places.name(code)), places.name(code), code, *_also(code, places))
    return next(
        (one for one in names if all(codes_named(one, places, who) == (code,) for who in (None, *POSTAL))), code
    )


def parts_of_list(text: str, stands: Callable[[str], bool]) -> Iterator[str]:
    """The parts of a list, separated by commas, semicolons, lines or “and”; a comma or an “and” within a part that
    `stands` by itself (12,000; Bosnia and Herzegovina) separates nothing."""
    for part in HARD.split(text):
        if words := re.sub(r"^\s*(?:and|und|et|y)\s+", "", part, flags=re.IGNORECASE).strip():
            yield from _joined(words, stands)


def _joined(words: str, stands: Callable[[str], bool]) -> list[str]:
    """Split at the last “and” whose left side stands alone, unless the whole does."""
    if len(words) > LONGEST_PART or stands(words):
        return [words]
    for found in reversed(list(AND.finditer(words))):
        if stands(words[: found.start()]):
            return [words[: found.start()], *_joined(words[found.end() :], stands)]
    return [words]


@lru_cache(maxsize=512)
def _key(text: str) -> str:
    """A name as it is compared: without accents, points, hyphens and apostrophes."""
    plain = re.sub(r"\bst\.? (?=[a-z])", "saint ", folded(text).replace("&", " and "))
    return " ".join(re.sub(r"[^\w ]", "", re.sub(r"[-/,]", " ", plain)).split())


@lru_cache(maxsize=8)
def _names(places: Places) -> dict[str, tuple[str, ...]]:
    """Every name of every place, as it is compared, with its codes."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for code in (*places.places, *places.groups):
        for name in (places.name(code), *_also(code, places), *_translated(code, places)):
            for key in (_key(name), _key(ARTICLES.sub("", folded(name))), _key(name.lower().translate(UMLAUTS))):
                found[key][code] = None
    return {key: tuple(codes) for key, codes in found.items()}


def _also(code: str, places: Places) -> Sequence[str]:
    entry = places.places.get(code) or places.groups.get(code)
    return entry.also if entry else ()


def _translated(code: str, places: Places) -> Iterable[str]:
    """Its name in each of our languages, as we show it."""
    for language in LANGUAGES:
        with speaking(language):
            yield _(places.name(code))


@lru_cache(maxsize=8)
def _parts(places: Places) -> dict[str, list[str]]:
    """States and free zones by the part of their code that follows the country's."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, place in places.places.items():
        if place.part_of:
            found[code.partition("-")[2]].append(code)
    return found
