"""Times that contradict each other: nothing ends before it begins, and no one is aware before anyone has noticed.

Decides which facts come in which order. What becomes of a contradiction (a form, a file) is decided by the caller.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from bot.law.values import Value
from bot.sentences import form


class Order(NamedTuple):
    """`first` is never later than `then`; what to say about each of the two when it is."""

    first: str
    then: str
    about_first: str
    about_then: str


ORDERS = (
    Order(
        "noticed_at",
        "aware_at",
        form("This is after the time you became aware."),
        form("This is before the time it was noticed."),
    ),
    Order(
        "occurred_from",
        "occurred_to",
        form("This is after the breach ended."),
        form("This is before the breach began."),
    ),
    Order(
        "occurred_from",
        "aware_at",
        form("This is after the time you became aware."),
        form("This is before the breach began."),
    ),
    Order(
        "occurred_from",
        "contained_at",
        form("This is after the breach was contained."),
        form("This is before the breach began."),
    ),
    Order(
        "hold_from",
        "hold_released_at",
        form("This is after the request was lifted."),
        form("This is before the request was made."),
    ),
)


def contradictions(known: Mapping[str, Value | None]) -> Iterator[Order]:
    """Every order that these values break; what is not known breaks none."""
    for order in ORDERS:
        first_at, then_at = known.get(order.first), known.get(order.then)
        if isinstance(first_at, datetime) and isinstance(then_at, datetime) and then_at < first_at:
            yield order
