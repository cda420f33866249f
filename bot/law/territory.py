"""Whom the law of a place reaches: people there, or an establishment there whose work the data are part of.

Decides what `reaches: JP` in a law file means, and what is known of its facts. An establishment counts only where the
processing is in the context of its activities (GDPR Art. 3(1), and the laws modeled on it); people count, under a law
with that test, only where the business reaches them (Art. 3(2)).

- `processed_for`, the establishments whose work the data are part of: as stated; else the only one there is, or what
  all of them have in common (offices in Berlin and Paris: the EEA, but not Germany).
- `stated_for`, the same for duties to the people affected: once it is known that no one lives there, an only
  establishment isn't enough, because the law may protect residents alone. Someone must have stated it.
- `offers_to`, where the business reaches people: where it is established, and where it was stated. It is asked only of
  those who are known to be established elsewhere.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bot.law.model import Law
from bot.law.places import Places
from bot.law.values import Choices, People, Value

REACHES = "reaches"
Ends = tuple[list[str], list[str]]


def spelled_out(conditions: Iterable[Any], owed_to: Any, places: Places) -> list[Any]:
    """The conditions of a law file, with each `{reaches: JP}` as what it stands for. `named` is the place within a
    sentence, where its own `name` doesn't fit; `targeted`: its people count only where the business reaches them."""
    return [_grounds(one, owed_to, places) if isinstance(one, dict) and REACHES in one else one for one in conditions]


def _grounds(short: dict[str, Any], owed_to: Any, places: Places) -> dict[str, Any]:
    more = dict(short)
    code = more.pop(REACHES)
    place = more.pop("named", places.name(str(code)))
    office = "stated_for" if owed_to == "individuals" else "processed_for"
    people = {"when": f'people["{code}"] > 0', "because": f"people in {place} are affected"}
    if more.pop("targeted", False):
        people["when"] += f' && "{code}" in offers_to'
        people["because"] = f"people in {place} whom your business reaches are affected"
    because = f"these data are part of the work of your establishment in {place}"
    return {**more, "any": [people, {"when": f'"{code}" in {office}', "because": because}]}


def reach(known: Mapping[str, Value], law: Law, on: date) -> dict[str, Ends]:
    """Each of the three at its lower and its upper end, without those of which nothing can be said."""
    every = [*law.places.places, *law.places.groups]
    seats, stated, offered = (_choices(known, name) for name in ("established_in", "processed_for", "offers_to"))
    found: dict[str, Ends] = {"offers_to": _offers(seats, offered, law, on, every)}
    if stated:
        low = _codes(stated.items, law, on)
        more = seats if seats and seats.complete else None
        high = low if stated.complete else _codes((*stated.items, *more.items), law, on) if more else every
        return {**found, "processed_for": (low, high), "stated_for": (low, high)}
    if seats:
        common = _common(seats, law, on)
        high = _codes(seats.items, law, on) if seats.complete else every
        there = _inhabited(common, known.get("people"), law, on)
        return {**found, "processed_for": (common, high), "stated_for": (there, high)}
    return found


def _choices(known: Mapping[str, Value], name: str) -> Choices | None:
    value = known.get(name)
    return value if isinstance(value, Choices) else None


def _codes(items: Iterable[str], law: Law, on: date) -> list[str]:
    return sorted(law.places.containing(items, on))


def _offers(seats: Choices | None, offered: Choices | None, law: Law, on: date, every: list[str]) -> Ends:
    if seats is None or not seats.complete:
        return every, every
    low = _codes((*seats.items, *(offered.items if offered else ())), law, on)
    return low, low if offered and offered.complete else every


def _common(seats: Choices, law: Law, on: date) -> list[str]:
    """What holds whichever of them it was; nothing while there may be more of them."""
    if not seats.complete or not seats.items:
        return []
    return sorted(frozenset.intersection(*(law.places.containing([one], on) for one in seats.items)))


def _inhabited(codes: list[str], people: Value | None, law: Law, on: date) -> list[str]:
    """Those where someone may be affected."""
    if not isinstance(people, People):
        return codes
    counts = law.places.people_in(people, codes, on)
    return [code for code in codes if counts[code].most != 0]
