"""Socket Mode: how payloads reach the app, and how its answers are returned.

An app opens a URL with a one-use ticket, then any payload goes to any one of its connections. Commands and interactions
are delivered once: if no acknowledgment arrives in time, the person sees `operation_timeout`. Events are delivered
again, with the same event id, after the waits in `retries`. Up to ten connections; the eleventh is told
`too_many_websockets`. What a payload holds is decided in `payloads`.
"""

import asyncio
import contextlib
import json
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.workspace.core.json import Json
from bot.workspace.core.residents import APP

MAX_CONNECTIONS = 10
ANSWERABLE = ("slash_commands", "view_submission", "block_suggestion")


@dataclass
class Ack:
    """How a delivery ended. `failure` is None, or `operation_timeout` or `dispatch_failed` if the app didn't answer."""

    payload: Json = field(default_factory=dict)
    failure: str | None = None


@dataclass
class SocketMode:
    ack_within: float = 3.0
    retries: tuple[float, ...] = (0, 60, 300)
    connections: list[WebSocket] = field(default_factory=list)
    _tickets: set[str] = field(default_factory=set)
    _pending: dict[str, asyncio.Future[Json | None]] = field(default_factory=dict)
    _events: set[asyncio.Task[None]] = field(default_factory=set)

    def ticket(self) -> str:
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return ticket

    async def connect(self, websocket: WebSocket) -> None:
        """Serve one connection until it ends."""
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await websocket.close(4001)
            return
        self._tickets.discard(ticket)
        await websocket.accept()
        if len(self.connections) >= MAX_CONNECTIONS:
            await websocket.send_json(_disconnect_message("too_many_websockets"))
            await websocket.close()
            return
        self.connections.append(websocket)
        try:
            await websocket.send_json(self._hello())
            while True:
                self._acknowledged(await websocket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            if websocket in self.connections:
                self.connections.remove(websocket)

    def _hello(self) -> Json:
        debug = {"host": "workspace", "build_number": 1, "approximate_connection_time": 18060}
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": debug,
            "connection_info": {"app_id": APP},
        }

    def _acknowledged(self, frame: str) -> None:
        with contextlib.suppress(ValueError, RecursionError, AttributeError):
            answer = json.loads(frame)
            future = self._pending.pop(answer.get("envelope_id", ""), None)
            if future and not future.done():
                future.set_result(answer.get("payload") or {})

    async def deliver(self, kind: str, payload: Json, **more: Any) -> Ack:
        """Send one envelope to any one connection and wait for its acknowledgment."""
        if not self.connections:
            return Ack(failure="dispatch_failed")
        envelope = {"envelope_id": str(uuid.uuid4()), "type": kind, "payload": payload, **more}
        envelope["accepts_response_payload"] = kind in ANSWERABLE or payload.get("type") in ANSWERABLE
        future: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        self._pending[envelope["envelope_id"]] = future
        try:
            await secrets.choice(self.connections).send_json(envelope)
            answer = await asyncio.wait_for(future, self.ack_within)
            return Ack(failure="dispatch_failed") if answer is None else Ack(answer)
        except TimeoutError:
            return Ack(failure="operation_timeout")
        except (WebSocketDisconnect, RuntimeError):
            return Ack(failure="dispatch_failed")
        finally:
            self._pending.pop(envelope["envelope_id"], None)

    def send_event(self, payload: Json) -> None:
        """Deliver an event in the background, again after each wait in `retries` until it is acknowledged."""
        task = asyncio.get_running_loop().create_task(self._send_event(payload))
        self._events.add(task)
        task.add_done_callback(self._events.discard)

    async def _send_event(self, payload: Json) -> None:
        attempt: Json = {"retry_attempt": 0, "retry_reason": ""}
        for number, wait in enumerate((*self.retries, None), start=1):
            ack = await self.deliver("events_api", payload, **attempt)
            if ack.failure is None or wait is None:
                return
            reason = "timeout" if ack.failure == "operation_timeout" else "connection_failed"
            attempt = {"retry_attempt": number, "retry_reason": reason}
            await asyncio.sleep(wait)

    async def disconnect(self, reason: str | None) -> int:
        """Tell every connection to disconnect (`refresh_requested`, `warning`, `link_disabled`), or close them all
        (None).

        Returns how many there were.
        """
        connections = list(self.connections)
        for websocket in connections:
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                if reason is None:
                    await websocket.close(1011)
                else:
                    await websocket.send_json(_disconnect_message(reason))
        return len(connections)

    def stop(self) -> None:
        """End every wait for an acknowledgment: callers get `dispatch_failed`, events are dropped."""
        for event in list(self._events):
            event.cancel()
        for future in list(self._pending.values()):
            if not future.done():
                future.set_result(None)


def _disconnect_message(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "workspace"}}
