"""Why a database can't be used right now, from the error that it gave. What to do about it is said by the edges."""

import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree


class Trouble(StrEnum):
    GONE = "gone"  # an SQLite file that was deleted or replaced under the process that has it open
    FULL = "full"
    READ_ONLY = "read_only"
    FAILING = "failing"  # the disk gives errors, or what is in the file is damaged
    LOCKED = "locked"
    UNREACHABLE = "unreachable"
    UNCONFIRMED = "unconfirmed"  # the connection broke while it was told to commit: it may have, or not

    @property
    def passes(self) -> bool:
        """Whether it may well be over in a minute without anyone's help."""
        return self in (Trouble.LOCKED, Trouble.UNREACHABLE, Trouble.UNCONFIRMED)


class FileGone(OSError):
    """The file at the path is not the one that is open."""


class CommitLost(OSError):
    """There was no answer to a commit."""


SQLITE = {
    "SQLITE_FULL": Trouble.FULL,
    "SQLITE_READONLY": Trouble.READ_ONLY,
    "SQLITE_IOERR": Trouble.FAILING,
    "SQLITE_CANTOPEN": Trouble.FAILING,
    "SQLITE_CORRUPT": Trouble.FAILING,
    "SQLITE_NOTADB": Trouble.FAILING,
    "SQLITE_BUSY": Trouble.LOCKED,
    "SQLITE_LOCKED": Trouble.LOCKED,
}
POSTGRESQL = {"53100": Trouble.FULL, "25006": Trouble.READ_ONLY, "55P03": Trouble.LOCKED, "58030": Trouble.FAILING}


def trouble_of(error: BaseException) -> Trouble | None:
    """None for an error that is not about the database as a whole: most likely a fault of ours."""
    if isinstance(error, NoConnectionFree):
        return Trouble.LOCKED
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, FileGone):
        return Trouble.GONE
    if isinstance(error.orig, CommitLost):
        return Trouble.UNCONFIRMED
    if isinstance(error.orig, sqlite3.Error):
        name = getattr(error.orig, "sqlite_errorname", None) or ""  # an extended one, such as SQLITE_IOERR_WRITE
        return next((found for begin, found in SQLITE.items() if name.startswith(begin)), None)
    state = getattr(error.orig, "sqlstate", None) or ""
    return POSTGRESQL.get(state) or (Trouble.UNREACHABLE if isinstance(error, OperationalError) else None)
