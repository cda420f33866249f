"""The table of what stands inside rich text, tables and charts. Data only."""

from bot.workspace.core.block_kit.schema import Rule, Shape, required

FLAG = Rule("boolean")
_STYLE = {"style": Rule("object", allowed=("text_style",))}
_PIECES = ("text", "link", "emoji", "user", "usergroup", "channel", "team", "broadcast", "date", "color")
_INLINE = required("list", 1000, 0, _PIECES)
_BORDER = {"border": Rule("integer", 1, 0)}
RICH_PARTS = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
CELLS = ("raw_text", "raw_number", "rich_text")
CHARTS = ("pie", "bar", "area", "line")
MAX_LABEL, MAX_AXIS_TITLE = 20, 50
MAX_CHART_ITEMS, MAX_CATEGORIES = 12, 20

_SERIES = Shape(
    {
        "series": required("list", MAX_CHART_ITEMS, 1, ("series",)),
        "axis_config": required("object", allowed=("axis_config",)),
    }
)

# By their `type`.
CONTENTS: dict[str, Shape] = {
    "rich_text_section": Shape({"elements": _INLINE}),
    "rich_text_preformatted": Shape({"elements": required("list", 1000, 0, ("text", "link")), **_BORDER}),
    "rich_text_quote": Shape({"elements": _INLINE, **_BORDER}),
    "rich_text_list": Shape(
        {
            "elements": required("list", 1000, 0, ("rich_text_section",)),
            "style": required("choice", allowed=("bullet", "ordered")),
            "indent": Rule("integer", 8, 0),
            "offset": Rule("integer", 1000, 0),
            **_BORDER,
        }
    ),
    "text": Shape({"text": required("string"), **_STYLE}),
    "link": Shape({"url": required("url", 3000), "text": Rule("string", 3000, 0), "unsafe": FLAG, **_STYLE}),
    "emoji": Shape({"name": required("string", 100), "unicode": Rule("string", 100, 1), **_STYLE}),
    "user": Shape({"user_id": required("string", 255), **_STYLE}),
    "usergroup": Shape({"usergroup_id": required("string", 255), **_STYLE}),
    "channel": Shape({"channel_id": required("string", 255), **_STYLE}),
    "team": Shape({"team_id": required("string", 255), **_STYLE}),
    "broadcast": Shape({"range": required("choice", allowed=("here", "channel", "everyone")), **_STYLE}),
    "date": Shape(
        {
            "timestamp": required("integer", 9_999_999_999, 0),
            "format": required("string", 255),
            "fallback": Rule("string", 255, 1),
            "url": Rule("url", 3000, 1),
            **_STYLE,
        }
    ),
    "color": Shape({"value": required("string", 20)}),
    "raw_text": Shape({"text": required("string")}),
    "raw_number": Shape({"value": required("amount"), "text": required("string")}),
    "pie": Shape({"segments": required("list", MAX_CHART_ITEMS, 1, ("segment",))}),
    "bar": _SERIES,
    "area": _SERIES,
    "line": _SERIES,
}

# Without a `type` of their own: where they stand says what they are.
PARTS: dict[str, Shape] = {
    "text_style": Shape({"bold": FLAG, "italic": FLAG, "strike": FLAG, "code": FLAG, "underline": FLAG}),
    "segment": Shape({"label": required("string", MAX_LABEL), "value": required("positive_amount")}),
    "series": Shape(
        {"name": required("string", MAX_LABEL), "data": required("list", MAX_CATEGORIES, 1, ("data_point",))}
    ),
    "data_point": Shape({"label": required("string", MAX_LABEL), "value": required("amount")}),
    "axis_config": Shape(
        {
            "categories": required("strings", MAX_LABEL),
            "x_label": Rule("string", MAX_AXIS_TITLE, 1),
            "y_label": Rule("string", MAX_AXIS_TITLE, 1),
        }
    ),
}
