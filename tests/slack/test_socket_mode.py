"""What comes in over Socket Mode and what goes out: with the installed Bolt, whichever version that is."""

import gc
import json
import weakref
from collections.abc import Iterator
from threading import Event, get_ident
from time import sleep
from typing import Any

import pytest
from slack_bolt import App, BoltRequest
from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.slack.acknowledging import Patience
from bot.slack.buttons import BUTTONS
from bot.slack.callbacks import MENU
from bot.slack.forms import FORMS
from bot.slack.listeners import Listeners
from bot.slack.readings import CHOOSE
from bot.slack.socket_mode import LISTENERS, Connection
from bot.slack.turns import AT_ONCE
from tests.slack.far import Heard, Known


class Wire:
    """Stands for the connection: keeps what was sent, as Slack would read it."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.came, self.lost = Event(), False

    def send_socket_mode_response(self, response: SocketModeResponse) -> None:
        if self.lost:
            raise SlackClientNotConnectedError("closed")
        self.sent.append(json.loads(json.dumps(response.to_dict())))
        self.came.set()


class Bench:
    """A connection that no one is at the other end of, and an app whose listener does what a test says."""

    def __init__(self) -> None:
        self.slack, self.wire, self.heard = Known(), Wire(), 0
        self.app = App(client=self.slack, process_before_response=True)
        self.connection = Connection(self.app, "xapp-1", self.slack, "en", Heard(), Patience(0.2))
        self.done, self.free = Event(), Event()
        self.waits, self.taken = False, True

        def listener(ack: Any) -> None:
            self.heard += 1
            if self.waits:
                assert self.free.wait(5)
            self.taken = ack(text="the answer")
            self.done.set()

        self.app.command("/breach")(listener)

        def press(ack: Any) -> None:
            ack()
            assert self.free.wait(5)
            self.done.set()

        def event() -> None:
            assert self.free.wait(5)
            self.heard += 1
            self.done.set()

        self.app.action("press")(press)
        self.app.event("user_change")(event)

    def comes(self, kind: str, envelope: str, payload: dict[str, Any]) -> None:
        self.connection.handle(self.wire, SocketModeRequest(kind, envelope, payload))  # type: ignore[arg-type] # sends

    def command(self, number: int = 1) -> None:
        typed = {"command": "/breach", "text": "list", "user_id": "U1", "channel_id": "C1", "trigger_id": f"t{number}"}
        self.comes("slash_commands", f"e{number}", typed)

    def change(self, envelope: str) -> None:
        event = {"type": "user_change", "user": {"id": "U1"}}
        self.comes(
            "events_api", envelope, {"type": "event_callback", "event_id": "Ev1", "team_id": "T1", "event": event}
        )


@pytest.fixture
def bench() -> Iterator[Bench]:
    found = Bench()
    yield found
    found.free.set()
    found.connection.close()


def test_an_answer_goes_out_as_the_listener_gives_it(bench: Bench) -> None:
    bench.command()
    assert bench.done.wait(2)
    assert bench.wire.sent == [{"envelope_id": "e1", "payload": {"text": "the answer"}}]
    assert bench.slack.asked == 1


def test_nothing_of_a_request_stays_in_memory_when_the_next_is_answered(bench: Bench) -> None:
    """Also before garbage is collected, which is seldom."""
    payload = {"command": "/breach", "text": "list", "user_id": "U1", "channel_id": "C1", "trigger_id": "t1"}
    request = SocketModeRequest("slash_commands", "e1", payload)
    stays = weakref.ref(request)
    gc.disable()
    try:
        bench.connection.handle(bench.wire, request)  # type: ignore[arg-type] # sends
        del request
        assert bench.done.wait(2)
        bench.command(2)  # what watches that Slack is answered in time then watches this one
        for _ in range(100):  # its thread is about to let go of it
            if stays() is None:
                break
            sleep(0.02)
        assert stays() is None
    finally:
        gc.enable()


def test_an_early_acknowledgment_does_not_wait_for_the_work_that_follows(bench: Bench) -> None:
    pressed = {"action_id": "press", "block_id": "b", "type": "button"}
    user = {"id": "U1", "team_id": "T1"}
    payload = {"type": "block_actions", "trigger_id": "t", "user": user, "team": {"id": "T1"}, "actions": [pressed]}
    bench.comes("interactive", "e1", payload)
    assert bench.wire.came.wait(2)
    assert bench.wire.sent == [{"envelope_id": "e1"}]
    assert not bench.done.is_set()


def test_an_event_is_acknowledged_at_once_and_heard_once_however_often_it_comes(bench: Bench) -> None:
    bench.change("e1")
    bench.change("e2")
    assert bench.wire.sent == [{"envelope_id": "e1"}, {"envelope_id": "e2"}]
    bench.free.set()
    assert bench.done.wait(2)
    assert bench.heard == 1


def test_a_command_that_comes_again_is_acknowledged_and_not_done_again(bench: Bench) -> None:
    bench.command()
    assert bench.done.wait(2)
    bench.command()
    assert bench.wire.sent[1:] == [{"envelope_id": "e1"}]
    assert bench.heard == 1


def test_no_one_waits_for_listeners_that_all_wait_themselves(bench: Bench) -> None:
    """More requests than there are listeners, of which none comes to an end."""
    bench.waits = True
    for number in range(LISTENERS + 8):
        bench.command(number)
    for _ in range(100):
        if len(bench.wire.sent) == LISTENERS + 8:
            break
        bench.done.wait(0.05)
    assert {one["envelope_id"] for one in bench.wire.sent} == {f"e{number}" for number in range(LISTENERS + 8)}
    assert all("Working on it" in one["payload"]["text"] for one in bench.wire.sent)
    bench.free.set()
    assert bench.done.wait(2)
    assert not bench.taken, "the listener knows that its answer came too late for this"


def test_a_button_is_acknowledged_before_its_turn_comes(bench: Bench) -> None:
    bench.waits = True
    for number in range(AT_ONCE):
        bench.command(number)
    bench.comes("interactive", "pressed", {"type": "block_actions", "trigger_id": "t", "user": {"id": "U1"}})
    assert bench.wire.sent == [{"envelope_id": "pressed"}]


def test_a_request_begins_in_the_thread_that_read_it_and_the_end_of_a_connection_does_not(
    monkeypatch: pytest.MonkeyPatch, bench: Bench
) -> None:
    client, heard, left = bench.connection.client, list[tuple[str, int]](), Event()

    def connect_again(force: bool) -> None:
        heard.append(("", get_ident()))
        left.set()

    client.socket_mode_request_listeners[:] = [lambda _, req: heard.append((req.envelope_id, get_ident()))]
    monkeypatch.setattr(client, "connect_to_new_endpoint", connect_again)
    client.enqueue_message(json.dumps({"type": "slash_commands", "envelope_id": "e1", "payload": {}}))
    client.enqueue_message(json.dumps({"type": "hello"}))
    assert heard == [("e1", get_ident())]
    client.enqueue_message(json.dumps({"type": "disconnect"}))
    assert left.wait(5)
    assert heard[1][1] != get_ident()


def test_a_listener_knows_that_the_connection_is_gone(bench: Bench) -> None:
    bench.wire.lost = True
    bench.command()
    assert bench.done.wait(2)
    assert not bench.taken


def test_every_button_and_form_is_heard_also_one_of_an_older_version(monkeypatch: pytest.MonkeyPatch) -> None:
    app = App(client=Known(), process_before_response=True)
    listeners = Listeners(None, None, None, None, None, None, None)  # type: ignore[arg-type] # none is asked for anything
    heard = list[str]()
    monkeypatch.setattr(listeners, "on_button", lambda body: heard.append(body["actions"][0]["action_id"]))
    monkeypatch.setattr(listeners, "on_form", lambda body: heard.append(body["view"]["callback_id"]))
    listeners.bind(app)
    actions, forms = (*BUTTONS, MENU, CHOOSE, "gone"), (*FORMS, "gone too")
    bodies: list[dict[str, Any]] = [{"type": "block_actions", "actions": [{"action_id": one}]} for one in actions]
    bodies += [{"type": "view_submission", "view": {"type": "modal", "callback_id": one}} for one in forms]
    for body in bodies:
        app.dispatch(BoltRequest(mode="socket_mode", body={**body, "user": {"id": "U1"}, "team": {"id": "T1"}}))
    assert heard == [*actions, *forms]
