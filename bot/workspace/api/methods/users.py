"""users.* and usergroups.*: the people and groups."""

from bot.workspace.api.call import Call, Method, Reply, page
from bot.workspace.core import residents
from bot.workspace.core.errors import SlackError


def info(call: Call) -> Reply:
    row, with_locale = residents.find(call.ws.state, call.text("user")), call.flag("include_locale")
    return {"user": residents.serialize(row, call.ws.now(), with_locale=with_locale)}


def list_(call: Call) -> Reply:
    found, more = page(residents.everyone(call.ws.state), call)
    now, with_locale = call.ws.now(), call.flag("include_locale")
    members = [residents.serialize(row, now, with_locale=with_locale) for row in found]
    return {"members": members, "cache_ts": call.ws.at(), **more}


def by_email(call: Call) -> Reply:
    for row in residents.everyone(call.ws.state):
        user = residents.serialize(row, call.ws.now())
        if user["profile"].get("email") == call.text("email").lower():
            return {"user": user}
    raise SlackError("users_not_found")


def groups(call: Call) -> Reply:
    rows = call.ws.state.all("select * from usergroups order by handle")
    with_users, with_count = call.flag("include_users"), call.flag("include_count")
    found = []
    for row in rows:
        shown = {
            "id": row["id"],
            "team_id": residents.TEAM,
            "is_usergroup": True,
            "name": row["doc"]["name"],
            "handle": row["handle"],
            "description": "",
            "date_create": row["doc"]["at"],
            "date_delete": 0,
        }
        if with_users:
            shown["users"] = row["doc"]["users"]
        if with_count:
            shown["user_count"] = len(row["doc"]["users"])
        found.append(shown)
    return {"usergroups": found}


def group_users(call: Call) -> Reply:
    row = call.ws.state.one("select * from usergroups where id = ?", call.text("usergroup"))
    if row is None:
        raise SlackError("no_such_subteam")
    return {"users": row["doc"]["users"]}


_READ = ("users:read",)
METHODS = (
    Method("users.info", info, ("user",), ("include_locale",), _READ),
    Method("users.list", list_, (), ("cursor", "limit", "include_locale", "team_id"), _READ),
    Method("users.lookupByEmail", by_email, ("email",), (), ("users:read.email",)),
    Method(
        "usergroups.list",
        groups,
        (),
        ("include_count", "include_disabled", "include_users", "team_id"),
        ("usergroups:read",),
    ),
    Method("usergroups.users.list", group_users, ("usergroup",), ("include_disabled", "team_id"), ("usergroups:read",)),
)
