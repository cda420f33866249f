"""The memo for counsel as Markdown: the outline of `bot.law.memo` as headings and lists.

Decides only the Markdown; the sentences and their places in the outline come from the law engine.
"""

from collections.abc import Iterable

from bot.documents.covers import Cover
from bot.documents.reports import RenderedDocument
from bot.domain.markdown import escape
from bot.law.outline import LineKind, MemoLine


def memo_document(lines: Iterable[MemoLine], reference: str, title: str) -> RenderedDocument:
    made = [text for line in lines for text in _markdown(line)]
    text = "\n".join([*made, "", f"*{escape(f'{reference}: {title}')}*", ""])
    return RenderedDocument(
        text, Cover(title=f"Duties to notify, {reference}", kind="brief", reference=f"{reference}_memo")
    )


def _markdown(line: MemoLine) -> tuple[str, ...]:
    text = escape(line.text if line.count is None else f"{line.text}: {line.count}")
    match line.kind:
        case LineKind.TITLE:
            return (f"# {text}",)
        case LineKind.SECTION:
            return "", f"## {text}", ""
        case LineKind.ENTRY:
            return "", f"### {text}", ""
        case LineKind.TEXT:
            return (f"- {text}" if line.depth else text,)
        case LineKind.BULLET:
            return (f"{'  ' * (line.depth - 1)}- {text}",)
        case LineKind.BLANK:
            return ("",)
