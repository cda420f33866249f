"""Conditions over facts that are known, half known or unknown.

A condition is evaluated twice, in a low and in a high world: every count at its lower and its upper end, every
incomplete list as stated and with all it could hold. The same answer twice is settled; otherwise the condition is
open, and the facts it reads that are not exactly known are what is missing. That is sound because conditions only ever
move in one direction when counts and lists grow; `direction_of` refuses those that do not.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import cel

from bot.law.facts import Facts, Vocabulary
from bot.law.model import Law
from bot.law.values import BOUNDLESS, Choices, Count, People

DERIVED = {"most_in_one": "people"}


@lru_cache(maxsize=8192)
def compiled(expression: str) -> Any:
    """The compiled condition; raises ValueError with the parser's words."""
    return cel.compile(expression)


@lru_cache(maxsize=8192)
def reads(expression: str) -> tuple[str, ...]:
    """The names that a condition reads, without the ones it binds itself (`data.exists(d, ...)`)."""
    bound = set(re.findall(r"\.(?:exists|all|filter|map|exists_one)\(\s*(\w+)\s*,", expression))
    return tuple(sorted(set(compiled(expression).variables()) - bound))


@dataclass
class Worlds:
    """The two worlds on one day, and which facts are not exactly known. Answers are kept for repeated conditions."""

    low: Any
    high: Any
    inexact: frozenset[str]
    known: frozenset[str]
    answers: dict[str, bool | None] = field(default_factory=dict)
    lacking: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def holds(self, expression: str) -> bool | None:
        """Whether the condition holds; None when the facts do not settle it."""
        if expression not in self.answers:
            low = _run(expression, self.low)
            high = low if not self.inexact.intersection(reads(expression)) else _run(expression, self.high)
            self.answers[expression] = low if low == high else None
        return self.answers[expression]

    def all_missing(self, expressions: Iterable[str]) -> tuple[str, ...]:
        """The facts that could settle any of these open conditions, each once."""
        return tuple(dict.fromkeys([name for expression in expressions for name in self.missing(expression)]))

    def missing(self, expression: str) -> tuple[str, ...]:
        """The facts that could settle an open condition."""
        if expression not in self.lacking:
            names = dict.fromkeys(DERIVED.get(name, name) for name in reads(expression))
            open_ = tuple(name for name in names if name not in self.known or name in self.inexact)
            self.lacking[expression] = open_
        return self.lacking[expression]


def _run(expression: str, world: Any) -> bool | None:
    try:
        return bool(compiled(expression).execute(world))
    except (RuntimeError, KeyError):  # a fact that the condition needs is absent
        return None


def worlds_of(facts: Facts, law: Law, on: date) -> Worlds:
    """The two worlds of these facts, with memberships as they were on `on`."""
    low: dict[str, Any] = {}
    high: dict[str, Any] = {}
    known = set(facts.known)
    stated = {name: value for name, value in facts.known.items() if name in law.vocabulary}
    for name, value in stated.items():
        low[name], high[name] = _ends(name, value, law, on)
        if isinstance(value, People):
            low["most_in_one"], high["most_in_one"] = _most(value, law, on)
    inexact = {name for name in low if low[name] != high[name]}
    if inexact & {"people", "most_in_one"}:
        inexact |= {"people", "most_in_one"}
    context = {name: value for name, value in low.items() if value is not None}
    above = {name: value for name, value in high.items() if value is not None}
    return Worlds(cel.Context(context), cel.Context(above), frozenset(inexact), frozenset(known))


def _ends(name: str, value: Any, law: Law, on: date) -> tuple[Any, Any]:
    """A value as a condition sees it, at its two ends; instants, texts and money are not for conditions."""
    match value:
        case Count():
            return value.least, _upper(value)
        case Choices():
            return _listed(name, value, law, on)
        case People():
            found = law.places.people_in(value, law.places_named, on)
            return {k: v.least for k, v in found.items()}, {k: _upper(v) for k, v in found.items()}
        case bool() | str():
            return value, value
    return None, None


def _upper(count: Count) -> int:
    return BOUNDLESS if count.most is None else count.most


def _listed(name: str, value: Choices, law: Law, on: date) -> tuple[list[str], list[str]]:
    definition = law.vocabulary[name]
    if definition.type == "places":
        low = sorted(law.places.containing(value.items, on))
        return low, low if value.complete else sorted({*low, *law.places.places, *law.places.groups})
    return list(value.items), list(value.items) if value.complete else list(definition.choices)


def _most(people: People, law: Law, on: date) -> tuple[dict[str, int], dict[str, int]]:
    """For each group, the largest number of people in any one member."""
    low, high = {}, {}
    for group in law.groups_split:
        members = law.places.members(group, on)
        found = law.places.people_in(people, members, on).values()
        low[group] = max((count.least for count in found), default=0)
        high[group] = max((_upper(count) for count in found), default=0)
    return low, high


def direction_of(expression: str, vocabulary: Vocabulary) -> str | None:
    """Why the condition may change its answer both ways when counts or lists grow, None when it cannot."""
    growing = {"people", "most_in_one"} | _growing(vocabulary)
    signs = set()
    text = re.sub(r'"[^"]*"', '""', expression)
    for match in re.finditer(r'\b(\w+)(?:\["[^"]*"\])?\s*(>=|<=|==|!=|>|<)', text):
        if match[1] in growing:
            signs.add({">": 1, ">=": 1, "<": -1, "<=": -1}.get(match[2], 0))
    for match in re.finditer(r"(!\s*\(?\s*)?(?:\"\"\s+in\s+(\w+)|\b(\w+)\.(exists|all|exists_one)\()", text):
        if (match[2] or match[3]) in growing:
            signs.add(0 if match[4] in ("all", "exists_one") else -1 if match[1] else 1)
    if 0 in signs:
        return "counts are compared with > >= < <=, lists with in and exists"
    return (
        "one condition must not mix 'more than' with 'fewer than' or 'not in'; write two conditions"
        if len(signs) > 1
        else None
    )


def _growing(vocabulary: Vocabulary) -> set[str]:
    kinds = ("count", "choices", "people", "places")
    return {name for name, definition in vocabulary.facts.items() if definition.type in kinds}
