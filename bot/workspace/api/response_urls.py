"""Response URLs: what an app may do with one: five answers within thirty minutes of the workspace's time.

An answer is ephemeral unless it says `in_channel`; it may replace or delete the message the interaction came from, and
it works in channels the bot is not in. The id in the URL is the only credential, as in Slack.
"""

from bot.workspace.api.installation import InstalledWorkspace
from bot.workspace.core import channels, ephemerals, messages, residents
from bot.workspace.core.block_kit import problems
from bot.workspace.core.errors import SlackError
from bot.workspace.core.ids import token
from bot.workspace.core.inputs import with_ids
from bot.workspace.core.json import Json

MAX_USES = 5
LIFETIME = 30 * 60
ARGUMENTS = {
    "text",
    "blocks",
    "attachments",
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "metadata",
    "unfurl_links",
    "unfurl_media",
}


def create(ws: InstalledWorkspace, user: str, channel: str, ts: str | None = None, thread_ts: str | None = None) -> str:
    """A response URL for what `user` did in `channel`, to the message `ts` if it was one. It answers where that was: in
    the thread for a reply, in the channel for the message that a thread belongs to."""
    id_ = token("")
    doc = {"user": user, "channel": channel, "ts": ts, "thread_ts": thread_ts if thread_ts != ts else None}
    ws.state.run("insert into response_urls values (?, ?, ?, 0)", id_, doc, ws.now().timestamp())
    return f"{ws.base_url}/response/{id_}"


def answer(ws: InstalledWorkspace, id_: str, body: Json) -> None:
    """Do what the app's answer requests.

    Errors: `used_url`, `expired_url`, `no_text`, `invalid_blocks`, `invalid_arguments`.
    """
    row = ws.state.one("select * from response_urls where id = ?", id_)
    if row is None or ws.now().timestamp() - row["made_at"] > LIFETIME:
        raise SlackError("expired_url")
    if row["used"] >= MAX_USES:
        raise SlackError("used_url")
    check_answer(ws, body)
    ws.state.run("update response_urls set used = used + 1 where id = ?", id_)
    _apply(ws, row["doc"], body)


def check_answer(ws: InstalledWorkspace, body: Json) -> None:
    """An answer is text or blocks, or the deletion of the original."""
    if unknown := set(body) - ARGUMENTS:
        raise SlackError("invalid_arguments", *(f"[ERROR] unknown argument: {name}" for name in sorted(unknown)))
    if body.get("response_type") not in (None, "ephemeral", "in_channel"):
        raise SlackError("invalid_arguments", "[ERROR] response_type must be ephemeral or in_channel")
    if not (body.get("text") or body.get("blocks") or body.get("attachments") or body.get("delete_original")):
        raise SlackError("no_text")
    if body.get("blocks"):
        if found := problems(body["blocks"], refused=ws.refused_blocks):
            raise SlackError("invalid_blocks", *found)
        with_ids(body["blocks"])


def _apply(ws: InstalledWorkspace, origin: Json, body: Json) -> None:
    user, ts = origin["user"], origin["ts"]
    private = ts is not None and ephemerals.find(ws, user, ts) is not None
    if ts and (body.get("replace_original") or body.get("delete_original")):
        if private:
            _change_private(ws, user, ts, body)
        else:
            _change_public(ws, origin, body)
    else:
        post_answer(ws, user, origin["channel"], body, origin["thread_ts"])


def post_answer(ws: InstalledWorkspace, user: str, channel: str, body: Json, thread_ts: str | None = None) -> None:
    """A new message: to the channel, or only to `user`."""
    thread = body.get("thread_ts") or thread_ts
    kept = {key: body.get(key) for key in ("text", "blocks", "attachments", "metadata")}
    if body.get("response_type") == "in_channel":
        row = channels.find(ws, user, channel)
        messages.post(ws, row, residents.BOT_USER, {**kept, "text": body.get("text", "")}, thread)
    else:
        ephemerals.post(ws, user, channel, {**kept, "thread_ts": thread})


def _change_private(ws: InstalledWorkspace, user: str, ts: str, body: Json) -> None:
    if body.get("delete_original"):
        ephemerals.delete(ws, user, ts)
    else:
        ephemerals.update(ws, user, ts, body)


def _change_public(ws: InstalledWorkspace, origin: Json, body: Json) -> None:
    channel = channels.find(ws, origin["user"], origin["channel"])
    row = messages.find(ws, channel["id"], origin["ts"])
    if row["user"] != residents.BOT_USER:
        raise SlackError("cant_update_message")
    if body.get("delete_original"):
        messages.delete(ws, channel, row)
    else:
        messages.update(ws, channel, row, {"text": body.get("text", ""), "blocks": body.get("blocks")})
