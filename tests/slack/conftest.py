"""One library for all, and for each test a fresh, migrated database, or a local Slack without the bot."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.actions.work import Library
from bot.settings import example
from bot.strict import read
from bot.workspace import RunningWorkspace, serve
from bot.workspace.client import Control, Person
from tests import shipped
from tests.slack.desk import Desk, desk_over
from tests.slack.test_notice_checks import approve_filing

MANIFEST: Any = read(example("slack-app.yaml")).value


@pytest.fixture(scope="session")
def library() -> Library:
    return shipped.library()


@pytest.fixture(scope="session")
def unowned() -> Library:
    """Of no organization."""
    return shipped.library(owned=False)


@pytest.fixture
def desk(tmp_path: Path, library: Library, empty: Path) -> Iterator[Desk]:
    with desk_over(tmp_path / "breachbot.db", empty, library) as desk:
        yield desk


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory, library: Library, empty: Path) -> Path:
    """A database with one incident, opened by its lead a moment ago, to be copied."""
    file = tmp_path_factory.mktemp("begun") / "begun.db"
    with desk_over(file, empty, library) as desk:
        desk.open("laptop lost in Lyon")
    return file


@pytest.fixture
def inside(tmp_path: Path, library: Library, begun: Path) -> Iterator[Desk]:
    """A desk where one incident is already open."""
    with desk_over(tmp_path / "breachbot.db", begun, library) as desk:
        yield desk


@pytest.fixture(scope="session")
def approved(tmp_path_factory: pytest.TempPathFactory, library: Library, begun: Path) -> Path:
    """A database with a filing to the authority that is approved, to be copied."""
    file = tmp_path_factory.mktemp("approved") / "approved.db"
    with desk_over(file, begun, library) as desk:
        approve_filing(desk)
    return file


@pytest.fixture
def filed(tmp_path: Path, library: Library, approved: Path) -> Iterator[Desk]:
    """A desk where a filing to the authority is approved."""
    with desk_over(tmp_path / "breachbot.db", approved, library) as desk:
        yield desk


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningWorkspace]:
    """With the app as it is shipped, and no scope besides."""
    workspace = serve(tmp_path / "workspace.sqlite", port=0)
    workspace.install(MANIFEST)
    yield workspace
    workspace.stop()


@pytest.fixture
def control(running: RunningWorkspace) -> Control:
    return Control(running.url)


@pytest.fixture
def lead(control: Control) -> Person:
    return control.person("lead")


@pytest.fixture
def client(running: RunningWorkspace) -> WebClient:
    return WebClient(token=running.bot_token, base_url=running.api_url, retry_handlers=[])


@pytest.fixture
def channel(client: WebClient, lead: Person) -> str:
    """A private channel with the lead in it."""
    made = client.conversations_create(name="quiet-otter", is_private=True)["channel"]["id"]
    client.conversations_invite(channel=made, users=lead.id)
    return str(made)
