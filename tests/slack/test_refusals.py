"""What Slack says no to, at the gateway: what is tried again, what is not, and what is done another way at once."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.actions.effects import Effect, Rejected, Throttled, Unclear, Unexplained
from bot.domain.refusals import Meaning
from bot.settings import example
from bot.slack.block_kit import Message
from bot.slack.gateway import SlackGateway
from bot.slack.private_answers import tell_directly
from bot.slack.refusals import NOT_DONE, code_in, explained, refusal_in
from bot.strict import read
from bot.workspace.client import Control, Person

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SCOPES = read(example("slack-app.yaml")).value["oauth_config"]["scopes"]["bot"]


def deliver(client: WebClient, kind: str, needs: Mapping[str, Any] | None = None, **details: Any) -> dict[str, Any]:
    effect = Effect("k", kind, 1, details, "lane", NOON, needs_result=needs)
    made = SlackGateway(client, lambda _: Message("hello"), lambda _: (), lambda _: False)
    return made.deliver(effect, look_back_from=None)


def meaning(rejected: Rejected) -> Meaning | None:
    return rejected.refusal.meaning if rejected.refusal else None


@pytest.mark.parametrize("code", ["rate_limited", "message_limit_exceeded", "org_login_required", "accesslimited"])
def test_what_passes_by_itself_is_waited_for(client: WebClient, control: Control, channel: str, code: str) -> None:
    control.fault(code, "chat.postMessage", count=1)
    with pytest.raises(Throttled) as caught:
        deliver(client, "post", channel=channel)
    assert caught.value.wait_for == timedelta(seconds=30)
    deliver(client, "post", channel=channel)


@pytest.mark.parametrize("kind", ["server_error", "server_error_json", "internal_error", "update_failed"])
def test_a_fault_of_slacks_is_looked_into_whatever_its_form(
    client: WebClient, control: Control, channel: str, kind: str
) -> None:
    posted = deliver(client, "post", channel=channel)
    control.fault(kind, "chat.update", count=1)
    with pytest.raises(Unclear):
        deliver(client, "update", posted)


def test_an_answer_that_is_no_json_is_kept_by_its_status_alone() -> None:
    """The SDK puts the whole body where Slack's code would be."""
    for body in ("<html>Bad Gateway</html>" * 999, "", "upstream request timeout"):
        gave = {"ok": False, "error": f"Received a response in a non-JSON format: {body}", "status": 502}
        assert str(refusal_in(SlackApiError("refused", gave))).strip() == "http_502"
    assert code_in(SlackApiError("refused", {"ok": False, "error": "restricted_action"})) == "restricted_action"


def test_a_code_that_no_one_documented_is_not_taken_for_good(client: WebClient, control: Control, channel: str) -> None:
    control.fault("made_up_yesterday", "chat.postMessage", count=1)
    with pytest.raises(Unexplained, match="made_up_yesterday"):
        deliver(client, "post", channel=channel)


def test_a_channel_that_is_not_private_is_archived_before_anything_is_said_in_it(
    client: WebClient, control: Control
) -> None:
    control.settings(ignores_private=True)
    with pytest.raises(Rejected) as caught:
        deliver(client, "channel", name="quiet-otter")
    assert meaning(caught.value) is Meaning.NOT_PRIVATE
    control.install({"oauth_config": {"scopes": {"bot": [*SCOPES, "channels:read"]}}})  # to look at it
    [made] = [one for one in client.conversations_list()["channels"] if one["name"] == "quiet-otter"]
    assert made["is_archived"]
    control.fault("missing_scope", "conversations.archive", count=1)
    with pytest.raises(Rejected) as caught:
        deliver(client, "channel", name="calm-badger")
    assert meaning(caught.value) is Meaning.NOT_ARCHIVED


def test_what_would_stand_in_a_deleted_thread_stands_in_the_channel(
    client: WebClient, channel: str, lead: Person
) -> None:
    first = deliver(client, "post", channel=channel)
    lead.delete(channel, first["ts"])
    posted = deliver(client, "post", first)
    assert [one["ts"] for one in lead.messages(channel) if one["text"] == "hello"] == [posted["ts"]]


def test_the_bookmark_follows_a_card_that_was_posted_again(client: WebClient, channel: str, lead: Person) -> None:
    first = deliver(client, "post", channel=channel)
    deliver(client, "bookmark", first)
    lead.delete(channel, first["ts"])
    again = deliver(client, "post", channel=channel)
    for _ in range(2):
        deliver(client, "bookmark", again)
    [bookmark] = client.bookmarks_list(channel_id=channel)["bookmarks"]
    assert bookmark["link"] == client.chat_getPermalink(channel=channel, message_ts=again["ts"])["permalink"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("missing_scope", "The Slack app lacks a permission. Have whoever runs breachbot install the app again"),
        ("ratelimited", "Slack isn't accepting it right now. Try again."),
        ("made_up", "Slack refuses it and doesn't say why. Try again."),
    ],
)
def test_who_waits_for_a_call_that_no_one_repeats_reads_why_and_what_to_do(code: str, said: str) -> None:
    assert explained(SlackApiError("no", {"ok": False, "error": code})).text.startswith(said)


def test_what_only_one_person_was_to_see_goes_to_them_directly_where_slack_refuses(
    client: WebClient, control: Control, lead: Person
) -> None:
    tell_directly(client, lead.id, Message("noted"))
    [direct] = [one["id"] for one in lead.channels() if one.get("is_im")]
    assert [one["text"] for one in lead.messages(direct)] == ["noted"]
    control.fault("restricted_action", "conversations.open")
    tell_directly(client, lead.id, Message("noted again"))  # recorded anyway; the log says that the answer was lost
    assert [one["text"] for one in lead.messages(direct)] == ["noted"]


def test_it_can_be_said_of_every_kind_of_effect_that_it_was_not_done(client: WebClient) -> None:
    gateway = SlackGateway(client, lambda _: None, lambda _: (), lambda _: False)
    assert set(gateway._do) == set(NOT_DONE)
