"""The text of a notice as people will read it, in Slack's rich text: lists that count, headings, emphasis, tables.

Rich text has no markup, so no letter of a fact can act as any. Which lines stand in one message is decided in
`actions/notice_posts.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from bot.domain.notice_lines import Line, Span
from bot.slack.block_kit import Block

MOST_IN_BLOCK = 3_000  # characters


def blocks(page: Sequence[Line]) -> list[Block]:
    """A block for each heading with what follows it, and further ones where that is long."""
    return [{"type": "rich_text", "elements": list(_parts(part))} for part in _by_heading(page)]


def words(page: Sequence[Line]) -> str:
    """The same without any form: for notifications, and for clients that show no blocks."""
    return "\n".join(_plainly(line) for line in page)


def _by_heading(page: Sequence[Line]) -> list[list[Line]]:
    made: list[list[Line]] = []
    for line in page:
        is_full = bool(made) and sum(len(one.words) for one in made[-1]) + len(line.words) > MOST_IN_BLOCK
        if not made or line.kind == "heading" or is_full:
            made.append([])
        made[-1].append(line)
    return made


def _parts(part: Sequence[Line]) -> Iterator[Block]:
    for (kind, level, is_numbered), found in groupby(part, _form):
        group = list(found)
        if kind == "item":
            yield from _lists(group, level, is_numbered)
        else:
            yield {"type": PARTS.get(kind, "rich_text_section"), "elements": list(_together(group))}


PARTS: Mapping[str, str] = {"quote": "rich_text_quote", "code": "rich_text_preformatted"}


def _form(line: Line) -> tuple[str, int, bool]:
    """Lines of the same form stand in one part."""
    if line.kind == "item":
        return "item", line.level, line.number is not None
    return ("text" if line.kind in ("heading", "paragraph", "row") else line.kind), 0, False


def _lists(group: Sequence[Line], level: int, is_numbered: bool) -> Iterator[Block]:
    """One list, or several where the numbers begin anew."""
    items: list[list[Line]] = []
    for line in group:
        if line.goes_on and items:
            items[-1].append(line)
        else:
            items.append([line])
    runs: list[list[list[Line]]] = []
    for item in items:
        follows = runs and (not is_numbered or item[0].number == (runs[-1][-1][0].number or 0) + 1)
        if follows:
            runs[-1].append(item)
        else:
            runs.append([item])
    for run in runs:
        yield _list(run, level, is_numbered)


def _list(run: Sequence[Sequence[Line]], level: int, is_numbered: bool) -> Block:
    sections = [{"type": "rich_text_section", "elements": list(_together(item))} for item in run]
    block: Block = {"type": "rich_text_list", "style": "ordered" if is_numbered else "bullet", "elements": sections}
    if level:
        block["indent"] = min(level, 8)
    first = run[0][0].number or 0
    return {**block, "offset": first - 1} if first > 1 else block


def _together(group: Sequence[Line]) -> Iterator[Block]:
    """Paragraphs with an empty line between them; the rows of a table, and a heading with its text, without one."""
    for before, line in zip((None, *group), group, strict=False):
        if before:
            close = before.kind == "heading" or line.kind == before.kind in ("row", "item", "code")
            yield {"type": "text", "text": "\n" if close or line.goes_on else "\n\n"}
        yield from map(_piece, _said(line))


def _said(line: Line) -> Iterable[Span]:
    match line.kind:
        case "row":
            return _row(line)
        case "heading":
            return _heading(line)
    return line.spans


def _heading(line: Line) -> Iterator[Span]:
    yield from (Span(span.words, bold=True, gap=span.gap, link=span.link) for span in line.spans)


def _row(line: Line) -> Iterator[Span]:
    """The first cell names the row, the others follow on the same line."""
    first, *others = line.cells
    said = [cell for cell in others if any(span.words.strip() for span in cell)]
    yield from first
    for number, cell in enumerate(said):
        named = number == 0 and line.named
        yield Span(": " if named and first else " · " if number or first else "")
        yield from (Span(span.words, bold=True) for span in cell) if line.head else cell


def _piece(span: Span) -> Block:
    style = {name: True for name in ("bold", "italic", "code") if getattr(span, name) or (span.gap and name == "code")}
    if span.link:
        return {"type": "link", "url": span.link, "text": span.words, **({"style": style} if style else {})}
    return {"type": "text", "text": span.words, **({"style": style} if style else {})}


def _plainly(line: Line) -> str:
    if line.kind == "row":
        return "".join(span.words for span in _row(line))
    if line.kind != "item":
        return line.words
    sign = "" if line.goes_on else "• " if line.number is None else f"{line.number}. "
    return "   " * line.level + sign + line.words
