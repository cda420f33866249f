"""Conditions over facts that are known, partly known or unknown.

Decides whether a condition is true, false or undetermined. Which conditions a duty has, and what follows, is decided in
`duties`.

A condition is evaluated twice, at the lower and at the upper bounds of the facts: every count at its lower and its
upper end, every incomplete list as stated and with all it could contain. The same result twice is settled; otherwise
the condition is open, and the facts it reads that are not exactly known are what is missing.

Caveats: that is sound because conditions only ever move in one direction when counts and lists grow; `direction_of`
refuses those that do not. A text that is no condition (`grammar`) reads nothing and is never settled.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from bot.law.evaluation import evaluate
from bot.law.facts import Facts
from bot.law.grammar import atoms
from bot.law.implications import disputed, with_implied
from bot.law.model import Law
from bot.law.recent import recent
from bot.law.territory import reach
from bot.law.values import BOUNDLESS, Choices, Count, People
from bot.law.vocabulary import FactType

DERIVED = {"most_in_one": "people", "stated_for": "processed_for", "present_in": "established_in"}
"""What only conditions read, and the fact that it is made from."""
BESIDE = {"processed_for": "established_in", "offers_to": "established_in"}
"""What is supposed of a fact that no one has stated, by another one: it is asked first."""


@lru_cache(maxsize=8192)
def reads(expression: str) -> tuple[str, ...]:
    """The names that a condition reads, without the ones it binds itself (`data.exists(d, ...)`)."""
    try:
        return tuple(sorted({name for one in atoms(expression) for name in (one.fact, one.other) if name}))
    except ValueError:
        return ()


@lru_cache(maxsize=8192)
def facts_of(expression: str) -> tuple[str, ...]:
    """The facts that a condition reads, each once; what is derived from a fact counts as that fact."""
    named = [DERIVED.get(name, name) for name in reads(expression)]
    return tuple(dict.fromkeys([*named, *(BESIDE[name] for name in named if name in BESIDE)]))


class _Results(dict[str, "bool | None"]):
    """What the facts say of each condition of the law; one that isn't of the law is evaluated when it is asked for."""

    def __init__(self, law: Law, lower: Mapping[str, Any], upper: Mapping[str, Any]) -> None:
        super().__init__(law.conditions.settled(lower, upper))
        self._lower, self._upper = lower, upper

    def __missing__(self, expression: str) -> bool | None:
        answer = evaluate(expression, self._lower)
        self[expression] = answer = answer if evaluate(expression, self._upper) is answer else None
        return answer


@dataclass(frozen=True, eq=False)
class Gaps:
    """Which facts are known, and which of those not exactly. `disputed`: those that count as unknown because others
    contradict them, with those. What a condition lacks is kept: other numbers of people seldom change it."""

    known: frozenset[str]
    inexact: frozenset[str]
    disputed: Mapping[str, tuple[str, ...]]
    lacking: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lacking_any: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def all_missing(self, expressions: tuple[str, ...]) -> tuple[str, ...]:
        """The facts that could settle any of these open conditions, each once."""
        found = self.lacking_any.get(expressions)
        if found is None:
            names = [name for expression in expressions for name in self.missing(expression)]
            found = self.lacking_any[expressions] = tuple(dict.fromkeys(names))
        return found

    def missing(self, expression: str) -> tuple[str, ...]:
        """The facts that could settle an open condition."""
        if expression not in self.lacking:
            names = [DERIVED.get(name, name) for name in reads(expression) if self._is_open(name)]
            names += [beside for name in facts_of(expression) if (beside := BESIDE.get(name)) and self._is_open(beside)]
            lacking = [name for name in names if BESIDE.get(name) not in names]
            lacking += [other for name in lacking for other in self.disputed.get(name, ())]
            self.lacking[expression] = tuple(dict.fromkeys(lacking))
        return self.lacking[expression]

    def _is_open(self, name: str) -> bool:
        return name not in self.known or name in self.inexact


@lru_cache(maxsize=16)
def _gaps(known: frozenset[str], inexact: frozenset[str], disputed: tuple[tuple[str, tuple[str, ...]], ...]) -> Gaps:
    return Gaps(known, inexact, dict(disputed))


@dataclass
class FactBounds:
    """The facts at their lower and upper bounds on one day, as conditions read them, and what isn't known of them.
    Results are kept, because many duties share their conditions."""

    law: Law
    lower: Mapping[str, Any]
    upper: Mapping[str, Any]
    gaps: Gaps

    @cached_property
    def results(self) -> Mapping[str, bool | None]:
        """What `evaluate` says, by condition."""
        return _Results(self.law, self.lower, self.upper)

    def evaluate(self, expression: str) -> bool | None:
        """Whether the condition is true; None when the facts do not settle it."""
        return self.results[expression]


@recent
def fact_bounds(facts: Facts, law: Law, on: date) -> FactBounds:
    """The bounds of these facts, with memberships as they were on `on`."""
    lower: dict[str, Any] = {}
    upper: dict[str, Any] = {}
    contradicted = disputed(facts.known, law.vocabulary)
    implied = with_implied(facts.known, law.vocabulary)
    known = {name: value for name, value in implied.items() if name not in contradicted}
    usable = {name: value for name, value in known.items() if name in law.vocabulary}
    for name, value in usable.items():
        lower[name], upper[name] = _ends(name, value, law, on)
        if isinstance(value, People):
            lower["most_in_one"], upper["most_in_one"] = _most(value, law, on)
    for name, ends in reach(usable, law, on).items():
        lower[name], upper[name] = ends
    inexact = {name for name in lower if lower[name] != upper[name]}
    if "established_in" in known and "established_in" not in inexact:
        inexact.discard("present_in")  # no fact says whether means are used elsewhere
    gaps = _gaps(frozenset({*known, *lower}), frozenset(inexact), tuple(contradicted.items()))
    return FactBounds(law, lower, upper, gaps)


def _ends(name: str, value: Any, law: Law, on: date) -> tuple[Any, Any]:
    """A value as a condition sees it, at its two ends; instants, texts and money are not for conditions."""
    match value:
        case Count():
            return value.least, _upper(value)
        case Choices():
            return _listed(name, value, law, on)
        case People():
            return law.places.numbers_in(value, law.places_named, on)
        case bool() | str():
            return value, value
    return None, None


def _upper(count: Count) -> int:
    return BOUNDLESS if count.most is None else count.most


def _listed(name: str, value: Choices, law: Law, on: date) -> tuple[frozenset[str], frozenset[str]]:
    definition = law.vocabulary[name]
    if definition.type is FactType.PLACES:
        low = law.places.containing(value.items, on) & law.seats_named
        return low, low if value.complete else law.seats_named
    low = frozenset(value.items)
    return low, low if value.complete else frozenset(definition.choices)


def _most(people: People, law: Law, on: date) -> tuple[dict[str, int], dict[str, int]]:
    """For each group, the largest number of people in any one member."""
    low, high = {}, {}
    for group in law.groups_split:
        least, most = law.places.numbers_in(people, law.places.members(group, on), on)
        low[group], high[group] = max(least.values(), default=0), max(most.values(), default=0)
    return low, high


def direction_of(expression: str) -> str | None:
    """Why the condition may change its answer both ways when counts or lists grow, None when it cannot."""
    if len({one.direction for one in atoms(expression)} - {0}) > 1:
        return "don't mix 'more than' with 'fewer than' or 'not in' in one condition; write two conditions"
    return None
