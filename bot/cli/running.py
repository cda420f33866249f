"""Running breachbot in the foreground, as a demo or for a real workspace; how it stops and what it reports."""

import ctypes
import gc
import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer
from pydantic import SecretStr

from bot.cli import logs
from bot.errors import StartError, UsageError
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from bot.app import Bot
    from bot.workspace import RunningWorkspace

# Heavy folders are imported inside the commands, so that `breachbot due` does not wait for Slack and a PDF engine.

DEMO_ORGANISATION = "organisation.demo.yaml"
Wait = Callable[..., bool]
M_ARENA_MAX, HEAPS = -8, 2  # mallopt(3)


def demo(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port of the local workspace; 0 picks a free one.")
    ] = 8765,
    fresh: Annotated[bool, typer.Option("--fresh", help="Delete what the demo recorded, and start over.")] = False,
) -> None:
    settings = _demo_settings()
    logs.begin(settings.log_level)
    with _stoppable() as wait_for_stop:
        with starting():
            home_lock, workspace, bot = _start_demo(settings, port, fresh, wait_for_stop)
        try:
            bot.listen(wait_for_stop)
            _say_faults(settings, bot)
            _say(f"breachbot is ready at {workspace.url} (a local workspace, not Slack). Stop it with Ctrl-C.")
            wait_for_stop()
        finally:
            bot.stop()
            workspace.stop()
            home_lock.close()
    _say_stopped(settings)


def _start_demo(
    settings: Settings, port: int, fresh: bool, asked_to_stop: Wait
) -> tuple[IO[str], "RunningWorkspace", "Bot"]:
    from bot.app import compose, lock_home, slack_client
    from bot.workspace import serve

    home_lock = lock_home(settings)
    if fresh:
        _forget(settings.home)
    try:
        workspace = serve(settings.home / "workspace.db", port=port, fresh=fresh)
    except OSError as error:
        raise StartError(
            f"Port {port} is in use.", "Choose another with --port (with make: PORT=8766); 0 picks a free one."
        ) from error
    _install_app(workspace)
    client = slack_client(settings, workspace.bot_token, workspace.api_url)
    bot = compose(settings, client=client, app_token=workspace.app_token)
    bot.start(asked_to_stop)
    return home_lock, workspace, bot


@contextmanager
def starting() -> Iterator[None]:
    """Around everything that a start imports, reads and opens. It creates many objects and drops few, so collecting
    garbage in the meantime would take a sixth of its time. What is there at its end stays, most of it the law: every
    later full collection would walk over all of it, a seventh of a second in which no one is answered."""
    gc.disable()
    _share_heaps()
    try:
        yield
        gc.collect()
        gc.freeze()
    finally:
        gc.enable()


def _share_heaps() -> None:
    """glibc would give threads eight heaps for each core, and each keeps what was freed in it: 8 MB, for nothing here,
    where one thread computes at a time. Other C libraries have no such heaps, and no `mallopt`."""
    if set_option := getattr(ctypes.CDLL(None), "mallopt", None):
        set_option(M_ARENA_MAX, HEAPS)


def _demo_settings() -> Settings:
    """The demo's own home next to the real one, with invented people in every role."""
    from bot.settings import example

    settings = read_settings()
    home = settings.home / "demo"
    home.mkdir(parents=True, exist_ok=True)
    organisation = settings.organisation or example(DEMO_ORGANISATION)
    return settings.model_copy(update={"home": home, "database": SecretStr(""), "organisation": organisation})


def _install_app(workspace: Any) -> None:
    """The local workspace grants only what our own manifest requests, wherever that file is shipped."""
    from bot.settings import example
    from bot.strict import read

    if (manifest := example("slack-app.yaml")).exists():
        workspace.install(read(manifest).value)


def _forget(home: Path) -> None:
    for file in home.glob("breachbot.db*"):
        file.unlink()


def run(
    only: Annotated[str, typer.Option(help="Run only `timers` or only `slack`; default: both.")] = "",
) -> None:
    if only not in ("", "timers", "slack"):
        raise UsageError(f"Unknown part '{only}'.", "Use --only timers or --only slack, or leave it out.")
    settings = read_settings()
    logs.begin(settings.log_level)
    bot_token, app_token = settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value()
    if not bot_token or not (app_token or only == "timers"):
        raise StartError(
            "Your Slack app tokens are not set.",
            "Set BREACHBOT_SLACK_BOT_TOKEN and BREACHBOT_SLACK_APP_TOKEN (or their _FILE forms); see the README.",
        )
    with _stoppable() as wait_for_stop:
        with starting():
            components = (only,) if only else ("timers", "slack")
            home_lock, bot = _start(settings, bot_token, app_token, components, wait_for_stop)
        try:
            away = bot.listen(wait_for_stop)
            if settings.monitor_port:
                bot.watch(settings.monitor_host, settings.monitor_port)
            _say_faults(settings, bot)
            if away:
                _say(f"Slack is not available ({away.why}). The timers run; breachbot connects as soon as it can.")
            if not wait_for_stop(0):
                _say("breachbot is running. Stop it with Ctrl-C.")
            wait_for_stop()
        finally:
            ended = bot.stop()
            if home_lock:
                home_lock.close()
    _say_stopped(settings)
    if not ended:
        _leave()


def _leave() -> None:
    """What still waits for Slack or for the database would hold up the interpreter's own end."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _start(
    settings: Settings, bot_token: str, app_token: str, components: tuple[str, ...], asked_to_stop: Wait
) -> tuple[IO[str] | None, "Bot"]:
    from bot.app import compose, lock_home, slack_client, utc_now
    from bot.timers.time_guard import TimeGuard

    home_lock = lock_home(settings)
    client = slack_client(settings, bot_token)
    bot = compose(settings, client=client, app_token=app_token, now=TimeGuard(utc_now), components=components)
    bot.start(asked_to_stop)
    return home_lock, bot


@contextmanager
def _stoppable() -> Iterator[Wait]:
    """What waits until someone asks to stop, or for so many seconds, and says whether someone has. Also during startup:
    an interrupted start would leave threads behind that keep the process alive. Asked twice, it stops immediately.

    The signal itself writes into a pipe: a wait for a lock is not woken by a signal that comes just before it.
    """
    reads, writes = os.pipe()
    os.set_blocking(writes, False)
    signals = (signal.SIGINT, signal.SIGTERM)

    def stop(*_: object) -> None:
        for signum in signals:
            signal.signal(signum, signal.SIG_DFL)

    woken_before = signal.set_wakeup_fd(writes, warn_on_full_buffer=False)
    before = [signal.signal(signum, stop) for signum in signals]
    try:
        yield lambda seconds=None: bool(select.select([reads], [], [], seconds)[0])
    finally:
        for signum, handler in zip(signals, before, strict=True):
            signal.signal(signum, handler)
        signal.set_wakeup_fd(woken_before)
        os.close(reads)
        os.close(writes)


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _say_faults(settings: Settings, bot: "Bot") -> None:
    from bot.cli.law import no_organisation
    from bot.cli.library_checks import standing_faults

    if settings.organisation is None:
        for sentence in filter(None, no_organisation()):
            _say(sentence)
    for sentence in standing_faults(settings, bot.library):
        _say(sentence)


def _say_stopped(settings: Settings) -> None:
    address = settings.database_url
    place = Path(address.database or "").parent if address.get_backend_name() == "sqlite" else address
    _say(f"Stopped. Your data is in {place}.")
    gc.freeze()  # otherwise the interpreter scans every object of the library again, for up to a second
