"""What a condition may cost is known from its text; and one that fails leaves its duty undetermined."""

import resource
import subprocess
import sys
import time

import pytest

from bot.law.checks import Terms
from bot.law.condition_limits import excess
from bot.law.conditions import compiled, evaluate
from tests import shipped

NESTED = "data.exists(a, data.exists(b, data.exists(c, data.exists(d, a == b && c == d))))"


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        (NESTED, "inside another"),
        ("[1, 2].all(a, [1, 2].exists_one(b, a == b))", "inside another"),
        ("data.exists (a, (data) .exists (b, a == b))", "inside another"),
        ("data.map(a, data.map(b, b)).size() > 1", "'map' can't be used"),
        ("data.filter(a, true).size() > 1", "'filter' can't be used"),
        ("'a' * 9999999999 == ''", "'*' can't be used"),
        ("1 / 0 == 1", "'/' can't be used"),
        ("7 % 0 == 1", "'%' can't be used"),
        ("'x'.matches('(a*)*b')", "'matches' can't be used"),
        ("records > " + "9" * 400, "18 digits"),
        ("a == '" + "x" * 200 + "'", "at most 100 characters"),
        (" || ".join(["a"] * 1000), "at most 1000 characters"),
        ("(" * 30 + "a" + ")" * 30, "20 brackets"),
        (" || ".join(["data.exists(x, x == 'y')"] * 7), "6 loops"),
        (r'a == "\" + data.exists(x, data.exists(y, x == y)) == "', "can't be used"),
        ("a == '''b'''", "can't be used"),
    ],
)
def test_what_could_cost_too_much_is_not_compiled(condition: str, says: str) -> None:
    assert says in excess(condition)
    with pytest.raises(ValueError, match=r"can't|at most"):
        compiled(condition)
    assert evaluate(condition, {"data": ["a"]}) is None


def test_every_condition_of_ours_is_within_the_limits() -> None:
    conditions = {one.when for duty in shipped.law().duties for one in (*duty.applies, *duty.unless)}
    conditions |= {step.when for book in shipped.runbooks().values() for step in book.steps if step.when}
    assert len(conditions) > 100
    assert {text: excess(text) for text in conditions if excess(text)} == {}


@pytest.mark.parametrize(
    "condition",
    [
        "a > 'x'",
        "a.b.c",
        "b[7] == 1",
        "a + 9223372036854775 > c",
        "a",
        "'text'",
        "-a - 'x' > 1",
        "nothing",
        "has(a.b.c)",
    ],
)
def test_a_condition_that_fails_or_is_no_yes_or_no_is_undetermined(condition: str) -> None:
    assert evaluate(condition, {"a": 1, "b": [1], "c": "x"}) is None


def test_a_condition_that_can_only_fail_is_found_when_it_is_checked() -> None:
    law = shipped.law()
    terms = Terms(law.vocabulary, law.places)
    for text, says in (
        ("records > true", "can't be evaluated"),
        ("data", "it is no yes or no"),
        ("data.exists(d, d > 3)", "can't be evaluated"),
        (NESTED, "inside another"),
    ):
        assert any(says in said for said, _ in terms.condition(text)), text


def test_the_most_that_is_allowed_takes_a_moment_and_little_memory() -> None:
    """In a process of its own, with a limit: the largest condition over the largest facts."""
    words = ",".join(f"'{number:03}'" for number in range(140))
    program = f"""
from bot.law.conditions import evaluate
text = " && ".join(["!data.exists(x, x in [{words[:100]}'])"] * 6)
assert len(text) < 1000, len(text)
assert evaluate(text, {{"data": [str(number) for number in range(500)]}}) is True
"""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
        resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))

    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program], preexec_fn=limit, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began < 30
