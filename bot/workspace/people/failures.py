"""How a person is told that the app didn't answer: Slack's sentence, as an entry in their feed."""

from bot.workspace.core.json import Json
from bot.workspace.core.workspace import Workspace

NO_ANSWER = "breachbot did not answer. Please try again."


def report_failure(ws: Workspace, user: str, channel: str | None, failure: str, text: str) -> Json:
    """Returns the reply to the action; `failure` is Slack's code."""
    ws.feed.add(user, "failure", {"channel": channel, "failure": failure, "text": text})
    return {"failure": failure, "text": text}
