"""Keeps a law that was read and checked, so that the next start reads one file instead of hundreds.

Decides what is kept of a law: all of it, as data that is checked against its model again. How far it is trusted is
decided in `bot.kept`; `breachbot check` compares it with the files.
"""

from pathlib import Path

from pydantic import ValidationError

from bot.kept import KeptFiles, code_hash
from bot.law.model import Law


def kept_law(folder: Path, content: str) -> Law | None:
    """The law kept under this hash of its files; None when there is none that can be trusted."""
    kept = _kept(folder)
    if (body := kept.read(content)) is None:
        return None
    try:
        if (law := Law.model_validate_json(body)).hash == content:
            return law
    except ValidationError:
        pass
    kept.refuse(content)
    return None


def refused(folder: Path, law: Law) -> list[Path]:
    """Every kept law that was changed after it had been written; `law` was just read from its files, and what is kept
    of it is compared with it too. A changed one is replaced, and stays under another name."""
    if (kept := kept_law(folder, law.hash)) and kept != law:
        _kept(folder).refuse(law.hash)
        keep_law(folder, law)
    return _kept(folder).refused()


def keep_law(folder: Path, law: Law) -> None:
    body = law.model_dump_json(by_alias=True, exclude_defaults=True).encode()
    _kept(folder).write(law.hash, body)


def _kept(folder: Path) -> KeptFiles:
    """Everything here decides what a law file means and whether it is sound."""
    return KeptFiles(folder, "law", code_hash([Path(__file__).parent]))
