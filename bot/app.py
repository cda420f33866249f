"""The composition root: reads the library, opens the database, and hands each folder what it needs. No decisions.

The machine's time, chance and the environment are read here, in `settings.py` and in `cli` alone; `now` is handed on,
so that a drill or a test may move it.
"""

import secrets
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from importlib.metadata import version
from ssl import create_default_context
from typing import Any

from pydantic import SecretStr
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.actions import channels
from bot.actions.effects import Effect
from bot.actions.work import BREACHBOT, Library, Opens, Unchecked, Work
from bot.documents.incident_documents import notice_drafter, uploads
from bot.law.duties import prepare
from bot.law.files import load as load_law
from bot.law.model import Law
from bot.library.organisation import load_organisation
from bot.library.reminders import load_reminders
from bot.library.templates import load_templates
from bot.messages import ENGLISH, speaking
from bot.runbook.files import load_runbooks
from bot.settings import Settings, roots
from bot.slack.block_kit import Message
from bot.slack.connecting import Connecting, in_background, outcome, waited
from bot.slack.directory import Directory
from bot.slack.gateway import SlackGateway
from bot.slack.listeners import Listeners
from bot.slack.membership import ChannelMembers
from bot.slack.outgoing import draw as draw_message
from bot.slack.rehearsal import rehearse
from bot.slack.socket_mode import Connection
from bot.store.engine import Engine, check_version, lock_file, migrate, once_more, open_engine, reading, writing
from bot.store.law_versions import keep_law
from bot.timers.engine import Timers
from bot.tokens import BOT, SlackAway, accepted
from bot.typed.places import codes_named

SLACK_TIMEOUT_S = 10
CLOSE_WITHIN_S = 0.9
READY_WITHIN_S = 2  # how long a start waits for Slack to say who is who, and for the database to take a rehearsal


def utc_now() -> datetime:
    return datetime.now(UTC)


def new_number() -> int:
    """Chance for one request."""
    return secrets.randbelow(1_000_000)


def new_salt() -> str:
    """Chance for one entry of an audit log."""
    return secrets.token_hex(16)


def read_library(settings: Settings) -> Library:
    """Everything that is data. Raises LibraryFaults with file and line: a broken library means no start."""
    law_of_all = load_law(*roots(settings, "regulations"), cache=settings.cache)
    organisation, law = load_organisation(settings.organisation_file, law_of_all)
    return Library(
        law=law,
        runbooks=load_runbooks(*roots(settings, "runbooks"), vocabulary=law.vocabulary),
        templates=load_templates(*roots(settings, "notify_templates"), cache=settings.cache),
        organisation=organisation,
        reminders=load_reminders(*roots(settings, "runbooks")),
    )


def _prepare(law: Law, on: date) -> None:
    """Does ahead what the first people to write would wait for: everything an assessment needs, and every place's name
    in every language."""
    prepare(law, on)
    codes_named("Germany", law.places, None)


@dataclass
class Bot:
    """One process of breachbot: its database, its timers and its Slack app. `bind` binds its listeners to an app."""

    engine: Engine
    library: Library
    now: Callable[[], datetime]
    opens: Opens
    timers: Timers
    bind: Callable[[App], None]
    client: WebClient
    app_token: SecretStr
    components: Sequence[str]
    directory: Directory
    membership: ChannelMembers
    socket: Connection | None = None

    def __post_init__(self) -> None:
        self.connecting = Connecting(self._connect, self._is_connected, self.now)
        self._away: SlackAway | None = None
        if "slack" in self.components:
            self.timers.away_since = self.connecting.away_since

    def start(self, asked_to_stop: Callable[[float], bool] = waited) -> None:
        """Timers first: what was left undone is taken up before anything new comes in.

        Raises StartError where Slack refuses the bot token for good. A Slack that is away holds nothing up.
        `asked_to_stop` waits so many seconds for that.
        """
        preparing = threading.Thread(target=self._prepare, daemon=True)
        preparing.start()
        self._away = outcome(in_background(self._accept), asked_to_stop)
        if asked_to_stop(0):
            return
        self.timers.start()
        if "slack" in self.components:
            self.directory.start(0 if self._away else READY_WITHIN_S)
            self.membership.start()
            preparing.join(READY_WITHIN_S)

    def _prepare(self) -> None:
        _prepare(self.library.law, self.now().date())
        if "slack" in self.components:
            rehearse(self.opens)

    def listen(self, asked_to_stop: Callable[[float], bool] = waited) -> SlackAway | None:
        """The socket is opened last, when the first to write waits no longer than anyone else.

        Raises StartError where Slack refuses the app token for good. A Slack that is away is returned; the connection
        comes when Slack does.
        """
        if "slack" in self.components and not asked_to_stop(0):
            self.connecting.begin()
            self._away = self._away or outcome(self.connecting.first, asked_to_stop)
            self.membership.wait(0 if self._away else READY_WITHIN_S)
        return self._away

    def _accept(self) -> None:
        accepted(BOT, self.client.auth_test)

    def _connect(self) -> None:
        """One try, in the thread that connects."""
        if self.socket is None:
            if self._away:
                self._accept()
            app = accepted(BOT, self._new_app)
            self.bind(app)
            language, token = self.library.organisation.chat_language, self.app_token.get_secret_value()
            self.socket = Connection(app, token, self.client, language, self.membership)
        self.socket.connect()

    def _new_app(self) -> App:
        """Asks Slack who it is. Without a name, Bolt would look for one in the source of everyone who calls it."""
        return App(name="breachbot", client=self.client, process_before_response=True)

    def _is_connected(self) -> bool:
        return self.socket is not None and self.socket.client.is_connected()

    def watch(self, host: str, port: int) -> None:
        """Answer an outside monitor."""
        from bot.web.monitor import monitor, serve  # a web server, which few need

        serve(monitor(self.timers.health, self.timers.metrics), host, port)

    def stop(self) -> bool:
        """Both ends at once, since each waits for threads of its own. Whether all of them have ended: one that waits
        for Slack or for the database is not waited for."""
        closing = threading.Thread(target=self._close_socket, daemon=True)
        closing.start()
        self.timers.stop()
        closing.join(CLOSE_WITHIN_S)
        self.engine.dispose()
        return not closing.is_alive()

    def _close_socket(self) -> None:
        self.connecting.stop()
        self.directory.stop()
        self.membership.stop()
        if self.socket:
            self.socket.close()


def compose(
    settings: Settings,
    *,
    client: WebClient,
    app_token: str,
    now: Callable[[], datetime] = utc_now,
    components: Sequence[str] = ("timers", "slack"),
    library: Library | None = None,
) -> Bot:
    """Everything put together, nothing started, and Slack not asked. Raises StartError or LibraryFaults with the
    remedy."""
    library = library or read_library(settings)
    engine = open_engine(settings.database_url)
    embedded = engine.dialect.name == "sqlite"
    if embedded:  # which belongs to this process alone
        migrate(engine)
    check_version(engine)
    keep_law(engine, library.law, now())
    hears = "slack" in components  # of who comes and goes
    opens = _opening(engine, library, now, lambda: membership.unchecked if hears else Unchecked())
    language = library.organisation.chat_language
    timers = Timers(
        engine=engine,
        now=now,
        begin=lambda session: Work(session, now(), BREACHBOT, library, notice_drafter(library), new_salt),
        gateway=SlackGateway(client, _drawing(opens), _documenting(opens), _taken(opens), language),
        replica="embedded" if embedded else f"{socket.gethostname()}-{secrets.token_hex(4)}",
        host=socket.gethostname(),
        version=version("breachbot"),
        components=components,
        out_of_band=settings.out_of_band_addresses,
    )
    timers.on_delivered = channels.delivered
    directory = Directory(client, opens, library.organisation.groups, once_more)
    membership = ChannelMembers(client, opens, directory, timers.nudge, once_more)
    webhook = partial(WebhookClient, timeout=SLACK_TIMEOUT_S, ssl=client.ssl)
    listeners = Listeners(opens, directory, membership, timers.nudge, now, new_number, once_more, language, webhook)
    token, bind = SecretStr(app_token), listeners.bind
    return Bot(engine, library, now, opens, timers, bind, client, token, components, directory, membership)


def _opening(
    engine: Engine, library: Library, now: Callable[[], datetime], unchecked: Callable[[], Unchecked]
) -> Opens:
    @contextmanager
    def opens(actor: str, only_reading: bool) -> Iterator[Work]:
        """One request, one transaction."""
        session_of = reading if only_reading else writing
        with session_of(engine) as session:
            yield Work(session, now(), actor, library, notice_drafter(library), new_salt, unchecked=unchecked())

    return opens


def lock_home(settings: Settings) -> Any:
    """SQLite belongs to one process; keep what is returned until the end. Raises StartError when another has it."""
    is_file = settings.database_url.get_backend_name() == "sqlite"
    return lock_file(settings.home / "breachbot.lock") if is_file else None


def slack_client(settings: Settings, token: str, api_url: str | None = None) -> WebClient:
    """One try for each call: whether to send again is decided by the timers, which look first whether it arrived. The
    certificates are read once; slack_sdk would read them for each call and connection, which takes 20 ms."""
    url = api_url or settings.slack_api_url
    trusted = create_default_context()
    trusted.set_alpn_protocols(["http/1.1"])
    return WebClient(token=token, base_url=url, timeout=SLACK_TIMEOUT_S, ssl=trusted, retry_handlers=[])


def _drawing(opens: Opens) -> Callable[[Effect], Message | None]:
    def draw(effect: Effect) -> Message | None:
        with opens(BREACHBOT, True) as work:
            return draw_message(work, effect)

    return draw


def _documenting(opens: Opens) -> Callable[[Effect], Sequence[Mapping[str, Any]]]:
    def make(effect: Effect) -> Sequence[Mapping[str, Any]]:
        with speaking(ENGLISH), opens(BREACHBOT, True) as work:  # a document's template has a language of its own
            return uploads(work, effect)

    return make


def _taken(opens: Opens) -> Callable[[str], bool]:
    def taken(channel: str) -> bool:
        with opens(BREACHBOT, True) as work:
            return channels.belongs(work, channel)

    return taken
