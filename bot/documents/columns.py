"""How wide the columns of a table are, by what stands in them: PDF and DOCX set the same ones."""

import re
from collections.abc import Sequence

LINE, CHARACTER, PADDING = 453, 4.7, 10.5  # points of a page's text, a letter in a table, and a cell's insets
_UTC = re.compile(r"\((\d\d:\d\d) UTC\)")
UNBROKEN = 11  # characters: longer words may be hyphenated


def unbroken(text: str) -> str:
    """With no break inside the time in UTC that stands beside another: `(08:00 UTC)`.

    >>> unbroken("10:00 (08:00 UTC)").split(" ")
    ['10:00', '(08:00\\xa0UTC)']
    """
    return _UTC.sub("(\\1\u00a0UTC)", text)


def widths(columns: Sequence[Sequence[str]]) -> list[float]:
    """In points. Each column holds its longest word, heads as well; what is left is shared by content length."""
    least = [min(_longest_word(column), UNBROKEN) * CHARACTER + PADDING for column in columns]
    weights = [max(map(len, column)) ** 0.6 for column in columns]
    spare = max(LINE - sum(least), 0) / sum(weights)
    return [width + spare * weight for width, weight in zip(least, weights, strict=True)]


def _longest_word(column: Sequence[str]) -> int:
    return max((len(word) for text in column for word in text.split()), default=1)
