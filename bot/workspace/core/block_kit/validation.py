"""What is wrong with these blocks? The judge of Block Kit, reading the table in `limits`.

Used by the server (which answers `invalid_blocks` or `invalid_arguments`) and by unit tests of views, which want no
answer at all: `problems(blocks, surface="message")`, `view_problems(view)`. Each sentence ends with a JSON pointer, as
Slack's do. A field that is not in the table is a problem too: Slack refuses what it does not know.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.workspace.core.block_kit.limits import (
    BLOCKS,
    ELEMENTS,
    FIELD_TEXT,
    LARGEST_VIEW,
    MOST_BLOCKS,
    MOST_DATA_TABLE_CHARACTERS,
    MOST_MARKDOWN,
    MOST_TABLE_COLUMNS,
    OBJECTS,
    SURFACES,
    VIEWS,
    Rule,
    Shape,
)
from bot.workspace.core.json import Json

Problems = Iterator[str]


@dataclass
class Seen:
    """What is counted over a whole message or view."""

    block_ids: set[str] = field(default_factory=set)
    focused: int = 0
    markdown: int = 0
    inputs: int = 0
    elements: list[Json] = field(default_factory=list)


def problems(blocks: Any, surface: str = "message") -> list[str]:
    """Every fault of a list of blocks on `surface` (message, modal or home), in reading order."""
    return list(_blocks(blocks, surface, Seen()))


def view_problems(view: Any) -> list[str]:
    """Every fault of a modal or a home view, its blocks included."""
    return list(_view(view))


def _say(sentence: str, where: str) -> str:
    return f"[ERROR] {sentence} [json-pointer:{where}]"


def _view(view: Any) -> Problems:
    if not isinstance(view, dict) or view.get("type") not in VIEWS:
        yield _say("must be a view of type modal or home", "/view/type")
        return
    kind, seen = view["type"], Seen()
    yield from _shape(view, VIEWS[kind], "/view", seen)
    yield from _blocks(view.get("blocks"), kind, seen, "/view/blocks")
    if kind == "modal" and seen.inputs and not view.get("submit"):
        yield _say("submit is required when there is an input block", "/view/submit")
    if len(json.dumps(view, default=str)) > LARGEST_VIEW:
        yield _say("view_too_large", "/view")


def _blocks(blocks: Any, surface: str, seen: Seen, where: str = "/blocks") -> Problems:
    if not isinstance(blocks, list):
        yield _say("must be a list of blocks", where)
        return
    if len(blocks) > MOST_BLOCKS[surface]:
        yield _say(f"no more than {MOST_BLOCKS[surface]} items allowed", where)
    for number, block in enumerate(blocks):
        yield from _block(block, surface, seen, f"{where}/{number}")
    if seen.markdown > MOST_MARKDOWN:
        yield _say(f"markdown blocks must be at most {MOST_MARKDOWN} characters together", where)
    if seen.focused > 1:
        yield _say("only one element may have focus_on_load", where)


def _block(block: Any, surface: str, seen: Seen, where: str) -> Problems:
    kind = block.get("type") if isinstance(block, dict) else None
    if kind not in BLOCKS:
        yield _say(f"unsupported type: {kind}", f"{where}/type")
        return
    if kind not in SURFACES[surface]:
        yield _say(f"a {kind} block is not allowed in a {surface}", f"{where}/type")
    if (id_ := block.get("block_id")) is not None:
        if id_ in seen.block_ids:
            yield _say(f"block_id must be unique: {id_}", f"{where}/block_id")
        seen.block_ids.add(id_)
    seen.elements = []
    yield from _shape(block, BLOCKS[kind], where, seen)
    yield from _unique_actions(seen.elements, where)
    yield from SPECIAL.get(kind, _nothing)(block, surface, seen, where)


def _unique_actions(elements: list[Json], where: str) -> Problems:
    ids = [element["action_id"] for element in elements if "action_id" in element]
    for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        yield _say(f"action_id must be unique in its block: {id_}", where)


def _shape(thing: Json, shape: Shape, where: str, seen: Seen) -> Problems:
    """Fields against the table: none missing, none unknown, each by its rule."""
    for name in thing:
        if name not in shape.fields and name != "type":
            yield _say(f"invalid additional property: {name}", where)
    for name, rule in shape.fields.items():
        if thing.get(name) is None:
            if rule.required:
                yield _say(f"missing required field: {name}", where)
            continue
        yield from CHECKS[rule.kind](thing[name], rule, f"{where}/{name}", seen)
    for names, exact in ((shape.exactly_one, True), (shape.at_least_one, False)):
        present = [name for name in names if thing.get(name)]
        if names and (not present or (exact and len(present) > 1)):
            yield _say(f"{'exactly' if exact else 'at least'} one of {', '.join(names)} is required", where)


def _length(length: int, rule: Rule, what: str, where: str) -> Problems:
    if rule.most and length > rule.most:
        yield _say(f"must be at most {rule.most} {what}", where)
    if length < rule.least:
        yield _say(f"must be at least {rule.least} {what}", where)


def _string(value: Any, rule: Rule, where: str, _seen: Seen) -> Problems:
    if not isinstance(value, str):
        yield _say("must be a string", where)
        return
    yield from _length(len(value), rule, "characters", where)


def _url(value: Any, rule: Rule, where: str, seen: Seen) -> Problems:
    yield from _string(value, rule, where, seen)
    if isinstance(value, str) and not re.match(r"(https?|mailto|slack|tel):", value):
        yield _say("must be a valid URL", where)


def _text(value: Any, rule: Rule, where: str, seen: Seen) -> Problems:
    """A text object; `plain` allows plain_text only."""
    kinds = ("plain_text",) if rule.kind == "plain" else ("plain_text", "mrkdwn")
    if not isinstance(value, dict) or value.get("type") not in kinds:
        yield _say(f"must be a text object of type {' or '.join(kinds)}", where)
        return
    allowed = {"type", "text", "emoji"} if value["type"] == "plain_text" else {"type", "text", "verbatim"}
    for name in set(value) - allowed:
        yield _say(f"invalid additional property: {name}", where)
    yield from _string(value.get("text"), rule, f"{where}/text", seen)


def _int(value: Any, rule: Rule, where: str, _seen: Seen) -> Problems:
    if not isinstance(value, int) or isinstance(value, bool):
        yield _say("must be an integer", where)
    elif not rule.least <= value <= rule.most:
        yield _say(f"must be between {rule.least} and {rule.most}", where)


def _flag(value: Any, _rule: Rule, where: str, _seen: Seen) -> Problems:
    if not isinstance(value, bool):
        yield _say("must be a boolean", where)


def _number(value: Any, _rule: Rule, where: str, _seen: Seen) -> Problems:
    if not isinstance(value, str) or not re.fullmatch(r"-?\d+(\.\d+)?", value):
        yield _say("must be a number written as a string", where)


def _choice(value: Any, rule: Rule, where: str, _seen: Seen) -> Problems:
    if value not in rule.of:
        yield _say(f"must be one of {', '.join(rule.of)}", where)


def _date(value: Any, _rule: Rule, where: str, _seen: Seen) -> Problems:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        yield _say("must be a date as YYYY-MM-DD", where)


def _time(value: Any, _rule: Rule, where: str, _seen: Seen) -> Problems:
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        yield _say("must be a time as HH:mm", where)


def _list(value: Any, rule: Rule, where: str, seen: Seen) -> Problems:
    if not isinstance(value, list):
        yield _say("must be a list", where)
        return
    yield from _length(len(value), rule, "items", where)
    for number, item in enumerate(value):
        yield from _item(item, rule, f"{where}/{number}", seen)


def _item(item: Any, rule: Rule, where: str, seen: Seen) -> Problems:
    if rule.of == ("string",):
        yield from _string(item, Rule("string"), where, seen)
    elif rule.of == ("field",):
        yield from _text(item, Rule("text", FIELD_TEXT, 1), where, seen)
    elif rule.of == ("block",):
        yield from _block(item, "message", seen, where)
    elif rule.of in (("row",), ("any",)) or (item is None and "null" in rule.of):
        return
    else:
        yield from _thing(item, rule, where, seen)


def _thing(value: Any, rule: Rule, where: str, seen: Seen) -> Problems:
    """An object (its name is known) or an element (its `type` says which, among those allowed here)."""
    if not isinstance(value, dict):
        yield _say("must be an object", where)
        return
    if rule.of[0] in OBJECTS:
        yield from _shape(value, OBJECTS[rule.of[0]], where, seen)
        return
    kind = value.get("type")
    if kind not in rule.of:
        yield _say(f"unsupported type: {kind}", f"{where}/type")
    elif kind in ("mrkdwn", "plain_text"):
        yield from _text(value, Rule("text", 3000, 1), where, seen)
    elif kind == "card":
        yield from _shape(value, BLOCKS["card"], where, seen)
    elif kind in ELEMENTS:
        seen.elements.append(value)
        seen.focused += bool(value.get("focus_on_load"))
        yield from _shape(value, ELEMENTS[kind], where, seen)
        yield from _initial(value, where)


def _initial(element: Json, where: str) -> Problems:
    """What is chosen at first must be one of the options, exactly as it stands there."""
    groups = [group for group in element.get("option_groups") or [] if isinstance(group, dict)]
    options = [*(element.get("options") or []), *(option for group in groups for option in group.get("options", []))]
    values = [option.get("value") for option in options if isinstance(option, dict)]
    yield from _plain_options(element, options, where)
    for twice in sorted({str(value) for value in values if values.count(value) > 1}):
        yield _say(f"option values must be unique: {twice}", where)
    if not options:
        return
    chosen = [element["initial_option"]] if element.get("initial_option") else element.get("initial_options") or []
    for option in chosen:
        if option not in options:
            yield _say("the initial option must be one of the options", where)


def _plain_options(element: Json, options: list[Any], where: str) -> Problems:
    """Only checkboxes and radio buttons show markup in an option; only an overflow menu follows its address."""
    for option in options:
        text = option.get("text") if isinstance(option, dict) else None
        marked = isinstance(text, dict) and text.get("type") == "mrkdwn"
        if marked and element["type"] not in ("checkboxes", "radio_buttons"):
            yield _say("the text of an option must be plain_text here", where)
        if isinstance(option, dict) and "url" in option and element["type"] != "overflow":
            yield _say("invalid additional property: url", where)


def _any(_value: Any, _rule: Rule, _where: str, _seen: Seen) -> Problems:
    return iter(())


def _nothing(_block: Json, _surface: str, _seen: Seen, _where: str) -> Problems:
    return iter(())


def _input(block: Json, surface: str, seen: Seen, where: str) -> Problems:
    seen.inputs += 1
    element = block.get("element")
    kind = element.get("type") if isinstance(element, dict) else None
    if kind == "file_input" and surface != "modal":
        yield _say("file_input is only allowed in a modal", f"{where}/element")


def _markdown(block: Json, _surface: str, seen: Seen, _where: str) -> Problems:
    seen.markdown += len(str(block.get("text", "")))
    return iter(())


def _table(block: Json, _surface: str, _seen: Seen, where: str) -> Problems:
    rows = block.get("rows") if isinstance(block.get("rows"), list) else []
    widths = {len(row) if isinstance(row, list) else 0 for row in rows or []}
    if widths and (min(widths) < 1 or max(widths) > MOST_TABLE_COLUMNS):
        yield _say(f"a row must have 1 to {MOST_TABLE_COLUMNS} cells", f"{where}/rows")
    if len(widths) > 1:
        yield _say("all rows must have the same number of cells", f"{where}/rows")
    for row in rows or []:
        for cell in row if isinstance(row, list) else []:
            if not isinstance(cell, dict) or cell.get("type") not in ("raw_text", "raw_number", "rich_text"):
                yield _say("a cell must be raw_text or rich_text", f"{where}/rows")
    if block["type"] == "data_table" and len(str(rows)) > MOST_DATA_TABLE_CHARACTERS:
        yield _say(f"a data_table must be at most {MOST_DATA_TABLE_CHARACTERS} characters", where)


CHECKS: dict[str, Callable[[Any, Rule, str, Seen], Problems]] = {
    "text": _text,
    "plain": _text,
    "string": _string,
    "url": _url,
    "int": _int,
    "flag": _flag,
    "number": _number,
    "choice": _choice,
    "date": _date,
    "time": _time,
    "list": _list,
    "thing": _thing,
    "any": _any,
}
SPECIAL: dict[str, Callable[[Json, str, Seen, str], Problems]] = {
    "input": _input,
    "markdown": _markdown,
    "table": _table,
    "data_table": _table,
}
