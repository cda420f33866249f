"""The yardstick of `answers`: a Bolt app that only acknowledges, and a `/breach` that does nothing.

`python -m benchmarks.wire.bare_app` runs it as Bolt is shipped; with `at-once` Bolt runs the listener in the thread
that received the request, which takes its wait for the acknowledgment out of the figure. BENCH_SLACK is Slack's
address.
"""

import os
import signal
import sys
import threading
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient


def main() -> None:
    client = WebClient(token="xoxb-bench", base_url=os.environ["BENCH_SLACK"])
    app = App(client=client, token_verification_enabled=False, process_before_response="at-once" in sys.argv)

    @app.command("/breach")
    def answer(ack: Any) -> None:
        ack("Nothing.")

    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    handler = SocketModeHandler(app, "xapp-bench", web_client=client)
    handler.connect()
    ended.wait()
    handler.close()


if __name__ == "__main__":
    main()
