"""The zones that people name after a time: abbreviations, offsets, cities and IANA names.

An abbreviation that names an offset is that offset, in every season: EST in July is UTC-5. `ET` and the like name a
zone, which has its own summer time. An abbreviation that several parts of the world use has several readings.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.law.values import zone_of, zones
from bot.messages import N_
from bot.typed.words import folded


@dataclass(frozen=True)
class NamedZone:
    """A zone as it was named: `name` is what was written, `whose` tells it from others of the same name."""

    name: str
    zone: tzinfo
    whose: str = ""


def _hours(text: str) -> dict[str, float]:
    return {name: float(offset) for name, offset in (pair.split("=") for pair in text.split())}


OFFSETS: Mapping[str, float] = _hours(
    "utc=0 gmt=0 z=0 zulu=0 wet=0 west=1 cet=1 cest=2 mez=1 mesz=2 eet=2 eest=3 msk=3 trt=3 sast=2 eat=3 wat=1 cat=2"
    " gst=4 pkt=5 wib=7 ict=7 hkt=8 sgt=8 myt=8 awst=8 jst=9 kst=9 acst=9.5 acdt=10.5 aest=10 aedt=11 nzst=12 nzdt=13"
    " est=-5 edt=-4 cdt=-5 mst=-7 mdt=-6 pst=-8 pdt=-7 akst=-9 akdt=-8 hst=-10 adt=-3 nst=-3.5 ndt=-2.5 brt=-3 clt=-4"
)
"""Abbreviations that name one offset, in hours east of UTC."""

SPELLED: Mapping[str, float] = {
    "greenwich mean time": 0, "british summer time": 1, "central european time": 1, "central european summer time": 2,
    "mitteleuropaische zeit": 1, "mitteleuropaische sommerzeit": 2, "india standard time": 5.5,
    "japan standard time": 9, "eastern standard time": -5, "eastern daylight time": -4, "central standard time": -6,
    "central daylight time": -5, "mountain standard time": -7, "mountain daylight time": -6,
    "pacific standard time": -8, "pacific daylight time": -7,
}  # fmt: skip
"""The same, spelled out."""

SHARED: Mapping[str, Mapping[str, float]] = {
    "ist": {N_("India"): 5.5, N_("Israel"): 2, N_("Ireland"): 1},
    "bst": {N_("British Summer Time"): 1, N_("Bangladesh"): 6},
    "cst": {N_("US Central"): -6, N_("China"): 8},
    "ast": {N_("Atlantic"): -4, N_("Arabia"): 3},
}
"""Abbreviations that several parts of the world use."""

NAMES: Mapping[str, str] = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
    "eastern time": "America/New_York",
    "central time": "America/Chicago",
    "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "nyc": "America/New_York",
    "uk time": "Europe/London",
}
AREAS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
NO_CITIES = {"easter", "christmas", "north", "south", "west", "center", "midway", "casey", "davis", "troll"}
"""Names of zones that mean something else in a time."""
REAL_MINUTES = {-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765, 825}
"""Offsets in minutes that some place has and that are no whole number of hours."""
OFFSET = re.compile(r"(?:(?:utc|gmt) ?)?([+-])([0-9]{1,2})(?::?([0-9]{2}))?(?![0-9])")
WORDS = re.compile(r"[a-z][a-z_'-]*(?:/[a-z_+-]+)*(?: [a-z]+){0,3}")


def fixed(hours: float) -> timezone:
    return timezone(timedelta(hours=hours))


def offset_at(text: str, start: int) -> tuple[NamedZone, int] | None:
    """The offset that stands at `start`, as far as any place on earth has it, and where it ends."""
    found = OFFSET.match(text, start)
    if not found:
        return None
    minutes = (int(found[2]) * 60 + int(found[3] or 0)) * (1 if found[1] == "+" else -1)
    if minutes not in REAL_MINUTES and not (minutes % 60 == 0 and -720 <= minutes <= 840):
        return None
    return NamedZone(found[0].upper(), timezone(timedelta(minutes=minutes))), found.end()


def zones_at(text: str, start: int) -> tuple[list[NamedZone], int] | None:
    """The zones that the words at `start` may name, and where the name ends; the longest name counts."""
    found = WORDS.match(text, start)
    if not found:
        return None
    words = found[0].split(" ")
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count])
        if named := zones_named(name):
            return named, start + len(name)
    return None


def zones_named(name: str) -> list[NamedZone]:
    """Every zone of that name, folded; empty when there is none."""
    if name in SHARED:
        return [NamedZone(name.upper(), fixed(hours), whose) for whose, hours in SHARED[name].items()]
    if name in OFFSETS:
        return [NamedZone(name.upper(), fixed(OFFSETS[name]))]
    if name in SPELLED:
        return [NamedZone(name.title(), fixed(SPELLED[name]))]
    if name in NAMES:
        return [NamedZone(name.upper() if len(name) <= len("nyc") else name.title(), zone_of(NAMES[name]))]
    key = _cities().get(name.removesuffix(" time"))
    return [NamedZone(key.rpartition("/")[2].replace("_", " "), ZoneInfo(key))] if key else []


def zone_key(text: str) -> str | None:
    """The IANA name of a zone named by its city or as people say it (`New York`, `ET`); None for a bare offset."""
    keys = {one.zone.key for one in zones_named(folded(text)) if isinstance(one.zone, ZoneInfo)}
    return keys.pop() if len(keys) == 1 else None


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """IANA names, and their cities where only one zone has that name."""
    full = {folded(name): name for name in zones() if name.partition("/")[0] in AREAS}
    by_city: dict[str, list[str]] = defaultdict(list)
    for name in full.values():
        by_city[folded(name.rpartition("/")[2].replace("_", " "))].append(name)
    return full | {city: names[0] for city, names in by_city.items() if len(names) == 1 and city not in NO_CITIES}
