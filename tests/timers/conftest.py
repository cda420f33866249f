"""A database, an incident and a recording gateway for the timers' tests. Time is a value that a test moves."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, select

from bot.actions import reminders
from bot.actions.effects import Effect
from bot.actions.work import BREACHBOT, Drafted, Work
from bot.domain.notice_templates import Templates
from bot.domain.organisation import Organisation
from bot.domain.reminders import ReminderKind, ReminderLine, ReminderMessage, instant_text
from bot.law.duties import Answer
from bot.law.facts import Facts
from bot.law.model import Law
from bot.law.places import Places
from bot.law.vocabulary import Vocabulary
from bot.library.reminders import load_reminders
from bot.runbook.model import Runbook
from bot.store.engine import open_engine, reading, writing
from bot.store.record_session import RecordSession
from bot.store.runbook_versions import keep_runbook
from bot.store.tables import Clock, Incident, Outbox, Reminder, TimelineEntry
from bot.timers.engine import Intervals, Timers
from bot.timers.replanning import Replanner
from tests.timers.pager import Pager

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = Intervals().replan_every
DUTY = "eu-gdpr-33-1-authority"
RULES = load_reminders(Path(__file__).parents[2] / "runbooks")
RUNBOOK = Runbook(kind="crm-export", title="Export was leaked", version=1, about="A test.", steps=())


def law_of_no_duties(hash: str) -> Law:
    return Law(hash=hash, vocabulary=Vocabulary(facts={}), places=Places(places={}, groups={}), duties=())


NO_NOTICES = Templates(notices={}, sources={}, words={}, names={}, rules=(), hash="")
LIBRARY: Any = SimpleNamespace(
    templates=NO_NOTICES,
    reminders=RULES,
    law=law_of_no_duties(""),
    organisation=Organisation(name="Example"),
    runbooks={RUNBOOK.kind: RUNBOOK},
)


def no_notice(*_: object, **__: object) -> Drafted:
    raise AssertionError("the timers draft no notices")


@dataclass
class Recorder:
    """A gateway that keeps what it was asked, and fails once per entry of `failures`."""

    asked: list[tuple[Effect, datetime | None]] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    during: Callable[[Effect], object] = lambda effect: None

    def deliver(self, effect: Effect, *, look_back_from: datetime | None) -> dict[str, Any]:
        self.asked.append((effect, look_back_from))
        self.during(effect)
        if self.failures:
            raise self.failures.pop(0)
        return {"ts": f"{len(self.asked)}.0"}

    @property
    def keys(self) -> list[str]:
        return [effect.key for effect, _ in self.asked]


@dataclass
class Ground:
    """One database with its timers; `now` is moved by the test."""

    engine: Engine
    gateway: Recorder
    now: datetime = NOON
    library: Any = field(default_factory=lambda: LIBRARY)
    timers: Timers = field(init=False)

    def work(self, session: RecordSession) -> Work:
        return Work(session, self.now, BREACHBOT, self.library, draw=no_notice, salt=lambda: "salt")

    def open_incident(
        self,
        number: int = 1,
        *,
        shift_for: int = 0,
        severity: int | None = None,
        drill: bool = False,
        alarms: bool = True,
    ) -> int:
        with writing(self.engine) as session:
            at = self.now + timedelta(seconds=shift_for)
            row = Incident(
                id=number, ref=f"BR-2026-{number:04}", codename=f"quiet-heron-{number}", title="Export was leaked",
                kind="crm-export", severity=severity, state="open", zone="Europe/Paris", opened_at=at,
                opened_by="U1", request_key=f"r{number}", law_hash="", facts=Facts(),
                runbook_hash=keep_runbook(session, RUNBOOK),
                shift_for=shift_for, is_drill=drill, alarms_out_of_band=alarms,
            )  # fmt: skip
            session.add(row)
        return number

    def start_clock(
        self, incident: int = 1, *, duty: str = DUTY, hours: float = 72, began: datetime | None = None
    ) -> None:
        with writing(self.engine) as session:
            owner = session.get_one(Incident, incident)
            starts_at = began or self.work(session).now_in(owner)
            clock = Clock(
                incident_id=incident, duty_id=duty, answer=Answer.OWED, starts_at=starts_at,
                target_at=starts_at + timedelta(hours=hours), changed_at=self.work(session).now_in(owner),
            )  # fmt: skip
            session.add(clock)
            session.flush()
            reminders.plan_clock(self.work(session), owner, clock, "Notify the supervisory authority")

    def change_clock(self, incident: int = 1, *, duty: str = DUTY, **values: Any) -> None:
        """What an action does: change the row, then plan again in the same transaction."""
        with writing(self.engine) as session:
            owner = session.get_one(Incident, incident)
            wanted = select(Clock).where(Clock.incident_id == incident, Clock.duty_id == duty)
            clock = session.scalars(wanted).one()
            for name, value in values.items():
                setattr(clock, name, value)
            reminders.plan_clock(self.work(session), owner, clock, "Notify the supervisory authority")

    def send(self, key: str, *, kind: str = "post", incident: int | None = None, **given: Any) -> None:
        with writing(self.engine) as session:
            owner = session.get_one(Incident, incident) if incident else None
            self.work(session).send(kind, key, owner, **given)

    def at(self, **later: float) -> None:
        """Move the machine's time and do a whole round."""
        self.now += timedelta(**later)
        self.timers.tick(self.now)

    def row(self, key: str) -> Outbox:
        with reading(self.engine) as session:
            return session.get_one(Outbox, key)

    def reminders(self, incident: int = 1) -> dict[str, str]:
        """Kind and status of every reminder of an incident's clock, by the moment."""
        with reading(self.engine) as session:
            rows = session.scalars(select(Reminder).where(Reminder.incident_id == incident).order_by(Reminder.due_at))
            return {str(row.occasion): row.status for row in rows}

    def keys_of(self, kind: str) -> list[str]:
        return [effect.key for effect, _ in self.gateway.asked if effect.kind == kind]

    def record(self, incident: int = 1) -> list[str]:
        with reading(self.engine) as session:
            wanted = select(TimelineEntry.event).where(TimelineEntry.incident_id == incident)
            return list(session.scalars(wanted.order_by(TimelineEntry.seq)))

    def said(self) -> list[tuple[int | None, list[str]]]:
        """Incident and kinds of each message that arrived."""
        found = []
        for effect, _ in self.gateway.asked:
            if effect.kind == "reminder":
                lines = ReminderMessage.read(effect.details).reminders
                found.append((effect.incident_id, [_occasion(line) for line in lines]))
        return found


def replan(ground: Ground, *, since: datetime | None = None) -> int:
    """What the timers do once a minute, in a process that started at `since`; how many incidents were planned."""
    return Replanner(ground.engine, ground.timers._begin, since or ground.now, HOUR).round(ground.now)


def _occasion(line: ReminderLine) -> str:
    """Which reminder it is; one that was put off with the time until which it was."""
    put_off = line.occasion.kind is ReminderKind.SNOOZED
    return f"{line.occasion}-{instant_text(line.due_at)}" if put_off else str(line.occasion)


def make_ground(engine: Engine, url: str, intervals: Intervals | None = None) -> Ground:
    ground = Ground(engine, Recorder())
    ground.timers = Timers(
        engine=engine,
        now=lambda: ground.now,
        begin=ground.work,
        gateway=ground.gateway,
        intervals=intervals,
    )
    return ground


@pytest.fixture
def ground(tmp_path: Path, empty: Path) -> Iterator[Ground]:
    url = f"sqlite:///{shutil.copy(empty, tmp_path / 'a.db')}"
    engine = open_engine(url)
    yield make_ground(engine, url)
    engine.dispose()


@pytest.fixture
def pager() -> Iterator[Pager]:
    found = Pager()
    yield found
    found.close()
