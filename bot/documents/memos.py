"""The memo for counsel as Markdown: the outline of `bot.law.memo` as headings and lists.

Decides only the Markdown; the sentences and their depth, given as indentation, come from the law engine.
"""

from collections.abc import Sequence
from itertools import pairwise

from bot.documents.markdown import Cover, escape
from bot.documents.reports import RenderedDocument


def memo_document(lines: Sequence[str], reference: str, title: str) -> RenderedDocument:
    """`lines` as `breachbot assess` prints them."""
    text = "\n".join([*_outlined(lines), "", f"*{escape(f'{reference}: {title}')}*", ""])
    return RenderedDocument(
        text, Cover(title=f"Duties to notify, {reference}", kind="brief", reference=f"{reference}_memo")
    )


def _outlined(lines: Sequence[str]) -> list[str]:
    made: list[str] = []
    for line, after in pairwise([*lines, ""]):
        depth, text = len(line) - len(line.lstrip()), line.strip()
        text = "- " * text.startswith("- ") + escape(text.removeprefix("- "))
        if not text:
            made.append("")
        elif depth == 0:
            made += _top(text, first=not made)
        elif depth == 2 and after.startswith("    "):
            made += ["", f"### {text}", ""]
        else:
            made.append(f"- {text}" if not text.startswith("- ") else text if depth == 2 else f"  {text}")
    return made


def _top(text: str, *, first: bool) -> list[str]:
    """The title, a sentence, or the heading of a section."""
    if first:
        return [f"# {text}"]
    return [text] if text.endswith(".") else ["", f"## {text.removesuffix(':')}", ""]
