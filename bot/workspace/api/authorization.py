"""May this token call this method, for this kind of channel?

A bot token needs a scope; which one depends on the kind of channel where the method says so. A channel the bot can't
see has no kind here: the method itself answers `channel_not_found`, and nothing is revealed before that.
"""

from bot.workspace.api.call import Method
from bot.workspace.api.installation import InstalledWorkspace
from bot.workspace.core import channels, residents
from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json

KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def authorize(ws: InstalledWorkspace, method: Method, token: str | None, args: Json) -> None:
    """Raises not_authed, invalid_auth, not_allowed_token_type or missing_scope."""
    if method.token == "none":
        return
    if not token:
        raise SlackError("not_authed")
    tokens = {"bot": ws.bot_token, "app": ws.app_token}
    if token not in tokens.values():
        raise SlackError("invalid_auth")
    if token != tokens[method.token]:
        raise SlackError("not_allowed_token_type")
    granted = ws.granted
    for needed in _needed(ws, method, args):
        if not set(needed) & set(granted):
            raise SlackError("missing_scope", needed=",".join(needed), provided=",".join(granted))


def _needed(ws: InstalledWorkspace, method: Method, args: Json) -> list[tuple[str, ...]]:
    """Sets of scopes; one from each is required."""
    if isinstance(method.scopes, tuple):
        return [method.scopes] if method.scopes else []
    return [method.scopes[kind] for kind in _kinds(ws, method, args)]


def _kinds(ws: InstalledWorkspace, method: Method, args: Json) -> list[str]:
    """The kinds of channel that a call touches."""
    if method.name == "conversations.create":
        return ["group" if args.get("is_private") in (True, 1, "1", "true") else "channel"]
    if "types" in method.optional:
        wanted = [name.strip() for name in str(args.get("types") or "public_channel").split(",")]
        return [KINDS[name] for name in wanted if name in KINDS]
    if method.name == "conversations.open" and args.get("users"):
        return ["mpim" if len(str(args["users"]).split(",")) > 1 else "im"]
    try:
        return [channels.find(ws, residents.BOT_USER, str(args.get("channel")))["kind"]]
    except SlackError:
        return []
