"""Everyone on a list with whether an earlier row is about them already, so that nobody is told twice.

Who is the same person is decided in `duplicates`, for what is counted and for what is written alike.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from bot.recipients.duplicates import Duplicates
from bot.recipients.people import Recipient

AT_ONCE = 1000  # rows


def repeated(people: Iterable[Recipient]) -> frozenset[int]:
    """The rows, counted from 0, of people who were there before."""
    found, rows = Duplicates(), iter(people)
    while some := list(islice(rows, AT_ONCE)):
        found.add(
            [one.key for one in some],
            [one.name for one in some],
            [one.street for one in some],
            [one.postal_code for one in some],
            [one.email for one in some],
        )
    return frozenset(found.certain())


def with_repeats(people: Iterable[Recipient], again: frozenset[int]) -> Iterator[tuple[Recipient, bool]]:
    """`again`: as `repeated` found them."""
    return ((one, row in again) for row, one in enumerate(people))
