"""What a file is before its rows are read: its hash, its encoding and what separates its columns.

Decides by the byte order mark, then by whether the whole file is UTF-8, and only then guesses, from a bounded sample of
what isn't ASCII. A guess is said, never hidden: `Format.guessed`.
"""

import codecs
import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import UsageError

DELIMITERS = ",;\t|"
BLOCK, SAMPLE, AROUND = 1 << 20, 1 << 18, 1 << 12  # bytes read at a time, kept to guess from, and kept of one block
HEAD = 1 << 16  # bytes from which the delimiter is found
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
NO_LISTS = {
    b"PK\x03\x04": "an Excel workbook or an archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF",
}
LIKELY = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "mac_roman", "cp850", "shift_jis", "gb18030"]
"""What exports that aren't Unicode are written in; of the many others a short sample could be any."""
_HIGH, _LINE_BREAK = re.compile(rb"[\x80-\xff]"), re.compile(rb"[\r\n]")


@dataclass(frozen=True)
class Format:
    """`sha256` and `size` (bytes) are the whole file's. `skipped`: lines before the one that names the columns."""

    sha256: str
    size: int
    encoding: str
    guessed: bool
    delimiter: str
    skipped: int


def examine(path: Path) -> Format:
    """Reads the file once, block by block. Raises UsageError when it isn't there, is empty, or isn't text."""
    digest, size, sample = hashlib.sha256(), 0, bytearray()
    head, whole = b"", _Utf8()
    for block in _blocks(path):
        head = head or block
        digest.update(block)
        size += len(block)
        whole.feed(block)
        _refuse_endless(path, block)
        if len(sample) < SAMPLE and (found := _HIGH.search(block)):
            sample += block[max(0, found.start() - 200) : found.start() + AROUND]
    _refuse_other(path, head)
    encoding, guessed = _encoding(path, head, bytes(sample), whole.valid())
    delimiter, skipped = _delimiter(head[:HEAD].decode(encoding, "replace"))
    return Format(digest.hexdigest(), size, encoding, guessed, delimiter, skipped)


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        if not path.is_file():
            there = "is not a regular file" if path.exists() else "does not exist"
            raise UsageError(f"{path} {there}.", "Enter the path of a CSV file.")
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block
    except OSError as error:
        raise UsageError(f"Can't read {path} ({error.strerror}).", "Check its path and permissions.") from error


def _refuse_endless(path: Path, block: bytes) -> None:
    """A line as long as a block is no person; read whole, it would take all memory."""
    if len(block) == BLOCK and not _LINE_BREAK.search(block):
        say = f"{path} has a line of more than a million bytes: it isn't a list with one row per person."
        raise UsageError(say, "Export the list again, as CSV (UTF-8).")


class _Utf8:
    """Whether all blocks together are UTF-8."""

    def __init__(self) -> None:
        self._decoder, self._broken = codecs.getincrementaldecoder("utf-8")(), False

    def feed(self, block: bytes) -> None:
        if not self._broken:
            try:
                self._decoder.decode(block)
            except UnicodeDecodeError:
                self._broken = True

    def valid(self) -> bool:
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        return not self._broken


def _refuse_other(path: Path, head: bytes) -> None:
    if not head.strip():
        raise UsageError(f"{path} is empty.", "Export the list again, with the names of its columns in the first row.")
    for mark, what in NO_LISTS.items():
        if head.startswith(mark):
            raise UsageError(f"{path} is {what}, not a CSV file.", "Save or export the list as CSV (UTF-8).")


def _encoding(path: Path, head: bytes, sample: bytes, is_utf_8: bool) -> tuple[str, bool]:
    """The name of a codec, and whether it is only likely."""
    for mark, name in MARKS.items():
        if head.startswith(mark):
            return name, False
    if wide := _wide(head):
        return wide, False
    if is_utf_8 or _mostly_utf_8(sample):
        return "utf-8", False
    from charset_normalizer import from_bytes  # takes a while, and most lists are UTF-8

    best = from_bytes(sample, cp_isolation=LIKELY).best()
    if best is None:
        raise UsageError(f"{path} is in an unknown encoding.", "Save or export the list as CSV (UTF-8).")
    western = sample.decode("cp1252", "replace") == str(best)  # other encodings share most of its letters
    return "cp1252" if western else best.encoding, True


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: in what people type in the West, every other byte is zero."""
    start = head[:1000]
    low, high = start[::2], start[1::2]
    if len(high) > 1 and high.count(0) > 0.8 * len(high) and low.count(0) == 0:
        return "utf-16-le"
    if len(high) > 1 and low.count(0) > 0.8 * len(low) and high.count(0) == 0:
        return "utf-16-be"
    return ""


def _mostly_utf_8(sample: bytes) -> bool:
    """Whether this is UTF-8 with a broken byte in it, which is a fault and no other encoding: as Windows-1252, every
    umlaut would be two wrong letters."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(not letter.isascii() for letter in text) - broken
    return 0 < whole >= broken


def _delimiter(head: str) -> tuple[str, int]:
    """What separates the columns, and whether a line says so (`sep=;`, as Excel writes it). Otherwise what gives most
    rows as many columns as the first one, and most columns at that."""
    head = head.removeprefix("\ufeff")
    if said := re.match(r'"?sep=(.)"?\r?\n', head, re.IGNORECASE):
        return said[1], 1
    found = {one: _fit(head, one) for one in DELIMITERS}
    return max(found, key=lambda one: found[one]), 0


def _fit(head: str, delimiter: str) -> tuple[float, int]:
    try:
        widths = [len(row) for row in csv.reader(head.splitlines(keepends=True), delimiter=delimiter) if row]
    except csv.Error:
        return 0, 0
    if not widths or widths[0] == 1:
        return 0, 0
    rows = widths[:-1] or widths  # the last may be cut off
    return Counter(rows)[widths[0]] / len(rows), widths[0]
