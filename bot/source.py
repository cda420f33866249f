"""Reads the text of one file, and JSON: what is not text, too large or nested too deeply is never parsed.

The parsers below us recurse once for each level, in C: a hundred thousand brackets would end the process. So size and
depth are limited here, for every reader.
"""

import json
import re
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

from bot.cleaning import clean_values
from bot.errors import LibraryError

LARGEST_BYTES = 1_000_000  # twenty times the largest file of ours
DEEPEST = 100
MOST_DIGITS = 18  # of a whole number: more than anything here counts, and as many as every database can keep
_JSON_PARTS = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}\n]', re.DOTALL)
_MARKS = {b"\xff\xfe\x00\x00": "UTF-32", b"\x00\x00\xfe\xff": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def read_source(file: Path) -> str:
    """The text of a file, without a byte order mark. Raises LibraryError with the line and what to do."""
    return decoded(read_content(file), file)


def decoded(content: bytes, file: Path) -> str:
    """Like `read_source`, for what was read from the file before."""
    if encoding := _wide(content):
        say = f"cannot be read: this file looks like {encoding}. {_as_utf_8(encoding)}"
        raise LibraryError(file, None, "", say)
    if (at := content.find(b"\0")) >= 0:
        say = "cannot be read: there is a NUL byte here, so this is not UTF-8 text. Save the file as UTF-8."
        raise LibraryError(file, _line(content, at), "", say)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LibraryError(file, _line(content, error.start), "", _narrow(content, error.start)) from error


def _wide(content: bytes) -> str:
    """The encoding of two or four bytes for each character that this looks like: by its mark, or because every other
    byte of its beginning is zero. Empty when it looks like none."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return encoding
    head = content[: len(content[:64]) // 2 * 2]
    for name, zeros, letters in (("UTF-16LE", head[1::2], head[::2]), ("UTF-16BE", head[::2], head[1::2])):
        if head and not any(zeros) and all(letters):
            return name
    return ""


def _narrow(content: bytes, at: int) -> str:
    """What the byte at `at` would be in the encodings of one byte for each character that are usual in the West."""
    encoding, name = ("cp1252", "Windows-1252") if re.search(rb"[\x80-\x9f]", content) else ("iso-8859-1", "Latin-1")
    character = content[at : at + 1].decode(encoding, errors="replace")
    meant = f", but “{character}” in {name}, which this file looks like" if character.isprintable() else ""
    return f"cannot be read: byte 0x{content[at]:02X} here is not UTF-8{meant}. {_as_utf_8(encoding)}"


def _as_utf_8(encoding: str) -> str:
    return f"Save it as UTF-8: choose that encoding in your editor, or run `iconv -f {encoding} -t UTF-8 OLD > NEW`."


def read_content(file: Path) -> bytes:
    """The bytes of a regular file, at most as many as are allowed: a pipe may never end, and a device may have no end.
    Raises LibraryError."""
    try:
        mode = file.stat().st_mode
        if not S_ISREG(mode):
            kind = "a folder" if S_ISDIR(mode) else "a device or a pipe"
            raise LibraryError(file, None, "", f"cannot be read: this is {kind}. Enter a file.")
        with file.open("rb") as opened:
            content = opened.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:  # the latter for a NUL in the path
        why = getattr(error, "strerror", None) or "not a path"
        say = f"cannot be read ({why}). Check the path and its permissions."
        raise LibraryError(file, None, "", say) from error
    if len(content) > LARGEST_BYTES:
        raise too_large(file)
    return content


def _line(content: bytes, at: int) -> int:
    return content.count(b"\n", 0, at) + 1


def too_large(file: Path) -> LibraryError:
    return LibraryError(file, None, "", f"too large: at most {LARGEST_BYTES:,} bytes are read. Split the file.")


def too_deep(file: Path, line: int) -> LibraryError:
    say = f"nested too deeply: at most {DEEPEST} levels are read. Remove the brackets or indentation that go deeper."
    return LibraryError(file, line, "", say)


def read_json(file: Path) -> Any:
    """A JSON file as plain values, every text cleaned. Raises LibraryError with the line."""
    text = read_source(file)
    for depth, line in _json_depths(text):
        if depth > DEEPEST:
            raise too_deep(file, line)
    try:
        return clean_values(
            json.loads(text, object_pairs_hook=_once, parse_int=_whole, parse_float=_finite, parse_constant=_finite)
        )
    except json.JSONDecodeError as error:
        say = f"not valid JSON: {error.msg} (column {error.colno}). Correct it, or export it again."
        raise LibraryError(file, error.lineno, "", say) from error
    except ValueError as error:
        raise LibraryError(file, None, "", f"not valid JSON: {error}. Correct it, or export it again.") from error


def _json_depths(text: str) -> Iterator[tuple[int, int]]:
    """The depth after each bracket that opens, with its line; brackets inside texts don't count."""
    depth, line = 0, 1
    for part in _JSON_PARTS.finditer(text):
        match part[0]:
            case "\n":
                line += 1
            case "[" | "{":
                depth += 1
                yield depth, line
            case "]" | "}":
                depth -= 1


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A table whose keys are all different. Raises ValueError: of two values no one can say which is meant."""
    table: dict[str, Any] = {}
    for key, value in pairs:
        if key in table:
            raise ValueError(f"the key {key!r:.60} is there twice in the same table")
        table[key] = value
    return table


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"a number has at most {MOST_DIGITS} digits")
    return int(digits)


def _finite(number: str) -> float:
    """Also for NaN and Infinity, which are no JSON."""
    if not isfinite(found := float(number)):
        raise ValueError(f"{number:.20} is not a number that can be read")
    return found
