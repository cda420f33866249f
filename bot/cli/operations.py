"""Running breachbot: demo, run, check, report, migrate, doctor."""

import gc
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import SecretStr

from bot.cli import logs
from bot.errors import StartError, UsageError
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from bot.domain.organisation import Organisation

# Heavy folders are imported inside the commands, so that `breachbot due` does not wait for Slack and a PDF engine.

DEMO_ORGANISATION = "organisation.demo.yaml"


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port of the local workspace; 0 takes any.")] = 8765,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget everything and start anew.")] = False,
) -> None:
    """Start breachbot with a local workspace, in one process."""
    from bot.app import compose, lock_home, slack_client
    from bot.workspace import serve

    settings = _demo_settings()
    logs.begin(settings.log_level)
    held = lock_home(settings)
    if fresh:
        _forget(settings.home)
    try:
        workspace = serve(settings.home / "workspace.db", port=port, fresh=fresh)
    except OSError as error:
        raise StartError(f"Port {port} is in use.", "Choose another with --port; 0 takes any that is free.") from error
    _install_app(workspace)
    client = slack_client(settings, workspace.bot_token, workspace.api_url)
    bot = compose(settings, client=client, app_token=workspace.app_token, migrating=True)
    bot.start()
    sys.stdout.write(f"breachbot is ready at {workspace.url} (a local workspace, not Slack). Stop it with Ctrl-C.\n")
    sys.stdout.flush()
    try:
        _wait()
    finally:
        bot.stop()
        workspace.stop()
        held.close()
    _say_stopped(settings)


def _demo_settings() -> Settings:
    """The demo's own home beside the real one, with invented people in every role."""
    from bot.settings import example

    settings = read_settings()
    home = settings.home / "demo"
    home.mkdir(parents=True, exist_ok=True)
    organisation = settings.organisation or example(DEMO_ORGANISATION)
    return settings.model_copy(update={"home": home, "database": SecretStr(""), "organisation": organisation})


def _install_app(workspace: Any) -> None:
    """The local workspace grants what our own manifest asks for, and no more, wherever that file is shipped."""
    from bot.settings import example
    from bot.strict import read

    if (manifest := example("slack-app.yaml")).exists():
        workspace.install(read(manifest).value)


def _forget(home: Path) -> None:
    for file in home.glob("breachbot.db*"):
        file.unlink()


def run(
    only: Annotated[str, typer.Option(help="Only `timers` or only `slack`; both when left out.")] = "",
) -> None:
    """Run breachbot for a real workspace."""
    from bot.app import compose, lock_home, slack_client, utc_now
    from bot.timers.time_guard import TimeGuard

    if only not in ("", "timers", "slack"):
        raise UsageError(f"There is no part called {only}.", "Use --only timers or --only slack, or leave it out.")
    settings = read_settings()
    logs.begin(settings.log_level)
    bot_token, app_token = settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value()
    if not bot_token or not (app_token or only == "timers"):
        raise StartError(
            "The tokens of your Slack app are not set.",
            "Set BREACHBOT_SLACK_BOT_TOKEN and BREACHBOT_SLACK_APP_TOKEN (or their _FILE forms); see the README.",
        )
    held = lock_home(settings)
    client = slack_client(settings, bot_token)
    components = (only,) if only else ("timers", "slack")
    bot = compose(settings, client=client, app_token=app_token, now=TimeGuard(utc_now), components=components)
    bot.start()
    if settings.monitor_port:
        bot.watch(settings.monitor_host, settings.monitor_port)
    sys.stdout.write("breachbot is running. Stop it with Ctrl-C.\n")
    sys.stdout.flush()
    try:
        _wait()
    finally:
        bot.stop()
        if held:
            held.close()
    _say_stopped(settings)


def _wait() -> None:
    """Until somebody asks to stop."""
    stopping = threading.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: stopping.set())
    stopping.wait()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, signal.SIG_DFL)  # asked again, it ends at once


def _say_stopped(settings: Settings) -> None:
    address = settings.database_url
    place = Path(address.database or "").parent if address.get_backend_name() == "sqlite" else address
    sys.stdout.write(f"Stopped. Your data is in {place}.\n")
    sys.stdout.flush()
    gc.freeze()  # else the interpreter looks through every object of the library once more, for up to a second


def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="Roots or files to check; default: all in use.")] = None,
) -> None:
    """Check law, runbooks and templates; say every file and line."""
    from bot.app import check_library, check_paths
    from bot.timers.out_of_band import check_addresses

    settings = read_settings()
    check_addresses(settings.out_of_band_addresses)
    faults = check_paths(settings, paths) if paths else check_library(settings)
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    if faults:
        raise typer.Exit(1)
    sys.stdout.write("No faults found.\n")


def migrate() -> None:
    """Bring the database to this version; repeating it changes nothing."""
    from bot.store.engine import migrate as migrate_tables
    from bot.store.engine import open_engine
    from bot.timers.durable import migrate as migrate_timers

    settings = read_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.database_url)
    migrate_tables(engine)
    migrate_timers(settings.database_url)
    sys.stdout.write("The database is up to date.\n")


def doctor(
    health: Annotated[bool, typer.Option("--health", help="Only whether this machine's breachbot is alive.")] = False,
) -> None:
    """Say whether everything that breachbot needs is there."""
    import socket

    from bot.app import check_library, read_library, utc_now
    from bot.store.engine import check_version, open_engine
    from bot.timers.replicas import health as ask_health

    settings = read_settings()
    if not health:
        if faults := check_library(settings):
            raise StartError(f"The library has faults: {len(faults)}.", "See them with `breachbot check`.")
        sys.stdout.write(f"{_out_of_band(read_library(settings).organisation)}\n")
    engine = open_engine(settings.database_url)
    check_version(engine)
    if trouble := ask_health(engine, utc_now(), socket.gethostname()):
        raise StartError(trouble, "Start it with `breachbot run`, or look at its log.")
    sys.stdout.write("Everything is in order.\n")


def _out_of_band(organisation: "Organisation") -> str:
    reached = [f"{who} ({', '.join(kinds)})" for who, kinds in organisation.reached_out_of_band]
    return f"Reached out of band: {'; '.join(reached) or 'nobody named in organisation.yaml'}."


def report(
    incident: Annotated[str, typer.Argument(help="Its reference or codename.")],
    edition: Annotated[str, typer.Option(help="Which edition.")] = "factual",
    format: Annotated[str, typer.Option(help="md, html, pdf or txt.")] = "md",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write; else stdout.")] = None,
) -> None:
    """Make the report of an incident."""
    from bot.documents.formats import to_format
    from bot.documents.incident_documents import report_document

    with _reading() as work:
        found = find_incident(work, incident)
        made = report_document(work, found, edition)
        content = to_format(made.markdown, made.cover, _format(format))
    if output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)


@contextmanager
def _reading() -> Iterator[Any]:
    """The record, read by whoever may read the database."""
    from bot.actions.work import BREACHBOT, Work
    from bot.app import new_salt, read_library, utc_now
    from bot.documents.incident_documents import notice_drafter
    from bot.store.engine import check_version, open_engine, reading

    settings = read_settings()
    engine = open_engine(settings.database_url)
    check_version(engine)
    library = read_library(settings)
    with reading(engine) as session:
        yield Work(session, utc_now(), BREACHBOT, library, notice_drafter(library), new_salt)


def find_incident(work: Any, word: str) -> Any:
    from sqlalchemy import func, or_, select

    from bot.store.tables import Incident

    wanted = word.strip().lower()
    rows = select(Incident).where(or_(func.lower(Incident.ref) == wanted, Incident.codename == wanted))
    if found := work.session.scalars(rows).first():
        return found
    raise UsageError(f"There is no incident {word}.", "Give its reference, for example BR-2026-0001, or its codename.")


def _format(word: str) -> str:
    if word not in ("md", "html", "pdf", "txt"):
        raise UsageError(f"The report does not come as {word}.", "Choose md, html, pdf or txt.")
    return word
