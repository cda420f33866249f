"""Keeps what was read and checked, so that the next start need not read or check it again.

Decides when what is kept is trusted: it is named after the hash of the files that it was made from, and its first line
names the code that checked them, and is a digest of that code, that hash and of its own bytes. What other code wrote is
dropped. What was cut off or edited is refused: it is never used, and stays under another name until someone has looked
at it. Leaves to its callers what the bytes mean.

Caveats: anyone who can write into the folder could write a matching digest too. So what is kept is data that is checked
against its model again, never code, only its owner may read or write it, and `breachbot check` doesn't rely on it.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REFUSED = "refused-"
MOST = 4  # of one kind: an organization's own files change more often than breachbot is installed


@dataclass(frozen=True)
class KeptFiles:
    """What is kept of one kind. `code` (`code_hash`) stands for everything that decides what the files mean."""

    folder: Path
    kind: str
    code: bytes

    def read(self, content: str) -> bytes | None:
        """What is kept under this hash of the files; None when there is nothing that can be trusted."""
        file = self.file(content)
        try:
            first, _, body = file.read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        if first == self._first_line(content, body):
            return body
        if first.split(b" ")[0] == self.code:
            self.refuse(content)
        else:
            file.unlink(missing_ok=True)
        return None

    def write(self, content: str, body: bytes) -> None:
        """Whole or not at all, also when several processes keep the same at once. The oldest of too many go."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # Its owner alone can read it.
        descriptor, partial = tempfile.mkstemp(dir=self.folder, prefix=f"{self.kind}-", suffix=".partial")
        with os.fdopen(descriptor, "wb") as file:
            file.write(self._first_line(content, body) + b"\n" + body)
        Path(partial).replace(self.file(content))
        others = (one for one in self.folder.glob(f"{self.kind}-*.json") if one != self.file(content))
        for old in sorted(others, key=_written_at, reverse=True)[MOST - 1 :]:
            old.unlink(missing_ok=True)

    def refuse(self, content: str) -> None:
        """Set it aside, under another name."""
        self.file(content).replace(self.folder / f"{REFUSED}{self.file(content).name}")

    def refused(self) -> list[Path]:
        return sorted(self.folder.glob(f"{REFUSED}{self.kind}-*"))

    def file(self, content: str) -> Path:
        return self.folder / f"{self.kind}-{content[:16]}.json"

    def _first_line(self, content: str, body: bytes) -> bytes:
        signed = b"\0".join((self.code, content.encode(), body))
        return self.code + b" " + hashlib.sha256(signed).hexdigest().encode()


def _written_at(file: Path) -> float:
    """0 for one that another process has dropped in the meantime."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0


def code_hash(places: Iterable[Path], *versions: str) -> bytes:
    """A hash of the Python files in these places, of the versions of packages that decide too, and of Python's."""
    return _code_hash(tuple(places), versions)


@cache
def _code_hash(places: tuple[Path, ...], versions: tuple[str, ...]) -> bytes:
    digest = hashlib.sha256("\0".join((sys.version, *versions)).encode())
    for place in places:
        for file in [place] if place.is_file() else sorted(place.glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest().encode()
