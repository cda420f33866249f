"""The JSON that the app gets: commands, interactions and events, in Slack's format.

Pure: each function takes what happened and returns the payload. The verification token field is there because Slack
sends it; it isn't a secret. `is_enterprise_install` is a string in commands and a boolean elsewhere; that is Slack's
doing, not ours.
"""

from typing import Any

from bot.workspace.core.json import Json
from bot.workspace.core.residents import APP, BOT_USER, TEAM

DOMAIN = "workspace"
VERIFICATION = "not-used"


def event(body: Json, event_id: str, at: int) -> Json:
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION,
        "team_id": TEAM,
        "api_app_id": APP,
        "event": body,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": at,
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }


def channel_name(row: Json) -> str:
    """Slack hides a private channel's name in payloads."""
    hidden = {"group": "privategroup", "im": "directmessage", "mpim": "privategroup"}
    return hidden.get(row["kind"]) or str(row["name"])


def command(word: str, text: str, user: Json, channel: Json, response_url: str, trigger_id: str) -> Json:
    return {
        "token": VERIFICATION,
        "team_id": TEAM,
        "team_domain": DOMAIN,
        "channel_id": channel["id"],
        "channel_name": channel_name(channel),
        "user_id": user["id"],
        "user_name": user["name"],
        "command": word,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def interaction(kind: str, user: Json, **more: Any) -> Json:
    """What all interactive payloads have in common; None values are left out."""
    who = {"id": user["id"], "username": user["name"], "name": user["name"], "team_id": TEAM}
    frame = {
        "type": kind,
        "team": {"id": TEAM, "domain": DOMAIN},
        "user": who,
        "api_app_id": APP,
        "token": VERIFICATION,
        "enterprise": None,
        "is_enterprise_install": False,
    }
    return {**frame, **{key: value for key, value in more.items() if value is not None}}


def in_channel(channel: Json) -> Json:
    return {"id": channel["id"], "name": channel_name(channel)}


def message_container(message: Json, channel: str, ephemeral: bool) -> Json:
    found = {"type": "message", "message_ts": message["ts"], "channel_id": channel, "is_ephemeral": ephemeral}
    if message.get("thread_ts"):
        found["thread_ts"] = message["thread_ts"]
    return found


def view_container(view: Json) -> Json:
    return {"type": "view", "view_id": view["id"]}
