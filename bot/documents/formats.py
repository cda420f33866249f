"""The file formats a text can be converted to; one table, so every command and upload offers the same ones."""

from collections.abc import Callable, Mapping

from bot.documents.covers import Cover, front_matter
from bot.documents.html import to_html
from bot.documents.pdf import to_pdf
from bot.documents.text import to_text
from bot.errors import UsageError


def _to_docx(markdown: str, cover: Cover) -> bytes:
    from bot.documents.word import to_docx  # lxml, which only this format needs

    return to_docx(markdown, cover)


FORMATS: Mapping[str, Callable[[str, Cover], str | bytes]] = {
    "md": front_matter,
    "html": to_html,
    "pdf": to_pdf,
    "docx": _to_docx,
    "txt": to_text,
}


def to_format(markdown: str, cover: Cover, format: str) -> bytes:
    """The whole file. Raises UsageError for an unknown format."""
    if format not in FORMATS:
        raise UsageError(f"There is no format “{format}”.", f"Choose one of: {', '.join(FORMATS)}.")
    made = FORMATS[format](markdown, cover)
    return made if isinstance(made, bytes) else made.encode()
