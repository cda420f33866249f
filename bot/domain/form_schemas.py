"""The JSON Schema of what an authority's form makes: built from the form, so the two can't differ.

Decides the document's shape. A field that is shown has an answer, or null while one is still needed; a field that isn't
shown isn't there. A document that calls itself complete has an answer to everything the form demands.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.authority_forms import AnswerCondition, AuthorityForm, FormField

FORMAT = "breachbot-form/1"
Schema = dict[str, Any]
_SHAPES: Mapping[str, Schema] = {
    "string": {"type": "string", "minLength": 1},
    "integer": {"type": "integer", "minimum": 0},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "date-time": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$"},
    "places": {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{2}$"}, "minItems": 1},
    "numbers": {
        "type": "object",
        "propertyNames": {"pattern": "^[A-Z]{2}$"},
        "additionalProperties": {"type": ["integer", "null"], "minimum": 0},
        "minProperties": 1,
    },
}
_GAP: Schema = {
    "type": "object",
    "properties": {
        "field": {"type": ["string", "null"]},
        "label": {"type": "string"},
        "demanded": {"type": "boolean"},
        "reason": {"type": "string"},
        "who": {"type": "string"},
        "facts": {"type": "array", "items": {"type": "string"}},
        "known_later": {"type": "boolean"},
    },
    "required": ["field", "label", "demanded", "who", "facts", "known_later"],
    "additionalProperties": False,
}


def json_schema(form: AuthorityForm) -> Schema:
    """As it is kept in docs/forms/ID.schema.json."""
    text: Schema = {"type": "string"}
    properties: Schema = {
        "format": {"const": FORMAT},
        "form": {"const": form.id},
        "template": {
            "type": "object",
            "properties": {
                "name": {"const": form.template},
                "version": {"const": form.version},
                "status": text,
                "source": text,
                "attribution": text,
                "limits": text,
            },
            "required": ["name", "version", "status", "source", *(["attribution"] if form.attribution else [])],
            "additionalProperties": False,
        },
        "notice": text,
        "reference": text,
        "language": {"type": "string", "pattern": "^[a-z]{2}$"},
        "made_at": _SHAPES["date-time"],
        "practice": {"const": True, "description": "Made in a drill: it is about nothing that happened."},
        "complete": {"type": "boolean", "description": "Whether everything is there that the form demands."},
        "circumstances": _circumstances(form),
        "answers": _answers(form),
        "still_needed": {"type": "array", "items": _GAP},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{form.title}, version {form.version}",
        "$comment": form.attribution or form.source,
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in ("reference", "practice")],
        "additionalProperties": False,
        "allOf": [*_rules(form), _whole(form)],
    }


def _circumstances(form: AuthorityForm) -> Schema:
    each = {name: {"type": ["boolean", "null"], "description": one.label} for name, one in form.circumstances.items()}
    return {"type": "object", "properties": each, "required": list(each), "additionalProperties": False}


def _answers(form: AuthorityForm) -> Schema:
    return {
        "type": "object",
        "properties": {one.n: _field(one) for one in form.fields},
        "required": [one.n for one in form.fields if one.shown is None],
        "additionalProperties": False,
    }


def _field(one: FormField) -> Schema:
    about = f"{one.section} · {one.anchor}" if one.anchor else one.section
    shape = _shape(one)
    return {"title": one.label, "description": about, "anyOf": [shape, {"type": "null"}]}


def _shape(one: FormField) -> Schema:
    own = _SHAPES[one.type] if not one.options else _options(one)
    return {"type": "array", "items": own, "minItems": 1, "uniqueItems": True} if one.several else own


def _options(one: FormField) -> Schema:
    return {"oneOf": [{"const": key, "title": option.label} for key, option in one.options.items()]}


def _rules(form: AuthorityForm) -> Iterator[Schema]:
    """When each field is there, and when an option may be chosen."""
    known = form.by_number
    for one in form.fields:
        if one.shown is not None:
            there = {"properties": {"answers": {"required": [one.n]}}}
            yield {"if": _holds(one.shown, known), "then": there, "else": _answered(one.n, False)}
        for key, option in one.options.items():
            if option.only is not None:
                other: Schema = {"not": {"const": key}}
                shape: Schema = {"items": other} if one.several else other
                yield {"if": {"not": _holds(option.only, known)}, "then": _answered(one.n, shape)}


def _holds(condition: AnswerCondition, known: Mapping[str, FormField]) -> Schema:
    if condition.parts:
        parts = [_holds(part, known) for part in condition.parts]
        return {"not": parts[0]} if condition.no else {"allOf" if condition.all else "anyOf": parts}
    if condition.circumstance is not None:
        so = {condition.circumstance: {"const": True}}
        return {
            "properties": {"circumstances": {"properties": so, "required": list(so)}},
            "required": ["circumstances"],
        }
    number, among = condition.field or "", {"enum": list(condition.among)}
    shape = {"type": "array", "contains": among} if known[number].several else among
    there = {"properties": {number: shape}, "required": [number]}
    return {"properties": {"answers": there}, "required": ["answers"]}


def _answered(number: str, shape: Schema | bool) -> Schema:
    return {"properties": {"answers": {"properties": {number: shape}}}}


def _whole(form: AuthorityForm) -> Schema:
    """Nothing that the form demands is null in a document that calls itself complete."""
    said: Schema = {"not": {"type": "null"}}
    numbers: Schema = {**said, "additionalProperties": {"type": "integer"}}
    demanded = {one.n: numbers if one.type == "numbers" else said for one in form.fields if one.is_demanded}
    complete = {"properties": {"complete": {"const": True}}, "required": ["complete"]}
    sure = {name: {"type": "boolean"} for name in form.circumstances}
    return {
        "if": complete,
        "then": {"properties": {"answers": {"properties": demanded}, "circumstances": {"properties": sure}}},
    }
