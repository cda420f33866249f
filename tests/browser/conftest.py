"""The program that `make run` starts."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.chromium import browser

__all__ = ["browser"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo's address; its first and only incident belongs to one file of tests."""
    home = tmp_path_factory.mktemp("home")
    command = [sys.executable, "-m", "bot", "demo", "--port", "0"]
    process = subprocess.Popen(
        command, env={**os.environ, "BREACHBOT_HOME": str(home)}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    found = re.search(r"http://\S+", process.stdout.readline())
    assert found, "the demo did not print its address"
    yield found[0]
    process.send_signal(signal.SIGINT)
    process.wait(timeout=30)
