"""What a form asks for: the key questions of an incident, or the facts that a button names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.actions.fact_changes import DECIDED
from bot.actions.work import Work
from bot.domain.promised_updates import PHASES, UNKNOWN_YET, stated_unknown
from bot.errors import Refused
from bot.law.model import Law
from bot.law.questions import Question
from bot.law.values import Value
from bot.law.vocabulary import FactType
from bot.messages import _
from bot.store.tables import Incident

MOST_ASKED = 25
"""As many key questions as someone can be asked at once; those that help most."""


@dataclass(frozen=True)
class FactsAsked:
    """`names` in the order of the forms; `known` are their present values, without those that are only assumed;
    `questions` say what the answers would do, where they would do anything; `left_out` is how many did not fit.
    `phased`: those that may be told to an authority later; then the names end with PHASES, which say so."""

    incident: Incident
    law: Law
    names: Sequence[str]
    known: Mapping[str, Value]
    questions: Mapping[str, Question]
    left_out: int
    phased: Sequence[str] = ()


def key_questions(work: Work, incident: Incident) -> Sequence[Question]:
    """Those that a form can ask, the most helpful first: what is decided has a form of its own, and texts are for
    notices."""
    vocabulary = work.law(incident).vocabulary
    return [
        one
        for one in work.snapshot(incident).questions
        if one.name not in DECIDED and vocabulary[one.name].asked and vocabulary[one.name].type is not FactType.TEXT
    ]


def ask_facts(work: Work, incident: Incident, names: Sequence[str] = (), most: int = MOST_ASKED) -> FactsAsked:
    """These facts, or the key questions when none is named. Raises Refused when nothing is left to ask."""
    law, ranked = work.law(incident), key_questions(work, incident)
    wanted = [name for name in names if name in law.vocabulary and law.vocabulary[name].asked and name not in DECIDED]
    if not names:
        wanted = [one.name for one in ranked]
    if not wanted:
        raise Refused(
            _("No key questions are open: the known facts resolve every duty that a form can ask about."),
            _("To correct a fact: /breach facts"),
        )
    phased = _phased(work, incident, wanted[:most]) if names else []
    ending = PHASES if phased else ()
    kept, order = set(wanted[:most]).difference(ending), (*law.vocabulary.facts, *law.vocabulary.translations)
    return FactsAsked(
        incident,
        law,
        [*(name for name in order if name in kept), *ending],
        incident.facts.confirmed,
        {one.name: one for one in ranked if one.name in kept},
        len(wanted) - len(wanted[:most]),
        phased,
    )


def _phased(work: Work, incident: Incident, names: Sequence[str]) -> Sequence[str]:
    """Of these facts, those without an answer which a notice may tell later by law, and those that were said to be
    unknown already; none where no one is asked for a fact that may be."""
    kinds = work.library.templates.notices.values()
    choices, said = work.law(incident).vocabulary[UNKNOWN_YET].choices, stated_unknown(incident.facts)
    later = {need.fact for kind in kinds for need in kind.requires if need.may_be_unknown}
    asked = [name for name in choices if name in names and name in later and incident.facts.value(name) is None]
    return [name for name in choices if name in asked or name in said] if asked else []
