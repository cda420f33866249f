"""Every block that a test sends is also checked against Slack's own types of the blocks.

`known_blocks.schema.json` is made from npm `@slack/types` by `python -m tools.block_schema`. It knows no lengths: those
are in the local Slack's tables, which are asked first. The schema says nothing of what a string is about, so blocks of
one shape are checked once.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parent / "known_blocks.schema.json").read_text())
DEFINITIONS: Mapping[str, Any] = SCHEMA["definitions"]
DEFINITIONS["RichTextList"]["properties"]["offset"] = {"type": "number"}  # only in Slack's reference of the block
Shape = tuple[object, ...] | str


def _fixed_words(schema: object) -> Iterator[str]:
    """The names of the fields for which the schema allows only some words."""
    if isinstance(schema, dict):
        for name, rule in schema.get("properties", {}).items():
            if {"const", "enum"} & set(rule) or rule.get("$ref", "").endswith("ColorScheme"):
                yield name
        for part in schema.values():
            yield from _fixed_words(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _fixed_words(part)


FIXED = frozenset(_fixed_words(SCHEMA))
NAMES = {  # by the blocks' `type`, the definition
    (rule if "properties" in rule else rule["anyOf"][0])["properties"]["type"]["const"]: name
    for name in (one["$ref"].rsplit("/", 1)[-1] for one in DEFINITIONS["KnownBlock"]["anyOf"])
    for rule in [DEFINITIONS[name]]
}
_passed: set[Shape] = set()


def type_problems(blocks: object, pointer: str = "/blocks") -> Iterator[str]:
    """What Slack's types say against these blocks. A kind that they do not know yet passes."""
    for number, block in enumerate(blocks if isinstance(blocks, list) else []):
        name = NAMES.get(block.get("type")) if isinstance(block, dict) else None
        if name is None or (shape := _shape(block)) in _passed:
            continue
        if (error := best_match(_validator(name).iter_errors(block))) is None:
            _passed.add(shape)
        else:
            where = "/".join(str(part) for part in error.absolute_path)
            yield f"[ERROR] @slack/types: {error.message} [json-pointer:{pointer}/{number}/{where}]"


@cache
def _validator(name: str) -> Draft7Validator:
    return Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": DEFINITIONS})


def _shape(value: object) -> Shape:
    """All that the schema looks at: the fields, and the words in those that allow only some."""
    if isinstance(value, dict):
        return tuple(
            (name, item if name in FIXED and isinstance(item, str) else _shape(item)) for name, item in value.items()
        )
    if isinstance(value, list):
        return ("list", *dict.fromkeys(_shape(item) for item in value))
    return type(value).__name__


def _word(value: object) -> Shape:
    return value if isinstance(value, str) else _shape(value)
