"""Which rows are about a person whom an earlier row is about already.

Decides by the key, where a row has one. Rows without a key are the same person when they have the same name and the
same postal address, or the same name and the same email address. Two different keys are two people; where name and
email address agree (without an email address: name and postal address), that is only noted.

Keeps 8 bytes for each row and rule, never what is in a row: hashes of 64 bits, compared at the end part by part. That
two people share one is expected once in 37 million lists of a million people.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence

NONE = 0  # the hash of a row that a rule doesn't apply to
AT_ONCE = 500_000  # hashes that are compared in one part, so that memory stays bounded


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
        folded = list(map(str.casefold, names))
        self._keys.extend(map(hash, keys))  # that of an empty text is 0
        posted = zip(folded, ("".join(one.split()).casefold() for one in streets), postal_codes, strict=True)
        self._posted.extend(hash(one) if one[0] and one[1] else NONE for one in posted)
        emailed = zip(folded, map(str.casefold, emails), strict=True)
        self._emailed.extend(hash(one) if one[0] and one[1] else NONE for one in emailed)

    def certain(self) -> list[int]:
        """The rows that are about a person who was there before, in order."""
        found = {*_repeated(self._keys)}
        if self._keys.count(NONE):
            for hashes in (self._posted, self._emailed):
                found |= {*_repeated([NONE if key else one for one, key in zip(hashes, self._keys, strict=True)])}
        return sorted(found)

    def possible(self) -> list[int]:
        """The rows with a key of their own whose name and address were there under another key before, in order."""
        if self._keys.count(NONE) == len(self._keys):
            return []
        named = zip(self._keys, self._posted, self._emailed, strict=True)
        hashes = array("q", ((emailed or posted) if key else NONE for key, posted, emailed in named))
        return sorted({*_repeated(hashes)} - {*_repeated(self._keys)})


def _repeated(hashes: Sequence[int]) -> Iterator[int]:
    """Each row but the first with a hash."""
    parts = 1 + len(hashes) // AT_ONCE
    for part in range(parts):
        of_part = [one for one in hashes if one % parts == part and one]
        if len({*of_part}) < len(of_part):
            seen = set[int]()
            for row, one in enumerate(hashes):
                if one % parts == part and one:
                    if one in seen:
                        yield row
                    seen.add(one)
