"""What one person sees, read over HTTP; the same screens as on the page. Acting is in `person`."""

import json
from urllib.parse import urlsplit

from bot.workspace.client.connection import Connection, Denied
from bot.workspace.client.text import visible_text
from bot.workspace.client.waiting import WAIT, wait_for
from bot.workspace.core.json import Json

WRITTEN_BY_PEOPLE = (None, "thread_broadcast", "file_share")


class Viewer:
    def __init__(self, control: Connection, name: str) -> None:
        self.control, self.name = control, name
        self._me: Json = {}

    @property
    def id(self) -> str:
        if not self._me:
            boot = self.see("boot")
            self._me = next(user for user in boot["people"] if user["id"] == boot["me"])
        return str(self._me["id"])

    def see(self, screen: str, **query: object) -> Json:
        return self.control.get(f"/as/{self.name}/{screen}", **query)

    def channel_id(self, channel: str) -> str:
        """From an id, `#name` or name; `dm` is the direct message with the bot."""
        for found in self.channels():
            if channel.lstrip("#") in (found["id"], found.get("name")) or (channel == "dm" and found["is_im"]):
                return str(found["id"])
        raise Denied("channel_not_found", [channel])

    def channels(self) -> list[Json]:
        return self._list("channels", "channels")

    def messages(self, channel: str, *, notes: bool = False) -> list[Json]:
        """Oldest first, without threads; with `notes` also the lines Slack writes (joined, topic changed)."""
        found = self._list("messages", "messages", channel=self.channel_id(channel), limit=500)
        return [message for message in found if notes or message.get("subtype") in WRITTEN_BY_PEOPLE]

    def conversation(self, channel: str) -> list[Json]:
        """What `messages` gives, each with the replies in its thread after it."""
        found: list[Json] = []
        for message in self.messages(channel):
            found += [message, *(self.thread(channel, message["ts"])[1:] if message.get("reply_count") else ())]
        return found

    def thread(self, channel: str, ts: str) -> list[Json]:
        return self._list("thread", "messages", channel=self.channel_id(channel), ts=ts)

    def pins(self, channel: str) -> list[Json]:
        return [pin["message"] for pin in self._list("channel", "pins", channel=self.channel_id(channel))]

    def bookmarks(self, channel: str) -> list[Json]:
        return self._list("channel", "bookmarks", channel=self.channel_id(channel))

    def members(self, channel: str) -> list[str]:
        found: list[str] = self.see("channel", channel=self.channel_id(channel))["members"]
        return found

    def ephemerals(self, channel: str | None = None) -> list[Json]:
        return self._list("ephemerals", "messages", channel=self.channel_id(channel) if channel else None)

    def modal(self) -> Json | None:
        """The top modal, or None."""
        views = self.modals()
        return views[-1] if views else None

    def modals(self) -> list[Json]:
        return self._list("modal", "views")

    def home(self) -> Json | None:
        found: Json | None = self.see("home")["view"]
        return found

    def search(self, text: str) -> list[Json]:
        return self._list("search", "messages", text=text)

    def files(self, channel: str | None = None) -> list[Json]:
        return self._list("files", "files", channel=self.channel_id(channel) if channel else None)

    def download(self, file: str) -> bytes:
        status, content = self.control.fetch("GET", f"/as/{self.name}/file/{file}?download=1")
        if status != 200:
            raise Denied(json.loads(content)["error"], [])
        return content

    def permalink(self, link: str) -> Json:
        """Where a permalink takes this person; raises Denied if it takes them nowhere."""
        _, channel, message = urlsplit(link).path.rsplit("/", 2)
        return self.see("permalink", channel=channel, p=message)

    def wait_message(self, channel: str, holding: str, within: float = WAIT) -> Json:
        """The newest message with this text in a channel or its threads, once there is one; the channel may still have
        to appear."""

        def look() -> Json | None:
            try:
                found = self.conversation(channel)
            except Denied:
                return None
            newest = sorted(found, key=lambda message: str(message["ts"]), reverse=True)
            return next((message for message in newest if holding in visible_text(message)), None)

        return wait_for(look, within, f"{self.name} to see {holding!r} in {channel}") or {}

    def _list(self, screen: str, key: str, **query: object) -> list[Json]:
        found: list[Json] = self.see(screen, **query)[key]
        return found
