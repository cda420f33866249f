"""reactions.*."""

from bot.workspace.api.call import Call, Method, Reply
from bot.workspace.core import messages, reactions


def add(call: Call) -> Reply:
    channel, ts = call.message_ref()
    reactions.add(call.ws, channel, ts, call.text("name").strip(":"), call.actor)
    return {}


def remove(call: Call) -> Reply:
    channel, ts = call.message_ref()
    reactions.remove(call.ws, channel, ts, call.text("name").strip(":"), call.actor)
    return {}


def get(call: Call) -> Reply:
    channel, ts = call.message_ref()
    message = messages.serialize(call.ws, channel, messages.find(call.ws, channel["id"], ts))
    return {"type": "message", "channel": channel["id"], "message": message}


_ITEM = ("file", "file_comment", "timestamp")
METHODS = (
    Method("reactions.add", add, ("channel", "name"), ("timestamp",), ("reactions:write",)),
    Method("reactions.remove", remove, ("name",), ("channel", *_ITEM), ("reactions:write",)),
    Method("reactions.get", get, (), ("channel", "full", *_ITEM), ("reactions:read",)),
)
