"""Slack waits three seconds for an acknowledgment, then tells the person that nothing answered. So each request gets
one in time: its listener's own, or after PATIENCE_S one that says that the work goes on.

Leaves to `bot.slack.socket_mode` how it is sent, and to the listeners where an answer goes that came too late for it.
"""

import threading
import time
from collections.abc import Callable, Mapping
from contextvars import Context
from queue import SimpleQueue
from typing import Any

from slack_bolt import BoltResponse

from bot.messages import _
from bot.slack.answers import told
from bot.slack.block_kit import Message

SLACK_WAITS_S = 3.0
PATIENCE_S = 2.5  # from receipt; half a second is left for the way back


class Acknowledgment:
    """What Slack is told about one request, once. Bolt hands it to listeners as `ack`, and asks for its `response`.

    Once told, it lets go of the request: under load, those of the last seconds would be megabytes.
    """

    def __init__(self, send: Callable[[Mapping[str, Any]], bool], then: Callable[[], None] = lambda: None) -> None:
        """`then` is called once, after it was sent or given up. `meanwhile` gives what is said in the listener's place,
        in the language that has been found out by then."""
        self.response: BoltResponse | None = None
        self.meanwhile: Callable[[], Mapping[str, Any]] = dict
        self._send, self._then, self._once = send, then, threading.Lock()
        self._since = time.monotonic()

    def __call__(self, **said: Any) -> bool:
        """Whether Slack is told this. It is not where the request was acknowledged before, the connection is gone, or
        it was being replaced until Slack waited no more; then what matters has to be said elsewhere."""
        if not self._is_first():
            return False
        send, then = self._let_go()
        try:
            return send(said) and time.monotonic() < self._since + SLACK_WAITS_S
        finally:
            then()

    def end(self) -> None:
        """From now on nothing is sent anymore."""
        if self._is_first():
            _send, then = self._let_go()
            then()

    def _is_first(self) -> bool:
        if not self._once.acquire(blocking=False):
            return False
        self.response = BoltResponse(status=200)
        return True

    def _let_go(self) -> tuple[Callable[[Mapping[str, Any]], bool], Callable[[], None]]:
        found = self._send, self._then
        del self._send, self._then
        self.meanwhile = dict
        return found


class Patience:
    """Acknowledges what its listener has not, the oldest first, from a thread of its own: however many listeners wait
    for a database or for Slack, this does not."""

    def __init__(self, seconds: float = PATIENCE_S) -> None:
        self._seconds = seconds
        self._waiting: SimpleQueue[tuple[float, Acknowledgment] | None] = SimpleQueue()
        threading.Thread(target=self._watch, name="patience", daemon=True).start()

    def begins(self, payload: Mapping[str, Any], context: Context, ack: Acknowledgment) -> None:
        """`context`: the listener's own."""
        ack.meanwhile = lambda: context.copy().run(meanwhile, payload)
        self._waiting.put((time.monotonic(), ack))

    def stop(self) -> None:
        self._waiting.put(None)

    def _watch(self) -> None:
        while waiting := self._waiting.get():
            since, ack = waiting
            time.sleep(max(0.0, since + self._seconds - time.monotonic()))
            if ack.response is None:
                ack(**ack.meanwhile())


def meanwhile(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a command, a form or a button is acknowledged with while the work goes on. A form keeps what was entered: it
    waits under the view that says so, and is there again once that one is closed."""
    if "command" in payload:
        return {"response_type": "ephemeral", **Message(_("Working on it. The answer will appear here.")).body()}
    if payload.get("type") == "view_submission":
        words = _("Working on it. You can close this: the result will be shown here or sent to you.")
        view = told(Message(words)).view()
        return {"response_action": "push", "view": {**view, "external_id": waiting_view(payload)}}
    return {}


def waiting_view(payload: Mapping[str, Any]) -> str:
    """What the view that stands over a submitted form is called in the meantime; no two requests share a trigger."""
    return f"waiting:{payload.get('trigger_id', '')}"
