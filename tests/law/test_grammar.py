"""Only what the grammar names is a condition; and what is one costs little and never changes its answer twice."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import cel
import pytest

from bot.law.checks import Terms
from bot.law.conditions import direction_of
from bot.law.evaluation import evaluate
from bot.law.grammar import atoms
from tests import shipped

NESTED = "data.exists(a, data.exists(b, data.exists(c, data.exists(d, a == b && c == d))))"
TOKENS = ["a", "data", "people", '"DE"', '"ssn"', "500", ">", ">=", "==", "!", "(", ")", "[", "]", ",", ".", "&&", "||"]
TOKENS += ["in", "exists", "+", "/", "?", ":", "true", "duration", "-", "{", "x", "\\", "'", "\n", "size", "5.0"]


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ('people["DE"] > 0 && 500 > people["DE"]', "'500' can't be used at column 21; write a fact"),
        ('!(people["EEA"] > 0)', "'people' can't be used at column 3; don't write ! before a count"),
        ('!(acquired || people["EEA"] > 0)', "don't write ! before a count"),
        ("!(records < 5)", "don't write ! before a count"),
        ("a ? b : c", "'?' can't be used at column 3; write two duties, or two conditions"),
        ("size(data) == 2", "'size' can't be used at column 1; no functions"),
        ("data.size() == 2", "'size' can't be used at column 6"),
        ('people["DE"] > people["FR"]', "'people' can't be used at column 16; compare a count with a number"),
        ("records + 5 > 3", "'+' can't be used at column 9; nothing can be computed"),
        ("records > 5 + 3", "nothing can be computed"),
        ("records > -5", "nothing can be computed"),
        ("1 / 0 == 0", "can't be used at column 1"),
        ("records > 1 / 0", "'/' can't be used at column 13"),
        ('people["DE"] / people["FR"] > 2', "'/' can't be used at column 14; nothing can be computed"),
        (NESTED, "'data' can't be used at column 16; only a can stand here; nothing repeats inside a repetition"),
        ("[1, 2].exists(a, a == 1)", "'[' can't be used at column 1"),
        ("(data).exists(a, a == 'x')", "'.' can't be used at column 7"),
        ("data.exists(a, a in data)", "write a list of words"),
        ("data.exists(a, a != 'x')", "write in here"),
        ("data.all(d, d in ['names'])", "'all' can't be used at column 6"),
        ("data.map(a, a) == 1", "'map' can't be used at column 6"),
        ('people["US-CA"] == 500', "'==' can't be used at column 17; compare a count with >, >=, < or <="),
        ("records != 5", "compare counts with >, >=, < or <="),
        ("records > 5.0", "compare a count with a number"),
        ("records > 5u", "compare a count with a number"),
        ("records > 0x10", "compare a count with a number"),
        ("records > " + "9" * 19, "at most 18 digits"),
        ("2 > records > 1", "column 1"),
        ("records > 2 > 1", "'>' can't be used at column 13; join conditions"),
        ("a == b", "write a word in quotes, true or false"),
        ("a = true", "write == for equal"),
        ("a & b", "write && for and"),
        ("a b", "join conditions with && or ||"),
        ("true", "write a fact"),
        ("'text'", "the end can't be used at column 7; write in here"),
        ("", "the end can't be used at column 1"),
        ("(a", "write ) here"),
        ("a == '" + "x" * 200 + "'", "at most 100 characters"),
        (" || ".join(["a"] * 1000), "at most 1000 characters"),
        ("(" * 30 + "a" + ")" * 30, "20 brackets"),
        ("!" * 900 + "a", "20 brackets"),
        (r'a == "\" + data.exists(x, x == y) == "', "can't be used at column 6"),
        ("a == '''b'''", "can't be used"),
        ("a == r'b'", "can't be used"),
        ("a // b", "'/' can't be used at column 3"),
        ("has(a.b)", "no functions can be used"),
        ("a.b", "can't be used at column 3"),
        ("a > b + c", "write duration here"),
        ("a > b + duration('1e9h')", 'write a duration such as duration("72h")'),
    ],
)
def test_what_is_not_in_the_grammar_is_refused_with_its_column_and_what_to_write(condition: str, says: str) -> None:
    with pytest.raises(ValueError) as refused:
        atoms(condition)
    assert says in str(refused.value)
    assert evaluate(condition, {"data": ["a"], "a": True, "b": False, "c": True}) is None


def test_every_condition_of_ours_is_in_the_grammar_and_compiles() -> None:
    conditions = {one for duty in shipped.law().duties for one in duty.expressions}
    conditions |= {step.when for book in shipped.runbooks().values() for step in book.steps if step.when}
    notices = shipped.templates().notices.values()
    conditions |= {one.when for notice in notices for one in notice.requires if one.when}
    assert len(conditions) > 100
    for one in conditions:
        assert atoms(one)
        assert cel.compile(one)


def test_a_question_must_fit_the_type_of_its_fact() -> None:
    terms = Terms(shipped.law().vocabulary, shipped.law().places)
    for text, says in (
        ("records > true", "compare a count with a number"),
        ("data", "column 1; it is a list"),
        ("records", "it is a count"),
        ("people", "it counts people in a place"),
        ("people > 5", "it counts people in a place"),
        ('records["DE"] > 5', "it is a count"),
        ("risk", "it is one word"),
        ('"high" in risk', "it is one word"),
        ('risk.exists(r, r == "high")', "it is one word"),
        ('acquired == "yes"', "it is yes or no"),
        ('acquired && data == "ssn"', "'data' at column 13; it is a list"),
        ("aware_at > noticed_at", "cannot be used in a condition"),
        ("records > attorney_general_delay", "it is a count"),
        ('what_happened == "x"', "cannot be used in a condition"),
        ('"ssn" in roles', "'ssn' is not a valid choice or place for roles"),
        ('people["ssn"] > 5 && "DE" in established_in', "'ssn' is not a valid choice or place for people"),
        (NESTED, "nothing repeats"),
    ):
        assert any(says in said for said, _ in terms.condition(text)), text


def test_any_text_is_read_or_refused_at_once() -> None:
    """Whatever the signs are: a tuple or a ValueError, and what is a condition also compiles."""
    chance, began = random.Random(7), time.process_time()
    for _ in range(3000):
        text = " ".join(chance.choices(TOKENS, k=chance.randint(1, 12)))
        try:
            found = atoms(text)
        except ValueError:
            continue
        assert found, text
    deep = ("(" * 20 + "a" + ")" * 20 + " || ") * 20
    for hard in (deep[:1000], "!" * 1000, '"' * 1000, "a.exists(x, x in [" + '"a",' * 240, "&& " * 330):
        evaluate(hard, {"a": True})
    assert time.process_time() - began < 2


def generated(chance: random.Random, direction: int, depth: int = 3) -> Iterator[str]:
    """The parts of one condition of the grammar that moves in one direction."""
    if depth and chance.random() < 0.6:
        joined = chance.choice([" && ", " || "])
        parts = ("".join(generated(chance, direction, depth - 1)) for _ in range(chance.randint(2, 3)))
        yield f"({joined.join(parts)})"
        return
    flags = ["acquired", "!acquired", "acquired == false", 'risk == "high"', 'risk != "high"', 'risk in ["high"]']
    lists = [
        '"ssn" in data',
        'data.exists(d, d in ["ssn", "names"])',
        'data.exists(d, d == "email")',
        '"EU" in established_in',
    ]
    count = chance.choice(["records", 'people["DE"]', 'people["EEA"]', 'people["everywhere"]'])
    sign = chance.choice([">", ">="] if direction > 0 else ["<", "<="])
    counts = [f"{count} {sign} {chance.choice([0, 1, 5, 500])}"]
    yield chance.choice([*flags, *(lists if direction > 0 else [f"!({one})" for one in lists]), *counts * 6])


def test_what_is_decided_at_both_ends_is_decided_at_every_point_between() -> None:
    """The counts at two ends, and the lists as stated and in full; then anything between."""
    chance, decided = random.Random(11), 0
    words, places, keys = ["ssn", "names", "email"], ["DE", "EU", "US"], ["DE", "EEA", "everywhere"]

    def between(low: int, high: int) -> int:
        return chance.randint(low, high)

    for _ in range(1500):
        text = "".join(generated(chance, chance.choice([1, -1])))
        assert direction_of(text) is None, text
        ends = [sorted(chance.choices([0, 1, 2, 5, 6, 499, 500, 501, 10**6], k=2)) for _ in range(4)]
        stated = [[one for one in several if chance.random() < 0.5] for several in (words, places)]
        known = {"acquired": chance.choice([True, False]), "risk": chance.choice(["high", "likely"])}
        known = {name: value for name, value in known.items() if chance.random() < 0.8}

        def facts(counts: list[int], data: list[str], seats: list[str]) -> dict[str, object]:
            people = dict(zip(keys, counts[1:], strict=True))
            return {**known, "records": counts[0], "people": people, "data": data, "established_in": seats}  # noqa: B023

        lower = evaluate(text, facts([low for low, _ in ends], *stated))
        if lower is None or lower != evaluate(text, facts([high for _, high in ends], words, places)):
            continue
        decided += 1
        for _ in range(4):
            lists = [
                sorted({*some, *(one for one in several if chance.random() < 0.5)})
                for some, several in zip(stated, (words, places), strict=True)
            ]
            assert evaluate(text, facts([between(*one) for one in ends], *lists)) is lower, text
    assert decided > 300


def test_the_most_that_is_allowed_takes_a_moment() -> None:
    """The longest condition over facts far larger than any."""
    words = ",".join(f"'{number:03}'" for number in range(25))
    text = " && ".join([f"!data.exists(x, x in [{words}])"] * 5)
    assert 700 < len(text) <= 1000
    began = time.process_time()
    assert evaluate(text, {"data": [str(number) for number in range(500, 1000)]}) is True
    assert time.process_time() - began < 1


def test_a_moment_may_be_compared_with_another() -> None:
    """Notices ask whether they are late; laws can't, because they read no instants."""
    at = [datetime(2026, 11, day, tzinfo=UTC) for day in (1, 5)]
    late = 'drafted_at > aware_at + duration("72h")'
    assert evaluate(late, {"aware_at": at[0], "drafted_at": at[1]}) is True
    assert evaluate(late, {"aware_at": at[1], "drafted_at": at[1]}) is False
    assert evaluate(late, {"aware_at": at[1]}) is None
