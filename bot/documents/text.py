"""Plain text: for email without HTML, for screen readers, and for measuring readability."""

import textwrap
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from bot.documents.covers import Cover
from bot.domain.markdown import tokens


def to_text(markdown: str, cover: Cover | None = None, width: int = 76) -> str:
    """The words in reading order, wrapped; headings underlined, links with their address, tables row by row."""
    head = f"{cover.marking}\n\n" if cover and cover.marking else ""
    foot = f"\n{cover.marking}\n" if cover and cover.drill else ""
    return head + "\n".join(_lines(tokens(markdown), width)).strip() + "\n" + foot


def _lines(stream: Sequence[Token], width: int) -> Iterator[str]:
    lists: list[int | None] = []  # the open lists: next number, or None for points
    head: list[str] = []
    row: list[str] = []
    first, lead, named = False, "", False
    for position, token in enumerate(stream):
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
                if not lists:
                    yield ""
            case "list_item_open":
                first = True
            case "table_open":
                named = bool(token.meta.get("names_rows"))
            case "tr_open":
                row = []
            case "tr_close":
                if named:
                    yield from _wrapped(": ".join(row), width, "")
                elif not head:
                    head = row
                else:
                    yield from (f"{name}: {cell}" for name, cell in zip(head, row, strict=False) if cell)
                    yield ""
            case "table_close":
                head = []
                yield ""
            case "fence" | "code_block":
                yield from (*token.content.splitlines(), "")
            case "inline":
                before = stream[position - 1]
                words = _words(token)
                if before.type in ("th_open", "td_open"):
                    row.append(" ".join(words.split()))
                elif before.type == "heading_open":
                    sign = "=" if before.tag == "h1" else "-"
                    yield from (words, sign * min(len(words), width), "")
                elif lists:
                    lead = _lead(lists) if first else " " * len(lead)
                    first = False
                    yield from _wrapped(words, width, lead)
                else:
                    yield from (*_wrapped(words, width, ""), "")


def _lead(lists: list[int | None]) -> str:
    number = lists[-1]
    if number is not None:
        lists[-1] = number + 1
    return "  " * (len(lists) - 1) + ("- " if number is None else f"{number}. ")


def _wrapped(words: str, width: int, lead: str) -> Iterator[str]:
    for line in words.split("\n"):
        yield from textwrap.wrap(
            line,
            width,
            initial_indent=lead,
            subsequent_indent=" " * len(lead),
            break_long_words=False,
            break_on_hyphens=False,
        ) or [lead]


def _words(token: Token) -> str:
    """Soft breaks are spaces; a link is followed by its address unless they are the same."""
    said: list[str] = []
    since, href = 0, ""
    for child in token.children or ():
        match child.type:
            case "softbreak":
                said.append(" ")
            case "hardbreak":
                said.append("\n")
            case "link_open":
                since, href = len(said), str(child.attrs["href"])
            case "link_close":
                bare = href.removeprefix("mailto:").removeprefix("tel:").removeprefix("https://")
                if bare.strip("/") not in "".join(said[since:]).replace("https://", ""):
                    said.append(f" ({href.removeprefix('mailto:').removeprefix('tel:')})")
            case _:
                said.append(child.content)
    return "".join(said)
