"""What a person answers to a field of an authority's form themselves, read as the field can take it.

Decides which words are an answer. Whether the option may be chosen, and whether the field is shown at all, is decided
when the form is filled in (`filled_forms`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.authority_forms import AuthorityForm, FormField
from bot.domain.filled_forms import Answer, number_of
from bot.law.values import (
    Unreadable,
    read_bool,
    read_choices,
    read_count,
    read_date,
    read_instant,
    read_people,
    read_text,
)
from bot.sentences import sentence


def field_named(form: AuthorityForm, said: str) -> tuple[FormField, str]:
    """The field with whose number the words begin, and the rest of them. Raises Unreadable."""
    words = said.casefold()
    begun = [one for one in form.fields if f"{words} ".startswith(f"{one.n.casefold()} ")]
    if not begun:
        raise Unreadable(sentence("The form has no field {field}.", field=said.split(" ")[0]))
    found = max(begun, key=lambda one: len(one.n))
    return found, said[len(found.n) :].strip()


def field_of(form: AuthorityForm, word: str) -> FormField:
    """The field with this number. Raises Unreadable."""
    if found := form.by_number.get(word.strip()):
        return found
    raise Unreadable(sentence("The form has no field {field}.", field=word))


def read_entry(one: FormField, raw: Any, zone: ZoneInfo) -> Answer:
    """An option is named by its letter or by its label; several are a list, or separated by commas. Times without an
    offset are local in `zone`. Raises Unreadable."""
    if one.options:
        return _options(one, raw)
    match one.type:
        case "string" if one.several:
            items = raw if isinstance(raw, (list, tuple)) else str(raw).splitlines()
            return tuple(_text(item) for item in items if str(item).strip()) or _nothing()
        case "string":
            return _text(raw)
        case "boolean":
            return read_bool(raw)
        case "date":
            return read_date(raw).isoformat()
        case "date-time":
            moment = raw if isinstance(raw, datetime) else read_instant(raw, zone)
            return moment.astimezone(zone).isoformat(timespec="seconds")
        case "integer":
            return _number(raw)
        case "places":
            return tuple(_country(item) for item in read_choices(raw).items) or _nothing()
    return {_country(place): number_of(count) for place, count in read_people(raw).table.items()} or _nothing()


def stored(answer: Answer) -> Any:
    """As JSON holds it; `read_entry` reads it back."""
    return list(answer) if isinstance(answer, tuple) else dict(answer) if isinstance(answer, Mapping) else answer


def _options(one: FormField, raw: Any) -> Answer:
    words = raw if isinstance(raw, (list, tuple)) else [raw]
    keys = [key for word in words for key in _keys(one, str(word))]
    if not one.several and len(keys) != 1:
        raise Unreadable(sentence("Choose one of these: {listed}.", listed=", ".join(one.options)))
    return tuple(dict.fromkeys(keys)) if one.several else keys[0]


def _keys(one: FormField, said: str) -> list[str]:
    """A label may have commas of its own, so all of it is compared first."""
    labels = {option.label.casefold(): key for key, option in one.options.items()}
    known = {**labels, **{key: key for key in one.options}}
    if whole := known.get(said.strip().casefold()):
        return [whole]
    parts = [part.strip().casefold() for part in said.split(",") if part.strip()]
    if not parts or any(part not in known for part in parts):
        raise Unreadable(sentence("Choose one of these: {listed}.", listed=", ".join(one.options)))
    return [known[part] for part in parts]


def _text(raw: Any) -> str:
    return text if (text := read_text(raw).strip()) else _nothing()


def _number(raw: Any) -> int:
    number = number_of(read_count(raw))
    if number is None:
        raise Unreadable(sentence("This field takes one whole number, not a range."))
    return number


def _country(code: str) -> str:
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        raise Unreadable(sentence("Write each country by its two letters, such as DE."))
    return code.upper()


def _nothing() -> Any:
    raise Unreadable(sentence("Write an answer."))
