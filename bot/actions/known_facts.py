"""What is known about an incident, and which fact a responder means."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.actions.work import Work
from bot.errors import Ambiguous, PossibleReading, UsageError
from bot.law.facts import Fact as Statement
from bot.law.model import Law
from bot.law.questions import Question
from bot.law.vocabulary import Vocabulary
from bot.messages import _
from bot.messages.phrases import list_of
from bot.store.tables import Incident
from bot.typed.words import repeated

OFFERED = 8  # facts in one question


@dataclass(frozen=True)
class FactsListed:
    """What is known, group by group, and what would settle most duties."""

    incident: Incident
    law: Law
    known: Sequence[tuple[str, Statement]]
    questions: Sequence[Question]


def list_facts(work: Work, incident: Incident) -> FactsListed:
    law = work.law(incident)
    vocabulary = law.vocabulary
    stated = [(name, incident.facts.fact(name)) for name in (*vocabulary.facts, *vocabulary.translations)]
    known = [(name, fact) for name, fact in stated if fact and vocabulary[name].asked]
    return FactsListed(incident, law, known, work.snapshot(incident).questions)


def named(work: Work, incident: Incident, word: str, *, partly: bool = True) -> str:
    """The fact that a responder means by its name, its label in English or their language, or
    (`partly`) words of that. Raises UsageError."""
    if found := meant(work, incident, word, partly=partly):
        return found
    vocabulary, wanted = work.law(incident).vocabulary, word.strip().lower()
    labels = _labels(vocabulary)
    if partly and (near := _near(wanted, labels)):
        say = _("“{word}” matches several facts.", word=word)
        raise _which(say, _("Name one: {listed}.", listed=", ".join(near[:OFFERED])), word, near, vocabulary)
    say = _("Unknown fact '{name}'.", name=repeated(word))
    if not (alike := _alike(wanted, labels)):
        raise UsageError(say, _("To choose from a list: /breach facts"))
    names = list_of([_(vocabulary[name].label) for name in alike], "or")
    raise _which(say, _("Did you mean {choices}?", choices=names), word, alike, vocabulary)


def meant(work: Work, incident: Incident, word: str, *, partly: bool = True) -> str | None:
    """The same; None where it is not clear, without looking for what the word may be a slip of."""
    vocabulary, wanted = work.law(incident).vocabulary, word.strip().lower()
    if wanted.replace(" ", "_") in vocabulary:
        return wanted.replace(" ", "_")
    labels = _labels(vocabulary)
    labelled = [name for name, said in labels.items() if wanted in said]
    found = labelled if len(labelled) == 1 or not partly else _near(wanted, labels)
    return found[0] if len(found) == 1 else None


def _labels(vocabulary: Vocabulary) -> Mapping[str, tuple[str, str]]:
    return {name: (one.label.lower(), _(one.label).lower()) for name, one in vocabulary.facts.items()}


def _near(wanted: str, labels: Mapping[str, Iterable[str]]) -> Sequence[str]:
    """The facts in whose labels the word stands, or all of several words as they are: in `cause a stolen password`,
    `cause a` isn't the beginning of “root cause addressed”."""
    end = r"\b" if " " in wanted else ""
    words = re.compile(rf"{re.escape(wanted)}{end}")
    return [name for name, said in labels.items() if wanted and any(map(words.search, said))]


def _alike(wanted: str, labels: Mapping[str, Iterable[str]]) -> Sequence[str]:
    """The facts whose names or labels read nearly so, the likest first."""
    said = {word: name for name, own in labels.items() for word in (name, name.replace("_", " "), *own)}
    return list(dict.fromkeys(said[one] for one in difflib.get_close_matches(wanted, said, n=3, cutoff=0.6)))


def _which(say: str, remedy: str, word: str, names: Sequence[str], vocabulary: Vocabulary) -> Ambiguous:
    """The question which fact is meant, each by its label."""
    readings = [PossibleReading(_(vocabulary[name].label), name) for name in names[:OFFERED]]
    return Ambiguous(say, remedy, word.strip(), readings)
