"""What the app's manifest allows, in Slack's own format: scopes, slash commands, shortcuts, event subscriptions.

Decides which manifests Slack would refuse. A new workspace starts with a permissive manifest (everything a bot of this
kind may request); installing the bot's own makes the workspace as strict as Slack, so a missing scope is found here and
not in production. Which call needs which scope is decided in `authorization` and the method table.
"""

from bot.workspace.core.json import Json

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
    "group_archive",
    "group_rename",
    "group_unarchive",
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
    "subteam_created",
    "subteam_members_changed",
    "subteam_updated",
    "team_join",
    "user_change",
)
# Real and allowed in a manifest, but not required or not sent here.
MORE_SCOPES = (
    "assistant:write",
    "channels:write.invites",
    "chat:write.customize",
    "chat:write.public",
    "dnd:read",
    "emoji:read",
    "incoming-webhook",
    "links:read",
    "links:write",
    "metadata.message:read",
    "remote_files:read",
    "remote_files:share",
    "remote_files:write",
    "usergroups:write",
    "users.profile:read",
    "users:write",
)
MORE_EVENTS = (
    "app_uninstalled",
    "channel_created",
    "channel_deleted",
    "channel_left",
    "file_change",
    "file_deleted",
    "group_left",
    "link_shared",
    "message_metadata_posted",
    "tokens_revoked",
)
EVENT_OF_KIND = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}
SHORTCUTS = ("message", "global")
SCOPE_OF_EVENT = {
    "app_mention": ("app_mentions:read",),
    "file_shared": ("files:read",),
    "pin_added": ("pins:read",),
    "pin_removed": ("pins:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "channel_archive": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "subteam_created": ("usergroups:read",),
    "subteam_members_changed": ("usergroups:read",),
    "subteam_updated": ("usergroups:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
}


def problems(manifest: Json) -> list[str]:
    """Why Slack would refuse to install this manifest; empty if it wouldn't."""
    granted = set(scopes(manifest))
    found = [f"unknown scope: {scope}" for scope in sorted(granted - {*BOT_SCOPES, *MORE_SCOPES})]
    for event in events(manifest):
        if event not in BOT_EVENTS + MORE_EVENTS:
            found.append(f"unknown event: {event}")
        elif event in SCOPE_OF_EVENT and not granted & set(SCOPE_OF_EVENT[event]):
            found.append(f"{event} needs the scope {' or '.join(SCOPE_OF_EVENT[event])}")
    if (commands(manifest) or shortcuts(manifest)) and "commands" not in granted:
        found.append("commands and shortcuts need the scope commands")
    found += [f"a command begins with a slash: {c['command']}" for c in commands(manifest) if c["command"][:1] != "/"]
    found += [
        f"a shortcut is message or global: {s['name']}" for s in shortcuts(manifest) if s["type"] not in SHORTCUTS
    ]
    return found


def permissive(command: str) -> Json:
    """The manifest of a workspace with nothing installed yet."""
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


def scopes(manifest: Json) -> list[str]:
    return list(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))


def events(manifest: Json) -> list[str]:
    return list(manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", []))


def commands(manifest: Json) -> list[Json]:
    return list(manifest.get("features", {}).get("slash_commands", []))


def shortcuts(manifest: Json) -> list[Json]:
    return list(manifest.get("features", {}).get("shortcuts", []))


def subscribed(manifest: Json, event: Json, kind: str | None) -> bool:
    """Whether the app asked for this event; a message counts by the kind of its channel."""
    name = EVENT_OF_KIND[kind or "channel"] if event["type"] == "message" else event["type"]
    return name in events(manifest)
