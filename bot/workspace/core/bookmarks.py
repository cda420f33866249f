"""Bookmarks of a channel: links with a title, at most a hundred."""

import re

from bot.workspace.core import channels
from bot.workspace.core.errors import SlackError
from bot.workspace.core.ids import fresh
from bot.workspace.core.json import Json
from bot.workspace.core.state import Row
from bot.workspace.core.workspace import Workspace

MAX_BOOKMARKS = 100


def add(ws: Workspace, channel: Row, title: str, link: str, emoji: str, user: str) -> Json:
    if len(of_channel(ws, channel)) >= MAX_BOOKMARKS:
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
    _notify(ws, channel)
    return {"id": id_, **doc}


def check_link(link: str) -> str:
    if not re.fullmatch(r"https?://\S+", link):
        raise SlackError("invalid_link")
    return link


def check_emoji(emoji: str) -> str:
    if emoji and not re.fullmatch(r":[a-z0-9_+'-]+:", emoji):
        raise SlackError("invalid_emoji")
    return emoji


def update(ws: Workspace, channel: Row, id_: str, changes: Json) -> Json:
    found = ws.state.one("select * from bookmarks where id = ? and channel = ?", id_, channel["id"])
    if found is None:
        raise SlackError("not_found")
    doc = {**found["doc"], **changes, "date_updated": ws.at()}
    ws.state.run("update bookmarks set doc = ? where id = ?", doc, id_)
    _notify(ws, channel)
    return {"id": id_, **doc}


def remove(ws: Workspace, channel: Row, id_: str) -> None:
    if not ws.state.run("delete from bookmarks where id = ? and channel = ?", id_, channel["id"]):
        raise SlackError("not_found")
    _notify(ws, channel)


def of_channel(ws: Workspace, channel: Row) -> list[Json]:
    rows = ws.state.all("select * from bookmarks where channel = ? order by rowid", channel["id"])
    return [{"id": row["id"], **row["doc"]} for row in rows]


def _notify(ws: Workspace, channel: Row) -> None:
    ws.notify(channels.viewers(ws, channel), "bookmarks", channel=channel["id"])
