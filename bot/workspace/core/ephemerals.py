"""Ephemeral messages: which ones each person has now.

They are never stored and don't survive a restart. They have a `ts`, working buttons and a place in a channel or thread,
but no API method can find them; only a response URL can update or delete one.
"""

from bot.workspace.core import messages, residents
from bot.workspace.core.state import Row
from bot.workspace.core.workspace import Workspace

MAX_KEPT = 200


def post(ws: Workspace, user: str, channel: str, body: Row) -> Row:
    """Show `body` (text, blocks, thread_ts) only to `user`."""
    kept = {key: body[key] for key in ("text", "blocks", "thread_ts", "attachments") if body.get(key)}
    doc = {
        "type": "message",
        **messages.author(residents.BOT_USER),
        **kept,
        "ts": ws.timestamps.next(),
        "channel": channel,
        "is_ephemeral": True,
    }
    held = ws.ephemerals.setdefault(user, [])
    held.append(doc)
    del held[:-MAX_KEPT]
    ws.notify([user], "ephemeral", channel=channel, message=doc)
    return doc


def find(ws: Workspace, user: str, ts: str) -> Row | None:
    return next((doc for doc in ws.ephemerals.get(user, []) if doc["ts"] == ts), None)


def update(ws: Workspace, user: str, ts: str, body: Row) -> None:
    doc = find(ws, user, ts)
    if doc is None:
        return
    for key in ("text", "blocks", "attachments"):
        doc.pop(key, None)
        if body.get(key):
            doc[key] = body[key]
    ws.notify([user], "ephemeral_changed", channel=doc["channel"], message=doc)


def delete(ws: Workspace, user: str, ts: str) -> None:
    doc = find(ws, user, ts)
    if doc:
        ws.ephemerals[user].remove(doc)
        ws.notify([user], "ephemeral_gone", channel=doc["channel"], ts=ts)
