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
- `present_in`, where it is established; that it uses `means` elsewhere, or is bound there for another reason, no fact
  says, so it stays open.

Caveats: a file must say whom from `abroad` its law binds, because people there alone seldom suffice (`ABROAD`).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from bot.law.model import Law
from bot.law.places import Places
from bot.law.values import Choices, Value

REACHES = "reaches"
Ends = tuple[frozenset[str], frozenset[str]]


class Abroad(NamedTuple):
    """Whom a law binds that is established elsewhere, in words; when it is exempt, and what only counsel can say of it.
    `{0}` is the place's code, `{1}` its name."""

    says: str
    exempt: str = ""
    because: str = ""
    asks: str = ""


_NO_MARKET, _NO_OFFICE = '!("{0}" in offers_to)', '!("{0}" in present_in)'
_NO_TARGET = "neither offer people there goods or services nor monitor what they do there"
_NO_MEANS = "use no equipment or other means there"
ABROAD = {
    "targeting": Abroad(
        "whoever offers people there goods or services, or monitors what they do there",
        _NO_MARKET,
        f"you are not established in {{1}}, and {_NO_TARGET}",
    ),
    "means": Abroad(
        "whoever uses equipment or other means there",
        _NO_OFFICE,
        f"you are not established in {{1}}, and {_NO_MEANS}",
        "If you have no establishment in {1}, do you use equipment there?",
    ),
    "either": Abroad(
        "whoever offers people there goods or services, monitors what they do there, or uses means there",
        f"{_NO_MARKET} && {_NO_OFFICE}",
        f"you are not established in {{1}}, {_NO_TARGET}, and {_NO_MEANS}",
        "If you have no establishment in {1} and offer people there nothing, do you use equipment there?",
    ),
    "counsel": Abroad(
        "whoever offers people there goods or services, or monitors what they do there; ask counsel about others",
        f"{_NO_MARKET} && {_NO_OFFICE}",
        f"you are not established in {{1}}, {_NO_TARGET}, and nothing else brings you under its law",
        "If you have no establishment in {1} and offer people there nothing, does its law bind you for another reason?",
    ),
    "people": Abroad("whoever holds data about people there"),
}
"""What a file may say of those established elsewhere."""


def spelled_out(duty: Mapping[str, Any], places: Places) -> dict[str, Any]:
    """The conditions, exceptions and questions of a duty, as its file has them, with each `{reaches: JP}` as what it
    stands for. `named` is the place within a sentence, where its own name doesn't fit. `abroad`: whom established
    elsewhere it binds, `by` which provision; others are exempt, and while that is open the clock runs. `asks` replaces
    the question to counsel. `wherever`: an establishment there owes its duties to people wherever they live."""
    found: dict[str, Any] = {key: list(duty[key]) for key in ("applies", "unless", "ask_counsel")}
    for index, one in enumerate(found["applies"]):
        if isinstance(one, dict) and REACHES in one:
            found["applies"][index], told = _reaching(one, places, to_people=duty.get("owed_to") == "individuals")
            lists = {key: [*lines, *told.pop(key, ())] for key, lines in found.items() if key != "abroad"}
            found = {**lists, **told}
    return found


def _reaching(short: Mapping[str, Any], places: Places, *, to_people: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """The condition, and what comes to the duty with it: nothing by a rule that isn't in `ABROAD`, a fault."""
    rest = dict(short)
    code, wherever = str(rest.pop(REACHES)), rest.pop("wherever", False)
    place, by = rest.pop("named", None) or places.name(code), rest.pop("by", "")
    rule = ABROAD.get(str(rest.pop("abroad", ""))) or Abroad("")
    cited, asks = f" ({by})" if by else "", rest.pop("asks", rule.asks)
    told: dict[str, Any] = {"abroad": rule.says and f"{rule.says}{cited}"}
    if rule.exempt:
        told["unless"] = [{"when": rule.exempt.format(code), "because": rule.because.format(code, place) + cited}]
    if asks:
        told["ask_counsel"] = [asks.format(code, place)]
    return {**rest, "any": _grounds(code, place, to_people and not wherever)}, told


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
