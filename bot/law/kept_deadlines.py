"""Keeps when clocks began, and the deadlines that were counted, under the same instants. How many people are affected,
or which data, is stated often and moves no date.

Decides which deadlines another assessment may take as they are: those of a duty that goes with no other one and depends
on no condition, while every fact except lists and numbers of people is the same.
"""

from collections import deque
from datetime import date, datetime
from typing import NamedTuple

from bot.law.deadlines import Deadline, DeadlineContext
from bot.law.due_dates import deadline
from bot.law.facts import Facts
from bot.law.model import Duty, Law
from bot.law.values import Value

KEPT = 16  # incidents whose lists change in the same minute
Key = tuple[int, str, date]  # the duty (the law that is kept beside it keeps its identity), the place, the day


class Kept(NamedTuple):
    """What was counted under the same instants, to be looked into and added to; `began` by the rule of the start."""

    deadlines: dict[Key, Deadline]
    began: dict[str, datetime | None]


_kept: deque[tuple[Law, dict[str, Value], Kept]] = deque(maxlen=KEPT)


def kept_under(facts: Facts, law: Law) -> Kept:
    """What was counted under this law and these facts, whatever their lists are."""
    definitions = law.vocabulary.facts
    known = {
        name: value for name, value in facts.known.items() if name in definitions and not definitions[name].type.is_list
    }
    for under, values, kept in tuple(_kept):
        if under is law and values == known:
            return kept
    made = Kept({}, {})
    _kept.appendleft((law, known, made))
    return made


def deadline_in(kept: Kept, duty: Duty, context: DeadlineContext) -> Deadline:
    """The deadline of a duty that is owed."""
    if not duty.stands_alone:
        return deadline(duty, context)
    key = (id(duty), context.place, context.on)
    found = kept.deadlines.get(key)
    if found is None:
        found = kept.deadlines[key] = deadline(duty, context)
    return found
