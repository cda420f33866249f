"""The files of one document arrive in one message, whatever goes wrong: none is lost and none comes twice."""

from datetime import UTC, datetime
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.actions.effects import Effect, Unclear
from bot.slack.gateway import SlackGateway
from bot.workspace.client import Control, Person

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NAMES = ["BR-2026-0001_report_7.pdf", "BR-2026-0001_report_7.html", "BR-2026-0001_report_7.md"]
FILES = [{"filename": name, "title": name, "content": "what happened"} for name in NAMES]


def deliver(client: Any, channel: str, since: datetime | None = None) -> dict[str, Any]:
    effect = Effect("report:1:7", "file", 1, {"channel": channel}, channel, NOON)
    made = SlackGateway(client, lambda _: None, lambda _: FILES, lambda _: False)
    return made.deliver(effect, look_back_from=since)


def messages(lead: Person, channel: str) -> list[list[str]]:
    """The names of the files of each message."""
    return [[file["name"] for file in one["files"]] for one in lead.messages(channel)]


def test_all_formats_of_a_report_come_in_one_message(client: WebClient, channel: str, lead: Person) -> None:
    made = deliver(client, channel)
    assert messages(lead, channel) == [NAMES]
    assert len(made["files"]) == 3


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"])
def test_an_upload_that_breaks_off_shares_nothing_and_is_repeated_whole(
    client: WebClient, control: Control, channel: str, lead: Person, method: str
) -> None:
    control.fault("server_error", method, count=1)
    with pytest.raises(Unclear):
        deliver(client, channel)
    assert messages(lead, channel) == []
    deliver(client, channel, LONG_AGO)
    assert messages(lead, channel) == [NAMES]


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_kill_between_two_files_loses_none_and_doubles_none(
    client: WebClient, channel: str, lead: Person, at: int
) -> None:
    with pytest.raises(Unclear):
        deliver(Killed(client, at), channel)
    assert messages(lead, channel) == []
    deliver(client, channel, LONG_AGO)
    deliver(client, channel, LONG_AGO)
    assert messages(lead, channel) == [NAMES]


def test_a_lost_reply_to_the_last_call_doubles_none(
    client: WebClient, control: Control, channel: str, lead: Person
) -> None:
    control.fault("reply_lost", "files.completeUploadExternal", count=1)
    with pytest.raises(Unclear):
        deliver(client, channel)
    assert len(deliver(client, channel, LONG_AGO)["files"]) == 3
    assert messages(lead, channel) == [NAMES]


class Killed:
    """A client that dies when it has the address of the file at this place (from 1), before the bytes are sent."""

    def __init__(self, client: WebClient, at: int) -> None:
        self.client, self.at = client, at

    def files_list(self, **given: Any) -> Any:
        return self.client.files_list(**given)

    def files_upload_v2(self, *, channel: str, file_uploads: list[dict[str, Any]], thread_ts: str | None) -> Any:
        assert thread_ts is None
        for one in file_uploads[: self.at]:
            self.client.files_getUploadURLExternal(filename=one["filename"], length=len(one["content"]))
        raise TimeoutError
