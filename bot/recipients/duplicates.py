"""Which rows are about a person whom an earlier row is about already.

Decides by the key, where a row has one. Rows without a key are the same person when they have the same name and the
same postal address, or the same name and the same email address. Two different keys are two people; where name and
email address agree (without an email address: name and postal address), that is only noted.

Keeps 8 bytes for each row and rule, never what is in a row: hashes of 64 bits, compared at the end part by part. That
two people share one is expected once in 37 million lists of a million people.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

NONE = 0  # the hash of a row that a rule doesn't apply to
PARTS = 32  # of which one at a time is compared, so that memory stays bounded


class Duplicates:
    """Rows are added in their order, counted from 0; the answers are there once all are."""

    def __init__(self) -> None:
        self._keys, self._posted, self._emailed = array("q"), array("q"), array("q")

    def add(
        self,
        keys: Sequence[str],
        names: Iterable[str],
        streets: Iterable[str],
        postal_codes: Iterable[str],
        emails: Iterable[str],
    ) -> None:
        """Some rows, column by column."""
        self._keys.extend(map(hash, keys))  # that of an empty text is 0
        rows = zip(keys, map(str.casefold, names), streets, postal_codes, map(str.casefold, emails), strict=True)
        for_each = [_hashes(*row) for row in rows]
        self._posted.extend(posted for posted, _emailed in for_each)
        self._emailed.extend(emailed for _posted, emailed in for_each)

    def certain(self) -> list[int]:
        """The rows that are about a person who was there before, in order."""
        found = {*self._by_key}
        if self._keys.count(NONE):
            for hashes in (self._posted, self._emailed):
                keyless = (NONE if key else one for one, key in zip(hashes, self._keys, strict=True))
                found.update(_repeated(array("q", keyless)))
        return sorted(found)

    def possible(self) -> list[int]:
        """The rows with a key of their own whose name and address were there under another key before, in order."""
        if self._keys.count(NONE) == len(self._keys):
            return []
        named = zip(self._keys, self._posted, self._emailed, strict=True)
        hashes = array("q", ((emailed or posted) if key else NONE for key, posted, emailed in named))
        return sorted({*_repeated(hashes)} - self._by_key)

    @cached_property
    def _by_key(self) -> frozenset[int]:
        return frozenset(_repeated(self._keys))


def _hashes(key: str, name: str, street: str, postal_code: str, email: str) -> tuple[int, int]:
    """Of name and postal address, and of name and email address; of one of them, where there is a key."""
    if not name:
        return NONE, NONE
    emailed = hash((name, email)) if email else NONE
    if not street or (key and email):
        return NONE, emailed
    return hash((name, "".join(street.split()).casefold(), postal_code)), emailed


def _repeated(hashes: "array[int]") -> Iterator[int]:
    """Each row but the first with a hash, in order."""
    parts = [array("q") for _part in range(PARTS)]
    for one in hashes:
        parts[one % PARTS].append(one)
    several = {one for part in parts if len({*part}) < len(part) for one, times in Counter(part).items() if times > 1}
    if not several - {NONE}:
        return
    seen = set[int]()
    for row, one in enumerate(hashes):
        if one in several and one:
            if one in seen:
                yield row
            seen.add(one)
