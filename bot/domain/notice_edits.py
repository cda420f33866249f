"""What counsel changes in a drafted text: its sections as people can edit them, and what no longer comes from facts.

Decides how a section looks in a form and how what comes back is read. A section that nobody changed keeps every letter
of its Markdown; the dialect is the one of every text, so nothing that is typed can become a tag or an unsafe link.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from bot.domain.markdown import escape, plain, tokens
from bot.domain.notice_lines import Line, Span, lines

LONGEST = 1_000_000  # characters of a line: none is cut apart here
STARTS = re.compile(r"\s*(#{1,6}\s|[-+*•]\s|\d{1,9}[.)]\s|\||>)")
POINT = re.compile(r"^(\s*)[•*+]\s+", re.MULTILINE)
BREAK = re.compile(r"\\\n")
ESCAPED = re.compile(r"\\(.)")
NUMBER = re.compile(r"(\s*)(\d{1,9})[.)]\s")
SENTENCE = re.compile(r"(?<!\b\d\.)(?<!\b\d\d\.)(?<=[.!?])\s+|\n+")
"""Where a sentence ends; the period of a day (`29. November`) ends none."""


@dataclass(frozen=True)
class Section:
    """`words`: what stands under the heading, as a person edits it; lines `start` to `end` of the Markdown hold it."""

    heading: str
    words: str
    start: int
    end: int


def sections(markdown: str) -> tuple[Section, ...]:
    """In order; what stands before the first heading is a section without one, if anything does."""
    stream, rows = tokens(markdown), markdown.splitlines()
    heads = [
        (token.map or [0, 0], plain(stream[at + 1]))
        for at, token in enumerate(stream)
        if token.type == "heading_open" and token.level == 0
    ]
    starts = [(0, ""), *((place[1], words) for place, words in heads)]
    ends = [*(place[0] for place, _words in heads), len(rows)]
    found = (
        Section(words, editable("\n".join(rows[start:end])), start, end)
        for (start, words), end in zip(starts, ends, strict=True)
    )
    return tuple(one for one in found if one.heading or one.words)


def with_sections(markdown: str, bodies: Mapping[int, str]) -> str:
    """The Markdown with what now stands in some of its sections, by their place."""
    rows, made, reached = markdown.splitlines(), list[str](), 0
    for place, section in enumerate(sections(markdown)):
        made += rows[reached : section.start]
        body = bodies.get(place, section.words)
        changed = body.strip() != section.words
        made += ["", *as_markdown(body).splitlines(), ""] if changed else rows[section.start : section.end]
        reached = section.end
    text = "\n".join([*made, *rows[reached:]])
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def editable(markdown: str) -> str:
    """Lists with their numbers, a line for each line, no backslash but where the text would otherwise be read as
    something else."""
    exact = BREAK.sub("\n", written(lines(markdown, LONGEST)))
    bare = "\n".join(_bare_row(row) for row in exact.splitlines())
    same = lines(as_markdown(bare), LONGEST) == lines(as_markdown(exact), LONGEST)
    return bare if same else exact


def _bare_row(row: str) -> str:
    """Without the backslashes that what a person types doesn't need either."""
    return ESCAPED.sub(lambda found: found[1] if _is_spare(found) else found[0], row)


def _is_spare(found: re.Match[str]) -> bool:
    """Whether the sign is only itself where it stands."""
    row, sign, before, after = found.string, found[1], found.string[: found.start()], found.string[found.end() :]
    match sign:
        case "_":
            return before[-1:].isalnum() and after[:1].isalnum()
        case "|":
            return not row.lstrip().startswith("|")
        case "\\":
            return after[:1].isalnum()
        case "*":
            return before.strip() != "" and before[-1:] == after[:1] == " "
        case "." | ")":
            return before.strip() != "1"
        case ">":
            return before.strip() != ""
    return sign in "~<[]"


def as_markdown(body: str) -> str:
    """What a person wrote: a new line is one for readers too, and a list begins with 1: `29. November` is a day."""
    rows = _numbered(POINT.sub(r"\1- ", body.strip()).splitlines())
    return "\n".join(
        f"{row.rstrip()}\\" if row.strip() and follows.strip() and _goes_on(row, follows) else row.rstrip()
        for row, follows in zip_longest(rows, rows[1:], fillvalue="")
    )


def _numbered(rows: Sequence[str]) -> list[str]:
    made, last = list[str](), 0
    for row in rows:
        if found := NUMBER.match(row):
            goes_on = int(found[2]) in (1, last + 1)
            last = int(found[2]) if goes_on else 0
            made.append(row if goes_on else f"{found[1]}{found[2]}\\{row[found.end(2) :]}")
            continue
        made.append(row)
        if row.strip() and not row.startswith(" "):
            last = 0
    return made


def _goes_on(row: str, follows: str) -> bool:
    """Whether the next line belongs to the same paragraph or item."""
    return not STARTS.match(follows) and not row.lstrip().startswith(("#", "|"))


def not_from_facts(drawn: str, text: str) -> tuple[str, ...]:
    """The sentences of the text that the one drawn from facts doesn't have, in order."""
    known = {_bare(one) for one in _sentences(drawn)}
    return tuple(one for one in _sentences(text) if _bare(one) not in known)


def _sentences(markdown: str) -> Iterator[str]:
    for line in lines(markdown, LONGEST):
        for cell in line.cells:
            yield from filter(_bare, SENTENCE.split("".join(span.words for span in cell).strip()))


def _bare(sentence: str) -> str:
    return re.sub(r"[\W_]", "", sentence)


def written(text: Sequence[Line]) -> str:
    """The lines as Markdown: what was read from it, or from a document, comes back the same."""
    made: list[str] = []
    for (kind, _table), group in groupby(text, lambda one: (one.kind, one.number if one.kind == "row" else None)):
        if kind == "row":
            made.append(_rows(list(group)))
        elif kind == "item":
            made.append(_items(list(group)))
        else:
            made += map(_block, group)
    return "\n\n".join(made)


def _block(line: Line) -> str:
    said = _marked(line.spans)
    match line.kind:
        case "heading":
            return f"{'#' * line.level} {said}"
        case "quote":
            return f"> {said}".replace("\n", "\n> ")
        case "code":
            return f"```\n{line.words}\n```"
    return said


def _items(group: Sequence[Line]) -> str:
    """One list and what is nested in it."""
    made: list[str] = []
    indents = [0]
    for line in group:
        del indents[line.level + 1 :]
        deep = " " * indents[-1]
        sign = "- " if line.number is None else f"{line.number}. "
        rest = "\n" + deep + " " * len(sign)
        said = _marked(line.spans).replace("\n", rest)
        made.append(f"\n{deep}{' ' * len(sign)}{said}" if line.goes_on else f"{deep}{sign}{said}")
        indents.append(indents[-1] + len(sign))
    return "\n".join(made)


def _rows(group: Sequence[Line]) -> str:
    """A table; one whose rows have names has an empty head."""
    width = max(len(line.cells) for line in group)
    rows = [[_marked(cell).replace("\\\n", " ") for cell in line.cells] for line in group]
    head = rows.pop(0) if group[0].head else [""] * width
    return "\n".join(_row(row, width) for row in (head, ["---"] * width, *rows))


def _row(cells: Sequence[str], width: int) -> str:
    return "| " + " | ".join([*cells, *[""] * (width - len(cells))]) + " |"


def _marked(spans: Sequence[Span]) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    if span.gap:
        return span.words
    if span.code:
        return f"`{span.words}`"
    lead, words, trail = _trimmed(span.words)
    said = "\\\n".join(escape(row) for row in words.split("\n"))
    if span.link:
        said = f"[{said}]({span.link})"
    for is_on, sign in ((span.italic, "*"), (span.bold, "**")):
        said = f"{sign}{said}{sign}" if is_on and said else said
    return f"{lead}{said}{trail}".replace("\n ", "\n")


def _trimmed(words: str) -> tuple[str, str, str]:
    """What stands between the spaces before and after; a line break there is one in Markdown."""
    inner = words.strip()
    lead, _inner, trail = words.partition(inner) if inner else (words, "", "")
    return _space(lead), inner, _space(trail)


def _space(between: str) -> str:
    return "\\\n" if "\n" in between else " " if between else ""
