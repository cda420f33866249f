"""Acting as one person: writing, running commands, clicking visible elements, filling and submitting forms.

Every action returns an `ActionResult`. A refusal raises `Denied` with Slack's error code.
"""

from collections.abc import Iterator
from urllib.parse import urlencode

from bot.workspace.client.connection import Denied
from bot.workspace.client.results import ActionResult
from bot.workspace.client.text import visible_text
from bot.workspace.client.viewer import Viewer
from bot.workspace.core.inputs import elements
from bot.workspace.core.json import Json
from bot.workspace.core.residents import id_of


class Person(Viewer):
    def act(self, action: str, body: Json) -> ActionResult:
        after = int(self.see("feed")["number"])
        answer = self.control.post(f"/as/{self.name}/{action}", body)
        return ActionResult(self, after, answer.get("failure"), answer.get("errors") or {}, answer)

    def command(self, channel: str, line: str) -> ActionResult:
        """`command("#general", "/breach open ...")`; a wrong or slow app shows as `.failure`."""
        word, _, text = line.partition(" ")
        return self.act("command", {"channel": self.channel_id(channel), "command": word, "text": text})

    def type(self, channel: str, text: str, thread_ts: str | None = None) -> ActionResult:
        return self.act("type", {"channel": self.channel_id(channel), "text": text, "thread_ts": thread_ts})

    def click(
        self,
        action: str,
        value: object = None,
        *,
        on: str | None = None,
        channel: str | None = None,
        ts: str | None = None,
        label: str | None = None,
        holding: str = "",
    ) -> ActionResult:
        """Use the element with this action id: in the top modal, else in the newest message, else on Home.

        `value` is the option, date or person chosen; for a button it (or `label`) picks one of several. `on` (modal,
        message or home), `channel`, `ts` and `holding` (text in it) narrow the search.
        """
        for place, thing in self._clickable(on or ("message" if channel or ts else None), channel, ts):
            if holding in visible_text(thing) and (found := _element(thing, action, value, label)):
                return self.act("click", {**place, **found, "value": value})
        raise Denied("no_such_action", [f"{self.name} sees no {action}"])

    def fill(self, **values: object) -> Json:
        """Enter something in the top modal; by action id, or an input's block id."""
        view: Json = self.control.post(f"/as/{self.name}/fill", {"values": values})["view"]
        return view

    def submit(self, values: Json | None = None, **more: object) -> ActionResult:
        """Submit the top modal; `.errors` has sentences by block id if it was not accepted."""
        return self.act("submit", {"values": {**(values or {}), **more}})

    def close_modal(self, *, everything: bool = False) -> ActionResult:
        return self.act("close", {"all": everything})

    def open_home(self, tab: str = "home") -> ActionResult:
        return self.act("home", {"tab": tab})

    def react(self, channel: str, ts: str, name: str) -> ActionResult:
        return self._in_channel("react", channel, ts=ts, name=name.strip(":"))

    def unreact(self, channel: str, ts: str, name: str) -> ActionResult:
        return self._in_channel("unreact", channel, ts=ts, name=name.strip(":"))

    def pin(self, channel: str, ts: str) -> ActionResult:
        return self._in_channel("pin", channel, ts=ts)

    def unpin(self, channel: str, ts: str) -> ActionResult:
        return self._in_channel("unpin", channel, ts=ts)

    def read(self, channel: str, ts: str) -> ActionResult:
        return self._in_channel("read", channel, ts=ts)

    def join(self, channel: str) -> ActionResult:
        return self._in_channel("join", channel)

    def leave(self, channel: str) -> ActionResult:
        return self._in_channel("leave", channel)

    def invite(self, channel: str, user: str) -> ActionResult:
        return self._in_channel("invite", channel, user=Person(self.control, user).id)

    def kick(self, channel: str, user: str) -> ActionResult:
        """Remove someone from the channel; the app under its user id."""
        return self._in_channel("kick", channel, user=id_of(user))

    def rename(self, channel: str, name: str) -> ActionResult:
        return self._in_channel("rename", channel, name=name)

    def archive(self, channel: str) -> ActionResult:
        return self._in_channel("archive", channel)

    def unarchive(self, channel: str) -> ActionResult:
        return self._in_channel("unarchive", channel)

    def delete(self, channel: str, ts: str) -> ActionResult:
        """Anyone's message, as an administrator may."""
        return self._in_channel("delete", channel, ts=ts)

    def dismiss(self, channel: str, ts: str) -> ActionResult:
        return self._in_channel("dismiss", channel, ts=ts)

    def _in_channel(self, action: str, channel: str, **more: str) -> ActionResult:
        return self.act(action, {"channel": self.channel_id(channel), **more})

    def upload(
        self, channel: str | None, filename: str, content: bytes, text: str = "", thread_ts: str | None = None
    ) -> Json:
        """Upload a file and share it in a channel, or not yet (None: for a file field in a modal); returns the file."""
        query = {
            "filename": filename,
            "channel": self.channel_id(channel) if channel else None,
            "text": text,
            "thread_ts": thread_ts,
        }
        encoded = urlencode({key: value for key, value in query.items() if value})
        found: Json = self.control.request("POST", f"/as/{self.name}/upload?{encoded}", content, {})["file"]
        return found

    def shortcut(self, callback_id: str, channel: str | None = None, ts: str | None = None) -> ActionResult:
        """A global shortcut or, with a channel and a message, a message shortcut."""
        return self.act(
            "shortcut", {"callback_id": callback_id, "channel": self.channel_id(channel) if channel else None, "ts": ts}
        )

    def suggest(self, action: str, typed: str, on: str | None = None) -> list[Json]:
        """What an external select offers for the typed text."""
        for place, thing in self._clickable(on, None, None):
            if found := _element(thing, action, None, None):
                answer = self.control.post(f"/as/{self.name}/suggest", {**place, **found, "value": typed})
                groups = answer["option_groups"] or []
                return [*answer["options"], *(option for group in groups for option in group["options"])]
        raise Denied("no_such_action", [f"{self.name} sees no {action}"])

    def _clickable(self, on: str | None, channel: str | None, ts: str | None) -> Iterator[tuple[Json, Json]]:
        """Where to look, in order: the top modal, messages newest first, Home."""
        if on in (None, "modal") and (top := self.modal()):
            yield {"view_id": top["id"]}, top
        if on in (None, "message"):
            for id_ in [self.channel_id(channel)] if channel else [found["id"] for found in self.channels()]:
                yield from self._messages(id_, ts)
        if on in (None, "home") and (home := self.home()):
            yield {"view_id": home["id"]}, home

    def _messages(self, channel: str, ts: str | None) -> Iterator[tuple[Json, Json]]:
        roots = self.see("messages", channel=channel, limit=500)["messages"]
        replies = [
            m
            for root in roots
            if root.get("reply_count")
            for m in self.see("thread", channel=channel, ts=root["ts"])["messages"][1:]
        ]
        found = [*roots, *replies, *self.see("ephemerals", channel=channel)["messages"]]
        for message in sorted(found, key=lambda m: str(m["ts"]), reverse=True):
            if ts in (None, message["ts"]):
                yield {"channel": channel, "ts": message["ts"]}, message


def _element(thing: Json, action: str, value: object, label: str | None) -> Json | None:
    """The block and action id of the matching element, if it is in this message or view."""
    for block in thing.get("blocks", []):
        for element in elements(block):
            if element.get("action_id") == action and _matches(element, value, label):
                return {"block_id": block["block_id"], "action_id": action}
    return None


def _matches(element: Json, value: object, label: str | None) -> bool:
    if element["type"] != "button":
        return True
    return (value is None or element.get("value") == value) and (label is None or element["text"]["text"] == label)
