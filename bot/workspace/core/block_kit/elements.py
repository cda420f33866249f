"""The table of Block Kit elements and composition objects: their fields and lengths. Data only."""

from bot.workspace.core.block_kit.schema import Rule, Shape, required

ACTION_ID = Rule("string", 255, 1)
PLACEHOLDER = Rule("plain_text", 150, 1)
CONFIRM = Rule("object", allowed=("confirm",))
FLAG = Rule("boolean")
OPTIONS = Rule("list", 100, 1, ("option",))
FEW_OPTIONS = required("list", 10, 1, ("option",))
GROUPS = Rule("list", 100, 1, ("option_group",))
OPTION = Rule("object", allowed=("option",))
DATE = Rule("date")
TIME = Rule("time")
STRINGS = Rule("list", 100, 0, ("string",))
DISPATCH = Rule("object", allowed=("dispatch_action_config",))
IMAGE_URL = Rule("url", 3000, 1)
ALT = required("string", 2000)
_BASE = {"action_id": ACTION_ID, "focus_on_load": FLAG}
_PICK = {**_BASE, "placeholder": PLACEHOLDER, "confirm": CONFIRM}
_MULTI = {"max_selected_items": Rule("integer", 100, 1)}
_CHOICES = ("options", "option_groups")
_FILTER = {"filter": Rule("object", allowed=("filter",)), "default_to_current_conversation": FLAG}
IMAGE_SOURCE = ("image_url", "slack_file")
SLACK_FILE = Rule("object", allowed=("slack_file",))
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
            "text": required("plain_text", 75),
            "action_id": ACTION_ID,
            "value": Rule("string", 2000, 1),
            "url": Rule("url", 3000, 1),
            "style": Rule("choice", allowed=("primary", "danger")),
            "confirm": CONFIRM,
            "accessibility_label": Rule("string", 75, 1),
        }
    ),
    "static_select": Shape({**_PICK, "options": OPTIONS, "option_groups": GROUPS, "initial_option": OPTION}, _CHOICES),
    "multi_static_select": Shape(
        {**_PICK, **_MULTI, "options": OPTIONS, "option_groups": GROUPS, "initial_options": OPTIONS}, _CHOICES
    ),
    "external_select": _select(False, min_query_length=Rule("integer", 3000, 0), initial_option=OPTION),
    "multi_external_select": _select(True, min_query_length=Rule("integer", 3000, 0), initial_options=OPTIONS),
    "users_select": _select(False, initial_user=Rule("string", 255, 1)),
    "multi_users_select": _select(True, initial_users=STRINGS),
    "channels_select": _select(False, initial_channel=Rule("string", 255, 1), response_url_enabled=FLAG),
    "multi_channels_select": _select(True, initial_channels=STRINGS),
    "conversations_select": _select(
        False, initial_conversation=Rule("string", 255, 1), response_url_enabled=FLAG, **_FILTER
    ),
    "multi_conversations_select": _select(True, initial_conversations=STRINGS, **_FILTER),
    "overflow": Shape({"action_id": ACTION_ID, "options": required("list", 5, 1, ("option",)), "confirm": CONFIRM}),
    "datepicker": Shape({**_PICK, "initial_date": DATE}),
    "timepicker": Shape({**_PICK, "initial_time": TIME, "timezone": Rule("string", 100, 1)}),
    "datetimepicker": Shape(
        {**_BASE, "confirm": CONFIRM, "initial_date_time": Rule("integer", 9_999_999_999, 1_000_000_000)}
    ),
    "checkboxes": Shape(
        {**_BASE, "options": FEW_OPTIONS, "initial_options": Rule("list", 10, 1, ("option",)), "confirm": CONFIRM}
    ),
    "radio_buttons": Shape({**_BASE, "options": FEW_OPTIONS, "initial_option": OPTION, "confirm": CONFIRM}),
    "plain_text_input": Shape(
        {**_TYPED, "multiline": FLAG, "min_length": Rule("integer", 3000, 0), "max_length": Rule("integer", 3000, 1)}
    ),
    "email_text_input": Shape(_TYPED),
    "url_text_input": Shape(_TYPED),
    "number_input": Shape(
        {**_TYPED, "is_decimal_allowed": required("boolean"), "min_value": Rule("number"), "max_value": Rule("number")}
    ),
    "rich_text_input": Shape({**_TYPED, "initial_value": Rule("object", allowed=("rich_text",))}),
    "file_input": Shape({"action_id": ACTION_ID, "filetypes": STRINGS, "max_files": Rule("integer", 10, 1)}),
    "image": Shape({"image_url": IMAGE_URL, "slack_file": SLACK_FILE, "alt_text": ALT}, IMAGE_SOURCE),
    "workflow_button": Shape(
        {
            "text": required("plain_text", 75),
            "action_id": ACTION_ID,
            "workflow": required("object", allowed=("workflow",)),
            "style": Rule("choice", allowed=("primary", "danger")),
            "accessibility_label": Rule("string", 75, 1),
        }
    ),
    "feedback_buttons": Shape(
        {
            "action_id": ACTION_ID,
            "positive_button": required("object", allowed=("feedback_button",)),
            "negative_button": required("object", allowed=("feedback_button",)),
        }
    ),
    "icon_button": Shape(
        {
            "action_id": ACTION_ID,
            "icon": required("string", 100),
            "text": required("plain_text", 75),
            "value": Rule("string", 2000, 1),
            "confirm": CONFIRM,
            "accessibility_label": Rule("string", 75, 1),
            "visible_to_user_ids": Rule("list", 10, 1, ("string",)),
        }
    ),
    "url": Shape({"url": required("url", 3000), "text": required("string", 2000)}),
}

_DETAILS = Rule("object", 1, 1, ("rich_text",))
STATUSES = ("pending", "in_progress", "complete", "error")
TASK_FIELDS = {
    "task_id": required("string", 255),
    "title": required("string", 255),
    "details": _DETAILS,
    "output": _DETAILS,
    "sources": Rule("list", 50, 0, ("url",)),
}
TASK = Shape({**TASK_FIELDS, "status": required("choice", allowed=STATUSES)})

OBJECTS: dict[str, Shape] = {
    "option": Shape(
        {
            "text": required("text", 75),
            "value": required("string", 150),
            "description": Rule("text", 75, 1),
            "url": Rule("url", 3000, 1),
        }
    ),
    "option_group": Shape({"label": required("plain_text", 75), "options": required("list", 100, 1, ("option",))}),
    "confirm": Shape(
        {
            "title": required("plain_text", 100),
            "text": required("text", 300),
            "confirm": required("plain_text", 30),
            "deny": required("plain_text", 30),
            "style": Rule("choice", allowed=("primary", "danger")),
        }
    ),
    "dispatch_action_config": Shape(
        {"trigger_actions_on": required("choices", allowed=("on_enter_pressed", "on_character_entered"))}
    ),
    "filter": Shape(
        {
            "include": Rule("choices", allowed=("im", "mpim", "private", "public")),
            "exclude_external_shared_channels": FLAG,
            "exclude_bot_users": FLAG,
        },
        at_least_one=("include", "exclude_external_shared_channels", "exclude_bot_users"),
    ),
    "slack_file": Shape({"id": Rule("string", 255, 1), "url": Rule("url", 3000, 1)}, ("id", "url")),
    "workflow": Shape({"trigger": required("object", allowed=("trigger",))}),
    "trigger": Shape(
        {"url": required("url", 3000), "customizable_input_parameters": Rule("list", 100, 1, ("parameter",))}
    ),
    "parameter": Shape({"name": required("string", 255), "value": required("string", 3000, 0)}),
    "feedback_button": Shape(
        {
            "text": required("plain_text", 75),
            "value": required("string", 2000),
            "accessibility_label": Rule("string", 75, 1),
        }
    ),
    "task": TASK,
    "column_setting": Shape({"align": Rule("choice", allowed=("left", "center", "right")), "is_wrapped": FLAG}),
}
