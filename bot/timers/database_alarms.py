"""What a process does about a database that it can't use: a line in the log, an out-of-band alarm, and of a file that
was deleted under it a copy of what is still open.

Decides which trouble is alarmed at once and which only when it lasts. Nothing can be recorded then, so each process
alarms on its own, once an hour.
"""

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine

from bot.store.database_file import rescue
from bot.store.troubles import Trouble
from bot.timers.out_of_band import send

STALLED_AFTER = timedelta(minutes=2)
AGAIN_AFTER = timedelta(hours=1)
TITLE = "breachbot: the database can't be used"
log = structlog.get_logger(__name__)


class DatabaseAlarms:
    """Of one process; shared by its threads."""

    def __init__(self, engine: Engine, addresses: Sequence[str]) -> None:
        self._engine, self._addresses, self._lock = engine, addresses, threading.Lock()
        self._since: datetime | None = None
        self._alarmed_at: datetime | None = None
        self._rescued = False

    def usable(self) -> None:
        with self._lock:
            self._since = None

    def failed(self, trouble: Trouble, now: datetime) -> None:
        log.error("timers.database_unusable", trouble=trouble)
        alarms, rescues = self._due(trouble, now)
        saved = self._rescue(now) if rescues else ""
        if alarms and self._addresses:
            send(self._addresses, TITLE, f"{SAY[trouble]}{saved}")

    def _due(self, trouble: Trouble, now: datetime) -> tuple[bool, bool]:
        """Whether to alarm, and whether to rescue what is open; each is then taken as done."""
        with self._lock:
            self._since = self._since or now
            lasts = not trouble.passes or now - self._since >= STALLED_AFTER
            alarms = lasts and (self._alarmed_at is None or now - self._alarmed_at >= AGAIN_AFTER)
            rescues = trouble is Trouble.GONE and not self._rescued
            self._alarmed_at, self._rescued = now if alarms else self._alarmed_at, self._rescued or rescues
            return alarms, rescues

    def _rescue(self, now: datetime) -> str:
        place = rescue(self._engine, now)
        log.error("timers.database_rescued" if place else "timers.database_not_rescued", place=str(place))
        return f" What it contained is now in {place}." if place else ""


AWAY = "The database doesn't answer. Nothing is recorded and no reminders go out until it does. Check the database."
SAY: Mapping[Trouble, str] = {
    Trouble.GONE: (
        "The database file was deleted or replaced while breachbot was running. Nothing is recorded and no reminders "
        "go out. Put the file back, then restart breachbot."
    ),
    Trouble.FULL: "The disk of the database is full. Nothing is recorded and no reminders go out. Free some space.",
    Trouble.READ_ONLY: (
        "The database can't be written to. Nothing is recorded and no reminders go out. Check how its disk is mounted, "
        "and who may write to it."
    ),
    Trouble.FAILING: (
        "The disk of the database gives errors. Nothing is recorded and no reminders go out. Check the disk; if the "
        "file is damaged, restore it from a backup."
    ),
    Trouble.LOCKED: (
        "Another program keeps the database locked. Nothing is recorded and no reminders go out. Find that program and "
        "end it."
    ),
    Trouble.UNREACHABLE: AWAY,
    Trouble.UNCONFIRMED: AWAY,
}
