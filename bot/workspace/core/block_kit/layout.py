"""The table of Block Kit blocks and views: their fields, and which block is allowed on which surface. Data only."""

from bot.workspace.core.block_kit.contents import CHARTS, RICH_PARTS
from bot.workspace.core.block_kit.elements import (
    ALT,
    ELEMENTS,
    FLAG,
    IMAGE_SOURCE,
    IMAGE_URL,
    SLACK_FILE,
    STATUSES,
    TASK_FIELDS,
)
from bot.workspace.core.block_kit.schema import MAX_MARKDOWN_LENGTH, Rule, Shape, required

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
IN_CONTAINER = (
    "actions",
    "context",
    "divider",
    "file",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "table",
    "video",
)

BLOCKS: dict[str, Shape] = {
    "section": Shape(
        {
            **_ID,
            "text": Rule("text", 3000, 1),
            "fields": Rule("list", 10, 1, ("field",)),
            "accessory": Rule("object", allowed=ACCESSORIES),
            "expand": FLAG,
        },
        at_least_one=("text", "fields"),
    ),
    "header": Shape({**_ID, "text": required("plain_text", 150), "level": Rule("integer", 4, 1)}),
    "divider": Shape({**_ID}),
    "context": Shape({**_ID, "elements": required("list", 10, 1, IN_CONTEXT)}),
    "actions": Shape({**_ID, "elements": required("list", 25, 1, IN_ACTIONS)}),
    "context_actions": Shape({**_ID, "elements": required("list", 5, 1, ("feedback_buttons", "icon_button"))}),
    "image": Shape(
        {
            **_ID,
            "image_url": IMAGE_URL,
            "slack_file": SLACK_FILE,
            "alt_text": ALT,
            "title": Rule("plain_text", 2000, 1),
        },
        IMAGE_SOURCE,
    ),
    "input": Shape(
        {
            **_ID,
            "label": required("plain_text", 2000),
            "hint": Rule("plain_text", 2000, 1),
            "optional": FLAG,
            "dispatch_action": FLAG,
            "element": required("object", allowed=IN_INPUT),
        }
    ),
    "rich_text": Shape({**_ID, "elements": required("list", 1000, 0, RICH_PARTS)}),
    "markdown": Shape({**_ID, "text": required("string", MAX_MARKDOWN_LENGTH)}),
    "table": Shape(
        {
            **_ID,
            "rows": required("list", 100, 1, ("row",)),
            "column_settings": Rule("list", 20, 0, ("column_setting", "null")),
        }
    ),
    "data_table": Shape(
        {
            **_ID,
            "caption": required("string", 2000),
            "rows": required("list", 201, 2, ("row",)),
            "page_size": Rule("integer", 100, 1),
            "row_header_column_index": Rule("integer", 20, 0),
        }
    ),
    "alert": Shape(
        {
            **_ID,
            "text": required("text", 200),
            "level": Rule("choice", allowed=("default", "info", "warning", "error", "success")),
        }
    ),
    "file": Shape({**_ID, "external_id": required("string", 255), "source": required("choice", allowed=("remote",))}),
    "video": Shape(
        {
            **_ID,
            "title": required("plain_text", 200),
            "video_url": required("url", 3000),
            "thumbnail_url": required("url", 3000),
            "alt_text": ALT,
            "title_url": Rule("url", 3000, 1),
            "description": Rule("plain_text", 200, 1),
            "author_name": Rule("string", 50, 1),
            "provider_name": Rule("string", 50, 1),
            "provider_icon_url": Rule("url", 3000, 1),
        }
    ),
    "card": Shape(
        {
            **_ID,
            "title": Rule("mrkdwn", 150, 1),
            "subtitle": Rule("mrkdwn", 150, 1),
            "body": Rule("mrkdwn", 200, 1),
            "icon": Rule("object", allowed=("image",)),
            "hero_image": Rule("object", allowed=("image",)),
            "actions": Rule("list", 3, 1, ("button",)),
        },
        at_least_one=("title", "body", "hero_image", "actions"),
    ),
    "carousel": Shape({**_ID, "elements": required("list", 10, 1, ("card",))}),
    "container": Shape(
        {
            **_ID,
            "title": Rule("plain_text", 150, 1),
            "rich_text_title": Rule("object", allowed=("rich_text",)),
            "subtitle": Rule("text", 150, 1),
            "child_blocks": required("blocks", 10, 1, IN_CONTAINER),
            "is_collapsible": FLAG,
            "default_collapsed": FLAG,
            "has_header_divider": FLAG,
            "icon": Rule("object", allowed=("image",)),
            "width": Rule("choice", allowed=("narrow", "standard", "wide", "full")),
        },
        at_least_one=("title", "rich_text_title"),
    ),
    "plan": Shape({**_ID, "title": required("string"), "tasks": required("list", 50, 0, ("task",))}),
    "task_card": Shape(  # on its own it has begun: only a plan shows what is pending
        {**_ID, **TASK_FIELDS, "status": required("choice", allowed=STATUSES[1:])}
    ),
    "data_visualization": Shape({**_ID, "title": required("string", 50), "chart": required("object", allowed=CHARTS)}),
}

_VIEW = {
    "type": required("string", 10),
    "blocks": required("blocks"),
    "callback_id": Rule("string", 255, 0),
    "external_id": Rule("string", 255, 0),
    "private_metadata": Rule("string", 3000, 0),
}
VIEWS: dict[str, Shape] = {
    "modal": Shape(
        {
            **_VIEW,
            "title": required("plain_text", 24),
            "submit": Rule("plain_text", 24, 1),
            "close": Rule("plain_text", 24, 1),
            "clear_on_close": FLAG,
            "notify_on_close": FLAG,
            "submit_disabled": FLAG,
        }
    ),
    "home": Shape(_VIEW),
}
