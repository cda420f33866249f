"""Every request is acknowledged once and in time, by its listener or in its place."""

from collections.abc import Callable, Iterator, Mapping
from contextvars import copy_context
from functools import partial
from threading import Event
from typing import Any
from weakref import ref

import pytest

from bot.messages import speak
from bot.slack.acknowledging import Acknowledgment, Patience, meanwhile, waiting_view
from bot.workspace.core.block_kit import view_problems


class Wire:
    """Keeps what went out; `gone`: the connection is lost."""

    def __init__(self, *, gone: bool = False) -> None:
        self.sent: list[Mapping[str, Any]] = []
        self.gone, self.came = gone, Event()

    def send(self, said: Mapping[str, Any]) -> bool:
        self.sent.append(said)
        self.came.set()
        return not self.gone


@pytest.fixture
def patience() -> Iterator[Patience]:
    found = Patience(0.05)
    yield found
    found.stop()


def test_the_first_acknowledgment_counts() -> None:
    wire = Wire()
    ack = Acknowledgment(wire.send)
    assert ack.response is None
    assert ack(text="first")
    assert not ack(text="second")
    assert wire.sent == [{"text": "first"}]
    assert ack.response, "Bolt sees that it was acknowledged"


def test_a_lost_connection_is_known_to_the_listener() -> None:
    assert not Acknowledgment(Wire(gone=True).send)(text="lost")


def test_nothing_is_sent_after_the_end() -> None:
    wire = Wire()
    ends: list[bool] = []
    ack = Acknowledgment(wire.send, lambda: ends.append(True))
    ack.end()
    ack.end()
    assert not ack(text="late")
    assert wire.sent == []
    assert ends == [True]


def test_what_takes_too_long_is_acknowledged_in_its_place_in_the_language_found_out_by_then(patience: Patience) -> None:
    """Also while the listener still runs in that very context."""
    wire, context = Wire(), copy_context()
    ack = Acknowledgment(wire.send)

    def listener() -> None:
        speak("de")
        assert wire.came.wait(2)

    patience.begins({"command": "/breach"}, context, ack)
    context.run(listener)
    said = "Ich arbeite daran. Die Antwort erscheint hier."
    assert wire.sent == [{"response_type": "ephemeral", "text": said}]
    assert not ack(text="the answer"), "which the listener then says elsewhere"


class Payload(dict[str, Any]):
    """One that can be watched."""


@pytest.mark.parametrize("end", [lambda ack: ack(text="done"), lambda ack: ack.end()])
def test_a_request_is_not_kept_for_the_time_that_its_acknowledgment_could_have_taken(
    patience: Patience, end: Callable[[Acknowledgment], object]
) -> None:
    payload, wire = Payload(command="/breach"), Wire()
    watched = ref(payload)
    ack = Acknowledgment(partial(_send_for, wire, payload))
    patience.begins(payload, copy_context(), ack)
    del payload
    assert watched()
    end(ack)
    assert watched() is None


def _send_for(wire: Wire, _payload: Payload, said: Mapping[str, Any]) -> bool:
    return wire.send(said)


def test_what_is_acknowledged_in_time_is_left_alone(patience: Patience) -> None:
    wire, later = Wire(), Wire()
    ack = Acknowledgment(wire.send)
    patience.begins({"command": "/breach"}, copy_context(), ack)
    patience.begins({"command": "/breach"}, copy_context(), Acknowledgment(later.send))
    ack(text="the answer")
    assert later.came.wait(2)
    assert wire.sent == [{"text": "the answer"}]


def test_a_form_waits_under_a_view_that_is_called_by_its_request() -> None:
    payload = {"type": "view_submission", "trigger_id": "1.2.abc"}
    said = meanwhile(payload)
    assert said["response_action"] == "push"
    assert said["view"]["external_id"] == waiting_view(payload) == "waiting:1.2.abc"
    assert view_problems(said["view"]) == []


def test_a_button_needs_no_words() -> None:
    assert meanwhile({"type": "block_actions", "trigger_id": "1"}) == {}
