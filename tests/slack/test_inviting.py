"""Everyone is invited in one call; where Slack refuses someone, each of them is asked alone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.actions.effects import Effect, Rejected, Throttled, Unclear, Unexplained
from bot.slack.gateway import SlackGateway
from bot.workspace import RunningWorkspace, serve

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEAD, DPO, CRM, NOBODY, BOT = "ULEAD0001", "UDPO00001", "UCRM00001", "UNOBODY01", "UBREACHBT"
NOT_KNOWN = "conversations.invite user_not_found"


class Counting(WebClient):
    """A client that keeps whom it invited, call by call, and may be refused once for a reason of Slack's."""

    def __init__(self, running: RunningWorkspace) -> None:
        super().__init__(token=running.bot_token, base_url=running.api_url, retry_handlers=[])
        self.invited: list[str] = []
        self.refusal = self.odd = ""
        self.why = "made_up_yesterday"  # `odd` is refused for this: a reason that no one knows, unless it is set

    def conversations_invite(self, *, channel: str, users: Any, **more: Any) -> Any:
        self.invited.append(users if isinstance(users, str) else ",".join(users))
        if self.odd and self.odd in self.invited[-1]:
            raise SlackApiError("refused", {"ok": False, "error": self.why})
        if self.refusal:
            raise SlackApiError("refused", {"ok": False, "error": self.refusal})
        return super().conversations_invite(channel=channel, users=users, **more)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Counting]:
    workspace = serve(tmp_path / "workspace.sqlite", port=0)
    yield Counting(workspace)
    workspace.stop()


def invite(client: Counting, *people: str, channel: str = "") -> tuple[dict[str, Any], set[str]]:
    """What the effect gave back, and who is in the channel now besides the bot."""
    channel = channel or client.conversations_create(name="quiet-otter", is_private=True)["channel"]["id"]
    effect = Effect("k", "invite", 1, {"channel": channel, "people": people}, "lane", NOON)
    gateway = SlackGateway(client, lambda _: None, lambda _: (), lambda _: False)
    result = gateway.deliver(effect, look_back_from=None)
    return result, {*client.conversations_members(channel=channel)["members"]} - {BOT}


def test_everyone_is_invited_in_one_call(client: Counting) -> None:
    assert invite(client, LEAD, DPO) == ({"refused": {}}, {LEAD, DPO})
    assert client.invited == [f"{LEAD},{DPO}"]


def test_one_person_whom_slack_does_not_know_keeps_no_one_else_out(client: Counting) -> None:
    assert invite(client, LEAD, NOBODY, DPO) == ({"refused": {NOBODY: NOT_KNOWN}}, {LEAD, DPO})
    assert client.invited[1:] == [LEAD, NOBODY, DPO]


def test_an_answer_that_no_one_documented_keeps_no_one_else_out_either(client: Counting) -> None:
    client.odd = DPO
    channel = client.conversations_create(name="quiet-heron", is_private=True)["channel"]["id"]
    with pytest.raises(Unexplained, match="made_up_yesterday"):
        invite(client, LEAD, DPO, CRM, channel=channel)
    assert {*client.conversations_members(channel=channel)["members"]} == {BOT, LEAD, CRM}


@pytest.mark.parametrize("why", ["fatal_error", "internal_error", "request_timeout"])
def test_an_error_of_slacks_own_about_one_person_keeps_no_one_else_out(client: Counting, why: str) -> None:
    client.odd, client.why = LEAD, why
    channel = client.conversations_create(name="quiet-heron", is_private=True)["channel"]["id"]
    with pytest.raises(Unclear, match="Slack had an error"):
        invite(client, LEAD, DPO, CRM, channel=channel)
    assert {*client.conversations_members(channel=channel)["members"]} == {BOT, DPO, CRM}


def test_a_repeat_finds_everyone_in_the_channel(client: Counting) -> None:
    channel = client.conversations_create(name="quiet-heron", is_private=True)["channel"]["id"]
    invite(client, LEAD, channel=channel)
    assert invite(client, LEAD, DPO, BOT, channel=channel) == ({"refused": {}}, {LEAD, DPO})


def test_a_refusal_that_is_not_about_a_person_fails_the_effect(client: Counting) -> None:
    client.refusal = "missing_scope"
    with pytest.raises(Rejected, match="missing_scope"):
        invite(client, LEAD, DPO)


def test_when_slack_asks_to_wait_no_one_is_asked_for_alone(client: Counting) -> None:
    client.refusal = "ratelimited"
    with pytest.raises(Throttled):
        invite(client, LEAD, DPO)
    assert client.invited == [f"{LEAD},{DPO}"]
