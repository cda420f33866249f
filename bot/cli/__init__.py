"""The command line: how it begins, and the exit statuses.

Decides how an error ends; leaves which commands exist to `commands`, and each command to its module. 0 done, 1 found
problems, 2 not understood or not possible, 70 a bug in breachbot. What a person can fix is explained on stderr in two
sentences; stdout carries only the requested output.
"""

import gc
import os
import re
import sys
from errno import EDQUOT, EFBIG, EIO, ENOSPC
from pathlib import Path
from zoneinfo import ZoneInfo, reset_tzpath

import typer

from bot.cli.commands import application

OUR_FAULT = 70
GARBAGE_AFTER = (
    10_000  # new objects; with Python's 700, a request is searched ten times, and a register for half a second
)
UNWRITABLE = (ENOSPC, EDQUOT, EFBIG, EIO)
"""What the system says where stdout takes no more. That its reader has gone is Click's to handle."""
THEIR_WORDS = {
    r"Input should be a valid integer.*": "it must be a whole number",
    r"Input should be": "it must be",
    r"Value error, ": "",
}
OURS_ALONE = 0o077  # files 0600, folders 0700: whatever a command writes may hold what happened, or a token


def main() -> None:
    os.umask(OURS_ALONE)
    gc.set_threshold(GARBAGE_AFTER)
    use_pinned_time_zones()
    try:
        status = application()(prog_name="breachbot", standalone_mode=False)
        sys.stdout.flush()
    except typer.Abort:
        status = 130
    except Exception as error:  # noqa: BLE001 (the one place where a bug of ours ends)
        status = _ended(error)
    sys.exit(status or 0)


def use_pinned_time_zones() -> None:
    """Use the time zones of the locked `tzdata`, not those of the host system. Call it first."""
    reset_tzpath(())
    ZoneInfo.clear_cache()


def _ended(error: Exception) -> int:
    """Typer's own errors have `format_message`; an unusable file has its name; anything else is a bug."""
    from bot.errors import BotError  # here, because help and version do not wait for what our errors need
    from bot.strict import LibraryFaults

    if isinstance(error, LibraryFaults):
        return _say(*(str(fault) for fault in error.faults), status=1)
    if isinstance(error, BotError):
        return _say(str(error.say), str(error.remedy), status=2)
    if hasattr(error, "format_message"):
        return _say(_plainly(str(error.format_message())), f"See `{_command_of(error)} --help`.", status=2)
    if isinstance(error, OSError) and error.filename:
        return _say(f"Can't open {error.filename} ({error.strerror}).", "Check the path and its permissions.", status=2)
    if isinstance(error, OSError) and error.errno in UNWRITABLE:
        _forget_output()
        return _say(f"Can't write the output ({error.strerror}).", "Send it somewhere else.", status=2)
    return _our_fault(error)


def _plainly(said: str) -> str:
    """What the reader of options says of a value, without its own words for kinds of values.

    >>> _plainly("Invalid value for '--severity': Input should be less than or equal to 4")
    "Invalid value for '--severity': it must be less than or equal to 4."
    """
    for theirs, ours in THEIR_WORDS.items():
        said = re.sub(theirs, ours, said)
    return said if said.endswith((".", "?", ")")) else f"{said}."


def _command_of(error: Exception) -> str:
    """The command whose help says what was wanted."""
    context = getattr(error, "ctx", None)
    return context.command_path if context else "breachbot"


def _forget_output() -> None:
    """What waits to be written would fail again at the end of the process."""
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115, it stays until the end


def _our_fault(error: Exception) -> int:
    from bot.cli.logs import places

    said = f"Internal error ({error.__class__.__name__}). Its message may contain incident content, so only the code"
    return _say(f"{said} locations are shown:", *places(error), status=OUR_FAULT)


def _say(*sentences: str, status: int) -> int:
    for sentence in sentences:
        if sentence:
            sys.stderr.write(f"{sentence}\n")
    return status
