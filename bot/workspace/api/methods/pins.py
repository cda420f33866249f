"""pins.*."""

from bot.workspace.api.call import Call, Method, Reply
from bot.workspace.core import channels, pins


def add(call: Call) -> Reply:
    pins.add(call.ws, *call.message_ref(), call.actor)
    return {}


def remove(call: Call) -> Reply:
    pins.remove(call.ws, *call.message_ref(), call.actor)
    return {}


def list_(call: Call) -> Reply:
    return {"items": pins.of_channel(call.ws, channels.find_joined(call.ws, call.actor, call.text("channel")))}


METHODS = (
    Method("pins.add", add, ("channel",), ("timestamp",), ("pins:write",)),
    Method("pins.remove", remove, ("channel",), ("timestamp",), ("pins:write",)),
    Method("pins.list", list_, ("channel",), (), ("pins:read",)),
)
