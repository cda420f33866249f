"""What a person does in a channel without an answer from the app: react, pin, read, join, leave, invite, remove
someone, rename it, archive it and take it back, delete a message, dismiss.

Each takes those of `{channel, ts, name, user}` that it needs. Anyone in a channel may do all of this, as in a workspace
that leaves Slack's defaults alone.
"""

from collections.abc import Awaitable, Callable

from bot.workspace.api.installation import InstalledWorkspace
from bot.workspace.core import channels, ephemerals, messages, pins, reactions, read_positions
from bot.workspace.core.json import Json
from bot.workspace.core.state import Row
from bot.workspace.core.workspace import Workspace

Change = Callable[[Workspace, Row, str, Json], None]


def _action(change: Change) -> Callable[[InstalledWorkspace, str, Json], Awaitable[Json]]:
    async def act(ws: InstalledWorkspace, user: str, body: Json) -> Json:
        with ws.changing():
            change(ws, channels.find(ws, user, body["channel"]), user, body)
        return {}

    return act


def _react(ws: Workspace, channel: Row, user: str, body: Json) -> None:
    reactions.add(ws, channel, body["ts"], body["name"], user)


def _unreact(ws: Workspace, channel: Row, user: str, body: Json) -> None:
    reactions.remove(ws, channel, body["ts"], body["name"], user)


def _pin(ws: Workspace, channel: Row, user: str, body: Json) -> None:
    pins.add(ws, channel, body["ts"], user)


def _unpin(ws: Workspace, channel: Row, user: str, body: Json) -> None:
    pins.remove(ws, channel, body["ts"], user)


def _read(ws: Workspace, channel: Row, user: str, body: Json) -> None:
    read_positions.mark_read(ws, channel, body["ts"], user)


def _join(ws: Workspace, channel: Row, user: str, _body: Json) -> None:
    channels.add_member(ws, channel, user, None)
    messages.system_message(ws, channel, user, "channel_join", f"<@{user}> has joined the channel")


def _leave(ws: Workspace, channel: Row, user: str, _body: Json) -> None:
    channels.remove_member(ws, channel, user)


def _invite(ws: Workspace, channel: Row, user: str, body: Json) -> None:
    invited = body["user"]
    channels.find_open(ws, user, channel["id"])
    channels.add_member(ws, channel, invited, user)
    text = f"<@{invited}> was added to the channel by <@{user}>"
    messages.system_message(ws, channel, invited, "channel_join", text)


def _kick(ws: Workspace, channel: Row, user: str, body: Json) -> None:
    """Remove someone, the app included."""
    channels.find_open(ws, user, channel["id"])
    channels.remove_member(ws, channel, body["user"])


def _rename(ws: Workspace, channel: Row, user: str, body: Json) -> None:
    channels.rename(ws, channels.find_open(ws, user, channel["id"]), body["name"])
    messages.system_message(ws, channel, user, "channel_name", f"renamed the channel to {body['name']}")


def _archive(ws: Workspace, channel: Row, user: str, _body: Json) -> None:
    channels.archive(ws, channels.find_joined(ws, user, channel["id"]), user, archived=True)
    messages.system_message(ws, channel, user, "channel_archive", "archived the channel")


def _unarchive(ws: Workspace, channel: Row, user: str, _body: Json) -> None:
    channels.archive(ws, channels.find_joined(ws, user, channel["id"]), user, archived=False)
    messages.system_message(ws, channel, user, "channel_unarchive", "unarchived the channel")


def _delete(ws: Workspace, channel: Row, user: str, body: Json) -> None:
    """As an administrator may: anyone's message."""
    channels.find_joined(ws, user, channel["id"])
    messages.delete(ws, channel, messages.find(ws, channel["id"], body["ts"]))


def _dismiss(ws: Workspace, _channel: Row, user: str, body: Json) -> None:
    ephemerals.delete(ws, user, body["ts"])


CHANNEL_ACTIONS = {
    "react": _action(_react),
    "unreact": _action(_unreact),
    "pin": _action(_pin),
    "unpin": _action(_unpin),
    "read": _action(_read),
    "join": _action(_join),
    "leave": _action(_leave),
    "invite": _action(_invite),
    "kick": _action(_kick),
    "rename": _action(_rename),
    "archive": _action(_archive),
    "unarchive": _action(_unarchive),
    "delete": _action(_delete),
    "dismiss": _action(_dismiss),
}
