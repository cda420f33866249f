"""The value of a fact as people type it in chat, by the kind of fact."""

import difflib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from bot.errors import Ambiguous, PossibleReading, UsageError
from bot.law.facts import read_value
from bot.law.places import Places
from bot.law.values import UNKNOWN, Value, zone_of
from bot.law.vocabulary import Definition, FactType, Vocabulary
from bot.messages import _
from bot.messages.phrases import calendar_day, list_of
from bot.typed.data_words import everyday
from bot.typed.moments import Moment
from bot.typed.money import read_money
from bot.typed.numbers import read_count
from bot.typed.people import read_people
from bot.typed.places import MOST, parts_of_list, read_place, read_places
from bot.typed.times import Sense, Writer, read_day, read_moment
from bot.typed.words import NOT_KNOWN, ask, folded, refuse_length, repeated
from bot.typed.zones import zone_key

MOST_LISTED = 1000  # characters of the choices in a fault
NOTHING = frozenset({"none", "keine", "aucun", "aucune", "ninguno", "ninguna"})
YES_OR_NO = frozenset({"yes", "no", "y", "n", "true", "false", UNKNOWN})
YES_NO: Mapping[str, str] = {
    **dict.fromkeys(("yeah", "yep", "yup", "ja", "oui", "si"), "yes"),
    **dict.fromkeys(("nope", "nah", "nein", "non"), "no"),
}


def read_typed(vocabulary: Vocabulary, places: Places, name: str, text: str, writer: Writer) -> Value | Moment | None:
    """The value of the fact `name`, a Moment for an instant; None for “unknown” where that is no value. Raises
    Ambiguous and UsageError, which name the fact by its label."""
    definition = vocabulary[name]
    refuse_length(text, MOST)
    unknown = folded(text) in NOT_KNOWN
    if unknown and not definition.type.has_items:
        return None
    match definition.type:
        case FactType.TEXT if not any(map(str.isalnum, text)):
            said = _("{label}: “{text}” says nothing.", label=_(definition.label), text=repeated(text))
            raise UsageError(said, _("Say it in words, or write unknown."))
        case FactType.INSTANT:
            return read_moment(_(definition.label), text, writer, sense_of(name, definition))
        case FactType.DATE:
            return _possible(definition, read_day(_(definition.label), text, writer), writer)
        case FactType.COUNT:
            return read_count(_(definition.label), text)
        case FactType.PEOPLE:
            return read_people(_(definition.label), text, places, writer.country)
        case FactType.MONEY:
            return read_money(_(definition.label), text)
        case FactType.ZONE if key := zone_key(text):
            return key
        case FactType.PLACE:
            return read_place(_(definition.label), text, places, writer.country)
        case FactType.PLACES:
            return read_places(_(definition.label), text, places, writer.country)
    words = _by_label(definition, text) if definition.type.has_choices else text
    if definition.type is FactType.BOOL:
        said = folded(text).rstrip(".!")
        words = YES_NO.get(said, said)
        if words not in YES_OR_NO:
            said = _("{label}: “{text}” is not yes or no.", label=_(definition.label), text=repeated(text))
            raise UsageError(said, _("Write yes, no or unknown."))
    value: Value | None = read_value(vocabulary, places, name, UNKNOWN if unknown else words, zone_of(writer.zone))
    return value


def sense_of(name: str, definition: Definition) -> Sense:
    """A fact named `..._until` ends something; others lie in the past unless the vocabulary says otherwise."""
    if name.endswith("_until"):
        return Sense.UNTIL
    return Sense.ANY if definition.future else Sense.PAST


def _possible(definition: Definition, day: date, writer: Writer) -> date:
    """The day, where it may lie there: what happened is not in the future, a plan not in the past. Today is either."""
    today = writer.now.astimezone(zone_of(writer.zone)).date()
    what, said = _(definition.label), calendar_day(day)
    if day < today and not definition.past:
        raise UsageError(_("{what}: {day} is in the past.", what=what, day=said), _("Enter today or a later day."))
    if day > today and not definition.future:
        raise UsageError(_("{what}: {day} is in the future.", what=what, day=said), _("Enter today or an earlier day."))
    return day


def _by_label(definition: Definition, text: str) -> str:
    """Choices may be typed as their word or their label, in any case, and as people say them: emails, health data."""
    labels = [(key, said) for key, label in definition.choices.items() for said in dict.fromkeys((label, _(label)))]
    words = _words((*labels, *((key, word) for word, key in definition.also.items())))

    def choice(part: str) -> str | None:
        found = next((words[said] for said in (_key(part), _singular(part), _short(part)) if said in words), None)
        usual = [key for key in everyday(part) if key in definition.choices] if found is None else []
        if len(usual) > 1:
            raise _which(definition, part, usual)
        found = found or next(iter(usual), None)
        if found is None and definition.type is FactType.CHOICES:
            return UNKNOWN if folded(part) in NOT_KNOWN else "none" if folded(part) in NOTHING else None
        return found

    if definition.type is not FactType.CHOICES or choice(text):
        parts = [text.strip()]
    else:
        parts = list(parts_of_list(text, lambda part: choice(part) is not None))
    for part in parts:
        if choice(part) is None:
            raise _no_choice(definition, part, words)
    return ",".join(choice(part) or part for part in parts)


def _which(definition: Definition, part: str, kinds: Sequence[str]) -> Ambiguous:
    label = _(definition.label)
    say = _("{what}: “{text}” can be read in more than one way.", what=label, text=repeated(part))
    return ask(say, part.strip(), [PossibleReading(_(definition.choices[kind]), kind) for kind in kinds])


class NearMiss(Ambiguous):
    """No choice is called so, and some read nearly so."""


def _no_choice(definition: Definition, part: str, words: Mapping[str, str]) -> UsageError:
    """With the choices that read nearly so, to be chosen from, or the labels of all."""
    begun = [one for one in words if one.startswith((f"{_key(part)} ", f"{_key(part)},"))]
    close = begun or difflib.get_close_matches(_key(part), words, n=4, cutoff=0.6)
    kinds = list(dict.fromkeys(words[one] for one in close))
    near = [_(definition.choices[kind]) for kind in kinds]
    every = "; ".join(_(label) for label in definition.choices.values())
    if near:
        hint = _("Did you mean {choices}?", choices=list_of(near, "or"))
    else:
        hint = _("Allowed: {choices}.", choices=every if len(every) <= MOST_LISTED else every[: MOST_LISTED - 1] + "…")
        if definition.type is FactType.CHOICES and " " in part.strip():
            hint = f"{_('Separate several with commas.')} {hint}"
    said = _("'{word}' is not a valid choice. {hint}", word=repeated(part), hint=hint)
    say = _("{label}: {value}", label=_(definition.label), value=said)
    if not near:
        return UsageError(say)
    readings = [PossibleReading(label, kind) for label, kind in zip(near, kinds, strict=True)]
    return NearMiss(say, "", part.strip(), readings)


@lru_cache(maxsize=64)
def _words(choices: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Every word, label and short form that means one choice alone, with that choice."""
    exact = {_key(key): key for key, _label in choices} | {_key(label): key for key, label in choices}
    other: dict[str, set[str]] = defaultdict(set)
    for key, label in choices:
        for said in (_singular(key), _singular(label), _short(label)):
            other[said].add(key)
    return {said: next(iter(keys)) for said, keys in other.items() if said and len(keys) == 1} | exact


def _key(text: str) -> str:
    return re.sub(r"\be-mail", "email", folded(text)).replace("_", " ")


def _singular(text: str) -> str:
    return " ".join(word.removesuffix("s") for word in _key(text).split())


def _short(text: str) -> str:
    """Without what says nothing by itself, and in the singular."""
    return " ".join(word for word in _singular(text).split() if word not in FILLING)


FILLING = frozenset({"data", "number", "detail", "information", "the", "their"})
