"""Marks on messages and channels: pins, reactions, bookmarks, and how far each person has read."""

import re
from typing import TYPE_CHECKING, Any

from bot.workspace.core import channels, messages, residents
from bot.workspace.core.errors import SlackError
from bot.workspace.core.ids import fresh

if TYPE_CHECKING:
    from bot.workspace.core.workspace import Workspace

Row = dict[str, Any]
MOST_PINS = MOST_BOOKMARKS = 100
MOST_REACTIONS = 23


def pin(ws: "Workspace", channel: Row, ts: str, user: str) -> None:
    message = messages.find(ws, channel["id"], ts)
    if ws.state.one("select 1 as one from pins where channel = ? and ts = ?", channel["id"], ts):
        raise SlackError("already_pinned")
    if message["doc"].get("subtype", "").endswith(("_join", "_leave")):
        raise SlackError("not_pinnable")
    if len(pins(ws, channel)) >= MOST_PINS:
        raise SlackError("too_many_pins")
    ws.state.run("insert into pins values (?, ?, ?, ?)", channel["id"], ts, user, ws.at())
    _pinned(ws, channel, message, user, "pin_added")


def unpin(ws: "Workspace", channel: Row, ts: str, user: str) -> None:
    message = messages.find(ws, channel["id"], ts)
    if not ws.state.run("delete from pins where channel = ? and ts = ?", channel["id"], ts):
        raise SlackError("no_pin")
    _pinned(ws, channel, message, user, "pin_removed")


def _pinned(ws: "Workspace", channel: Row, message: Row, user: str, kind: str) -> None:
    shown = messages.show_again(ws, channel, message["ts"])
    ws.tell(channels.watchers(ws, channel), "pins", channel=channel["id"])
    if channels.is_member(ws, channel["id"], residents.BOT_USER):
        item = {"type": "message", "channel": channel["id"], "created": ws.at(), "created_by": user, "message": shown}
        ws.emit(
            {
                "type": kind,
                "user": user,
                "channel_id": channel["id"],
                "item": item,
                "event_ts": message["ts"],
                "item_user": message["user"],
                "pin_count": len(pins(ws, channel)),
            }
        )


def pins(ws: "Workspace", channel: Row) -> list[Row]:
    """Newest pin first."""
    rows = ws.state.all("select * from pins where channel = ? order by rowid desc", channel["id"])
    return [
        {
            "type": "message",
            "channel": channel["id"],
            "created": row["at"],
            "created_by": row["user"],
            "message": {
                **messages.shape(ws, channel, messages.find(ws, channel["id"], row["ts"])),
                "permalink": messages.permalink(ws, channel["id"], {"ts": row["ts"], "thread_ts": None}),
            },
        }
        for row in rows
    ]


def react(ws: "Workspace", channel: Row, ts: str, name: str, user: str) -> None:
    if not re.fullmatch(r"[a-z0-9_+'-]{1,100}", name):
        raise SlackError("invalid_name")
    message = messages.find(ws, channel["id"], ts)
    names = {
        row["name"]
        for row in ws.state.all("select name from reactions where channel = ? and ts = ?", channel["id"], ts)
    }
    if name not in names and len(names) >= MOST_REACTIONS:
        raise SlackError("too_many_emoji")
    if not ws.state.run("insert or ignore into reactions values (?, ?, ?, ?)", channel["id"], ts, name, user):
        raise SlackError("already_reacted")
    _reacted(ws, channel, message, name, user, "reaction_added")


def unreact(ws: "Workspace", channel: Row, ts: str, name: str, user: str) -> None:
    message = messages.find(ws, channel["id"], ts)
    if not ws.state.run(
        "delete from reactions where channel = ? and ts = ? and name = ? and user = ?", channel["id"], ts, name, user
    ):
        raise SlackError("no_reaction")
    _reacted(ws, channel, message, name, user, "reaction_removed")


def _reacted(ws: "Workspace", channel: Row, message: Row, name: str, user: str, kind: str) -> None:
    messages.show_again(ws, channel, message["ts"])
    if channels.is_member(ws, channel["id"], residents.BOT_USER):
        item = {"type": "message", "channel": channel["id"], "ts": message["ts"]}
        ws.emit(
            {
                "type": kind,
                "user": user,
                "reaction": name,
                "item": item,
                "item_user": message["user"],
                "event_ts": f"{ws.now().timestamp():.6f}",
            }
        )


def bookmark(ws: "Workspace", channel: Row, title: str, link: str, emoji: str, user: str) -> Row:
    if len(bookmarks(ws, channel)) >= MOST_BOOKMARKS:
        raise SlackError("too_many_bookmarks")
    doc = {
        "title": title,
        "link": check_link(link),
        "emoji": check_emoji(emoji),
        "date_created": ws.at(),
        "date_updated": 0,
        "type": "link",
        "last_updated_by_user_id": user,
        "channel_id": channel["id"],
    }
    id_ = fresh("Bk")
    ws.state.run("insert into bookmarks values (?, ?, ?)", id_, channel["id"], doc)
    ws.tell(channels.watchers(ws, channel), "bookmarks", channel=channel["id"])
    return {"id": id_, **doc}


def check_link(link: str) -> str:
    if not re.fullmatch(r"https?://\S+", link):
        raise SlackError("invalid_link")
    return link


def check_emoji(emoji: str) -> str:
    if emoji and not re.fullmatch(r":[a-z0-9_+'-]+:", emoji):
        raise SlackError("invalid_emoji")
    return emoji


def edit_bookmark(ws: "Workspace", channel: Row, id_: str, changes: Row) -> Row:
    found = ws.state.one("select * from bookmarks where id = ? and channel = ?", id_, channel["id"])
    if found is None:
        raise SlackError("not_found")
    doc = {**found["doc"], **changes, "date_updated": ws.at()}
    ws.state.run("update bookmarks set doc = ? where id = ?", doc, id_)
    ws.tell(channels.watchers(ws, channel), "bookmarks", channel=channel["id"])
    return {"id": id_, **doc}


def remove_bookmark(ws: "Workspace", channel: Row, id_: str) -> None:
    if not ws.state.run("delete from bookmarks where id = ? and channel = ?", id_, channel["id"]):
        raise SlackError("not_found")
    ws.tell(channels.watchers(ws, channel), "bookmarks", channel=channel["id"])


def bookmarks(ws: "Workspace", channel: Row) -> list[Row]:
    rows = ws.state.all("select * from bookmarks where channel = ? order by rowid", channel["id"])
    return [{"id": row["id"], **row["doc"]} for row in rows]


def read(ws: "Workspace", channel: Row, ts: str, user: str) -> None:
    ws.state.run(
        "insert into reads values (?, ?, ?) on conflict (channel, user) do update set ts = excluded.ts",
        channel["id"],
        user,
        ts,
    )
    ws.tell([user], "read", channel=channel["id"], ts=ts)


def unread(ws: "Workspace", channel: str, user: str) -> int:
    """Messages of others, outside threads, after the last one that was read."""
    last = ws.state.one("select ts from reads where channel = ? and user = ?", channel, user)
    found = ws.state.one(
        "select count(*) as n from messages where channel = ? and ts > ? and user <> ? and thread_ts is null",
        channel,
        last["ts"] if last else "0",
        user,
    )
    return int(found["n"]) if found else 0
