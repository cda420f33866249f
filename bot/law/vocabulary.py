"""The vocabulary of facts: which facts a law may use, what kind of value each takes, how each is asked for.

Decides which facts exist. How a value is read, kept and shown is decided in `facts` and `values`.
"""

import difflib
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.errors import UsageError
from bot.law.data_groups import DataGroup
from bot.law.prose import LANGUAGES, in_language
from bot.law.sectors import REGULATED_AS, Sector, SectorRules
from bot.law.values import Value, reader
from bot.sentences import listed, sentence
from bot.strict import Lean

Strict = ConfigDict(frozen=True, extra="forbid")


class FactType(StrEnum):
    """What kind of value a fact takes."""

    INSTANT = "instant"  # a moment, aware, in UTC
    DATE = "date"
    BOOL = "bool"
    COUNT = "count"  # a number of things, perhaps between two ends
    CHOICE = "choice"  # one word of the definition's list
    CHOICES = "choices"  # several of them, perhaps not all
    PEOPLE = "people"  # a count for each place
    TEXT = "text"
    MONEY = "money"  # an amount in a currency
    ZONE = "zone"  # an IANA time zone
    PLACE = "place"  # the code of a place
    PLACES = "places"  # several of them
    FILINGS = "filings"  # when each duty was met, by its id

    @property
    def in_conditions(self) -> bool:
        """Whether conditions may read it."""
        return self in (
            FactType.BOOL,
            FactType.COUNT,
            FactType.CHOICE,
            FactType.CHOICES,
            FactType.PEOPLE,
            FactType.PLACE,
            FactType.PLACES,
        )

    @property
    def names_places(self) -> bool:
        return self in (FactType.PEOPLE, FactType.PLACE, FactType.PLACES)

    @property
    def is_list(self) -> bool:
        """Whether its list may be incomplete, so that "unknown" is one of its values."""
        return self in (FactType.PEOPLE, FactType.CHOICES, FactType.PLACES)

    @property
    def has_items(self) -> bool:
        """Whether its value is a list of words."""
        return self in (FactType.CHOICES, FactType.PLACES)

    @property
    def has_choices(self) -> bool:
        return self in (FactType.CHOICE, FactType.CHOICES)


class PlainQuestion(BaseModel):
    """A question to which anyone on duty can say yes or no, in the place of these choices; yes: one of them may be
    so. `outside`: a place; who is established only there isn't asked."""

    model_config = Strict
    ask: str
    choices: tuple[str, ...]
    outside: str = ""


class Definition(Lean):
    """One fact of the vocabulary: the question as asked, the help text, the legal terms it corresponds to.
    `no_later_than`: instants that count as this one when they come sooner; `knowledge`: that somebody knew, so that an
    authority may say it should have been sooner; `shown_by`: instants by which this one had come, the earliest of which
    stands in for it while it isn't known, or is later. `also`: other words for its choices. `asks`: the same in plain
    words, where its choices are terms of law. `kinds`: of incident for which it matters; none: all. `implies`: by
    choice (or yes, no), what it settles about other facts; one that is `presumed` is only taken to be so until someone
    states it, and may then be otherwise. `part_of`: the list of which this one names some, with the same choices; a
    word of both means the other.
    `prose`: a text in sentences, which letters print in their own language; `language`: which one this fact is for."""

    model_config = Strict
    type: FactType
    group: str
    label: str
    ask: str
    help: str = ""
    unit: str = ""
    choices: dict[str, str] = Field(default_factory=dict)
    also: dict[str, str] = Field(default_factory=dict)
    asks: tuple[PlainQuestion, ...] = ()
    terms: dict[str, str] = Field(default_factory=dict)
    falls_back: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    implies: dict[str, dict[str, Any]] = Field(default_factory=dict)
    presumed: bool = False
    no_later_than: tuple[str, ...] = ()
    shown_by: tuple[str, ...] = ()
    knowledge: bool = False
    future: bool = False
    past: bool = True
    asked: bool = True
    prose: bool = False
    language: str = ""
    part_of: str = ""


def _is_part(definition: Any) -> bool:
    return isinstance(definition, dict) and isinstance(definition.get("part_of"), str)


def _choosing(whole: dict[str, Any]) -> dict[str, Any]:
    """What decides which words may be chosen, and how they may be typed."""
    return {name: whole[name] for name in ("choices", "also") if name in whole}


class Vocabulary(BaseModel):
    """Every fact that a law may use, in the order of the forms; `data_groups`: names for kinds of data that laws list
    together; `sectors`: which sector rules are likely for whom."""

    model_config = Strict
    facts: dict[str, Definition]
    data_groups: dict[str, DataGroup] = {}
    sectors: dict[Sector, SectorRules] = {}

    @field_validator("facts", mode="before")
    @classmethod
    def _with_parts(cls, facts: Any) -> Any:
        """A list that is part of another has the choices of that one."""
        if not isinstance(facts, dict):
            return facts
        wholes = {name: facts.get(one["part_of"]) for name, one in facts.items() if _is_part(one)}
        shared = {name: whole for name, whole in wholes.items() if isinstance(whole, dict)}
        return facts | {name: {**_choosing(whole), **facts[name]} for name, whole in shared.items()}

    @cached_property
    def implications(self) -> dict[str, dict[str, tuple[tuple[str, Value], ...]]]:
        """For each fact that implies others, by its choice (or yes, no): which facts, with their values."""
        return {
            name: {
                word: tuple((other, reader(self.facts[other].type, None)(raw)) for other, raw in others.items())
                for word, others in definition.implies.items()
            }
            for name, definition in self.facts.items()
            if definition.implies
        }

    @cached_property
    def of_places(self) -> tuple[str, ...]:
        """The facts that name places."""
        return tuple(name for name, definition in self.facts.items() if definition.type.names_places)

    @cached_property
    def translations(self) -> dict[str, Definition]:
        """Each text in sentences once more for every language in which it may be stated besides."""
        return {
            in_language(name, code): one.model_copy(
                update={"label": label, "ask": label, "language": code, "falls_back": (), "terms": {}}
            )
            for name, one in self.facts.items()
            if one.prose
            for code, language in LANGUAGES.items()
            for label in (f"{one.label} ({language})",)
        }

    def __contains__(self, name: str) -> bool:
        return name in self.facts or name in self.translations

    def __getitem__(self, name: str) -> Definition:
        """Raises UsageError with the nearest names."""
        if found := self.facts.get(name) or self.translations.get(name):
            return found
        near = difflib.get_close_matches(name, self.facts, n=3, cutoff=0.5)
        hint = sentence("Did you mean {choices}?", choices=listed(near, "or")) if near else ""
        raise UsageError(sentence("Unknown fact '{name}'.", name=name), hint)

    def chain(self, name: str) -> tuple[str, ...]:
        """The fact itself and the facts that can replace it, closest first."""
        return (name, *self.facts[name].falls_back)

    def rules_of(self, sectors: Iterable[str]) -> tuple[str, ...]:
        """The choices of `regulated_as` that are likely for these sectors, the likeliest of each first."""
        named = set(sectors)
        of_ours = (one.regulated_as for name, one in self.sectors.items() if name in named)
        return tuple(dict.fromkeys(rule for rules in of_ours for rule in rules))

    def likely_rules(self, sectors: Iterable[str]) -> tuple[str, ...]:
        """The choices of `regulated_as` that are likely for these sectors, and those that are of no sector: they may
        bind an organization of any."""
        of_some = {rule for one in self.sectors.values() for rule in one.regulated_as}
        ours = self.rules_of(sectors)
        return tuple(rule for rule in self[REGULATED_AS].choices if rule in ours or rule not in of_some)


def word_of(value: Value) -> str:
    """A choice, or a yes or no, as the vocabulary writes it."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
