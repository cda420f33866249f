"""Acting as a person, from a test or a script, over the control API.

`Control(url).person("lead")` is a person at a keyboard: she writes, runs commands, clicks what she sees, fills and
submits forms. Every act returns a `Seen`: what that person has seen since just before it. Apps answer a little later
than they acknowledge, so nothing here sleeps: `Seen` and `wait_for` wait for the next thing to appear, and say what did
appear if it is not what was hoped for. What the workspace refuses raises `Denied` with Slack's error code.
"""

import json
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.workspace.client.waiting import WAIT, NotSeen, Seen, wait_for, words
from bot.workspace.core.inputs import elements

__all__ = ["Control", "Denied", "NotSeen", "Person", "Seen", "wait_for", "words"]

Json = dict[str, Any]


class Denied(Exception):
    """The workspace refused an act; `code` is Slack's."""

    def __init__(self, code: str, messages: list[str]) -> None:
        super().__init__(": ".join([code, *messages]))
        self.code, self.messages = code, messages


class Control:
    """The levers of the workspace, and the door to its people."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.place = urlsplit(self.url).netloc

    def get(self, path: str, **query: Any) -> Json:
        asked = urlencode({key: value for key, value in query.items() if value is not None})
        return self._ask("GET", f"{path}?{asked}", b"", {})

    def post(self, path: str, body: Json) -> Json:
        return self._ask("POST", path, json.dumps(body).encode(), {"content-type": "application/json"})

    def _ask(self, verb: str, path: str, body: bytes, headers: dict[str, str]) -> Json:
        status, content = self.fetch(verb, path, body, headers)
        try:
            answer: Json = json.loads(content)
        except json.JSONDecodeError:
            raise HTTPException(f"{verb} {path}: {status} {content[:200]!r}") from None
        if not answer.get("ok"):
            raise Denied(answer.get("error", "?"), answer.get("response_metadata", {}).get("messages", []))
        return answer

    def fetch(
        self, verb: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = HTTPConnection(self.place, timeout=60)
        try:
            connection.request(verb, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def person(self, name: str) -> "Person":
        """By key (lead, dpo, comms, crm, exec, engineer1, engineer2, outsider) or by user id."""
        return Person(self, name)

    def calls(self) -> Json:
        """The ledger: `accepted`, `refused` and `struck` counts by method, `posted` messages with metadata,
        `complaints`.
        """
        return self.get("/control/calls")

    def complaints(self) -> list[Json]:
        """What a real Slack would have refused: unknown methods, bad blocks, bad answers. Best none."""
        found: list[Json] = self.calls()["complaints"]
        return found

    def posted(self) -> list[Json]:
        """Every accepted chat.postMessage, with channel, ts, text and metadata."""
        found: list[Json] = self.calls()["posted"]
        return found

    def fault(
        self,
        kind: str,
        *methods: str,
        count: int | None = None,
        probability: float = 1,
        seed: int = 0,
        retry_after: int = 1,
    ) -> None:
        """ratelimited, server_error, reset, hang, reply_lost or invalid_auth, for some methods or all, a count or a
        chance.
        """
        self.post(
            "/control/faults",
            {
                "kind": kind,
                "methods": list(methods),
                "count": count,
                "probability": probability,
                "seed": seed,
                "retry_after": retry_after,
            },
        )

    def no_faults(self) -> None:
        self.post("/control/faults", {"clear": True})

    def forget(self) -> None:
        """Empty the ledger."""
        self.post("/control/forget", {})

    def install(self, manifest: Json) -> None:
        self.post("/control/manifest", manifest)

    def disconnect(self, reason: str | None = "refresh_requested") -> int:
        """Tell the app's connections to go (warning, refresh_requested, link_disabled), or cut them (None)."""
        return int(self.post("/control/disconnect", {"reason": reason})["connections"])

    def levers(self, **wanted: Any) -> Json:
        """ack_within, retries (list), trigger_life in seconds; one_message_per_second. Answers how things stand."""
        return self.post("/control/levers", wanted)

    def wait_connected(self, connections: int = 1, within: float = WAIT) -> None:
        """Until the app holds at least this many Socket Mode connections."""
        wait_for(lambda: self.levers()["connections"] >= connections, within, "the app to connect")


class Person:
    def __init__(self, control: Control, name: str) -> None:
        self.control, self.name = control, name
        self._me: Json = {}

    # Who and where

    @property
    def id(self) -> str:
        if not self._me:
            boot = self.see("boot")
            self._me = next(user for user in boot["people"] if user["id"] == boot["me"])
        return str(self._me["id"])

    def see(self, what: str, **query: Any) -> Json:
        return self.control.get(f"/as/{self.name}/{what}", **query)

    def room(self, channel: str) -> str:
        """A channel's id from its id, `#name` or name; `dm` is the direct message with the bot."""
        for found in self.channels():
            if channel.lstrip("#") in (found["id"], found.get("name")) or (channel == "dm" and found["is_im"]):
                return str(found["id"])
        raise Denied("channel_not_found", [channel])

    # Acting

    def act(self, what: str, body: Json) -> Seen:
        after = int(self.see("feed")["number"])
        answer = self.control.post(f"/as/{self.name}/{what}", body)
        return Seen(self, after, answer.get("failure"), answer.get("errors") or {}, answer)

    def command(self, channel: str, line: str) -> Seen:
        """`command("#general", "/breach open ...")`; a wrong or slow app shows as `.failure`."""
        word, _, text = line.partition(" ")
        return self.act("command", {"channel": self.room(channel), "command": word, "text": text})

    def type(self, channel: str, text: str, thread_ts: str | None = None) -> Seen:
        return self.act("type", {"channel": self.room(channel), "text": text, "thread_ts": thread_ts})

    def click(
        self,
        action: str,
        value: Any = None,
        *,
        on: str | None = None,
        channel: str | None = None,
        ts: str | None = None,
        label: str | None = None,
        holding: str = "",
    ) -> Seen:
        """Use the element with this action id: in the modal on top, else in the newest message, else on Home.

        `value` is the option, date or person chosen; for a button it (or `label`) says which of several. `on` (modal,
        message or home), `channel`, `ts` and `holding` (words in it) narrow the search.
        """
        for place, thing in self._clickable(on or ("message" if channel or ts else None), channel, ts):
            if holding in words(thing) and (found := _element(thing, action, value, label)):
                return self.act("click", {**place, **found, "value": value})
        raise Denied("no_such_action", [f"{self.name} sees no {action}"])

    def fill(self, **values: Any) -> Json:
        """Enter something in the modal on top; by action id, or an input's block id."""
        view: Json = self.control.post(f"/as/{self.name}/fill", {"values": values})["view"]
        return view

    def submit(self, values: Json | None = None, **more: Any) -> Seen:
        """Send the modal on top; `.errors` holds sentences by block id if it was not accepted."""
        return self.act("submit", {"values": {**(values or {}), **more}})

    def close_modal(self, *, everything: bool = False) -> Seen:
        return self.act("close", {"all": everything})

    def open_home(self, tab: str = "home") -> Seen:
        return self.act("home", {"tab": tab})

    def react(self, channel: str, ts: str, name: str) -> Seen:
        return self._mark("react", channel, ts=ts, name=name.strip(":"))

    def unreact(self, channel: str, ts: str, name: str) -> Seen:
        return self._mark("unreact", channel, ts=ts, name=name.strip(":"))

    def pin(self, channel: str, ts: str) -> Seen:
        return self._mark("pin", channel, ts=ts)

    def unpin(self, channel: str, ts: str) -> Seen:
        return self._mark("unpin", channel, ts=ts)

    def read(self, channel: str, ts: str) -> Seen:
        return self._mark("read", channel, ts=ts)

    def join(self, channel: str) -> Seen:
        return self._mark("join", channel)

    def leave(self, channel: str) -> Seen:
        return self._mark("leave", channel)

    def invite(self, channel: str, user: str) -> Seen:
        return self._mark("invite", channel, user=Person(self.control, user).id)

    def dismiss(self, channel: str, ts: str) -> Seen:
        return self._mark("dismiss", channel, ts=ts)

    def _mark(self, what: str, channel: str, **more: Any) -> Seen:
        return self.act("mark", {"what": what, "channel": self.room(channel), **more})

    def upload(
        self, channel: str | None, filename: str, content: bytes, text: str = "", thread_ts: str | None = None
    ) -> Json:
        """Hand in a file and share it in a channel, or nowhere yet (None: for a file field in a modal). Returns the
        file.
        """
        asked = {
            "filename": filename,
            "channel": self.room(channel) if channel else None,
            "text": text,
            "thread_ts": thread_ts,
        }
        query = urlencode({key: value for key, value in asked.items() if value})
        found: Json = self.control._ask("POST", f"/as/{self.name}/upload?{query}", content, {})["file"]
        return found

    def download(self, file: str) -> bytes:
        status, content = self.control.fetch("GET", f"/as/{self.name}/file/{file}?download=1")
        if status != 200:
            raise Denied(json.loads(content)["error"], [])
        return content

    def shortcut(self, callback_id: str, channel: str | None = None, ts: str | None = None) -> Seen:
        """A global shortcut, or with a channel and a message that message's."""
        return self.act(
            "shortcut", {"callback_id": callback_id, "channel": self.room(channel) if channel else None, "ts": ts}
        )

    def suggest(self, action: str, typed: str, on: str | None = None) -> list[Json]:
        """What an external select offers for what was typed."""
        for place, thing in self._clickable(on, None, None):
            if found := _element(thing, action, None, None):
                answer = self.control.post(f"/as/{self.name}/suggest", {**place, **found, "value": typed})
                groups = answer["option_groups"] or []
                return [*answer["options"], *(option for group in groups for option in group["options"])]
        raise Denied("no_such_action", [f"{self.name} sees no {action}"])

    # Seeing

    def channels(self) -> list[Json]:
        found: list[Json] = self.see("channels")["channels"]
        return found

    def messages(self, channel: str, *, notes: bool = False) -> list[Json]:
        """Oldest first, without threads; with `notes` also the lines Slack writes (joined, topic changed)."""
        found = self.see("messages", channel=self.room(channel), limit=500)["messages"]
        return [
            message for message in found if notes or message.get("subtype") in (None, "thread_broadcast", "file_share")
        ]

    def thread(self, channel: str, ts: str) -> list[Json]:
        found: list[Json] = self.see("thread", channel=self.room(channel), ts=ts)["messages"]
        return found

    def pins(self, channel: str) -> list[Json]:
        return [item["message"] for item in self.see("channel", channel=self.room(channel))["pins"]]

    def bookmarks(self, channel: str) -> list[Json]:
        found: list[Json] = self.see("channel", channel=self.room(channel))["bookmarks"]
        return found

    def members(self, channel: str) -> list[str]:
        found: list[str] = self.see("channel", channel=self.room(channel))["members"]
        return found

    def ephemerals(self, channel: str | None = None) -> list[Json]:
        found: list[Json] = self.see("ephemerals", channel=self.room(channel) if channel else None)["messages"]
        return found

    def modal(self) -> Json | None:
        """The modal on top, or None."""
        views = self.modals()
        return views[-1] if views else None

    def modals(self) -> list[Json]:
        found: list[Json] = self.see("modal")["views"]
        return found

    def home(self) -> Json | None:
        found: Json | None = self.see("home")["view"]
        return found

    def search(self, text: str) -> list[Json]:
        found: list[Json] = self.see("search", text=text)["messages"]
        return found

    def files(self, channel: str | None = None) -> list[Json]:
        found: list[Json] = self.see("files", channel=self.room(channel) if channel else None)["files"]
        return found

    def permalink(self, link: str) -> Json:
        """Where a permalink leads this person; Denied where it leads nowhere for her."""
        _, channel, message = urlsplit(link).path.rsplit("/", 2)
        return self.see("permalink", channel=channel, p=message)

    def wait_message(self, channel: str, holding: str, within: float = WAIT) -> Json:
        """The newest message of a channel that holds these words, once there is one; the channel may still have to
        appear.
        """

        def look() -> Json | None:
            try:
                found = self.messages(channel)
            except Denied:
                return None
            return next((message for message in reversed(found) if holding in words(message)), None)

        return wait_for(look, within, f"{self.name} to see {holding!r} in {channel}") or {}

    def wait_channel(self, like: Callable[[Json], bool], within: float = WAIT) -> Json:
        """The first channel that is like this, once it is there for this person."""
        return wait_for(lambda: next(filter(like, self.channels()), None), within, f"a channel for {self.name}") or {}

    # Finding what can be clicked

    def _clickable(self, on: str | None, channel: str | None, ts: str | None) -> Iterator[tuple[Json, Json]]:
        """Where to look, in order: the modal on top, messages newest first, Home."""
        if on in (None, "modal") and (top := self.modal()):
            yield {"view_id": top["id"]}, top
        if on in (None, "message"):
            for room in [self.room(channel)] if channel else [found["id"] for found in self.channels()]:
                yield from self._in_room(room, ts)
        if on in (None, "home") and (home := self.home()):
            yield {"view_id": home["id"]}, home

    def _in_room(self, room: str, ts: str | None) -> Iterator[tuple[Json, Json]]:
        roots = self.see("messages", channel=room, limit=500)["messages"]
        replies = [
            m
            for root in roots
            if root.get("reply_count")
            for m in self.see("thread", channel=room, ts=root["ts"])["messages"][1:]
        ]
        found = [*roots, *replies, *self.see("ephemerals", channel=room)["messages"]]
        for message in sorted(found, key=lambda m: str(m["ts"]), reverse=True):
            if ts in (None, message["ts"]):
                yield {"channel": room, "ts": message["ts"]}, message


def _element(thing: Json, action: str, value: Any, label: str | None) -> Json | None:
    """The block and action id of the element that is meant, if it is in this message or view."""
    for block in thing.get("blocks", []):
        for element in elements(block):
            if element.get("action_id") == action and _means(element, value, label):
                return {"block_id": block["block_id"], "action_id": action}
    return None


def _means(element: Json, value: Any, label: str | None) -> bool:
    if element["type"] != "button":
        return True
    return (value is None or element.get("value") == value) and (label is None or element["text"]["text"] == label)
