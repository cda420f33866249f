"""views.*: opening a modal with a trigger, pushing one, updating it, publishing Home."""

from bot.workspace.api.call import Call, Method, Reply
from bot.workspace.core import residents, views
from bot.workspace.core.errors import SlackError


def open_(call: Call) -> Reply:
    view = views.validated(call.json("view"), "modal")
    trigger = call.ws.triggers.use(call.text("trigger_id"))
    return {"view": views.serialize(views.open_modal(call.ws, trigger.user, view))}


def push(call: Call) -> Reply:
    view = views.validated(call.json("view"), "modal")
    trigger = call.ws.triggers.use(call.text("trigger_id"))
    if trigger.view is None:
        raise SlackError("not_found", "[ERROR] this trigger does not come from an open modal")
    return {"view": views.serialize(views.push(call.ws, trigger.user, view))}


def update(call: Call) -> Reply:
    if not (call.text("view_id") or call.text("external_id")):
        raise SlackError("invalid_arguments", "[ERROR] view_id or external_id is required")
    row = views.find(call.ws, call.text("view_id") or None, call.text("external_id") or None)
    view = views.validated(call.json("view"), row["kind"])
    return {"view": views.serialize(views.update(call.ws, row, view, call.text("hash") or None))}


def publish(call: Call) -> Reply:
    user = residents.find(call.ws.state, call.text("user_id"))["id"]
    if not call.ws.manifest.get("features", {}).get("app_home", {}).get("home_tab_enabled"):
        raise SlackError("not_enabled")
    view = views.validated(call.json("view"), "home")
    return {"view": views.serialize(views.publish(call.ws, user, view, call.text("hash") or None))}


METHODS = (
    Method("views.open", open_, ("trigger_id", "view"), ("interactivity_pointer",)),
    Method("views.push", push, ("trigger_id", "view"), ("interactivity_pointer",)),
    Method("views.update", update, ("view",), ("view_id", "external_id", "hash")),
    Method("views.publish", publish, ("user_id", "view"), ("hash",)),
)
