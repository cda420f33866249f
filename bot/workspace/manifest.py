"""What the app is allowed: its manifest, in Slack's own format.

The scopes, slash commands, shortcuts and event subscriptions that the app has here. A new workspace starts with a
generous manifest (everything a bot of this kind may ask for); installing the bot's own manifest makes the workspace as
narrow as the real one would be, so that a missing scope is found here and not in production.
"""

from typing import Any

BOT_SCOPES = (
    "bookmarks:read",
    "bookmarks:write",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "channels:write.invites",
    "channels:write.topic",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "groups:write.invites",
    "groups:write.topic",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "pins:read",
    "pins:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "users:read",
    "users:read.email",
    "app_mentions:read",
)
BOT_EVENTS = (
    "app_home_opened",
    "app_mention",
    "channel_archive",
    "channel_rename",
    "channel_unarchive",
    "file_shared",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "pin_added",
    "pin_removed",
    "reaction_added",
    "reaction_removed",
)
EVENT_OF_KIND = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


def generous(command: str) -> dict[str, Any]:
    """The manifest of a workspace in which nothing was installed yet."""
    return {
        "display_information": {"name": "breachbot"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "bot_user": {"display_name": "breachbot", "always_online": True},
            "slash_commands": [
                {
                    "command": command,
                    "description": "Run the response to a data breach",
                    "usage_hint": "help",
                    "should_escape": True,
                }
            ],
            "shortcuts": [],
        },
        "oauth_config": {"scopes": {"bot": list(BOT_SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(BOT_EVENTS)},
            "socket_mode_enabled": True,
            "interactivity": {"is_enabled": True},
        },
    }


def scopes(manifest: dict[str, Any]) -> list[str]:
    return list(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))


def events(manifest: dict[str, Any]) -> list[str]:
    return list(manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", []))


def commands(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return list(manifest.get("features", {}).get("slash_commands", []))


def shortcuts(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return list(manifest.get("features", {}).get("shortcuts", []))


def subscribed(manifest: dict[str, Any], event: dict[str, Any], kind: str | None) -> bool:
    """Whether the app asked for this event; a message counts by the kind of its channel."""
    name = EVENT_OF_KIND[kind or "channel"] if event["type"] == "message" else event["type"]
    return name in events(manifest)
