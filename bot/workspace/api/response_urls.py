"""Response URLs: the app's right to answer one interaction, five times within thirty minutes of the workspace's clock.

The answer is private unless it says `in_channel`; it may replace or delete the message the interaction came from, and
it works in channels the bot is not in. The id in the URL is the only credential, as in Slack.
"""

from typing import TYPE_CHECKING, Any

from bot.workspace.core import channels, ephemerals, messages, residents
from bot.workspace.core.block_kit import problems
from bot.workspace.core.errors import SlackError
from bot.workspace.core.ids import token
from bot.workspace.core.inputs import named

if TYPE_CHECKING:
    from bot.workspace.core.workspace import Workspace

MOST_USES = 5
LIFE = 30 * 60
KNOWN = {
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


def make(ws: "Workspace", user: str, channel: str, ts: str | None = None, thread_ts: str | None = None) -> str:
    """A response URL for what `user` did in `channel`, to the message `ts` if it was one."""
    id_ = token("")
    doc = {"user": user, "channel": channel, "ts": ts, "thread_ts": thread_ts}
    ws.state.run("insert into response_urls values (?, ?, ?, 0)", id_, doc, ws.now().timestamp())
    return f"{ws.base_url}/response/{id_}"


def use(ws: "Workspace", id_: str, body: dict[str, Any]) -> None:
    """Do what the app answers. Errors: `used_url`, `expired_url`, `no_text`, `invalid_blocks`, `invalid_arguments`."""
    row = ws.state.one("select * from response_urls where id = ?", id_)
    if row is None or ws.now().timestamp() - row["made_at"] > LIFE:
        raise SlackError("expired_url")
    if row["used"] >= MOST_USES:
        raise SlackError("used_url")
    check(body)
    ws.state.run("update response_urls set used = used + 1 where id = ?", id_)
    _apply(ws, row["doc"], body)


def check(body: dict[str, Any]) -> None:
    """An answer is text or blocks, or the deletion of the original."""
    if unknown := set(body) - KNOWN:
        raise SlackError("invalid_arguments", *(f"[ERROR] unknown argument: {name}" for name in sorted(unknown)))
    if body.get("response_type") not in (None, "ephemeral", "in_channel"):
        raise SlackError("invalid_arguments", "[ERROR] response_type must be ephemeral or in_channel")
    if not (body.get("text") or body.get("blocks") or body.get("attachments") or body.get("delete_original")):
        raise SlackError("no_text")
    if body.get("blocks"):
        if found := problems(body["blocks"]):
            raise SlackError("invalid_blocks", *found)
        named(body["blocks"])


def _apply(ws: "Workspace", origin: dict[str, Any], body: dict[str, Any]) -> None:
    user, ts = origin["user"], origin["ts"]
    private = ts is not None and ephemerals.find(ws, user, ts) is not None
    if ts and (body.get("replace_original") or body.get("delete_original")):
        if private:
            _change_private(ws, user, ts, body)
        else:
            _change_public(ws, origin, body)
    else:
        answer(ws, user, origin["channel"], body, origin["thread_ts"])


def answer(ws: "Workspace", user: str, channel: str, body: dict[str, Any], thread_ts: str | None = None) -> None:
    """A new message: to the channel, or to `user` alone."""
    thread = body.get("thread_ts") or thread_ts
    kept = {key: body.get(key) for key in ("text", "blocks", "attachments", "metadata")}
    if body.get("response_type") == "in_channel":
        row = channels.find(ws, user, channel)
        messages.post(ws, row, residents.BOT_USER, {**kept, "text": body.get("text", "")}, thread)
    else:
        ephemerals.show(ws, user, channel, {**kept, "thread_ts": thread})


def _change_private(ws: "Workspace", user: str, ts: str, body: dict[str, Any]) -> None:
    if body.get("delete_original"):
        ephemerals.dismiss(ws, user, ts)
    else:
        ephemerals.replace(ws, user, ts, body)


def _change_public(ws: "Workspace", origin: dict[str, Any], body: dict[str, Any]) -> None:
    channel = channels.find(ws, origin["user"], origin["channel"])
    row = messages.find(ws, channel["id"], origin["ts"])
    if row["user"] != residents.BOT_USER:
        raise SlackError("cant_update_message")
    if body.get("delete_original"):
        messages.delete(ws, channel, row)
    else:
        messages.change(ws, channel, row, {"text": body.get("text", ""), "blocks": body.get("blocks")})
