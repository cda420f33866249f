"""Where a command's result goes: to a file, all of it or nothing, or to stdout."""

import sys
from pathlib import Path
from tempfile import NamedTemporaryFile

from bot.errors import UsageError


def write(content: bytes, output: Path | None) -> None:
    """Raises UsageError when the file can't be written, and what was there before is then still there; or when a file
    that is no text would fill a terminal."""
    if output is None:
        if sys.stdout.isatty() and not _is_text(content):
            raise UsageError("This file isn't text, so it isn't shown here.", "Name a file for it: -o FILE.")
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        if output.exists() and not output.is_file():  # such as /dev/stdout, in whose place no file is put
            output.write_bytes(content)
        else:
            _replace(content, output)
    except OSError as error:
        raise UsageError(f"Can't write {output} ({error.strerror}).", "Choose another file.") from error


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


def _replace(content: bytes, output: Path) -> None:
    """By way of a new file beside it, of a name that no one else has."""
    partial = NamedTemporaryFile(dir=output.parent, prefix=".breachbot-", delete=False)  # noqa: SIM115, closed below
    try:
        with partial:
            partial.write(content)
        Path(partial.name).replace(output)
    except BaseException:
        Path(partial.name).unlink(missing_ok=True)
        raise
