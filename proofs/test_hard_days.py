"""Slack is away when breachbot starts; its disk is full or fails; its file is gone; the machine's clock jumps."""

import random  # noqa: TID251 (seeded: a failing proof can be repeated)
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store.engine import reading
from bot.store.tables import Incident
from bot.workspace.client import Person
from bot.workspace.client.waiting import wait_for
from proofs.conftest import Row
from proofs.ground import Ground, Tally, spread
from proofs.program import Program, ask_for_note, is_recorded, marked, note, stored
from proofs.small_disk import SmallDisk

pytestmark = pytest.mark.proof
EMBEDDED = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
FAULTS = ("server_error", "ratelimited", "hang", "reset")
ALARMED_WITHIN_S = 60.0
ASKING = ("lead", "dpo", "comms", "exec")  # one note each, so that it is plain which answer is to which
LOCKED_S = (5, 40, 80)  # beyond Slack's three seconds, and beyond what breachbot itself waits


@pytest.fixture
def program(ground: Ground, tmp_path: Path) -> Iterator[Program]:
    found = Program(ground, tmp_path)
    yield found
    found.close()


def opened(program: Program, number: int) -> str:
    """An incident, opened by the lead; its channel."""
    lead = program.ground.control.person("lead")
    lead.command("#general", f"/breach open CRM export {number}").ephemeral("is open", within=30)
    return wait_for(lambda: newest_channel(program.ground), 30, "the incident's channel")


def newest_channel(ground: Ground) -> str:
    with reading(ground.engine) as session:
        return session.scalars(select(Incident.channel_id).order_by(Incident.id.desc())).first() or ""


def test_startup_during_an_outage(program: Program, kind: str, row: Row) -> None:
    """Killed in the middle of an opening, started while Slack gives every kind of failure, then Slack is back. During
    the first outage someone is alarmed."""
    ground, waits = program.ground, []
    program.start()
    for number, fault in enumerate(FAULTS):
        ground.control.wait_connected(within=30)
        ground.control.person("lead").command("#general", f"/breach open CRM export {number}").ephemeral("is open")
        program.kill()
        ground.control.fault(fault, "*")
        program.start()
        assert "Slack is not available" in program.said[0], program.said
        if number == 0:
            wait_for(lambda: is_alarmed(program, "no connection to Slack"), 2 * ALARMED_WITHIN_S, "an alarm")
        began = time.monotonic()
        ground.control.no_faults()
        ground.control.wait_connected(within=70)
        waits.append(time.monotonic() - began)
        ground.control.person("lead").command("#general", "/breach list").ephemeral("CRM export", within=30)
    program.settle(120)
    tally = ground.tally()
    row(
        f"startup during an outage, {kind}",
        tally,
        f"{len(FAULTS)} kinds; connected within {max(waits):.0f} s of its end",
    )


def is_alarmed(program: Program, words: str) -> bool:
    return any(words in heard["message"] for heard in program.pager.heard)


@dataclass
class Notes:
    """What the lead writes in an incident's channel, by number: what was confirmed, and what was answered with an
    error."""

    lead: Person
    channel: str
    confirmed: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)

    def write(self, numbers: range) -> None:
        for number in numbers:
            (self.confirmed if note(self.lead, self.channel, number) else self.refused).add(number)

    def tally(self, kept: str, late_s: float) -> Tally:
        """Lost: confirmed and not stored. After cancelled: answered with an error, and stored."""
        lost = [marked(number) for number in sorted(self.confirmed) if marked(number) not in kept]
        kept_anyway = [marked(number) for number in sorted(self.refused) if marked(number) in kept]
        twice = [marked(number) for number in sorted(self.confirmed) if kept.count(marked(number)) > 1]
        return Tally(len(self.confirmed) + len(self.refused), lost, twice, kept_anyway, 0, [late_s])


def begun(program: Program, count: int) -> Notes:
    """An incident of a program that has started, with so many notes."""
    program.start()
    notes = Notes(program.ground.control.person("lead"), opened(program, 0))
    program.settle(60)
    notes.write(range(count))
    return notes


def alarmed_after(program: Program, began: float) -> float:
    wait_for(lambda: program.pager.heard, ALARMED_WITHIN_S, "an alarm")
    return time.monotonic() - began


def filled(program: Program, fill: Callable[[], None], free: Callable[[], None]) -> Tally:
    """Notes before, while and after nothing more can be written."""
    notes = begun(program, 10)
    fill()
    began = time.monotonic()
    notes.write(range(10, 40))
    alarmed_s = alarmed_after(program, began)
    free()
    assert notes.refused, "nothing was full"
    wait_for(lambda: note(notes.lead, notes.channel, 40), 30, "the disk to be used again")
    return notes.tally(stored(program.ground), alarmed_s)


@EMBEDDED
def test_the_disk_is_full(program: Program, tmp_path: Path, row: Row) -> None:
    tally = filled(
        program,
        fill=lambda: program.limit_files((tmp_path / "a.db-wal").stat().st_size),
        free=lambda: program.limit_files(-1),
    )
    row("disk full, sqlite", tally, "alarmed, then went on by itself")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    found = SmallDisk(tmp_path)
    yield found
    found.close()


@pytest.fixture
def on_disk(disk: SmallDisk, tmp_path: Path) -> Iterator[Program]:
    """Whose database, and nothing else, is on that disk."""
    ground = Ground(f"sqlite:///{disk.place}/a.db", tmp_path)
    found = Program(ground, tmp_path)
    yield found
    found.close()
    ground.close()


def test_a_real_disk_is_filled_by_another_program(on_disk: Program, disk: SmallDisk, row: Row) -> None:
    remark = "a file system of 32 MB, filled by another program; alarmed, then went on by itself"
    row("disk really full, sqlite", filled(on_disk, disk.fill, disk.free), remark)


def test_a_real_disk_becomes_read_only(on_disk: Program, disk: SmallDisk, row: Row) -> None:
    """As the kernel makes it after a fault. It has to be unmounted to be repaired, and nothing confirmed is lost."""
    ground, notes = on_disk.ground, begun(on_disk, 20)
    disk.fail()
    began = time.monotonic()
    notes.write(range(20, 30))
    alarmed_s = alarmed_after(on_disk, began)
    assert is_alarmed(on_disk, "disk of the database gives errors"), on_disk.pager.heard
    assert not notes.confirmed & set(range(20, 30))
    on_disk.kill()
    ground.engine.dispose()
    disk.repair()
    on_disk.start()
    ground.control.wait_connected(within=30)
    notes.write(range(30, 35))
    assert set(range(30, 35)) <= notes.confirmed
    remark = "made so by the kernel; alarmed, repaired, started again"
    row("disk read-only, sqlite", notes.tally(stored(ground), alarmed_s), remark)


@EMBEDDED
def test_the_file_is_deleted(program: Program, tmp_path: Path, row: Row) -> None:
    """It is put aside while notes are written; nothing is confirmed that is stored nowhere; moved back, it is used."""
    notes = begun(program, 20)
    file = tmp_path / "a.db"
    aside = file.rename(tmp_path / "aside.db")
    alarmed_s = alarmed_after(program, time.monotonic())
    notes.write(range(20, 30))
    assert not notes.confirmed & set(range(20, 30))
    [rescued] = tmp_path.glob("a.db.rescued-*")
    held = log_in(rescued)
    assert all(marked(number) in held for number in notes.confirmed), "the rescued copy lacks something"
    aside.rename(file)
    notes.write(range(30, 35))
    row("deleted file, sqlite", notes.tally(log_in(file), alarmed_s), "rescued, put back, went on by itself")


@EMBEDDED
def test_the_file_is_locked_for_longer_than_slack_waits(program: Program, tmp_path: Path, row: Row) -> None:
    """Each note is answered after all: it was recorded, or nothing was; and the audit log says the same."""
    notes, number = begun(program, 5), 5
    for seconds in LOCKED_S:
        asked = {}
        with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            for name in ASKING:
                asked[number] = ask_for_note(program.ground.control.person(name), notes.channel, number)
                number += 1
                time.sleep(seconds / len(ASKING))
            other.execute("ROLLBACK")
        for one, done in asked.items():
            (notes.confirmed if is_recorded(done, one) else notes.refused).add(one)
    program.settle(60)
    remark = f"for {', '.join(map(str, LOCKED_S))} s; each note was answered"
    row("file locked beyond three seconds, sqlite", notes.tally(stored(program.ground), 0), remark)


def log_in(file: Path) -> str:
    """The audit log in a file, by a connection of its own."""
    with closing(sqlite3.connect(file)) as record:
        return "\n".join(map(str, record.execute("SELECT * FROM timeline_entry")))


def test_the_clock_jumps(ground: Ground, kind: str, tmp_path: Path, row: Row) -> None:
    """By minutes and by days, ahead and back, every two seconds, under a process killed now and then; each jump is
    corrected before it counts."""
    dice, jump = random.Random(7), tmp_path / "jump"
    jump.write_text("0", encoding="utf-8")
    ground.nursery.config["jump"] = str(jump)
    name = ground.nursery.start("embedded")
    ground.plan(spread(200, 35))
    jumps = 0
    for turn in range(20):
        time.sleep(2)
        seconds = dice.choice((-86_400, -3_600, -90, 90, 3_600, 86_400, 0))
        jump.write_text(str(seconds), encoding="utf-8")
        jumps += seconds != 0
        if turn in (6, 13):
            jump.write_text("0", encoding="utf-8")  # what a process starts with is what it believes
            ground.nursery.kill(name)
            ground.nursery.start(name)
    ground.settle(60)
    tally = ground.tally()
    assert min(tally.lateness) >= 0, "something was said before its time"
    row(f"clock jumps, {kind}", tally, f"{jumps} jumps of up to a day, each for two seconds")
