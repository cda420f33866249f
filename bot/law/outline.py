"""The lines of an assessment in words, each with its place in the outline.

Decides how a line looks on a terminal; how an outline looks on a page is decided outside the law engine.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class LineKind(StrEnum):
    """What a line of the memo is."""

    TITLE = "title"
    SECTION = "section"
    ENTRY = "entry"  # the heading of the lines that follow it one level deeper
    TEXT = "text"
    BULLET = "bullet"
    BLANK = "blank"


@dataclass(frozen=True)
class MemoLine:
    """One line, its place in the outline, and for a section how many entries it counts. As text it is indented, as a
    terminal shows it.
    """

    kind: LineKind
    text: str = ""
    depth: int = 0
    count: int | None = None

    def __str__(self) -> str:
        mark = "- " if self.kind is LineKind.BULLET else ""
        counted = f" {self.count}" if self.count is not None else ""
        end = f":{counted}" if self.kind is LineKind.SECTION else ""
        return f"{'  ' * self.depth}{mark}{self.text}{end}"


BLANK = MemoLine(LineKind.BLANK)


def section(words: str, count: int | None = None) -> MemoLine:
    return MemoLine(LineKind.SECTION, words, count=count)


def entry(words: str) -> MemoLine:
    return MemoLine(LineKind.ENTRY, words, 1)


def text(words: str, depth: int = 1) -> MemoLine:
    return MemoLine(LineKind.TEXT, words, depth)


def bullet(words: str, depth: int = 1) -> MemoLine:
    return MemoLine(LineKind.BULLET, words, depth)


def and_(parts: Iterable[str]) -> str:
    """With semicolons where a part contains commas.

    >>> and_(["a", "b", "c"]), and_(["a"]), and_(["a, or b", "c"])
    ('a, b and c', 'a', 'a, or b; and c')
    """
    listed = list(parts)
    between, last = ("; ", "; and ") if any("," in part for part in listed) else (", ", " and ")
    return last.join(filter(None, (between.join(listed[:-1]), *listed[-1:])))
