"""What a person entered, in the wire format of `state.values` and `actions`. `raw` is what a page or a test sends: a
string, a list, a number, an option or just its value. Every stateful element appears in the state, empty when
untouched. What Slack's own client checks before it submits anything (required, lengths, ranges) is checked here too
(`input_errors`); what Slack's server would refuse is decided in `block_kit`.
"""

import re
from collections.abc import Callable, Iterator

from bot.workspace.core.errors import SlackError
from bot.workspace.core.ids import fresh
from bot.workspace.core.json import Json

REQUIRED = "Please complete this required field."
STATE_FIELD = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
}
INITIAL_FIELD = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "rich_text_value": "initial_value",
}


def with_ids(blocks: list[Json]) -> list[Json]:
    """The blocks with the ids that Slack gives where the app gave none."""
    for block in blocks:
        block.setdefault("block_id", fresh("", 5))
        for element in elements(block):
            if element.get("type") not in ("image", "mrkdwn", "plain_text"):
                element.setdefault("action_id", fresh("", 5))
    return blocks


def elements(block: Json) -> list[Json]:
    """The interactive parts of a block, including those nested in cards and containers."""
    if block["type"] == "input":
        return [block["element"]]
    if block["type"] in ("actions", "context_actions"):
        return list(block["elements"])
    inner = [*block.get("child_blocks", ()), *(block["elements"] if block["type"] == "carousel" else ())]
    deep = [element for child in inner for element in elements({"type": "card", **child})]
    return [*([block["accessory"]] if block.get("accessory") else ()), *block.get("actions", ()), *deep]


def stateful_elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    for block in blocks:
        for element in elements(block):
            if element["type"] in STATE_FIELD:
                yield block, element


def find_element(blocks: list[Json], block_id: str | None, action_id: str) -> tuple[Json, Json]:
    for block in blocks:
        for element in elements(block):
            if element.get("action_id") == action_id and block_id in (None, block["block_id"]):
                return block, element
    raise SlackError("no_such_action", f"there is no {action_id} here")


def view_state(blocks: list[Json], entered: Json) -> Json:
    """`state.values`: what was entered, else the initial value, else empty, for every stateful element."""
    found: Json = {}
    for block, element in stateful_elements(blocks):
        given = entered.get(block["block_id"], {}).get(element["action_id"])
        kept = given if given and given.get("type") == element["type"] else initial_state(element)
        found.setdefault(block["block_id"], {})[element["action_id"]] = kept
    return {"values": found}


def initial_state(element: Json) -> Json:
    name = STATE_FIELD[element["type"]]
    empty: list[str] | None = [] if name.endswith("s") else None
    found: Json = {"type": element["type"], name: element.get(INITIAL_FIELD.get(name, ""), empty)}
    return {**found, "timezone": element["timezone"]} if element.get("timezone") else found


def element_state(element: Json, raw: object) -> Json:
    """One element's state from the given value; None and "" clear it."""
    name = STATE_FIELD[element["type"]]
    several = name.endswith("s")
    if raw is None or raw == "":
        return {**initial_state(element), name: [] if several else None}
    items = raw if isinstance(raw, list) else [raw]
    convert = CONVERT.get(name)
    converted = [convert(element, item) if convert else item for item in items]
    return {**initial_state(element), name: converted if several else converted[0]}


def _option(element: Json, raw: object) -> Json:
    """An option itself, its value or its label. External options are taken as they are."""
    if element["type"] in ("external_select", "multi_external_select") and isinstance(raw, dict):
        return raw
    groups = element.get("option_groups") or []
    options: list[Json] = [*element.get("options", ()), *(option for group in groups for option in group["options"])]
    for option in options:
        if raw in (option, option["value"], option["text"]["text"]):
            return option
    raise SlackError("no_such_option", f"{raw} is not among {', '.join(option['value'] for option in options)}")


def _rich_text(_element: Json, raw: object) -> Json:
    text = {"type": "rich_text_section", "elements": [{"type": "text", "text": raw}]}
    return raw if isinstance(raw, dict) else {"type": "rich_text", "elements": [text]}


CONVERT: dict[str, Callable[[Json, object], object]] = {
    "value": lambda _element, raw: str(raw),
    "selected_option": _option,
    "selected_options": _option,
    "selected_date_time": lambda _element, raw: int(float(str(raw))),
    "rich_text_value": _rich_text,
}


def action_payload(element: Json, block: Json, raw: object, at: str) -> Json:
    """What was done, as `actions[0]`: a button has its own value, everything else the chosen one."""
    base = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"], "action_ts": at}
    if element["type"] in STATE_FIELD:
        return {**base, **element_state(element, raw)}
    if element["type"] == "overflow":
        return {**base, "selected_option": _option(element, raw)}
    carried = ("text", "value", "style", "url")
    return {**base, **{name: value for name, value in element.items() if name in carried}}


def input_errors(blocks: list[Json], values: Json) -> dict[str, str]:
    """What Slack's own client would refuse to submit: one sentence per input block."""
    found: dict[str, str] = {}
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            value = values["values"][block["block_id"]][element["action_id"]][STATE_FIELD[element["type"]]]
            if value in (None, "", []):
                if not block.get("optional"):
                    found[block["block_id"]] = REQUIRED
            elif sentence := _input_error(element, value):
                found[block["block_id"]] = sentence
    return found


def _input_error(element: Json, value: object) -> str | None:
    kind = element["type"]
    if isinstance(value, list):
        maximum = element.get("max_selected_items") or element.get("max_files") or 10_000
        return f"Please choose at most {maximum}." if len(value) > maximum else None
    if not isinstance(value, str):
        return None
    if kind == "number_input":
        return _number_error(element, value)
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.fullmatch(r"[a-z]+://\S+", value):
        return "Please enter a valid URL."
    return _length_error(element, len(value))


def _length_error(element: Json, length: int) -> str | None:
    maximum, minimum = element.get("max_length", 3000), element.get("min_length", 0)
    if length > maximum:
        return f"This must be at most {maximum} characters."
    return f"This must be at least {minimum} characters." if length < minimum else None


def _number_error(element: Json, value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a number." if element["is_decimal_allowed"] else "Please enter a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"This must be at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"This must be at most {element['max_value']}."
    return None
