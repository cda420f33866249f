"""What a person does, outside forms: commands, words, clicks, marks, files, and looking at Home.

Each act checks that the person may do it, changes the workspace, and tells the app the way Slack would. An act that
needs the app's answer waits for it; when none comes in time the person is told, in Slack's words (`operation_timeout`,
`dispatch_failed`).
"""

from typing import Any

from bot.workspace.api import manifest, payloads, response_urls
from bot.workspace.core import channels, ephemerals, files, marks, markup, messages, residents, views
from bot.workspace.core.errors import SlackError
from bot.workspace.core.ids import fresh
from bot.workspace.core.workspace import Workspace
from bot.workspace.people import clicks, forms

Json = dict[str, Any]


async def command(ws: Workspace, user: str, body: Json) -> Json:
    """`{channel, command, text}`: run a slash command; unknown ones are refused as Slack's own client does."""
    word = str(body["command"])
    known = {entry["command"]: entry for entry in manifest.commands(ws.manifest)}
    if word not in known:
        raise SlackError("unknown_command", f"{word} is not a valid command.")
    with ws.changing():
        channel = channels.find_open(ws, user, body["channel"])
        text = str(body.get("text", "")).strip()
        if known[word].get("should_escape"):
            text = markup.typed(ws, user, text, full=True)
        sender = residents.must_exist(ws.state, user)
        url = response_urls.make(ws, user, channel["id"])
        payload = payloads.command(word, text, sender, channel, url, ws.triggers.make(user))
    ack = await ws.socket.deliver("slash_commands", payload)
    failure = ack.failure or _answer_command(ws, user, channel["id"], ack.payload)
    if failure:
        return clicks.failed(ws, user, channel["id"], failure, f'{word} failed with the error "{failure}"')
    return {"failure": None}


def _answer_command(ws: Workspace, user: str, channel: str, payload: Json) -> str | None:
    if not payload:
        return None
    try:
        with ws.changing():
            response_urls.check(payload)
            response_urls.answer(ws, user, channel, payload)
    except SlackError as error:
        ws.faults.complain("invalid_command_response", messages=[error.code, *error.messages])
        return "invalid_command_response"
    return None


async def type_(ws: Workspace, user: str, body: Json) -> Json:
    """`{channel, text, thread_ts}`: write a message."""
    with ws.changing():
        channel = channels.find_open(ws, user, body["channel"])
        text = markup.typed(ws, user, str(body["text"]))
        if not text.strip():
            raise SlackError("no_text")
        content = {"text": text, "client_msg_id": fresh("", 16).lower()}
        shown = messages.post(ws, channel, user, content, body.get("thread_ts") or None)
        if not body.get("thread_ts"):
            marks.read(ws, channel, shown["ts"], user)
    return {"message": shown}


async def shortcut(ws: Workspace, user: str, body: Json) -> Json:
    """`{callback_id, channel, ts}`: a global shortcut, or with a message that message's."""
    with ws.changing():
        kind, more = "shortcut", {}
        if body.get("ts"):
            channel = channels.find(ws, user, body["channel"])
            message = messages.shape(ws, channel, messages.find(ws, channel["id"], body["ts"]))
            url = response_urls.make(ws, user, channel["id"], body["ts"], message.get("thread_ts"))
            kind, more = (
                "message_action",
                {
                    "channel": payloads.in_channel(channel),
                    "message": message,
                    "message_ts": message["ts"],
                    "response_url": url,
                },
            )
        wanted = {"shortcut": "global", "message_action": "message"}[kind]
        known = {entry["callback_id"] for entry in manifest.shortcuts(ws.manifest) if entry["type"] == wanted}
        if body["callback_id"] not in known:
            raise SlackError(
                "unknown_shortcut", f"{body['callback_id']} is not a {wanted} shortcut of the installed manifest"
            )
        payload = payloads.interaction(
            kind,
            residents.must_exist(ws.state, user),
            callback_id=body["callback_id"],
            action_ts=clicks.action_ts(ws),
            trigger_id=ws.triggers.make(user),
            **more,
        )
    ack = await ws.socket.deliver("interactive", payload)
    if ack.failure:
        return clicks.failed(ws, user, body.get("channel"), ack.failure, "breachbot did not answer. Please try again.")
    return {"failure": None}


async def open_home(ws: Workspace, user: str, body: Json) -> Json:
    """`{tab}`: look at the app's Home (or Messages) tab; the app hears it."""
    with ws.changing():
        channel, _ = channels.direct(ws, {user, residents.BOT_USER})
        row = views.home(ws, user)
        event = {
            "type": "app_home_opened",
            "user": user,
            "channel": channel["id"],
            "tab": body.get("tab", "home"),
            "event_ts": clicks.action_ts(ws),
        }
        if row:
            event["view"] = views.shape(row)
        ws.emit(event)
    return {"view": views.shape(row) if row else None}


async def mark(ws: Workspace, user: str, body: Json) -> Json:
    """`{what, channel, ts, name}`: react, unreact, pin, unpin, read, dismiss, join, leave or invite."""
    with ws.changing():
        channel, what = channels.find(ws, user, body["channel"]), str(body["what"])
        if what not in MARKS:
            raise SlackError("invalid_arguments", f"what: one of {', '.join(MARKS)}")
        MARKS[what](ws, channel, user, body)
    return {}


def _join(ws: Workspace, channel: Json, user: str, _body: Json) -> None:
    channels.add(ws, channel, user, None)
    messages.note(ws, channel, user, "channel_join", f"<@{user}> has joined the channel")


def _invite(ws: Workspace, channel: Json, user: str, body: Json) -> None:
    channels.find_open(ws, user, channel["id"])
    channels.add(ws, channel, body["user"], user)
    messages.note(ws, channel, body["user"], "channel_join", f"<@{body['user']}> was added to the channel by <@{user}>")


def _dismiss(ws: Workspace, _channel: Json, user: str, body: Json) -> None:
    ephemerals.dismiss(ws, user, body["ts"])


MARKS = {
    "react": lambda ws, channel, user, body: marks.react(ws, channel, body["ts"], body["name"], user),
    "unreact": lambda ws, channel, user, body: marks.unreact(ws, channel, body["ts"], body["name"], user),
    "pin": lambda ws, channel, user, body: marks.pin(ws, channel, body["ts"], user),
    "unpin": lambda ws, channel, user, body: marks.unpin(ws, channel, body["ts"], user),
    "read": lambda ws, channel, user, body: marks.read(ws, channel, body["ts"], user),
    "leave": lambda ws, channel, user, _body: channels.remove(ws, channel, user),
    "join": _join,
    "invite": _invite,
    "dismiss": _dismiss,
}


def upload(ws: Workspace, user: str, name: str, content: bytes, body: Json) -> Json:
    """Hand in a file; with a `channel` it is shared there, with `text`, in a thread or not."""
    with ws.changing():
        id_ = files.make(ws, user, name, len(content))
        files.fill(ws, id_, content)
        files.finish(ws, user, id_, None)
        if body.get("channel"):
            channel = channels.find_open(ws, user, body["channel"])
            shared = {
                "text": markup.typed(ws, user, body.get("text", "")),
                "files": [id_],
                "upload": True,
                "subtype": "file_share",
            }
            messages.post(ws, channel, user, shared, body.get("thread_ts") or None)
        shown = files.shape(ws, files.find(ws, user, id_))
    return {"file": shown}


ACTS = {
    "command": command,
    "type": type_,
    "click": clicks.click,
    "shortcut": shortcut,
    "home": open_home,
    "mark": mark,
    "submit": forms.submit,
    "close": forms.close,
    "fill": forms.fill,
    "suggest": forms.suggest,
}
