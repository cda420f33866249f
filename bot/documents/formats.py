"""The forms a text is handed over in; one table, so that every command and upload offers the same."""

from collections.abc import Callable, Mapping

from bot.documents.html import to_html
from bot.documents.markdown import Cover, front_matter
from bot.documents.pdf import to_pdf
from bot.documents.text import to_text
from bot.errors import UsageError

FORMS: Mapping[str, Callable[[str, Cover], str | bytes]] = {
    "md": front_matter,
    "html": to_html,
    "pdf": to_pdf,
    "txt": to_text,
}


def in_form(markdown: str, cover: Cover, form: str) -> bytes:
    """The whole file. Raises UsageError for a form that does not exist."""
    if form not in FORMS:
        raise UsageError(f"There is no format “{form}”.", f"Choose one of: {', '.join(FORMS)}.")
    made = FORMS[form](markdown, cover)
    return made if isinstance(made, bytes) else made.encode()
