"""What every test stands on: the pinned time zones, property tests that a busy machine does not fail, and a Slack that

takes only what Slack's own types allow.
"""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from bot.cli import GARBAGE_AFTER, use_pinned_time_zones
from bot.workspace.core.block_kit import validation
from bot.workspace.core.block_kit.scalars import Problems
from bot.workspace.core.block_kit.special_rules import Counts
from tests.known_blocks import type_problems

use_pinned_time_zones()
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_collection_finish() -> None:
    """Garbage is collected as seldom as in a running bot (`bot.cli.running`), and what ten thousand tests consist of,
    which stays until the end, isn't looked at again."""
    gc.set_threshold(GARBAGE_AFTER)
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def fresh_logs() -> Iterator[None]:
    """A command run in a test sets up logging onto that test's stderr, which is closed afterward."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def home_with_law(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of breachbot whose cache of the law all commands of this process share."""
    return tmp_path_factory.mktemp("home")


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
