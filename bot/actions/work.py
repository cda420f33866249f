"""The one thing every use case is given: a session, the time, who acts, and what is known from files.

The edge opens a Work, calls one action and commits. What must happen in the outside world is written with `send` in
the same transaction and done afterward by the timers.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy import func, select

from bot.actions.snapshot import Snapshot
from bot.actions.threads import Saying
from bot.domain.audit_log import AuditEntry, seal
from bot.domain.contradictions import Told
from bot.domain.events import EVENTS
from bot.domain.events.event import Event
from bot.domain.notice_completeness import MissingItem
from bot.domain.notice_templates import Templates
from bot.domain.notice_wording import Remark
from bot.domain.organisation import Organisation
from bot.domain.reminder_rules import ReminderRules
from bot.law.facts import Facts
from bot.law.model import Law
from bot.runbook.model import Runbook
from bot.store.engine import newly
from bot.store.record_session import ENTRIES, RecordSession
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, LawVersion, Outbox, Person

Result = TypeVar("Result")
BREACHBOT = "breachbot"  # the actor of what no person did
ASIDE = ("topic", "invite", "pin", "bookmark", "tell", "direct", "remove")
"""No part of what everyone reads, from top to bottom."""


@dataclass(frozen=True)
class Library:
    """What was read from files at the start; frozen. `seated` are the members of Slack user groups, by role.

    `older` are laws of earlier days by their hash, read from the record when an incident first needs them: reading one
    takes half a second.
    """

    law: Law
    runbooks: Mapping[str, Runbook]
    templates: Templates
    organisation: Organisation
    reminders: ReminderRules
    seated: Mapping[str, Sequence[str]] = field(default_factory=dict)
    older: dict[str, Law] = field(default_factory=dict)


@dataclass(frozen=True)
class Unchecked:
    """The incidents of which it isn't known who is in their channel, since Slack wasn't listened to for a while."""

    incidents: frozenset[int] = frozenset()
    everything: bool = False

    def __contains__(self, incident_id: int) -> bool:
        return self.everything or incident_id in self.incidents

    def __bool__(self) -> bool:
        return self.everything or bool(self.incidents)


@dataclass(frozen=True)
class Drafted:
    """A drafted notice: its exact words, what it still lacks, and what the wording rules say."""

    subject: str
    markdown: str
    text: str  # subject and body together: what an approval is attached to
    missing: tuple[MissingItem, ...]
    remarks: tuple[Remark, ...]
    told: Told


@dataclass(frozen=True)
class LooseningSeen:
    """What the actor was shown and confirmed, by its token (`bot.actions.loosenings`), and why."""

    token: str
    reason: str


class Draw(Protocol):
    """Drafts a notice. Given by the edge, so that actions can keep the text. `edited`: subject and Markdown that a
    person changed; then these are checked, and what is missing is told of the facts. `checked`: with what the wording
    rules say, which takes most of the time."""

    def __call__(
        self,
        template: str,
        language: str,
        facts: Facts,
        law: Law,
        now: datetime,
        zone: str,
        edited: tuple[str, str] | None = None,
        *,
        checked: bool = True,
    ) -> Drafted: ...


@dataclass(frozen=True)
class Work:
    """`now` is the machine's time; `now_in(incident)` is what a drill may have moved. `seen`: the change that ends or
    delays duties and that the actor has confirmed. `said`: what this transaction posts, in order."""

    session: RecordSession
    now: datetime
    actor: str
    library: Library
    draw: Draw
    salt: Callable[[], str]  # chance, for the digests of the audit log
    snapshots: dict[int, Snapshot] = field(default_factory=dict)  # by incident
    said: dict[int, list[Saying]] = field(default_factory=dict)  # by incident
    persons: dict[str, Person | None] = field(default_factory=dict)  # those who were asked for
    seen: LooseningSeen | None = None
    unchecked: Unchecked = Unchecked()
    typed_in: str | None = None  # the channel in which the actor is for sure

    def now_in(self, incident: Incident) -> datetime:
        return self.now + timedelta(seconds=incident.shift_for)

    def snapshot(self, incident: Incident) -> Snapshot:
        """The incident as it stands; the same object until the end of the transaction, or until `renew`."""
        if incident.id not in self.snapshots:
            now, law = self.now_in(incident), self._law(incident)
            self.snapshots[incident.id] = Snapshot(self.session, incident, law, now)
        return self.snapshots[incident.id]

    def renew(self, incident: Incident) -> None:
        """Read the incident anew when it is next asked for: its time was moved, or others may have changed it."""
        self.snapshots.pop(incident.id, None)

    def law(self, incident: Incident) -> Law:
        """The law under which this incident is assessed: today's, or the one it began with while that still stands."""
        return self.snapshot(incident).law

    def _law(self, incident: Incident) -> Law:
        if incident.law_hash == self.library.law.hash:
            return self.library.law
        older = self.library.older
        if incident.law_hash not in older and (kept := self.session.get(LawVersion, incident.law_hash)):
            older[incident.law_hash] = kept.law
        return older.get(incident.law_hash, self.library.law)

    def lock(self, incident: Incident) -> None:
        """Until the commit no one else changes this incident. SQLite has only one writer at a time anyway. Its key is
        left free (`FOR NO KEY UPDATE`): PostgreSQL locks it for every row written that refers to it, claims among them.
        """
        if self.session.get_bind().dialect.name != "sqlite":
            self.session.expire_all()
            self.session.refresh(incident, with_for_update={"key_share": True})
            self.renew(incident)

    def record(self, incident: Incident, event: Event) -> AuditEntry:
        """Append one event to the incident's audit log. Raises ValueError for one outside the vocabulary."""
        if EVENTS.get(event.name) is not type(event):
            raise ValueError(f"{type(event).__name__} is not an event of the audit log")
        snapshot = self.snapshot(incident)
        newest, previous = snapshot.last_entry
        entry = seal(newest + 1, previous, snapshot.now, self.actor, event, self.salt())
        self.session.append(ENTRIES, [{"incident_id": incident.id, **vars(entry)}])
        snapshot.last_entry = entry.seq, entry.hash
        return entry

    def send(
        self,
        kind: str,
        key: str,
        incident: Incident | None,
        *,
        needs: str | None = None,
        urgency: int = 5,
        lane: str | None = None,
        due_at: datetime | None = None,
        **details: Any,
    ) -> None:
        """Write down an effect on the world. A key written before is left as it is: a repeat sends nothing."""
        row = {
            "key": key,
            "incident_id": incident.id if incident else None,
            "kind": kind,
            "details": details,
            "needs": needs,
            "lane": lane or _lane(kind, incident),
            "urgency": urgency,
            "due_at": due_at or self.now,
            "created_at": self.now,
            "status": OutboxStatus.PENDING,
            "attempt": 0,
            "asked_by": self.actor,
        }
        self.session.append(newly(self.session, Outbox, "key"), [row])

    def newest(self, incident: Incident) -> int:
        """The number of the newest entry of the incident's record; 0 before the first."""
        return self.snapshot(incident).last_entry[0]

    def count(self, column: Any, *where: Any) -> int:
        return self.session.scalar(select(func.count(column)).where(*where)) or 0


def lane(incident: Incident) -> str:
    """Where what everyone reads in its channel keeps its order."""
    return f"incident:{incident.id}"


def _lane(kind: str, incident: Incident | None) -> str:
    """Beside the messages of its channel, an incident has a lane for what is none, and one for each thread.

    A person is invited before something is said to them alone, so both are in the same lane.
    """
    if incident is None:
        return kind
    return f"{lane(incident)}:aside" if kind in ASIDE else lane(incident)


Opens = Callable[[str, bool], AbstractContextManager[Work]]
"""For an actor, and whether only to read: one transaction, committed at its end."""


class Retry(Protocol):
    """Does what is one transaction, and does it again when another process changed the same rows first."""

    def __call__(self, act: Callable[[], Result]) -> Result: ...
