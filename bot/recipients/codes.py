"""Enrollment codes for free help such as credit monitoring: one for each person who gets a letter, in the list's order.

The same list and the same file give everyone the same code again. Codes are as good as money: no error shows one.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import UsageError

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")  # never read as a formula, and safe in any file
HEADINGS = frozenset({"code", "codes", "enrollment code", "enrolment code", "activation code", "aktivierungscode"})


@dataclass(frozen=True)
class CodeFile:
    """`count`: how many codes it has; `sha256` is the file's."""

    path: Path
    count: int
    sha256: str

    def codes(self) -> Iterator[str]:
        return (code for _line, code in _codes(self.path))


def read_codes(path: Path) -> CodeFile:
    """Checks the whole file. Raises UsageError for the first code that can't be used, naming its line only."""
    seen: dict[str, int] = {}
    for line, code in _codes(path):
        if not CODE.fullmatch(code):
            raise UsageError(
                f"Line {line} of {path.name} is not a code.",
                "Write one code per line: letters and digits, and after the first of them also - . and _.",
            )
        if (first := seen.setdefault(code, line)) != line:
            raise UsageError(
                f"Lines {first} and {line} of {path.name} are the same code.", "Give everyone a code of their own."
            )
    return CodeFile(path, len(seen), hash_of(path))


def hash_of(path: Path) -> str:
    """SHA-256 of a file, in hex. Raises UsageError when it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"Can't read {path} ({error.strerror}).", "Check its path and permissions.") from error


def _codes(path: Path) -> Iterator[tuple[int, str]]:
    """Each code with its line, from 1; empty lines and a heading are passed over."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                code = line.strip().strip('"')
                if code and not (number == 1 and code.lower() in HEADINGS):
                    yield number, code
    except OSError as error:
        raise UsageError(f"Can't read {path} ({error.strerror}).", "Check its path and permissions.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path.name} is not a text file in UTF-8.", "Save it again as plain text.") from error
