"""Slack as far as a bench needs it: it answers every method at once, or as late as told, and times what comes back.

It remembers who is in which channel and what was posted when, checks nothing and draws nothing. The bundled local Slack
does all that, and its own work would be in every figure.
"""

import asyncio
import itertools
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.workspace.api import payloads
from bot.workspace.core.residents import APP, BOT_USER, TEAM

Json = dict[str, Any]
LOST_AFTER_S = 3.0
"""How long Slack waits for an acknowledgment."""


@dataclass(frozen=True)
class Acked:
    """One envelope: how long its acknowledgment took, in ms (None: it was lost), and what was in it."""

    took: float | None
    payload: Json


@dataclass(frozen=True)
class Call:
    """One call of a method, when it was answered (`perf_counter`, in seconds)."""

    method: str
    arguments: Mapping[str, Any]
    at: float


@dataclass
class FastSlack:
    """Give `latency` in seconds to make every method slow, except the two that connect, and `members` by channel for
    channels that were there before."""

    latency: float = 0.0
    members: dict[str, list[str]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    answers: list[tuple[str, Json]] = field(default_factory=list)
    _sockets: list[WebSocket] = field(default_factory=list)
    _pending: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _server: uvicorn.Server | None = None
    port: int = 0

    async def start(self) -> None:
        routes = [
            Route("/api/{method}", self._answer, methods=["POST", "GET"]),
            Route("/respond/{number}", self._respond, methods=["POST"]),
            Route("/upload", self._uploaded, methods=["POST"]),
            WebSocketRoute("/socket", self._connect),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes), port=0, log_level="error", ws="websockets-sansio", http="h11", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._serving = asyncio.create_task(self._server.serve())
        while not self._server.started:
            await asyncio.sleep(0.01)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server:
            self._server.should_exit = self._server.force_exit = True
            await self._serving

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def connected(self, within: float = 60) -> None:
        """Until the app has as many connections as it opens: one."""
        async with asyncio.timeout(within):
            while not self._sockets:
                await asyncio.sleep(0.02)

    async def command(self, text: str, person: str, channel: str, word: str = "/breach") -> Acked:
        url, trigger = f"{self.url}/respond/{next(self._numbers)}", f"{next(self._numbers)}.0"
        shown = {"id": channel, "kind": "group", "name": "private"}
        payload = payloads.command(word, text, {"id": person, "name": person.lower()}, shown, url, trigger)
        return await self.deliver("slash_commands", payload, answerable=True)

    async def interaction(self, kind: str, person: str, **more: Any) -> Acked:
        user = {"id": person, "name": person.lower()}
        payload = payloads.interaction(kind, user, trigger_id=f"{next(self._numbers)}.0", **more)
        return await self.deliver("interactive", payload, answerable=kind == "view_submission")

    async def event(self, body: Json) -> Acked:
        payload = payloads.event(body, f"Ev{next(self._numbers)}", 0)
        return await self.deliver("events_api", payload, retry_attempt=0, retry_reason="")

    async def deliver(self, kind: str, payload: Json, answerable: bool = False, **more: Any) -> Acked:
        number = str(uuid.uuid4())
        envelope = {"envelope_id": number, "type": kind, "payload": payload, "accepts_response_payload": answerable}
        self._pending[number] = asyncio.get_running_loop().create_future()
        text = json.dumps(envelope | more)
        begun = perf_counter()
        await self._sockets[-1].send_text(text)
        try:
            answer = await asyncio.wait_for(self._pending[number], LOST_AFTER_S)
        except TimeoutError:
            return Acked(None, {})
        finally:
            del self._pending[number]
        return Acked((answer.pop("at") - begun) * 1000, answer.get("payload") or {})

    async def _connect(self, websocket: WebSocket) -> None:
        await websocket.accept()
        self._sockets.append(websocket)
        await websocket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}})
        try:
            while True:
                answer = json.loads(await websocket.receive_text())
                pending = self._pending.get(answer.get("envelope_id", ""))
                if pending and not pending.done():
                    pending.set_result({**answer, "at": perf_counter()})
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self._sockets.remove(websocket)

    async def _respond(self, request: Request) -> Response:
        self.answers.append((request.path_params["number"], json.loads(await request.body())))
        return Response("ok")

    async def _uploaded(self, _: Request) -> Response:
        return Response("ok")

    async def _answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        arguments = _arguments(await request.body(), request.headers.get("content-type", ""))
        if method not in ("auth.test", "apps.connections.open"):
            await asyncio.sleep(self.latency)
        answer = {"ok": True} | self._result(method, arguments)
        self.calls.append(Call(method, arguments, perf_counter()))
        return JSONResponse(answer)

    def _result(self, method: str, given: Mapping[str, Any]) -> Json:
        number = next(self._numbers)
        channel = given.get("channel", "")
        match method:
            case "auth.test":
                return {
                    "user_id": BOT_USER,
                    "team_id": TEAM,
                    "bot_id": "BBREACH01",
                    "url": self.url,
                    "user": "breachbot",
                }
            case "apps.connections.open":
                return {"url": f"ws://127.0.0.1:{self.port}/socket"}
            case "conversations.create":
                return {"channel": {"id": f"C{number:08}", "name": given["name"], "is_private": True}}
            case "conversations.open":
                return {"channel": {"id": f"D{given['users']}"}}
            case "conversations.invite":
                self.members.setdefault(channel, []).extend(str(given["users"]).split(","))
                return {"channel": {"id": channel}}
            case "conversations.members":
                return {"members": self.members.get(channel, []), "response_metadata": {"next_cursor": ""}}
            case "conversations.history" | "conversations.replies":
                return {"messages": [], "has_more": False}
            case "users.info":
                return {"user": _person(given["user"])}
            case "users.list":
                return {"members": [], "response_metadata": {"next_cursor": ""}}
            case "usergroups.list":
                return {"usergroups": []}
            case "files.getUploadURLExternal":
                return {"upload_url": f"{self.url}/upload", "file_id": f"F{number:08}"}
            case "files.completeUploadExternal":
                files = given.get("files", [])
                return {"files": json.loads(files) if isinstance(files, str) else files}
            case "views.open" | "views.push" | "views.update" | "views.publish":
                return {"view": {"id": f"V{number:08}"}}
            case "bookmarks.add":
                return {"bookmark": {"id": f"Bk{number:08}"}}
        return {"ts": f"1700000000.{number:06}", "channel": channel, "message_ts": f"1700000000.{number:06}"}


def _person(person: str) -> Json:
    return {"id": person, "name": person.lower(), "tz": "Europe/Berlin", "locale": "en-US", "profile": {}}


def _arguments(body: bytes, kind: str) -> Json:
    if "json" in kind:
        return dict(json.loads(body or b"{}"))
    found: Json = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    for name in ("blocks", "metadata", "view"):
        if isinstance(found.get(name), str):
            found[name] = json.loads(found[name])
    return found
