"""People who are guests, of another organization or gone, and what people themselves do to a channel."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace.client import Control, Person
from bot.workspace.client.connection import Denied
from bot.workspace.core import residents

BOT = residents.BOT_USER


@pytest.fixture
def channel(client: WebClient, lead: Person) -> str:
    made = str(client.conversations_create(name="quiet-otter", is_private=True)["channel"]["id"])
    client.conversations_invite(channel=made, users=lead.id)
    return made


def refused(client: WebClient, channel: str, user: str) -> str:
    with pytest.raises(SlackApiError) as caught:
        client.conversations_invite(channel=channel, users=user)
    return str(caught.value.response["error"])


def test_guests_and_strangers_are_shown_as_such(client: WebClient, control: Control) -> None:
    control.account("UMANY0001", is_restricted=True)
    control.account("UONE00001", is_ultra_restricted=True)
    control.account("UFAR00001", team_id="TOTHER001")
    many, one, far = (client.users_info(user=user)["user"] for user in ("UMANY0001", "UONE00001", "UFAR00001"))
    assert (many["is_restricted"], many["is_ultra_restricted"]) == (True, False)
    assert (one["is_restricted"], one["is_ultra_restricted"]) == (True, True)
    assert (far["team_id"], far["profile"]["team"], far["is_stranger"]) == ("TOTHER001", "TOTHER001", True)
    assert "is_stranger" not in client.users_info(user="ULEAD0001")["user"]


def test_an_app_can_invite_a_guest_into_one_channel_and_a_stranger_where_the_other_organization_is(
    client: WebClient, control: Control, channel: str, lead: Person
) -> None:
    control.account("UONE00001", is_ultra_restricted=True)
    control.account("UFAR00001", team_id="TOTHER001")
    control.account("UFAR00002", team_id="TOTHER001")
    assert refused(client, channel, "UFAR00001") == "user_team_not_in_channel"
    lead.invite(channel, "UFAR00001")
    assert client.conversations_info(channel=channel)["channel"]["is_ext_shared"]
    client.conversations_invite(channel=channel, users="UFAR00002")
    client.conversations_invite(channel=channel, users="UONE00001")
    other = str(client.conversations_create(name="calm-badger", is_private=True)["channel"]["id"])
    assert refused(client, other, "UONE00001") == "ura_max_channels"


def test_a_closed_account_is_out_of_every_channel_and_cannot_act(
    client: WebClient, control: Control, channel: str, lead: Person
) -> None:
    control.account("lead", deleted=True)
    assert client.conversations_members(channel=channel)["members"] == [BOT]
    assert refused(client, channel, "ULEAD0001") == "user_not_found"
    with pytest.raises(SlackApiError, match="user_disabled"):
        client.conversations_open(users="ULEAD0001")
    with pytest.raises(Denied, match="account_inactive"):
        control.person("lead").type("#general", "still here")
    control.account("lead", deleted=False)
    client.conversations_invite(channel=channel, users=lead.id)


def test_people_archive_rename_and_take_back_a_channel(client: WebClient, channel: str, lead: Person) -> None:
    lead.archive(channel)
    with pytest.raises(SlackApiError, match="is_archived"):
        client.chat_postMessage(channel=channel, text="hello")
    lead.unarchive(channel)
    lead.rename(channel, "loud-otter")
    client.chat_postMessage(channel=channel, text="hello")
    assert client.conversations_info(channel=channel)["channel"]["name"] == "loud-otter"


def test_people_remove_the_app_and_bring_it_back(client: WebClient, channel: str, lead: Person) -> None:
    lead.kick(channel, BOT)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client.chat_postMessage(channel=channel, text="hello")
    lead.act("invite", {"channel": channel, "user": BOT})
    client.chat_postMessage(channel=channel, text="hello")


def test_people_delete_a_message_of_the_app(client: WebClient, channel: str, lead: Person) -> None:
    ts = str(client.chat_postMessage(channel=channel, text="hello")["ts"])
    lead.delete(channel, ts)
    with pytest.raises(SlackApiError, match="message_not_found"):
        client.chat_update(channel=channel, ts=ts, text="changed")


def test_replies_of_a_reply_are_its_thread_with_the_first_message_first(client: WebClient, channel: str) -> None:
    def say(text: str, thread: str | None = None) -> str:
        return str(client.chat_postMessage(channel=channel, text=text, thread_ts=thread)["ts"])

    def texts(**more: Any) -> list[str]:
        return [one["text"] for one in client.conversations_replies(channel=channel, **more)["messages"]]

    first = say("first")
    reply, _later = say("reply", first), say("later", first)
    assert texts(ts=reply) == ["first", "reply", "later"]
    assert texts(ts=reply, limit=1) == ["first"]
    assert texts(ts=reply, oldest=reply, latest=reply, inclusive=True) == ["first", "reply"]
