"""How far each person has read in each channel, and the number of unread messages."""

from bot.workspace.core.state import Row
from bot.workspace.core.workspace import Workspace


def mark_read(ws: Workspace, channel: Row, ts: str, user: str) -> None:
    ws.state.run(
        "insert into reads values (?, ?, ?) on conflict (channel, user) do update set ts = excluded.ts",
        channel["id"],
        user,
        ts,
    )
    ws.notify([user], "read", channel=channel["id"], ts=ts)


def unread_count(ws: Workspace, channel: str, user: str) -> int:
    """Messages of others, outside threads, after the last one that was read."""
    last = ws.state.one("select ts from reads where channel = ? and user = ?", channel, user)
    found = ws.state.one(
        "select count(*) as n from messages where channel = ? and ts > ? and user <> ? and thread_ts is null",
        channel,
        last["ts"] if last else "0",
        user,
    )
    return int(found["n"]) if found else 0
