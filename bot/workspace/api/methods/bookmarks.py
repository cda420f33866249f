"""bookmarks.*."""

from bot.workspace.api.call import Call, Method, Reply
from bot.workspace.core import bookmarks, channels
from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json
from bot.workspace.core.state import Row


def _channel(call: Call) -> Row:
    return channels.find_joined(call.ws, call.actor, call.text("channel_id"))


def add(call: Call) -> Reply:
    if call.text("type") != "link":
        raise SlackError("invalid_bookmark_type")
    title, link, emoji = call.text("title"), call.text("link"), call.text("emoji")
    return {"bookmark": bookmarks.add(call.ws, _channel(call), title, link, emoji, call.actor)}


def edit(call: Call) -> Reply:
    changes: Json = {name: call.text(name) for name in ("title", "link", "emoji") if name in call.args}
    bookmarks.check_link(changes.get("link", "https://unchanged"))
    bookmarks.check_emoji(changes.get("emoji", ""))
    return {"bookmark": bookmarks.update(call.ws, _channel(call), call.text("bookmark_id"), changes)}


def remove(call: Call) -> Reply:
    bookmarks.remove(call.ws, _channel(call), call.text("bookmark_id"))
    return {}


def list_(call: Call) -> Reply:
    return {"bookmarks": bookmarks.of_channel(call.ws, _channel(call))}


_OPTIONAL = ("emoji", "entity_id", "link", "parent_id")
METHODS = (
    Method("bookmarks.add", add, ("channel_id", "title", "type"), _OPTIONAL, ("bookmarks:write",)),
    Method("bookmarks.edit", edit, ("bookmark_id", "channel_id"), ("emoji", "link", "title"), ("bookmarks:write",)),
    Method("bookmarks.remove", remove, ("bookmark_id", "channel_id"), ("quip_section_id",), ("bookmarks:write",)),
    Method("bookmarks.list", list_, ("channel_id",), (), ("bookmarks:read",)),
)
