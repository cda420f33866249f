"""Scheduled messages: when one is due, by the workspace's time.

Scheduling and listing are Web API calls (`api.methods.chat`). Messages with metadata are kept and never posted, as
Slack's own reference says.
"""

import contextlib

from bot.workspace.core import channels, messages
from bot.workspace.core.errors import SlackError
from bot.workspace.core.residents import BOT_USER
from bot.workspace.core.workspace import Workspace


def post_due(ws: Workspace) -> None:
    """Post what is due; drop what its channel refuses."""
    for row in ws.state.all("select * from scheduled where post_at <= ? order by post_at", ws.at()):
        doc = row["doc"]
        if not doc.get("metadata"):
            with ws.changing():
                ws.state.run("delete from scheduled where id = ?", row["id"])
                with contextlib.suppress(SlackError):
                    channel = channels.find_open(ws, BOT_USER, row["channel"])
                    body = {key: value for key, value in doc.items() if key != "thread_ts"}
                    messages.post(ws, channel, BOT_USER, body, doc.get("thread_ts"))
