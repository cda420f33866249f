"""How wide the columns of a table are, by what stands in them: PDF and DOCX set the same ones; and which words
may be broken anywhere."""

import re
from collections.abc import Iterator, Sequence

LINE, CHARACTER, PADDING = 453, 4.7, 10.5  # points of a page's text, a letter in a table, and a cell's insets
_UTC = re.compile(r"(\d\d:\d\d) UTC\b")
UNBROKEN = 11  # characters: longer words may be hyphenated
UNHYPHENATED = 22  # letters: a longer word is taken for no word of a language
_AROUND = ".,;:!?()[]\"'“”„«»‘’…،؛؟*"


def unbroken(text: str) -> str:
    """With no break between a time and its UTC: `(08:00 UTC)`.

    >>> unbroken("10:00 (08:00 UTC)").split(" ")
    ['10:00', '(08:00\\xa0UTC)']
    """
    return _UTC.sub("\\1\u00a0UTC", text)


def widths(columns: Sequence[Sequence[str]]) -> list[float]:
    """In points. Each column holds its longest word, heads as well; what is left is shared by content length."""
    least = [min(_longest_word(column), UNBROKEN) * CHARACTER + PADDING for column in columns]
    weights = [max(map(len, column)) ** 0.6 for column in columns]
    spare = max(LINE - sum(least), 0) / sum(weights)
    return [width + spare * weight for width, weight in zip(least, weights, strict=True)]


def _longest_word(column: Sequence[str]) -> int:
    return max((len(word) for text in column for word in text.split()), default=1)


def words(text: str, longest: int) -> Iterator[tuple[str, bool]]:
    """The text in parts, each with whether it may be broken anywhere: a word of `longest` letters or more that no
    language breaks by itself, such as an address or a hash."""
    for number, part in enumerate(re.split(rf"(\S{{{longest},}})", unbroken(text))):
        if part:
            yield part, bool(number % 2) and not _is_word(part)


def _is_word(text: str) -> bool:
    """Whether it can be hyphenated: not an address, a hash, or a run of capitals."""
    parts = re.split(r"[-'’]", text.strip(_AROUND))
    return all(part.isalpha() and len(part) < UNHYPHENATED and not part[1:].isupper() for part in parts)
