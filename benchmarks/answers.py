"""How long people wait for the running bot over Socket Mode, beside a bare Bolt app in the same run.

Every figure is from Slack's side: from sending an envelope to receiving its acknowledgment. The bot is `breachbot run`
in a process of its own, on the embedded database; Slack is `fast_slack`, in this one. Prints, never fails; what misses
its goal is marked. `python -m benchmarks.answers 10` loads it for ten minutes, instead of one, to see whether memory
grows.
"""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import insert, select, update

from benchmarks.wire.fast_slack import Acked, FastSlack
from bot.actions.people import everyone
from bot.app import read_library
from bot.domain.reminders import ReminderStatus
from bot.settings import Settings, example
from bot.store.engine import migrate, open_engine, writing
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox, Reminder
from tests.slack.desk import DPO, LEAD, Desk

ELSEWHERE = "C0ELSEWHERE"
FACTS = (
    "people DE 1200, FR 300, US-CA 5000, US-NY 900", "data names, email, ssn, card_number",
    "form_of_data electronic", "accessed yes", "acquired yes", "malicious yes", "protection none",
)  # fmt: skip
READS = ("list", "status", "next", "steps", "facts", "clocks", "why eu-gdpr-33-1-authority", "help")
RUNS, AT_ONCE, FLOOD = 60, 50, 400
MANY = 300
REMINDERS = 100_000
IDLE_S = 20.0


def show(what: str, figure: float, unit: str, goal: float | None = None) -> None:
    missed = goal is not None and figure > goal
    aim = "" if goal is None else f"  goal {goal:g}"
    print(f"{figure:9.1f} {unit:<3} {what}{aim}{'  <- missed' if missed else ''}", flush=True)


def show_acks(what: str, acks: Sequence[Acked], p50: float | None = None, worst: float | None = None) -> None:
    took = [one.took for one in acks if one.took is not None]
    lost = len(acks) - len(took)
    show(f"{what}: p50", median(took) if took else float("inf"), "ms", p50)
    show(f"{what}: worst of {len(acks)}", max(took, default=float("inf")), "ms", worst)
    if lost:
        print(f"{lost:9} lost: {what}  <- missed", flush=True)


class Process:
    """One app under test, started against the fast Slack."""

    def __init__(self, home: Path, slack: FastSlack, *words: str) -> None:
        settings = {
            "BREACHBOT_HOME": str(home),
            "BREACHBOT_ORGANISATION": str(example("organisation.demo.yaml")),
            "BREACHBOT_SLACK_API_URL": f"{slack.url}/api/",
            "BREACHBOT_SLACK_BOT_TOKEN": "xoxb-bench",
            "BREACHBOT_SLACK_APP_TOKEN": "xapp-bench",
            "BENCH_SLACK": f"{slack.url}/api/",
        }
        log = (home / "log").open("ab")
        self._child = subprocess.Popen(
            [sys.executable, "-m", *words], env={**os.environ, **settings}, stdout=log, stderr=log
        )

    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self._child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        found = re.search(r"^VmRSS:\s+(\d+)", Path(f"/proc/{self._child.pid}/status").read_text(), re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0

    def stop(self) -> float:
        """Returns the seconds it took."""
        begun = perf_counter()
        self._child.send_signal(signal.SIGTERM)
        try:
            self._child.wait(30)
        except subprocess.TimeoutExpired:
            self._child.kill()
        return perf_counter() - begun


@asynccontextmanager
async def running(
    home: Path, *words: str, members: Mapping[str, list[str]] | None = None
) -> AsyncIterator[tuple[FastSlack, Process]]:
    slack = FastSlack(members=dict(members or {}))
    await slack.start()
    process = Process(home, slack, *words)
    try:
        await slack.connected()
        yield slack, process
    finally:
        show(f"{words[0]}: stopping", await asyncio.to_thread(process.stop), "s", 1 if words[0] == "bot" else None)
        await slack.stop()


async def commands(slack: FastSlack, text: str, channel: str, times: int = RUNS) -> list[Acked]:
    """One after another: the next is typed once the one before was answered in full, which may be after its
    acknowledgment."""
    acks = []
    for _ in range(times):
        answers = len(slack.answers)
        acks.append(await slack.command(text, DPO, channel))
        if not acks[-1].payload:
            await until(partial(told, slack, answers))
    return acks


def told(slack: FastSlack, before: int) -> bool:
    return len(slack.answers) > before


async def at_once(slack: FastSlack, texts: Sequence[str], channel: str, count: int = FLOOD) -> list[Acked]:
    """So many commands, of which AT_ONCE wait at any time."""
    ready, waiting = asyncio.Semaphore(AT_ONCE), cycle(texts)

    async def one(text: str) -> Acked:
        async with ready:
            return await slack.command(text, DPO, channel)

    return list(await asyncio.gather(*(one(next(waiting)) for _ in range(count))))


async def pressed(slack: FastSlack, action: str, value: str, channel: str) -> Acked:
    button = {"type": "button", "action_id": action, "value": value, "block_id": "b", "action_ts": "1"}
    message = {"ts": "1700000000.000001", "blocks": [], "text": ""}
    shown, url = {"id": channel, "name": "privategroup"}, f"{slack.url}/respond/0"
    more = {"actions": [button], "channel": shown, "message": message, "response_url": url}
    return await slack.interaction("block_actions", LEAD, **more)


async def submitted(slack: FastSlack, channel: str) -> Acked:
    """The form for being stuck, opened by its button and sent."""
    before = sum(call.method == "views.open" for call in slack.calls)
    await pressed(slack, "step.stuck", '[1,"C01",""]', channel)

    def opened() -> Any:
        views = [call.arguments["view"] for call in slack.calls if call.method == "views.open"]
        return views[-1] if len(views) > before else None

    view = await until(opened)
    blocks = [block for block in view["blocks"] if block["type"] == "input"]
    written = {"type": "plain_text_input", "value": "no access to the audit log"}
    values = {one["block_id"]: {one["element"]["action_id"]: written} for one in blocks}
    shown = {**view, "id": "V1", "state": {"values": values}, "team_id": "T1", "app_id": "A1"}
    return await slack.interaction("view_submission", LEAD, view=shown)


async def until(found: Callable[[], Any], within: float = 30) -> Any:
    """What `found` returns once it is true. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while not (value := found()):
            await asyncio.sleep(0.005)
    return value


def texts_of(arguments: Any) -> str:
    return json.dumps(arguments.get("blocks") or "", ensure_ascii=False) + str(arguments.get("text", ""))


def posted(slack: FastSlack, since: float, pattern: str) -> Callable[[], float | None]:
    """When the first message that matches was answered, in seconds after `since`."""

    def look() -> float | None:
        for call in slack.calls:
            if call.method == "chat.postMessage" and call.at >= since and re.search(pattern, texts_of(call.arguments)):
                return call.at - since
        return None

    return look


async def open_incident(slack: FastSlack, title: str) -> tuple[Acked, str]:
    """The acknowledgment, and the channel."""
    before = sum(call.method == "conversations.create" for call in slack.calls)
    acked = await slack.command(f"open {title}", LEAD, ELSEWHERE)

    def channel() -> str | None:
        invited = [call.arguments["channel"] for call in slack.calls if call.method == "conversations.invite"]
        created = sum(call.method == "conversations.create" for call in slack.calls)
        return str(invited[-1]) if created > before and invited else None

    return acked, await until(channel)


async def bare(folder: Path) -> None:
    for words, what in (((), "as shipped"), (("at-once",), "without its wait")):
        home = folder / f"bare{len(words)}"
        home.mkdir()
        async with running(home, "benchmarks.wire.bare_app", *words) as (slack, _):
            await commands(slack, "", ELSEWHERE, 20)
            show_acks(f"bare Bolt app {what}", await commands(slack, "", ELSEWHERE))
            show_acks(f"bare Bolt app {what}, {AT_ONCE} at once", await at_once(slack, [""], ELSEWHERE))


async def one_incident(folder: Path, minutes: float) -> None:
    home = prepared(folder / "one")
    async with running(home, "bot", "run") as (slack, process):
        first, channel = await open_incident(slack, "CRM export by a stranger")
        show_acks("the first command after the start", [first], None, 300)
        for line in FACTS:
            await slack.command(f"facts {line}", DPO, channel)
        await quiet(slack)
        for line in READS:
            await commands(slack, line, channel, 5)
            show_acks(f"/breach {line}", await commands(slack, line, channel), 4, 50)
        opened = []
        for n in range(10):
            opened.append(await slack.command(f"open CRM export number {n}", LEAD, ELSEWHERE))
            await quiet(slack)
        show_acks("/breach open", opened, 20, 50)
        opened = [await slack.command(f"open CRM export {n} in a row", LEAD, ELSEWHERE) for n in range(10)]
        show_acks("/breach open, ten in a row, while what they post is sent", opened, None, 50)
        show_acks(
            "a fact", [await slack.command(f"facts people DE {n}", DPO, channel) for n in range(1300, 1320)], None, 50
        )
        await quiet(slack)
        buttons = [await pressed(slack, "clocks.show", '[1,"",""]', channel) for _ in range(20)]
        show_acks("a button", buttons, 4, 50)
        show_acks("a form", [await submitted(slack, channel) for _ in range(20)], None, 50)
        await quiet(slack)
        show_acks(f"reads, {AT_ONCE} at once", await at_once(slack, READS, channel), None, 300)
        for latency in (0.25, 1.0, 6.0):
            slack.latency = latency
            texts = ("list", "status", "note it", f"open CRM export while Slack takes {latency:g} s")
            acks = await at_once(slack, texts, channel, 80)
            show_acks(f"with a Slack that takes {latency:g} s, {AT_ONCE} at once", acks, None, 2600)
        slack.latency = 0.0
        show("memory after all that", process.memory_mb(), "MB", 150)
        await quiet(slack, 60)
        before, end = process.memory_mb(), perf_counter() + minutes * 60
        while perf_counter() < end:
            await at_once(slack, READS, channel, 100)
        show(f"memory gained in {minutes:g} minutes of load", process.memory_mb() - before, "MB", 5)
        show("memory after that", process.memory_mb(), "MB", 150)


async def quiet(slack: FastSlack, within: float = 30) -> None:
    """Until no method was called for a second."""
    end = perf_counter() + within
    while perf_counter() < end and slack.calls and perf_counter() - slack.calls[-1].at < 1:
        await asyncio.sleep(0.1)


async def on_screen(folder: Path) -> None:
    """From sending `/breach open` to Slack's answer to the post that shows the first duty, and the first step."""
    home = prepared(folder / "screen")
    async with running(home, "bot", "run") as (slack, _):
        for latency in (0.0, 0.25):
            slack.latency = latency
            begun = perf_counter()
            await slack.command(f"open CRM export, Slack at {latency:g} s", LEAD, ELSEWHERE)
            for what, pattern in (("duty", r"\*First duties\*"), ("step", r"\*C01 ")):
                took = await until(posted(slack, begun, pattern))
                show(f"first {what} on screen, Slack takes {latency * 1000:g} ms", took, "s", 1 + 2 * latency)
            await quiet(slack)


async def many_incidents(folder: Path) -> None:
    home = prepared(folder / "many")
    members = fill(home)
    async with running(home, "bot", "run", members=members) as (slack, process):
        await asyncio.sleep(5)
        show(f"CPU of the first 5 s with {MANY} incidents", process.cpu_s(), "s")
        await commands(slack, "list", ELSEWHERE, 3)
        show_acks(f"/breach list of {MANY} incidents", await commands(slack, "list", ELSEWHERE, 20), 50)
        took = [await home_shown(slack) for _ in range(10)]
        show(f"Home of {MANY} incidents: p50", median(took), "ms", 150)
        show_acks(f"list of {MANY}, {AT_ONCE} at once", await at_once(slack, ["list"], ELSEWHERE), None, 300)
        await quiet(slack)
        used, begun = process.cpu_s(), perf_counter()
        await asyncio.sleep(IDLE_S)
        idle = (process.cpu_s() - used) / (perf_counter() - begun)
        show(f"idle with {REMINDERS:,} reminders ahead, of a core", idle * 100, "%", 2)
        show("memory", process.memory_mb(), "MB", 150)


async def home_shown(slack: FastSlack) -> float:
    begun = perf_counter()
    await slack.event({"type": "app_home_opened", "user": DPO, "channel": f"D{DPO}", "tab": "home", "event_ts": "1"})

    def shown() -> float | None:
        return next((call.at for call in slack.calls if call.method == "views.publish" and call.at > begun), None)

    return float(await until(shown) - begun) * 1000


def prepared(home: Path) -> Path:
    home.mkdir()
    settings = Settings(home=home)
    migrate(open_engine(settings.database_url))
    return home


def fill(home: Path) -> dict[str, list[str]]:
    """Many open incidents with some facts, whose messages were sent, and reminders that are due in a month. Returns who
    is in the channel of each."""
    settings = Settings(home=home, organisation=example("organisation.demo.yaml"))
    engine = open_engine(settings.database_url)
    desk = Desk(engine, read_library(settings))
    desk.now = datetime.now(UTC).replace(microsecond=0)
    for number in range(1, MANY + 1):
        opened = desk.open(f"CRM export number {number}")
        if number <= 20:
            desk.say(DPO, "/breach facts people DE 1200", channel=opened.channel_id or "")
    with writing(engine) as session:
        session.execute(update(Outbox).values(status=OutboxStatus.SENT, sent_at=desk.now))
        one = session.execute(
            select(Reminder.__table__).where(Reminder.status == ReminderStatus.PENDING).limit(1)
        ).one()
        far = datetime.now(UTC) + timedelta(days=30)
        ids = cycle(session.scalars(select(Incident.id)).all())
        rows = [
            {**one._mapping, "id": f"bench{n}", "incident_id": next(ids), "due_at": far + timedelta(seconds=n)}
            for n in range(REMINDERS)
        ]
        session.execute(insert(Reminder), rows)
    with desk.opens(LEAD, True) as work:
        every = work.session.scalars(select(Incident)).all()
        members = {incident.channel_id or "": sorted(everyone(work, incident)) for incident in every}
    engine.dispose()
    return members


async def main() -> None:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {time.strftime('%H:%M')}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        await bare(folder)
        await one_incident(folder, minutes)
        await on_screen(folder)
        await many_incidents(folder)


if __name__ == "__main__":
    asyncio.run(main())
