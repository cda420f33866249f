"""What a deadline is, and in what it is counted: the facts, the law, the recipient's place, the zones.

Decides which place and zone count. The start of a clock is found in `starts`, the arithmetic in
`counting_conventions`, requests to wait in `holds`; `due_dates` puts them together.

Caveats: without a number in the law there is no instant, only the words.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.law.calendars import calendar_for
from bot.law.clock_rules import TimeLimit
from bot.law.conditions import FactBounds
from bot.law.counting_conventions import CountingBasis
from bot.law.counting_steps import CountingStep, sentences
from bot.law.facts import Facts
from bot.law.model import Law
from bot.law.values import zone_of
from bot.sentences import Sentence


class DueDates(NamedTuple):
    """When a duty is due, without how that was found; None where there is no such instant."""

    target_at: datetime | None = None
    limit_at: datetime | None = None


@dataclass(frozen=True)
class Deadline:
    """`target_at` is the conservative instant, `limit_at` the latest defensible one; both None where the law has no
    number or nothing has started; `house_at` is then the house target, if one is set. `not_before`: acting
    earlier is barred. `expected`: what starts the clock is not done yet; the target is counted from the last day for
    it, moves with it, and has no limit. `held`: law enforcement asked to wait, until `held_until` if that has an end.
    `assumed`: facts that others replace; `missing`: other facts without which it may not be moved."""

    trigger_at: datetime | None
    target_at: datetime | None
    limit_at: datetime | None
    words: str
    steps: tuple[CountingStep, ...] = ()
    not_before: bool = False
    expected: bool = False
    held: bool = False
    held_until: datetime | None = None
    house_at: datetime | None = None
    advisory: str = ""
    assumed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def due_dates(self) -> DueDates:
        return DueDates(self.target_at, self.limit_at)

    @property
    def first_at(self) -> datetime | None:
        """By when to act: the law's target, or the house target where the law has no number."""
        return self.target_at or self.house_at

    @property
    def warnings(self) -> tuple[Sentence, ...]:
        """What an authority may hold against the date."""
        return tuple(step.sentence for step in self.steps if step.kind.warns)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The steps in words."""
        return sentences(self.steps)

    def with_steps(self, *steps: CountingStep) -> "Deadline":
        """The same, with these steps after its own."""
        return replace(self, steps=(*self.steps, *steps))


@dataclass(frozen=True)
class DeadlineContext:
    """What a deadline is counted in: facts, law, the recipient's place and zone, the zone of those who learned; `on`:
    the day whose law applies."""

    facts: Facts
    law: Law
    place: str
    zone: ZoneInfo
    learned_zone: ZoneInfo
    bounds: FactBounds
    on: date

    def basis(self, limit: TimeLimit) -> CountingBasis:
        codes = limit.calendar or (self.place,)
        calendars = tuple(calendar_for(self.law.places, code) for code in codes)
        relief = limit.relief_unless is None or self.bounds.evaluate(limit.relief_unless) is not True
        return CountingBasis(self.zone, calendars, relief, self.learned_zone)


def context_at(
    place: str, facts: Facts, law: Law, bounds: FactBounds, on: date, zone: str | None = None
) -> DeadlineContext:
    """The context at `place`: days end there. A place with several zones uses that of those who learned of the breach
    when it is among them. With `zone` everything is counted in that zone."""
    learned = zone or facts.value("zone") or law.places.zone(place) or "Etc/UTC"
    its_own = law.places.at_zone(learned) in law.places.atoms(place, date.max)
    counted = learned if zone or its_own else law.places.zone(place) or learned
    return DeadlineContext(facts, law, place, zone_of(counted), zone_of(learned), bounds, on)
