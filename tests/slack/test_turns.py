"""A few requests are worked on at a time, in their order, and what was acknowledged holds up no one."""

from concurrent.futures import Executor, Future
from functools import partial
from typing import Any

import pytest

from bot.slack.turns import Turn, Turns


class Pool(Executor):
    """Begins what it is given, and never comes to an end."""

    def submit(self, fn: Any, /, *args: Any, **given: Any) -> Future[Any]:
        fn()
        return Future()


@pytest.fixture
def begun() -> list[int]:
    return []


def waiting(turns: Turns, begun: list[int], count: int) -> list[Turn]:
    found = [Turn() for _ in range(count)]
    for number, one in enumerate(found):
        turns.begin(one, partial(begun.append, number))
    return found


def test_the_next_begins_when_one_is_acknowledged(begun: list[int]) -> None:
    turns = Turns(Pool(), at_once=2)
    found = waiting(turns, begun, 5)
    assert begun == [0, 1]
    turns.end(found[1])
    assert begun == [0, 1, 2]
    turns.end(found[1])  # again
    assert begun == [0, 1, 2]
    turns.end(found[0])
    turns.end(found[2])
    assert begun == [0, 1, 2, 3, 4]


def test_what_was_acknowledged_while_it_waited_is_still_done_and_takes_no_turn(begun: list[int]) -> None:
    turns = Turns(Pool(), at_once=1)
    found = waiting(turns, begun, 3)
    turns.end(found[1])  # "Working on it"
    assert begun == [0]
    turns.end(found[0])
    assert begun == [0, 1, 2], "the third has the turn that the second did not take"


def test_what_is_acknowledged_before_it_begins_goes_at_once_where_no_one_waits(begun: list[int]) -> None:
    turns = Turns(Pool(), at_once=1)
    event = Turn()
    turns.end(event)
    turns.begin(event, lambda: begun.append(7))
    assert begun == [7]
    waiting(turns, begun, 2)
    assert begun == [7, 0]
