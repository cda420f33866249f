"""What every test stands on: the pinned time zones, property tests that a busy machine does not fail, and a Slack that

takes only what Slack's own types allow.
"""

import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
import structlog
from hypothesis import settings

from bot import strict
from bot.cli import GARBAGE_AFTER, use_pinned_time_zones
from bot.errors import LibraryError
from bot.store import engine
from bot.workspace.core.block_kit import validation
from bot.workspace.core.block_kit.scalars import Problems
from bot.workspace.core.block_kit.special_rules import Counts
from tests.known_blocks import type_problems

if TYPE_CHECKING:
    from proofs.ground import Postgres

use_pinned_time_zones()
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_collection_finish() -> None:
    """Garbage is collected as seldom as in a running bot (`bot.cli.running`), and what ten thousand tests consist of,
    which stays until the end, isn't looked at again."""
    gc.set_threshold(GARBAGE_AFTER)
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def hasty_disk() -> Iterator[None]:
    """No test pulls the plug: SQLite need not wait until the disk has what was committed."""
    hasty = [pragma.replace("synchronous=FULL", "synchronous=OFF") for pragma in engine.PRAGMAS]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "PRAGMAS", hasty)
        yield


@pytest.fixture(scope="session", autouse=True)
def parsed_once() -> Iterator[None]:
    """The same bytes of the same file are the same document: hundreds of commands read the whole library."""
    parse = cache(strict._decoded_partly)

    def parsed(content: bytes, file: Path) -> tuple[strict.Document, list[LibraryError]]:
        document, faults = parse(content, file)
        return document, [*faults]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strict, "_decoded_partly", parsed)
        yield


@pytest.fixture(autouse=True)
def fresh_logs() -> Iterator[None]:
    """A command run in a test sets up logging onto that test's stderr, which is closed afterward."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def home_with_law(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of breachbot whose cache of the law all commands of this process share."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without rows, to be copied, which takes no time."""
    file = tmp_path_factory.mktemp("empty") / "empty.db"
    opened = engine.open_engine(f"sqlite:///{file}")
    engine.migrate(opened)
    opened.dispose()
    return file


@pytest.fixture(scope="session")
def postgres() -> "Iterator[Postgres]":
    """Its folder is one that its own user may enter, which those of pytest are not."""
    from proofs.ground import Postgres  # with all of the bot, which most tests of the engines do without

    with TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder))
        yield server
        server.close()


@pytest.fixture
def shared(postgres: "Postgres") -> str:
    """The address of a migrated, empty PostgreSQL database."""
    url = postgres.database()
    opened = engine.open_engine(url)
    engine.migrate(opened)
    opened.dispose()
    return url


@pytest.fixture(scope="session", autouse=True)
def typed_blocks() -> Iterator[None]:
    """Blocks in which the local Slack finds nothing wrong are checked against Slack's types too."""
    tables = validation._blocks

    def checked(blocks: object, counts: Counts, pointer: str) -> Problems:
        found = list(tables(blocks, counts, pointer))
        yield from found or type_problems(blocks, pointer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(validation, "_blocks", checked)
        yield
