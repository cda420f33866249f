"""Keeps the deadlines that were counted from the same instants. How many people are affected, or which data, is stated
often and moves no date.

Decides which deadlines another assessment may take as they are: those of a duty that goes with no other one and depends
on no condition, while every fact except lists and numbers of people is the same.
"""

from collections import deque
from datetime import date

from bot.law.deadlines import Deadline, DeadlineContext
from bot.law.due_dates import deadline
from bot.law.facts import Facts
from bot.law.model import Duty, Law
from bot.law.values import Value

KEPT = 16  # incidents whose lists change in the same minute
Key = tuple[int, str, date]  # the duty (the law that is kept beside it keeps its identity), the place, the day
_kept: deque[tuple[Law, dict[str, Value], dict[Key, Deadline]]] = deque(maxlen=KEPT)


def kept_under(facts: Facts, law: Law) -> dict[Key, Deadline]:
    """The deadlines that were counted under these facts and this law, to be looked into and added to."""
    definitions = law.vocabulary.facts
    known = {
        name: value for name, value in facts.known.items() if name in definitions and not definitions[name].type.is_list
    }
    for under, values, deadlines in tuple(_kept):
        if under is law and values == known:
            return deadlines
    made: dict[Key, Deadline] = {}
    _kept.appendleft((law, known, made))
    return made


def deadline_in(kept: dict[Key, Deadline], duty: Duty, context: DeadlineContext) -> Deadline:
    """The deadline of a duty that is owed."""
    if not duty.stands_alone:
        return deadline(duty, context)
    key = (id(duty), context.place, context.on)
    found = kept.get(key)
    if found is None:
        found = kept[key] = deadline(duty, context)
    return found
