"""chat.*: posting, changing, deleting, scheduling, and links to messages."""

from bot.workspace.api.call import Call, Method, Reply
from bot.workspace.core import channels, ephemerals, messages, residents
from bot.workspace.core.block_kit import problems
from bot.workspace.core.block_kit.schema import MAX_ATTACHMENTS, MAX_BLOCKS, MAX_MARKDOWN_LENGTH, MAX_METADATA_LENGTH
from bot.workspace.core.errors import SlackError
from bot.workspace.core.ids import fresh
from bot.workspace.core.inputs import with_ids
from bot.workspace.core.json import Json

DAY = 86_400
MAX_DELAY = 120 * DAY
WINDOW, MAX_IN_WINDOW = 300, 30


def content(call: Call) -> Json:
    """Text, blocks, attachments and metadata, checked; missing ones are None."""
    text, markdown = call.args.get("text"), call.args.get("markdown_text")
    blocks = call.json("blocks", "invalid_blocks_format")
    attachments = call.json("attachments", "invalid_attachments")
    if markdown is not None and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if len(markdown or "") > MAX_MARKDOWN_LENGTH:
        raise SlackError("msg_too_long")
    return {
        "text": _cut(text if markdown is None else markdown),
        "attachments": _attachments(attachments, call.ws.refused_blocks),
        "blocks": validated(blocks, call.ws.refused_blocks),
        "metadata": metadata(call),
    }


def _attachments(attachments: object, refused: frozenset[str]) -> list[Json] | None:
    if attachments is None:
        return None
    if not isinstance(attachments, list):
        raise SlackError("invalid_attachments")
    if len(attachments) > MAX_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for attachment in attachments:
        if isinstance(attachment, dict):
            attachment["blocks"] = validated(attachment.get("blocks"), refused) or []
    return attachments


def _cut(text: str | None) -> str | None:
    return None if text is None else str(text)[: messages.MAX_TEXT_LENGTH]


def validated(blocks: object, refused: frozenset[str]) -> list[Json] | None:
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if len(blocks) > MAX_BLOCKS["message"]:
        raise SlackError("msg_blocks_too_long")
    if found := problems(blocks, refused=refused):
        raise SlackError("invalid_blocks", *found)
    return with_ids(blocks)


def metadata(call: Call) -> Json | None:
    found = call.json("metadata", "invalid_metadata_format")
    if found is None or found == {}:
        return None if found is None else {}
    if not isinstance(found, dict) or set(found) != {"event_type", "event_payload"}:
        raise SlackError("invalid_metadata_format")
    if not isinstance(found["event_type"], str) or not isinstance(found["event_payload"], dict):
        raise SlackError("invalid_metadata_format")
    if len(str(found["event_payload"])) > MAX_METADATA_LENGTH:
        raise SlackError("metadata_too_large")
    return found


def _something(body: Json) -> Json:
    if not (body["text"] or body["blocks"] or body["attachments"]):
        raise SlackError("no_text")
    return {**body, "text": body["text"] or "", "metadata": body["metadata"] or None}


def target(call: Call) -> Json:
    """Where to post: a channel id, `#name`, or a person's id for their direct message."""
    wanted = call.text("channel")
    if call.ws.state.one("select 1 as one from users where id = ?", wanted):
        return channels.direct_message(call.ws, {wanted, call.actor})[0]
    if wanted.startswith("#"):
        row = call.ws.state.one("select id from channels where name = ?", wanted[1:])
        wanted = row["id"] if row else wanted
    row = channels.find(call.ws, call.actor, wanted)
    if row["kind"] == "channel" and not row["doc"].get("archived") and "chat:write.public" in call.ws.granted:
        return row
    return channels.find_open(call.ws, call.actor, wanted)


def post_message(call: Call) -> Reply:
    channel, body = target(call), _something(content(call))
    if call.flag("reply_broadcast") and call.args.get("thread_ts"):
        body["subtype"] = "thread_broadcast"
    thread_ts = call.text("thread_ts") or None
    shown = messages.post(call.ws, channel, call.actor, body, thread_ts)
    call.ws.faults.posted.append(
        {
            "channel": channel["id"],
            "ts": shown["ts"],
            "thread_ts": thread_ts,
            "text": shown["text"],
            "metadata": body["metadata"],
        }
    )
    reply: Reply = {"channel": channel["id"], "ts": shown["ts"], "message": shown}
    if len(call.text("text")) > messages.MAX_TEXT_LENGTH:
        reply |= {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
    return reply


def update(call: Call) -> Reply:
    channel = channels.find(call.ws, call.actor, call.text("channel"))
    row = messages.find(call.ws, channel["id"], call.text("ts"))
    if row["user"] != call.actor:
        raise SlackError("cant_update_message")
    if channel["doc"].get("archived"):
        raise SlackError("is_inactive")
    if len(call.text("text")) > messages.MAX_UPDATE_LENGTH:
        raise SlackError("msg_too_long")
    body = content(call)
    if not (body["text"] or body["blocks"] or body["attachments"] or body["metadata"] is not None):
        raise SlackError("no_text")
    changes = {key: value for key, value in body.items() if value is not None}
    if body["metadata"] == {}:
        changes["metadata"] = None
    if body["text"] is not None and body["blocks"] is None:
        changes["blocks"] = None
    shown = messages.update(call.ws, channel, row, changes)
    return {"channel": channel["id"], "ts": row["ts"], "text": shown["text"], "message": shown}


def delete(call: Call) -> Reply:
    channel = channels.find(call.ws, call.actor, call.text("channel"))
    row = messages.find(call.ws, channel["id"], call.text("ts"))
    if row["user"] != call.actor:
        raise SlackError("cant_delete_message")
    messages.delete(call.ws, channel, row)
    return {"channel": channel["id"], "ts": row["ts"]}


def post_ephemeral(call: Call) -> Reply:
    channel = channels.find_open(call.ws, call.actor, call.text("channel"))
    user = residents.find(call.ws.state, call.text("user"))["id"]
    if not channels.is_member(call.ws, channel["id"], user):
        raise SlackError("user_not_in_channel")
    body = _something({**content(call), "metadata": None})
    doc = ephemerals.post(call.ws, user, channel["id"], {**body, "thread_ts": call.args.get("thread_ts")})
    return {"message_ts": doc["ts"]}


def permalink(call: Call) -> Reply:
    channel = channels.find(call.ws, call.actor, call.text("channel"))
    row = messages.find(call.ws, channel["id"], call.text("message_ts"))
    return {"channel": channel["id"], "permalink": messages.permalink(call.ws, channel["id"], row)}


def schedule(call: Call) -> Reply:
    channel, at = target(call), call.number("post_at", 0)
    if not at:
        raise SlackError("invalid_time")
    if at <= call.ws.at():
        raise SlackError("time_in_past")
    if at > call.ws.at() + MAX_DELAY:
        raise SlackError("time_too_far")
    near = call.ws.state.all(
        "select id from scheduled where channel = ? and post_at / ? = ?", channel["id"], WINDOW, at // WINDOW
    )
    if len(near) >= MAX_IN_WINDOW:
        raise SlackError("restricted_too_many")
    body, id_ = {**_something(content(call)), "thread_ts": call.args.get("thread_ts")}, fresh("Q")
    call.ws.state.run("insert into scheduled values (?, ?, ?, ?)", id_, channel["id"], at, body)
    shown = {"text": body["text"], **messages.author(call.actor), "type": "delayed_message"}
    return {"channel": channel["id"], "scheduled_message_id": id_, "post_at": at, "message": shown}


def scheduled(call: Call) -> Reply:
    rows = call.ws.state.all("select * from scheduled where ? in ('', channel) order by post_at", call.text("channel"))
    found = [
        {
            "id": row["id"],
            "channel_id": row["channel"],
            "post_at": row["post_at"],
            "date_created": row["post_at"],
            "text": row["doc"]["text"],
        }
        for row in rows
    ]
    return {"scheduled_messages": found, "response_metadata": {"next_cursor": ""}}


def unschedule(call: Call) -> Reply:
    channel = channels.find(call.ws, call.actor, call.text("channel"))
    row = call.ws.state.one(
        "select * from scheduled where id = ? and channel = ?", call.text("scheduled_message_id"), channel["id"]
    )
    if row is None or row["post_at"] - call.ws.at() < 60:
        raise SlackError("invalid_scheduled_message_id")
    call.ws.state.run("delete from scheduled where id = ?", row["id"])
    return {}


_BODY = ("text", "blocks", "attachments", "thread_ts", "parse", "link_names", "as_user", "markdown_text")
_LOOK = (
    "icon_emoji",
    "icon_url",
    "username",
    "mrkdwn",
    "unfurl_links",
    "unfurl_media",
    "reply_broadcast",
    "metadata",
    "container_id",
)
WRITE = ("chat:write",)
METHODS = (
    Method("chat.postMessage", post_message, ("channel",), (*_BODY, *_LOOK), WRITE),
    Method("chat.update", update, ("channel", "ts"), (*_BODY, "metadata", "reply_broadcast", "file_ids"), WRITE),
    Method("chat.delete", delete, ("channel", "ts"), ("as_user",), WRITE),
    Method(
        "chat.postEphemeral", post_ephemeral, ("channel", "user"), (*_BODY, "icon_emoji", "icon_url", "username"), WRITE
    ),
    Method("chat.getPermalink", permalink, ("channel", "message_ts")),
    Method("chat.scheduleMessage", schedule, ("channel", "post_at"), (*_BODY, *_LOOK), WRITE),
    Method(
        "chat.scheduledMessages.list",
        scheduled,
        (),
        ("channel", "cursor", "latest", "limit", "oldest", "team_id"),
        WRITE,
    ),
    Method("chat.deleteScheduledMessage", unschedule, ("channel", "scheduled_message_id"), ("as_user",), WRITE),
)
