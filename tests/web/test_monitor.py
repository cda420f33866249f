"""What an outside monitor is told, over a real socket."""

import socket
from collections.abc import Callable
from http.client import HTTPConnection

import pytest

from bot.web.monitor import monitor, serve
from bot.workspace.client import wait_for


def asked(path: str, health: Callable[[], str | None] = lambda: None) -> tuple[int, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = serve(monitor(health, lambda: "breachbot_up 1\n"), "127.0.0.1", port)
    wait_for(lambda: server.started)
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    answer = connection.getresponse()
    found = (answer.status, answer.read().decode())
    server.should_exit = True
    return found


def test_a_living_bot_says_so() -> None:
    assert asked("/health") == (200, "alive")


def test_a_bot_whose_heart_stopped_says_why() -> None:
    assert asked("/health", lambda: "The last heartbeat is 9 minutes old.") == (
        503,
        "The last heartbeat is 9 minutes old.",
    )


def test_metrics_are_plain_text() -> None:
    assert asked("/metrics") == (200, "breachbot_up 1\n")


@pytest.mark.parametrize("path", ["/", "/incidents", "/health/../metrics"])
def test_nothing_else_is_there(path: str) -> None:
    assert asked(path)[0] == 404
