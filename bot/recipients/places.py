"""Where a person lives, by what a row says of country, state and postal code.

Decides what is certain. A name that two places have is none, unless the country tells which; a postal code is the last
resort, within the United States alone, and only where all of its area is one state. What isn't certain stays unknown.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from babel import Locale
from babel.core import get_global

from bot.law.places import Places
from bot.recipients.cells import LOCAL
from bot.typed.places import codes_named
from bot.typed.words import folded

US = "US"
ABBREVIATED = {
    "ala": "AL", "ariz": "AZ", "ark": "AR", "calif": "CA", "cal": "CA", "colo": "CO", "conn": "CT", "del": "DE",
    "fla": "FL", "ill": "IL", "ind": "IN", "kan": "KS", "kans": "KS", "mass": "MA", "mich": "MI", "minn": "MN",
    "miss": "MS", "mont": "MT", "neb": "NE", "nebr": "NE", "nev": "NV", "okla": "OK", "ore": "OR", "oreg": "OR",
    "penn": "PA", "penna": "PA", "tenn": "TN", "tex": "TX", "wash": "WA", "wis": "WI", "wisc": "WI", "wyo": "WY",
    "n mex": "NM", "n dak": "ND", "s dak": "SD", "n car": "NC", "s car": "SC", "w va": "WV", "d c": "DC",
    "washington dc": "DC", "washington d c": "DC",
}  # fmt: skip
"""The states as newspapers and older addresses shorten them, without points."""
ZIP_AREAS = """
005 NY 006 PR 008 VI 009 PR 010 MA 028 RI 030 NH 039 ME 050 VT 055 MA 056 VT 060 CT 070 NJ 090 - 100 NY 150 PA 197 DE
200 DC 201 VA 202 DC 206 MD 213 - 214 MD 220 VA 247 WV 269 - 270 NC 290 SC 300 GA 320 FL 340 - 341 FL 343 - 344 FL
345 - 346 FL 348 - 349 FL 350 AL 370 TN 386 MS 398 GA 400 KY 428 - 430 OH 460 IN 480 MI 500 IA 529 - 530 WI 550 MN
568 - 570 SD 578 - 580 ND 589 - 590 MT 600 IL 630 MO 659 - 660 KS 680 NE 694 - 700 LA 715 - 716 AR 730 OK 733 TX 734 OK
739 - 740 OK 750 TX 800 CO 817 - 820 WY 832 ID 839 - 840 UT 848 - 850 AZ 865 - 870 NM 885 TX 886 - 889 NV 892 -
893 NV 896 - 897 NV 899 - 900 CA 962 - 967 HI 969 - 970 OR 980 WA 995 AK
"""
"""From which three digits on a ZIP code is addressed in which state; `-` where the three digits don't tell: military
mail, Guam and its neighbors, the Oklahoma panhandle, the Navajo Nation, what isn't used."""
ZIP_EXCEPTIONS = frozenset(("06390", "83414", "96799"))
"""Codes that are in another state than the rest of their area."""


class Residence(NamedTuple):
    """`country` and the most specific `place` that is certain; both are empty where nothing is."""

    country: str
    place: str


NOWHERE = Residence("", "")


class Residences:
    """Reads residences; `home`: the country of rows that name none, empty where there is no such rule."""

    def __init__(self, places: Places, home: str = "") -> None:
        self._places, self._home = places, home
        self._parts = {code: place.part_of for code, place in places.places.items() if place.part_of}

    def read(self, country: str, region: str) -> Residence:
        if not country and not self._home:
            return self._by_region(region)
        code = self._country(country) if country else self._home
        if not code:
            return NOWHERE
        if code in self._parts:  # a territory that is a country's part, such as Puerto Rico
            return Residence(self._parts[code], code)
        return Residence(code, self._part(region, code) or code)

    def _country(self, text: str) -> str:
        """Of a name that a country and a state have, the country is meant here."""
        found = codes_named(text, self._places, None)
        countries = [code for code in found if code in self._places.places and code not in self._parts]
        only = countries or [code for code in found if code in self._parts] or self._elsewhere_named(text)
        return only[0] if len(only) == 1 else ""

    def _elsewhere_named(self, text: str) -> list[str]:
        """By its code of three letters, or by its name in a language that breachbot doesn't speak."""
        coded = get_global("territory_aliases").get(text.strip().upper(), ())
        return [code for code in coded or _local_names().get(folded(text), ()) if code in self._places.places]

    def _part(self, text: str, country: str) -> str:
        if not text:
            return ""
        coded = f"{country}-{text.strip().upper()}"
        if coded in self._parts:
            return coded
        bare = " ".join(re.sub(r"[.\s]+", " ", text.lower()).split())
        if country == US and bare in ABBREVIATED:
            return f"US-{ABBREVIATED[bare]}"
        found = [code for code in codes_named(text, self._places, country) if self._parts.get(code) == country]
        return found[0] if len(found) == 1 else ""

    def _by_region(self, text: str) -> Residence:
        """Without a country: a state that only one country has."""
        found = {part for country in dict.fromkeys(self._parts.values()) if (part := self._part(text, country))}
        if len(found) != 1:
            return NOWHERE
        part = found.pop()
        return Residence(self._parts[part], part)


_WORDS = ZIP_AREAS.split()
_AREAS, _STATES = _WORDS[::2], _WORDS[1::2]


def by_zip(postal_code: str) -> Residence:
    """Of a row in the United States that names no state."""
    found = re.fullmatch(r"(\d{5})(?:-?\d{4})?", postal_code)
    at = bisect_right(_AREAS, postal_code[:3]) - 1
    if not found or at < 0 or found[1] in ZIP_EXCEPTIONS or _STATES[at] == "-":
        return Residence(US, US)
    return Residence(US, f"US-{_STATES[at]}")


@cache
def _local_names() -> Mapping[str, Sequence[str]]:
    """The codes of each country's name in the languages of `LOCAL`."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for language in LOCAL:
        for code, name in Locale(language).territories.items():
            if len(code) == 2:
                found[folded(name)][code] = None
    return {name: tuple(codes) for name, codes in found.items()}
