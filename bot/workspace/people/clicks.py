"""A click on a button, a choice in a menu or a select: in a message, a modal or on Home.

The app gets the element that was used, and the state of every other input in the same message or view. A click in a
message comes with a response URL; one in a view doesn't. The payload itself is made in `payloads`.
"""

from bot.workspace.api import payloads, response_urls
from bot.workspace.api.installation import InstalledWorkspace
from bot.workspace.core import channels, ephemerals, inputs, messages, residents, views
from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json
from bot.workspace.people.failures import NO_ANSWER, report_failure

UNCHANGED = object()


async def click(ws: InstalledWorkspace, user: str, body: Json) -> Json:
    """`{channel, ts | view_id, block_id, action_id, value, values}`: use one element; `values` are the form's other
    entries.
    """
    with ws.changing():
        where = _in_view(ws, user, body) if body.get("view_id") else _in_message(ws, user, body)
        payload = payloads.interaction(
            "block_actions",
            residents.find(ws.state, user),
            **where,
            trigger_id=ws.triggers.issue(user, body.get("view_id")),
        )
    ack = await ws.socket.deliver("interactive", payload)
    if ack.failure:
        return report_failure(ws, user, body.get("channel"), ack.failure, NO_ANSWER)
    return {"failure": None}


def _in_view(ws: InstalledWorkspace, user: str, body: Json) -> Json:
    row = views.find(ws, body["view_id"])
    if row["user"] != user:
        raise SlackError("not_found")
    block, element = inputs.find_element(row["doc"]["blocks"], body.get("block_id"), body["action_id"])
    row = views.store_inputs(ws, row, body.get("values") or {})
    if element["type"] in inputs.STATE_FIELD:
        row = views.store_inputs(ws, row, {f"{block['block_id']}/{element['action_id']}": body.get("value")})
    shown = views.serialize(row)
    done = inputs.action_payload(element, block, body.get("value"), ws.event_ts())
    return {"container": payloads.view_container(shown), "view": shown, "state": shown["state"], "actions": [done]}


def _in_message(ws: InstalledWorkspace, user: str, body: Json) -> Json:
    channel = channels.find(ws, user, body["channel"])
    private = ephemerals.find(ws, user, body["ts"])
    message = private or messages.serialize(ws, channel, messages.find(ws, channel["id"], body["ts"]))
    blocks = message.get("blocks", [])
    block, element = inputs.find_element(blocks, body.get("block_id"), body["action_id"])
    entered = ws.message_inputs.setdefault((user, channel["id"], body["ts"]), {})
    for other, part in inputs.stateful_elements(blocks):
        name = f"{other['block_id']}/{part['action_id']}"
        raw = body.get("value") if part is element else (body.get("values") or {}).get(name, UNCHANGED)
        if raw is not UNCHANGED:
            entered.setdefault(other["block_id"], {})[part["action_id"]] = inputs.element_state(part, raw)
    url = response_urls.create(ws, user, channel["id"], body["ts"], message.get("thread_ts"))
    return {
        "container": payloads.message_container(message, channel["id"], private is not None),
        "channel": payloads.in_channel(channel),
        "message": None if private else message,
        "response_url": url,
        "state": inputs.view_state(blocks, entered),
        "actions": [inputs.action_payload(element, block, body.get("value"), ws.event_ts())],
    }
