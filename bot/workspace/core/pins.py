"""Pinned messages of a channel: pinning, unpinning, listing, and the events about it."""

from bot.workspace.core import channels, messages
from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json
from bot.workspace.core.residents import BOT_USER
from bot.workspace.core.state import Row
from bot.workspace.core.workspace import Workspace

MAX_PINS = 100


def add(ws: Workspace, channel: Row, ts: str, user: str) -> None:
    message = messages.find(ws, channel["id"], ts)
    if ws.state.one("select 1 as one from pins where channel = ? and ts = ?", channel["id"], ts):
        raise SlackError("already_pinned")
    if message["doc"].get("subtype", "").endswith(("_join", "_leave")):
        raise SlackError("not_pinnable")
    if len(of_channel(ws, channel)) >= MAX_PINS:
        raise SlackError("too_many_pins")
    ws.state.run("insert into pins values (?, ?, ?, ?)", channel["id"], ts, user, ws.at())
    _notify(ws, channel, message, user, "pin_added")


def remove(ws: Workspace, channel: Row, ts: str, user: str) -> None:
    message = messages.find(ws, channel["id"], ts)
    if not ws.state.run("delete from pins where channel = ? and ts = ?", channel["id"], ts):
        raise SlackError("no_pin")
    _notify(ws, channel, message, user, "pin_removed")


def _notify(ws: Workspace, channel: Row, message: Row, user: str, kind: str) -> None:
    shown = messages.refresh(ws, channel, message["ts"])
    ws.notify(channels.viewers(ws, channel), "pins", channel=channel["id"])
    if channels.is_member(ws, channel["id"], BOT_USER):
        item = {"type": "message", "channel": channel["id"], "created": ws.at(), "created_by": user, "message": shown}
        ws.emit(
            {
                "type": kind,
                "user": user,
                "channel_id": channel["id"],
                "item": item,
                "event_ts": message["ts"],
                "item_user": message["user"],
                "pin_count": len(of_channel(ws, channel)),
            }
        )


def of_channel(ws: Workspace, channel: Row) -> list[Json]:
    """Newest pin first."""
    rows = ws.state.all("select * from pins where channel = ? order by rowid desc", channel["id"])
    return [
        {
            "type": "message",
            "channel": channel["id"],
            "created": row["at"],
            "created_by": row["user"],
            "message": {
                **messages.serialize(ws, channel, messages.find(ws, channel["id"], row["ts"])),
                "permalink": messages.permalink(ws, channel["id"], {"ts": row["ts"], "thread_ts": None}),
            },
        }
        for row in rows
    ]
