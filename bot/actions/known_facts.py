"""What is known about an incident, and which fact a responder means."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions.work import Work
from bot.errors import UsageError
from bot.law.facts import Fact as Statement
from bot.law.model import Law
from bot.law.questions import Question
from bot.messages import _
from bot.store.tables import Incident


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
    stated = [(name, incident.facts.fact(name)) for name in vocabulary.facts]
    known = [(name, fact) for name, fact in stated if fact and vocabulary[name].asked]
    return FactsListed(incident, law, known, work.snapshot(incident).questions)


def named(work: Work, incident: Incident, word: str, *, partly: bool = True) -> str:
    """The fact that a responder means by its name, its label in English or their language, or
    (`partly`) words of that. Raises UsageError."""
    vocabulary, wanted = work.law(incident).vocabulary, word.strip().lower()
    if wanted.replace(" ", "_") in vocabulary:
        return wanted.replace(" ", "_")
    labels = {name: {one.label.lower(), _(one.label).lower()} for name, one in vocabulary.facts.items()}
    labelled = [name for name, said in labels.items() if wanted in said]
    near = [name for name, said in labels.items() if partly and wanted and any(wanted in label for label in said)]
    for found in (labelled, near):
        if len(found) == 1:
            return found[0]
    if near:
        raise UsageError(
            _("“{word}” matches several facts.", word=word), _("Name one: {listed}.", listed=", ".join(near[:8]))
        )
    try:
        vocabulary[wanted.replace(" ", "_")]
    except UsageError as unknown:  # its remedy names the nearest, if any is near
        raise UsageError(unknown.say, unknown.remedy or _("To choose from a list: /breach facts")) from None
    return wanted
