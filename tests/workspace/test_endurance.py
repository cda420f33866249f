"""Sockets, triggers, response URLs and bad days: what expires, what is sent again, what is lost, and what survives a
restart.
"""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry import ConnectionErrorRetryHandler
from slack_sdk.webhook import WebhookClient
from websockets.sync.client import connect

from bot.workspace import RunningWorkspace, serve
from bot.workspace.client import Control, Person, wait_for
from tests.workspace.conftest import Clock

Json = dict[str, Any]
VIEW = {"type": "modal", "title": {"type": "plain_text", "text": "Open"}, "blocks": [{"type": "divider"}]}


def socket_url(client: WebClient, running: RunningWorkspace) -> str:
    return str(client.apps_connections_open(app_token=running.app_token)["url"])


@pytest.fixture
def room(client: WebClient, lead: Person) -> str:
    made = client.conversations_create(name="quiet-otter", is_private=True)["channel"]["id"]
    client.conversations_invite(channel=made, users=lead.id)
    return str(made)


def test_a_socket_greets_and_its_ticket_works_once(client: WebClient, running: RunningWorkspace) -> None:
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


def test_an_event_that_is_not_acknowledged_comes_again_with_the_same_id(
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


def test_an_acknowledged_event_does_not_come_again(
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


def test_the_app_comes_back_after_a_refresh(app: App, control: Control, lead: Person) -> None:
    control.settings(ack_within=0.3)
    app.command("/breach")(lambda ack: ack("Still here."))
    assert control.disconnect("refresh_requested") == 1
    wait_for(lambda: lead.command("#general", "/breach").failure is None, what="the app to be back")
    assert lead.ephemerals()[-1]["text"] == "Still here."


def test_a_trigger_lives_for_seconds_and_opens_one_modal(
    app: App, control: Control, lead: Person, client: WebClient, clock: Clock
) -> None:
    triggers: list[str] = []

    @app.command("/breach")
    def remember(ack: Any, body: Json) -> None:
        triggers.append(body["trigger_id"])
        ack()

    def refused(trigger: str) -> str:
        with pytest.raises(SlackApiError) as caught:
            client.views_open(trigger_id=trigger, view=VIEW)
        return str(caught.value.response["error"])

    lead.command("#general", "/breach")
    clock.move(days=3)
    client.views_open(trigger_id=triggers[0], view=VIEW)
    assert refused(triggers[0]) == "exchanged_trigger_id"
    assert refused("1.2.3") == "invalid_trigger_id"
    control.settings(trigger_life=0.05)
    lead.command("#general", "/breach")
    time.sleep(0.1)
    assert refused(triggers[1]) == "expired_trigger_id"


def test_a_refused_view_does_not_use_up_its_trigger(app: App, lead: Person, client: WebClient) -> None:
    @app.command("/breach")
    def twice(ack: Any, body: Json) -> None:
        with pytest.raises(SlackApiError, match="invalid_arguments"):
            client.views_open(trigger_id=body["trigger_id"], view={**VIEW, "blocks": [{"type": "nonsense"}]})
        client.views_open(trigger_id=body["trigger_id"], view=VIEW)
        ack()

    assert lead.command("#general", "/breach").modal()["title"]["text"] == "Open"


def test_a_response_url_takes_five_answers_within_thirty_minutes(app: App, lead: Person, clock: Clock) -> None:
    urls: list[str] = []

    @app.command("/breach")
    def remember(ack: Any, body: Json) -> None:
        urls.append(body["response_url"])
        ack()

    lead.command("#general", "/breach")
    lead.command("#general", "/breach")
    answers = [WebhookClient(urls[0]).send(text=str(number)).status_code for number in range(6)]
    assert answers == [200] * 5 + [404]
    assert [message["text"] for message in lead.ephemerals()] == list("01234")
    clock.move(minutes=30)
    assert WebhookClient(urls[1]).send(text="on time").status_code == 200
    clock.move(seconds=1)
    assert WebhookClient(urls[1]).send(text="late").status_code == 404


def test_an_update_with_an_old_hash_loses_the_race(app: App, lead: Person, client: WebClient) -> None:
    app.command("/breach")(lambda ack, body: (client.views_open(trigger_id=body["trigger_id"], view=VIEW), ack()))
    view = lead.command("#general", "/breach").modal()
    client.views_update(view_id=view["id"], hash=view["hash"], view=VIEW)
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_update(view_id=view["id"], hash=view["hash"], view=VIEW)
    lead.close_modal()
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_update(view_id=view["id"], view=VIEW)


def test_ratelimited_is_a_429_with_the_time_to_wait(client: WebClient, control: Control, room: str) -> None:
    control.fault("ratelimited", "chat.postMessage", count=1, retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=room, text="x")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")
    client.chat_postMessage(channel=room, text="x")
    assert control.calls()["injected"] == {"chat.postMessage ratelimited": 1}
    assert control.calls()["accepted"]["chat.postMessage"] == 1


@pytest.mark.parametrize(
    ("kind", "arrives"), [("reset", 0), ("reply_lost", 1), ("server_error", 0), ("invalid_auth", 0)]
)
def test_a_fault_tells_whether_the_message_arrived(
    running: RunningWorkspace, control: Control, room: str, lead: Person, kind: str, arrives: int
) -> None:
    control.fault(kind, "chat.postMessage", count=1)
    client = WebClient(token=running.bot_token, base_url=running.api_url, retry_handlers=[])
    with pytest.raises((SlackApiError, OSError)):
        client.chat_postMessage(channel=room, text="once")
    assert len(lead.messages(room)) == arrives
    assert len(control.posted()) == arrives


def test_a_lost_reply_and_a_retry_post_twice_as_on_real_slack(
    running: RunningWorkspace, control: Control, room: str, lead: Person
) -> None:
    control.fault("reply_lost", "chat.postMessage", count=1)
    client = WebClient(
        token=running.bot_token, base_url=running.api_url, retry_handlers=[ConnectionErrorRetryHandler()]
    )
    client.chat_postMessage(channel=room, text="twice", metadata={"event_type": "k", "event_payload": {"key": "1"}})
    assert [post["metadata"]["event_payload"]["key"] for post in control.posted()] == ["1", "1"]


def test_a_hanging_call_runs_into_the_clients_own_timeout(
    running: RunningWorkspace, control: Control, room: str
) -> None:
    control.fault("hang", "chat.postMessage", count=1)
    client = WebClient(token=running.bot_token, base_url=running.api_url, timeout=1, retry_handlers=[])
    with pytest.raises(TimeoutError):
        client.chat_postMessage(channel=room, text="x")
    assert control.posted() == []


def test_chance_repeats_itself_with_the_same_seed(running: RunningWorkspace, control: Control, room: str) -> None:
    client = WebClient(token=running.bot_token, base_url=running.api_url, retry_handlers=[])

    def run() -> list[bool]:
        control.no_faults()
        control.fault("server_error", "chat.postMessage", probability=0.5, seed=4)
        outcome = []
        for _ in range(20):
            try:
                client.chat_postMessage(channel=room, text="x")
                outcome.append(True)
            except SlackApiError:
                outcome.append(False)
        return outcome

    first = run()
    assert first == run()
    assert {True, False} == set(first)


def test_everything_said_is_there_after_a_restart(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "deep" / "workspace.sqlite"
    first = serve(path, port=0, now=clock)
    client, lead = WebClient(token=first.bot_token, base_url=first.api_url), Control(first.url).person("lead")
    room = client.conversations_create(name="quiet-otter", is_private=True)["channel"]["id"]
    client.conversations_invite(channel=room, users=lead.id)
    ts = client.chat_postMessage(channel=room, text="card")["ts"]
    client.pins_add(channel=room, timestamp=ts)
    lead.react(room, ts, "eyes")
    file = lead.upload(room, "a.txt", b"bytes")["id"]
    client.views_publish(user_id=lead.id, view={"type": "home", "blocks": [{"type": "divider"}]})
    messages = lead.messages(room, notes=True)
    before = [messages, lead.pins(room), lead.home()]
    first.stop()

    second = serve(path, port=0, now=clock)
    assert (second.bot_token, second.app_token) == (first.bot_token, first.app_token)
    lead = Control(second.url).person("lead")
    after = [lead.messages(room, notes=True), lead.pins(room), lead.home()]
    assert json.dumps(after).replace(second.url, first.url) == json.dumps(before)
    assert lead.download(file) == b"bytes"
    newer = WebClient(token=second.bot_token, base_url=second.api_url).chat_postMessage(channel=room, text="later")
    assert newer["ts"] > messages[-1]["ts"]
    second.stop()

    third = serve(path, port=0, fresh=True)
    assert third.bot_token != first.bot_token
    assert len(Control(third.url).person("lead").channels()) == 3
    third.stop()


def test_a_start_takes_under_a_third_of_a_second_and_a_taken_port_is_said(tmp_path: Path) -> None:
    began = time.monotonic()
    first = serve(tmp_path / "one.sqlite", port=0)
    assert time.monotonic() - began < 0.3
    with pytest.raises(OSError, match="Address already in use"):
        serve(tmp_path / "two.sqlite", port=int(first.url.rpartition(":")[2]))
    first.stop()
    first.stop()


def test_a_manifest_that_slack_would_refuse_is_refused(running: RunningWorkspace) -> None:
    events = {"event_subscriptions": {"bot_events": ["message.groups", "nonsense"]}}
    with pytest.raises(Exception, match=r"message.groups needs the scope groups:history.*unknown event: nonsense"):
        running.install({"oauth_config": {"scopes": {"bot": ["chat:write"]}}, "settings": events})


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
