"""Socket Mode: connections, events that are sent again, and what the manifest does not ask for."""

import json

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from websockets.sync.client import connect

from bot.workspace import RunningWorkspace
from bot.workspace.client import Control, Person, wait_for


def socket_url(client: WebClient, running: RunningWorkspace) -> str:
    return str(client.apps_connections_open(app_token=running.app_token)["url"])


def test_a_socket_says_hello_and_its_ticket_works_once(client: WebClient, running: RunningWorkspace) -> None:
    url = socket_url(client, running)
    with connect(url) as socket:
        hello = json.loads(socket.recv())
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    with pytest.raises(Exception, match="403"):
        connect(url)


def test_the_eleventh_socket_is_one_too_many(client: WebClient, running: RunningWorkspace) -> None:
    sockets = [connect(socket_url(client, running)) for _ in range(11)]
    for socket in sockets[:10]:
        assert json.loads(socket.recv())["type"] == "hello"
    assert json.loads(sockets[10].recv())["reason"] == "too_many_websockets"
    for socket in sockets:
        socket.close()


def test_an_unacknowledged_event_is_resent_with_the_same_id(
    client: WebClient, running: RunningWorkspace, control: Control, lead: Person
) -> None:
    control.settings(ack_within=0.1, retries=[0, 0.1])
    with connect(socket_url(client, running)) as socket:
        socket.recv()
        lead.open_home()
        frames = [json.loads(socket.recv(timeout=2)) for _ in range(3)]
        assert [frame["retry_attempt"] for frame in frames] == [0, 1, 2]
        assert [frame["retry_reason"] for frame in frames] == ["", "timeout", "timeout"]
        assert len({frame["payload"]["event_id"] for frame in frames}) == 1
        assert len({frame["envelope_id"] for frame in frames}) == 3
        with pytest.raises(TimeoutError):
            socket.recv(timeout=0.4)


def test_an_acknowledged_event_is_not_resent(
    client: WebClient, running: RunningWorkspace, control: Control, lead: Person
) -> None:
    control.settings(ack_within=0.1, retries=[0])
    with connect(socket_url(client, running)) as socket:
        socket.recv()
        lead.open_home()
        frame = json.loads(socket.recv(timeout=2))
        assert frame["accepts_response_payload"] is False
        assert frame["payload"]["event"]["tab"] == "home"
        socket.send(json.dumps({"envelope_id": frame["envelope_id"]}))
        with pytest.raises(TimeoutError):
            socket.recv(timeout=0.4)


def test_the_app_reconnects_after_a_refresh(app: App, control: Control, lead: Person) -> None:
    control.settings(ack_within=0.3)
    app.command("/breach")(lambda ack: ack("Still here."))
    assert control.disconnect("refresh_requested") == 1
    wait_for(lambda: lead.command("#general", "/breach").failure is None, what="the app to be back")
    assert lead.ephemerals()[-1]["text"] == "Still here."


def test_events_the_manifest_does_not_ask_for_are_not_sent(
    client: WebClient, running: RunningWorkspace, lead: Person
) -> None:
    events = {"event_subscriptions": {"bot_events": ["message.im"]}}
    running.install({"oauth_config": {"scopes": {"bot": ["im:history"]}}, "settings": events})
    with connect(socket_url(client, running)) as socket:
        socket.recv()
        lead.open_home()
        lead.type("dm", "only this")
        assert json.loads(socket.recv(timeout=2))["payload"]["event"]["text"] == "only this"
