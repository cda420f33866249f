"""Socket Mode: how payloads reach the app, and how its answers come back.

An app opens a URL with a one-use ticket, then any payload goes to any one of its connections. Commands and interactions
are delivered once: no acknowledgement in time is what the person sees as `operation_timeout`. Events are delivered
again, with the same event id, after the waits in `retries`. Up to ten connections; the eleventh is told
`too_many_websockets`.
"""

import asyncio
import contextlib
import json
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.workspace.core.residents import APP

MOST_CONNECTIONS = 10
ANSWERABLE = ("slash_commands", "view_submission", "block_suggestion")


@dataclass
class Ack:
    """How a delivery ended. `failure` is None, `operation_timeout` or `dispatch_failed`; then the app said nothing."""

    payload: dict[str, Any] = field(default_factory=dict)
    failure: str | None = None


@dataclass
class Socket:
    ack_within: float = 3.0
    retries: tuple[float, ...] = (0, 60, 300)
    tickets: set[str] = field(default_factory=set)
    connections: list[WebSocket] = field(default_factory=list)
    waiting: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def ticket(self) -> str:
        made = secrets.token_urlsafe(24)
        self.tickets.add(made)
        return made

    async def connect(self, websocket: WebSocket) -> None:
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self.tickets:
            await websocket.close(4001)
            return
        self.tickets.discard(ticket)
        await websocket.accept()
        if len(self.connections) >= MOST_CONNECTIONS:
            await websocket.send_json(_goodbye("too_many_websockets"))
            await websocket.close()
            return
        self.connections.append(websocket)
        try:
            await websocket.send_json(self._hello())
            while True:
                self._answered(await websocket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            if websocket in self.connections:
                self.connections.remove(websocket)

    def _hello(self) -> dict[str, Any]:
        debug = {"host": "workspace", "build_number": 1, "approximate_connection_time": 18060}
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": debug,
            "connection_info": {"app_id": APP},
        }

    def _answered(self, frame: str) -> None:
        with contextlib.suppress(json.JSONDecodeError, AttributeError):
            answer = json.loads(frame)
            future = self.waiting.pop(answer.get("envelope_id", ""), None)
            if future and not future.done():
                future.set_result(answer.get("payload") or {})

    async def deliver(self, kind: str, payload: dict[str, Any], **more: Any) -> Ack:
        """Send one envelope to any one connection and wait for its acknowledgement."""
        if not self.connections:
            return Ack(failure="dispatch_failed")
        envelope = {"envelope_id": str(uuid.uuid4()), "type": kind, "payload": payload, **more}
        answerable = kind in ANSWERABLE or payload.get("type") in ANSWERABLE
        envelope["accepts_response_payload"] = answerable
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.waiting[envelope["envelope_id"]] = future
        try:
            await secrets.choice(self.connections).send_json(envelope)
            return Ack(await asyncio.wait_for(future, self.ack_within))
        except TimeoutError:
            return Ack(failure="operation_timeout")
        except (WebSocketDisconnect, RuntimeError):
            return Ack(failure="dispatch_failed")
        finally:
            self.waiting.pop(envelope["envelope_id"], None)

    def announce(self, payload: dict[str, Any]) -> None:
        """Deliver an event in the background, again after each wait in `retries` until it is acknowledged."""
        task = asyncio.get_running_loop().create_task(self._announce(payload))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _announce(self, payload: dict[str, Any]) -> None:
        attempt: dict[str, Any] = {"retry_attempt": 0, "retry_reason": ""}
        for number, wait in enumerate((*self.retries, None), start=1):
            ack = await self.deliver("events_api", payload, **attempt)
            if ack.failure is None or wait is None:
                return
            reason = "timeout" if ack.failure == "operation_timeout" else "connection_failed"
            attempt = {"retry_attempt": number, "retry_reason": reason}
            await asyncio.sleep(wait)

    async def part(self, reason: str | None) -> int:
        """Tell every connection to go (`refresh_requested`, `warning`, `link_disabled`), or cut them without a word
        (None).
        """
        leaving = list(self.connections)
        for websocket in leaving:
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                if reason is None:
                    await websocket.close(1011)
                else:
                    await websocket.send_json(_goodbye(reason))
        return len(leaving)

    async def close(self) -> None:
        for task in list(self.tasks):
            task.cancel()
        await self.part(None)


def _goodbye(reason: str) -> dict[str, Any]:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "workspace"}}
