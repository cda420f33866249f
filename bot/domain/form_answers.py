"""The answers to a form on an authority's portal, or to a contract's own: which facts, in which order.

Decides what such forms ask for, whatever they are called there. Leaves the values to the record and their words to the
edge. Every authority's form differs, so it is one list that covers them; what the law of a duty asks for besides is
shown beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.notice_facts import FactsView, NotKnownYet, facts_view, is_missing
from bot.law.values import Value
from bot.messages import N_

FIELDS: Mapping[str, tuple[str, ...]] = {
    N_("Who reports"): (
        "organisation_name",
        "organisation_address",
        "organisation_register",
        "contact_point_name",
        "contact_point_email",
        "contact_point_phone",
        "incident_reference",
        "authority_reference",
    ),
    N_("When"): ("occurred_from", "occurred_to", "noticed_at", "aware_at", "contained_at"),
    N_("What happened"): ("what_happened", "how_found", "cause", "breach_of", "malicious", "processor_name"),
    N_("People and data"): ("people", "people_kinds", "data", "records", "protection"),
    N_("Consequences and measures"): (
        "likely_consequences",
        "harm_seen",
        "risk",
        "risk_reasons",
        "measures_taken",
        "measures_planned",
    ),
    N_("Who was told"): (
        "individuals_decision",
        "individuals_decision_reasons",
        "individuals_told_at",
        "authorities_told",
        "delay_reasons",
        "open_questions",
    ),
}
"""By heading."""

IF_KNOWN = frozenset({
    *("organisation_register", "contact_point_phone", "authority_reference", "processor_name", "malicious"),
    *("harm_seen", "individuals_decision_reasons", "individuals_told_at", "authorities_told", "delay_reasons"),
    "open_questions",
})  # fmt: skip
"""What isn't there in every case, so that no one misses it."""


@dataclass(frozen=True)
class FormAnswer:
    """`value` None: not on record, nor stated as unknown."""

    fact: str
    value: Value | NotKnownYet | None


def form_answers(known: Mapping[str, Value], now: datetime) -> Mapping[str, tuple[FormAnswer, ...]]:
    """By heading; every field that is asked for in every case, those without an answer too."""
    view = facts_view(known, now)
    return {
        heading: tuple(
            one for name in names if (one := _answer(name, known, view)).value is not None or name not in IF_KNOWN
        )
        for heading, names in FIELDS.items()
    }


def _answer(name: str, known: Mapping[str, Value], view: FactsView) -> FormAnswer:
    seen = view.get(name)
    if isinstance(seen, NotKnownYet):
        return FormAnswer(name, seen)
    return FormAnswer(name, None if is_missing(seen) else known.get(name))
