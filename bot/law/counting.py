"""What a deadline is, and what it is counted in: the facts, the law, the recipient's place, and the zones.

The arithmetic is in `periods`, the start and the relations in `deadlines`, requests to wait in `holds`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.law.calendars import Calendar, calendar_for
from bot.law.conditions import Worlds
from bot.law.facts import Facts
from bot.law.model import Law, Limb
from bot.law.periods import Where
from bot.law.values import zone_of


@dataclass(frozen=True)
class Deadline:
    """`target_at` is the conservative instant, `limit_at` the latest the text bears; both None where the law has no
    number or nothing has started; `house_at` is then our own target, if we set one. `not_before`: the act is barred
    until then. `held`: law enforcement asked to wait, until `held_until` if that has an end. `assumed`: facts that
    others stand in for."""

    trigger_at: datetime | None
    target_at: datetime | None
    limit_at: datetime | None
    words: str
    steps: tuple[str, ...] = ()
    not_before: bool = False
    held: bool = False
    held_until: datetime | None = None
    house_at: datetime | None = None
    advisory: str = ""
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Begun:
    """When a clock started, how that is known, and which fact another one stood in for."""

    at: datetime
    steps: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Setting:
    """What a deadline is counted in: facts, law, the recipient's place and zone, the zone of those who learned."""

    facts: Facts
    law: Law
    place: str
    zone: ZoneInfo
    learned: ZoneInfo
    worlds: Worlds

    def where(self, limb: Limb) -> Where:
        codes = limb.calendar or (self.place,)
        calendars: tuple[Calendar, ...] = tuple(calendar_for(self.law.places, code) for code in codes)
        relief = limb.relief_unless is None or self.worlds.holds(limb.relief_unless) is not True
        return Where(self.zone, calendars, relief, self.learned)


def setting(facts: Facts, law: Law, place: str, worlds: Worlds, zone: str | None = None) -> Setting:
    """The setting at `place`: days end there. A place with several clocks uses the one of those who learned of the
    breach when it is among them. With `zone` everything is counted in that zone."""
    learned = zone or facts.value("zone") or law.places.zone(place) or "Etc/UTC"
    its_own = law.places.at_zone(learned) in law.places.atoms(place, date.max)
    clock = learned if zone or its_own else law.places.zone(place) or learned
    return Setting(facts, law, place, zone_of(clock), zone_of(learned), worlds)
