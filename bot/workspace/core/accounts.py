"""What changes about people while the workspace runs, and which events the app hears of it."""

from bot.workspace.core import channels
from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json
from bot.workspace.core.residents import TEAM, find, serialize
from bot.workspace.core.workspace import Workspace

NEW = {"title": "", "tz": "Etc/UTC", "locale": "en-US"}


def change(ws: Workspace, user: str, name: str | None, doc: Json) -> None:
    """What an account says from now on, or a new account: the app hears of either. A closed one is in no channel
    anymore, of which Slack sends no event."""
    row = ws.state.one("select * from users where id = ?", user)
    known = (
        row["doc"] if row else {"key": user, "real_name": name or user, "title": "", "tz": "Etc/UTC", "locale": "en-US"}
    )
    name = name or (row["name"] if row else user.lower())
    ws.state.run("insert or replace into users values (?, ?, ?)", user, name, {**known, **doc})
    if doc.get("deleted"):
        channels.remove_everywhere(ws, user)
    told = serialize(find(ws.state, user), ws.now(), with_locale=True)
    ws.emit({"type": "user_change" if row else "team_join", "user": told, "event_ts": ws.event_ts()})


def change_group(ws: Workspace, handle: str, users: list[str]) -> None:
    """Who is in a user group from now on; Slack tells twice."""
    row = ws.state.one("select * from usergroups where handle = ?", handle)
    if row is None:
        raise SlackError("no_such_subteam")
    before, at = row["doc"]["users"], ws.event_ts()
    ws.state.run("update usergroups set doc = ? where handle = ?", {**row["doc"], "users": users}, handle)
    ws.emit({"type": "subteam_updated", "subteam": {"id": row["id"], "handle": handle, "users": users}, "event_ts": at})
    ws.emit(
        {
            "type": "subteam_members_changed",
            "subteam_id": row["id"],
            "team_id": TEAM,
            "added_users": [one for one in users if one not in before],
            "removed_users": [one for one in before if one not in users],
            "event_ts": at,
        }
    )
