"""Keeps a law that was read and checked, so that the next start reads one file instead of hundreds.

Decides when a kept law is trusted: it is named after the hash of the law's files, and its first line is a digest of its
own bytes and of the code that checked them. A file that was cut off, edited, or written by another version is dropped.

Caveats: anyone who can write into the directory could write a matching digest too. So a kept law is data that is
checked against its model again, never code, and only its owner may read or write it.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from bot.law.model import Law


def kept_law(folder: Path, content: str) -> Law | None:
    """The law kept under this hash of its files; None when there is none that can be trusted."""
    file = _file(folder, content)
    with suppress(FileNotFoundError):
        digest, _, body = file.read_bytes().partition(b"\n")
        with suppress(ValidationError):
            if digest == _digest(body) and (law := Law.model_validate_json(body)).hash == content:
                return law
        file.unlink(missing_ok=True)
    return None


def keep_law(folder: Path, law: Law) -> None:
    """Whole or not at all, also when several processes keep the same law at once."""
    folder.mkdir(parents=True, exist_ok=True)
    body = law.model_dump_json(by_alias=True, exclude_defaults=True).encode()
    descriptor, partial = tempfile.mkstemp(dir=folder, prefix="law-", suffix=".partial")  # readable by its owner only
    with os.fdopen(descriptor, "wb") as file:
        file.write(_digest(body) + b"\n" + body)
    Path(partial).replace(_file(folder, law.hash))


def _file(folder: Path, content: str) -> Path:
    return folder / f"law-{content[:16]}.json"


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(_code() + body).hexdigest().encode()


@cache
def _code() -> bytes:
    """A hash of everything that decides what a law file means and whether it is sound."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.digest()
