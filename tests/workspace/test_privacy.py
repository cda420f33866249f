"""A person who is not in a private channel finds no trace of it: not in lists, search, links, files, history, pins,
members or clicks.
"""

from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace import RunningWorkspace
from bot.workspace.client import Control, Denied, Person, visible_text
from bot.workspace.core.json import Json

SECRET = "heron"
GO = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": SECRET}}


class PrivateChannel:
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
def channel(client: WebClient, lead: Person) -> PrivateChannel:
    return PrivateChannel(client, lead)


WAYS_IN = {
    "its messages": lambda person, channel: person.see("messages", channel=channel.id),
    "a thread": lambda person, channel: person.see("thread", channel=channel.id, ts=channel.ts),
    "its people, pins and bookmarks": lambda person, channel: person.see("channel", channel=channel.id),
    "its files": lambda person, channel: person.see("files", channel=channel.id),
    "one file": lambda person, channel: person.download(channel.file),
    "a permalink": lambda person, channel: person.permalink(channel.link),
    "writing": lambda person, channel: person.act("type", {"channel": channel.id, "text": "x"}),
    "a command": lambda person, channel: person.act("command", {"channel": channel.id, "command": "/breach"}),
    "a click": lambda person, channel: person.act(
        "click", {"channel": channel.id, "ts": channel.ts, "action_id": "go"}
    ),
    "suggestions": lambda person, channel: person.act(
        "suggest", {"channel": channel.id, "ts": channel.ts, "block_id": "b", "action_id": "go"}
    ),
    "joining": lambda person, channel: person.act("join", {"channel": channel.id}),
    "reacting": lambda person, channel: person.act("react", {"channel": channel.id, "ts": channel.ts, "name": "eyes"}),
    "inviting oneself": lambda person, channel: person.act("invite", {"channel": channel.id, "user": person.id}),
    "uploading": lambda person, channel: person.control.post(
        f"/as/outsider/upload?filename=x&channel={channel.id}", {"any": "bytes"}
    ),
}


@pytest.mark.parametrize("way", WAYS_IN)
def test_an_outsider_is_told_that_it_does_not_exist(channel: PrivateChannel, outsider: Person, way: str) -> None:
    with pytest.raises(Denied, match=r"(channel|file)_not_found"):
        WAYS_IN[way](outsider, channel)


def test_an_outsiders_lists_search_and_files_contain_no_trace(
    channel: PrivateChannel, lead: Person, outsider: Person
) -> None:
    def everything(person: Person) -> str:
        return repr([person.channels(), person.search(SECRET), person.files(), person.see("feed", after=0)])

    assert SECRET in everything(lead)
    assert SECRET not in everything(outsider)
    assert channel.id not in everything(outsider)


def test_a_member_finds_everything(channel: PrivateChannel, lead: Person) -> None:
    assert [visible_text(pin) for pin in lead.pins(channel.id)] == [SECRET]
    assert lead.permalink(channel.link)["ts"] == channel.ts
    assert lead.download(channel.file) == SECRET.encode()
    assert len(lead.search(SECRET)) >= 1


def test_a_removed_member_no_longer_sees_anything(channel: PrivateChannel, lead: Person, client: WebClient) -> None:
    client.conversations_kick(channel=channel.id, user=lead.id)
    with pytest.raises(Denied, match="channel_not_found"):
        lead.see("messages", channel=channel.id)
    assert lead.search(SECRET) == []
    assert channel.id not in [found["id"] for found in lead.channels()]


def test_the_bot_sees_no_private_channel_it_has_left(channel: PrivateChannel, client: WebClient) -> None:
    client.conversations_leave(channel=channel.id)
    for call in (client.conversations_info, client.conversations_history, client.conversations_members):
        with pytest.raises(SlackApiError, match="channel_not_found"):
            call(channel=channel.id)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client.chat_getPermalink(channel=channel.id, message_ts=channel.ts)
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_info(file=channel.file)
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


def test_no_one_can_act_as_the_bot_or_as_a_stranger(control: Control) -> None:
    for name in ("UBREACHBT", "UNOBODY01"):
        with pytest.raises(Denied, match="user_not_found"):
            control.person(name).channels()


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"host": "evil.example"}])
def test_a_foreign_web_page_is_refused(control: Control, headers: Json) -> None:
    status, body = control.fetch("GET", "/as/lead/channels", headers=headers)
    assert (status, body) == (403, b"refused: not from this workspace")


def test_a_private_file_of_the_app_needs_the_bot_token(
    running: RunningWorkspace, control: Control, channel: PrivateChannel, client: WebClient
) -> None:
    url = client.files_info(file=channel.file)["file"]["url_private"]
    path = url.removeprefix(running.url)
    assert control.fetch("GET", path)[0] == 403
    status, body = control.fetch("GET", path, headers={"authorization": f"Bearer {running.bot_token}"})
    assert (status, body) == (200, SECRET.encode())
