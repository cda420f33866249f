# ruff: noqa: TID251, T201 (a proof has the machine's clock, and speaks through its output)
"""The whole bot to kill: a nursery that has read the library, and the processes it forks, each with timers and Slack.

`python -m proofs.whole` reads one JSON line for each process from its input and answers with its pid.
"""

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.app import compose, read_library, slack_client
from bot.law.duties import prepare
from bot.settings import Settings, example

ORGANISATION = example("organisation.demo.yaml")


def work(library: Any, url: str, api_url: str, token: str, app_token: str, home: str, log: str, **_: Any) -> None:
    """Run until killed."""
    with Path(log).open("a") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    settings = Settings(home=Path(home), database=SecretStr(url), organisation=ORGANISATION)
    bot = compose(settings, client=slack_client(settings, token, api_url), app_token=app_token, library=library)
    bot.start()
    bot.listen()
    while True:
        time.sleep(1)


def nursery() -> None:
    library = read_library(Settings(organisation=ORGANISATION))
    prepare(library.law, datetime.now(UTC).date())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setpgid(0, 0)
            work(library, **json.loads(line))
        print(pid, flush=True)


if __name__ == "__main__":
    nursery()
