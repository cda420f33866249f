"""Writers of an SQLite database stand in a line."""

from threading import Event, Thread

import pytest

from bot.store import engine as module
from bot.store.engine import Writers


def begin(writers: Writers, number: int, came: list[int], until: Event) -> Thread:
    def write() -> None:
        with writers.turn():
            came.append(number)
            until.wait(5)

    thread = Thread(target=write)
    thread.start()
    return thread


def settled(writers: Writers, length: int) -> None:
    while len(writers._line) < length:
        Event().wait(0.001)


def test_each_begins_when_the_one_before_has_ended_in_their_order() -> None:
    writers, first, rest = Writers(), Event(), Event()
    came: list[int] = []
    threads = [begin(writers, 0, came, first)]
    rest.set()
    for number in range(1, 6):
        settled(writers, number)
        threads.append(begin(writers, number, came, rest))
    settled(writers, 6)
    assert came == [0]
    first.set()
    for one in threads:
        one.join(5)
    assert came == [0, 1, 2, 3, 4, 5]
    assert not writers._line


def test_an_error_ends_a_turn() -> None:
    writers = Writers()
    with pytest.raises(ZeroDivisionError), writers.turn():
        raise ZeroDivisionError
    with writers.turn():
        assert len(writers._line) == 1


def test_who_waited_too_long_goes_on_and_leaves_the_line_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WRITE_WITHIN_S", 0.05)
    writers, first, others = Writers(), Event(), Event()
    came: list[int] = []
    threads = [begin(writers, 0, came, first)]
    settled(writers, 1)
    threads.append(begin(writers, 1, came, others))
    while 1 not in came:
        Event().wait(0.01)
    others.set()
    threads[1].join(5)
    monkeypatch.setattr(module, "WRITE_WITHIN_S", 5)
    threads.append(begin(writers, 2, came, others))
    settled(writers, 2)
    assert came == [0, 1]
    first.set()
    for one in threads:
        one.join(5)
    assert came == [0, 1, 2]
