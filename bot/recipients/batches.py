"""A folder that fills batch by batch and can be filled on after a kill, a full disk or a power failure.

Decides what is on disk when: a batch is written beside its place and put there by one renaming, after everything in it;
one that isn't there whole, by its hash, is written again. Nothing but the owner may read any of it.

Caveats: two runs into one folder exclude each other; the lock ends with the process.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bot.errors import Refused, UsageError

MANIFEST = "manifest.json"
LETTERS = "letters"
PARTS = ".parts"  # what each batch adds to the lists; gone once they are whole
COUNTS = "counts.json"


@dataclass(frozen=True)
class Batch:
    """`letters`: files for printing by their names; `parts`: this batch's rows of each list; `counts`: what is kept of
    it for the manifest."""

    number: int
    letters: Mapping[str, bytes]
    parts: Mapping[str, str]
    counts: Mapping[str, Any]


class Folder:
    """The output of one run. Every write is for the owner alone."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Raises Refused where another run is writing here, UsageError where nothing can be written."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise UsageError(
                f"{self.path} can't be a folder: there is a file.", "Name a new folder with -o."
            ) from error
        except OSError as error:
            say = f"Can't create {self.path} ({error.strerror}). Nothing was written."
            raise UsageError(say, "Name another folder with -o.") from error
        with _told(self.path):
            held = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with _told(self.path):
                yield
        except BlockingIOError as error:
            raise Refused(f"Another run is writing to {self.path}.", "Wait until it has ended.") from error
        finally:
            os.close(held)

    def manifest(self) -> dict[str, Any] | None:
        """None: the folder is empty. Raises Refused where it contains something else."""
        try:
            found: dict[str, Any] = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
            if not isinstance(found, dict) or not {"complete", "inputs"} <= found.keys():
                raise ValueError("not a manifest of letters")
            return found
        except FileNotFoundError:
            if any(one.name != f".{MANIFEST}" for one in self.path.iterdir()):
                raise Refused(f"{self.path} isn't empty. Nothing was written.", "Name a new folder with -o.") from None
            return None
        except ValueError as error:
            say = f"{self.path / MANIFEST} is damaged, or something else's. Nothing was written."
            raise Refused(say, "Name a new folder with -o.") from error

    def begin(self, manifest: Mapping[str, Any]) -> None:
        self.path.chmod(0o700)
        self.write(MANIFEST, _json(manifest))

    def write(self, name: str, content: str) -> None:
        """All of it or nothing."""
        beside = self.path / f".{name}"
        _write(beside, content.encode())
        beside.replace(self.path / name)

    def has(self, number: int) -> Mapping[str, Any] | None:
        """The counts of a batch that is there whole."""
        parts, letters = self._places(number)
        try:
            kept: dict[str, Any] = json.loads((parts / COUNTS).read_text(encoding="utf-8"))
            return kept if kept["sha256"] == _hash(_files(letters), _files(parts)) else None
        except (OSError, ValueError, KeyError):
            return None

    def put(self, batch: Batch) -> Mapping[str, Any]:
        """Its counts, with its hash."""
        parts, letters = self._places(batch.number)
        added = {name: text.encode() for name, text in batch.parts.items()}
        counts = {**batch.counts, "sha256": _hash(batch.letters, added)}
        if batch.letters:
            _put(letters, batch.letters)
        _put(parts, {**added, COUNTS: _json(counts).encode()})
        return counts

    def joined(self, name: str, head: str, batches: int) -> str:
        """Make one list of its parts; its hash."""
        digest, beside = hashlib.sha256(head.encode()), self.path / f".{name}"
        with _private(beside) as made:
            made.write(head.encode())
            for number in range(1, batches + 1):
                part = (self._places(number)[0] / name).read_bytes()
                digest.update(part)
                made.write(part)
        beside.replace(self.path / name)
        return digest.hexdigest()

    def end(self, manifest: Mapping[str, Any]) -> None:
        """The lists are whole; what they were made of goes."""
        self.write(MANIFEST, _json(manifest))
        self.tidy()

    def tidy(self) -> None:
        shutil.rmtree(self.path / PARTS, ignore_errors=True)

    def _places(self, number: int) -> tuple[Path, Path]:
        return self.path / PARTS / f"{number:05}", self.path / LETTERS / f"{number:05}"


def _put(place: Path, files: Mapping[str, bytes]) -> None:
    beside = place.with_name(f".{place.name}")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)  # of a batch that wasn't whole
    for folder in (place.parent, beside):
        folder.mkdir(mode=0o700, exist_ok=True)
    for name, content in files.items():
        _write(beside / name, content)
    beside.rename(place)


def _write(file: Path, content: bytes) -> None:
    """As `_private`, at a quarter of its time for a small file."""
    made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(made, left) :]
    finally:
        os.close(made)


def _private(file: Path) -> IO[bytes]:
    return file.open("wb") if file.exists() else os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "wb")


def _files(folder: Path) -> dict[str, bytes]:
    """All but the counts."""
    if not folder.is_dir():
        return {}
    return {one.name: one.read_bytes() for one in sorted(folder.iterdir()) if one.name != COUNTS}


def _hash(*groups: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for files in groups:
        for name in sorted(files):
            digest.update(f"{name}\0{len(files[name])}\0".encode())
            digest.update(files[name])
    return digest.hexdigest()


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the system refuses, as people are told it."""
    try:
        yield
    except BlockingIOError:
        raise
    except OSError as error:
        raise UsageError(
            f"Can't write to {path} ({error.strerror}). What was written before is whole.",
            "Make room or correct its permissions, and run the same command again: it goes on from there.",
        ) from error
