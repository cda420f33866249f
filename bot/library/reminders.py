"""Reads `runbooks/reminders.yaml`: who is reminded when. Strict; every fault by file and line."""

from pathlib import Path

from bot.domain.reminders import Ladders
from bot.errors import LibraryError
from bot.library.strict import LibraryFaults, parse, read

FILE = "reminders.yaml"


def load_reminders(root: Path) -> Ladders:
    """`root` is the folder of runbooks, or the file itself. Raises LibraryFaults."""
    return parse(Ladders, read(root if root.is_file() else root / FILE))


def check_reminders(root: Path) -> list[LibraryError]:
    """Every fault of the file, none when it can be used."""
    try:
        load_reminders(root)
    except LibraryFaults as found:
        return found.faults
    return []
