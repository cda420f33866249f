"""Whether the vocabulary is valid: its choices, kinds, sectors, questions, groups of data and implications.

Decides what is a fault beyond the structure of `vocabulary`: each is a path inside the file, a sentence, and the
allowed values.
"""

from collections.abc import Iterable, Iterator

from bot.law.checks import Fault, near
from bot.law.conditions import DERIVED
from bot.law.facts import read_defined
from bot.law.places import Places
from bot.law.sectors import REGULATED_AS, SECTORS
from bot.law.values import Choices, Unreadable
from bot.law.vocabulary import Definition, FactType, Vocabulary
from bot.strict import Path_

RESERVED = frozenset({"true", "false", "null", "none", "yes", "no", "on", "off", "and", "or", "not", "in", "unknown"})
"""Words that a file, a condition or a person takes for something else than a choice."""


def choosable(definition: Definition, places: Places, word: str) -> bool:
    """Whether this choice can be stated: a reader takes it for nothing else."""
    try:
        return word not in RESERVED and read_defined(definition, places, word, None) in (word, Choices((word,)))
    except Unreadable:
        return False


def vocabulary_faults(vocabulary: Vocabulary, places: Places) -> Iterator[Fault]:
    """Each choice must be read as itself; each kind for which a fact matters be one of `kind`; each rule of a sector be
    a choice of `regulated_as`, named once; each sector a choice of `sectors`; each choice that is asked for in plain
    words one of the fact's, asked once."""
    kinds = vocabulary["kind"].choices if "kind" in vocabulary else {}
    for name, definition in vocabulary.facts.items():
        for index, kind in enumerate(definition.kinds):
            if kind not in kinds:
                yield ("facts", name, "kinds", index), f"'{kind}' is not a kind of incident.", near(kind, kinds)
        if definition.part_of and definition.part_of not in vocabulary.facts:
            yield (
                ("facts", name, "part_of"),
                f"'{definition.part_of}' is not a fact.",
                near(definition.part_of, vocabulary.facts),
            )
        for word in definition.choices:
            if not choosable(definition, places, word):
                yield ("facts", name, "choices", word), f"'{word}' is a reserved word: no one could choose it.", ()
        for word, choice in definition.also.items():
            if choice not in definition.choices:
                allowed = near(choice, definition.choices)
                yield ("facts", name, "also", word), f"'{choice}' is not a choice of {name}.", allowed
    yield from _group_faults(vocabulary)
    yield from _implication_faults(vocabulary, places)
    known = vocabulary[REGULATED_AS].choices if REGULATED_AS in vocabulary else {}
    named = vocabulary[SECTORS].choices if SECTORS in vocabulary else {}
    for sector, rules in vocabulary.sectors.items():
        if named and sector not in named:
            yield (SECTORS, sector), f"'{sector}' is not a choice of {SECTORS}.", near(sector, named)
        yield from _words_faults((SECTORS, sector, REGULATED_AS), rules.regulated_as, known, REGULATED_AS)
    for name, fact in vocabulary.facts.items():
        asked: list[str] = []
        for index, one in enumerate(fact.asks):
            at: Path_ = ("facts", name, "asks", index, "choices")
            yield from _words_faults(at, one.choices, fact.choices, name, asked)
            asked += one.choices
        if fact.asks and (left := [word for word in fact.choices if word not in asked]):
            yield ("facts", name, "asks"), f"no question asks for {', '.join(left)}.", ()


def _words_faults(
    at: Path_, words: Iterable[str], known: Iterable[str], fact: str, before: Iterable[str] = ()
) -> Iterator[Fault]:
    seen, allowed = set(before), tuple(known)
    for index, word in enumerate(words):
        if word not in allowed:
            yield (*at, index), f"'{word}' is not a choice of {fact}.", near(word, allowed)
        elif word in seen:
            yield (*at, index), f"'{word}' stands here twice.", ()
        seen.add(word)


def _group_faults(vocabulary: Vocabulary) -> Iterator[Fault]:
    """Each member of a group must be a choice of `data`, named once; no group may have the name of a fact."""
    known = vocabulary["data"].choices if "data" in vocabulary else {}
    for name, group in vocabulary.data_groups.items():
        if name in vocabulary or name in DERIVED:
            yield ("data_groups", name), "a fact has this name. Give the group another one.", ()
        yield from _words_faults(("data_groups", name, "members"), group.members, known, "data")


def _implication_faults(vocabulary: Vocabulary, places: Places) -> Iterator[Fault]:
    """Only a choice (or yes, no) implies something: about facts that exist, with values that they can have, and never
    in a circle."""
    for name, definition in vocabulary.facts.items():
        single = tuple(definition.choices) if definition.type is FactType.CHOICE else ()
        words = ("yes", "no") if definition.type is FactType.BOOL else single
        for word, others in definition.implies.items():
            path: Path_ = ("facts", name, "implies", word)
            if word not in words:
                yield path, f"'{word}' is not one choice of {name}, or a yes or no.", near(word, words)
            for other, raw in others.items():
                if other not in vocabulary:
                    yield (*path, other), f"unknown fact '{other}'.", near(other, vocabulary.facts)
                elif name in _reached(other, vocabulary):
                    yield (*path, other), f"{other} implies something about {name} in turn. Remove one of the two.", ()
                elif reason := _unreadable(vocabulary[other], places, raw):
                    yield (*path, other), reason, ()


def _reached(name: str, vocabulary: Vocabulary, seen: frozenset[str] = frozenset()) -> frozenset[str]:
    """The fact itself and every fact about which it implies something, directly or through others."""
    if name in seen or name not in vocabulary:
        return seen
    found = seen | {name}
    for other in {other for others in vocabulary[name].implies.values() for other in others}:
        found = _reached(other, vocabulary, found)
    return found


def _unreadable(definition: Definition, places: Places, raw: object) -> str:
    try:
        return "" if read_defined(definition, places, raw, None) is not None else "this says nothing."
    except Unreadable as error:
        return str(error)
