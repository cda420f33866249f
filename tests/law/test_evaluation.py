"""Conditions are answered as CEL answers them: those of the catalog, and any others of the grammar."""

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import cel
import pytest

from bot.law.evaluation import Conditions, evaluate
from bot.law.grammar import atoms
from tests import shipped
from tests.law.test_grammar import generated

LAW = shipped.law()
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NUMBERS = (0, 1, 9, 10, 49, 50, 249, 250, 251, 499, 500, 501, 999, 1000, 1001, 10**12)
FLAGS = ["acquired", "!acquired", "acquired == false", "acquired != true", "!(acquired == false)", "!!acquired"]
CHOICES = ['risk == "high"', 'risk != "high"', '!(risk != "high")', '!(risk in ["high", "likely"])']
LISTS = ['"ssn" in data', '!("ssn" in data)', '!data.exists(d, d in ["ssn", "names"])', 'data.exists(d, d == "email")']
PARTS = [*FLAGS, *CHOICES, *LISTS, 'drafted_at >= aware_at + duration("72h")', "!(drafted_at < aware_at)"]


@cache
def compiled(text: str) -> Any:
    return cel.compile(text)


def reference(text: str, context: cel.Context) -> bool | None:
    try:
        answer = compiled(text).execute(context)
    except (RuntimeError, LookupError, ArithmeticError, TypeError, ValueError):
        return None
    return answer if isinstance(answer, bool) else None


def as_cel(values: Mapping[str, Any]) -> cel.Context:
    plain = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in values.items()}
    return cel.Context(plain)


def bounds(chance: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """A value at both bounds for some of the facts that conditions read."""
    lower: dict[str, Any] = {}
    upper: dict[str, Any] = {}
    words: dict[str, dict[str, set[str]]] = {}
    for text in dict.fromkeys(text for duty in LAW.duties for text in duty.expressions if text):
        for one in atoms(text):
            words.setdefault(one.fact, {}).setdefault(one.kind.name, set()).update(one.words)
    for name, by_kind in words.items():
        (kind,) = by_kind
        if chance.random() < 0.8:
            lower[name], upper[name] = ends(kind, sorted(by_kind[kind]), chance)
    return lower, upper


def ends(kind: str, words: list[str], chance: random.Random) -> tuple[Any, Any]:
    if kind == "FLAG":
        return (chance.random() < 0.5,) * 2
    if kind == "CHOICE":
        return (chance.choice([*words, "another"]),) * 2
    if kind == "LIST":
        low = frozenset(chance.sample(words, chance.randint(0, min(6, len(words)))))
        return low, chance.choice([low, frozenset(words)])
    pairs = {word: sorted(chance.choices(NUMBERS, k=2)) for word in words or [""]}
    low_, high = ({word: pair[end] for word, pair in pairs.items()} for end in (0, 1))
    return (low_, high) if words else (low_[""], high[""])


def test_every_condition_of_the_catalog_is_answered_as_by_cel() -> None:
    chance, texts = random.Random(5), {text for duty in LAW.duties for text in duty.expressions if text}
    asked, seen = Conditions(sorted(texts)), set()
    for _ in range(100):
        lower, upper = bounds(chance)
        below, above = as_cel(lower), as_cel(upper)
        answers = asked.settled(lower, upper)
        assert answers.keys() == texts
        for text, answer in answers.items():
            low = reference(text, below)
            assert answer is (low if low is reference(text, above) else None), (text, lower, upper)
            seen.add((text, answer))
    assert len(seen) > 2.5 * len(texts)  # nearly all are seen true, false and open


def test_any_condition_of_the_grammar_is_answered_as_by_cel() -> None:
    chance, seen = random.Random(6), set()
    for _ in range(1000):
        text = chance.choice([" && ", " || "]).join(
            chance.choice(["{}", "({})", "!({})"]).format(chance.choice([" || ", " && "]).join(chance.sample(PARTS, 2)))
            for _ in range(chance.randint(1, 3))
        )
        text = chance.choice([text, "".join(generated(chance, chance.choice([1, -1])))])
        known: dict[str, Any] = {
            "acquired": chance.random() < 0.5,
            "risk": chance.choice(["high", "likely", "unlikely"]),
            "data": chance.sample(["ssn", "names", "email"], chance.randint(0, 3)),
            "established_in": chance.sample(["EU", "US"], chance.randint(0, 2)),
            "records": chance.choice(NUMBERS),
            "people": {place: chance.choice(NUMBERS) for place in ("DE", "EEA", "everywhere")},
            "aware_at": NOW,
            "drafted_at": NOW + timedelta(hours=chance.choice([-1, 0, 71, 72, 73])),
        }
        known = {name: value for name, value in known.items() if chance.random() < 0.7}
        answer = evaluate(text, known)
        assert answer is reference(text, as_cel(known)), (text, known)
        seen.add(answer)
    assert seen == {True, False, None}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", "yes"),
        ('a == "yes"', True),
        ('"x" in a', "xyz"),
        ('a.exists(x, x == "y")', "y"),
        ("a > 5", True),
        ("a > 5", "9"),
        ('a["DE"] > 5', {"FR": 9}),
        ('a["DE"] > 5', 9),
        ("a > b", NOW),
        ("a", None),
    ],
)
def test_a_value_of_another_type_answers_nothing(text: str, value: object) -> None:
    assert evaluate(text, {"a": value}) is None
    assert Conditions([text]).settled({"a": value}, {"a": value}) == {text: None}
