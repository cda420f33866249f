"""Keeps a law that was read and checked, so that the next start reads one file instead of hundreds.

Decides when a kept law is trusted: it is named after the hash of the law's files, and its first line names the code
that checked it, and is a digest of that code and of its own bytes. One that other code wrote is dropped. One that was
cut off or edited is refused: it is never read, and stays under another name until someone has looked at it.

Caveats: anyone who can write into the directory could write a matching digest too. So a kept law is data that is
checked against its model again, never code, only its owner may read or write it, and `breachbot check` compares it with
the files.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from bot.law.model import Law

REFUSED = "refused-"


def kept_law(folder: Path, content: str) -> Law | None:
    """The law kept under this hash of its files; None when there is none that can be trusted."""
    file = _file(folder, content)
    try:
        first, _, body = file.read_bytes().partition(b"\n")
    except FileNotFoundError:
        return None
    with suppress(ValidationError):
        if first == _first_line(body) and (law := Law.model_validate_json(body)).hash == content:
            return law
    if first.split(b" ")[0] == _code():
        file.replace(folder / f"{REFUSED}{file.name}")
    else:
        file.unlink(missing_ok=True)
    return None


def refused(folder: Path, law: Law) -> list[Path]:
    """Every kept law that was changed after it had been written; `law` was just read from its files, and what is kept
    of it is compared with it too. A changed one is replaced, and stays under another name."""
    kept, file = kept_law(folder, law.hash), _file(folder, law.hash)
    if kept and kept != law:
        file.replace(folder / f"{REFUSED}{file.name}")
        keep_law(folder, law)
    return sorted(folder.glob(f"{REFUSED}*"))


def keep_law(folder: Path, law: Law) -> None:
    """Whole or not at all, also when several processes keep the same law at once."""
    folder.mkdir(parents=True, exist_ok=True)
    body = law.model_dump_json(by_alias=True, exclude_defaults=True).encode()
    descriptor, partial = tempfile.mkstemp(dir=folder, prefix="law-", suffix=".partial")  # readable by its owner only
    with os.fdopen(descriptor, "wb") as file:
        file.write(_first_line(body) + b"\n" + body)
    Path(partial).replace(_file(folder, law.hash))


def _file(folder: Path, content: str) -> Path:
    return folder / f"law-{content[:16]}.json"


def _first_line(body: bytes) -> bytes:
    return _code() + b" " + hashlib.sha256(_code() + body).hexdigest().encode()


@cache
def _code() -> bytes:
    """A hash of everything that decides what a law file means and whether it is sound."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest().encode()
