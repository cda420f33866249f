"""The routes an app uses: Web API methods, response URLs, upload URLs, private files, Socket Mode.

Requests are read in all encodings that SDKs use (JSON, form, multipart, query). Replies are HTTP 200 with `ok`, as
Slack's are; only rate limiting is 429. Injected faults are applied here, before or after the work is done;
which call gets one is decided in `faults`.
"""

import asyncio
import json
from collections.abc import Callable, Collection

from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from bot.workspace.api import dispatch, response_urls
from bot.workspace.api.faults import Fault
from bot.workspace.api.http import file_response, workspace
from bot.workspace.api.installation import InstalledWorkspace
from bot.workspace.core import channels, files, residents
from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json

HANG_FOR = 120.0
Work = Callable[[], Response]


async def method(request: Request) -> Response:
    name = request.path_params["method"]
    args = await _arguments(request)
    bearer = request.headers.get("authorization", "")
    token = bearer[7:] if bearer.startswith("Bearer ") else args.get("token")
    ws = workspace(request)

    def work() -> Response:
        try:
            reply = dispatch.answer(ws, name, token, args)
        except SlackError as error:
            ws.faults.refused[name] += 1
            if error.code == "ratelimited":
                return _rate_limited(1)
            return JSONResponse(error.reply())
        ws.faults.accepted[name] += 1
        return JSONResponse(reply, headers={"x-oauth-scopes": ",".join(ws.granted)})

    return await _with_faults(request, name, work, _about(ws, args))


def _about(ws: InstalledWorkspace, args: Json) -> set[str]:
    """The channels and people that a call is about; the person behind a direct message among them."""
    given = [args.get(name) for name in ("channel", "channel_id", "channels", "user", "users", "user_id")]
    named = {one for value in given for one in (value if isinstance(value, list) else str(value or "").split(","))}
    behind = {user for one in named if str(one).startswith("D") for user in channels.members(ws, str(one))}
    return {*map(str, named), *behind} - {"", residents.BOT_USER}


async def _arguments(request: Request) -> Json:
    """Arguments from the query and the body; JSON keeps its types, forms are text."""
    found: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json":
        try:
            body = json.loads(await request.body() or b"{}")
        except (ValueError, RecursionError):
            body = None
        return {**found, **body} if isinstance(body, dict) else found
    form = await request.form()
    return {**found, **{key: value for key, value in form.items() if not isinstance(value, UploadFile)}}


async def _with_faults(request: Request, name: str, work: Work, about: Collection[str] = ()) -> Response:
    """Do the work, unless a fault is set for it; `reply_lost` does it and drops the answer."""
    fault = workspace(request).faults.next_fault(name, about)
    if fault is None:
        return work()
    if fault.kind == "reply_lost":
        work()
    return await _apply_fault(request, fault, about)


async def _apply_fault(request: Request, fault: Fault, about: Collection[str]) -> Response:
    match fault.kind:
        case "ratelimited":
            return _rate_limited(fault.retry_after)
        case "server_error":
            return PlainTextResponse("internal error", 500)
        case "server_error_json":
            return JSONResponse(SlackError("fatal_error").reply(), 503)
        case "hang" | "reset" | "reply_lost":
            if fault.kind == "hang":
                await _hang(request)
            return ConnectionReset()
    errors = [{"user": one, "ok": False, "error": fault.kind} for one in sorted(fault.about & set(about))]
    return JSONResponse(SlackError(fault.kind, **({"errors": errors} if errors else {})).reply())


async def _hang(request: Request) -> None:
    """Don't answer until the client gives up, the server stops, or two minutes have passed."""
    ws = workspace(request)
    for _ in range(int(HANG_FOR * 20)):
        if ws.feed.closed or await request.is_disconnected():
            return
        await asyncio.sleep(0.05)


class ConnectionReset(Response):
    """No reply: the connection is cut. Only uvicorn's transport, hidden behind `send`, can do that."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive, send
        scope["workspace.transport"].abort()
        await asyncio.sleep(0.01)


def _rate_limited(seconds: int) -> Response:
    return JSONResponse(SlackError("ratelimited").reply(), 429, {"retry-after": str(seconds)})


async def respond(request: Request) -> Response:
    ws = workspace(request)
    try:
        body = await request.json()
    except (ValueError, RecursionError, ClientDisconnect):
        return PlainTextResponse("invalid_payload", 400)

    def work() -> Response:
        try:
            with ws.changing():
                response_urls.answer(ws, request.path_params["id"], body)
        except SlackError as error:
            ws.faults.refused["response_url"] += 1
            ws.faults.report(f"response_url {error.code}", messages=error.messages)
            return JSONResponse(error.reply(), 404 if error.code in ("used_url", "expired_url") else 200)
        ws.faults.accepted["response_url"] += 1
        return PlainTextResponse("ok")

    return await _with_faults(request, "response_url", work)


async def receive_upload(request: Request) -> Response:
    """Raw bytes, whatever the content type claims."""
    ws, content = workspace(request), await request.body()

    def work() -> Response:
        try:
            with ws.changing():
                files.store_content(ws, request.path_params["file"], content)
        except SlackError as error:
            return PlainTextResponse(error.code, 404)
        ws.faults.accepted["upload"] += 1
        return PlainTextResponse(f"OK - {len(content)}")

    return await _with_faults(request, "upload", work)


async def private_file(request: Request) -> Response:
    """`url_private`: only for the app's token; people download through their own path."""
    ws = workspace(request)
    if request.headers.get("authorization") != f"Bearer {ws.bot_token}":
        return PlainTextResponse("not_authed", 403)
    try:
        found, content = files.content(ws, residents.BOT_USER, request.path_params["file"].partition("-")[2])
    except SlackError:
        return PlainTextResponse("file_not_found", 404)
    return file_response(found["doc"], content, download=True)


async def socket_mode(websocket: WebSocket) -> None:
    await workspace(websocket).socket.connect(websocket)


ROUTES = (
    Route("/api/{method}", method, methods=["GET", "POST"]),
    Route("/response/{id}", respond, methods=["POST"]),
    Route("/upload/{file}", receive_upload, methods=["POST"]),
    Route("/files-pri/{file}/{name}", private_file),
    WebSocketRoute("/link", socket_mode),
)
