"""What a person sees: channels, messages, threads, pins, files, Home, modals. Nothing here changes anything.

The page and the tests use the same screens, so a test sees exactly what a person sees, and never more. Who may see what
is decided in `channels` and `files`.
"""

from collections.abc import Callable

from bot.workspace.api import manifest
from bot.workspace.api.installation import InstalledWorkspace
from bot.workspace.core import bookmarks, channels, files, messages, pins, read_positions, residents, views
from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json


def boot(ws: InstalledWorkspace, user: str, _query: dict[str, str]) -> Json:
    """Everything a page needs to start."""
    now, everyone = ws.now(), residents.everyone(ws.state)
    keys = {row["id"]: row["doc"]["key"] for row in everyone}
    shown = [{**residents.serialize(row, now), "key": keys[row["id"]]} for row in everyone]
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
        **channel_list(ws, user, {}),
        **modal(ws, user, {}),
    }


def channel_list(ws: InstalledWorkspace, user: str, _query: dict[str, str]) -> Json:
    found = [
        {**channels.serialize(ws, row, user), "unread": read_positions.unread_count(ws, row["id"], user)}
        for row in channels.visible(ws, user)
    ]
    return {"channels": found}


def channel(ws: InstalledWorkspace, user: str, query: dict[str, str]) -> Json:
    """`channel`: what surrounds the messages."""
    row = channels.find(ws, user, query["channel"])
    return {
        "channel": channels.serialize(ws, row, user),
        "members": channels.members(ws, row["id"]),
        "pins": pins.of_channel(ws, row),
        "bookmarks": bookmarks.of_channel(ws, row),
    }


def history(ws: InstalledWorkspace, user: str, query: dict[str, str]) -> Json:
    """`channel`, `before`, `limit`: messages oldest first."""
    row, limit = channels.find(ws, user, query["channel"]), int(query.get("limit", 100))
    found = messages.history(ws, row, "", query.get("before", ""), False, limit)
    return {"messages": found[:limit][::-1], "has_more": len(found) > limit}


def thread(ws: InstalledWorkspace, user: str, query: dict[str, str]) -> Json:
    row = channels.find(ws, user, query["channel"])
    return {"messages": messages.thread(ws, row, query["ts"])}


def ephemeral_list(ws: InstalledWorkspace, user: str, query: dict[str, str]) -> Json:
    """Ephemeral messages, oldest first; `channel` narrows."""
    found = ws.ephemerals.get(user, [])
    return {"messages": [doc for doc in found if query.get("channel") in (None, "", doc["channel"])]}


def modal(ws: InstalledWorkspace, user: str, _query: dict[str, str]) -> Json:
    """Open modals, the visible one last."""
    return {"views": [views.serialize(row) for row in views.stack(ws, user)]}


def home(ws: InstalledWorkspace, user: str, _query: dict[str, str]) -> Json:
    row = views.home(ws, user)
    return {"view": views.serialize(row) if row else None}


def search(ws: InstalledWorkspace, user: str, query: dict[str, str]) -> Json:
    return {"messages": messages.search(ws, user, query.get("text", ""))}


def file_list(ws: InstalledWorkspace, user: str, query: dict[str, str]) -> Json:
    channel = query.get("channel") or None
    if channel:
        channels.find(ws, user, channel)
    return {"files": [files.serialize(ws, row) for row in files.visible(ws, user, channel)]}


def permalink(ws: InstalledWorkspace, user: str, query: dict[str, str]) -> Json:
    """`channel`, `p`: the message a permalink points to, if this person may see it."""
    digits = query.get("p", "").lstrip("p")
    channel = channels.find(ws, user, query["channel"])
    if not digits.isdigit() or len(digits) <= 6:
        raise SlackError("message_not_found")
    row = messages.find(ws, channel["id"], f"{digits[:-6]}.{digits[-6:]}")
    return {"channel": channel["id"], "ts": row["ts"], "thread_ts": row["thread_ts"]}


Screen = Callable[[InstalledWorkspace, str, dict[str, str]], Json]
SCREENS: dict[str, Screen] = {
    "boot": boot,
    "channels": channel_list,
    "channel": channel,
    "messages": history,
    "thread": thread,
    "ephemerals": ephemeral_list,
    "modal": modal,
    "home": home,
    "search": search,
    "files": file_list,
    "permalink": permalink,
}
