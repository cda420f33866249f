"""api.test, auth.test, apps.connections.open, team.info, bots.info, blocks.validate."""

import re

from bot.workspace.api.call import Call, Method, Reply
from bot.workspace.core import residents
from bot.workspace.core.block_kit import problems, view_problems
from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json


def api_test(call: Call) -> Reply:
    if "error" in call.args:
        raise SlackError(call.text("error"))
    return {"args": call.args}


def auth_test(call: Call) -> Reply:
    return {
        "url": f"{call.ws.base_url}/",
        "team": "Local workspace",
        "team_id": residents.TEAM,
        "user": "breachbot",
        "user_id": residents.BOT_USER,
        "bot_id": residents.BOT,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Reply:
    address = call.ws.base_url.replace("http://", "ws://", 1)
    return {"url": f"{address}/link?ticket={call.ws.socket.ticket()}&app_id={residents.APP}"}


def team_info(_call: Call) -> Reply:
    return {
        "team": {
            "id": residents.TEAM,
            "name": "Local workspace",
            "domain": "workspace",
            "email_domain": "example.com",
            "icon": {"image_default": True},
        }
    }


def bot_info(call: Call) -> Reply:
    if call.text("bot", residents.BOT) != residents.BOT:
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": residents.BOT,
            "deleted": False,
            "name": "breachbot",
            "updated": 0,
            "app_id": residents.APP,
            "user_id": residents.BOT_USER,
            "icons": {},
        }
    }


def validate_blocks(call: Call) -> Reply:
    """Exactly one of blocks, message or view."""
    given = [name for name in ("blocks", "message", "view") if call.args.get(name) is not None]
    if len(given) != 1:
        raise SlackError("invalid_arguments", "[ERROR] exactly one of blocks, message, view is required")
    name, value = given[0], call.json(given[0])
    if name == "message" and isinstance(value, dict):
        if "text" in value:
            raise SlackError("invalid_arguments", "[ERROR] message takes blocks and attachments only")
        value = value.get("blocks", [])
    if found := view_problems(value) if name == "view" else problems(value):
        raise SlackError(f"invalid_{name}", *found, errors=[_fault(sentence) for sentence in found])
    return {}


def _fault(sentence: str) -> Json:
    match = re.fullmatch(r"\[ERROR\] (.*) \[json-pointer:(.*)\]", sentence)
    message, pointer = match.groups() if match else (sentence, "")
    return {"code": "invalid", "message": message, "pointer": pointer}


METHODS = (
    Method("api.test", api_test, (), ("error", "foo"), token="none"),
    Method("auth.test", auth_test),
    Method("apps.connections.open", open_connection, token="app"),
    Method("team.info", team_info, (), ("team", "domain", "include_slackbot_availability"), ("team:read",)),
    Method("bots.info", bot_info, (), ("bot", "team_id"), ("users:read",)),
    Method("blocks.validate", validate_blocks, (), ("blocks", "message", "view"), token="none"),
)
