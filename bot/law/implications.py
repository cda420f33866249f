"""What a stated fact settles about others: data that were exfiltrated were acquired.

Decides which facts follow from those that were stated, and which stated ones contradict that. Which choice implies what
is in the vocabulary (`implies`).

Caveats: what follows never replaces what was stated, and is no statement: it is computed anew from what is stated, and
ends with it. A stated fact that is contradicted is not relied on either: until that is resolved, no one knows it, and
it neither triggers a duty nor closes one.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from bot.law.facts import Facts, show_value
from bot.law.model import Law
from bot.law.values import Choices, Value
from bot.law.vocabulary import Vocabulary, word_of
from bot.sentences import Sentence, sentence
from bot.sentences import Value as Shown


class Implied(NamedTuple):
    """What one fact must be (`name`, `value`), because another is what it is."""

    name: str
    value: Value
    of: str
    word: str

    def reason(self, vocabulary: Vocabulary) -> Sentence:
        return sentence("because “{fact}” is “{value}”", fact=_label(self.of, vocabulary), value=self._word(vocabulary))

    def _word(self, vocabulary: Vocabulary) -> Sentence:
        return sentence(vocabulary[self.of].choices.get(self.word, self.word))

    def contradiction(self, stated: Shown, vocabulary: Vocabulary) -> Sentence:
        """`stated`: what was stated of the fact instead, as it is shown."""
        return sentence(
            "“{fact}: {value}” and “{other}: {stated}” contradict each other. Check both.",
            fact=_label(self.of, vocabulary),
            value=self._word(vocabulary),
            other=_label(self.name, vocabulary),
            stated=stated,
        )


def implied(known: Mapping[str, Value], vocabulary: Vocabulary) -> dict[str, Implied]:
    """What follows from these values about facts that are not among them, by name; also what follows from that. Of two
    that imply something about the same fact, the one that comes first in the vocabulary counts."""
    found: dict[str, Implied] = {}
    for one in _all(known, vocabulary):
        if one.name not in known:
            found.setdefault(one.name, one)
    if not found:
        return found
    further = implied({**known, **{name: one.value for name, one in found.items()}}, vocabulary)
    return {**found, **further}


def with_implied(known: Mapping[str, Value], vocabulary: Vocabulary) -> dict[str, Value]:
    """These values, and those that follow from them."""
    return {**known, **{name: one.value for name, one in implied(known, vocabulary).items()}}


def contradicted(known: Mapping[str, Value], vocabulary: Vocabulary) -> tuple[Implied, ...]:
    """What follows from these values and is not so by the value that was stated."""
    whole = _all(with_implied(known, vocabulary), vocabulary)
    stated = [one for one in whole if one.name in known and not vocabulary[one.name].presumed]
    return tuple(one for one in stated if not _fits(known[one.name], one.value))


def disputed(known: Mapping[str, Value], vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """Every stated fact that is contradicted, with the stated ones that do: to change either resolves it."""
    sources = {name: one.of for name, one in implied(known, vocabulary).items()}
    found: dict[str, list[str]] = {}
    for one in contradicted(known, vocabulary):
        found.setdefault(one.name, []).append(_stated(one.of, sources))
    return {name: tuple(dict.fromkeys(others)) for name, others in found.items()}


def _stated(name: str, sources: Mapping[str, str]) -> str:
    """The stated fact from which this one follows; itself, where it was stated."""
    return _stated(sources[name], sources) if name in sources else name


def contradictions_said(facts: Facts, law: Law, about: Collection[str] | None = None) -> tuple[Sentence, ...]:
    """Each of those in words; only those that one of the facts in `about` is part of, where it is given."""
    vocabulary = law.vocabulary
    found = [one for one in contradicted(facts.known, vocabulary) if about is None or {one.of, one.name} & set(about)]
    shown = ((one, show_value(vocabulary, law.places, one.name, facts.value(one.name), "UTC")) for one in found)
    return tuple(one.contradiction(value, vocabulary) for one, value in shown)


def _all(known: Mapping[str, Value], vocabulary: Vocabulary) -> Iterator[Implied]:
    for of, by_word in vocabulary.implications.items():
        if of in known:
            word = word_of(known[of])
            yield from (Implied(name, value, of, word) for name, value in by_word.get(word, ()))


def _fits(stated: Value, value: Value) -> bool:
    if isinstance(stated, Choices) and isinstance(value, Choices):
        return not stated.complete or set(value.items) <= set(stated.items)
    return stated == value


def _label(name: str, vocabulary: Vocabulary) -> Sentence:
    return sentence(vocabulary[name].label)
