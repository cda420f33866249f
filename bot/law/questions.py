"""Which facts are still to be asked for, and what each answer would do.

A question is a fact that is not known, known only in part, or assumed, and that a duty waits for: to be decided, or to
have its clock started and dated. Those come first that help with most duties, of which those of one's own places weigh
most. How a question is asked is decided in the vocabulary.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from bot.law.duties import Answer, Finding
from bot.law.facts import Facts
from bot.law.model import Duty, Law
from bot.law.places import NOWHERE
from bot.law.recent import recent_of
from bot.law.sectors import REGULATED_AS, SECTORS
from bot.law.values import Choices, People

OWN = 100
"""How many duties elsewhere weigh as much as one of one's own places."""


class Question(NamedTuple):
    """One fact, with the duties that it would help to decide (`decides`) or to date (`dates`), one's own first."""

    name: str
    decides: tuple[Duty, ...] = ()
    dates: tuple[Duty, ...] = ()

    @property
    def duties(self) -> tuple[Duty, ...]:
        """Every duty that it affects, each once."""
        return (*self.decides, *self.dates)


@recent_of
def questions(findings: Iterable[Finding], facts: Facts, law: Law, on: date) -> tuple[Question, ...]:
    """What is to be asked, by what it would do; ties in the order of the forms. `on`: which day's memberships count
    (whether a country is in the EEA)."""
    own = own_places(facts, law, on)
    decides: dict[str, list[Duty]] = {}
    dates: dict[str, list[Duty]] = {}
    for one in findings:
        deciding, dating = _lacks(one, facts, law)
        for found, names in ((decides, deciding), (dates, dating)):
            for name in names:
                found.setdefault(name, []).append(one.duty)
    order = {name: index for index, name in enumerate(law.vocabulary.facts)}
    made = [
        Question(name, _own_first(decides.get(name, ()), own), _own_first(dates.get(name, ()), own))
        for name in sorted(decides.keys() | dates.keys(), key=lambda name: order.get(name, len(order)))
    ]
    return tuple(_sectors_before_rules(sorted(made, key=lambda one: _weight(one, own), reverse=True), facts, law))


def _sectors_before_rules(asked: Iterable[Question], facts: Facts, law: Law) -> Iterator[Question]:
    """In which sectors we work comes before their rules: it says which of them are worth asking about."""
    for one in asked:
        if one.name == REGULATED_AS and lacks_sectors(facts, law):
            yield Question(SECTORS, one.decides)
        yield one


def _lacks(one: Finding, facts: Facts, law: Law) -> tuple[Sequence[str], Sequence[str]]:
    """The facts that would decide this duty, and those that would start or date its clock; conditions read no
    instants."""
    if one.answer is Answer.NOT_OWED:
        return (), ()
    deciding = tuple(name for name in one.missing if law.vocabulary[name].type.in_conditions)
    dating = (name for name in one.missing if name not in deciding)
    return deciding, tuple(dict.fromkeys((*_starting(one.duty, facts, law), *dating)))


def _starting(duty: Duty, facts: Facts, law: Law) -> tuple[str, ...]:
    """Of the facts that start its clock those that no one has stated; with what is only assumed in their place."""
    found = []
    for name in duty.start.facts if duty.start else ():
        for other in law.vocabulary.chain(name):
            stated = facts.fact(other)
            if (stated is None and other == name) or (stated and stated.is_assumed):
                found.append(other)
            if stated:
                break
    return tuple(found)


def sectors_of(facts: Facts) -> tuple[str, ...]:
    """The sectors that were named."""
    named = facts.value(SECTORS)
    return named.items if isinstance(named, Choices) else ()


def lacks_sectors(facts: Facts, law: Law) -> bool:
    """Whether no one has said yet in which sectors the organization works; none at all is an answer."""
    match facts.value(SECTORS):
        case Choices() as named:
            return not (named.items or named.complete)
    return SECTORS in law.vocabulary


def own_places(facts: Facts, law: Law, on: date) -> frozenset[str]:
    """Every place that a fact names: where the organization is, whom it serves, where people are affected; with the
    groups that hold those places. While none is named, the country in whose time zone they learned of it."""
    named: list[str] = []
    for name in law.vocabulary.of_places:
        match facts.value(name):
            case Choices() as several:
                named += several.items
            case People() as people:
                named += people.table
            case str() as place:
                named.append(place)
    known = [code for code in named if code in law.places]
    if not known and (here := law.places.at_zone(facts.value("zone") or "")):
        known = [law.places.places[here].part_of or here]
    return law.places.containing(known, on)


def is_own(duty: Duty, own: frozenset[str]) -> bool:
    """Of one of these places, or bound to none, as what we promised someone is."""
    return duty.place in own or duty.place == NOWHERE


def _own_first(found: Iterable[Duty], own: frozenset[str]) -> tuple[Duty, ...]:
    return tuple(sorted(found, key=lambda duty: not is_own(duty, own)))


def _weight(one: Question, own: frozenset[str]) -> int:
    return sum(OWN if is_own(duty, own) else 1 for duty in one.duties)
