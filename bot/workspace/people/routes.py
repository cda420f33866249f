"""A person's routes: what they do, what they see, and their feed.

`GET /as/{person}/{screen}` reads (see `screens`), `POST /as/{person}/{action}` acts (see `actions`), and
`/as/{person}/live` streams the feed over a WebSocket. People are named by key (`lead`) or id. There is no password: the
server listens on loopback only, and refuses requests that a foreign web page could send (see `server`).
"""

import contextlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.workspace.api.http import file_response, json_body, ok, workspace
from bot.workspace.core import files, residents
from bot.workspace.core.errors import SlackError
from bot.workspace.people.actions import ACTIONS, upload_file
from bot.workspace.people.screens import SCREENS

MAX_WAIT = 30.0


def person(request: Request) -> str:
    id_ = residents.id_of(request.path_params["person"])
    if id_ == residents.BOT_USER:
        raise SlackError("user_not_found", "no one can act as the bot")
    found = residents.find(workspace(request).state, id_)
    if found["doc"].get("deleted"):
        raise SlackError("account_inactive")
    return str(found["id"])


async def see(request: Request) -> Response:
    screen = SCREENS.get(request.path_params["screen"])
    if screen is None:
        raise SlackError("unknown_method", f"screens are {', '.join(SCREENS)}")
    return ok(screen(workspace(request), person(request), dict(request.query_params)))


async def act(request: Request) -> Response:
    action = ACTIONS.get(request.path_params["action"])
    if action is None:
        raise SlackError("unknown_method", f"actions are {', '.join(ACTIONS)}")
    return ok(await action(workspace(request), person(request), await json_body(request)))


async def feed(request: Request) -> Response:
    """`after`, `wait` (seconds): what this person saw after an entry, waiting for the first."""
    wait = min(float(request.query_params.get("wait", 0)), MAX_WAIT)
    ws, user = workspace(request), person(request)
    after = request.query_params.get("after")
    if after is None:
        return ok({"entries": [], "number": ws.feed.number})
    entries = await ws.feed.wait(user, int(after), wait)
    return ok({"entries": entries, "number": ws.feed.number})


async def live(websocket: WebSocket) -> None:
    """Entries as they arrive, each as JSON text; an empty one now and then, so a dead page is noticed."""
    ws, user = workspace(websocket), residents.id_of(websocket.path_params["person"])
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
    return ok(upload_file(workspace(request), person(request), name, await request.body(), query))


async def download(request: Request) -> Response:
    found, content = files.content(workspace(request), person(request), request.path_params["file"])
    return file_response(found["doc"], content, "download" in request.query_params)


ROUTES = (
    Route("/as/{person}/feed", feed),
    WebSocketRoute("/as/{person}/live", live),
    Route("/as/{person}/upload", upload, methods=["POST"]),
    Route("/as/{person}/file/{file}", download),
    Route("/as/{person}/{screen}", see, methods=["GET"]),
    Route("/as/{person}/{action}", act, methods=["POST"]),
)
