"""How typed text becomes Slack's markup: names become mentions, URLs become links, the rest is escaped.

Only `&`, `<` and `>` are escaped. Well-formed mentions and links that are already there (from the page's completion or
a test) stay as they are.
"""

import re

from bot.workspace.core import channels, residents
from bot.workspace.core.workspace import Workspace

MARKUP = re.compile(
    r"<(?:@[UW][A-Z0-9]+|#[CG][A-Z0-9]+(?:\|[^<>|]*)?|!subteam\^S[A-Z0-9]+|!here|!channel|https?://[^<>\s]+)>"
)
LINK = re.compile(r"https?://[^\s<>]+[^\s<>.,;:!?)\]]")
NAME = re.compile(r"(?<![\w@])@([a-z0-9._-]*[a-z0-9])")
CHANNEL = re.compile(r"(?<![\w#])#([a-z0-9_-]*[a-z0-9])")


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def to_mrkdwn(ws: Workspace, viewer: str, text: str, full: bool = False) -> str:
    """Markup for `text`; `full` adds names to mentions (`<@U1|maren>`), as slash commands get them."""
    out, at = [], 0
    for ready in MARKUP.finditer(text):
        out += [_plain(ws, viewer, text[at : ready.start()], full), ready.group()]
        at = ready.end()
    return "".join([*out, _plain(ws, viewer, text[at:], full)])


def _plain(ws: Workspace, viewer: str, text: str, full: bool) -> str:
    names = {row["name"]: row["id"] for row in residents.everyone(ws.state)}
    groups = {row["handle"]: row["id"] for row in ws.state.all("select id, handle from usergroups")}
    named = {row["name"]: row["id"] for row in channels.visible(ws, viewer) if row["name"]}

    def mention(match: re.Match[str]) -> str:
        name = match.group(1)
        if name in names:
            return f"<@{names[name]}|{name}>" if full else f"<@{names[name]}>"
        if name in groups:
            return f"<!subteam^{groups[name]}>"
        return f"<!{name}>" if name in ("here", "channel", "everyone") else match.group()

    def channel(match: re.Match[str]) -> str:
        name = match.group(1)
        return f"<#{named[name]}|{name}>" if name in named else match.group()

    parts: list[str] = []
    at = 0
    for link in LINK.finditer(text):
        parts += [CHANNEL.sub(channel, NAME.sub(mention, escape(text[at : link.start()]))), f"<{escape(link.group())}>"]
        at = link.end()
    return "".join([*parts, CHANNEL.sub(channel, NAME.sub(mention, escape(text[at:])))])
