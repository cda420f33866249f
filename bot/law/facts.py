"""What is known about a breach: each fact with who said it, when, and how sure.

Decides how the value of a fact is read, kept and shown; every earlier value is kept. Which facts exist is decided in
`vocabulary`, what follows from them in `duties` and `risks`.

Caveats: a fact that is not known is absent, never empty and never zero; `unknown` removes a fact.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, PlainSerializer, model_validator

from bot.errors import UsageError
from bot.law.places import Places
from bot.law.prose import in_language, language_written, most_written
from bot.law.values import (
    ELSEWHERE,
    UNKNOWN,
    Choices,
    Count,
    Money,
    People,
    Unreadable,
    Value,
    plain,
    reader,
)
from bot.law.vocabulary import Definition, FactType, Vocabulary
from bot.sentences import At, Day, Number, listed, sentence
from bot.sentences import Value as Shown

Strict = ConfigDict(frozen=True, extra="forbid")


LEAD = "lead_authority"
NOT_KNOWN = sentence("not known")  # what is shown for a fact without a value


class Certainty(StrEnum):
    """How sure the person who states a fact is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    ASSUMED = "assumed"


class Fact(BaseModel):
    """One statement: a value, who gave it, when (aware UTC), how sure. `value` None: removed, not known. `unconfirmed`:
    it counts, and someone entitled has yet to confirm it; `confirmed_by`: who did. `language`: of a text in sentences,
    as far as it can be told."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
    name: str
    type: FactType
    value: Annotated[Any, PlainSerializer(plain)]
    by: str
    at: datetime
    sure: Certainty = Certainty.CERTAIN
    note: str = ""
    unconfirmed: bool = False
    confirmed_by: str = ""
    language: str = ""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and raw.get("value") is not None and isinstance(raw["value"], (str, int, list, dict)):
            return {**raw, "value": reader(raw["type"], None)(raw["value"])}
        return raw

    @property
    def is_assumed(self) -> bool:
        return self.sure is Certainty.ASSUMED


class Facts(BaseModel):
    """All statements in the order made; the last one about a name applies."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))
    stated: tuple[Fact, ...] = ()

    def fact(self, name: str) -> Fact | None:
        """The statement that applies now, None when the fact is not known."""
        latest = self.latest(name)
        return latest if latest and latest.value is not None else None

    def latest(self, name: str) -> Fact | None:
        """The last statement, also where it took the fact back."""
        return next((fact for fact in reversed(self.stated) if fact.name == name), None)

    def value(self, name: str) -> Any:
        """The value that applies now, None when the fact is not known."""
        return self.known.get(name)

    def instant(self, name: str) -> datetime | None:
        """The instant that applies now, None when the fact is not known or is not one."""
        value = self.known.get(name)
        return value if isinstance(value, datetime) else None

    @cached_property
    def known(self) -> dict[str, Value]:
        """Every known value by name."""
        latest = {fact.name: fact.value for fact in self.stated}
        return {name: value for name, value in latest.items() if value is not None}

    @cached_property
    def confirmed(self) -> dict[str, Value]:
        """Every known value that is not only assumed."""
        return {name: value for name, value in self.known.items() if (one := self.fact(name)) and not one.is_assumed}

    @cached_property
    def languages(self) -> dict[str, str]:
        """The language of each known text in sentences, empty where it can't be told."""
        latest = {fact.name: fact for fact in self.stated}
        return {name: fact.language for name, fact in latest.items() if fact.value is not None and fact.language}

    def history(self, name: str) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.stated if fact.name == name)

    def set(
        self,
        vocabulary: Vocabulary,
        name: str,
        value: Value | None,
        by: str,
        at: datetime,
        sure: Certainty = Certainty.CERTAIN,
        note: str = "",
        *,
        unconfirmed: bool = False,
        spoken: str = "",
    ) -> "Facts":
        """A new Facts with this statement added; None removes the fact. A repeated equal value adds nothing. `spoken`:
        the language of who states it, for a text that doesn't show its own."""
        definition = vocabulary[name]
        written = language_written(value, spoken) if definition.prose and isinstance(value, str) else ""
        language = definition.language or written
        told = {"sure": sure, "note": note, "unconfirmed": unconfirmed, "language": language}
        fact = Fact(name=name, type=definition.type, value=value, by=by, at=at, **told)
        latest = self.fact(name)
        if latest and (latest.value, latest.sure, latest.note) == (value, sure, note):
            return self
        if latest is None and value is None:
            return self
        return Facts(stated=(*self.stated, fact))

    @property
    def unconfirmed(self) -> tuple[Fact, ...]:
        """The statements that apply and that no one entitled has confirmed."""
        latest = {fact.name: fact for fact in self.stated}
        return tuple(fact for fact in latest.values() if fact.unconfirmed)

    def confirm(self, names: Iterable[str], by: str) -> "Facts":
        """The statements about these facts that apply now, confirmed."""
        latest = {fact.name: number for number, fact in enumerate(self.stated)}
        found = {latest[name] for name in names}
        changed = {"unconfirmed": False, "confirmed_by": by}
        stated = (one.model_copy(update=changed) if number in found else one for number, one in enumerate(self.stated))
        return Facts(stated=tuple(stated))

    def before(self, count: int) -> "Facts":
        """What was known when only the first `count` statements had been made."""
        return Facts(stated=self.stated[:count])


def read_facts(
    vocabulary: Vocabulary, places: Places, raw: Mapping[str, Any], by: str, at: datetime, zone: str | None = None
) -> Facts:
    """Facts from a table as YAML gives it. Naive instants are local in the table's `zone`, or in `zone`. A text that
    doesn't show its language is in that of the texts beside it."""
    named = raw.get("zone") or zone
    local_zone = ZoneInfo(read_value(vocabulary, places, "zone", named, None)) if named else None
    values = {
        name: None if value is None else read_value(vocabulary, places, name, value, local_zone)
        for name, value in _each_language(vocabulary, raw)
    }
    spoken = most_written(str(value) for name, value in values.items() if value and vocabulary[name].prose)
    facts = Facts()
    for name, value in values.items():
        facts = facts.set(vocabulary, name, value, by, at, spoken=spoken)
    return facts


def _each_language(vocabulary: Vocabulary, raw: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The entries of the table; a text given as a table of languages becomes one fact for each of them."""
    for name, value in raw.items():
        if isinstance(value, Mapping) and name in vocabulary.facts and vocabulary[name].prose:
            yield from ((in_language(name, str(language)), text) for language, text in value.items())
        else:
            yield name, value


def read_value(vocabulary: Vocabulary, places: Places, name: str, raw: Any, zone: ZoneInfo | None) -> Any:
    """One value as YAML gives it, naive instants in `zone`; None for `unknown`. Raises UsageError."""
    try:
        return read_defined(vocabulary[name], places, raw, zone)
    except Unreadable as error:
        raise UsageError(sentence("{label}: {value}", label=name, value=error.say)) from error


def read_defined(definition: Definition, places: Places, raw: Any, zone: ZoneInfo | None) -> Any:
    """Like `read_value`, by the fact's definition. Raises Unreadable."""
    if raw == [UNKNOWN] or (isinstance(raw, str) and raw.strip().lower() == UNKNOWN):
        return Choices((), complete=False) if definition.type.has_items else None
    value = reader(definition.type, zone)(_chosen(definition, raw))
    _refuse_unknown_words(definition, places, value)
    return value


def _chosen(definition: Definition, raw: Any) -> Any:
    """The choice that is meant by another word for it; in JSON that may be a bare yes or no."""
    if not definition.also or not isinstance(raw, (str, bool)):
        return raw
    word = raw.strip().lower() if isinstance(raw, str) else "yes" if raw else "no"
    return definition.also.get(word, raw)


def _refuse_unknown_words(definition: Definition, places: Places, value: Value) -> None:
    if definition.type.has_choices:
        words = value.items if isinstance(value, Choices) else (str(value),)
        _refuse(words, definition.choices)
    elif isinstance(value, People):
        _refuse_places((key for key in value.table if key != ELSEWHERE), places)
    elif definition.type.names_places:
        words = value.items if isinstance(value, Choices) else (str(value),)
        _refuse_places(words, places)


def _refuse_places(words: Iterable[str], places: Places) -> None:
    """A person who writes a place's name is told its code; one who writes a code that is nearly right, the codes near
    it."""
    for word in words:
        if word in places:
            continue
        named = places.codes_by_name
        if near := difflib.get_close_matches(word.lower(), named, n=1, cutoff=0.8):
            raise Unreadable(sentence("Unknown place '{word}'. Write {code}.", word=word, code=named[near[0]]))
        codes = (*places.places, *places.groups)
        if close := difflib.get_close_matches(word.upper(), codes, n=3, cutoff=0.6):
            choices = listed(close, "or")
            raise Unreadable(sentence("Unknown place '{word}'. Did you mean {choices}?", word=word, choices=choices))
        raise Unreadable(sentence("Unknown place '{word}'. Write codes such as DE, FR or US-CA.", word=word))


def _refuse(words: Iterable[str], allowed: Iterable[str]) -> None:
    choices = list(allowed)
    for word in words:
        if word not in choices:
            near = difflib.get_close_matches(word, choices, n=3, cutoff=0.6)
            hint = sentence("Did you mean {choices}?", choices=listed(near, "or"))
            if not near:
                hint = sentence("Allowed: {choices}.", choices=listed(choices[:40]))
            raise Unreadable(sentence("'{word}' is not a valid choice. {hint}", word=word, hint=hint))


def show_value(vocabulary: Vocabulary, places: Places, name: str, value: Value | None, zone: str) -> Shown:
    """The value as a part of a sentence; instants in `zone` where the reader's is not known."""
    definition = vocabulary[name]
    match value:
        case None:
            return NOT_KNOWN
        case bool():
            return sentence("yes") if value else sentence("no")
        case datetime():
            return At(value, zone)
        case date():
            return Day(value, weekday=False)
        case Count():
            return show_count(value)
        case People():
            return _people_shown(places, value)
        case Choices():
            words = [sentence(definition.choices.get(item) or places.name(item)) for item in value.items]
            return listed([*words, *([] if value.complete else [sentence("possibly more")])] or [sentence("none")])
        case Money():
            return sentence("{currency} {amount}", currency=value.currency, amount=Number(value.amount))
        case Mapping():
            filed = (sentence("{duty} {at}", duty=duty, at=At(when, zone)) for duty, when in value.items())
            return listed(filed, "; ")
    if name == LEAD:
        return lead_shown(places, str(value))
    if definition.type is FactType.PLACE:
        return sentence(places.name(str(value)))
    chosen = definition.choices.get(str(value))
    return sentence(chosen) if chosen else str(value)


def lead_shown(places: Places, code: str) -> Shown:
    """The lead authority of a place by name; where a State has several, what is still to be said."""
    if found := places.authorities.leading(code, places.seats):
        return listed((one.title for one in found), "or")
    place = sentence(places.name(code))
    if any(places.authorities.leading(part, {}) for part in places.parts(code)):
        return sentence("an authority in {place} (say which)", place=place)
    return place


def _people_shown(places: Places, people: People) -> Shown:
    rows = [
        sentence("{place} {count}", place=_place_shown(places, key), count=show_count(count))
        for key, count in people.table.items()
    ]
    return listed(rows) if rows else sentence("nobody")


def _place_shown(places: Places, key: str) -> Shown:
    return sentence("elsewhere") if key == ELSEWHERE else sentence(places.name(key))


def show_count(count: Count) -> Shown:
    low = Number(count.least)
    if count.exact:
        return low
    if (count.least, count.most) == (0, None):
        return NOT_KNOWN
    ends = sentence("at least {low}", low=low)
    if count.most is not None:
        ends = sentence("{low} to {high}", low=low, high=Number(count.most))
    return sentence("about {best} ({ends})", best=Number(count.best), ends=ends) if count.best is not None else ends
