"""Which actions a person has, and those outside elements and forms: commands, messages, shortcuts, Home, files.

Each action checks that the person may do it, changes the workspace, and tells the app the way Slack would. An action
that needs the app's answer waits for it; if none arrives in time, the person is told in Slack's words
(`operation_timeout`, `dispatch_failed`). Clicks are in `clicks`, modals in `forms`, and what needs no answer of the app
(reacting, pinning, joining ...) in `channel_actions`.
"""

from collections.abc import Awaitable, Callable

from bot.workspace.api import manifest, payloads, response_urls
from bot.workspace.api.installation import InstalledWorkspace
from bot.workspace.core import channels, files, markup, messages, read_positions, residents, views
from bot.workspace.core.errors import SlackError
from bot.workspace.core.ids import fresh
from bot.workspace.core.json import Json
from bot.workspace.people import clicks, forms
from bot.workspace.people.channel_actions import CHANNEL_ACTIONS
from bot.workspace.people.failures import NO_ANSWER, report_failure


async def command(ws: InstalledWorkspace, user: str, body: Json) -> Json:
    """`{channel, command, text}`: run a slash command; unknown ones are refused as Slack's own client does."""
    word = str(body["command"])
    known = {entry["command"]: entry for entry in manifest.commands(ws.manifest)}
    if word not in known:
        raise SlackError("unknown_command", f"{word} is not a valid command.")
    with ws.changing():
        channel = channels.find_open(ws, user, body["channel"])
        text = str(body.get("text", "")).strip()
        if known[word].get("should_escape"):
            text = markup.to_mrkdwn(ws, user, text, full=True)
        sender = residents.find(ws.state, user)
        url = response_urls.create(ws, user, channel["id"])
        payload = payloads.command(word, text, sender, channel, url, ws.triggers.issue(user))
    ack = await ws.socket.deliver("slash_commands", payload)
    failure = ack.failure or _answer_command(ws, user, channel["id"], ack.payload)
    if failure:
        return report_failure(ws, user, channel["id"], failure, f'{word} failed with the error "{failure}"')
    return {"failure": None}


def _answer_command(ws: InstalledWorkspace, user: str, channel: str, payload: Json) -> str | None:
    if not payload:
        return None
    try:
        with ws.changing():
            response_urls.check_answer(ws, payload)
            response_urls.post_answer(ws, user, channel, payload)
    except SlackError as error:
        ws.faults.report("invalid_command_response", messages=[error.code, *error.messages])
        return "invalid_command_response"
    return None


async def type_(ws: InstalledWorkspace, user: str, body: Json) -> Json:
    """`{channel, text, thread_ts}`: write a message."""
    with ws.changing():
        channel = channels.find_open(ws, user, body["channel"])
        text = markup.to_mrkdwn(ws, user, str(body["text"]))
        if not text.strip():
            raise SlackError("no_text")
        content = {"text": text, "client_msg_id": fresh("", 16).lower()}
        shown = messages.post(ws, channel, user, content, body.get("thread_ts") or None)
        if not body.get("thread_ts"):
            read_positions.mark_read(ws, channel, shown["ts"], user)
    return {"message": shown}


async def shortcut(ws: InstalledWorkspace, user: str, body: Json) -> Json:
    """`{callback_id, channel, ts}`: a global shortcut or, with a message, a message shortcut."""
    with ws.changing():
        on_message = bool(body.get("ts"))
        more = _message_of_shortcut(ws, user, body) if on_message else {}
        _check_shortcut(ws, str(body["callback_id"]), "message" if on_message else "global")
        payload = payloads.interaction(
            "message_action" if on_message else "shortcut",
            residents.find(ws.state, user),
            callback_id=body["callback_id"],
            action_ts=ws.event_ts(),
            trigger_id=ws.triggers.issue(user),
            **more,
        )
    ack = await ws.socket.deliver("interactive", payload)
    if ack.failure:
        return report_failure(ws, user, body.get("channel"), ack.failure, NO_ANSWER)
    return {"failure": None}


def _message_of_shortcut(ws: InstalledWorkspace, user: str, body: Json) -> Json:
    channel = channels.find(ws, user, body["channel"])
    message = messages.serialize(ws, channel, messages.find(ws, channel["id"], body["ts"]))
    return {
        "channel": payloads.in_channel(channel),
        "message": message,
        "message_ts": message["ts"],
        "response_url": response_urls.create(ws, user, channel["id"], body["ts"], message.get("thread_ts")),
    }


def _check_shortcut(ws: InstalledWorkspace, callback_id: str, kind: str) -> None:
    known = {entry["callback_id"] for entry in manifest.shortcuts(ws.manifest) if entry["type"] == kind}
    if callback_id not in known:
        raise SlackError("unknown_shortcut", f"{callback_id} is not a {kind} shortcut of the installed manifest")


async def open_home(ws: InstalledWorkspace, user: str, body: Json) -> Json:
    """`{tab}`: open the app's Home (or Messages) tab; the app gets `app_home_opened`."""
    with ws.changing():
        channel, _ = channels.direct_message(ws, {user, residents.BOT_USER})
        row = views.home(ws, user)
        event = {
            "type": "app_home_opened",
            "user": user,
            "channel": channel["id"],
            "tab": body.get("tab", "home"),
            "event_ts": ws.event_ts(),
        }
        if row:
            event["view"] = views.serialize(row)
        ws.emit(event)
    return {"view": views.serialize(row) if row else None}


def upload_file(ws: InstalledWorkspace, user: str, name: str, content: bytes, body: Json) -> Json:
    """Upload a file; with a `channel` it is shared there, with `text`, in a thread or not."""
    with ws.changing():
        id_ = files.reserve(ws, user, name, len(content))
        files.store_content(ws, id_, content)
        files.complete(ws, user, id_, None)
        if body.get("channel"):
            channel = channels.find_open(ws, user, body["channel"])
            shared = {
                "text": markup.to_mrkdwn(ws, user, body.get("text", "")),
                "files": [id_],
                "upload": True,
                "subtype": "file_share",
            }
            messages.post(ws, channel, user, shared, body.get("thread_ts") or None)
        shown = files.serialize(ws, files.find(ws, user, id_))
    return {"file": shown}


Action = Callable[[InstalledWorkspace, str, Json], Awaitable[Json]]
ACTIONS: dict[str, Action] = {
    "command": command,
    "type": type_,
    "click": clicks.click,
    "shortcut": shortcut,
    "home": open_home,
    "submit": forms.submit,
    "close": forms.close,
    "fill": forms.fill,
    "suggest": forms.suggest,
    **CHANNEL_ACTIONS,
}
