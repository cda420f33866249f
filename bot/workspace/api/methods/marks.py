"""pins.*, bookmarks.*, reactions.*."""

import re
from typing import Any

from bot.workspace.api.call import Call, Method, Reply
from bot.workspace.core import channels, marks, messages
from bot.workspace.core.errors import SlackError


def _place(call: Call) -> tuple[dict[str, Any], str]:
    """The channel and the timestamp of the message that is meant."""
    ts = call.text("timestamp")
    if not ts:
        raise SlackError("no_item_specified")
    if not re.fullmatch(r"\d+\.\d{6}", ts):
        raise SlackError("bad_timestamp")
    return channels.find_joined(call.ws, call.actor, call.text("channel")), ts


def add_pin(call: Call) -> Reply:
    marks.pin(call.ws, *_place(call), call.actor)
    return {}


def remove_pin(call: Call) -> Reply:
    marks.unpin(call.ws, *_place(call), call.actor)
    return {}


def list_pins(call: Call) -> Reply:
    return {"items": marks.pins(call.ws, channels.find_joined(call.ws, call.actor, call.text("channel")))}


def add_reaction(call: Call) -> Reply:
    channel, ts = _place(call)
    marks.react(call.ws, channel, ts, call.text("name").strip(":"), call.actor)
    return {}


def remove_reaction(call: Call) -> Reply:
    channel, ts = _place(call)
    marks.unreact(call.ws, channel, ts, call.text("name").strip(":"), call.actor)
    return {}


def get_reactions(call: Call) -> Reply:
    channel, ts = _place(call)
    shown = messages.shape(call.ws, channel, messages.find(call.ws, channel["id"], ts))
    return {"type": "message", "channel": channel["id"], "message": shown}


def _room(call: Call) -> dict[str, Any]:
    return channels.find_joined(call.ws, call.actor, call.text("channel_id"))


def add_bookmark(call: Call) -> Reply:
    if call.text("type") != "link":
        raise SlackError("invalid_bookmark_type")
    made = marks.bookmark(call.ws, _room(call), call.text("title"), call.text("link"), call.text("emoji"), call.actor)
    return {"bookmark": made}


def edit_bookmark(call: Call) -> Reply:
    changes: dict[str, Any] = {name: call.text(name) for name in ("title", "link", "emoji") if name in call.args}
    marks.check_link(changes.get("link", "https://unchanged"))
    marks.check_emoji(changes.get("emoji", ""))
    return {"bookmark": marks.edit_bookmark(call.ws, _room(call), call.text("bookmark_id"), changes)}


def remove_bookmark(call: Call) -> Reply:
    marks.remove_bookmark(call.ws, _room(call), call.text("bookmark_id"))
    return {}


def list_bookmarks(call: Call) -> Reply:
    return {"bookmarks": marks.bookmarks(call.ws, _room(call))}


_ITEM = ("file", "file_comment", "timestamp")
_BOOKMARK = ("emoji", "entity_id", "link", "parent_id")
METHODS = (
    Method("pins.add", add_pin, ("channel",), ("timestamp",), ("pins:write",)),
    Method("pins.remove", remove_pin, ("channel",), ("timestamp",), ("pins:write",)),
    Method("pins.list", list_pins, ("channel",), (), ("pins:read",)),
    Method("reactions.add", add_reaction, ("channel", "name"), ("timestamp",), ("reactions:write",)),
    Method("reactions.remove", remove_reaction, ("name",), ("channel", *_ITEM), ("reactions:write",)),
    Method("reactions.get", get_reactions, (), ("channel", "full", *_ITEM), ("reactions:read",)),
    Method("bookmarks.add", add_bookmark, ("channel_id", "title", "type"), _BOOKMARK, ("bookmarks:write",)),
    Method(
        "bookmarks.edit", edit_bookmark, ("bookmark_id", "channel_id"), ("emoji", "link", "title"), ("bookmarks:write",)
    ),
    Method(
        "bookmarks.remove", remove_bookmark, ("bookmark_id", "channel_id"), ("quip_section_id",), ("bookmarks:write",)
    ),
    Method("bookmarks.list", list_bookmarks, ("channel_id",), (), ("bookmarks:read",)),
)
