"""A running workspace stops within a second, whatever is open or waiting, so that Ctrl-C does too."""

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.sync.client import connect

from bot.workspace import RunningWorkspace, serve
from bot.workspace.client import Control, wait_for

WITHIN = 1.0
ARRIVES = 0.2  # seconds until a request that is not answered has reached the server


def open_live_stream(running: RunningWorkspace, resources: ExitStack) -> None:
    stream = resources.enter_context(connect(f"{running.url.replace('http', 'ws')}/as/lead/live"))
    lead = Control(running.url).person("lead")
    lead.type("#general", "hello")
    assert json.loads(stream.recv())["kind"]


def open_socket(running: RunningWorkspace, resources: ExitStack) -> None:
    client = WebClient(token=running.bot_token, base_url=running.api_url)
    url = str(client.apps_connections_open(app_token=running.app_token)["url"])
    socket = resources.enter_context(connect(url))
    assert json.loads(socket.recv())["type"] == "hello"


def in_background(resources: ExitStack, run: Callable[[], object]) -> None:
    """Started now, joined after the stop; how it ends does not matter here."""

    def attempt() -> None:
        with pytest.raises((OSError, SlackApiError)):
            run()

    thread = Thread(target=attempt, daemon=True)
    thread.start()
    resources.callback(thread.join, 5)


def wait_for_the_feed(running: RunningWorkspace, resources: ExitStack) -> None:
    control = Control(running.url)
    after = int(control.get("/as/lead/feed")["number"])
    thread = Thread(target=lambda: control.get("/as/lead/feed", after=after, wait=30), daemon=True)
    thread.start()
    time.sleep(ARRIVES)
    resources.callback(thread.join, 5)


def wait_for_an_acknowledgement(running: RunningWorkspace, resources: ExitStack) -> None:
    """A command to an app that is connected and does not answer; its event is to be sent again in a minute."""
    open_socket(running, resources)
    control = Control(running.url)
    control.settings(ack_within=30)
    lead = control.person("lead")
    lead.open_home()
    failures: list[str | None] = []
    thread = Thread(target=lambda: failures.append(lead.command("#general", "/breach").failure), daemon=True)
    thread.start()
    time.sleep(ARRIVES)
    resources.callback(thread.join, 5)


def hang(running: RunningWorkspace, resources: ExitStack) -> None:
    control = Control(running.url)
    control.fault("hang", "auth.test")
    client = WebClient(token=running.bot_token, base_url=running.api_url, retry_handlers=[])
    in_background(resources, client.auth_test)
    wait_for(lambda: control.calls()["injected"], what="the call to hang")


def send_half_a_request(running: RunningWorkspace, resources: ExitStack) -> None:
    connection = HTTPConnection(running.url.removeprefix("http://"))
    resources.callback(connection.close)
    connection.putrequest("POST", "/as/lead/type")
    connection.putheader("content-length", "100")
    connection.endheaders()
    connection.send(b"{")
    time.sleep(ARRIVES)


OPEN: list[Callable[[RunningWorkspace, ExitStack], None]] = [
    open_live_stream,
    open_socket,
    wait_for_the_feed,
    wait_for_an_acknowledgement,
    hang,
    send_half_a_request,
]


@pytest.mark.parametrize("prepare", OPEN, ids=lambda prepare: prepare.__name__)
def test_a_workspace_stops_within_a_second_while(
    tmp_path: Path, prepare: Callable[[RunningWorkspace, ExitStack], None]
) -> None:
    stops_in_time(tmp_path, prepare)


def test_a_workspace_with_an_open_stream_and_an_open_socket_stops_within_a_second(tmp_path: Path) -> None:
    stops_in_time(tmp_path, open_live_stream, open_socket)


def stops_in_time(tmp_path: Path, *prepare: Callable[[RunningWorkspace, ExitStack], None]) -> None:
    running = serve(tmp_path / "workspace.sqlite", port=0)
    with ExitStack() as resources:
        for step in prepare:
            step(running, resources)
        began = time.monotonic()
        running.stop()
        assert time.monotonic() - began < WITHIN
