"""A workspace and an unmodified Bolt app in it, for the tests of this folder."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.workspace import RunningWorkspace, serve
from bot.workspace.client import Control, Person
from tests.chromium import browser

__all__ = ["browser"]


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


@pytest.fixture
def tab(browser: Browser, running: RunningWorkspace) -> Iterator[Page]:
    """A browser tab; a console error fails the test, except the 400 of a refusal that the page shows."""
    page = browser.new_page(viewport={"width": 1280, "height": 860}, base_url=running.url)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))

    def listen(said: ConsoleMessage) -> None:
        if said.type == "error" and "400" not in said.text:
            wrong.append(said.text)

    page.on("console", listen)
    yield page
    page.close()
    assert wrong == []


@pytest.fixture
def channel(client: WebClient) -> str:
    made = client.conversations_create(name="quiet-otter", is_private=True)["channel"]["id"]
    client.conversations_invite(channel=made, users="ULEAD0001,UDPO00001")
    return str(made)
