"""conversations.* and users.conversations: making, filling, reading and closing channels."""

from bot.workspace.api.authorization import KINDS
from bot.workspace.api.call import Call, Method, Reply, Scopes, page
from bot.workspace.core import channels, messages, pins, read_positions, residents
from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json

MAX_INVITED = 100


def _shown(call: Call, id_: str) -> Reply:
    return {"channel": channels.serialize(call.ws, channels.find(call.ws, call.actor, id_), call.actor)}


def create(call: Call) -> Reply:
    private = call.flag("is_private") and not call.ws.ignores_private
    row = channels.create(call.ws, call.actor, call.text("name"), private)
    return _shown(call, row["id"])


def invite(call: Call) -> Reply:
    """All or none, unless `force`; every invalid id is listed in `errors`."""
    row, users = channels.find_open(call.ws, call.actor, call.text("channel")), call.words("users")
    if not users:
        raise SlackError("no_user")
    if len(users) > MAX_INVITED:
        raise SlackError("too_many_users")
    faults = {user: fault for user in users if (fault := _uninvitable(call, row["id"], user))}
    errors = [{"user": user, "ok": False, "error": fault} for user, fault in faults.items()]
    good = [user for user in users if user not in faults]
    if faults and (not call.flag("force") or not good):
        raise SlackError(next(iter(faults.values())), errors=errors)
    for user in good:
        channels.add_member(call.ws, row, user, call.actor)
        messages.system_message(call.ws, row, user, "channel_join", f"<@{user}> has joined the channel")
    return {**_shown(call, row["id"]), **({"errors": errors} if errors else {})}


def _uninvitable(call: Call, channel: str, user: str) -> str | None:
    if user == call.actor:
        return "cant_invite_self"
    row = call.ws.state.one("select * from users where id = ?", user)
    if row is None or row["doc"].get("deleted"):
        return "user_not_found"
    if channels.is_member(call.ws, channel, user):
        return "already_in_channel"
    if residents.is_stranger(row) and not channels.is_shared(call.ws, channel):
        return "user_team_not_in_channel"
    return "ura_max_channels" if _is_full(call, row) else None


def _is_full(call: Call, person: Json) -> bool:
    """A single-channel guest is in one channel at most."""
    joined = "select 1 as one from members join channels on channels.id = members.channel where user = ? and kind in"
    return bool(person["doc"].get("is_ultra_restricted")) and bool(
        call.ws.state.one(f"{joined} ('channel', 'group')", person["id"])
    )


def kick(call: Call) -> Reply:
    row, user = channels.find_open(call.ws, call.actor, call.text("channel")), call.text("user")
    if user == call.actor:
        raise SlackError("cant_kick_self")
    residents.find(call.ws.state, user)
    channels.remove_member(call.ws, row, user)
    return {"errors": {}}


def info(call: Call) -> Reply:
    return _shown(call, call.text("channel"))


def list_(call: Call) -> Reply:
    return _listed(call, channels.visible(call.ws, call.actor))


def of_user(call: Call) -> Reply:
    """The channels this person is in, as far as the caller may see them."""
    user = call.text("user", call.actor)
    residents.find(call.ws.state, user)
    rows = [row for row in channels.visible(call.ws, call.actor) if channels.is_member(call.ws, row["id"], user)]
    return _listed(call, rows)


def _listed(call: Call, rows: list[Json]) -> Reply:
    types = call.words("types") or ["public_channel"]
    if unknown := set(types) - set(KINDS):
        raise SlackError("invalid_types", *(f"[ERROR] {name}" for name in sorted(unknown)))
    kinds, open_only = {KINDS[name] for name in types}, call.flag("exclude_archived")
    kept = [row for row in rows if row["kind"] in kinds and not (open_only and row["doc"].get("archived"))]
    found, more = page(kept, call)
    return {"channels": [channels.serialize(call.ws, row, call.actor) for row in found], **more}


def members(call: Call) -> Reply:
    row = channels.find(call.ws, call.actor, call.text("channel"))
    found, more = page(channels.members(call.ws, row["id"]), call)
    return {"members": found, **more}


def history(call: Call) -> Reply:
    row = channels.find_joined(call.ws, call.actor, call.text("channel"))
    limit, latest = call.limit(999), call.text("cursor")[5:] or call.text("latest")
    inclusive = call.flag("inclusive") and not call.text("cursor")
    found = messages.history(call.ws, row, call.text("oldest"), latest, inclusive, limit)
    shown, more = found[:limit], len(found) > limit
    cursor = f"next:{shown[-1]['ts']}" if more else ""
    return {
        "messages": _with_metadata(call, shown),
        "has_more": more,
        "pin_count": len(pins.of_channel(call.ws, row)),
        "response_metadata": {"next_cursor": cursor},
    }


def replies(call: Call) -> Reply:
    """The whole thread, its first message always first; `ts` may be any of its messages."""
    row = channels.find_joined(call.ws, call.actor, call.text("channel"))
    try:
        found = messages.thread(call.ws, row, call.text("ts"))
    except SlackError:
        raise SlackError("thread_not_found") from None
    oldest, latest = call.text("oldest") or "0", call.text("latest") or "9999999999"
    ends = (oldest, latest) if call.flag("inclusive") else ()
    inside = [m for m in found if m is found[0] or oldest < m["ts"] < latest or m["ts"] in ends]
    shown, more = page(inside, call, 1000, 1000)
    return {"messages": _with_metadata(call, shown), "has_more": bool(more["response_metadata"]["next_cursor"]), **more}


def _with_metadata(call: Call, found: list[Json]) -> list[Json]:
    """Without `include_all_metadata` only the type of the metadata is shown."""
    if call.flag("include_all_metadata"):
        return found
    return [
        {**message, "metadata": {"event_type": message["metadata"]["event_type"]}}
        if message.get("metadata")
        else message
        for message in found
    ]


def open_(call: Call) -> Reply:
    if call.text("channel"):
        row, was_there = channels.find(call.ws, call.actor, call.text("channel")), True
    else:
        row, was_there = _direct(call, call.words("users"))
    shown = channels.serialize(call.ws, row, call.actor) if call.flag("return_im") else {"id": row["id"]}
    return {"channel": shown, **({"no_op": True, "already_open": True} if was_there else {})}


def _direct(call: Call, users: list[str]) -> tuple[Json, bool]:
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 8:
        raise SlackError("too_many_users")
    for user in users:
        if residents.find(call.ws.state, user)["doc"].get("deleted"):
            raise SlackError("user_disabled")
    return channels.direct_message(call.ws, {*users, call.actor})


def join(call: Call) -> Reply:
    row = channels.find(call.ws, call.actor, call.text("channel"))
    if row["kind"] != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if row["doc"].get("archived"):
        raise SlackError("is_archived")
    if channels.is_member(call.ws, row["id"], call.actor):
        return {**_shown(call, row["id"]), "warning": "already_in_channel"}
    channels.add_member(call.ws, row, call.actor, None)
    messages.system_message(call.ws, row, call.actor, "channel_join", f"<@{call.actor}> has joined the channel")
    return _shown(call, row["id"])


def leave(call: Call) -> Reply:
    row = channels.find(call.ws, call.actor, call.text("channel"))
    if not channels.is_member(call.ws, row["id"], call.actor):
        return {"not_in_channel": True}
    channels.remove_member(call.ws, row, call.actor)
    return {}


def rename(call: Call) -> Reply:
    row = channels.find_open(call.ws, call.actor, call.text("channel"))
    channels.rename(call.ws, row, call.text("name"))
    messages.system_message(call.ws, row, call.actor, "channel_name", f"renamed the channel to {call.text('name')}")
    return _shown(call, row["id"])


def archive(call: Call) -> Reply:
    row = channels.find_joined(call.ws, call.actor, call.text("channel"))
    channels.archive(call.ws, row, call.actor, archived=True)
    return {}


def unarchive(call: Call) -> Reply:
    row = channels.find(call.ws, call.actor, call.text("channel"))
    channels.archive(call.ws, row, call.actor, archived=False)
    return {}


def set_topic(call: Call) -> Reply:
    return _describe(call, "topic")


def set_purpose(call: Call) -> Reply:
    return _describe(call, "purpose")


def _describe(call: Call, what: str) -> Reply:
    row, text = channels.find_open(call.ws, call.actor, call.text("channel")), call.text(what)
    if len(text) > channels.MAX_TOPIC_LENGTH:
        raise SlackError("too_long")
    channels.update(call.ws, row, **{what: text})
    messages.system_message(call.ws, row, call.actor, f"channel_{what}", f"set the channel's {what}: {text}")
    return _shown(call, row["id"])


def mark(call: Call) -> Reply:
    row = channels.find_joined(call.ws, call.actor, call.text("channel"))
    read_positions.mark_read(call.ws, row, call.text("ts"), call.actor)
    return {}


_PAGE = ("cursor", "limit")
_SPAN = ("inclusive", "include_all_metadata", "latest", "oldest")
READ: Scopes = {"channel": ("channels:read",), "group": ("groups:read",), "im": ("im:read",), "mpim": ("mpim:read",)}
HISTORY: Scopes = {
    "channel": ("channels:history",),
    "group": ("groups:history",),
    "im": ("im:history",),
    "mpim": ("mpim:history",),
}
MANAGE: Scopes = {
    "channel": ("channels:manage",),
    "group": ("groups:write",),
    "im": ("im:write",),
    "mpim": ("mpim:write",),
}
TOPIC: Scopes = {
    **MANAGE,
    "channel": ("channels:write.topic", "channels:manage"),
    "group": ("groups:write.topic", "groups:write"),
}
INVITES: Scopes = {
    **MANAGE,
    "channel": ("channels:write.invites", "channels:manage"),
    "group": ("groups:write.invites", "groups:write"),
}
_LIST = (*_PAGE, "exclude_archived", "types", "team_id")
METHODS = (
    Method("conversations.create", create, ("name",), ("is_private", "team_id"), MANAGE),
    Method("conversations.invite", invite, ("channel", "users"), ("force",), INVITES),
    Method("conversations.kick", kick, ("channel", "user"), (), MANAGE),
    Method("conversations.info", info, ("channel",), ("include_locale", "include_num_members"), READ),
    Method("conversations.list", list_, (), _LIST, READ),
    Method("users.conversations", of_user, (), ("user", *_LIST), READ),
    Method("conversations.members", members, ("channel",), _PAGE, READ),
    Method("conversations.history", history, ("channel",), (*_PAGE, *_SPAN), HISTORY),
    Method("conversations.replies", replies, ("channel", "ts"), (*_PAGE, *_SPAN), HISTORY),
    Method("conversations.open", open_, (), ("channel", "users", "return_im", "prevent_creation"), MANAGE),
    Method("conversations.join", join, ("channel",), (), ("channels:join",)),
    Method("conversations.leave", leave, ("channel",), (), MANAGE),
    Method("conversations.rename", rename, ("channel", "name"), (), MANAGE),
    Method("conversations.archive", archive, ("channel",), (), MANAGE),
    Method("conversations.unarchive", unarchive, ("channel",), (), MANAGE),
    Method("conversations.setTopic", set_topic, ("channel", "topic"), (), TOPIC),
    Method("conversations.setPurpose", set_purpose, ("channel", "purpose"), (), TOPIC),
    Method("conversations.mark", mark, ("channel", "ts"), (), MANAGE),
)
