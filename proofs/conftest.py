"""The two databases, and the table that `make proof` prints at its end."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from proofs.ground import Ground, Postgres, Tally

HEAD = ("proof", "wanted", "lost", "twice", "after cancelled", "p50 s", "p99 s", "worst s", "remark")
ROWS: list[tuple[str, ...]] = []
FUZZ_HEAD = ("fuzz", "inputs", "findings", "CPU s", "worst s")
FUZZED: list[tuple[str, ...]] = []
Row = Callable[..., None]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """In a folder of its own: pytest's are closed to the user that PostgreSQL runs as."""
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder))
        yield server
        server.close()


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def ground(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Ground]:
    """A fresh database of this kind, a fresh Slack and a nursery."""
    embedded = kind == "sqlite"
    url = f"sqlite:///{tmp_path}/a.db" if embedded else request.getfixturevalue("postgres").database()
    found = Ground(url, tmp_path)
    yield found
    found.close()


@pytest.fixture
def row() -> Row:
    """Adds one line to the table, and fails when its counts are not nothing."""

    def add(name: str, tally: Tally, remark: str = "") -> None:
        counts = (len(tally.lost), len(tally.twice), len(tally.after_cancelled))
        late = (tally.late(0.5), tally.late(0.99), tally.late(1))
        ROWS.append((name, str(tally.wanted), *map(str, counts), *(f"{one:.1f}" for one in late), remark))
        assert tally.clean, tally

    return add


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for head, rows in ((HEAD, ROWS), (FUZZ_HEAD, FUZZED)):
        lines = ["| " + " | ".join(line) + " |" for line in (head, ("---",) * len(head), *rows)] if rows else []
        terminalreporter.write_line("")
        for line in lines:
            terminalreporter.write_line(line)
