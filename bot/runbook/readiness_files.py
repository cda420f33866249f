"""Reads the readiness checklist. Its shape and meaning are decided in `runbook/readiness.py`."""

from pathlib import Path

from bot.errors import LibraryError
from bot.runbook.readiness import Readiness
from bot.strict import LibraryFaults, parse, read

FILE = "readiness.yaml"


def load_readiness(root: Path, *over: Path) -> Readiness:
    """The checklist of the last folder that has one. Raises LibraryFaults."""
    files = [folder / FILE for folder in (root, *over) if (folder / FILE).is_file()]
    return parse(Readiness, read(files[-1] if files else root / FILE))


def check_readiness(root: Path, *over: Path) -> list[LibraryError]:
    """The faults that `load_readiness` would raise, as a list."""
    try:
        load_readiness(root, *over)
    except LibraryFaults as found:
        return found.faults
    return []
