"""Requests come in and acknowledgments go out over Socket Mode, and no request waits for another.

Bolt's own adapter keeps one of ten threads per request until its listener has acknowledged, and looks for that every
10 ms. Here an acknowledgment goes out from the thread that gives it, and what takes longer than people should wait is
acknowledged in its place (`bot.slack.acknowledging`). The app runs with `process_before_response`, so that Bolt runs a
listener in the thread that asks for it.
"""

import json
import logging
import socket
import time
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from threading import Lock
from typing import Any

import structlog
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.builtin.connection import Connection as Session
from slack_sdk.socket_mode.interval_runner import IntervalRunner
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.errors import StartError
from bot.messages import speak
from bot.slack.acknowledging import Acknowledgment, Patience
from bot.slack.connecting import Waits
from bot.slack.membership import ChannelMembers
from bot.slack.payloads import fault_in, unreadable
from bot.slack.turns import Turn, Turns
from bot.tokens import APP, SlackAway, accepted

LISTENERS = 32  # of which most wait for Slack, after their acknowledgment
PING_S = 10
LOOK_EVERY_S = 0.01  # for a new connection, while there is none
READ_BYTES = 16_384  # at a time; most requests have one or two thousand
REMEMBERED = 2000  # requests; a repeated one comes within minutes
COMINGS_AND_GOINGS = ("member_joined_channel", "member_left_channel")
log = structlog.get_logger(__name__)


class Client(SocketModeClient):
    """Replaces a connection without a pause. slack_sdk closes the old one before it sends by the new one, and for that
    waits for its reader, which may sit in a read for three seconds: as long as Slack waits for an acknowledgment.

    Reads a new connection at once, which slack_sdk does after up to a tenth of a second; as much as there is, so that
    what came first does not wait for all that came with it; and begins a request in the thread that has read it.
    slack_sdk hands it through two more, each of which waits for those that compute. `membership` is told from when to
    when Slack can't be heard.

    A connection that was lost is asked for again after ever longer waits; slack_sdk would ask every `PING_S`, and sleep
    where Slack says how long to wait, which a stop would have to wait for.
    """

    def __init__(self, app_token: str, app: App, web: WebClient) -> None:
        super().__init__(
            app_token, app.logger, web, proxy=web.proxy, ping_interval=PING_S, receive_buffer_size=READ_BYTES
        )
        self.current_session_runner.shutdown()  # which rests a tenth of a second before it looks again
        self.current_session_runner = IntervalRunner(self._run_current_session, LOOK_EVERY_S).start()
        self._waits, self._not_before = Waits(), 0.0

    def enqueue_message(self, message: str) -> None:
        """The end of a connection is for a thread that does not read from it."""
        parsed = json.loads(message)
        if parsed.get("type") == "disconnect":
            super().enqueue_message(message)
        else:
            self.run_message_listeners(parsed, message)

    def issue_new_wss_url(self) -> str:
        try:
            opened = accepted(APP, lambda: self.web_client.apps_connections_open(app_token=self.app_token))
        except (StartError, SlackAway) as error:
            wait_s = self._waits.after(error)
            self._not_before = time.monotonic() + wait_s
            if self.current_app_monitor_started:  # there was a connection before
                log.warning("slack.connection_lost", why=str(error), again_in_s=wait_s)
            raise
        self._waits.begin_anew()
        return str(opened["url"])

    def _monitor_current_session(self) -> None:
        if time.monotonic() >= self._not_before:
            super()._monitor_current_session()  # type: ignore[no-untyped-call] # slack_sdk says nothing of it

    membership: ChannelMembers

    def connect(self) -> None:
        self.membership.unheard()
        if old := self.current_session:
            close = old.close

            def close_at_once() -> None:
                _end_reading(old)
                close()

            old.close = close_at_once  # type: ignore[method-assign] # connect() has no other place between the two
        super().connect()
        if self.is_connected():
            self.membership.heard()


class Connection:
    """`language` is the organization's, spoken until it is known who asks."""

    def __init__(
        self,
        app: App,
        app_token: str,
        client: WebClient,
        language: str,
        membership: ChannelMembers,
        patience: Patience | None = None,
    ) -> None:
        self.app = app
        self.client = Client(app_token, app, client)
        self.client.membership = membership
        self.client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type] # any client, they say
        self._language, self._patience = language, patience or Patience()
        self._listeners = ThreadPoolExecutor(LISTENERS, "listener")
        self._turns = Turns(self._listeners)
        self._seen = SeenRequests()

    def connect(self) -> None:
        """Raises StartError where Slack refuses the token for good, SlackAway where there is no connection."""
        self.client.wss_uri = None  # an address from Slack is good for one connection
        self.client.connect()
        if not self.client.is_connected():
            raise SlackAway("disconnected")

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:
        """What takes no answer is acknowledged at once: events, buttons, and what was delivered before; who comes and
        goes once it is written down, so that Slack tells another process if this one dies before. Everything else is by
        its listener."""
        context = copy_context()
        context.run(speak, self._language)
        event = req.payload.get("event")
        is_kept_first = isinstance(event, dict) and event.get("type") in COMINGS_AND_GOINGS
        turn = Turn()
        ack = Acknowledgment(lambda said: _sent(client, req, said), lambda: self._turns.end(turn))
        is_new = self._seen.first_time(req)
        takes_no_answer = req.type == "events_api" or req.payload.get("type") == "block_actions"
        if not is_new or (takes_no_answer and not is_kept_first):
            ack()
        elif not takes_no_answer:
            self._patience.begins(req.payload, context, ack)
        if is_new:
            self._turns.begin(turn, lambda: context.run(self._listen, req.payload, ack, is_kept_first))

    def _listen(self, payload: dict[str, Any], ack: Acknowledgment, is_kept_first: bool) -> None:
        try:
            dispatch(self.app, payload, ack)
        except Exception as error:  # noqa: BLE001 (the end of a thread: no one else would hear of it)
            log.error("request.failed", kind=error.__class__.__name__)
        finally:
            if is_kept_first:
                ack()
            ack.end()  # for what no one listens to

    def close(self) -> None:
        """At once, while slack_sdk waits for its reader, which may sit in a read for three seconds: shutting the socket
        down first ends that read. Its taker of messages may sit a second in an empty queue: nothing in the queue ends
        that wait. Whatever a person asked before is still answered."""
        self.client.logger = logging.getLogger("slack_sdk")  # which says no more: the connection is meant to break
        self.client.auto_reconnect_enabled = False
        self.client.current_session_state.terminated = True
        self.client.closed = True
        self.client.message_queue.put(None)
        if session := self.client.current_session:
            session.logger = self.client.logger  # it may just be about to look whether Slack is still there
            _end_reading(session)
        try:
            self.client.close()
        except AttributeError:  # the reader let go of the socket between slack_sdk's check and its close
            self.client.close()
        self._listeners.shutdown()
        self._patience.stop()


def dispatch(app: App, payload: dict[str, Any], ack: Acknowledgment) -> None:
    """To the listener that Bolt finds for it; what no listener could read is answered here."""
    if place := fault_in(payload):
        log.warning("payload.unreadable", place=place)
        ack(**unreadable(payload))
        return
    request = BoltRequest(mode="socket_mode", body=payload)
    request.context["ack"] = ack
    app.dispatch(request)


def _end_reading(session: Session) -> None:
    if session.sock:
        with suppress(OSError):  # Slack has closed it already
            session.sock.shutdown(socket.SHUT_RDWR)


def _sent(wire: SocketModeClient, req: SocketModeRequest, said: Mapping[str, Any]) -> bool:
    """Over the connection of now; slack_sdk tries once more when it is just being replaced."""
    try:
        wire.send_socket_mode_response(SocketModeResponse(req.envelope_id, dict(said) or None))
    except (SlackClientNotConnectedError, OSError) as error:
        log.warning("acknowledgment.lost", kind=error.__class__.__name__)
        return False
    return True


class SeenRequests:
    """Which requests came before: Slack delivers an event again when its acknowledgment was lost, under the same id,
    and what a person did must not be done twice."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def first_time(self, req: SocketModeRequest) -> bool:
        request_id = str(req.payload.get("event_id") or req.payload.get("trigger_id") or req.envelope_id)
        with self._lock:
            if request_id in self._ids:
                return False
            self._ids[request_id] = None
            if len(self._ids) > REMEMBERED:
                self._ids.popitem(last=False)
            return True
