"""The value of a fact as people type it in chat, by the kind of fact."""

import re
from collections.abc import Mapping

from bot.law.facts import read_value
from bot.law.places import Places
from bot.law.values import UNKNOWN, Value, zone_of
from bot.law.vocabulary import Definition, FactType, Vocabulary
from bot.typed.moments import Moment
from bot.typed.money import read_money
from bot.typed.numbers import read_count
from bot.typed.people import read_people
from bot.typed.places import MOST, read_place, read_places
from bot.typed.times import Sense, Writer, read_day, read_moment
from bot.typed.words import folded, refuse_length
from bot.typed.zones import zone_key

NOT_KNOWN = (UNKNOWN, "not known", "unbekannt", "nicht bekannt", "inconnu", "desconocido")
YES_NO: Mapping[str, str] = {"ja": "yes", "oui": "yes", "si": "yes", "nein": "no", "non": "no"}


def read_typed(vocabulary: Vocabulary, places: Places, name: str, text: str, writer: Writer) -> Value | Moment | None:
    """The value of the fact `name`, a Moment for an instant; None for “unknown” where that is no value. Raises
    Ambiguous and UsageError, which name the fact by its label."""
    definition = vocabulary[name]
    refuse_length(text, MOST)
    unknown = folded(text) in NOT_KNOWN
    if unknown and definition.type not in (FactType.CHOICES, FactType.PLACES):
        return None
    match definition.type:
        case FactType.INSTANT:
            return read_moment(definition.label, text, writer, sense_of(name, definition))
        case FactType.DATE:
            return read_day(definition.label, text, writer)
        case FactType.COUNT:
            return read_count(definition.label, text)
        case FactType.PEOPLE:
            return read_people(definition.label, text, places, writer.country)
        case FactType.MONEY:
            return read_money(definition.label, text)
        case FactType.ZONE if key := zone_key(text):
            return key
        case FactType.PLACE:
            return read_place(definition.label, text, places, writer.country)
        case FactType.PLACES:
            return read_places(definition.label, text, places, writer.country)
    words = _by_label(definition, text) if definition.type.has_choices else text
    if definition.type is FactType.BOOL:
        words = YES_NO.get(folded(text), text)
    value: Value | None = read_value(vocabulary, places, name, UNKNOWN if unknown else words, zone_of(writer.zone))
    return value


def sense_of(name: str, definition: Definition) -> Sense:
    """A fact named `..._until` ends something; others lie in the past unless the vocabulary says otherwise."""
    if name.endswith("_until"):
        return Sense.UNTIL
    return Sense.ANY if definition.future else Sense.PAST


def _by_label(definition: Definition, text: str) -> str:
    """Choices may be typed as their word or their label, in any case."""
    text = re.sub(r"\be-mail\b", "email", text, flags=re.IGNORECASE)
    words = {key.lower(): key for key in definition.choices} | {
        label.lower(): key for key, label in definition.choices.items()
    }
    if text.strip().lower() in words:
        return words[text.strip().lower()]
    parts = [part.strip() for part in text.split(",")] if definition.type is FactType.CHOICES else [text.strip()]
    return ",".join(words.get(part.lower(), words.get(part.lower().replace(" ", "_"), part)) for part in parts)
