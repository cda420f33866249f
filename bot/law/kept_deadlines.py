"""Keeps when clocks began, which text of each duty is law, and the deadlines that were counted, under the same
instants. How many people are affected, or which data, is stated often and moves no date.

Decides which deadlines another assessment may take as they are: those of the same duty, place and day, while every fact
except lists and numbers of people is the same, and so is the result of each condition that the deadline depends on.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from bot.law.checks import ties_of
from bot.law.conditions import FactBounds
from bot.law.deadlines import Deadline, DeadlineContext
from bot.law.due_dates import deadline
from bot.law.facts import Facts
from bot.law.model import Duty, Law
from bot.law.values import Value

if TYPE_CHECKING:
    from bot.law.duties import Finding

KEPT = 16  # incidents whose lists change in the same minute
MOST_DATED = 4  # ways to say who is told; each holds a finding of every duty that is owed
Results = tuple[bool | None, ...]
Key = tuple[int, str, date, Results]  # the duty (the law that is kept beside it keeps its identity), the place, the day

Dated = dict[tuple[int, Results, tuple[str, ...], tuple[str, ...], Results], "Finding"]
"""By the duty, the results of its conditions, what is missing, the recipients' places, and what its date depends on."""


class Begun(NamedTuple):
    """What follows from the instants alone, to be looked into and added to. `began` by the rule of the start; by the id
    of the duty, `governing`: the version that is law, and the day whose law it is, None where none is; `silent`: why
    none is; `read`: the conditions on which its date depends."""

    began: dict[str, datetime | None]
    governing: dict[str, tuple[Duty, date] | None]
    silent: "dict[str, Finding]"
    read: dict[str, tuple[str, ...]]


class Kept(NamedTuple):
    """The same for what was counted while also every other fact was the same, except lists; `dated` by what says who is
    told."""

    begun: Begun
    deadlines: dict[Key, Deadline]
    dated: "dict[tuple[tuple[str, Value], ...], Dated]"


_begun: deque[tuple[Law, date, dict[str, Value], Begun]] = deque(maxlen=KEPT)
_kept: deque[tuple[Law, date, dict[str, Value], Kept]] = deque(maxlen=KEPT)


def kept_under(facts: Facts, law: Law, on: date) -> Kept:
    """What was counted on that day under this law and these facts, whatever their lists are."""
    definitions = law.vocabulary.facts
    known = {
        name: value for name, value in facts.known.items() if name in definitions and not definitions[name].type.is_list
    }
    for under, day, values, kept in tuple(_kept):
        if under is law and day == on and values == known:
            return kept
    made = Kept(_begun_under(known, law, on), {}, {})
    _kept.appendleft((law, on, known, made))
    return made


def _begun_under(known: Mapping[str, Value], law: Law, on: date) -> Begun:
    """Clocks start by instants, among them those at which duties were met, and days begin by the zone."""
    moments = {name: value for name, value in known.items() if name == "zone" or isinstance(value, (datetime, Mapping))}
    for under, day, values, begun in tuple(_begun):
        if under is law and day == on and values == moments:
            return begun
    made = Begun({}, {}, {}, {})
    _begun.appendleft((law, on, moments, made))
    return made


def dated_under(kept: Kept, told: tuple[tuple[str, Value], ...]) -> Dated:
    """What is owed, as it was found; `told`: the facts that say who is told."""
    found = kept.dated.get(told)
    if found is None:
        if len(kept.dated) >= MOST_DATED:
            kept.dated.clear()
        found = kept.dated[told] = {}
    return found


def deadline_in(kept: Kept, duty: Duty, context: DeadlineContext) -> Deadline:
    """The deadline of a duty that is owed."""
    key = (id(duty), context.place, context.on, results_read(kept, duty, context.law, context.bounds))
    found = kept.deadlines.get(key)
    if found is None:
        found = kept.deadlines[key] = deadline(duty, context)
    return found


def results_read(kept: Kept, duty: Duty, law: Law, bounds: FactBounds) -> Results:
    """The results of the conditions on which the date of a duty depends."""
    read = kept.begun.read.get(duty.id)
    if read is None:
        read = kept.begun.read[duty.id] = tuple(dict.fromkeys(_conditions(duty.id, law)))
    return tuple(map(bounds.results.__getitem__, read))


def _conditions(duty_id: str, law: Law) -> Iterator[str]:
    """Those of the relief that it has, and of the duties from which its date comes, which may not be owed."""
    ids = [duty_id]
    for one in ids:  # it grows while it is read
        for duty in law.versions(one):
            yield from (limit.relief_unless for limit in duty.due.time_limits if limit.relief_unless)
            yield from duty.conditions if one != duty_id else ()
            ids += [other for other in ties_of(duty) if other not in ids]
