# ruff: noqa: TID251 (its settings are an environment)
"""`breachbot run` in a process of its own, as it is deployed, beside a local Slack; and what people write to it."""

import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

from sqlalchemy import select, text

from bot.settings import example
from bot.store.engine import reading
from bot.store.tables import Outbox
from bot.workspace.client import Person
from bot.workspace.client import visible_text as words
from bot.workspace.client.results import ActionResult
from bot.workspace.client.waiting import NotSeen, wait_for
from proofs.ground import ROOT, Ground
from tests.timers.pager import Pager

FINISHED = ("sent", "cancelled", "failed")


class Program:
    """One home, one database, an out-of-band channel; started and stopped any number of times."""

    def __init__(self, ground: Ground, folder: Path) -> None:
        self.ground, self.pager, self.said = ground, Pager(), list[str]()
        self.log = folder / "program.log"
        self.environment = {
            **os.environ,
            "BREACHBOT_HOME": str(folder),
            "BREACHBOT_DATABASE": ground.url,
            "BREACHBOT_SLACK_API_URL": ground.slack.api_url,
            "BREACHBOT_SLACK_BOT_TOKEN": ground.slack.bot_token,
            "BREACHBOT_SLACK_APP_TOKEN": ground.slack.app_token,
            "BREACHBOT_ORGANISATION": str(example("organisation.demo.yaml")),
            "BREACHBOT_OUT_OF_BAND": self.pager.address,
        }
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Returns when it says that it runs, whether or not Slack is there."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
            )
        self.said = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if "breachbot is running" in line:
                break
        threading.Thread(target=self.process.stdout.read, daemon=True).start()  # so that it never waits to speak

    def limit_files(self, size: int) -> None:
        """From now on every write beyond this size fails, as on a disk that is full."""
        assert self.process is not None
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=30)
        self.pager.close()

    def settle(self, within: float) -> None:
        """Until everything that was to be said or done in Slack is done."""
        wait_for(self._is_settled, within, "everything that was written down to be done")

    def _is_settled(self) -> bool:
        with reading(self.ground.engine) as session:
            found = session.scalars(select(Outbox.status)).all()
        return bool(found) and all(status in FINISHED for status in found)


def note(lead: Person, channel: str, number: int) -> bool:
    """Whether a note was confirmed; anything else that is answered says that it was not recorded."""
    return is_recorded(ask_for_note(lead, channel, number), number)


def ask_for_note(lead: Person, channel: str, number: int) -> ActionResult:
    return lead.command(channel, f"/breach note {marked(number)}")


def is_recorded(done: ActionResult, number: int) -> bool:
    try:
        answer = words(done.ephemeral("ecorded", within=40))  # "Recorded", or "nothing was recorded"
    except NotSeen as silent:
        raise AssertionError(f"no answer to note {number}: {done.text!r}") from silent
    return "nothing was recorded" not in answer


def marked(number: int) -> str:
    return f"proof-note-{number:04}."


def stored(ground: Ground) -> str:
    """Everything that the audit log contains, as one text."""
    with reading(ground.engine) as session:
        return "\n".join(str(row) for row in session.execute(text("SELECT * FROM timeline_entry")))
