"""The control API: acting and seeing as a person, and the levers that only tests and proofs pull.

`GET /as/{person}/{sight}` reads, `POST /as/{person}/{act}` does, `/as/{person}/live` streams; `/control/...` sets
faults, reads the ledger, drops sockets, installs a manifest. People are named by key (`lead`) or id. There is no
password: the server listens on loopback only, and refuses requests that a foreign web page could send (see `server`).
"""

import contextlib
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.workspace.core import files, residents
from bot.workspace.core.errors import SlackError
from bot.workspace.core.workspace import Workspace
from bot.workspace.people import actions
from bot.workspace.people.screens import SIGHTS

INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp")
LONGEST_WAIT = 30.0


def workspace(request: Request) -> Workspace:
    found: Workspace = request.app.state.workspace
    return found


def person(request: Request) -> str:
    name = request.path_params["person"]
    id_ = residents.BY_KEY[name].id if name in residents.BY_KEY else name
    if id_ == residents.BOT_USER:
        raise SlackError("user_not_found", "nobody can act as the bot")
    return str(residents.must_exist(workspace(request).state, id_)["id"])


async def body(request: Request) -> dict[str, Any]:
    try:
        found = await request.json()
    except json.JSONDecodeError:
        raise SlackError("invalid_json") from None
    if not isinstance(found, dict):
        raise SlackError("json_not_object")
    return found


async def see(request: Request) -> Response:
    sight = SIGHTS.get(request.path_params["what"])
    if sight is None:
        raise SlackError("unknown_method", f"sights are {', '.join(SIGHTS)}")
    return _ok(sight(workspace(request), person(request), dict(request.query_params)))


async def do(request: Request) -> Response:
    act = actions.ACTS.get(request.path_params["what"])
    if act is None:
        raise SlackError("unknown_method", f"acts are {', '.join(actions.ACTS)}")
    return _ok(await act(workspace(request), person(request), await body(request)))


async def feed(request: Request) -> Response:
    """`after`, `wait` (seconds): what this person saw after an entry, waiting for the first."""
    wait = min(float(request.query_params.get("wait", 0)), LONGEST_WAIT)
    ws, user = workspace(request), person(request)
    after = request.query_params.get("after")
    if after is None:
        return _ok({"entries": [], "number": ws.feed.number})
    entries = await ws.feed.wait(user, int(after), wait)
    return _ok({"entries": entries, "number": ws.feed.number})


async def live(websocket: WebSocket) -> None:
    """Entries as they come, each as JSON text; an empty one now and then, so that a dead page is noticed."""
    ws: Workspace = websocket.app.state.workspace
    user = residents.BY_KEY[name].id if (name := websocket.path_params["person"]) in residents.BY_KEY else name
    after = int(websocket.query_params.get("after") or ws.feed.number)
    await websocket.accept()
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        async for entry in ws.feed.live(user, after):
            await websocket.send_json(entry or {})


async def upload(request: Request) -> Response:
    query = dict(request.query_params)
    name = query.get("filename", "")
    if not name:
        raise SlackError("missing_argument", "filename")
    return _ok(actions.upload(workspace(request), person(request), name, await request.body(), query))


async def download(request: Request) -> Response:
    found, content = files.content(workspace(request), person(request), request.path_params["file"])
    return file_response(found["doc"], content, "download" in request.query_params)


def file_response(doc: dict[str, Any], content: bytes, download: bool) -> Response:
    """Images may be shown in place; everything else is only ever downloaded."""
    inline = doc["mimetype"] in INLINE and not download
    ascii_name = doc["name"].encode("ascii", "replace").decode().replace('"', "'").replace("\\", "_")
    name = "".join(sign if sign.isprintable() else "_" for sign in ascii_name)
    disposition = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return Response(
        content,
        media_type=doc["mimetype"] if inline else "application/octet-stream",
        headers={"content-disposition": disposition, "x-content-type-options": "nosniff"},
    )


async def calls(request: Request) -> Response:
    return _ok(workspace(request).faults.ledger())


async def faults(request: Request) -> Response:
    """One fault, or `{"clear": true}`."""
    ws, spec = workspace(request), await body(request)
    if spec.pop("clear", False):
        ws.faults.active.clear()
    if spec:
        ws.faults.add(spec)
    return _ok({"active": len(ws.faults.active)})


async def forget(request: Request) -> Response:
    workspace(request).faults.forget()
    return _ok({})


async def install(request: Request) -> Response:
    """Install a Slack app manifest: its scopes, events, commands and shortcuts are from now on all the app has."""
    ws = workspace(request)
    ws.install(await body(request))
    return _ok({})


async def disconnect(request: Request) -> Response:
    """`{reason}`: say goodbye in Slack's words; without a reason, cut the sockets."""
    return _ok({"connections": await workspace(request).socket.part((await body(request)).get("reason"))})


async def levers(request: Request) -> Response:
    """`ack_within`, `retries`, `trigger_life` (seconds), `one_message_per_second`; answers how things stand."""
    ws, wanted = workspace(request), await body(request)
    ws.socket.ack_within = float(wanted.get("ack_within", ws.socket.ack_within))
    ws.socket.retries = tuple(float(wait) for wait in wanted.get("retries", ws.socket.retries))
    ws.triggers.life = float(wanted.get("trigger_life", ws.triggers.life))
    ws.one_message_per_second = bool(wanted.get("one_message_per_second", ws.one_message_per_second))
    return _ok(
        {
            "connections": len(ws.socket.connections),
            "ack_within": ws.socket.ack_within,
            "retries": ws.socket.retries,
            "trigger_life": ws.triggers.life,
            "one_message_per_second": ws.one_message_per_second,
        }
    )


def _ok(found: dict[str, Any]) -> Response:
    return JSONResponse({"ok": True, **found})


async def refused(_request: Request, error: Exception) -> Response:
    reply = error.reply() if isinstance(error, SlackError) else {"ok": False, "error": "fatal_error"}
    return JSONResponse(reply, 400)


async def incomplete(_request: Request, error: Exception) -> Response:
    return JSONResponse(SlackError("missing_argument", str(error)).reply(), 400)


ROUTES = (
    Route("/as/{person}/feed", feed),
    WebSocketRoute("/as/{person}/live", live),
    Route("/as/{person}/upload", upload, methods=["POST"]),
    Route("/as/{person}/file/{file}", download),
    Route("/as/{person}/{what}", see, methods=["GET"]),
    Route("/as/{person}/{what}", do, methods=["POST"]),
    Route("/control/calls", calls),
    Route("/control/faults", faults, methods=["POST"]),
    Route("/control/forget", forget, methods=["POST"]),
    Route("/control/manifest", install, methods=["POST"]),
    Route("/control/disconnect", disconnect, methods=["POST"]),
    Route("/control/levers", levers, methods=["POST"]),
)
