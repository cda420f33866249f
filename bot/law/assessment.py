"""One run over the law: the facts at their bounds on each day, and what earlier runs found out that still holds.

Decides on which day's law a duty is judged, and which kept findings and deadlines may be taken again. What they are is
decided in `duties`.

Caveats: the version of a duty is the one in force when its clock started; `on` applies only while no trigger is known.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from bot.law.clock_rules import AWARENESS, Start
from bot.law.conditions import FactBounds, Gaps, fact_bounds
from bot.law.deadlines import DeadlineContext, context_at
from bot.law.facts import Facts
from bot.law.kept_deadlines import Dated, Kept, Results, dated_under, kept_under
from bot.law.model import Duty, Law
from bot.law.starts import clock_start
from bot.law.values import Value, zone_of

if TYPE_CHECKING:
    from bot.law.duties import Finding

Waiting = dict[tuple[int, Results], "Finding"]
"""Undetermined findings without a clock, by the duty, which they keep, and the results of its conditions. They are the
same while the same facts are missing."""
_waiting: WeakKeyDictionary[Gaps, Waiting] = WeakKeyDictionary()


@dataclass
class Assessment:
    """One run over the law. What many duties share is kept: the bounds of the facts by day, the contexts
    of deadlines, the days of triggers."""

    facts: Facts
    law: Law
    on: date
    by_day: dict[date, FactBounds] = field(default_factory=dict)
    by_epoch: dict[int, FactBounds] = field(default_factory=dict)
    waiting: dict[date, tuple[FactBounds, Waiting]] = field(default_factory=dict)
    contexts: dict[tuple[str, date], DeadlineContext] = field(default_factory=dict)
    days: dict[tuple[str, str], tuple[date, FactBounds]] = field(default_factory=dict)

    @cached_property
    def aware_at(self) -> datetime | None:
        """The earliest awareness of any kind."""
        return aware_at(self.facts)

    def bounds(self, day: date) -> FactBounds:
        """The bounds of the facts on that day; days with the same memberships share them."""
        if day not in self.by_day:
            epoch = self.law.places.epoch(day)
            if epoch not in self.by_epoch:
                self.by_epoch[epoch] = fact_bounds(self.facts, self.law, day)
            self.by_day[day] = self.by_epoch[epoch]
        return self.by_day[day]

    def on_day(self, day: date) -> tuple[FactBounds, Waiting]:
        """The bounds on that day, and the findings that are kept for what isn't known of them."""
        found = self.waiting.get(day)
        if found is None:
            bounds = self.bounds(day)
            found = self.waiting[day] = bounds, _waiting.setdefault(bounds.gaps, {})
        return found

    @cached_property
    def told_by(self) -> dict[str, Value]:
        """The facts that say which authority takes a report, besides the place."""
        known = self.facts.known
        return {
            name: known[name]
            for name in ("lead_authority", "established_in", "regulated_as", "sectors")
            if name in known
        }

    @cached_property
    def dated(self) -> Dated:
        """What was found owed before, by all that the date and the recipients depend on."""
        return dated_under(self.kept, tuple(self.told_by.items()))

    def governing(self, versions: tuple[Duty, ...]) -> tuple[Duty, date] | None:
        """The version of a duty that is law, and the day whose law it is; None when none of them is."""
        kept, duty_id = self.kept.begun.governing, versions[0].id
        if duty_id not in kept:
            days = ((duty, self.governing_day(duty)) for duty in versions if duty.applicable)
            kept[duty_id] = next(((duty, day) for duty, day in days if duty.in_force.on(day)), None)
        return kept[duty_id]

    def context(self, place: str, day: date) -> DeadlineContext:
        key = (place, day)
        if key not in self.contexts:
            self.contexts[key] = context_at(place, self.facts, self.law, self.bounds(day), day)
        return self.contexts[key]

    def governing_day(self, duty: Duty) -> date:
        """The day whose law applies: of the duty's own trigger, else of the earliest awareness, else `on`."""
        return self.seen(duty)[0]

    def seen(self, duty: Duty) -> tuple[date, FactBounds]:
        """That day, and the facts on it; the same for duties that start the same way, where the zone is known."""
        key = (duty.start_rule, "" if self.zone else duty.place)
        seen = self.days.get(key)
        if seen is None:
            began_at = self._began_at(duty) or self.aware_at
            zone = self.zone or self.law.places.zone(duty.place) or "Etc/UTC"
            day = began_at.astimezone(zone_of(zone)).date() if began_at else self.on
            seen = self.days[key] = day, self.bounds(day)
        return seen

    @cached_property
    def kept(self) -> Kept:
        """What was already counted from the same instants."""
        return kept_under(self.facts, self.law, self.on)

    @cached_property
    def zone(self) -> str | None:
        """Of those who learned of it, where that is known."""
        zone: str | None = self.facts.value("zone")
        return zone

    def _began_at(self, duty: Duty) -> datetime | None:
        """When its own trigger happened: the discovery, for clocks that count from the end of its year."""
        began = self.kept.begun.began
        if duty.start_rule not in began:
            start, utc = duty.start, zone_of("Etc/UTC")  # which zone makes no difference to the instant
            own = DeadlineContext(self.facts, self.law, "", utc, utc, self.bounds(self.on), self.on)
            begun = clock_start(Start(fact=start.year_end) if start and start.year_end else start, own)
            began[duty.start_rule] = begun.at if begun else None
        return began[duty.start_rule]


def aware_at(facts: Facts) -> datetime | None:
    return min((moment for name in AWARENESS if (moment := facts.instant(name))), default=None)
