"""Injected faults: what the client sees, and whether the call was carried out."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry import ConnectionErrorRetryHandler

from bot.workspace import RunningWorkspace
from bot.workspace.client import Control, Person


@pytest.fixture
def channel(client: WebClient, lead: Person) -> str:
    made = client.conversations_create(name="quiet-otter", is_private=True)["channel"]["id"]
    client.conversations_invite(channel=made, users=lead.id)
    return str(made)


def test_ratelimited_is_a_429_with_the_time_to_wait(client: WebClient, control: Control, channel: str) -> None:
    control.fault("ratelimited", "chat.postMessage", count=1, retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=channel, text="x")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")
    client.chat_postMessage(channel=channel, text="x")
    assert control.calls()["injected"] == {"chat.postMessage ratelimited": 1}
    assert control.calls()["accepted"]["chat.postMessage"] == 1


@pytest.mark.parametrize(
    ("kind", "arrives"), [("reset", 0), ("reply_lost", 1), ("server_error", 0), ("invalid_auth", 0)]
)
def test_a_fault_tells_whether_the_message_arrived(
    running: RunningWorkspace, control: Control, channel: str, lead: Person, kind: str, arrives: int
) -> None:
    control.fault(kind, "chat.postMessage", count=1)
    client = WebClient(token=running.bot_token, base_url=running.api_url, retry_handlers=[])
    with pytest.raises((SlackApiError, OSError)):
        client.chat_postMessage(channel=channel, text="once")
    assert len(lead.messages(channel)) == arrives
    assert len(control.posted()) == arrives


def test_a_lost_reply_and_a_retry_post_twice_as_on_real_slack(
    running: RunningWorkspace, control: Control, channel: str, lead: Person
) -> None:
    control.fault("reply_lost", "chat.postMessage", count=1)
    client = WebClient(
        token=running.bot_token, base_url=running.api_url, retry_handlers=[ConnectionErrorRetryHandler()]
    )
    client.chat_postMessage(channel=channel, text="twice", metadata={"event_type": "k", "event_payload": {"key": "1"}})
    assert [post["metadata"]["event_payload"]["key"] for post in control.posted()] == ["1", "1"]


def test_a_hanging_call_hits_the_clients_own_timeout(running: RunningWorkspace, control: Control, channel: str) -> None:
    control.fault("hang", "chat.postMessage", count=1)
    client = WebClient(token=running.bot_token, base_url=running.api_url, timeout=1, retry_handlers=[])
    with pytest.raises(TimeoutError):
        client.chat_postMessage(channel=channel, text="x")
    assert control.posted() == []


def test_random_faults_repeat_with_the_same_seed(running: RunningWorkspace, control: Control, channel: str) -> None:
    client = WebClient(token=running.bot_token, base_url=running.api_url, retry_handlers=[])

    def run() -> list[bool]:
        control.no_faults()
        control.fault("server_error", "chat.postMessage", probability=0.5, seed=4)
        outcome = []
        for _ in range(20):
            try:
                client.chat_postMessage(channel=channel, text="x")
                outcome.append(True)
            except SlackApiError:
                outcome.append(False)
        return outcome

    first = run()
    assert first == run()
    assert {True, False} == set(first)


def test_any_of_slacks_codes_can_be_the_answer_for_one_channel_or_person(
    client: WebClient, control: Control, channel: str, lead: Person
) -> None:
    other = str(client.conversations_create(name="calm-badger", is_private=True)["channel"]["id"])
    direct = str(client.conversations_open(users="UDPO00001")["channel"]["id"])
    control.fault("restricted_action", "chat.postMessage", channel=channel)
    control.fault("ura_max_channels", "conversations.invite", user="UDPO00001", count=1)
    control.fault("is_archived", "chat.postMessage", user="UDPO00001", count=1)
    with pytest.raises(SlackApiError, match="restricted_action"):
        client.chat_postMessage(channel=channel, text="hello")
    client.chat_postMessage(channel=other, text="hello")
    with pytest.raises(SlackApiError) as caught:
        client.conversations_invite(channel=other, users=["ULEAD0001", "UDPO00001"])
    assert caught.value.response["errors"] == [{"user": "UDPO00001", "ok": False, "error": "ura_max_channels"}]
    client.conversations_invite(channel=other, users=["ULEAD0001", "UDPO00001"])
    with pytest.raises(SlackApiError, match="is_archived"):
        client.chat_postMessage(channel=direct, text="hello")
    client.chat_postMessage(channel=direct, text="hello")


def test_a_workspace_may_make_public_what_was_to_be_private(client: WebClient, control: Control) -> None:
    control.settings(ignores_private=True)
    assert client.conversations_create(name="calm-badger", is_private=True)["channel"]["is_private"] is False
