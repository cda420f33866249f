"""Whom the law of a place reaches: people there, or an establishment there whose work the data are part of.

Decides what `reaches: JP` in a law file means, and what is known of its facts. An establishment counts only where the
processing is in the context of its activities (GDPR Art. 3(1), and the laws modeled on it); whoever is established
elsewhere is exempt from a law with that test unless the business reaches people there (Art. 3(2)).

- `processed_for`, the establishments whose work the data are part of: as stated; else the only one there is, or what
  all of them have in common (offices in Berlin and Paris: the EEA, but not Germany).
- `stated_for`, the same for duties to the people affected: an only establishment isn't enough, because the law may
  protect residents alone. Someone must have stated it, unless people who live there are affected. A law that
  protects people `wherever` they live (GDPR Recital 14) has no need of it.
- `offers_to`, where the business reaches people: where it is established, and where it was stated. It is asked only of
  those who are known to be established elsewhere; while it isn't known where they are, that is asked, and nothing is
  supposed of either.
- `present_in`, where it is established; that it uses `means` elsewhere no fact says, so it stays open.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bot.law.model import Law
from bot.law.places import Places
from bot.law.values import Choices, Value

REACHES = "reaches"
NOT_TARGETED = (
    "you are not established in {0}, and neither offer people there goods or services nor monitor what they do there"
)
NO_MEANS = "you are not established in {0}, and use no equipment or other means there"
Ends = tuple[frozenset[str], frozenset[str]]


def spelled_out(duty: Mapping[str, Any], places: Places) -> dict[str, list[Any]]:
    """The conditions and exceptions of a duty, as its file has them, with each `{reaches: JP}` as what it stands for.
    `named` is the place within a sentence, where its own name doesn't fit. `targeted`: who is established elsewhere is
    exempt unless the business reaches people there. While that is open its clock runs, as with any exemption.
    `means`: who is established elsewhere is exempt unless it uses equipment there.
    `wherever`: an establishment there owes its duties to people wherever they live."""
    applies, unless, to_people = [], list(duty["unless"]), duty.get("owed_to") == "individuals"
    for one in duty["applies"]:
        if not (isinstance(one, dict) and REACHES in one):
            applies.append(one)
            continue
        short = {"named": places.name(str(one[REACHES])), "targeted": False, "means": False, "wherever": False, **one}
        code, place = short.pop(REACHES), short.pop("named")
        if short.pop("targeted"):
            unless.append({"when": f'!("{code}" in offers_to)', "because": NOT_TARGETED.format(place)})
        if short.pop("means"):
            unless.append({"when": f'!("{code}" in present_in)', "because": NO_MEANS.format(place)})
        residents_only = not short.pop("wherever") and to_people
        applies.append({**short, "any": _grounds(code, place, residents_only)})
    return {"applies": applies, "unless": unless}


def _grounds(code: str, place: str, residents_only: bool) -> list[dict[str, str]]:
    office, work = "processed_for", f"these data are part of the work of your establishment in {place}"
    if residents_only:
        office, work = "stated_for", f"{work}, and its law covers the people affected"
    return [
        {"when": f'people["{code}"] > 0', "because": f"people in {place} are affected"},
        {"when": f'"{code}" in {office}', "because": work},
    ]


def reach(known: Mapping[str, Value], law: Law, on: date) -> dict[str, Ends]:
    """Each of the three at its lower and its upper end, without those of which nothing can be said; only places that a
    condition asks for."""
    every = law.seats_named
    seats, stated, offered = (_choices(known, name) for name in ("established_in", "processed_for", "offers_to"))
    found: dict[str, Ends] = {"offers_to": _offers(seats, stated, offered, law, on, every)}
    here = [code for one in (seats, stated) if one for code in one.items]
    found["present_in"] = _codes(here, law, on), every
    if stated:
        low = _codes(stated.items, law, on)
        more = seats if seats and seats.complete else None
        high = low if stated.complete else _codes((*stated.items, *more.items), law, on) if more else every
        return {**found, "processed_for": (low, high), "stated_for": (low, high)}
    if seats:
        common = _common(seats, law, on)
        high = _codes(seats.items, law, on) if seats.complete else every
        return {**found, "processed_for": (common, high), "stated_for": (frozenset(), high)}
    return found


def _choices(known: Mapping[str, Value], name: str) -> Choices | None:
    value = known.get(name)
    return value if isinstance(value, Choices) else None


def _codes(items: Iterable[str], law: Law, on: date) -> frozenset[str]:
    return law.places.containing(items, on) & law.seats_named


def _offers(
    seats: Choices | None, stated: Choices | None, offered: Choices | None, law: Law, on: date, every: frozenset[str]
) -> Ends:
    low = _codes((code for one in (seats, stated, offered) if one for code in one.items), law, on)
    settled = seats and seats.complete and offered and offered.complete
    return low, low if settled else every


def _common(seats: Choices, law: Law, on: date) -> frozenset[str]:
    """What holds whichever of them it was; nothing while there may be more of them."""
    if not seats.complete or not seats.items:
        return frozenset()
    return law.seats_named.intersection(*(law.places.containing([one], on) for one in seats.items))
