"""A workspace and an unmodified Bolt app in it, for the tests of this folder."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.workspace import RunningWorkspace, serve
from bot.workspace.client import Control, Person


class Clock:
    """A time source that changes only when moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def running(tmp_path: Path, clock: Clock) -> Iterator[RunningWorkspace]:
    workspace = serve(tmp_path / "workspace.sqlite", port=0, now=clock)
    yield workspace
    workspace.stop()


@pytest.fixture
def control(running: RunningWorkspace) -> Control:
    return Control(running.url)


@pytest.fixture
def lead(control: Control) -> Person:
    return control.person("lead")


@pytest.fixture
def outsider(control: Control) -> Person:
    return control.person("outsider")


@pytest.fixture
def client(running: RunningWorkspace) -> WebClient:
    return WebClient(token=running.bot_token, base_url=running.api_url)


@pytest.fixture
def app(running: RunningWorkspace, client: WebClient, control: Control) -> Iterator[App]:
    """Connected over Socket Mode; a test adds its own listeners. The connections are closed before the client, which

    holds a lock for up to three seconds while it reads; its threads aren't waited for.
    """
    made = App(client=client)
    handler = SocketModeHandler(made, running.app_token)
    handler.connect()
    control.wait_connected()
    yield made
    handler.client.auto_reconnect_enabled = False
    control.disconnect(None)
    Thread(target=_close, args=(handler,), daemon=True).start()
    made.listener_runner.listener_executor.shutdown(wait=False)


def _close(handler: SocketModeHandler) -> None:
    # The client's own reader may let go of the socket between its check and its close.
    with suppress(AttributeError):
        handler.close()
