"""`/health` and `/metrics` for an outside monitor. Discloses nothing about any incident.

Off unless BREACHBOT_MONITOR_PORT is set. `/health` is 200 while the timers of this machine are alive, else 503 with
the reason; `/metrics` is Prometheus text.
"""

import threading
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route


def monitor(health: Callable[[], str | None], metrics: Callable[[], str]) -> Starlette:
    """`health` gives the trouble in one sentence, or None."""

    def say_health(_: Request) -> PlainTextResponse:
        trouble = health()
        return PlainTextResponse(trouble or "alive", 503 if trouble else 200)

    def say_metrics(_: Request) -> PlainTextResponse:
        return PlainTextResponse(metrics(), media_type="text/plain; version=0.0.4")

    return Starlette(routes=[Route("/health", say_health), Route("/metrics", say_metrics)])


def serve(app: Starlette, host: str, port: int) -> uvicorn.Server:
    """Listens in a thread of its own; `should_exit = True` ends it."""
    server = uvicorn.Server(
        uvicorn.Config(app, host=host, port=port, log_config=None, log_level="error", lifespan="off")
    )
    threading.Thread(target=server.run, name="monitor", daemon=True).start()
    return server
