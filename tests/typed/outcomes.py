"""What reading a text ends in: its value, the question back, or the refusal."""

from collections.abc import Callable
from typing import TypeVar

from bot.errors import UsageError

Value = TypeVar("Value")


def outcome(read: Callable[[], Value]) -> Value | UsageError:
    try:
        return read()
    except UsageError as refused:
        return refused
