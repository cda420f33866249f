"""The runs of one process: how many there are, what an error in one leaves, what a stop waits for."""

import threading
import time
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from bot.timers.claiming import Claim
from bot.timers.runs import DeliveryRuns

WITHIN_S = 10


class Watched:
    """Runs of which one delivery waits for `go_on`, with what they called back."""

    def __init__(self, deliver: Callable[[Claim], None], workers: int = 2) -> None:
        self.freed, self.failed = threading.Semaphore(0), 0
        self.runs = DeliveryRuns(workers, deliver, on_free=self.freed.release, on_failed=self._failed)

    def _failed(self) -> None:
        self.failed += 1

    def one_ends(self) -> None:
        assert self.freed.acquire(timeout=WITHIN_S)


def test_there_are_at_most_so_many_runs_and_one_that_ends_makes_room() -> None:
    go_on = {name: threading.Event() for name in ("a", "b")}
    watched = Watched(lambda claim: assert_waited(go_on[claim.key]))
    for name in go_on:
        assert watched.runs.has_room()
        watched.runs.begin(Claim(name, 1))
    assert not watched.runs.has_room()
    go_on["b"].set()
    watched.one_ends()
    assert watched.runs.has_room()
    go_on["a"].set()
    watched.one_ends()


def test_an_error_is_logged_and_counted_and_its_worker_is_free_again() -> None:
    def deliver(_: Claim) -> None:
        raise RuntimeError("the database is gone")

    watched = Watched(deliver, workers=1)
    with capture_logs() as lines:
        watched.runs.begin(Claim("card:7", 1))
        watched.one_ends()
    assert (watched.failed, watched.runs.has_room()) == (1, True)
    assert [(line["event"], line["key"]) for line in lines] == [("timers.delivery_failed", "card:7")]


def test_a_machine_that_gives_no_thread_leaves_the_worker_free(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    watched = Watched(lambda claim: None, workers=1)
    monkeypatch.setattr(threading.Thread, "start", start)
    with pytest.raises(RuntimeError, match="new thread"):
        watched.runs.begin(Claim("card:7", 1))
    assert watched.runs.has_room()


def test_a_stop_waits_for_what_is_under_way_but_not_forever(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, done = threading.Event(), list[str]()

    def deliver(claim: Claim) -> None:
        assert_waited(go_on)
        done.append(claim.key)

    watched = Watched(deliver)
    watched.runs.begin(Claim("card:7", 1))
    watched.runs.wait(0.05)
    assert done == []
    monkeypatch.undo()
    threading.Timer(0.05, go_on.set).start()
    began = time.monotonic()
    watched.runs.wait(5)
    assert done == ["card:7"]
    assert time.monotonic() - began < WITHIN_S


def assert_waited(event: threading.Event) -> None:
    assert event.wait(WITHIN_S)
