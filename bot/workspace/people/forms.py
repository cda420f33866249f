"""What a person does in a modal: fill, submit, close, and ask for suggestions.

What Slack's own client checks (required, lengths, ranges) is answered here without asking the app. The app's answer to
a submission may show errors, change the view, push another, clear all, or close it.
"""

from bot.workspace.api import payloads, response_urls
from bot.workspace.api.installation import InstalledWorkspace
from bot.workspace.api.socket_mode import Ack
from bot.workspace.core import channels, ephemerals, files, inputs, messages, residents, views
from bot.workspace.core.block_kit.elements import OBJECTS
from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json
from bot.workspace.people.failures import report_failure

TROUBLE = "We had some trouble connecting. Try again?"


def _top(ws: InstalledWorkspace, user: str, view_id: str | None = None) -> Json:
    found = views.stack(ws, user)
    if not found or (view_id and found[-1]["id"] != view_id):
        raise SlackError("no_modal", "no such modal is open")
    return found[-1]


async def fill(ws: InstalledWorkspace, user: str, body: Json) -> Json:
    """`{values}`: enter something in the top modal without submitting it."""
    with ws.changing():
        row = views.store_inputs(ws, _top(ws, user, body.get("view_id")), body.get("values") or {})
    return {"view": views.serialize(row)}


async def submit(ws: InstalledWorkspace, user: str, body: Json) -> Json:
    """`{values, view_id}`: answer `{errors}` if an input must be corrected first, else submit the form to the app."""
    with ws.changing():
        row = views.store_inputs(ws, _top(ws, user, body.get("view_id")), body.get("values") or {})
        view = views.serialize(row)
        if faults := inputs.input_errors(view["blocks"], view["state"]):
            return {"failure": None, "errors": faults}
        urls = _response_urls(ws, user, view)
        _share_files(ws, user, view["state"])
        payload = payloads.interaction(
            "view_submission",
            residents.find(ws.state, user),
            view=view,
            response_urls=urls,
            trigger_id=ws.triggers.issue(user, view["id"]),
        )
    ack = await ws.socket.deliver("interactive", payload)
    if ack.failure:
        return {**report_failure(ws, user, None, ack.failure, TROUBLE), "errors": {}}
    return _answered(ws, user, row, ack)


def _response_urls(ws: InstalledWorkspace, user: str, view: Json) -> list[Json]:
    """One for each select of a channel that asks for it (`response_url_enabled`)."""
    found = []
    for block, element in inputs.stateful_elements(view["blocks"]):
        chosen = view["state"]["values"][block["block_id"]][element["action_id"]].get(
            inputs.STATE_FIELD[element["type"]]
        )
        if element.get("response_url_enabled") and chosen:
            channels.find_joined(ws, user, chosen)
            where = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": chosen}
            found.append({**where, "response_url": response_urls.create(ws, user, chosen)})
    return found


def _share_files(ws: InstalledWorkspace, user: str, state: Json) -> None:
    """A file field contains ids until it is submitted; then the app may read the files."""
    for entries in state["values"].values():
        for entry in entries.values():
            if entry["type"] == "file_input":
                found = [files.find(ws, user, id_) for id_ in entry["files"]]
                for file in found:
                    files.share_with_app(ws, file["id"])
                entry["files"] = [files.serialize(ws, file) for file in found]


def _answered(ws: InstalledWorkspace, user: str, row: Json, ack: Ack) -> Json:
    """Do what the app answered; an invalid answer is a complaint, and the modal stays open with Slack's sentence."""
    try:
        with ws.changing():
            return {"failure": None, "errors": _apply(ws, user, row, ack.payload)}
    except SlackError as error:
        ws.faults.report("invalid_view_response", messages=[error.code, *error.messages])
        return {"failure": "invalid_view_response", "text": TROUBLE, "errors": {}}


def _apply(ws: InstalledWorkspace, user: str, row: Json, answer: Json) -> dict[str, str]:
    """Returns the errors to show under inputs."""
    action = answer.get("response_action")
    if action == "errors":
        return _errors(row, answer.get("errors"))
    if action == "clear":
        views.close_all(ws, user)
    elif action == "push":
        views.push(ws, user, views.validated(answer.get("view"), "modal"))
    elif action == "update":
        views.update(ws, row, views.validated(answer.get("view"), "modal"), None)
    elif answer:
        raise SlackError("invalid_arguments", f"[ERROR] unknown response_action: {action}")
    elif any(open_["id"] == row["id"] for open_ in views.stack(ws, user)):
        views.close(ws, row)
    return {}


def _errors(row: Json, errors: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in row["doc"]["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        raise SlackError(
            "invalid_arguments", f"[ERROR] errors must name input blocks, of which there are {sorted(inputs)}"
        )
    return {name: str(sentence) for name, sentence in errors.items()}


async def close(ws: InstalledWorkspace, user: str, body: Json) -> Json:
    """Close the top modal, or all of them (`all`, or if the view says `clear_on_close`)."""
    with ws.changing():
        row = _top(ws, user)
        everything = bool(body.get("all") or row["doc"].get("clear_on_close"))
        closing = views.stack(ws, user)[::-1] if everything else [row]
        closed = [views.serialize(view) for view in closing if view["doc"].get("notify_on_close")]
        views.close_all(ws, user) if everything else views.close(ws, row)
        sender = residents.find(ws.state, user)
    for view in closed:
        payload = payloads.interaction("view_closed", sender, view=view, is_cleared=everything)
        await ws.socket.deliver("interactive", payload)
    return {"failure": None}


async def suggest(ws: InstalledWorkspace, user: str, body: Json) -> Json:
    """`{view_id | channel, ts, block_id, action_id, value}`: the options the app offers for what was typed so far."""
    sender = residents.find(ws.state, user)
    where = _origin(ws, user, body)
    payload = payloads.interaction(
        "block_suggestion",
        sender,
        action_id=body["action_id"],
        block_id=body["block_id"],
        value=str(body.get("value", "")),
        **where,
    )
    ack = await ws.socket.deliver("interactive", payload)
    options, groups = ack.payload.get("options"), ack.payload.get("option_groups")
    many = OBJECTS["option_group"].fields["options"].maximum
    offered = (
        options if options is not None else [option for group in groups or [] for option in group.get("options", [])]
    )
    if len(offered) > many or any(set(option) - {"text", "value", "description"} for option in offered):
        ws.faults.report("invalid_options", action_id=body["action_id"])
        return {"failure": "invalid_options", "options": [], "option_groups": None}
    return {"failure": ack.failure, "options": options or [], "option_groups": groups}


def _origin(ws: InstalledWorkspace, user: str, body: Json) -> Json:
    if body.get("view_id"):
        row = views.find(ws, body["view_id"])
        if row["user"] != user:
            raise SlackError("not_found")
        view = views.serialize(row)
        inputs.find_element(view["blocks"], body["block_id"], body["action_id"])
        return {"view": view, "container": payloads.view_container(view)}
    channel = channels.find(ws, user, body["channel"])
    private = ephemerals.find(ws, user, body["ts"])
    message = private or messages.serialize(ws, channel, messages.find(ws, channel["id"], body["ts"]))
    container = payloads.message_container(message, channel["id"], private is not None)
    return {"channel": payloads.in_channel(channel), "message": message, "container": container}
