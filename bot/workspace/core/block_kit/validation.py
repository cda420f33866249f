"""What is wrong with these blocks or this view, by the tables in `layout`, `elements` and `contents`.

Used by the server (which answers `invalid_blocks` or `invalid_arguments`) and by unit tests of views, which need no
server: `problems(blocks, surface="message")`, `view_problems(view)`. Each sentence ends with a JSON pointer, as Slack's
do. A field that is not in the tables is a problem too: Slack refuses what it does not know.
"""

import json

from bot.workspace.core.block_kit.contents import CELLS, CONTENTS, PARTS
from bot.workspace.core.block_kit.elements import ELEMENTS, OBJECTS
from bot.workspace.core.block_kit.layout import BLOCKS, SURFACES, VIEWS
from bot.workspace.core.block_kit.scalars import SCALARS, Problems, check_length, check_string, check_text, problem
from bot.workspace.core.block_kit.schema import (
    MAX_BLOCKS,
    MAX_FIELD_LENGTH,
    MAX_MARKDOWN_LENGTH,
    MAX_VIEW_SIZE,
    Rule,
    Shape,
)
from bot.workspace.core.block_kit.special_rules import SPECIAL, Counts
from bot.workspace.core.json import Json

UNTYPED = {**OBJECTS, **PARTS}


def problems(blocks: object, surface: str = "message", refused: frozenset[str] = frozenset()) -> list[str]:
    """Every problem in a list of blocks on `surface` (message, modal or home), in reading order.

    `refused`: kinds of blocks that this workspace does not know yet.
    """
    return list(_blocks(blocks, Counts(surface, refused), "/blocks"))


def view_problems(view: object) -> list[str]:
    """Every problem in a modal or a home view, including its blocks."""
    return list(_view(view))


def _view(view: object) -> Problems:
    if not isinstance(view, dict) or view.get("type") not in VIEWS:
        yield problem("must be a view of type modal or home", "/view/type")
        return
    kind, counts = view["type"], Counts(view["type"])
    yield from _shape(view, VIEWS[kind], "/view", counts)
    if kind == "modal" and counts.inputs and not view.get("submit"):
        yield problem("submit is required when there is an input block", "/view/submit")
    if len(json.dumps(view, default=str)) > MAX_VIEW_SIZE:
        yield problem("view_too_large", "/view")


def _blocks(blocks: object, counts: Counts, pointer: str) -> Problems:
    if not isinstance(blocks, list):
        yield problem("must be a list of blocks", pointer)
        return
    if len(blocks) > MAX_BLOCKS[counts.surface]:
        yield problem(f"no more than {MAX_BLOCKS[counts.surface]} items allowed", pointer)
    for number, block in enumerate(blocks):
        yield from _block(block, counts, f"{pointer}/{number}")
    if counts.markdown > MAX_MARKDOWN_LENGTH:
        yield problem(f"markdown blocks must be at most {MAX_MARKDOWN_LENGTH} characters together", pointer)
    if counts.focused > 1:
        yield problem("only one element may have focus_on_load", pointer)


def _block(block: object, counts: Counts, pointer: str) -> Problems:
    kind = block.get("type") if isinstance(block, dict) else None
    if not isinstance(block, dict) or kind not in BLOCKS or kind in counts.refused:
        yield problem(f"unsupported type: {kind}", f"{pointer}/type")
        return
    if kind not in SURFACES[counts.surface]:
        yield problem(f"a {kind} block is not allowed in a {counts.surface}", f"{pointer}/type")
    if (id_ := block.get("block_id")) is not None:
        if id_ in counts.block_ids:
            yield problem(f"block_id must be unique: {id_}", f"{pointer}/block_id")
        counts.block_ids.add(id_)
    counts.elements = []
    yield from _shape(block, BLOCKS[kind], pointer, counts)
    yield from _unique_actions(counts.elements, pointer)
    if kind in SPECIAL:
        yield from SPECIAL[kind](block, counts, pointer)


def _unique_actions(elements: list[Json], pointer: str) -> Problems:
    ids = [element["action_id"] for element in elements if "action_id" in element]
    for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        yield problem(f"action_id must be unique in its block: {id_}", pointer)


def _shape(value: Json, shape: Shape, pointer: str, counts: Counts) -> Problems:
    """Fields against the table: none missing, none unknown, each by its rule."""
    for name in value:
        if name not in shape.fields and name != "type":
            yield problem(f"invalid additional property: {name}", pointer)
    for name, rule in shape.fields.items():
        if value.get(name) is None:
            if rule.required:
                yield problem(f"missing required field: {name}", pointer)
            continue
        yield from _field(value[name], rule, f"{pointer}/{name}", counts)
    for names, exact in ((shape.exactly_one, True), (shape.at_least_one, False)):
        present = [name for name in names if value.get(name)]
        if names and (not present or (exact and len(present) > 1)):
            yield problem(f"{'exactly' if exact else 'at least'} one of {', '.join(names)} is required", pointer)


def _field(value: object, rule: Rule, pointer: str, counts: Counts) -> Problems:
    if rule.kind == "list":
        yield from _list(value, rule, pointer, counts)
    elif rule.kind == "object":
        yield from _object(value, rule, pointer, counts)
    elif rule.kind == "blocks":
        yield from _children(value, rule, pointer, counts) if rule.allowed else _blocks(value, counts, pointer)
    else:
        yield from SCALARS[rule.kind](value, rule, pointer)


def _children(value: object, rule: Rule, pointer: str, counts: Counts) -> Problems:
    """Blocks within a block: fewer kinds are allowed there."""
    if not isinstance(value, list):
        yield problem("must be a list of blocks", pointer)
        return
    yield from check_length(len(value), rule, "items", pointer)
    for number, block in enumerate(value):
        kind = block.get("type") if isinstance(block, dict) else None
        if kind not in rule.allowed:
            yield problem(f"unsupported type: {kind}", f"{pointer}/{number}/type")
        else:
            yield from _block(block, counts, f"{pointer}/{number}")


def _list(value: object, rule: Rule, pointer: str, counts: Counts) -> Problems:
    if not isinstance(value, list):
        yield problem("must be a list", pointer)
        return
    yield from check_length(len(value), rule, "items", pointer)
    for number, item in enumerate(value):
        yield from _item(item, rule, f"{pointer}/{number}", counts)


def _item(item: object, rule: Rule, pointer: str, counts: Counts) -> Problems:
    if rule.allowed == ("string",):
        yield from check_string(item, Rule("string"), pointer)
    elif rule.allowed == ("field",):
        yield from check_text(item, Rule("text", MAX_FIELD_LENGTH, 1), pointer)
    elif rule.allowed == ("row",):
        yield from _list(item, Rule("list", allowed=CELLS), pointer, counts)
    elif item is None and "null" in rule.allowed:
        return
    else:
        yield from _object(item, rule, pointer, counts)


def _object(value: object, rule: Rule, pointer: str, counts: Counts) -> Problems:
    """An object (its name is known) or an element (its `type` says which, among those allowed here)."""
    if not isinstance(value, dict):
        yield problem("must be an object", pointer)
        return
    if rule.allowed[0] in UNTYPED:
        yield from _shape(value, UNTYPED[rule.allowed[0]], pointer, counts)
        return
    kind = value.get("type")
    if kind not in rule.allowed:
        yield problem(f"unsupported type: {kind}", f"{pointer}/type")
    elif kind in ("mrkdwn", "plain_text"):
        yield from check_text(value, Rule("text", 3000, 1), pointer)
    elif kind in CONTENTS:
        yield from _shape(value, CONTENTS[kind], pointer, counts)
    elif kind in ("card", "rich_text"):
        yield from _shape(value, BLOCKS[kind], pointer, counts)
        if rule.kind == "object" and isinstance(inside := value.get("elements"), list):
            yield from check_length(len(inside), rule, "elements", f"{pointer}/elements")
    elif kind in ELEMENTS:
        counts.elements.append(value)
        counts.focused += bool(value.get("focus_on_load"))
        yield from _shape(value, ELEMENTS[kind], pointer, counts)
        yield from _initial_options(value, pointer)


def _initial_options(element: Json, pointer: str) -> Problems:
    """The initial choice must be one of the options, field by field."""
    groups = [group for group in element.get("option_groups") or [] if isinstance(group, dict)]
    options = [*(element.get("options") or []), *(option for group in groups for option in group.get("options", []))]
    values = [option.get("value") for option in options if isinstance(option, dict)]
    yield from _plain_options(element, options, pointer)
    for twice in sorted({str(value) for value in values if values.count(value) > 1}):
        yield problem(f"option values must be unique: {twice}", pointer)
    if not options:
        return
    chosen = [element["initial_option"]] if element.get("initial_option") else element.get("initial_options") or []
    for option in chosen:
        if option not in options:
            yield problem("the initial option must be one of the options", pointer)


def _plain_options(element: Json, options: list[object], pointer: str) -> Problems:
    """Only checkboxes and radio buttons show markup in an option; only an overflow menu opens a URL."""
    for option in options:
        text = option.get("text") if isinstance(option, dict) else None
        marked = isinstance(text, dict) and text.get("type") == "mrkdwn"
        if marked and element["type"] not in ("checkboxes", "radio_buttons"):
            yield problem("the text of an option must be plain_text here", pointer)
        if isinstance(option, dict) and "url" in option and element["type"] != "overflow":
            yield problem("invalid additional property: url", pointer)
