"""Places and groups of places, with the dates of membership.

Decides which atoms (countries, states, free zones) a name covers on a day, and what can be said about the number of
people in any place from a table that mixes places, groups and `elsewhere`. Knows no law.

Caveats: a country that has states is an atom too, for the people whose state is not known.
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property, lru_cache

from pydantic import BaseModel, ConfigDict

from bot.law.authorities import Authorities
from bot.law.periods import covers
from bot.law.values import BOUNDLESS, ELSEWHERE, Count, People

EVERYWHERE = "everywhere"
NOWHERE = "CONTRACT"  # the place of duties that are bound to none
Strict = ConfigDict(frozen=True, extra="forbid")


class Place(BaseModel):
    """A country, state or free zone. `zone` is its authority's time zone; a part without one has its country's.
    `part_of` is the country, `also` what people call the place besides."""

    model_config = Strict
    name: str
    zone: str = ""
    zones: tuple[str, ...] = ()
    part_of: str | None = None
    calendar: str | None = None
    also: tuple[str, ...] = ()


class Membership(BaseModel):
    """From and until are days, both inclusive; absent means always."""

    model_config = Strict
    since: date | None = None
    until: date | None = None

    def on(self, day: date) -> bool:
        return covers(self.since, self.until, day)


class Group(BaseModel):
    model_config = Strict
    name: str
    also: tuple[str, ...] = ()
    members: dict[str, Membership]


class CalendarRule(BaseModel):
    """An official calendar: another one's holidays, without those on which offices are `open` (by their names), with
    those of other calendars that it keeps too (`also`, by their names), plus days closed by decision, plus yearly
    closures (MM-DD)."""

    model_config = Strict
    name: str
    base: str
    closed: tuple[date, ...] = ()
    closed_yearly: tuple[str, ...] = ()
    open: frozenset[str] = frozenset()
    also: dict[str, frozenset[str]] = {}
    source: str = ""


class Places(BaseModel):
    """All known places; frozen, so answers are cached per day."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))
    places: dict[str, Place]
    groups: dict[str, Group] = {}
    calendars: dict[str, CalendarRule] = {}
    regions: dict[str, tuple[str, ...]] = {}
    authorities: Authorities = Authorities()

    def __hash__(self) -> int:
        return id(self)

    def __contains__(self, code: str) -> bool:
        return code in self.places or code in self.groups

    @cached_property
    def codes_by_name(self) -> dict[str, str]:
        """The code of each place and group by what people call it, in small letters; a place before a group, and its
        own name before another's second one."""
        entries: list[tuple[str, Place | Group]] = [*self.places.items(), *self.groups.items()]
        also = {name.lower(): code for code, entry in reversed(entries) for name in entry.also}
        return also | {entry.name.lower(): code for code, entry in reversed(entries)}

    def name(self, code: str) -> str:
        entry = self.places.get(code) or self.groups.get(code)
        return entry.name if entry else code

    def zone(self, code: str) -> str | None:
        place = self.places.get(code)
        return (place.zone or self.zone(place.part_of or "")) if place else None

    def seat(self, code: str) -> str:
        """The place whose authority is meant: a part without a time zone of its own shares its country's."""
        place = self.places.get(code)
        return place.part_of if place and place.part_of and not place.zone else code

    def region(self, code: str) -> str:
        """The name of the part of the world that a place lies in, with its country; empty where none is known."""
        found = _by_region(self)
        return found.get(code) or found.get(_parent(self, code) or "", "")

    def parts(self, code: str) -> tuple[str, ...]:
        return tuple(name for name, place in self.places.items() if place.part_of == code)

    @cached_property
    def seats(self) -> dict[str, str]:
        """The seat of every place."""
        return {code: self.seat(code) for code in self.places}

    def at_zone(self, zone: str) -> str | None:
        """The place whose time zone this is; the first one listed when several share it."""
        return _by_zone(self).get(zone)

    def atoms(self, code: str, on: date) -> frozenset[str]:
        """Everything `code` covers that day, the place itself included."""
        return _atoms(self, code, on)

    def epoch(self, on: date) -> int:
        """A number that is the same for two days with the same memberships."""
        return bisect_right(_changes(self), on)

    def members(self, group: str, on: date) -> tuple[str, ...]:
        """The members of a group that day, or the parts of a country."""
        if group in self.groups:
            return tuple(name for name, membership in self.groups[group].members.items() if membership.on(on))
        return self.parts(group)

    def containing(self, codes: Iterable[str], on: date) -> frozenset[str]:
        """The codes, their countries, and every group they belong to that day."""
        return _containing(self, frozenset(codes), on)

    def people_in(self, people: People, wanted: Iterable[str], on: date) -> dict[str, Count]:
        """For each wanted place or group, between which ends its number of people lies."""
        least, most = self.numbers_in(people, wanted, on)
        return {code: Count(least[code], None if most[code] == BOUNDLESS else most[code]) for code in least}

    def numbers_in(self, people: People, wanted: Iterable[str], on: date) -> tuple[dict[str, int], dict[str, int]]:
        """The lower and the upper end of the number of people in each wanted place or group; BOUNDLESS where there is
        no upper end."""
        table = people.table
        low = {key: count.least for key, count in table.items()}
        high = {key: BOUNDLESS if count.most is None else count.most for key, count in table.items()}
        shares = _shares(self, tuple(table), tuple(wanted), on)
        least = {code: sum(map(low.__getitem__, inside)) for code, inside, _ in shares}
        return least, {code: min(BOUNDLESS, sum(map(high.__getitem__, touched))) for code, _, touched in shares}

    def nested(self, table: Iterable[str], on: date) -> tuple[tuple[str, str], ...]:
        """The rows that lie inside of another, each with the narrowest of those: its people are counted in addition."""
        rows = sorted((key for key in table if key != ELSEWHERE), key=lambda key: len(self.atoms(key, on)))
        wider = ((one, [key for key in rows if self.atoms(one, on) < self.atoms(key, on)]) for one in rows)
        return tuple((one, around[0]) for one, around in wider if around)

    def territories(self, table: Iterable[str], on: date) -> dict[str, frozenset[str]]:
        """Where the people of each row live: a row covers what no narrower row covers."""
        left = set(self.places)
        rows = sorted((key for key in table if key != ELSEWHERE), key=lambda key: len(self.atoms(key, on)))
        found = {}
        for key in rows:
            found[key] = frozenset(self.atoms(key, on) & left) or self.atoms(key, on)
            left -= found[key]
        if ELSEWHERE in table:
            found[ELSEWHERE] = frozenset(left)
        return found


def _parent(places: Places, code: str) -> str | None:
    return places.places[code].part_of if code in places.places else None


@lru_cache(maxsize=8)
def _changes(places: Places) -> list[date]:
    """The first day of every new state of the memberships."""
    spans = [span for group in places.groups.values() for span in group.members.values()]
    begun = {span.since for span in spans if span.since}
    return sorted(begun | {span.until + timedelta(days=1) for span in spans if span.until})


@lru_cache(maxsize=32)
def _shares(
    places: Places, rows: tuple[str, ...], wanted: tuple[str, ...], on: date
) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Each wanted place or group, with the rows all of whose people live in it, and those of whom some may. Kept,
    because what changes most is the number in a row."""
    territories = places.territories(rows, on)
    owners = {atom: key for key, territory in territories.items() for atom in territory}
    found = []
    for code in wanted:
        atoms = places.atoms(code, on)
        keys = {owners.get(atom) for atom in atoms} if len(atoms) < 3 else territories
        near = {key: territories[key] for key in keys if key}
        inside = tuple(key for key, territory in near.items() if territory <= atoms)
        found.append((code, inside, tuple(key for key, territory in near.items() if territory & atoms)))
    return tuple(found)


@lru_cache(maxsize=1024)
def _containing(places: Places, codes: frozenset[str], on: date) -> frozenset[str]:
    wanted = codes | {parent for code in codes if (parent := _parent(places, code))}
    return wanted | {name for name in places.groups if wanted & places.atoms(name, on)}


@lru_cache(maxsize=4096)
def _atoms(places: Places, code: str, on: date) -> frozenset[str]:
    if code == EVERYWHERE:
        return frozenset(places.places)
    if code in places.groups:
        return frozenset().union(*(_atoms(places, name, on) for name in places.members(code, on)))
    return frozenset([code, *places.members(code, on)])


@lru_cache(maxsize=8)
def _by_zone(places: Places) -> dict[str, str]:
    """States before their country: a zone tells the narrowest place."""
    found: dict[str, str] = {}
    for narrow in (True, False):
        for code, place in places.places.items():
            if bool(place.part_of) == narrow:
                for zone in filter(None, (place.zone, *place.zones)):
                    found.setdefault(zone, code)
    return found


@lru_cache(maxsize=8)
def _by_region(places: Places) -> dict[str, str]:
    return {code: name for name, codes in places.regions.items() for code in codes}
