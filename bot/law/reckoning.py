"""One deadline by itself: from a duty, an instant and a zone to target and limit, outside any incident.

Decides which version of the law and which place the instant falls under. Conditions are not asked, with one exception:
a threshold that the given counts plainly miss leaves no clock.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.law.conditions import DERIVED, Worlds, reads, worlds_of
from bot.law.counting import Deadline, setting
from bot.law.deadlines import deadline
from bot.law.facts import Facts
from bot.law.model import Duty, Law
from bot.law.values import Count, People


def reckon(law: Law, duty_id: str, from_at: datetime, zone: str, facts: Facts) -> Deadline:
    """The deadline of a duty whose clock starts at `from_at`, counted in `zone`. Raises UsageError for unknown ids."""
    versions = law.known(duty_id)
    on = from_at.astimezone(ZoneInfo(zone)).date()
    duty = next((version for version in versions if version.in_force.on(on)), None)
    if duty is None:
        say = f"Not in force on {on.day} {on:%b %Y}: {_dates(versions)}."
        return Deadline(from_at, None, None, versions[-1].words, (say,))
    worlds = worlds_of(facts, law, on)
    if missed := _missed(duty, facts, worlds):
        return Deadline(from_at, None, None, duty.words, (f"No clock: it is not so that {missed}.",))
    at_ = setting(facts, law, _place(duty, facts, law, zone, on), worlds, zone)
    return deadline(duty, at_, from_at)


def _dates(versions: tuple[Duty, ...]) -> str:
    first, last = versions[0].in_force.since, versions[-1].in_force.until
    return f"{f'from {first.isoformat()}' if first else ''} {f'until {last.isoformat()}' if last else ''}".strip()


def _missed(duty: Duty, facts: Facts, worlds: Worlds) -> str | None:
    """The sentence of a condition about numbers alone that the facts refute."""
    counts = {name for name, value in facts.known.items() if isinstance(value, (Count, People))}
    for condition in duty.applies:
        names = {DERIVED.get(name, name) for name in reads(condition.when)}
        if names and names <= counts and worlds.holds(condition.when) is False:
            return condition.because
    return None


def _place(duty: Duty, facts: Facts, law: Law, zone: str, on: date) -> str:
    """In a group of States: the one whose clock `zone` is, else the lead authority's."""
    if duty.place not in law.places.groups:
        return duty.place
    here = law.places.at_zone(zone)
    inside = law.places.atoms(duty.place, on)
    lead = facts.value("lead_authority")
    return next((code for code in (here, lead) if code and code in inside), duty.place)
