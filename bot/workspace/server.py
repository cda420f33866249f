"""The server around one workspace: routes, the guard at the door, and a thread that runs it.

There are no passwords here, so the door is narrow: loopback unless asked otherwise; a request that carries a foreign
`Origin`, or a `Host` that is not this server, is refused, which keeps web pages open in the same browser out. The clock
is the system's unless `now` is given; then it can be moved.
"""

import asyncio
import contextlib
import re
import socket as sockets
import threading
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.workspace.api import routes as api_routes
from bot.workspace.core import channels, messages, residents
from bot.workspace.core.errors import SlackError
from bot.workspace.core.workspace import Workspace
from bot.workspace.page import pages
from bot.workspace.people import routes as people_routes

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
START_WITHIN = 10.0


class Door:
    """Refuses what a foreign web page could send; lets faults reach the transport."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...] | None) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            headers = {key.decode(): value.decode("latin-1") for key, value in scope["headers"]}
            if not self._welcome(headers):
                if scope["type"] == "http":
                    await PlainTextResponse("refused: not from this workspace", 403)(scope, receive, send)
                else:
                    await send({"type": "websocket.close", "code": 4003})
                return
            scope["workspace.transport"] = getattr(getattr(send, "__self__", None), "transport", None)
        await self.app(scope, receive, send)

    def _welcome(self, headers: dict[str, str]) -> bool:
        host = headers.get("host", "")
        origin = headers.get("origin")
        if self.hosts and re.sub(r":\d+$", "", host) not in self.hosts:
            return False
        return origin is None or origin == f"http://{host}"


class RunningWorkspace:
    """A workspace that accepts connections until `stop()`."""

    def __init__(self, ws: Workspace, server: uvicorn.Server, thread: threading.Thread) -> None:
        self._ws, self._server, self._thread = ws, server, thread
        self.url = ws.base_url
        self.api_url = f"{ws.base_url}/api/"
        self.bot_token, self.app_token = ws.bot_token, ws.app_token

    def install(self, manifest: dict[str, Any]) -> None:
        """Give the app this Slack manifest's scopes, events, commands and shortcuts, as installing it would.

        Raises SlackError `invalid_manifest` with every reason.
        """

        async def put() -> None:
            self._ws.install(manifest)

        asyncio.run_coroutine_threadsafe(put(), self._ws.loop).result(START_WITHIN)

    def stop(self) -> None:
        """Close every connection and wait until the server is down; safe to call twice."""
        if self._thread.is_alive():
            self._ws.loop.call_soon_threadsafe(self._ws.feed.close)
            self._server.should_exit = True
            self._thread.join()


def serve(
    path: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    fresh: bool = False,
    now: Callable[[], datetime] | None = None,
    command: str = "/breach",
) -> RunningWorkspace:
    """Start a workspace whose memory is the SQLite file at `path`; returns when it accepts connections.

    `port` 0 takes any free one; `fresh` forgets what the file held; `now` (aware) is the workspace's clock; `command`
    is the slash command of a new workspace, until a manifest is installed. Raises OSError if the port is taken.
    """
    if fresh:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
    listening = _listen(host, port)
    ws = Workspace(path, now or (lambda: datetime.now(UTC)), command)
    ws.base_url = f"http://{host}:{listening.getsockname()[1]}"
    server = uvicorn.Server(
        uvicorn.Config(
            application(ws, LOOPBACK if host in LOOPBACK else None),
            log_config=None,
            log_level="error",
            access_log=False,
            timeout_graceful_shutdown=1,
            lifespan="on",
            ws="websockets-sansio",
            http="h11",
            timeout_keep_alive=60,
        )
    )
    thread = threading.Thread(target=_run, args=(server, ws, listening), name="workspace", daemon=True)
    thread.start()
    if not ws.started.wait(START_WITHIN):
        raise OSError("the workspace did not start")
    return RunningWorkspace(ws, server, thread)


def _listen(host: str, port: int) -> sockets.socket:
    listening = sockets.socket()
    listening.setsockopt(sockets.SOL_SOCKET, sockets.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def _run(server: uvicorn.Server, ws: Workspace, listening: sockets.socket) -> None:
    try:
        asyncio.run(server.serve([listening]))
    finally:
        listening.close()
        ws.state.close()


def application(ws: Workspace, hosts: tuple[str, ...] | None) -> ASGIApp:
    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        ws.loop = asyncio.get_running_loop()
        clockwork = ws.loop.create_task(_scheduled(ws))
        ws.loop.call_soon(ws.started.set)
        yield
        clockwork.cancel()
        await ws.socket.close()

    app = Starlette(
        routes=[*api_routes.ROUTES, *people_routes.ROUTES, *pages.ROUTES],
        exception_handlers={SlackError: people_routes.refused, KeyError: people_routes.incomplete},
        lifespan=lifespan,
    )
    app.state.workspace = ws
    return Door(app, hosts)


async def _scheduled(ws: Workspace) -> None:
    """Post what chat.scheduleMessage left, when its time has come by the workspace's clock.

    Messages with metadata stay: Slack's own reference says that they are never posted.
    """
    while True:
        for row in ws.state.all("select * from scheduled where post_at <= ? order by post_at", ws.at()):
            if not row["doc"].get("metadata"):
                with ws.changing(), contextlib.suppress(SlackError):
                    ws.state.run("delete from scheduled where id = ?", row["id"])
                    body = {key: value for key, value in row["doc"].items() if key != "thread_ts"}
                    room = channels.find_open(ws, residents.BOT_USER, row["channel"])
                    messages.post(ws, room, residents.BOT_USER, body, row["doc"].get("thread_ts"))
        await asyncio.sleep(0.5)
