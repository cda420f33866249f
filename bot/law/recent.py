"""Keeps the last results of a slow pure function of the facts, the law and a day, or of what these led to.

Most commands ask about facts that did not change since the last one: the same values, law and day have the same answer.
"""

from collections import deque
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import ParamSpec, TypeVar

from bot.law.facts import Facts
from bot.law.model import Law
from bot.law.values import Value

Result = TypeVar("Result")
Work = Callable[[Facts, Law, date], Result]

Given = ParamSpec("Given")
KEPT = 32  # more than the incidents that a team works on in the same minute; 32 take 3 MB, and each is compared
KEPT_OF = 16  # each holds on to all that it was made from


def recent(work: Work[Result]) -> Work[Result]:
    """The same function, which keeps its last results. Any thread may ask. Its result must not be changed, and must not
    depend on who said a fact or when."""
    kept: deque[tuple[date, Law, dict[str, Value], Result]] = deque(maxlen=KEPT)

    @wraps(work)
    def remembered(facts: Facts, law: Law, on: date) -> Result:
        known = facts.known
        for day, under, values, result in tuple(kept):
            if day == on and under is law and values == known:
                return result
        result = work(facts, law, on)
        kept.appendleft((on, law, known, result))
        return result

    return remembered


def recent_of(work: Callable[Given, Result]) -> Callable[Given, Result]:
    """The same for a function of findings, which takes no names. Nothing is compared but which objects are given: while
    nothing changed these are the very ones that were given before. Of days, which day. Its result must not be changed.
    """
    kept: deque[tuple[tuple[object, ...], Result]] = deque(maxlen=KEPT_OF)

    @wraps(work)
    def remembered(*given: Given.args, **named: Given.kwargs) -> Result:
        for known, result in tuple(kept):
            if all(map(_same, known, given)):
                return result
        result = work(*given, **named)
        kept.appendleft((given, result))
        return result

    return remembered


def _same(one: object, other: object) -> bool:
    return one is other or (type(one) is date and one == other)
