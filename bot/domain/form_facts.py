"""The facts of an incident as an authority's form asks about them.

Decides what the conditions of a form may read: every fact, `drafted_at`, `notice` (which notice the form is filled in
for), `still_open` (whether anything that was said to be unknown has no answer yet), `one_day` (whether it began and
ended on the same day), `late` (whether the time for the notice is over), and of each fact in how far it is known, as
NAME_is. Leaves the answers to `filled_forms`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.notice_completeness import is_late
from bot.domain.notice_facts import LATE, FactsView, NotKnownYet, OtherLanguage, facts_view, is_missing
from bot.domain.notice_templates import NoticeTemplate
from bot.domain.promised_updates import unanswered
from bot.law.conditions import fact_bounds, reads
from bot.law.duties import governing_on
from bot.law.evaluation import evaluate
from bot.law.facts import Facts
from bot.law.model import Law
from bot.law.values import Choices, Count, People, Value
from bot.law.vocabulary import FactType

STATE = "_is"
STATES = ("known", "exact", "approximate", "open", "unknown", "absent")
"""A number is exact, approximate or open at its upper end; anything else is known. `unknown`: it is stated that nobody
knows it yet; `absent`: nothing is stated."""
DAYS = ("occurred_from", "occurred_to")
SETTLED = ("known", "exact")
BESIDES = ("drafted_at", "notice", "still_open", "one_day", LATE)


@dataclass(frozen=True)
class FormFacts:
    """`view`: the values as notices see them; `lower` and `upper`: what conditions read at both ends of the facts."""

    view: FactsView
    lower: Mapping[str, Any]
    upper: Mapping[str, Any]

    def holds(self, condition: str) -> bool | None:
        """None where the facts don't settle it."""
        answer = evaluate(condition, self.lower)
        return answer if evaluate(condition, self.upper) is answer else None

    def left_open(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those that aren't exactly known; all of them where each is."""
        return tuple(name for name in names if self.lower.get(f"{name}{STATE}") not in SETTLED) or names


def form_facts(
    facts: Facts,
    known: Mapping[str, Value],
    law: Law,
    now: datetime,
    zone: ZoneInfo,
    notice: NoticeTemplate,
    language: str,
) -> FormFacts:
    """`known`: the values, with the authority by its name; `language`: that of the texts in sentences."""
    view = facts_view(known, now, language, facts.languages)
    on = governing_on(facts, now)
    bounds, (low, high) = fact_bounds(facts, law, on), _places(facts, law, on)
    states = {f"{name}{STATE}": _state(view.get(name)) for name in law.vocabulary.facts}
    moments = {name: value for name, value in known.items() if isinstance(value, datetime)}
    open_, one_day = bool(unanswered(facts)), _one_day(known, zone)
    own = {"drafted_at": now, "notice": notice.id, LATE: is_late(notice, facts, law, now)}
    besides = {**own, "still_open": open_, "one_day": one_day, **moments, **states}
    return FormFacts(view, {**bounds.lower, **low, **besides}, {**bounds.upper, **high, **besides})


def stated(condition: str) -> tuple[str, ...]:
    """The facts that can be stated to settle a condition, each once."""
    names = (name.removesuffix(STATE) for name in reads(condition) if name not in BESIDES)
    days = DAYS if "one_day" in reads(condition) else ()
    return tuple(dict.fromkeys([*names, *days]))


def _one_day(known: Mapping[str, Value], zone: ZoneInfo) -> bool | None:
    days = [at.astimezone(zone).date() for name in DAYS if isinstance(at := known.get(name), datetime)]
    return days[0] == days[1] if len(days) == len(DAYS) else None


def _places(facts: Facts, law: Law, on: date) -> tuple[dict[str, Any], dict[str, Any]]:
    """Every group that the places of a list are in: a form may name one that no law does."""
    low, high = {}, {}
    for name, value in facts.known.items():
        if name in law.vocabulary and law.vocabulary[name].type is FactType.PLACES and isinstance(value, Choices):
            low[name] = law.places.containing(value.items, on)
            high[name] = low[name] if value.complete else frozenset((*law.places.places, *law.places.groups))
    return low, high


def _state(value: object) -> str:
    match value:
        case NotKnownYet():
            return "unknown"
        case Count():
            return _precision([value])
        case People() if value.table:
            return _precision(list(value.table.values()))
        case OtherLanguage():
            return "known"
    return "absent" if is_missing(value) else "known"


def _precision(counts: list[Count]) -> str:
    if all(one.exact for one in counts):
        return "exact"
    return "open" if any(one.most is None and one.best is None for one in counts) else "approximate"
