"""The server around one workspace: its routes, which requests it accepts, and the thread that runs it.

There are no passwords, so it accepts little: it listens on loopback by default and refuses requests with a foreign
`Origin` or another `Host`, which keeps out web pages open in the same browser. It uses the system time unless `now` is
given; then it can be moved.
"""

import asyncio
import contextlib
import re
import socket
import threading
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.workspace.api import http
from bot.workspace.api import routes as api_routes
from bot.workspace.api.installation import InstalledWorkspace
from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json
from bot.workspace.core.scheduled_messages import post_due
from bot.workspace.page import pages
from bot.workspace.people import control
from bot.workspace.people import routes as people_routes

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
START_WITHIN = 10.0
SCHEDULE_EVERY = 0.5
CLIENTS_HAVE = 0.4  # seconds to finish their requests when the server stops


class RequestGuard:
    """Refuses requests that a foreign web page could send; gives `api.routes` the transport, which a fault may cut."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...] | None) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            headers = {key.decode(): value.decode("latin-1") for key, value in scope["headers"]}
            if not self._allowed(headers):
                if scope["type"] == "http":
                    await PlainTextResponse("refused: not from this workspace", 403)(scope, receive, send)
                else:
                    await send({"type": "websocket.close", "code": 4003})
                return
            scope["workspace.transport"] = getattr(getattr(send, "__self__", None), "transport", None)
        await self.app(scope, receive, send)

    def _allowed(self, headers: dict[str, str]) -> bool:
        host = headers.get("host", "")
        origin = headers.get("origin")
        if self.hosts and re.sub(r":\d+$", "", host) not in self.hosts:
            return False
        return origin is None or origin == f"http://{host}"


class RunningWorkspace:
    """A workspace that accepts connections until `stop()`."""

    def __init__(self, ws: InstalledWorkspace, hosts: tuple[str, ...] | None) -> None:
        self._ws, self._server = ws, _uvicorn(application(ws, hosts, self._on_started))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._started = threading.Event()
        self._thread: threading.Thread | None = None
        self.url = ws.base_url
        self.api_url = f"{ws.base_url}/api/"
        self.bot_token, self.app_token = ws.bot_token, ws.app_token

    def install(self, manifest: Json) -> None:
        """Give the app this Slack manifest's scopes, events, commands and shortcuts, as installing it would.

        Raises SlackError `invalid_manifest` with every reason.
        """

        async def install() -> None:
            self._ws.install(manifest)

        if self._loop:
            asyncio.run_coroutine_threadsafe(install(), self._loop).result(START_WITHIN)

    def start(self, listening: socket.socket) -> None:
        """Returns when connections are accepted."""
        self._thread = threading.Thread(target=self._run, args=(listening,), name="workspace", daemon=True)
        self._thread.start()
        if not self._started.wait(START_WITHIN):
            raise OSError("the workspace did not start")

    def stop(self) -> None:
        """Close every connection and wait until the server is down; safe to call twice."""
        if self._thread and self._loop and self._thread.is_alive():
            self._server.should_exit = True
            self._loop.call_soon_threadsafe(self._end_requests)
            self._thread.join()

    def _end_requests(self) -> None:
        """End waits for the workspace now, and waits for a client (half a request) a little later."""
        self._ws.stop()
        asyncio.get_running_loop().call_later(CLIENTS_HAVE, self._abort_connections)

    def _abort_connections(self) -> None:
        for connection in list(self._server.server_state.connections):
            if connection.transport:
                connection.transport.abort()

    def _on_started(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.call_soon(self._started.set)

    def _run(self, listening: socket.socket) -> None:
        try:
            asyncio.run(self._server.serve([listening]))
        finally:
            listening.close()
            self._ws.state.close()


def serve(
    path: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    fresh: bool = False,
    now: Callable[[], datetime] | None = None,
    command: str = "/breach",
) -> RunningWorkspace:
    """Start a workspace stored in the SQLite file at `path`; returns when it accepts connections.

    `port` 0 takes any free one; `fresh` deletes the file's contents; `now` (aware) is the workspace's time source;
    `command` is the slash command of a new workspace, until a manifest is installed. Raises OSError if the port is
    taken.
    """
    if fresh:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
    listening = _listen(host, port)
    ws = InstalledWorkspace(path, now or (lambda: datetime.now(UTC)), command)
    ws.base_url = f"http://{host}:{listening.getsockname()[1]}"
    running = RunningWorkspace(ws, LOOPBACK if host in LOOPBACK else None)
    running.start(listening)
    return running


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def _uvicorn(app: ASGIApp) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app,
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


def application(ws: InstalledWorkspace, hosts: tuple[str, ...] | None, on_started: Callable[[], None]) -> ASGIApp:
    """All routes around `ws`; `on_started` is called in the server's own loop."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        scheduler = asyncio.create_task(_post_scheduled(ws))
        on_started()
        yield
        scheduler.cancel()

    app = Starlette(
        routes=[*api_routes.ROUTES, *people_routes.ROUTES, *control.ROUTES, *pages.ROUTES],
        exception_handlers={
            SlackError: http.refused,
            KeyError: http.missing_argument,
            ClientDisconnect: http.client_gone,
        },
        lifespan=lifespan,
    )
    app.state.workspace = ws
    return RequestGuard(app, hosts)


async def _post_scheduled(ws: InstalledWorkspace) -> None:
    while True:
        post_due(ws)
        await asyncio.sleep(SCHEDULE_EVERY)
