"""Which channels there are, who is in them, and who may see what: channels, private channels, direct messages.

The one visibility rule: a public channel is visible to all, anything else only to its members; for everyone else it is
`channel_not_found`, exactly as if it didn't exist. Every list, search, permalink and file goes through here.
Messages are in `messages`.
"""

import re

from bot.workspace.core import residents
from bot.workspace.core.errors import SlackError
from bot.workspace.core.ids import fresh
from bot.workspace.core.json import Json
from bot.workspace.core.state import Row
from bot.workspace.core.workspace import Workspace

GENERAL, SECURITY = "CGENERAL1", "CSECURITY"
MAX_NAME_LENGTH, MAX_TOPIC_LENGTH = 80, 250


def seed(ws: Workspace) -> None:
    all_people = [person.id for person in residents.PEOPLE]
    for id_, name, purpose in (
        (GENERAL, "general", "News for everyone"),
        (SECURITY, "security", "Security questions and alerts"),
    ):
        topic = {"topic": "", "purpose": purpose, "creator": "UEXEC0001", "created": ws.at(), "general": id_ == GENERAL}
        ws.state.run("insert into channels values (?, 'channel', ?, ?)", id_, name, topic)
    for user in all_people:
        _add_member(ws, GENERAL, user)
        if user != "UOUTSIDE1":
            _add_member(ws, SECURITY, user)
        direct_message(ws, {user, residents.BOT_USER})


def find(ws: Workspace, viewer: str, id_: str) -> Row:
    """The channel, if `viewer` may see it."""
    row = ws.state.one("select * from channels where id = ?", id_)
    if row is None or not (row["kind"] == "channel" or is_member(ws, id_, viewer)):
        raise SlackError("channel_not_found")
    return row


def find_joined(ws: Workspace, viewer: str, id_: str) -> Row:
    row = find(ws, viewer, id_)
    if not is_member(ws, id_, viewer):
        raise SlackError("not_in_channel")
    return row


def find_open(ws: Workspace, viewer: str, id_: str) -> Row:
    """A channel that `viewer` is in and that is not archived."""
    row = find_joined(ws, viewer, id_)
    if row["doc"].get("archived"):
        raise SlackError("is_archived")
    return row


def visible(ws: Workspace, viewer: str) -> list[Row]:
    mine = {row["channel"] for row in ws.state.all("select channel from members where user = ?", viewer)}
    return [
        row
        for row in ws.state.all("select * from channels order by rowid")
        if row["kind"] == "channel" or row["id"] in mine
    ]


def members(ws: Workspace, id_: str) -> list[str]:
    return [row["user"] for row in ws.state.all("select user from members where channel = ? order by rowid", id_)]


def is_member(ws: Workspace, id_: str, user: str) -> bool:
    return ws.state.one("select 1 as one from members where channel = ? and user = ?", id_, user) is not None


def viewers(ws: Workspace, row: Row) -> list[str]:
    """The people whose page shows this channel."""
    if row["kind"] == "channel":
        return [person["id"] for person in residents.everyone(ws.state)]
    return members(ws, row["id"])


def check_name(name: str) -> str:
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > MAX_NAME_LENGTH:
        raise SlackError("invalid_name_maxlength")
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        raise SlackError("invalid_name_specials")
    if not re.search(r"[a-z0-9]", name):
        raise SlackError("invalid_name_punctuation")
    return name


def create(ws: Workspace, creator: str, name: str, private: bool) -> Row:
    _check_free(ws, check_name(name))
    id_ = fresh("C")
    doc = {"topic": "", "purpose": "", "creator": creator, "created": ws.at()}
    ws.state.run("insert into channels values (?, ?, ?, ?)", id_, "group" if private else "channel", name, doc)
    _add_member(ws, id_, creator)
    row = find(ws, creator, id_)
    ws.notify(viewers(ws, row), "channels")
    return row


def _check_free(ws: Workspace, name: str) -> None:
    if ws.state.one("select 1 as one from channels where name = ?", name):
        raise SlackError("name_taken")


def rename(ws: Workspace, row: Row, name: str) -> None:
    if check_name(name) != row["name"]:
        _check_free(ws, name)
    doc = {**row["doc"], "previous_names": [*row["doc"].get("previous_names", []), row["name"]]}
    ws.state.run("update channels set name = ?, doc = ? where id = ?", name, doc, row["id"])
    ws.notify(viewers(ws, row), "channels")
    renamed = {"id": row["id"], "name": name, "created": doc["created"]}
    ws.emit({"type": f"{_word(row)}_rename", "channel": renamed, "event_ts": ws.event_ts()})


def update(ws: Workspace, row: Row, **changes: str | bool) -> None:
    """Set topic, purpose or archived; everyone who sees the channel sees the change."""
    ws.state.run("update channels set doc = ? where id = ?", {**row["doc"], **changes}, row["id"])
    ws.notify(viewers(ws, row), "channels")


def archive(ws: Workspace, row: Row, user: str, archived: bool) -> None:
    if row["doc"].get("general"):
        raise SlackError("cant_archive_general")
    if bool(row["doc"].get("archived")) == archived:
        raise SlackError("already_archived" if archived else "not_archived")
    update(ws, row, archived=archived)
    kind = f"{_word(row)}_archive" if archived else f"{_word(row)}_unarchive"
    ws.emit({"type": kind, "channel": row["id"], "user": user, "event_ts": ws.event_ts()})


def _word(row: Row) -> str:
    """How the events about a channel begin; the app gets those of private channels that it is in."""
    return "group" if row["kind"] == "group" else "channel"


def _add_member(ws: Workspace, id_: str, user: str) -> None:
    ws.state.run("insert into members values (?, ?)", id_, user)


def add_member(ws: Workspace, row: Row, user: str, inviter: str | None) -> None:
    """The app gets `member_joined_channel` if it is in the channel."""
    residents.find(ws.state, user)
    if is_member(ws, row["id"], user):
        raise SlackError("already_in_channel")
    _add_member(ws, row["id"], user)
    ws.notify(viewers(ws, row), "channels")
    _announce(ws, row, "member_joined_channel", user, inviter)


def remove_member(ws: Workspace, row: Row, user: str) -> None:
    before = viewers(ws, row)
    if row["doc"].get("general") and user != residents.BOT_USER:
        raise SlackError("cant_kick_from_general")
    if not ws.state.run("delete from members where channel = ? and user = ?", row["id"], user):
        raise SlackError("not_in_channel")
    ws.notify(before, "channels")
    _announce(ws, row, "member_left_channel", user, None)


def remove_everywhere(ws: Workspace, user: str) -> None:
    """Out of every channel, without a word to anyone."""
    for row in visible(ws, user):
        if row["kind"] in ("channel", "group") and ws.state.run(
            "delete from members where channel = ? and user = ?", row["id"], user
        ):
            ws.notify(viewers(ws, row), "channels")


def is_shared(ws: Workspace, id_: str) -> bool:
    """Whether people of other organizations are in the channel."""
    return any(residents.is_stranger(residents.find(ws.state, user)) for user in members(ws, id_))


def _announce(ws: Workspace, row: Row, kind: str, user: str, inviter: str | None) -> None:
    if user != residents.BOT_USER and not is_member(ws, row["id"], residents.BOT_USER):
        return
    letter = "C" if row["kind"] == "channel" else "G"
    body = {
        "type": kind,
        "user": user,
        "channel": row["id"],
        "channel_type": letter,
        "team": residents.TEAM,
        "event_ts": ws.event_ts(),
    }
    ws.emit({**body, "inviter": inviter} if inviter else body)


def direct_message(ws: Workspace, users: set[str]) -> tuple[Row, bool]:
    """The direct message between exactly these people, created if needed; the second value says whether it existed."""
    kind = "im" if len(users) == 2 else "mpim"
    for row in ws.state.all("select * from channels where kind = ?", kind):
        if set(members(ws, row["id"])) == users:
            return row, True
    id_ = fresh("D" if kind == "im" else "G")
    ws.state.run(
        "insert into channels values (?, ?, null, ?)", id_, kind, {"topic": "", "purpose": "", "created": ws.at()}
    )
    for user in sorted(users):
        _add_member(ws, id_, user)
    row = ws.state.one("select * from channels where id = ?", id_) or {}
    ws.notify(users, "channels")
    return row, False


def serialize(ws: Workspace, row: Row, viewer: str) -> Json:
    """A channel as `conversations.info` shows it to `viewer`."""
    doc, kind = row["doc"], row["kind"]
    present, shared = members(ws, row["id"]), is_shared(ws, row["id"])
    body: Json = {
        "id": row["id"],
        "created": doc["created"],
        "is_archived": bool(doc.get("archived")),
        "is_channel": kind == "channel",
        "is_group": kind == "group",
        "is_im": kind == "im",
        "is_mpim": kind == "mpim",
        "is_private": kind != "channel",
        "is_general": bool(doc.get("general")),
        "is_shared": shared,
        "is_ext_shared": shared,
        "is_org_shared": False,
        "context_team_id": residents.TEAM,
        "is_member": viewer in present,
        "updated": doc["created"] * 1000,
        "unlinked": 0,
    }
    if kind == "im":
        others = [user for user in present if user != viewer]
        return {**body, "user": others[0] if others else viewer, "is_open": True}
    set_by = {"creator": doc.get("creator", residents.BOT_USER), "last_set": doc["created"]}
    name = row["name"] or f"mpdm-{'--'.join(present).lower()}-1"
    return {
        **body,
        "name": name,
        "name_normalized": name,
        "creator": set_by["creator"],
        "num_members": len(present),
        "previous_names": doc.get("previous_names", []),
        "topic": {"value": doc["topic"], **set_by},
        "purpose": {"value": doc["purpose"], **set_by},
    }
