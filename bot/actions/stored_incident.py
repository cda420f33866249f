"""The rows of one incident as one transaction reads them: each collection when it is first asked for, and then kept.

A change to a row is seen here at once, and a new row is added to the collection it belongs to. Leaves to `snapshot`
what is worked out from the rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot.actions import snapshot_rows
from bot.domain.audit_log import FIRST
from bot.domain.reminders import ReminderSubject, SubjectKind
from bot.domain.visitors import VisitorKind
from bot.runbook.progress import StepState
from bot.store import queries
from bot.store.base import Base
from bot.store.states import OutboxStatus
from bot.store.tables import (
    Clock,
    Incident,
    IncidentStep,
    Notice,
    Reminder,
    RoleHolder,
    StoredProposal,
    StoredTask,
    Visitor,
)

NOT_STEPS = frozenset(SubjectKind) - {SubjectKind.STEP}
Row = TypeVar("Row", bound=Base)


@dataclass
class StoredIncident:
    """`reminded`: the reminders that were read so far."""

    session: Session
    incident: Incident
    reminded: dict[SubjectKind, dict[ReminderSubject, dict[str, Reminder]]] = field(default_factory=dict, init=False)

    def is_new(self) -> None:
        """The incident was opened in this transaction, so that there is nothing to read yet."""
        self.clocks, self.step_rows, self.tasks, self.proposals, self.seats = {}, {}, {}, {}, []
        self.notices: list[Notice] = []
        self._kept = queries.RecordedKinds(tasks=False, proposals=False, notices=False)
        self.posts, self.updates, self._put_off, self.last_entry = {}, {}, [], (0, FIRST)
        self.reminded = {one: {} for one in SubjectKind}

    @cached_property
    def clocks(self) -> dict[str, Clock]:
        """By duty, the oldest first."""
        return {row.duty_id: row for row in self._rows(queries.CLOCKS)}

    @cached_property
    def step_rows(self) -> dict[str, IncidentStep]:
        """What people did, by step; a step no one touched has no row."""
        return {row.step_id: row for row in self._rows(queries.STEPS)}

    def step_row(self, step_id: str) -> IncidentStep:
        """The row of a step that someone is about to work on."""
        if step_id not in self.step_rows:
            row = IncidentStep(incident_id=self.incident.id, step_id=step_id, state=StepState.OPEN, owners=[])
            self.session.add(row)
            self.step_rows[step_id] = row
        return self.step_rows[step_id]

    @cached_property
    def tasks(self) -> dict[str, StoredTask]:
        """The steps that people added, by number, in the order added."""
        if not self._kept.tasks:
            return {}
        found = sorted(self._rows(queries.TASKS), key=lambda row: (len(row.step_id), row.step_id))
        return {row.step_id: row for row in found}

    @cached_property
    def proposals(self) -> dict[int, StoredProposal]:
        """Every one that was made, by its number."""
        return {row.id: row for row in self._rows(queries.PROPOSALS)} if self._kept.proposals else {}

    @cached_property
    def notices(self) -> list[Notice]:
        """Every version, oldest first within each kind."""
        return list(self._rows(queries.NOTICES)) if self._kept.notices else []

    @property
    def drafts(self) -> list[Notice]:
        """Those alone that wait for someone, oldest first."""
        return list(self._rows(queries.DRAFTS)) if self._kept.notices else []

    def add_notice(self, row: Notice) -> None:
        self.session.add(row)
        self.session.flush()  # for its number
        self._kept = self._kept._replace(notices=True)
        self.notices.append(row)
        self.notices.sort(key=lambda one: (one.template, one.version))

    # People

    @cached_property
    def seats(self) -> list[RoleHolder]:
        """By role, main holders first, the longest in office first."""
        return sorted(self._rows(queries.SEATS), key=snapshot_rows.rank)

    def add_seat(self, seat: RoleHolder) -> None:
        self.session.add(seat)
        self.seats.append(seat)
        self.seats.sort(key=snapshot_rows.rank)

    def remove_seat(self, seat: RoleHolder) -> None:
        self.session.delete(seat)
        self.seats.remove(seat)
        self.session.flush()  # so that the same person may be seated again

    @cached_property
    def visitors(self) -> dict[str, Visitor]:
        """By person."""
        if not self.incident.has_visitors:
            return {}
        return {row.person_id: row for row in self._rows(queries.VISITORS)}

    def visitor(self, person: str, kind: VisitorKind) -> Visitor:
        """The row of someone who comes, or about whom something is decided."""
        if person not in self.visitors:
            row = Visitor(incident_id=self.incident.id, person_id=person, kind=kind)
            self.session.add(row)
            self.visitors[person], self.incident.has_visitors = row, True
        return self.visitors[person]

    def remove_visitor(self, row: Visitor) -> None:
        self.session.delete(row)
        del self.visitors[row.person_id]

    # Reminders, messages, the audit log

    def reminders(self, kind: SubjectKind) -> dict[ReminderSubject, dict[str, Reminder]]:
        """By subject, then by id. Those about steps are read alone, since most commands only concern steps."""
        if kind not in self.reminded:
            unread = [one for one in SubjectKind if one not in self.reminded and kind in (one, *NOT_STEPS)]
            self.reminded.update({one: {} for one in unread})
            for row in self._rows(queries.REMINDERS, kinds=unread):
                self.reminded[row.subject.kind].setdefault(row.subject, {})[row.id] = row
        return self.reminded[kind]

    def reminders_written(self, kind: SubjectKind) -> None:
        """Some were written past the rows: they are read when they are next asked for."""
        self.reminded.pop(kind, None)

    def put_off(self, subject: ReminderSubject) -> list[Reminder]:
        """What people put off of the subject's reminders, in order. Every step's message asks, and few were put off, so
        that these few are read alone unless all have been read."""
        known = self.reminded.get(subject.kind)
        rows = self._put_off if known is None else known.get(subject, {}).values()
        return [row for row in rows if row.subject == subject and row.person]

    @cached_property
    def _put_off(self) -> list[Reminder]:
        return list(self._rows(queries.PUT_OFF))

    @cached_property
    def posts(self) -> dict[str, OutboxStatus]:
        """How far each message is on its way into the channel, by key."""
        return dict(self.session.execute(queries.POSTS, self._named).all())

    @cached_property
    def updates(self) -> dict[str, str]:
        """The key of the update that still waits, by the key of the message it changes."""
        return {of: key for key, of in self.session.execute(queries.UPDATES, self._named) if of}

    @cached_property
    def last_entry(self) -> tuple[int, str]:
        """Number and hash of the newest entry of the audit log; `Work.record` keeps it up to date."""
        last = self.session.execute(queries.LAST_ENTRY, self._named).first()
        return (last.seq, last.hash) if last else (0, FIRST)

    @cached_property
    def _kept(self) -> queries.RecordedKinds:
        """Most incidents have none of these for long, so that one statement saves three."""
        return queries.RecordedKinds._make(self.session.execute(queries.KEPT, self._named).one())

    @property
    def _named(self) -> dict[str, int]:
        return {"incident": self.incident.id}

    def _rows(self, query: Select[Row], **given: Any) -> Iterable[Row]:
        return self.session.scalars(query, {**self._named, **given})
