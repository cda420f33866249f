"""What every test stands on: the pinned time zones, and property tests that a busy machine does not fail."""

from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

from bot.settings import use_pinned_time_zones

use_pinned_time_zones()
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def fresh_logs() -> Iterator[None]:
    """A command run in a test sets up logging onto that test's stderr, which is closed afterwards."""
    yield
    structlog.reset_defaults()
