# ruff: noqa: TID251 (a proof has the machine's clock)
"""Slack refuses each call with each of its answers, and no one waits longer than a minute without hearing anything.

Incidents are opened and worked on through breachbot's own commands, while its timers run in a process of their own,
which is killed again and again. Time runs ten times faster, so a minute is six seconds.
"""

import json
import random
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.actions.contents import NotDone
from bot.domain.refusal_codes import EVERY
from bot.store.engine import reading, writing
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox
from proofs.conftest import Row
from proofs.ground import Ground, Tally
from proofs.worker import faster
from tests import shipped
from tests.slack.desk import COMMS, CRM, DPO, ENGINEER, EXEC, LEAD, Desk
from tests.timers.pager import Pager

pytestmark = pytest.mark.proof
SPEED = 10
MINUTE = timedelta(minutes=1)
SPELL = 10  # incidents; then how slow the machine itself is, is measured by one that Slack refuses nothing
KILLED = 0.15  # how often the timers are killed, after an incident
INCIDENTS = 40  # with answers at random
DOCUMENTED: Mapping[str, list[str]] = json.loads(
    (Path(__file__).parents[1] / "tests/domain/documented_codes.json").read_text(encoding="utf-8")
)
CALLED = (
    "conversations.create", "conversations.setTopic", "conversations.invite", "conversations.open", "chat.postMessage",
    "chat.update", "chat.postEphemeral", "chat.getPermalink", "pins.add", "bookmarks.list", "bookmarks.add",
    "files.getUploadURLExternal", "files.completeUploadExternal",
)  # fmt: skip
TOGETHER = (
    ("conversations.create",),
    ("chat.postMessage",),
    ("conversations.setTopic", "conversations.invite", "pins.add", "bookmarks.add", "chat.update",
     "files.getUploadURLExternal"),
    ("conversations.open", "chat.postEphemeral", "files.completeUploadExternal", "bookmarks.list", "chat.getPermalink"),
)  # fmt: skip
AFTER = {"chat.getPermalink": 12}  # it is called only when the bookmarks were listed
WIRE = ("ratelimited", "server_error", "server_error_json", "no_one_knows_this_code")
ACTIONS = (
    (LEAD, "severity 2 much of it is sensitive"),
    (DPO, "facts people DE 1200"),
    (LEAD, "claim C01"),
    (LEAD, "done C01 the record is open"),
    (LEAD, "task call the hosting vendor"),
    (CRM, "decline eu-gdpr-33-1-authority because the key is safe with us"),
    (COMMS, "notice gdpr-authority"),
    (LEAD, f"assign comms <@{EXEC}>"),
    (DPO, "note the vendor has called back"),
    (ENGINEER, "report md"),
)


class FastDesk(Desk):
    """breachbot's edge to people in the faster time."""

    began: float

    @property
    def now(self) -> datetime:
        return faster(self.began, SPEED)

    @now.setter
    def now(self, _at: datetime) -> None:
        pass


def in_turn() -> Iterator[Mapping[str, str]]:
    """Faults for one incident each: every answer of every call, of calls together that don't hide each other."""
    common = [code for codes in EVERY.values() for code in codes.split()]
    answers = {
        method: list(dict.fromkeys((*WIRE, *DOCUMENTED[method], *common[number :: len(CALLED)])))
        for number, method in enumerate(CALLED)
    }
    for together in TOGETHER:
        begins = {method: AFTER.get(method, 0) for method in together}
        for number in range(max(begins[method] + len(answers[method]) for method in together)):
            at = {method: number - begins[method] for method in together}
            yield {method: answers[method][at[method]] for method in together if 0 <= at[method] < len(answers[method])}


def at_random(chance: random.Random, count: int) -> Iterator[Mapping[str, str]]:
    common = [code for codes in EVERY.values() for code in codes.split()]
    every = {method: (*DOCUMENTED[method], *WIRE, *common) for method in CALLED}
    for _ in range(count):
        yield {method: chance.choice(codes) for method, codes in every.items() if chance.random() < 0.3}


def heard_at(row: Outbox, every: list[Outbox]) -> datetime | None:
    """When the effect was done, or someone heard of it: directly, out of band, or of the same answer before."""
    reports = [one for one in every if one.kind == "direct" and one.details.get("view") == NotDone.view]
    about = {one.key: one for one in every}
    same = [one for one in reports if _is_same(about.get(str(one.details["of"])), row)]
    directly = [one for one in every if one.details.get("instead_of") == row.key]
    alarms = [about.get(f"alarm|{one.key}") for one in (row, *same, *directly)]
    told = [one.sent_at for one in (*same, *directly, *alarms) if one and one.sent_at]
    replaced = [row.last_try_at or row.created_at] if row.status is OutboxStatus.CANCELLED and not directly else []
    return min([at for at in (row.sent_at, row.told_at, *told, *replaced) if at], default=None)


def _is_same(one: Outbox | None, row: Outbox) -> bool:
    return one is not None and (one.key == row.key or (one.refused_as == row.refused_as and row.refused_as is not None))


class Trouble:
    """What is under way: incidents with their faults, and what each of their effects came to."""

    def __init__(self, ground: Ground, desk: FastDesk) -> None:
        self.ground, self.desk = ground, desk
        self.waits: list[timedelta] = []
        self.silent: list[str] = []
        self.slowness = timedelta(0)

    def measure(self, number: int) -> None:
        """Twice as long as an incident without trouble takes: the machine does everything at once, in a faster time."""
        incident = self.open(number)
        self.act(incident, ACTIONS)
        rows = self._rows(incident)
        while not all(row.sent_at or row.status is OutboxStatus.CANCELLED for row in rows):
            time.sleep(0.05)
            rows = self._rows(incident)
        self.slowness = 2 * max(row.sent_at - row.created_at for row in rows if row.sent_at)

    def go_through(self, number: int) -> None:
        incident = self.open(number)
        self.act(incident, ACTIONS)
        while not self.has_ended(incident):
            time.sleep(0.05)
        self.count(incident)

    def tally(self) -> Tally:
        return Tally(len(self.waits), self.silent, [], [], 0, [one.total_seconds() for one in self.waits])

    def open(self, number: int) -> int:
        answer = self.desk.say(LEAD, f"/breach open laptop {number} lost in Lyon")
        assert answer.message
        with reading(self.ground.engine) as session:
            return int(session.scalars(select(Incident.id).order_by(Incident.id.desc())).first() or 0)

    def act(self, incident: int, actions: tuple[tuple[str, str], ...]) -> None:
        """In its channel; where there is none, in one that stands in for it."""
        with writing(self.ground.engine) as session:
            row = session.get_one(Incident, incident)
            row.channel_id = row.channel_id or f"C0NONE{incident}"
            channel = row.channel_id
        for person, line in actions:
            assert self.desk.say(person, f"/breach {line}", channel).text

    def has_ended(self, incident: int) -> bool:
        """Whether everything was done or heard of, or a minute is over."""
        rows = self._rows(incident)
        if all(heard_at(row, rows) for row in rows):
            return True
        return self.desk.now - max(row.created_at for row in rows) > MINUTE + self.slowness

    def count(self, incident: int) -> None:
        rows = self._rows(incident)
        for row in rows:
            at = heard_at(row, rows)
            waited = (at or self.desk.now) - row.created_at
            self.waits.append(waited)
            if at is None or waited > MINUTE + self.slowness:
                self.silent.append(f"{row.key} {row.status} {row.refused_as} {row.last_error} after {waited}")

    def _rows(self, incident: int) -> list[Outbox]:
        with reading(self.ground.engine) as session:
            return list(session.scalars(select(Outbox).where(Outbox.incident_id == incident)))


def run(ground: Ground, kind: str, faults: Iterable[Mapping[str, str]], chance: random.Random) -> tuple[Trouble, int]:
    """One incident after the other, each with its faults; how many answers of Slack were tried."""
    desk = FastDesk.__new__(FastDesk)
    desk.began = time.time()
    Desk.__init__(desk, ground.engine, shipped.library())
    pager, tried = Pager(), set[tuple[str, str]]()
    ground.nursery.config |= {"began": desk.began, "speed": SPEED, "pager": pager.address}
    worker = ground.nursery.start("embedded" if kind == "sqlite" else "")
    trouble = Trouble(ground, desk)
    for number, given in enumerate(faults):
        ground.control.no_faults()
        if number % SPELL == 0:
            trouble.measure(number)
        for method, code in given.items():
            ground.control.fault(code, method, count=chance.choice((1, 2, None)) if number % 2 else None)
        trouble.go_through(number)
        tried |= set(given.items())
        if chance.random() < KILLED:
            ground.nursery.kill(worker)
            worker = ground.nursery.start(worker if kind == "sqlite" else "")
    return trouble, len(tried)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_every_answer_of_every_call_is_heard_of_within_a_minute(ground: Ground, kind: str, row: Row) -> None:
    trouble, tried = run(ground, kind, in_turn(), random.Random(11))
    row("each of Slack's refusals in turn, sqlite", trouble.tally(), f"{tried} answers; killed at random")


@pytest.mark.parametrize("kind", ["sqlite", "postgres"], indirect=True)
def test_answers_at_random_are_heard_of_within_a_minute(ground: Ground, kind: str, row: Row) -> None:
    chance = random.Random(12)
    trouble, tried = run(ground, kind, at_random(chance, INCIDENTS), chance)
    row(f"Slack's refusals at random, {kind}", trouble.tally(), f"{tried} answers; killed at random")
