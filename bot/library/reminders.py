"""Reads `runbooks/reminders.yaml`: who is reminded when. Strict; every fault by file and line."""

from pathlib import Path

from bot.domain.reminder_rules import ReminderRules
from bot.errors import LibraryError
from bot.strict import LibraryFaults, parse, read

FILE = "reminders.yaml"


def load_reminders(root: Path, *over: Path) -> ReminderRules:
    """`root` is a folder of runbooks, or the file itself. Over it may lie a single runbook too; the last folder with
    the file counts. Raises LibraryFaults."""
    files = [root if root.is_file() else root / FILE, *(place / FILE for place in over)]
    return parse(ReminderRules, read(next((file for file in reversed(files) if file.exists()), files[0])))


def check_reminders(root: Path, *over: Path) -> list[LibraryError]:
    """Every fault of the file, none when it can be used."""
    try:
        load_reminders(root, *over)
    except LibraryFaults as found:
        return found.faults
    return []
