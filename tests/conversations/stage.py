"""One breachbot and one local Slack under a time that scripts move: the real app, Socket Mode, a real database."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.actions import people, profiles, register, report_reviews
from bot.actions.audit_log import LogVerified, verify_log
from bot.actions.work import Library
from bot.app import Bot, compose, slack_client
from bot.documents.incident_documents import document, report_document
from bot.settings import Settings, example
from bot.store.engine import reading
from bot.store.tables import Incident, TimelineEntry
from bot.strict import read
from bot.workspace import RunningWorkspace, serve
from bot.workspace.client import Control, Person
from bot.workspace.core import residents
from tests import shipped
from tests.actions.contradictions import contradictions


class MovableTime:
    """Stands still until a script moves it; call it for the time."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


class Stage:
    """What a script acts on. `settle` lets everything that is due happen, and what follows from it."""

    def __init__(self, bot: Bot, workspace: RunningWorkspace, now: MovableTime) -> None:
        self.bot, self.workspace, self.now = bot, workspace, now
        self.control = Control(workspace.url)

    def person(self, name: str) -> Person:
        return self.control.person(name)

    def settle(self) -> None:
        self.bot.timers.tick(self.now())

    def move(self, to: datetime) -> None:
        assert to >= self.now.at, f"time does not run backwards: {to} is before {self.now.at}"
        self.now.at = to
        self.settle()

    @property
    def incident(self) -> Incident:
        """The newest incident."""
        with reading(self.bot.engine) as session:
            return session.scalars(select(Incident).order_by(Incident.id.desc()).limit(1)).one()

    @property
    def channel(self) -> str:
        channel = self.incident.channel_id
        assert channel, "the incident has no channel yet"
        return channel

    def is_out(self, person: str) -> bool:
        """Whether the bot takes this person to be out of the incident's channel."""
        with self.bot.opens("breachbot", True) as work:
            return not people.roles_of(work, work.session.get_one(Incident, self.incident.id), person)

    def unsettled(self) -> list[str]:
        """The steps that someone still has to do."""
        with self.bot.opens("breachbot", True) as work:
            statuses = work.snapshot(work.session.get_one(Incident, self.incident.id)).statuses
        return [one.step.id for one in statuses if not one.state.is_settled]

    def record(self) -> list[str]:
        """The sentences of the audit log, in order."""
        with reading(self.bot.engine) as session:
            rows = (
                select(TimelineEntry).where(TimelineEntry.incident_id == self.incident.id).order_by(TimelineEntry.seq)
            )
            return [row.said.sentence() for row in session.scalars(rows)]

    def verified(self) -> list[LogVerified]:
        """Every incident's audit log, compared with its tables."""
        with reading(self.bot.engine) as session:
            return [verify_log(session, one) for one in session.scalars(select(Incident))]

    def contradicted(self) -> list[str]:
        """Where one part of an incident's record denies another."""
        with self.bot.opens("breachbot", True) as work:
            incidents = work.session.scalars(select(Incident)).all()
            return [said for one in incidents for said in contradictions(work, one)]

    def report(self) -> str:
        """The factual report as Markdown, without the escapes that only Markdown needs."""
        with self.bot.opens("breachbot", True) as work:
            return report_document(work, work.session.get_one(Incident, self.incident.id)).markdown.replace("\\", "")

    def broken_rules(self) -> list[str]:
        """The rules that a review of the report finds broken, each once."""
        with self.bot.opens("breachbot", True) as work:
            found = report_reviews.findings(work, work.session.get_one(Incident, self.incident.id))
        return list(dict.fromkeys(one.rule for one in found))

    def report_as_data(self) -> dict[str, Any]:
        """The factual report as JSON has it."""
        with self.bot.opens("breachbot", True) as work:
            made = report_document(work, work.session.get_one(Incident, self.incident.id))
        found: dict[str, Any] = json.loads(made.as_file("json"))
        return found

    def register(self) -> dict[str, Mapping[str, object]]:
        """What the register says of each incident, by reference."""
        with self.bot.opens("breachbot", True) as work:
            return {one.ref: one.cells for one in register.entries(work)}

    def form(self) -> str:
        """The authority's own form of the notice under the GDPR, valid by its schema, as Markdown."""
        with self.bot.opens("breachbot", True) as work:
            incident = work.session.get_one(Incident, self.incident.id)
            made = document(work, incident, "form", {"template": "gdpr-authority", "language": "en"})
            made.as_file("json")
            return made.markdown.replace("\\", "")


@contextmanager
def on_stage(
    home: Path, at: datetime | None = None, library: Library | None = None, organisation: Path | None = None
) -> Iterator[Stage]:
    """`library`: what is shipped, of `organisation` or the demo's, unless it is given."""
    now = MovableTime(at or datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    workspace = serve(home / "workspace.db", port=0, now=now)
    workspace.install(read(example("slack-app.yaml")).value)  # as narrow as the real one would be
    settings = Settings(home=home, organisation=organisation or example("organisation.demo.yaml"))
    client = slack_client(settings, workspace.bot_token, workspace.api_url)
    bot = compose(
        settings,
        client=client,
        app_token=workspace.app_token,
        now=now,
        components=("slack",),
        library=library or (shipped.library_of(organisation) if organisation else shipped.library()),
    )
    bot.start()
    bot.listen()
    speak_english(bot)
    stage = Stage(bot, workspace, now)
    stage.control.wait_connected()
    try:
        yield stage
    finally:
        leave(bot, stage.control)
        workspace.stop()


def speak_english(bot: Bot) -> None:
    """With everyone, since scripts quote it; the local Slack gives some people another language."""
    with bot.opens("breachbot", False) as work:
        for resident in residents.PEOPLE:
            if not resident.locale.startswith("en"):
                profiles.choose_language(work, resident.id, "en")


def leave(bot: Bot, control: Control) -> None:
    """Ends the socket without waiting for its reader, which may sit in a read for seconds."""
    assert bot.socket
    bot.socket.client.auto_reconnect_enabled = False
    control.disconnect(None)
    threading.Thread(target=_close, args=(bot,), daemon=True).start()
    bot.timers.stop()
    bot.socket.app.listener_runner.listener_executor.shutdown(wait=False)
    bot.engine.dispose()


def _close(bot: Bot) -> None:
    # The client's own reader may let go of the socket between its check and its close.
    with suppress(AttributeError):
        assert bot.socket
        bot.socket.close()


def hours(number: float) -> timedelta:
    return timedelta(hours=number)
