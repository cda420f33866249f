"""How messages are posted, updated, deleted, read back and searched, and the events about them.

A message's document is stored as Slack would return it, without what is kept elsewhere (reactions, replies, files);
`serialize` adds those. Ephemeral messages are never stored (see `ephemerals`).
"""

from bot.workspace.core import channels, files, residents
from bot.workspace.core.errors import SlackError
from bot.workspace.core.state import Row
from bot.workspace.core.workspace import Workspace

MAX_TEXT_LENGTH = 40_000
MAX_UPDATE_LENGTH = 4_000


def author(user: str) -> Row:
    """The author fields; the app writes as its bot user."""
    if user != residents.BOT_USER:
        return {"user": user, "team": residents.TEAM}
    profile = {
        "id": residents.BOT,
        "app_id": residents.APP,
        "name": "breachbot",
        "team_id": residents.TEAM,
        "deleted": False,
    }
    return {
        "user": user,
        "team": residents.TEAM,
        "bot_id": residents.BOT,
        "app_id": residents.APP,
        "bot_profile": profile,
    }


def post(ws: Workspace, channel: Row, user: str, body: Row, thread_ts: str | None = None) -> Row:
    """Store a message and notify everyone; `body` holds text, blocks, metadata, subtype, files (ids). Returns it as
    shown.
    """
    root = _root(ws, channel["id"], thread_ts) if thread_ts else None
    doc: Row = {"type": "message", **author(user), **{key: value for key, value in body.items() if value is not None}}
    doc["ts"] = ws.timestamps.next()
    if root:
        doc |= {"thread_ts": root["ts"], "parent_user_id": root["user"]}
    parent = root["ts"] if root else None
    ws.state.run("insert into messages values (?, ?, ?, ?, ?)", channel["id"], doc["ts"], parent, user, doc)
    for file in doc.get("files", ()):
        files.share(ws, file, channel, doc["ts"])
    shown = serialize(ws, channel, find(ws, channel["id"], doc["ts"]))
    ws.notify(channels.viewers(ws, channel), "message", channel=channel["id"], message=shown)
    if root:
        refresh(ws, channel, root["ts"])
    _emit(ws, channel, shown)
    return shown


def _root(ws: Workspace, channel: str, thread_ts: str) -> Row:
    root = ws.state.one("select * from messages where channel = ? and ts = ?", channel, thread_ts)
    if root is None:
        raise SlackError("thread_not_found")
    return _root(ws, channel, root["thread_ts"]) if root["thread_ts"] else root


def _emit(ws: Workspace, channel: Row, event: Row) -> None:
    if not channels.is_member(ws, channel["id"], residents.BOT_USER):
        return
    sent = {**event, "channel": channel["id"], "channel_type": channel["kind"]}
    ws.emit({"event_ts": event["ts"], **sent}, channel["kind"])
    if f"<@{residents.BOT_USER}>" in event.get("text", "") and "bot_id" not in event and "subtype" not in event:
        ws.emit({"event_ts": event["ts"], **sent, "type": "app_mention"})


def system_message(ws: Workspace, channel: Row, user: str, subtype: str, text: str) -> None:
    """A message from Slack itself: someone joined, the topic changed."""
    kind = subtype.replace("channel_", "group_") if channel["kind"] == "group" else subtype
    post(ws, channel, user, {"subtype": kind, "text": text})


def find(ws: Workspace, channel: str, ts: str) -> Row:
    row = ws.state.one("select * from messages where channel = ? and ts = ?", channel, ts)
    if row is None:
        raise SlackError("message_not_found")
    return row


def update(ws: Workspace, channel: Row, row: Row, changes: Row) -> Row:
    """Apply `changes` (None removes a field) and notify everyone."""
    before = row["doc"]
    doc = {key: value for key, value in {**before, **changes}.items() if value is not None}
    doc["edited"] = {"user": row["user"], "ts": f"{ws.at()}.000000"}
    ws.state.run("update messages set doc = ? where channel = ? and ts = ?", doc, channel["id"], row["ts"])
    shown = refresh(ws, channel, row["ts"])
    changed = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": shown,
        "previous_message": before,
        "ts": ws.timestamps.next(),
    }
    _emit(ws, channel, changed)
    return shown


def delete(ws: Workspace, channel: Row, row: Row) -> None:
    for table in ("messages", "pins", "reactions", "shares"):
        ws.state.run(f"delete from {table} where channel = ? and ts = ?", channel["id"], row["ts"])
    ws.notify(channels.viewers(ws, channel), "message_deleted", channel=channel["id"], ts=row["ts"])
    if row["thread_ts"]:
        refresh(ws, channel, row["thread_ts"])
    deleted = {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": row["ts"],
        "previous_message": row["doc"],
        "ts": ws.timestamps.next(),
    }
    _emit(ws, channel, deleted)


def refresh(ws: Workspace, channel: Row, ts: str) -> Row:
    """Send every page the message as it is now (after a reaction, a pin, a reply, a change)."""
    row = ws.state.one("select * from messages where channel = ? and ts = ?", channel["id"], ts)
    if row is None:
        return {}
    shown = serialize(ws, channel, row)
    ws.notify(channels.viewers(ws, channel), "message_changed", channel=channel["id"], message=shown)
    return shown


def serialize(ws: Workspace, channel: Row, row: Row) -> Row:
    doc = dict(row["doc"])
    if doc.get("files"):
        doc["files"] = [files.serialize(ws, file) for id_ in doc["files"] if (file := files.get(ws, id_))]
    reactions = ws.state.all(
        "select name, user from reactions where channel = ? and ts = ? order by rowid", channel["id"], row["ts"]
    )
    if reactions:
        names = list(dict.fromkeys(reaction["name"] for reaction in reactions))
        who = {name: [found["user"] for found in reactions if found["name"] == name] for name in names}
        doc["reactions"] = [{"name": name, "users": users, "count": len(users)} for name, users in who.items()]
    if ws.state.one("select 1 as one from pins where channel = ? and ts = ?", channel["id"], row["ts"]):
        doc["pinned_to"] = [channel["id"]]
    if row["thread_ts"] is None:
        doc |= _replies(ws, channel["id"], row["ts"])
    return doc


def _replies(ws: Workspace, channel: str, ts: str) -> Row:
    replies = ws.state.all("select ts, user from messages where channel = ? and thread_ts = ? order by ts", channel, ts)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply["user"] for reply in replies))
    return {
        "thread_ts": ts,
        "reply_count": len(replies),
        "reply_users": users,
        "reply_users_count": len(users),
        "latest_reply": replies[-1]["ts"],
    }


def history(ws: Workspace, channel: Row, oldest: str, latest: str, inclusive: bool, limit: int) -> list[Row]:
    """Newest first, without replies (but with those also sent to the channel); one more than `limit`."""
    sign = "=" if inclusive else ""
    rows = ws.state.all(
        f"select * from messages where channel = ? and ts >{sign} ? and ts <{sign} ?"
        " and (thread_ts is null or json_extract(doc, '$.subtype') = 'thread_broadcast') order by ts desc limit ?",
        channel["id"],
        oldest or "0",
        latest or "9999999999.999999",
        limit + 1,
    )
    return [serialize(ws, channel, row) for row in rows]


def thread(ws: Workspace, channel: Row, ts: str) -> list[Row]:
    """The root and its replies, oldest first."""
    root = _root(ws, channel["id"], ts)
    rows = ws.state.all(
        "select * from messages where channel = ? and (ts = ? or thread_ts = ?) order by ts",
        channel["id"],
        root["ts"],
        root["ts"],
    )
    return [serialize(ws, channel, row) for row in rows]


def search(ws: Workspace, viewer: str, words: str, limit: int = 50) -> list[Row]:
    """Messages with every one of these words, among those `viewer` may see; newest first."""
    seen = {row["id"]: row for row in channels.visible(ws, viewer)}
    wanted = words.lower().split()
    found: list[Row] = []
    for row in ws.state.all("select * from messages order by ts desc"):
        haystack = f"{row['doc'].get('text', '')} {row['doc'].get('blocks', '')}".lower()
        if row["channel"] in seen and wanted and all(word in haystack for word in wanted):
            channel = seen[row["channel"]]
            found.append(
                {
                    **serialize(ws, channel, row),
                    "channel": {"id": channel["id"], "name": channel["name"]},
                    "permalink": permalink(ws, channel["id"], row),
                }
            )
    return found[:limit]


def permalink(ws: Workspace, channel: str, row: Row) -> str:
    link = f"{ws.base_url}/archives/{channel}/p{row['ts'].replace('.', '')}"
    return f"{link}?thread_ts={row['thread_ts']}&cid={channel}" if row["thread_ts"] else link
