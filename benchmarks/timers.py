"""How fast the timers are, beside the bare engine on the same machine: rate, lateness, idle cost, memory.

Runs on the embedded database. The gateway answers at once, so only our own work is measured: claims, fencing tokens,
records. The bare engine runs the same number of workflows that do nothing.
"""

import os
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from dbos import DBOS, DBOSClient
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot.actions.effects import Effect
from bot.actions.work import BREACHBOT, Work
from bot.library.reminders import load_reminders
from bot.store.base import Base
from bot.store.engine import open_engine, reading, writing
from bot.store.tables import Outbox
from bot.timers.engine import Intervals, Timers

COUNT, IDLE_S = 500, 10.0
LIBRARY: Any = SimpleNamespace(
    reminders=load_reminders(Path(__file__).parents[1] / "runbooks"),
    law=SimpleNamespace(hash="", versions=lambda duty_id: ()),  # noqa: ARG005
)


class Nowhere:
    def deliver(self, effect: Effect, *, look_back_from: datetime | None) -> dict[str, Any]:  # noqa: ARG002
        return {"ts": effect.key}


def machine() -> datetime:
    return datetime.now(UTC)


def begin(session: Session) -> Work:
    return Work(session, machine(), BREACHBOT, LIBRARY, draw=None, salt=lambda: "salt")  # type: ignore[arg-type]


def cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write(engine: Any, due_at: datetime) -> None:
    rows = [
        {
            "key": f"bench:{due_at.timestamp()}:{n}", "kind": "post", "details": {}, "lane": f"lane {n}", "urgency": 5,
            "due_at": due_at, "created_at": due_at, "status": "pending", "attempt": 0,
        }
        for n in range(COUNT)
    ]  # fmt: skip
    with writing(engine) as session:
        session.execute(insert(Outbox), rows)


def drain(engine: Any) -> list[float]:
    """Wait until nothing waits; the seconds from due to done of every row."""
    while True:
        with reading(engine) as session:
            left = session.scalar(select(func.count()).select_from(Outbox).where(Outbox.status != "sent"))
            rows = session.execute(select(Outbox.due_at, Outbox.sent_at)).all() if not left else ()
        if rows:
            return sorted((row.sent_at - row.due_at).total_seconds() for row in rows if row.sent_at)
        time.sleep(0.05)


def ours(folder: str) -> None:
    url = f"sqlite:///{folder}/ours.db"
    engine = open_engine(url)
    Base.metadata.create_all(engine)
    timers = Timers(engine=engine, now=machine, begin=begin, gateway=Nowhere(), intervals=Intervals())
    timers.start()
    time.sleep(1)
    used, began = cpu_s(), time.monotonic()
    time.sleep(IDLE_S)
    idle = (cpu_s() - used) / (time.monotonic() - began)
    used, began = cpu_s(), time.monotonic()
    write(engine, machine())
    timers.nudge()
    late = drain(engine)
    took = time.monotonic() - began
    print(f"ours: {COUNT / took:.0f} effects/s, {(cpu_s() - used) / COUNT * 1000:.1f} ms of CPU each")
    print(f"ours: due to done p50 {late[COUNT // 2]:.2f} s, p99 {late[int(COUNT * 0.99)]:.2f} s, {COUNT} at once")
    one_at_a_time(engine, timers)
    print(f"ours: idle {idle * 100:.1f} % of one core, {memory_mb():.0f} MB")
    timers.stop()


def one_at_a_time(engine: Any, timers: Timers) -> None:
    """What a person waits for: one effect, nudged right after its commit."""
    waited = []
    for n in range(20):
        began = time.monotonic()
        with writing(engine) as session:
            begin(session).send("post", f"one:{n}", None, lane=f"one {n}")
        timers.nudge()
        drain(engine)
        waited.append(time.monotonic() - began)
    print(f"ours: one effect after its commit p50 {sorted(waited)[10]:.2f} s, worst {max(waited):.2f} s")


def bare(folder: str) -> None:
    url = f"sqlite:///{folder}/bare.db"
    DBOS(config={"name": "bare", "system_database_url": url, "application_version": "1", "log_level": "ERROR"})

    @DBOS.workflow(name="nothing")
    def nothing(key: str) -> str:
        return key

    DBOS.launch()
    DBOS.register_queue("bare", worker_concurrency=8, polling_interval_sec=0.1, on_conflict="always_update")
    client = DBOSClient(system_database_url=url)
    used, began = cpu_s(), time.monotonic()
    handles: list[Any] = [
        client.enqueue({"workflow_name": "nothing", "queue_name": "bare", "workflow_id": f"bare:{n}"}, f"{n}")
        for n in range(COUNT)
    ]
    for handle in handles:
        handle.get_result(polling_interval_sec=0.02)
    took = time.monotonic() - began
    print(f"bare: {COUNT / took:.0f} workflows/s, {(cpu_s() - used) / COUNT * 1000:.1f} ms of CPU each")
    client.destroy()
    DBOS.destroy(destroy_registry=True)


def claim_beside_many(folder: str) -> None:
    """A sweep that finds nothing, and the claim on one of 500, with 100,000 effects that are not due."""
    url = f"sqlite:///{folder}/many.db"
    engine = open_engine(url)
    Base.metadata.create_all(engine)
    timers = Timers(engine=engine, now=machine, begin=begin, gateway=Nowhere())
    for day in range(100_000 // COUNT):
        write(engine, machine() + timedelta(days=100 + day))
    began = time.monotonic()
    for _ in range(20):
        timers._deliveries.claims.claim(machine())
    empty = (time.monotonic() - began) / 20
    write(engine, machine() - timedelta(seconds=1))
    began = time.monotonic()
    timers._deliveries.claims.claim(machine())
    took = time.monotonic() - began
    print(f"100,000 pending: a sweep takes {empty * 1000:.1f} ms, a claim on one of {COUNT} {took * 1000:.1f} ms")


if __name__ == "__main__":
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as place:
        ours(place)
        bare(place)
        claim_beside_many(place)
