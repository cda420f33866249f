"""A real `breachbot run` in a process of its own, killed in the middle of opening an incident."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store.engine import open_engine, reading
from bot.store.tables import Incident, Outbox, Reminder
from bot.workspace import RunningWorkspace, serve
from bot.workspace.client import Control, Person, wait_for
from bot.workspace.client import visible_text as words

PATIENCE = 45.0  # a killed effect is looked for again only when its lease and the HTTP time-out are over


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[RunningWorkspace]:
    running = serve(tmp_path / "workspace.db", port=0)
    yield running
    running.stop()


def environment(home: Path, workspace: RunningWorkspace) -> dict[str, str]:
    return {
        **os.environ,
        "BREACHBOT_HOME": str(home),
        "BREACHBOT_SLACK_API_URL": workspace.api_url,
        "BREACHBOT_SLACK_BOT_TOKEN": workspace.bot_token,
        "BREACHBOT_SLACK_APP_TOKEN": workspace.app_token,
        "BREACHBOT_ORGANISATION": str(Path(__file__).parents[2] / "docs" / "organisation.demo.yaml"),
    }


def start(home: Path, workspace: RunningWorkspace) -> subprocess.Popen[bytes]:
    env = environment(home, workspace)
    process = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=env, stdout=subprocess.PIPE)
    assert process.stdout
    assert b"running" in process.stdout.readline()
    return process


def texts(person: Person, channel: str) -> list[str]:
    return [words(message) for message in person.conversation(channel)]


@pytest.mark.parametrize("after_s", [0.15, 1.2])
def test_a_kill_while_an_incident_opens_leaves_one_of_everything(
    after_s: float, tmp_path: Path, workspace: RunningWorkspace
) -> None:
    home, control = tmp_path / "home", Control(workspace.url)
    home.mkdir()
    subprocess.run([sys.executable, "-m", "bot", "migrate"], env=environment(home, workspace), check=True)
    process = start(home, workspace)
    control.wait_connected()
    lead = control.person("lead")
    lead.command("#general", "/breach open CRM export by a stranger").ephemeral("is open")
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process = start(home, workspace)
    try:
        engine = open_engine(f"sqlite:///{home}/breachbot.db")
        wait_for(lambda: done(engine), PATIENCE, "everything that was written down to be done")
        with reading(engine) as session:
            incident = session.scalars(select(Incident)).one()
            planned = session.scalars(select(Reminder.id)).all()
        private = [channel for channel in lead.channels() if channel["is_private"] and not channel["is_im"]]
        assert [channel["id"] for channel in private] == [incident.channel_id]
        shown = texts(lead, incident.channel_id or "")
        assert sum("BR-" in text and "Clocks" in text for text in shown) == 1
        assert sum("C01 · Open the record" in text for text in shown) == 1
        assert len(lead.pins(incident.channel_id or "")) == 1
        assert len(lead.bookmarks(incident.channel_id or "")) == 1
        assert planned
        assert len(planned) == len(set(planned))
        assert control.complaints() == []
    finally:
        process.terminate()
        process.wait(timeout=20)


def done(engine: object) -> bool:
    with reading(engine) as session:  # type: ignore[arg-type]
        rows = session.scalars(select(Outbox.status)).all()
    return bool(rows) and all(status in ("sent", "cancelled") for status in rows)
