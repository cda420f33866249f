"""Where a command's result goes: to a file, all of it or nothing, or to stdout."""

import sys
from pathlib import Path

from bot.errors import UsageError


def write(content: bytes, output: Path | None) -> None:
    """Raises UsageError when the file can't be written; what was there before is then still there."""
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    partial = output.with_name(f"{output.name}.partial")
    try:
        if output.exists() and not output.is_file():  # such as /dev/stdout, in whose place no file is put
            output.write_bytes(content)
            return
        partial.write_bytes(content)
        partial.replace(output)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise UsageError(f"Can't write {output} ({error.strerror}).", "Choose another file.") from error
