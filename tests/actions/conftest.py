"""The desk of the Slack tests, over SQLite and, where two processes meet, over a real PostgreSQL."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.engine import migrate, open_engine
from proofs.ground import Postgres
from tests.slack.conftest import begun, desk, empty, inside, library

__all__ = ["begun", "desk", "empty", "inside", "library"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Its folder is one that its own user may enter, which those of pytest are not."""
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder))
        yield server
        server.close()


@pytest.fixture
def shared(postgres: Postgres) -> str:
    """The address of a migrated, empty PostgreSQL database."""
    url = postgres.database()
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    return url
