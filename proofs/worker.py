# ruff: noqa: TID251, T201 (a proof has the machine's clock, and speaks through its output)
"""Processes to kill: a nursery that has everything imported, and the workers it forks, each the timers of one process.

`python -m proofs.worker` reads one JSON line per worker from its input and answers with the worker's pid. Forking
makes a restart cost a tenth of a second, so that hundreds of kills fit into a proof. A worker has breachbot's own
gateway and nothing of its own but a plain message text.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from slack_sdk import WebClient

from bot.actions import channels
from bot.actions.effects import Effect
from bot.actions.work import BREACHBOT, Work
from bot.app import new_salt
from bot.documents.incident_documents import notice_drafter, uploads
from bot.library.reminders import load_reminders
from bot.slack.block_kit import Message
from bot.slack.gateway import SlackGateway
from bot.slack.outgoing import draw as draw_whole
from bot.store.engine import open_engine, reading
from bot.store.record_session import RecordSession
from bot.timers.engine import Intervals, Timers
from bot.timers.time_guard import TimeGuard
from tests import shipped

RULES = load_reminders(Path(__file__).parents[1] / "runbooks")
QUICK = Intervals(
    sweep_every=timedelta(seconds=0.5),
    answer_within=timedelta(seconds=1),
    margin=timedelta(seconds=1),
    longest_lease=timedelta(seconds=20),
    first_retry=timedelta(seconds=0.3),
    longest_retry=timedelta(seconds=5),
    heartbeat_every=timedelta(seconds=2),
    audit_every=timedelta(seconds=5),
    replan_after=timedelta(days=1),
)
"""The shipped intervals with Slack's time-out at one second instead of ten, and what follows from it."""


def machine() -> datetime:
    return datetime.now(UTC)


def begin(session: RecordSession) -> Work:
    law = SimpleNamespace(hash="", versions=lambda duty_id: ())  # noqa: ARG005
    library: Any = SimpleNamespace(reminders=RULES, law=law)
    return Work(session, machine(), BREACHBOT, library, draw=None, salt=lambda: "salt")  # type: ignore[arg-type]


def draw(effect: Effect) -> Message:
    return Message(f"{effect.key}, {effect.late_for.total_seconds():.1f} s late")


def jumping(file: str) -> Callable[[], datetime]:
    """The machine's time as someone sets it: off by as many seconds as the file says at the moment."""

    def system() -> datetime:
        return machine() + timedelta(seconds=float(Path(file).read_text(encoding="utf-8") or 0))

    return TimeGuard(system)


def make_timers(
    url: str,
    api_url: str,
    token: str,
    name: str,
    intervals: Intervals = QUICK,
    now: Callable[[], datetime] = machine,
) -> Timers:
    """The timers of one worker, with breachbot's own gateway.

    The client must not retry by itself: it would post again without looking whether a lost answer meant a lost message.
    """
    timeout = max(1, int(intervals.answer_within.total_seconds()))
    client = WebClient(token=token, base_url=api_url, timeout=timeout, retry_handlers=[])
    return Timers(
        engine=open_engine(url),
        now=now,
        begin=begin,
        gateway=SlackGateway(client, draw, lambda _: [], lambda _: False),
        replica=name,
        host=name,
        intervals=intervals,
    )


def make_whole_timers(url: str, api_url: str, token: str, name: str, began: float, speed: int, pager: str) -> Timers:
    """The timers as breachbot composes them: its own library and its own messages, in a time that runs faster."""
    library, engine = shipped.library(), open_engine(url)

    def now() -> datetime:
        return faster(began, speed)

    def begin_whole(session: RecordSession) -> Work:
        return Work(session, now(), BREACHBOT, library, notice_drafter(library), new_salt)

    @contextmanager
    def opens() -> Iterator[Work]:
        with reading(engine) as session:
            yield begin_whole(session)

    def drawn(effect: Effect) -> Message | None:
        with opens() as work:
            return draw_whole(work, effect)

    def documents(effect: Effect) -> Sequence[Mapping[str, Any]]:
        with opens() as work:
            return uploads(work, effect)

    def taken(channel: str) -> bool:
        with opens() as work:
            return channels.belongs(work, channel)

    client = WebClient(token=token, base_url=api_url, timeout=5, retry_handlers=[])
    timers = Timers(
        engine=engine,
        now=now,
        begin=begin_whole,
        gateway=SlackGateway(client, drawn, documents, taken),
        replica=name,
        host=name,
        out_of_band=[pager],
        intervals=Intervals(sweep_every=timedelta(seconds=0.1), replan_after=timedelta(days=1), burst=60),
    )
    timers.on_delivered = channels.delivered
    return timers


def faster(began: float, speed: int) -> datetime:
    """The time in a world that began then (seconds since 1970) and runs that many times faster."""
    return datetime.fromtimestamp(began + (time.time() - began) * speed, UTC)


def work(
    url: str, api_url: str, token: str, name: str, log: str, workers: int = 8, jump: str = "", **whole: Any
) -> None:
    """Run until killed; a polite signal stops it in order. `whole`: what `make_whole_timers` takes besides."""
    with Path(log).open("a") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopping.append(number))
    intervals = Intervals(**{**QUICK.__dict__, "workers": workers})
    while True:  # a database that is away at the start is waited for, as a supervisor would
        try:
            timers = (
                make_whole_timers(url, api_url, token, name, **whole)
                if whole
                else make_timers(url, api_url, token, name, intervals, jumping(jump) if jump else machine)
            )
            timers.start()
            break
        except Exception as error:  # noqa: BLE001
            print(f"{name} waits: {error!r:.200}", flush=True)
            time.sleep(0.5)
    while not stopping:
        time.sleep(0.1)
    timers.stop()


def nursery() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if "speed" in line:
            shipped.library()  # read once, before the first is forked
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setpgid(0, 0)
            work(**json.loads(line))
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    nursery()
