"""Which modals are open for whom, in which order and with which input; and each person's Home tab.

A person has one stack of at most three modals; only its top is shown. A view keeps input in elements whose block and
action ids an update doesn't change. `hash` changes with every change of a view, and guards against racing
updates.
"""

import json

from bot.workspace.core import inputs, residents
from bot.workspace.core.block_kit.schema import MAX_STACK, MAX_VIEW_SIZE
from bot.workspace.core.block_kit.validation import view_problems
from bot.workspace.core.errors import SlackError
from bot.workspace.core.ids import fresh
from bot.workspace.core.json import Json
from bot.workspace.core.state import Row
from bot.workspace.core.workspace import Workspace


def validated(view: object, kind: str) -> Row:
    """The view with its ids filled in, or `invalid_arguments` with every problem."""
    if len(json.dumps(view)) > MAX_VIEW_SIZE:
        raise SlackError("view_too_large")
    found = view_problems(view)
    if found or not isinstance(view, dict):
        raise SlackError("invalid_arguments", *found)
    if view["type"] != kind:
        raise SlackError("invalid_arguments", f"[ERROR] the view must be of type {kind} [json-pointer:/view/type]")
    return {**view, "blocks": inputs.with_ids(view["blocks"])}


def stack(ws: Workspace, user: str) -> list[Row]:
    """Open modals, the visible one last."""
    return ws.state.all("select * from views where user = ? and kind = 'modal' order by depth", user)


def open_modal(ws: Workspace, user: str, view: Row) -> Row:
    """A new stack; anything open before is closed."""
    ws.state.run("delete from views where user = ? and kind = 'modal'", user)
    return _add(ws, user, view, "modal", None)


def push(ws: Workspace, user: str, view: Row) -> Row:
    below = stack(ws, user)
    if not below:
        raise SlackError("not_found")
    if len(below) >= MAX_STACK:
        raise SlackError("push_limit_reached")
    return _add(ws, user, view, "modal", below[-1])


def _add(ws: Workspace, user: str, view: Row, kind: str, below: Row | None) -> Row:
    _external_id_free(ws, view, None)
    id_, depth = fresh("V"), below["depth"] + 1 if below else 0
    root = below["doc"]["root_view_id"] if below else id_
    doc = {**view, "root_view_id": root, "previous_view_id": below["id"] if below else None, "hash": _hash(ws)}
    ws.state.run("insert into views (id, user, kind, depth, doc) values (?, ?, ?, ?, ?)", id_, user, kind, depth, doc)
    return _notified(ws, id_)


def _external_id_free(ws: Workspace, view: Row, own: str | None) -> None:
    external = view.get("external_id")
    if external:
        taken = ws.state.one("select id from views where json_extract(doc, '$.external_id') = ?", external)
        if taken and taken["id"] != own:
            raise SlackError("duplicate_external_id")


def _hash(ws: Workspace) -> str:
    return f"{ws.at()}.{fresh('', 8)}"


def find(ws: Workspace, id_: str | None, external_id: str | None = None) -> Row:
    by = "json_extract(doc, '$.external_id')" if external_id and not id_ else "id"
    row = ws.state.one(f"select * from views where {by} = ?", id_ or external_id)
    if row is None:
        raise SlackError("not_found")
    return row


def update(ws: Workspace, row: Row, view: Row, hash_: str | None) -> Row:
    if hash_ and hash_ != row["doc"]["hash"]:
        raise SlackError("hash_conflict")
    _external_id_free(ws, view, row["id"])
    kept = {name: row["doc"][name] for name in ("root_view_id", "previous_view_id")}
    ws.state.run("update views set doc = ? where id = ?", {**view, **kept, "hash": _hash(ws)}, row["id"])
    return _notified(ws, row["id"])


def publish(ws: Workspace, user: str, view: Row, hash_: str | None) -> Row:
    row = home(ws, user)
    return update(ws, row, view, hash_) if row else _add(ws, user, view, "home", None)


def home(ws: Workspace, user: str) -> Row | None:
    return ws.state.one("select * from views where user = ? and kind = 'home'", user)


def store_inputs(ws: Workspace, row: Row, entered: Row) -> Row:
    """Remember what was entered, by action id, input's block id, or `block/action`; values are raw."""
    kept, unknown = row["entered"], set(entered)
    for block, element in inputs.stateful_elements(row["doc"]["blocks"]):
        own = {element["action_id"], f"{block['block_id']}/{element['action_id']}"}
        own |= {block["block_id"]} if block["type"] == "input" else set()
        for name in own & set(entered):
            kept.setdefault(block["block_id"], {})[element["action_id"]] = inputs.element_state(element, entered[name])
            unknown.discard(name)
    if unknown:
        raise SlackError("no_such_action", f"this view has no {', '.join(sorted(unknown))}")
    ws.state.run("update views set entered = ? where id = ?", kept, row["id"])
    return find(ws, row["id"])


def close(ws: Workspace, row: Row) -> None:
    """Close this modal and show the one below it again."""
    ws.state.run("delete from views where id = ?", row["id"])
    notify(ws, row["user"])


def close_all(ws: Workspace, user: str) -> None:
    ws.state.run("delete from views where user = ? and kind = 'modal'", user)
    notify(ws, user)


def _notified(ws: Workspace, id_: str) -> Row:
    row = find(ws, id_)
    if row["kind"] == "home":
        ws.notify([row["user"]], "home", view=serialize(row))
    else:
        notify(ws, row["user"])
    return row


def notify(ws: Workspace, user: str) -> None:
    ws.notify([user], "modal", views=[serialize(row) for row in stack(ws, user)])


def serialize(row: Row) -> Json:
    """A view as the app sees it, with the state of its elements."""
    doc = row["doc"]
    return {
        "id": row["id"],
        "team_id": residents.TEAM,
        "type": row["kind"],
        "blocks": doc["blocks"],
        "private_metadata": doc.get("private_metadata", ""),
        "callback_id": doc.get("callback_id", ""),
        "state": inputs.view_state(doc["blocks"], row["entered"]),
        "hash": doc["hash"],
        "title": doc.get("title"),
        "submit": doc.get("submit"),
        "close": doc.get("close"),
        "clear_on_close": bool(doc.get("clear_on_close")),
        "notify_on_close": bool(doc.get("notify_on_close")),
        "previous_view_id": doc["previous_view_id"],
        "root_view_id": doc["root_view_id"],
        "app_id": residents.APP,
        "external_id": doc.get("external_id", ""),
        "app_installed_team_id": residents.TEAM,
        "bot_id": residents.BOT,
    }
