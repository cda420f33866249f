"""Reactions to messages: adding and removing them, and the events about it.

Which reactions a message has is part of the message (`messages.serialize`).
"""

import re

from bot.workspace.core import channels, messages
from bot.workspace.core.errors import SlackError
from bot.workspace.core.residents import BOT_USER
from bot.workspace.core.state import Row
from bot.workspace.core.workspace import Workspace

MAX_REACTIONS = 23


def add(ws: Workspace, channel: Row, ts: str, name: str, user: str) -> None:
    if not re.fullmatch(r"[a-z0-9_+'-]{1,100}", name):
        raise SlackError("invalid_name")
    message = messages.find(ws, channel["id"], ts)
    rows = ws.state.all("select name from reactions where channel = ? and ts = ?", channel["id"], ts)
    names = {row["name"] for row in rows}
    if name not in names and len(names) >= MAX_REACTIONS:
        raise SlackError("too_many_emoji")
    if not ws.state.run("insert or ignore into reactions values (?, ?, ?, ?)", channel["id"], ts, name, user):
        raise SlackError("already_reacted")
    _notify(ws, channel, message, name, user, "reaction_added")


def remove(ws: Workspace, channel: Row, ts: str, name: str, user: str) -> None:
    message = messages.find(ws, channel["id"], ts)
    if not ws.state.run(
        "delete from reactions where channel = ? and ts = ? and name = ? and user = ?", channel["id"], ts, name, user
    ):
        raise SlackError("no_reaction")
    _notify(ws, channel, message, name, user, "reaction_removed")


def _notify(ws: Workspace, channel: Row, message: Row, name: str, user: str, kind: str) -> None:
    messages.refresh(ws, channel, message["ts"])
    if channels.is_member(ws, channel["id"], BOT_USER):
        item = {"type": "message", "channel": channel["id"], "ts": message["ts"]}
        ws.emit(
            {
                "type": kind,
                "user": user,
                "reaction": name,
                "item": item,
                "item_user": message["user"],
                "event_ts": ws.event_ts(),
            }
        )
