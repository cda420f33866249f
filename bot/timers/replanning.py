"""Plans the reminders of open incidents again, where what they were planned with has changed or an hour has passed.

Every change in an incident plans its reminders in its own transaction. What is left is what changes outside of it: the
code and the files, compared by a digest, and time alone, which lets a step recur or a duty begin, so that each plan is
made again within the hour. An incident's turn is recorded in the transaction that planned it: a process that dies in
the middle continues where it was.

Caveats: where two processes read different files, neither repeats the other's work because of that until the hour is
over. A person's command comes first: between two incidents the thread rests three times as long as one took.
"""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError

import bot
from bot.actions.replanning import replan
from bot.actions.work import Library, Work
from bot.domain.incidents import IncidentState
from bot.store.engine import reading, writing
from bot.store.record_session import RecordSession
from bot.store.tables import Incident, ReminderPlan

REST = 3  # times as long as planning an incident took
CALENDARS = ("tzdata", "holidays")  # packages whose data decide when something is due
Begin = Callable[[RecordSession, datetime], Work]
log = structlog.get_logger(__name__)


def digest_of(library: Library) -> str:
    """Of everything besides an incident's own rows from which its reminders follow. More than that is no harm."""
    digest = hashlib.sha256(code_digest().encode())
    books = sorted(book.hash for book in library.runbooks.values())
    own = (library.reminders.model_dump_json(), library.organisation.model_dump_json())
    files = (library.law.hash, library.templates.hash, *own, *books)
    for part in files:
        digest.update(b"\0" + part.encode())
    return digest.hexdigest()


@cache
def code_digest() -> str:
    """Of this program's own files, since a new version of any may plan otherwise, and of the calendars it uses."""
    digest = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in CALENDARS).encode())
    for file in code_files():
        digest.update(file.read_bytes())
    return digest.hexdigest()


def code_files() -> list[Path]:
    return sorted(Path(bot.__file__).parent.rglob("*.py"))


class Replanner:
    """Of one process, which started at `since`. `rest` waits so many seconds and says whether to stop."""

    def __init__(
        self,
        engine: Engine,
        begin: Begin,
        since: datetime,
        every: timedelta,
        on_fault: Callable[[], None] = lambda: None,
        rest: Callable[[float], bool] = lambda _: False,
    ) -> None:
        self.engine, self.begin, self.since, self.every = engine, begin, since, every
        self.on_fault, self.rest = on_fault, rest
        self._digest = ""
        self._failed_at: dict[int, datetime] = {}

    def round(self, now: datetime) -> int:
        """Plan again what has to be, the longest unplanned first; how many incidents."""
        planned = 0
        for incident in self._outdated(now):
            began = time.monotonic()
            planned += self._replan(incident, now)
            if self.rest(REST * (time.monotonic() - began)):
                break
        return planned

    def _outdated(self, now: datetime) -> list[int]:
        with reading(self.engine) as session:
            rows = select(Incident.id, ReminderPlan).join(ReminderPlan, isouter=True)
            rows = rows.where(Incident.state == IncidentState.OPEN).order_by(ReminderPlan.planned_at, Incident.id)
            found = session.execute(rows).tuples().all()
            if found and not self._digest:
                self._digest = digest_of(self.begin(session, now).library)
        return [one for one, plan in found if self._is_outdated(plan, now) and not self._failed_lately(one, now)]

    def _is_outdated(self, plan: ReminderPlan | None, now: datetime) -> bool:
        """A plan of a time to come was made before the system time was set back."""
        if plan is None or not now - self.every < plan.planned_at <= now:
            return True
        return plan.planned_with != self._digest and plan.planned_at < self.since

    def _failed_lately(self, incident: int, now: datetime) -> bool:
        """One whose rows can't be read is tried again as late as the others are."""
        failed_at = self._failed_at.get(incident)
        return failed_at is not None and now - self.every < failed_at <= now

    def _replan(self, incident_id: int, now: datetime) -> bool:
        try:
            with writing(self.engine) as session:
                rows = select(Incident).where(Incident.id == incident_id)
                rows = rows.with_for_update(skip_locked=True, key_share=True)
                incident = session.scalars(rows).first()  # None: someone works on it, and the next round finds it
                if incident is None or not self._is_outdated(session.get(ReminderPlan, incident_id), now):
                    return False
                replan(self.begin(session, now), incident)
                session.merge(ReminderPlan(incident_id=incident_id, planned_with=self._digest, planned_at=now))
        except OperationalError:  # the database, not an incident
            raise
        except Exception:
            log.exception("timers.replan_failed", incident=incident_id)
            self._failed_at[incident_id] = now
            self.on_fault()
            return False
        return True
