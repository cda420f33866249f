"""Notices that an SQLite file was deleted or replaced while it is open.

The process would go on reading and writing the file that no one can find anymore, and confirm what is lost with its
end. So the file at the path is compared with the open one before each connection, when a transaction begins, and just
before it is committed. The log beside it (`-wal`) holds what was committed last, and is compared too; it is SQLite's to
remove when the last connection closes.

Caveat: files are told apart by device and inode; a file that is written over in place is damaged, not replaced.
"""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.store.troubles import FileGone

Identity = tuple[int, int]


class DatabaseFile:
    """The file of one engine. Raises OperationalError, with FileGone as its cause, wherever it is not the open one."""

    def __init__(self, path: Path) -> None:
        self.path, self._log = path, Path(f"{path}-wal")
        self._open: Identity | None = None
        self._open_log: Identity | None = None
        self._connections = 0

    def watch(self, engine: Engine) -> None:
        event.listen(engine, "do_connect", lambda *_: self.check())
        event.listen(engine, "connect", lambda *_: self._connected())
        event.listen(engine, "close", lambda *_: self._closed())
        event.listen(engine, "begin", lambda _: self.check(), insert=True)
        event.listen(engine, "commit", lambda _: self.check())

    def check(self) -> None:
        if self._open and _identity(self.path) != self._open:
            raise _gone(self.path)
        log = _identity(self._log)
        if self._open_log and log != self._open_log:
            raise _gone(self._log)
        if self._connections:  # of a new database it is there after the first commit
            self._open_log = log

    def _connected(self) -> None:
        self._connections += 1
        self._open = self._open or _identity(self.path)

    def _closed(self) -> None:
        self._connections -= 1
        if not self._connections:
            self._open_log = None


def _identity(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _gone(path: Path) -> OperationalError:
    return OperationalError("", None, FileGone(f"{path} was deleted or replaced"))


def rescue(engine: Engine, now: datetime) -> Path | None:
    """Copies what is still open to a new file beside the old path, and names it. None where that is not possible: its
    folder is gone too, or no connection is open."""
    place = Path(f"{engine.url.database}.rescued-{now:%Y%m%dT%H%M%SZ}")
    try:
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(place),))
    except (DBAPIError, sqlite3.Error):
        return None
    return place
