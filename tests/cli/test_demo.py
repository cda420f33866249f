"""The demo as a real process: it says where it is, and Ctrl-C stops it immediately with one plain line."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

STOPS_WITHIN_S = 3  # on a busy machine; a quiet one takes about half a second


class Demo:
    def __init__(self, home: Path) -> None:
        variables = {name: value for name, value in os.environ.items() if not name.startswith("BREACHBOT_")}
        self.home, self.log = home, home / "log"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--port", "0"],
            env={**variables, "BREACHBOT_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=self.log.open("w"),
            text=True,
        )
        assert self.process.stdout
        self.said = self.process.stdout

    def stop(self, signum: int) -> float:
        """How many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(signum)
        self.process.wait(timeout=30)
        return time.monotonic() - began


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    running = Demo(tmp_path)
    yield running
    running.process.kill()
    running.process.wait()
    running.said.close()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_stops_the_demo_immediately_and_says_where_the_data_is(demo: Demo, signum: int) -> None:
    assert "breachbot is ready at http://127.0.0.1:" in demo.said.readline()
    took = demo.stop(signum)
    assert demo.said.read() == f"Stopped. Your data is in {demo.home}/demo.\n"
    assert demo.process.returncode == 0
    assert demo.log.read_text(encoding="utf-8") == ""
    assert took <= STOPS_WITHIN_S


def test_ctrl_c_during_startup_stops_it_too(demo: Demo) -> None:
    while not (demo.home / "demo/breachbot.db").exists():
        time.sleep(0.05)
    demo.stop(signal.SIGINT)
    assert demo.said.read().splitlines()[-1] == f"Stopped. Your data is in {demo.home}/demo."
    assert demo.process.returncode == 0
