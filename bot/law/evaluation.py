"""Whether conditions are true of values, of which some may be absent.

Decides the answer to each question of a condition (`grammar`), and to all of it: true, false, or None where what is
absent could decide it. Which values these are while facts are only partly known is decided in `conditions`.

Caveats: it answers as CEL does, of which conditions are a small part; the tests compare the two. A value of another
type than `checks` requires answers nothing, as if it were absent.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache, partial
from operator import ge, gt, itemgetter, le, lt
from typing import Any, NamedTuple

from bot.law.grammar import Atom, Kind, Part, parsed

Answer = bool | None
Ask = Callable[[Any], Answer]
Weigh = Callable[[Sequence[Answer]], Answer]
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le}
_TYPES: dict[Kind, type | tuple[type, ...]] = {
    Kind.FLAG: bool,
    Kind.CHOICE: str,
    Kind.LIST: (list, tuple, frozenset),
    Kind.COUNT: int,
    Kind.PEOPLE: dict,
    Kind.MOMENT: datetime,
}


def evaluate(expression: str, values: Mapping[str, Any]) -> Answer:
    """Whether a condition is true of these values. None when it can't be told: a fact that it needs is absent, or of
    another type than `checks` requires, or the text is no condition."""
    program = _program(expression)
    return program(values) if program else None


@lru_cache(maxsize=8192)
def _program(expression: str) -> Callable[[Mapping[str, Any]], Answer] | None:
    part = _part(expression)
    return _over_values(part) if part else None


def _part(expression: str) -> Part | None:
    try:
        return parsed(expression)
    except ValueError:
        return None


def _over_values(part: Part) -> Callable[[Mapping[str, Any]], Answer]:
    if isinstance(part, Atom):
        return partial(_moments, part) if part.kind is Kind.MOMENT else partial(_one, part, _question(part))
    return partial(_joined, not part.every, tuple(map(_over_values, part.parts)))


def _one(atom: Atom, ask: Ask, values: Mapping[str, Any]) -> Answer:
    value = values.get(atom.fact)
    return ask(value) if _fits(atom.kind, value) else None


def _moments(atom: Atom, values: Mapping[str, Any]) -> Answer:
    one_at, other_at = values.get(atom.fact), values.get(atom.other)
    if not (isinstance(one_at, datetime) and isinstance(other_at, datetime)):
        return None
    return _COMPARE[atom.operator](one_at, other_at + atom.later) is not atom.negated


def _fits(kind: Kind, value: object) -> bool:
    return isinstance(value, _TYPES[kind]) and (kind is not Kind.COUNT or not isinstance(value, bool))


def _question(atom: Atom) -> Ask:
    """What one question answers to a value of its type."""
    negated, wanted, number = atom.negated, frozenset(atom.words), atom.number
    match atom.kind:
        case Kind.FLAG:
            return lambda value: value is not negated
        case Kind.CHOICE:
            opposite = (atom.operator == "!=") is not negated
            return lambda value: (value in wanted) is not opposite
        case Kind.LIST:
            return lambda value: wanted.isdisjoint(value) is negated
        case Kind.COUNT:
            compare = _COMPARE[atom.operator]
            return lambda value: compare(value, number)
        case Kind.PEOPLE:
            return partial(_people, _COMPARE[atom.operator], atom.words[0], number)
        case Kind.MOMENT:
            return lambda _: None  # of one moment alone nothing is known


def _people(compare: Callable[[Any, Any], bool], place: str, number: int, table: Mapping[str, int]) -> Answer:
    count = table.get(place)
    return None if count is None else compare(count, number)


def _joined(stops: bool, parts: Iterable[Callable[[Any], Answer]], given: Any) -> Answer:
    """Any of the parts is enough where `stops`; else each must be true. What is open can be outweighed."""
    is_open = False
    for part in parts:
        answer = part(given)
        if answer is stops:
            return stops
        is_open = is_open or answer is None
    return None if is_open else not stops


class _Asked(NamedTuple):
    """All questions of one kind to one fact, and their answers to a value of it. Those to the last values are kept:
    from one assessment to the next seldom more than one fact changes. People are a table, which has no hash."""

    fact: str
    of: Callable[[object], tuple[Answer, ...]]

    @classmethod
    def each(cls, kind: Kind, fact: str, atoms: Iterable[Atom]) -> "_Asked":
        answers = partial(_answers, kind, tuple(map(_question, atoms)))
        return cls(fact, answers if kind is Kind.PEOPLE else lru_cache(maxsize=32, typed=True)(answers))


def _answers(kind: Kind, asks: tuple[Ask, ...], value: object) -> tuple[Answer, ...]:
    return tuple(ask(value) for ask in asks) if _fits(kind, value) else (None,) * len(asks)


class Conditions:
    """Many conditions at once. What several of them ask is asked once: laws ask five hundred questions, and most of
    their conditions are one question. None of them may compare moments: facts have none at their bounds."""

    def __init__(self, texts: Iterable[str]) -> None:
        parts = {text: part for text in texts if (part := _part(text))}
        by_fact: dict[tuple[Kind, str], list[Atom]] = {}
        for atom in dict.fromkeys(bare for part in parts.values() for bare in _bare(part)):
            by_fact.setdefault((atom.kind, atom.fact), []).append(atom)
        self._asked = [_Asked.each(*key, some) for key, some in by_fact.items()]
        found = {atom: at for at, atom in enumerate(atom for some in by_fact.values() for atom in some)}
        self._single = [(text, found[next(_bare(part))]) for text, part in parts.items() if isinstance(part, Atom)]
        self._several = [(text, _weigh(part, found)) for text, part in parts.items() if not isinstance(part, Atom)]

    def settled(self, lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Answer]:
        """The answers of all that are conditions; None where it isn't the same at both bounds."""
        low: list[Answer] = []
        high: list[Answer] = []
        for asked in self._asked:
            least, most = lower.get(asked.fact), upper.get(asked.fact)
            low += (answers := asked.of(least))
            high += answers if most is least else asked.of(most)
        same = [one if one is other else None for one, other in zip(low, high, strict=True)]
        results = {text: same[at] for text, at in self._single}
        for text, weigh in self._several:
            answer = weigh(low)
            results[text] = answer if answer is weigh(high) else None
        return results


def _bare(part: Part) -> Iterator[Atom]:
    """Its questions without where they stand, so that those of several conditions are the same."""
    if isinstance(part, Atom):
        yield part._replace(column=0)
        return
    for one in part.parts:
        yield from _bare(one)


def _weigh(part: Part, found: Mapping[Atom, int]) -> Weigh:
    """The condition over the answers to all questions, of which its own stand where `found` says."""
    if isinstance(part, Atom):
        return itemgetter(found[next(_bare(part))])
    return partial(_joined, not part.every, tuple(_weigh(one, found) for one in part.parts))
