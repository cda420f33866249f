"""A text as its readers see it: headings, paragraphs, items with their numbers, rows of tables; and cut into pages.

Decides what is one line and what is emphasized in it. How a line looks is decided where it is shown: Slack's blocks and
DOCX are made from these lines, HTML, PDF and plain text from the same tokens.

Caveats: no line is longer than `LONGEST` characters, so that a chat takes it; a longer one goes on in another line.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from markdown_it.token import Token

from bot.domain.markdown import tokens

LONGEST = 2_500  # characters of a line; Slack's blocks hold 3,000
Kind = Literal["heading", "paragraph", "item", "row", "quote", "code"]


@dataclass(frozen=True)
class Span:
    """Words that look alike. A line break is `\\n` in the words."""

    words: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    gap: bool = False  # a missing fact
    link: str = ""


@dataclass(frozen=True)
class Line:
    """`level`: of a heading 1 to 6, of an item how deep it is, from 0. `number`: of an item in a numbered list, or of a
    row's table. `goes_on`: it belongs to the line before. `head`: a row of headings; `named`: its first cell is one."""

    kind: Kind
    cells: tuple[tuple[Span, ...], ...]
    level: int = 0
    number: int | None = None
    goes_on: bool = False
    head: bool = False
    named: bool = False
    about: str = ""  # of code: what it says it is

    @property
    def spans(self) -> tuple[Span, ...]:
        return tuple(span for cell in self.cells for span in cell)

    @property
    def words(self) -> str:
        return "".join(span.words for span in self.spans)


def lines(markdown: str, longest: int = LONGEST) -> tuple[Line, ...]:
    """The lines in reading order; rules between sections are left out, and so are rows that say nothing."""
    found = _Walk().read(tokens(markdown))
    return tuple(part for line in found for part in _cut(line, longest))


def pages(text: Sequence[Line], most: int, most_headings: int) -> list[tuple[Line, ...]]:
    """The lines in as few pages as hold them, each of at most so many characters and headings. A heading stays with
    what follows it."""
    made: list[list[Line]] = [[]]
    for at, line in enumerate(text):
        held = sum(len(one.words) for one in made[-1])
        following = len(text[at + 1].words) if line.kind == "heading" and at + 1 < len(text) else 0
        headings = sum(one.kind == "heading" for one in made[-1])
        is_full = held + len(line.words) + following > most or headings >= most_headings
        if made[-1] and is_full and made[-1][-1].kind != "heading":
            made.append([])
        made[-1].append(line)
    return [tuple(page) for page in made]


class _Walk:
    """Goes through the tokens once. `numbers`: the open lists, each with its next number, or None for points."""

    def __init__(self) -> None:
        self.numbers: list[int | None] = []
        self.number: int | None = None
        self.begun = False
        self.quotes = self.tables = 0
        self.named = self.head = False
        self.cells: list[tuple[Span, ...]] = []

    def read(self, stream: Sequence[Token]) -> Iterator[Line]:
        for position, token in enumerate(stream):
            if token.type == "inline":
                yield from self._inline(token, stream[position - 1])
            elif token.type in ("fence", "code_block"):
                yield Line("code", ((Span(token.content.rstrip("\n"), code=True),),), about=token.info)
            elif token.type == "tr_close":
                if any(span.words.strip() for cell in self.cells for span in cell):
                    row, named = tuple(self.cells), self.named
                    yield Line("row", row, number=self.tables, head=self.head, named=named)
            else:
                self._structure(token)

    def _inline(self, token: Token, before: Token) -> Iterator[Line]:
        words = tuple(_spans(token.children or ()))
        match before.type:
            case "th_open" | "td_open":
                self.cells.append(words)
            case "heading_open":
                yield Line("heading", (words,), level=int(before.tag[1]))
            case _ if self.numbers:
                yield Line("item", (words,), len(self.numbers) - 1, self.number, goes_on=self.begun)
                self.begun = True
            case _:
                yield Line("quote" if self.quotes else "paragraph", (words,))

    def _structure(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self.numbers.append(None)
            case "ordered_list_open":
                self.numbers.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self.numbers.pop()
            case "list_item_open":
                self.number, self.begun = self.numbers[-1], False
                self.numbers[-1] = None if self.number is None else self.number + 1
            case "blockquote_open" | "blockquote_close":
                self.quotes += token.nesting
            case "table_open":
                self.named, self.tables = bool(token.meta.get("names_rows")), self.tables + 1
            case "thead_open" | "thead_close":
                self.head = token.nesting == 1
            case "tr_open":
                self.cells = []


def _spans(children: Sequence[Token]) -> Iterator[Span]:
    """Neighbors that look alike are one span."""
    held: Span | None = None
    for span in _pieces(children):
        if held and replace(held, words="") == replace(span, words=""):
            held = replace(held, words=held.words + span.words)
            continue
        if held:
            yield held
        held = span
    if held:
        yield held


def _pieces(children: Sequence[Token]) -> Iterator[Span]:
    bold = italic = False
    link = ""
    for token in children:
        match token.type:
            case "strong_open" | "strong_close":
                bold = token.nesting == 1
            case "em_open" | "em_close":
                italic = token.nesting == 1
            case "link_open":
                link = str(token.attrs["href"])
            case "link_close":
                link = ""
            case "softbreak" | "hardbreak":
                yield Span(" " if token.type == "softbreak" else "\n", bold, italic, link=link)
            case _ if token.content:
                code, gap = token.type == "code_inline", token.type == "gap"
                yield Span(token.content, bold, italic, code, gap, link)


def _cut(line: Line, longest: int) -> Iterator[Line]:
    """The line, or several that go on; a row's cells are never cut apart from each other but where one is too long."""
    if len(line.words) <= longest:
        yield line
        return
    parts = [tuple(part) for cell in line.cells for part in _parts(cell, longest)]
    for number, part in enumerate(parts):
        yield replace(line, cells=(part,), goes_on=line.goes_on or number > 0)


def _parts(cell: Sequence[Span], longest: int) -> Iterator[list[Span]]:
    held: list[Span] = []
    for span in cell:
        for words in _pieces_of(span.words, longest):
            if held and sum(len(one.words) for one in held) + len(words) > longest:
                yield held
                held = []
            held.append(replace(span, words=words))
    yield held


def _pieces_of(words: str, longest: int) -> list[str]:
    """At spaces, which stay at the end of a piece; a word that is too long is broken."""
    if len(words) <= longest:
        return [words]
    return textwrap.wrap(words, longest, drop_whitespace=False, replace_whitespace=False, break_on_hyphens=False)
