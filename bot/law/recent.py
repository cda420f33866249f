"""Keeps the last results of a slow pure function of the facts, the law and a day.

Most commands ask about facts that did not change since the last one: the same values, law and day have the same answer.
"""

from collections import deque
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import TypeVar

from bot.law.facts import Facts
from bot.law.model import Law
from bot.law.values import Value

Result = TypeVar("Result")
Work = Callable[[Facts, Law, date], Result]

KEPT = 64  # more than the incidents that a team works on in the same minute


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
