"""Where a command's result goes: to a file, or to stdout."""

import sys
from pathlib import Path

from bot.errors import UsageError


def write(content: bytes, output: Path | None) -> None:
    """Raises UsageError when the file can't be written."""
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise UsageError(f"Can't write {output} ({error.strerror}).", "Choose another file with -o.") from error
