"""A click on a button, a choice in a menu or a select: in a message, a modal or on Home.

The app hears what was used, and the state of everything else that can be filled in the same place. A button in a
message brings a response URL with it, one in a view does not.
"""

from typing import Any

from bot.workspace.api import payloads, response_urls
from bot.workspace.core import channels, ephemerals, inputs, messages, residents, views
from bot.workspace.core.errors import SlackError
from bot.workspace.core.workspace import Workspace

Json = dict[str, Any]
KEEP = object()


def action_ts(ws: Workspace) -> str:
    return f"{ws.now().timestamp():.6f}"


def failed(ws: Workspace, user: str, channel: str | None, failure: str, sentence: str) -> Json:
    ws.feed.tell(user, "failure", {"channel": channel, "failure": failure, "text": sentence})
    return {"failure": failure, "text": sentence}


async def click(ws: Workspace, user: str, body: Json) -> Json:
    """`{channel, ts | view_id, block_id, action_id, value, values}`: use one element; `values` are the form's other
    entries.
    """
    with ws.changing():
        where = _in_view(ws, user, body) if body.get("view_id") else _in_message(ws, user, body)
        payload = payloads.interaction(
            "block_actions",
            residents.must_exist(ws.state, user),
            **where,
            trigger_id=ws.triggers.make(user, body.get("view_id")),
        )
    ack = await ws.socket.deliver("interactive", payload)
    if ack.failure:
        return failed(ws, user, body.get("channel"), ack.failure, "breachbot did not answer. Please try again.")
    return {"failure": None}


def _in_view(ws: Workspace, user: str, body: Json) -> Json:
    row = views.find(ws, body["view_id"])
    if row["user"] != user:
        raise SlackError("not_found")
    block, element = inputs.find(row["doc"]["blocks"], body.get("block_id"), body["action_id"])
    row = views.enter(ws, row, body.get("values") or {})
    if element["type"] in inputs.FIELD:
        row = views.enter(ws, row, {f"{block['block_id']}/{element['action_id']}": body.get("value")})
    shown = views.shape(row)
    done = inputs.action(element, block, body.get("value"), action_ts(ws))
    return {"container": payloads.view_container(shown), "view": shown, "state": shown["state"], "actions": [done]}


def _in_message(ws: Workspace, user: str, body: Json) -> Json:
    channel = channels.find(ws, user, body["channel"])
    private = ephemerals.find(ws, user, body["ts"])
    message = private or messages.shape(ws, channel, messages.find(ws, channel["id"], body["ts"]))
    blocks = message.get("blocks", [])
    block, element = inputs.find(blocks, body.get("block_id"), body["action_id"])
    entered = ws.message_values.setdefault((user, channel["id"], body["ts"]), {})
    for other, part in inputs.stateful(blocks):
        name = f"{other['block_id']}/{part['action_id']}"
        raw = body.get("value") if part is element else (body.get("values") or {}).get(name, KEEP)
        if raw is not KEEP:
            entered.setdefault(other["block_id"], {})[part["action_id"]] = inputs.entry(part, raw)
    url = response_urls.make(ws, user, channel["id"], body["ts"], message.get("thread_ts"))
    return {
        "container": payloads.message_container(message, channel["id"], private is not None),
        "channel": payloads.in_channel(channel),
        "message": None if private else message,
        "response_url": url,
        "state": inputs.state(blocks, entered),
        "actions": [inputs.action(element, block, body.get("value"), action_ts(ws))],
    }
