"""Who is not in a private channel finds no trace of it: not in lists, search, links, files, history, pins, people or
clicks.
"""

from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace import RunningWorkspace
from bot.workspace.client import Control, Denied, Person, visible_text

Json = dict[str, Any]
SECRET = "heron"
GO = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": SECRET}}


class Room:
    """A private channel with one of everything in it."""

    def __init__(self, client: WebClient, member: Person) -> None:
        made = client.conversations_create(name=f"quiet-{SECRET}", is_private=True)["channel"]
        self.id = str(made["id"])
        client.conversations_invite(channel=self.id, users=member.id)
        client.conversations_setTopic(channel=self.id, topic=SECRET)
        self.ts = str(
            client.chat_postMessage(channel=self.id, text=SECRET, blocks=[{"type": "actions", "elements": [GO]}])["ts"]
        )
        self.file = str(member.upload(self.id, f"{SECRET}.txt", SECRET.encode())["id"])
        client.pins_add(channel=self.id, timestamp=self.ts)
        client.bookmarks_add(channel_id=self.id, title=SECRET, type="link", link="https://example.com/heron")
        self.link = str(client.chat_getPermalink(channel=self.id, message_ts=self.ts)["permalink"])


@pytest.fixture
def room(client: WebClient, lead: Person) -> Room:
    return Room(client, lead)


WAYS_IN = {
    "its messages": lambda person, room: person.see("messages", channel=room.id),
    "a thread": lambda person, room: person.see("thread", channel=room.id, ts=room.ts),
    "its people, pins and bookmarks": lambda person, room: person.see("channel", channel=room.id),
    "its files": lambda person, room: person.see("files", channel=room.id),
    "one file": lambda person, room: person.download(room.file),
    "a permalink": lambda person, room: person.permalink(room.link),
    "writing": lambda person, room: person.act("type", {"channel": room.id, "text": "x"}),
    "a command": lambda person, room: person.act("command", {"channel": room.id, "command": "/breach"}),
    "a click": lambda person, room: person.act("click", {"channel": room.id, "ts": room.ts, "action_id": "go"}),
    "suggestions": lambda person, room: person.act(
        "suggest", {"channel": room.id, "ts": room.ts, "block_id": "b", "action_id": "go"}
    ),
    "joining": lambda person, room: person.act("join", {"channel": room.id}),
    "reacting": lambda person, room: person.act("react", {"channel": room.id, "ts": room.ts, "name": "eyes"}),
    "inviting oneself": lambda person, room: person.act("invite", {"channel": room.id, "user": person.id}),
    "uploading": lambda person, room: person.control.post(
        f"/as/outsider/upload?filename=x&channel={room.id}", {"any": "bytes"}
    ),
}


@pytest.mark.parametrize("way", WAYS_IN)
def test_an_outsider_is_told_that_there_is_no_such_thing(room: Room, outsider: Person, way: str) -> None:
    with pytest.raises(Denied, match=r"(channel|file)_not_found"):
        WAYS_IN[way](outsider, room)


def test_lists_search_and_files_of_an_outsider_hold_no_trace(room: Room, lead: Person, outsider: Person) -> None:
    def everything(person: Person) -> str:
        return repr([person.channels(), person.search(SECRET), person.files(), person.see("feed", after=0)])

    assert SECRET in everything(lead)
    assert SECRET not in everything(outsider)
    assert room.id not in everything(outsider)


def test_a_member_finds_all_of_it(room: Room, lead: Person) -> None:
    assert [visible_text(pin) for pin in lead.pins(room.id)] == [SECRET]
    assert lead.permalink(room.link)["ts"] == room.ts
    assert lead.download(room.file) == SECRET.encode()
    assert len(lead.search(SECRET)) >= 1


def test_a_member_who_was_removed_sees_nothing_more(room: Room, lead: Person, client: WebClient) -> None:
    client.conversations_kick(channel=room.id, user=lead.id)
    with pytest.raises(Denied, match="channel_not_found"):
        lead.see("messages", channel=room.id)
    assert lead.search(SECRET) == []
    assert room.id not in [found["id"] for found in lead.channels()]


def test_the_bot_sees_no_private_channel_it_has_left(room: Room, client: WebClient) -> None:
    client.conversations_leave(channel=room.id)
    for call in (client.conversations_info, client.conversations_history, client.conversations_members):
        with pytest.raises(SlackApiError, match="channel_not_found"):
            call(channel=room.id)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client.chat_getPermalink(channel=room.id, message_ts=room.ts)
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_info(file=room.file)
    assert client.conversations_list(types="private_channel")["channels"] == []
    assert client.users_conversations(user="ULEAD0001", types="private_channel")["channels"] == []


def test_a_direct_message_is_for_its_two_people(client: WebClient, lead: Person, outsider: Person) -> None:
    client.chat_postMessage(channel=lead.id, text=SECRET)
    direct = lead.channel_id("dm")
    assert lead.search(SECRET)
    assert outsider.search(SECRET) == []
    with pytest.raises(Denied, match="channel_not_found"):
        outsider.see("messages", channel=direct)


def test_a_modal_belongs_to_the_person_who_opened_it(app: App, lead: Person, outsider: Person) -> None:
    @app.command("/breach")
    def open_it(ack: Any, body: Json, client: WebClient) -> None:
        title = {"type": "plain_text", "text": SECRET}
        view = {"type": "modal", "title": title, "blocks": [{"type": "actions", "elements": [GO]}]}
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    view = lead.command("#general", "/breach").modal()
    assert outsider.modal() is None
    with pytest.raises(Denied, match="not_found"):
        outsider.act("click", {"view_id": view["id"], "action_id": "go"})
    with pytest.raises(Denied, match="no_modal"):
        outsider.submit()


def test_nobody_can_act_as_the_bot_or_as_a_stranger(control: Control) -> None:
    for name in ("UBREACHBT", "UNOBODY01"):
        with pytest.raises(Denied, match="user_not_found"):
            control.person(name).channels()


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"host": "evil.example"}])
def test_a_foreign_web_page_is_turned_away_at_the_door(control: Control, headers: Json) -> None:
    status, body = control.fetch("GET", "/as/lead/channels", headers=headers)
    assert (status, body) == (403, b"refused: not from this workspace")


def test_a_private_file_of_the_app_needs_the_bot_token(
    running: RunningWorkspace, control: Control, room: Room, client: WebClient
) -> None:
    url = client.files_info(file=room.file)["file"]["url_private"]
    path = url.removeprefix(running.url)
    assert control.fetch("GET", path)[0] == 403
    status, body = control.fetch("GET", path, headers={"authorization": f"Bearer {running.bot_token}"})
    assert (status, body) == (200, SECRET.encode())
