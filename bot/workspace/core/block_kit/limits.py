"""The one table of Block Kit: which fields each thing has, how long they may be, and which block lives on which
surface.

Data only; `blocks` reads it. The server refuses what breaks it, and the bot's own tests ask it before anything is sent.
Lengths are code points. Where Slack's sources disagree the narrower value is taken (an option's value: 75 and 150 are
both printed, the SDK and the reference say 150).
"""

from dataclasses import dataclass

SURFACES: dict[str, frozenset[str]] = {
    "message": frozenset(
        [
            "actions",
            "card",
            "carousel",
            "container",
            "context",
            "context_actions",
            "data_table",
            "data_visualization",
            "divider",
            "file",
            "header",
            "image",
            "input",
            "markdown",
            "plan",
            "rich_text",
            "section",
            "table",
            "task_card",
            "video",
        ]
    ),
    "modal": frozenset(
        ["actions", "alert", "card", "context", "divider", "header", "image", "input", "rich_text", "section", "video"]
    ),
    "home": frozenset(
        [
            "actions",
            "card",
            "carousel",
            "container",
            "context",
            "data_table",
            "data_visualization",
            "divider",
            "header",
            "image",
            "input",
            "rich_text",
            "section",
            "table",
            "video",
        ]
    ),
}
MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_MARKDOWN = 12_000
MOST_ATTACHMENTS = 100
LARGEST_VIEW = 250_000
DEEPEST_STACK = 3


@dataclass(frozen=True)
class Rule:
    """One field: `kind` is text, plain, string, int, flag, list, thing, url or any; `of` names what is inside."""

    kind: str
    most: int = 0
    least: int = 0
    of: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Shape:
    """One block, element or object: its fields, and sets of fields of which exactly one, or at least one, is needed."""

    fields: dict[str, Rule]
    exactly_one: tuple[str, ...] = ()
    at_least_one: tuple[str, ...] = ()


def _need(kind: str, most: int = 0, least: int = 1, of: tuple[str, ...] = ()) -> Rule:
    return Rule(kind, most, least, of, required=True)


ACTION_ID = Rule("string", 255, 1)
PLACEHOLDER = Rule("plain", 150, 1)
CONFIRM = Rule("thing", of=("confirm",))
FLAG = Rule("flag")
OPTIONS = Rule("list", 100, 1, ("option",))
FEW_OPTIONS = _need("list", 10, 1, ("option",))
GROUPS = Rule("list", 100, 1, ("option_group",))
OPTION = Rule("thing", of=("option",))
DATE = Rule("date")
TIME = Rule("time")
STRINGS = Rule("list", 100, 0, ("string",))
DISPATCH = Rule("thing", of=("dispatch_action_config",))
IMAGE_URL = Rule("url", 3000, 1)
ALT = _need("string", 2000)
_BASE = {"action_id": ACTION_ID, "focus_on_load": FLAG}
_PICK = {**_BASE, "placeholder": PLACEHOLDER, "confirm": CONFIRM}
_MULTI = {"max_selected_items": Rule("int", 100, 1)}
_CHOICES = ("options", "option_groups")
_FILTER = {"filter": Rule("any"), "default_to_current_conversation": FLAG}
_IMAGE_SOURCE = ("image_url", "slack_file")
_TYPED = {
    **_BASE,
    "placeholder": PLACEHOLDER,
    "initial_value": Rule("string", 3000, 0),
    "dispatch_action_config": DISPATCH,
}


def _select(multi: bool, **more: Rule) -> Shape:
    return Shape({**_PICK, **(_MULTI if multi else {}), **more})


ELEMENTS: dict[str, Shape] = {
    "button": Shape(
        {
            "text": _need("plain", 75),
            "action_id": ACTION_ID,
            "value": Rule("string", 2000, 1),
            "url": Rule("url", 3000, 1),
            "style": Rule("choice", of=("primary", "danger")),
            "confirm": CONFIRM,
            "accessibility_label": Rule("string", 75, 1),
        }
    ),
    "static_select": Shape({**_PICK, "options": OPTIONS, "option_groups": GROUPS, "initial_option": OPTION}, _CHOICES),
    "multi_static_select": Shape(
        {**_PICK, **_MULTI, "options": OPTIONS, "option_groups": GROUPS, "initial_options": OPTIONS}, _CHOICES
    ),
    "external_select": _select(False, min_query_length=Rule("int", 3000, 0), initial_option=OPTION),
    "multi_external_select": _select(True, min_query_length=Rule("int", 3000, 0), initial_options=OPTIONS),
    "users_select": _select(False, initial_user=Rule("string", 255, 1)),
    "multi_users_select": _select(True, initial_users=STRINGS),
    "channels_select": _select(False, initial_channel=Rule("string", 255, 1), response_url_enabled=FLAG),
    "multi_channels_select": _select(True, initial_channels=STRINGS),
    "conversations_select": _select(
        False, initial_conversation=Rule("string", 255, 1), response_url_enabled=FLAG, **_FILTER
    ),
    "multi_conversations_select": _select(True, initial_conversations=STRINGS, **_FILTER),
    "overflow": Shape({"action_id": ACTION_ID, "options": _need("list", 5, 1, ("option",)), "confirm": CONFIRM}),
    "datepicker": Shape({**_PICK, "initial_date": DATE}),
    "timepicker": Shape({**_PICK, "initial_time": TIME, "timezone": Rule("string", 100, 1)}),
    "datetimepicker": Shape(
        {**_BASE, "confirm": CONFIRM, "initial_date_time": Rule("int", 9_999_999_999, 1_000_000_000)}
    ),
    "checkboxes": Shape(
        {**_BASE, "options": FEW_OPTIONS, "initial_options": Rule("list", 10, 1, ("option",)), "confirm": CONFIRM}
    ),
    "radio_buttons": Shape({**_BASE, "options": FEW_OPTIONS, "initial_option": OPTION, "confirm": CONFIRM}),
    "plain_text_input": Shape(
        {**_TYPED, "multiline": FLAG, "min_length": Rule("int", 3000, 0), "max_length": Rule("int", 3000, 1)}
    ),
    "email_text_input": Shape(_TYPED),
    "url_text_input": Shape(_TYPED),
    "number_input": Shape(
        {**_TYPED, "is_decimal_allowed": _need("flag"), "min_value": Rule("number"), "max_value": Rule("number")}
    ),
    "rich_text_input": Shape({**_TYPED, "initial_value": Rule("any")}),
    "file_input": Shape({"action_id": ACTION_ID, "filetypes": STRINGS, "max_files": Rule("int", 10, 1)}),
    "image": Shape({"image_url": IMAGE_URL, "slack_file": Rule("any"), "alt_text": ALT}, _IMAGE_SOURCE),
    "workflow_button": Shape(
        {
            "text": _need("plain", 75),
            "action_id": ACTION_ID,
            "workflow": _need("any"),
            "style": Rule("choice", of=("primary", "danger")),
            "accessibility_label": Rule("string", 75, 1),
        }
    ),
    "feedback_buttons": Shape(
        {"action_id": ACTION_ID, "positive_button": _need("any"), "negative_button": _need("any")}
    ),
    "icon_button": Shape(
        {
            "action_id": ACTION_ID,
            "icon": _need("string", 100),
            "text": _need("plain", 75),
            "value": Rule("string", 2000, 1),
            "confirm": CONFIRM,
            "accessibility_label": Rule("string", 75, 1),
            "visible_to_user_ids": STRINGS,
        }
    ),
    "url_source": Shape({"url": _need("url", 3000), "text": _need("string", 2000)}),
}

OBJECTS: dict[str, Shape] = {
    "option": Shape(
        {
            "text": _need("text", 75),
            "value": _need("string", 150),
            "description": Rule("text", 75, 1),
            "url": Rule("url", 3000, 1),
        }
    ),
    "option_group": Shape({"label": _need("plain", 75), "options": _need("list", 100, 1, ("option",))}),
    "confirm": Shape(
        {
            "title": _need("plain", 100),
            "text": _need("text", 300),
            "confirm": _need("plain", 30),
            "deny": _need("plain", 30),
            "style": Rule("choice", of=("primary", "danger")),
        }
    ),
    "dispatch_action_config": Shape({"trigger_actions_on": _need("list", 2, 1, ("string",))}),
    "column_setting": Shape({"align": Rule("choice", of=("left", "center", "right")), "is_wrapped": FLAG}),
}

_SELECTS = tuple(name for name in ELEMENTS if name.endswith("_select"))
_PICKERS = ("datepicker", "timepicker", "checkboxes", "radio_buttons")
ACCESSORIES = ("button", "image", "overflow", "workflow_button", *_PICKERS, *_SELECTS)
IN_ACTIONS = ("button", "overflow", "datetimepicker", "rich_text_input", "workflow_button", *_PICKERS, *_SELECTS)
IN_INPUT = (
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
    "datetimepicker",
    *_PICKERS,
    *_SELECTS,
)
IN_CONTEXT = ("image", "mrkdwn", "plain_text")
_ID = {"block_id": Rule("string", 255, 1)}
_RICH = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")

BLOCKS: dict[str, Shape] = {
    "section": Shape(
        {
            **_ID,
            "text": Rule("text", 3000, 1),
            "fields": Rule("list", 10, 1, ("field",)),
            "accessory": Rule("thing", of=ACCESSORIES),
            "expand": FLAG,
        },
        at_least_one=("text", "fields"),
    ),
    "header": Shape({**_ID, "text": _need("plain", 150), "level": Rule("int", 4, 1)}),
    "divider": Shape({**_ID}),
    "context": Shape({**_ID, "elements": _need("list", 10, 1, IN_CONTEXT)}),
    "actions": Shape({**_ID, "elements": _need("list", 25, 1, IN_ACTIONS)}),
    "context_actions": Shape({**_ID, "elements": _need("list", 5, 1, ("feedback_buttons", "icon_button"))}),
    "image": Shape(
        {**_ID, "image_url": IMAGE_URL, "slack_file": Rule("any"), "alt_text": ALT, "title": Rule("plain", 2000, 1)},
        _IMAGE_SOURCE,
    ),
    "input": Shape(
        {
            **_ID,
            "label": _need("plain", 2000),
            "hint": Rule("plain", 2000, 1),
            "optional": FLAG,
            "dispatch_action": FLAG,
            "element": _need("thing", of=IN_INPUT),
        }
    ),
    "rich_text": Shape({**_ID, "elements": _need("list", 1000, 0, _RICH)}),
    "markdown": Shape({**_ID, "text": _need("string", MOST_MARKDOWN)}),
    "table": Shape(
        {
            **_ID,
            "rows": _need("list", 100, 1, ("row",)),
            "column_settings": Rule("list", 20, 0, ("column_setting", "null")),
        }
    ),
    "data_table": Shape(
        {
            **_ID,
            "caption": _need("string", 2000),
            "rows": _need("list", 201, 2, ("row",)),
            "page_size": Rule("int", 100, 1),
            "row_header_column_index": Rule("int", 20, 0),
        }
    ),
    "alert": Shape(
        {
            **_ID,
            "text": _need("text", 200),
            "level": Rule("choice", of=("default", "info", "warning", "error", "success")),
        }
    ),
    "file": Shape({**_ID, "external_id": _need("string", 255), "source": _need("choice", of=("remote",))}),
    "video": Shape(
        {
            **_ID,
            "title": _need("plain", 200),
            "video_url": _need("url", 3000),
            "thumbnail_url": _need("url", 3000),
            "alt_text": ALT,
            "title_url": Rule("url", 3000, 1),
            "description": Rule("plain", 200, 1),
            "author_name": Rule("string", 50, 1),
            "provider_name": Rule("string", 50, 1),
            "provider_icon_url": Rule("url", 3000, 1),
        }
    ),
    "card": Shape(
        {
            **_ID,
            "title": Rule("text", 150, 1),
            "subtitle": Rule("text", 150, 1),
            "body": Rule("text", 200, 1),
            "icon": Rule("thing", of=("image",)),
            "hero_image": Rule("thing", of=("image",)),
            "actions": Rule("list", 5, 1, ("button",)),
        },
        at_least_one=("title", "body", "hero_image", "actions"),
    ),
    "carousel": Shape({**_ID, "elements": _need("list", 10, 1, ("card",))}),
    "container": Shape(
        {
            **_ID,
            "title": _need("text", 150),
            "subtitle": Rule("text", 150, 1),
            "child_blocks": _need("list", 10, 1, ("block",)),
            "is_collapsible": FLAG,
            "default_collapsed": FLAG,
            "icon": Rule("thing", of=("image",)),
            "width": Rule("choice", of=("narrow", "standard", "wide", "full")),
        }
    ),
    "plan": Shape({**_ID, "title": _need("any"), "tasks": Rule("list", 50, 0, ("any",))}),
    "task_card": Shape(
        {
            **_ID,
            "task_id": _need("string", 255),
            "title": _need("string", 255),
            "details": Rule("any"),
            "output": Rule("any"),
            "sources": Rule("list", 50, 0, ("url_source",)),
            "status": Rule("choice", of=("pending", "in_progress", "complete", "error")),
        }
    ),
    "data_visualization": Shape({**_ID, "title": _need("string", 200), "chart": _need("any")}),
}

_VIEW = {
    "type": _need("string", 10),
    "blocks": _need("any"),
    "callback_id": Rule("string", 255, 0),
    "external_id": Rule("string", 255, 0),
    "private_metadata": Rule("string", 3000, 0),
}
VIEWS: dict[str, Shape] = {
    "modal": Shape(
        {
            **_VIEW,
            "title": _need("plain", 24),
            "submit": Rule("plain", 24, 1),
            "close": Rule("plain", 24, 1),
            "clear_on_close": FLAG,
            "notify_on_close": FLAG,
            "submit_disabled": FLAG,
        }
    ),
    "home": Shape(_VIEW),
}
MOST_TABLE_COLUMNS = 20
MOST_DATA_TABLE_CHARACTERS = 20_000
FIELD_TEXT = 2000
MOST_METADATA = 16_000
