"""A workspace that refuses the newer blocks still gets each message: once, and in older blocks."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from structlog.testing import capture_logs

from bot.actions.effects import Effect, Rejected, Throttled, Unclear
from bot.slack.block_kit import Message, section
from bot.slack.gateway import SlackGateway
from bot.slack.newer_blocks import Task, container, plan
from bot.slack.sending import answered_at
from bot.workspace.client import Control, Person

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECRET = "the ransom note"
OLD = ["plan", "container"]
STEPS = Message("Steps", (plan("Steps", [Task("a", SECRET, "pending")]),))


def gateway(client: WebClient, message: Message = STEPS) -> SlackGateway:
    return SlackGateway(client, lambda _: message, lambda _: [], lambda _: False)


def effect(kind: str, channel: str, posted: dict[str, Any] | None = None, **more: str) -> Effect:
    return Effect("k1", kind, 1, {"channel": channel, **more}, channel, NOON, needs_result=posted)


def kinds(lead: Person, channel: str) -> list[list[str]]:
    """The kinds of blocks of each message of the bot in the channel."""
    return [[block["type"] for block in message["blocks"]] for message in lead.messages(channel)]


def test_where_slack_takes_the_newer_blocks_they_are_shown(client: WebClient, channel: str, lead: Person) -> None:
    posted = gateway(client).deliver(effect("post", channel), look_back_from=None)
    assert kinds(lead, channel) == [["plan"]]
    assert set(posted) == {"channel", "ts"}


def test_a_refused_message_arrives_once_in_older_blocks(
    client: WebClient, control: Control, channel: str, lead: Person
) -> None:
    control.settings(refused_blocks=OLD)
    with capture_logs() as logs:
        posted = gateway(client).deliver(effect("post", channel), look_back_from=None)
    assert kinds(lead, channel) == [["section"]]
    assert len(control.posted()) == 1
    assert posted["plain"] is True
    assert [(entry["event"], entry["blocks"]) for entry in logs] == [("slack.newer_blocks_refused", ("plan",))]
    assert SECRET not in str(logs)


def test_later_edits_of_a_refused_message_are_plain_at_once(
    client: WebClient, control: Control, channel: str, lead: Person
) -> None:
    control.settings(refused_blocks=OLD)
    posted = gateway(client).deliver(effect("post", channel), look_back_from=None)
    control.forget()
    gateway(client).deliver(effect("update", channel, posted), look_back_from=None)
    assert control.calls()["refused"] == {}
    assert kinds(lead, channel) == [["section"]]


def test_an_edit_that_is_refused_is_made_in_older_blocks(
    client: WebClient, control: Control, channel: str, lead: Person
) -> None:
    posted = gateway(client, Message("Steps", (section("soon"),))).deliver(effect("post", channel), look_back_from=None)
    control.settings(refused_blocks=OLD)
    assert gateway(client).deliver(effect("update", channel, posted), look_back_from=None)["plain"] is True
    assert SECRET in lead.messages(channel)[0]["blocks"][0]["text"]["text"]


def test_what_only_one_person_sees_arrives_too(client: WebClient, control: Control, channel: str, lead: Person) -> None:
    control.settings(refused_blocks=OLD)
    gateway(client).deliver(effect("tell", channel, person=lead.id), look_back_from=None)
    [message] = lead.see("ephemerals", channel=channel)["messages"]
    assert [block["type"] for block in message["blocks"]] == ["section"]


@pytest.mark.parametrize(("fault", "outcome"), [("ratelimited", Throttled), ("server_error", Unclear)])
def test_another_trouble_is_no_reason_to_drop_the_newer_blocks(
    client: WebClient, control: Control, channel: str, lead: Person, fault: str, outcome: type[Exception]
) -> None:
    control.fault(fault, "chat.postMessage", count=1)
    with pytest.raises(outcome):
        gateway(client).deliver(effect("post", channel), look_back_from=None)
    assert lead.messages(channel) == []


def test_a_lost_reply_to_the_plain_form_is_found_again_and_not_posted_twice(
    client: WebClient, control: Control, channel: str, lead: Person
) -> None:
    """The first try is refused; the second is posted and its reply lost: the next delivery looks back."""
    control.settings(refused_blocks=OLD)
    lossy = LosesItsSecondReply(client)
    with pytest.raises(Unclear):
        SlackGateway(lossy, lambda _: STEPS, lambda _: [], lambda _: False).deliver(  # type: ignore[arg-type]  # a client
            effect("post", channel), look_back_from=None
        )
    found = gateway(client).deliver(effect("post", channel), look_back_from=datetime(2020, 1, 1, tzinfo=UTC))
    assert [message["ts"] for message in lead.messages(channel)] == [found["ts"]]


class LosesItsSecondReply:
    """A client whose second `chat_postMessage` arrives and says nothing."""

    def __init__(self, client: WebClient) -> None:
        self.client, self.asked = client, 0

    def chat_postMessage(self, **given: Any) -> Any:
        self.asked += 1
        made = self.client.chat_postMessage(**given)
        if self.asked == 2:
            raise TimeoutError
        return made


def test_a_message_without_newer_blocks_that_is_refused_stays_refused(client: WebClient, channel: str) -> None:
    wrong = Message("x", ({"type": "hologram"},))
    with pytest.raises(Rejected, match="invalid_blocks"):
        gateway(client, wrong).deliver(effect("post", channel), look_back_from=None)


def test_an_answer_that_is_refused_at_its_address_is_given_in_older_blocks() -> None:
    sent: list[list[str]] = []

    def send(**body: Any) -> Any:
        sent.append([block["type"] for block in body["blocks"]])
        refused = "container" in sent[-1]
        return SimpleNamespace(status_code=200, body='{"ok":false,"error":"invalid_blocks"}' if refused else "ok")

    folded = Message("Why", (container("Why", section("Because.")),))
    assert answered_at(send, folded)
    assert sent == [["container"], ["section", "section"]]


def test_a_refusal_of_the_plain_form_is_raised(client: WebClient, control: Control, channel: str) -> None:
    control.settings(refused_blocks=[*OLD, "section"])
    with pytest.raises(Rejected) as caught:
        gateway(client).deliver(effect("post", channel), look_back_from=None)
    assert isinstance(caught.value.__cause__, SlackApiError)


def in_thread(key: str, head: dict[str, Any]) -> Effect:
    return Effect(key, "post", 1, {"view": "step"}, "incident:1", NOON, needs_result=head)


def test_a_message_that_needs_another_is_posted_in_its_thread_and_found_there(
    client: WebClient, channel: str, lead: Person
) -> None:
    sender = gateway(client, Message("C01", (section("C01"),)))
    head = sender.deliver(in_thread("list", {"channel": channel}), look_back_from=None)
    first = sender.deliver(in_thread("step", head), look_back_from=None)
    again = sender.deliver(in_thread("step", head), look_back_from=datetime.now(UTC))
    assert first == again
    assert [message["ts"] for message in lead.messages(channel)] == [head["ts"]]
    assert [message["ts"] for message in lead.thread(channel, head["ts"])] == [head["ts"], first["ts"]]


def test_a_message_whose_head_had_nothing_to_say_is_posted_in_the_channel(
    client: WebClient, channel: str, lead: Person
) -> None:
    sender = gateway(client, Message("C01", (section("C01"),)))
    made = sender.deliver(in_thread("step", {"channel": channel, "dropped": True}), look_back_from=None)
    assert [message["ts"] for message in lead.messages(channel)] == [made["ts"]]
