"""What a person sees: channels, messages, threads, marks, files, Home, modals. Nothing here changes anything.

The same reading serves the page and the tests, so a test sees exactly what a person does, and never more.
"""

from typing import Any

from bot.workspace.api import manifest
from bot.workspace.core import channels, files, marks, messages, residents, views
from bot.workspace.core.errors import SlackError
from bot.workspace.core.workspace import Workspace

Json = dict[str, Any]


def boot(ws: Workspace, user: str, _query: dict[str, str]) -> Json:
    """Everything a page needs to begin."""
    now, everyone = ws.now(), residents.everyone(ws.state)
    keys = {row["id"]: row["doc"]["key"] for row in everyone}
    shown = [{**residents.shape(row, now), "key": keys[row["id"]]} for row in everyone]
    groups = [{"id": row["id"], "handle": row["handle"]} for row in ws.state.all("select * from usergroups")]
    return {
        "me": user,
        "people": shown,
        "usergroups": groups,
        "bot": residents.BOT_USER,
        "number": ws.feed.number,
        "now": now.timestamp(),
        "commands": manifest.commands(ws.manifest),
        "shortcuts": manifest.shortcuts(ws.manifest),
        **room_list(ws, user, {}),
        **modal(ws, user, {}),
    }


def room_list(ws: Workspace, user: str, _query: dict[str, str]) -> Json:
    found = [
        {**channels.shape(ws, row, user), "unread": marks.unread(ws, row["id"], user)}
        for row in channels.visible(ws, user)
    ]
    return {"channels": found}


def room(ws: Workspace, user: str, query: dict[str, str]) -> Json:
    """`channel`: what stands around the messages."""
    row = channels.find(ws, user, query["channel"])
    return {
        "channel": channels.shape(ws, row, user),
        "members": channels.members(ws, row["id"]),
        "pins": marks.pins(ws, row),
        "bookmarks": marks.bookmarks(ws, row),
    }


def history(ws: Workspace, user: str, query: dict[str, str]) -> Json:
    """`channel`, `before`, `limit`: messages oldest first."""
    row, limit = channels.find(ws, user, query["channel"]), int(query.get("limit", 100))
    found = messages.history(ws, row, "", query.get("before", ""), False, limit)
    return {"messages": found[:limit][::-1], "has_more": len(found) > limit}


def thread(ws: Workspace, user: str, query: dict[str, str]) -> Json:
    row = channels.find(ws, user, query["channel"])
    return {"messages": messages.thread(ws, row, query["ts"])}


def private(ws: Workspace, user: str, query: dict[str, str]) -> Json:
    """Ephemeral messages, oldest first; `channel` narrows."""
    found = ws.ephemerals.get(user, [])
    return {"messages": [doc for doc in found if query.get("channel") in (None, "", doc["channel"])]}


def modal(ws: Workspace, user: str, _query: dict[str, str]) -> Json:
    """Open modals, the shown one last."""
    return {"views": [views.shape(row) for row in views.stack(ws, user)]}


def home(ws: Workspace, user: str, _query: dict[str, str]) -> Json:
    row = views.home(ws, user)
    return {"view": views.shape(row) if row else None}


def search(ws: Workspace, user: str, query: dict[str, str]) -> Json:
    return {"messages": messages.search(ws, user, query.get("text", ""))}


def file_list(ws: Workspace, user: str, query: dict[str, str]) -> Json:
    channel = query.get("channel") or None
    if channel:
        channels.find(ws, user, channel)
    return {"files": [files.shape(ws, row) for row in files.visible(ws, user, channel)]}


def permalink(ws: Workspace, user: str, query: dict[str, str]) -> Json:
    """`channel`, `p`: the message a permalink means, if this person may see it."""
    digits = query.get("p", "").lstrip("p")
    channel = channels.find(ws, user, query["channel"])
    if not digits.isdigit() or len(digits) <= 6:
        raise SlackError("message_not_found")
    row = messages.find(ws, channel["id"], f"{digits[:-6]}.{digits[-6:]}")
    return {"channel": channel["id"], "ts": row["ts"], "thread_ts": row["thread_ts"]}


SIGHTS = {
    "boot": boot,
    "channels": room_list,
    "channel": room,
    "messages": history,
    "thread": thread,
    "ephemerals": private,
    "modal": modal,
    "home": home,
    "search": search,
    "files": file_list,
    "permalink": permalink,
}
