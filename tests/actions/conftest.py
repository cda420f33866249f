"""The desk of the Slack tests, over SQLite and, where two processes meet, over a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.actions.work import Library
from tests.slack.conftest import begun, desk, inside, library
from tests.slack.desk import LEAD, Desk, desk_over

__all__ = ["begun", "desk", "inside", "library"]


KNOWN = (
    "zone America/Los_Angeles", "people DE 12000, FR 900, US-CA 2300, US-TX 40", "aware_at 2 Mar 2026 09:00",
    "discovered_at 1 Mar 2026 18:00", "data names, health", "acquired yes", "form_of_data electronic",
    "protection none", "internal_only no",
)  # fmt: skip


@pytest.fixture(scope="session")
def stated(tmp_path_factory: pytest.TempPathFactory, library: Library, begun: Path) -> Path:
    """A database with one incident and its facts, to be copied."""
    file = tmp_path_factory.mktemp("stated") / "stated.db"
    with desk_over(file, begun, library) as desk:
        for fact in KNOWN:
            assert "Recorded" in desk.say(LEAD, f"/breach facts {fact}").text
    return file


@pytest.fixture
def known(tmp_path: Path, library: Library, stated: Path) -> Iterator[Desk]:
    with desk_over(tmp_path / "breachbot.db", stated, library) as desk:
        yield desk
