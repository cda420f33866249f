"""Markdown: people's text is escaped into it here, and every other format is generated from it.

Decides the one dialect (CommonMark with tables; no HTML, no images, links only to https, mailto and tel) and the
one escape. Everything that is not template text passes `escape` once, at the boundary, so no fact can become a
heading, a link, a table cell or a tag.

Caveats: `Safe` is text that is already Markdown; only template filters make it. Line breaks in a fact become spaces
unless a template asks for its lines. A merge field that people type stays one, so that a fact can say where each
reader's own code goes.
"""

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

MISSING = re.compile(r"\[\[MISSING: [^\]]*\]\]")
FIELD = re.compile(r"\[\[(ADDRESS|SALUTATION|CODE)\]\]")
"""What stands for each reader's own in a text that goes to many: see `merge_fields`."""
_ESCAPED_FIELD = re.compile(r"\\\[\\\[(ADDRESS|SALUTATION|CODE)\\\]\\\]")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_AT_START = re.compile(r"^(?:(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|--|=)|(\d{1,9})(?=[.)](?:\s|$)))")
# Control characters, and those that reorder text on the screen while the source reads differently.
INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LISTS = re.compile(r"\A(?:[\s>]|[-+*](?=\s)|\d{1,9}[.)](?=\s))*\d{1,9}\\[.)]")
"""The start of a line, up to the number that would make it an item of a list if nothing escaped it."""
_NUMBERED = re.compile(r"(?<=\d)\\(?=[.)](?:\s|$))")
_LINK = re.compile(r"(?i)(https|mailto|tel):")


class Safe(str):
    """Markdown made by us; not escaped again."""

    __slots__ = ()


def escape(text: str) -> Safe:
    """Text as people typed it, on one line, with all Markdown syntax escaped; merge fields stay.

    >>> escape("Enter [[CODE]] at [our site]")
    'Enter [[CODE]] at \\\\[our site\\\\]'
    """
    line = " ".join(INVISIBLE.sub("", text).split())
    line = _ESCAPED_FIELD.sub(r"[[\1]]", _SPECIAL.sub(r"\\\1", line))
    line = _ENTITY.sub(r"\\&", line)
    return Safe(_AT_START.sub(lambda start: f"{start.group(1) or ''}\\", line))


def without_spare_escapes(line: str) -> str:
    """The line of Markdown with a number escaped only where it would make a list: a text is escaped before it is known
    whether a line starts with it.

    >>> without_spare_escapes(r"| Beginn | 29\\. November |"), without_spare_escapes(r"- 29\\. November")
    ('| Beginn | 29. November |', '- 29\\\\. November')
    """
    kept = start.end() if (start := _LISTS.match(line)) else 0
    return line[:kept] + _NUMBERED.sub("", line[kept:])


def parser() -> MarkdownIt:
    """CommonMark and tables, without HTML and images, and links only to safe addresses."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])
    made.inline.ruler.before("link", "gap", _gap)
    made.validateLink = lambda url: bool(_LINK.match(url))  # type: ignore[method-assign]
    return made


@cache
def _parser() -> MarkdownIt:
    """The one that is used as it is."""
    return parser()


def _gap(state: StateInline, silent: bool) -> bool:
    """A missing fact is a token of its own; people's words that only look like one are escaped, and are text."""
    found = MISSING.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("gap", "", 0).content = found[0]
    state.pos = found.end()
    return True


def tokens(markdown: str) -> list[Token]:
    """The parsed text. A table with an empty header has none; the first cell of each row names the row."""
    stream = _parser().parse(markdown)
    heads = [i for i, token in enumerate(stream) if token.type == "thead_open"]
    for start in reversed(heads):
        end = next(i for i in range(start, len(stream)) if stream[i].type == "thead_close")
        if not any(token.content.strip() for token in stream[start:end]):
            del stream[start : end + 1]
            stream[start - 1].meta["names_rows"] = True
            _name_rows(stream, start)
    return stream


def _name_rows(stream: list[Token], start: int) -> None:
    """The first cell of each row of the table becomes a heading of its row."""
    for position in range(start, len(stream)):
        if stream[position].type == "table_close":
            return
        if stream[position - 1].type == "tr_open":
            end = next(i for i in range(position, len(stream)) if stream[i].type == "td_close")
            for at, kind in ((position, "th_open"), (end, "th_close")):
                stream[at].type, stream[at].tag = kind, "th"
            stream[position].meta["names_row"] = True


def links(markdown: str) -> tuple[str, ...]:
    """Every address the text links to, in order."""
    inline = (child for token in tokens(markdown) for child in token.children or ())
    return tuple(str(token.attrs["href"]) for token in inline if token.type == "link_open")


def plain(token: Token) -> str:
    """The words of an inline token."""
    return "".join(
        "\n" if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or ()
    )


def unmarked(line: str) -> str:
    """One line of Markdown as its words: what is shown where there is no markup, as in a subject."""
    return " ".join(plain(token) for token in _parser().parseInline(line))


def paragraphs(markdown: str) -> Iterator[str]:
    """The words of each paragraph and list item; headings, tables and code are left out."""
    stack: list[str] = []
    for token in tokens(markdown):
        if token.nesting == 1:
            stack.append(token.type)
        elif token.nesting == -1:
            stack.pop()
        elif token.type == "inline" and "paragraph_open" in stack:
            yield " ".join(plain(token).split())
