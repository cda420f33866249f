"""What the record answers to the form of a duty that no letter meets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.actions import clocks
from bot.actions.clocks import ClockLine
from bot.actions.recorded_facts import facts_told
from bot.actions.work import Work
from bot.domain.form_answers import FormAnswer, form_answers
from bot.law.duties import Finding
from bot.law.model import Law
from bot.store.tables import Incident


@dataclass(frozen=True)
class AnswersShown:
    """`line`: how the duty's clock stands, if it has one; `missing`: the facts without an answer that can be
    stated."""

    incident: Incident
    law: Law
    finding: Finding
    line: ClockLine | None
    answers: Mapping[str, Sequence[FormAnswer]]
    missing: Sequence[str]
    with_form: str = ""  # the notice that meets it and has the authority's own form


def show_answers(work: Work, incident: Incident, word: str) -> AnswersShown:
    """Raises NotFound or UsageError for words that name no duty, or several."""
    explained = clocks.explain(work, incident, word)
    now, law = work.now_in(incident), work.law(incident)
    answers = form_answers(facts_told(work, incident, now).confirmed, now)
    fields = chain.from_iterable(answers.values())
    missing = [one.fact for one in fields if one.value is None and law.vocabulary[one.fact].asked]
    with_form = next((one.id for one in explained.letters if one.authority_form), "")
    return AnswersShown(incident, law, explained.finding, explained.line, answers, missing, with_form)
