"""A local Slack answers whatever is sent to it, also what is no JSON or has no end of brackets."""

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from bot.workspace import RunningWorkspace


def test_brackets_without_end_are_an_answer_in_slacks_words(running: RunningWorkspace) -> None:
    for body in (b"[" * 200_000, b'{"a":' * 200_000, b"\xff", b"3"):
        headers = {"authorization": f"Bearer {running.bot_token}", "content-type": "application/json"}
        try:
            with urlopen(Request(f"{running.api_url}chat.postMessage", body, headers), timeout=10) as answer:
                said = json.load(answer)
        except HTTPError as error:
            raise AssertionError(body[:10]) from error
        assert said["ok"] is False
