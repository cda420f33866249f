"""Which files there are, their contents, where they are shared, and who may see them.

A file is visible to its uploader and to anyone who sees a channel it was shared in; for everyone else it is
`file_not_found`. Contents live in the workspace's own SQLite file.
"""

import mimetypes

from bot.workspace.core import channels, residents
from bot.workspace.core.errors import SlackError
from bot.workspace.core.ids import fresh
from bot.workspace.core.json import Json
from bot.workspace.core.state import Row
from bot.workspace.core.workspace import Workspace

COLUMNS = "id, user, ready, doc"
MAX_SIZE = 50_000_000


def reserve(ws: Workspace, user: str, filename: str, length: int, alt_text: str = "") -> str:
    """Reserve a file; its bytes come later."""
    id_ = fresh("F")
    doc = {
        "name": filename,
        "title": filename,
        "size": length,
        "created": ws.at(),
        "alt_txt": alt_text,
        "mimetype": mimetypes.guess_type(filename)[0] or "application/octet-stream",
    }
    ws.state.run("insert into files values (?, ?, 0, ?, null)", id_, user, doc)
    return id_


def store_content(ws: Workspace, id_: str, content: bytes) -> None:
    """Store the bytes; only once."""
    found = get(ws, id_)
    if found is None or ws.state.one("select 1 as one from files where id = ? and content is not null", id_):
        raise SlackError("file_not_found")
    doc = {**found["doc"], "size": len(content)}
    ws.state.run("update files set content = ?, doc = ? where id = ?", content, doc, id_)


def complete(ws: Workspace, user: str, id_: str, title: str | None) -> Row:
    """The upload is complete: the file becomes visible to its owner."""
    found = ws.state.one(f"select {COLUMNS}, content is not null as filled from files where id = ?", id_)
    if found is None or found["user"] != user or not found["filled"]:
        raise SlackError("file_not_found")
    doc = {**found["doc"], "title": title or found["doc"]["title"]}
    ws.state.run("update files set ready = 1, doc = ? where id = ?", doc, id_)
    return get(ws, id_) or {}


def share_with_app(ws: Workspace, id_: str) -> None:
    """A file uploaded in a modal belongs to the person; from now on the app may read it too."""
    found = get(ws, id_)
    if found:
        ws.state.run("update files set doc = ? where id = ?", {**found["doc"], "given": True}, id_)


def get(ws: Workspace, id_: str) -> Row | None:
    return ws.state.one(f"select {COLUMNS} from files where id = ?", id_)


def find(ws: Workspace, viewer: str, id_: str) -> Row:
    found = get(ws, id_)
    if found is None or not found["ready"] or not _visible(ws, viewer, found):
        raise SlackError("file_not_found")
    return found


def _visible(ws: Workspace, viewer: str, found: Row) -> bool:
    if found["user"] == viewer or (viewer == residents.BOT_USER and found["doc"].get("given")):
        return True
    seen = {channel["id"] for channel in channels.visible(ws, viewer)}
    return any(share["channel"] in seen for share in _shares(ws, found["id"]))


def _shares(ws: Workspace, id_: str) -> list[Row]:
    return ws.state.all("select channel, ts from shares where file = ? order by ts", id_)


def content(ws: Workspace, viewer: str, id_: str) -> tuple[Row, bytes]:
    found = find(ws, viewer, id_)
    held = ws.state.one("select content from files where id = ?", id_)
    return found, held["content"] if held else b""


def visible(ws: Workspace, viewer: str, channel: str | None = None) -> list[Row]:
    rows = ws.state.all(f"select {COLUMNS} from files where ready = 1 order by rowid desc")
    return [
        found
        for found in rows
        if _visible(ws, viewer, found)
        and (channel is None or any(s["channel"] == channel for s in _shares(ws, found["id"])))
    ]


def share(ws: Workspace, id_: str, channel: Row, ts: str) -> None:
    ws.state.run("insert into shares values (?, ?, ?)", id_, channel["id"], ts)
    found = get(ws, id_)
    ws.notify(channels.viewers(ws, channel), "files", channel=channel["id"])
    if found and channels.is_member(ws, channel["id"], residents.BOT_USER):
        ws.emit(
            {
                "type": "file_shared",
                "file_id": id_,
                "user_id": found["user"],
                "file": {"id": id_},
                "channel_id": channel["id"],
                "event_ts": ts,
            }
        )


def delete(ws: Workspace, user: str, id_: str) -> None:
    found = find(ws, user, id_)
    if found["user"] != user:
        raise SlackError("cant_delete_file")
    ws.state.run("delete from shares where file = ?", id_)
    ws.state.run("delete from files where id = ?", id_)


def serialize(ws: Workspace, found: Row) -> Json:
    doc, id_ = found["doc"], found["id"]
    private = f"{ws.base_url}/files-pri/{residents.TEAM}-{id_}/{doc['name']}"
    shares = _shares(ws, id_)
    kinds = {
        share["channel"]: ws.state.one("select kind from channels where id = ?", share["channel"]) for share in shares
    }

    def where(*wanted: str) -> list[str]:
        return [channel for channel, kind in kinds.items() if kind and kind["kind"] in wanted]

    return {
        "id": id_,
        "created": doc["created"],
        "timestamp": doc["created"],
        "name": doc["name"],
        "title": doc["title"],
        "mimetype": doc["mimetype"],
        "filetype": doc["name"].rpartition(".")[2].lower(),
        "user": found["user"],
        "size": doc["size"],
        "mode": "hosted",
        "is_external": False,
        "is_public": bool(where("channel")),
        "alt_txt": doc["alt_txt"],
        "url_private": private,
        "url_private_download": f"{private}?download=1",
        "permalink": f"{ws.base_url}/files/{id_}",
        "channels": where("channel"),
        "groups": where("group", "mpim"),
        "ims": where("im"),
        "shares": {
            "public": _by_channel(shares, where("channel")),
            "private": _by_channel(shares, where("group", "mpim", "im")),
        },
    }


def _by_channel(shares: list[Row], wanted: list[str]) -> dict[str, list[dict[str, str]]]:
    return {id_: [{"ts": share["ts"]} for share in shares if share["channel"] == id_] for id_ in wanted}
