"""People are removed from an incident's channel and added to it while the bot is killed: whoever is outside reads and
writes nothing, from anywhere, and whoever is inside can."""

import random  # noqa: TID251 (seeded: a failing proof can be repeated)
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select

from bot.settings import example
from bot.store.engine import reading
from bot.store.tables import Incident, TimelineEntry
from bot.strict import read
from bot.workspace.client import Person
from bot.workspace.client import visible_text as words
from bot.workspace.core.residents import BY_KEY
from proofs.conftest import Row
from proofs.ground import Ground, Nursery, Tally

pytestmark = pytest.mark.proof
SECRET = "Zaphod"
FOR_S = 60.0
HEARD_WITHIN_S = 1.0  # a request that comes together with the removal may be worked on first
TEAM = ("dpo", "comms", "crm", "exec", "engineer1", "engineer2")
GUEST = "UGUEST001"  # in the channel, and never let in
NEVER_IN = ("outsider", GUEST)
TRIES = ("status", "catchup", "facts", "clocks", "next", "list", "note {}", "facts people DE {}", "stuck C04 {}")


@dataclass
class Storm:
    """`out`: since when each person is outside, by Slack's own word; `probes` from outside and what came of them."""

    ground: Ground
    channel: str
    chance: random.Random
    out: dict[str, float] = field(default_factory=dict)
    removals: int = 0
    probes: int = 0
    answered: int = 0
    read: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    def person(self, name: str) -> Person:
        return self.ground.control.person(name)

    def changes(self) -> None:
        """Someone is removed, or brought back."""
        name = self.chance.choice(TEAM)
        if name in self.out:
            self.out.pop(name)  # before they are in: from here on they may read
            self.person("lead").invite(self.channel, name)
        else:
            self.person("lead").kick(self.channel, self.person(name).id)
            self.out[name] = time.monotonic()
            self.removals += 1

    def outside(self) -> list[str]:
        now = time.monotonic()
        return [name for name, since in self.out.items() if now - since > HEARD_WITHIN_S]

    def probe(self, name: str) -> None:
        """Tries to read or to write, from another channel or at home; what is written has their name in it."""
        self.probes += 1
        since, person, began = self.out.get(name), self.person(name), time.monotonic()
        if self.chance.random() < 0.2:
            seen = person.open_home()
        else:
            where, line = self.channel if name == GUEST else "#general", self.chance.choice(TRIES)
            seen = person.command(where, f"/breach {line.format(f'{name}-{self.probes}')}")
            self.answered += seen.failure is None
            self.took += [time.monotonic() - began] if seen.failure is None else []
        time.sleep(0.05)
        private = [*seen.ephemerals, *(entry["view"] for entry in seen.entries("home")), *person.modals()]
        shown = words(private) if name == GUEST else seen.text + words(private)  # who reads the channel anyway
        if SECRET in shown and self.out.get(name) == since:
            self.read.append(f"{name}: {shown[:200]}")

    def written(self) -> list[str]:
        """What someone outside has put on record: every entry by a person between their leaving and their return."""
        found, away, never = [], set[str](), {self.person(name).id for name in NEVER_IN}
        with reading(self.ground.engine) as session:
            for entry in session.scalars(select(TimelineEntry).order_by(TimelineEntry.seq)):
                person = str(entry.details.get("person", ""))
                if entry.event == "person.left":
                    away.add(person)
                elif entry.event == "person.returned":
                    away.discard(person)
                elif entry.event != "visitor.came" and (entry.actor in away or entry.actor in never):
                    found.append(f"{entry.seq} {entry.event} by {entry.actor}")
        return found


@pytest.fixture
def bots(ground: Ground, kind: str, tmp_path: Path) -> list[str]:
    """The whole bot: one process on SQLite, two on PostgreSQL."""
    ground.control.install(read(example("slack-app.yaml")).value)
    ground.nursery.close()
    token, home = ground.slack.app_token, str(tmp_path)
    ground.nursery = Nursery(ground.url, ground.slack, tmp_path, "proofs.whole", app_token=token, home=home)
    names = [ground.nursery.start() for _ in range(1 if kind == "sqlite" else 2)]
    ground.control.wait_connected(len(names), within=60)
    return names


def killing(storm: Storm, names: list[str], until: float, kills: list[float]) -> None:
    """One process, at a moment no one chose; it stays away for a moment, in which Slack tells no one."""
    chance = random.Random(11)
    while time.monotonic() < until:
        time.sleep(chance.uniform(2, 5))
        at = chance.randrange(len(names))
        storm.ground.nursery.kill(names[at])
        kills.append(time.monotonic())
        time.sleep(chance.uniform(0, 3))
        names[at] = storm.ground.nursery.start()


def opened(ground: Ground) -> str:
    ground.control.person("lead").command("#general", f"/breach open laptop of {SECRET} lost")
    for _ in range(300):
        with reading(ground.engine) as session:
            channel = session.scalar(select(Incident.channel_id))
        invited = {BY_KEY[name].id for name in (*TEAM, "lead")}
        if channel and invited <= set(ground.client.conversations_members(channel=channel)["members"]):
            return str(channel)
        time.sleep(0.1)
    raise AssertionError("the incident's channel was not made")


def test_a_membership_storm(ground: Ground, bots: list[str], kind: str, row: Row) -> None:
    channel, kills = opened(ground), list[float]()
    ground.control.account(GUEST, real_name="Gus Guest", is_restricted=True)
    ground.control.person("engineer1").invite(channel, GUEST)
    storm = Storm(ground, channel, random.Random(3))
    until = time.monotonic() + FOR_S
    killer = Thread(target=killing, args=(storm, bots, until, kills))
    killer.start()
    while time.monotonic() < until:
        if storm.chance.random() < 0.7:
            storm.changes()
        for name in (*storm.outside(), *NEVER_IN):
            storm.probe(name)
    killer.join()
    ground.control.wait_connected(len(bots), within=60)
    locked_out = [name for name in TEAM if name not in storm.out and not reads_again(storm, name)]
    tally = Tally(storm.answered, locked_out, storm.written(), storm.read, 0, storm.took)
    said = f"{storm.removals} removals, {len(kills)} kills, {storm.probes} tries from outside"
    row(f"membership storm, {kind}", tally, f"{said}; lost: members without access, twice: written, after: read")


def reads_again(storm: Storm, name: str) -> bool:
    """Whether a member reads the incident from another channel, soon after the last start."""
    for _ in range(20):
        if SECRET in storm.person(name).command("#general", "/breach status").text:
            return True
        time.sleep(0.5)
    return False
