"""The Web API keeps Slack's rules: names, scopes, limits, and the error code for each."""

import inspect
import re
from functools import partial
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace import RunningWorkspace
from bot.workspace.api.dispatch import METHODS
from bot.workspace.client import Control, Person
from tests.workspace.conftest import Clock

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}


def error(run: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        run(*args, **kwargs)
    return str(caught.value.response["error"])


@pytest.fixture
def channel(client: WebClient) -> str:
    return str(client.conversations_create(name="quiet-otter", is_private=True)["channel"]["id"])


def test_auth_test_names_the_bot_and_its_scopes(client: WebClient) -> None:
    reply = client.auth_test()
    assert (reply["bot_id"], reply["user_id"]) == ("BBREACHBT", "UBREACHBT")
    assert "chat:write" in reply.headers["x-oauth-scopes"]


def test_an_unknown_method_is_refused_and_recorded(client: WebClient, control: Control) -> None:
    assert error(client.api_call, "chat.shout", json={"text": "x"}) == "unknown_method"
    assert [(c["what"], c["method"]) for c in control.complaints()] == [("unknown_method", "chat.shout")]


def test_an_unknown_argument_is_refused(client: WebClient) -> None:
    assert error(client.api_call, "chat.delete", json={"channel": "C", "ts": "1", "loud": 1}) == "invalid_arguments"


def test_a_required_argument_that_is_missing_is_refused(client: WebClient) -> None:
    assert error(client.api_call, "chat.postMessage", json={"text": "x"}) == "invalid_arguments"


@pytest.mark.parametrize(("token", "code"), [("", "not_authed"), ("nonsense", "invalid_auth")])
def test_a_wrong_token_is_refused(running: RunningWorkspace, token: str, code: str) -> None:
    assert error(WebClient(token=token, base_url=running.api_url).auth_test) == code


def test_the_app_token_opens_connections_and_nothing_else(running: RunningWorkspace, client: WebClient) -> None:
    app_token = WebClient(token=running.app_token, base_url=running.api_url)
    assert app_token.apps_connections_open(app_token=running.app_token)["url"].startswith("ws://127.0.0.1")
    assert error(app_token.auth_test) == "not_allowed_token_type"
    assert error(client.apps_connections_open, app_token=running.bot_token) == "not_allowed_token_type"


def test_search_is_for_people_and_not_for_bots(client: WebClient) -> None:
    assert error(client.search_messages, query="x") == "not_allowed_token_type"


def test_without_the_scope_a_method_says_which_is_needed(running: RunningWorkspace, client: WebClient) -> None:
    running.install({"oauth_config": {"scopes": {"bot": ["commands", "channels:manage"]}}})
    with pytest.raises(SlackApiError) as caught:
        client.pins_list(channel="CGENERAL1")
    assert caught.value.response["needed"] == "pins:read"
    assert caught.value.response["provided"] == "commands,channels:manage"


def test_a_private_channel_needs_the_scope_for_groups(running: RunningWorkspace, client: WebClient) -> None:
    running.install({"oauth_config": {"scopes": {"bot": ["channels:manage", "channels:read"]}}})
    assert client.conversations_create(name="open-channel")["ok"]
    assert error(client.conversations_create, name="closed-channel", is_private=True) == "missing_scope"
    assert error(client.conversations_list, types="private_channel") == "missing_scope"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "invalid_name_required"),
        ("a" * 81, "invalid_name_maxlength"),
        ("Quiet-Otter", "invalid_name_specials"),
        ("quiet otter", "invalid_name_specials"),
        ("--_", "invalid_name_punctuation"),
        ("general", "name_taken"),
    ],
)
def test_a_bad_channel_name_is_refused(client: WebClient, name: str, code: str) -> None:
    assert error(client.conversations_create, name=name) == code


def test_a_name_of_eighty_characters_is_accepted(client: WebClient) -> None:
    assert client.conversations_create(name="a" * 80)["channel"]["name"] == "a" * 80


def test_the_name_of_an_archived_channel_stays_taken(client: WebClient, channel: str) -> None:
    client.conversations_archive(channel=channel)
    assert error(client.conversations_create, name="quiet-otter") == "name_taken"
    assert error(client.conversations_archive, channel=channel) == "already_archived"
    assert error(client.chat_postMessage, channel=channel, text="x") == "is_archived"


def test_general_cannot_be_archived(client: WebClient) -> None:
    client.conversations_join(channel="CGENERAL1")
    assert error(client.conversations_archive, channel="CGENERAL1") == "cant_archive_general"


def test_inviting_names_each_bad_person_and_adds_no_one(client: WebClient, channel: str) -> None:
    client.conversations_invite(channel=channel, users="ULEAD0001")
    with pytest.raises(SlackApiError) as caught:
        client.conversations_invite(channel=channel, users="UDPO00001,ULEAD0001,UNOBODY01")
    reply = caught.value.response
    assert [(e["user"], e["error"]) for e in reply["errors"]] == [
        ("ULEAD0001", "already_in_channel"),
        ("UNOBODY01", "user_not_found"),
    ]
    assert client.conversations_members(channel=channel)["members"] == ["UBREACHBT", "ULEAD0001"]


def test_forced_inviting_adds_those_it_can(client: WebClient, channel: str) -> None:
    client.conversations_invite(channel=channel, users="UNOBODY01,UDPO00001", force=True)
    assert client.conversations_members(channel=channel)["members"] == ["UBREACHBT", "UDPO00001"]


@pytest.mark.parametrize(("users", "code"), [("", "no_user"), ("UBREACHBT", "cant_invite_self")])
def test_inviting_no_one_or_oneself_is_refused(client: WebClient, channel: str, users: str, code: str) -> None:
    assert error(client.conversations_invite, channel=channel, users=users) == code


def test_a_topic_has_at_most_250_characters(client: WebClient, channel: str) -> None:
    assert client.conversations_setTopic(channel=channel, topic="t" * 250)["channel"]["topic"]["value"] == "t" * 250
    assert error(client.conversations_setTopic, channel=channel, topic="t" * 251) == "too_long"


def test_a_message_to_a_channel_the_bot_is_not_in_is_refused(client: WebClient) -> None:
    assert error(client.chat_postMessage, channel="CGENERAL1", text="x") == "not_in_channel"
    assert error(client.chat_postMessage, channel="CNOTHING1", text="x") == "channel_not_found"


def test_a_message_without_text_is_refused(client: WebClient, channel: str) -> None:
    assert error(client.api_call, "chat.postMessage", json={"channel": channel, "text": ""}) == "no_text"


def test_overlong_text_is_truncated_with_a_warning(client: WebClient, channel: str) -> None:
    reply = client.chat_postMessage(channel=channel, text="x" * 40_001)
    assert len(reply["message"]["text"]) == 40_000
    assert reply["warning"] == "message_truncated"


def test_invalid_blocks_are_refused_with_their_location(client: WebClient, channel: str, control: Control) -> None:
    bad = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=channel, text="x", blocks=bad)
    assert caught.value.response["error"] == "invalid_blocks"
    assert "[json-pointer:/blocks/0/text/text]" in caught.value.response["response_metadata"]["messages"][0]
    assert control.complaints()
    assert error(client.chat_postMessage, channel=channel, text="x", blocks=[SECTION] * 51) == "msg_blocks_too_long"


def test_metadata_is_kept_and_shown_in_full_only_when_asked_for(client: WebClient, channel: str) -> None:
    meta = {"event_type": "step", "event_payload": {"key": "contain-1"}}
    ts = client.chat_postMessage(channel=channel, text="x", metadata=meta)["ts"]
    assert client.conversations_history(channel=channel)["messages"][0]["metadata"] == {"event_type": "step"}
    assert client.conversations_history(channel=channel, include_all_metadata=True)["messages"][0]["metadata"] == meta
    client.chat_update(channel=channel, ts=ts, text="y")
    assert client.conversations_history(channel=channel, include_all_metadata=True)["messages"][0]["metadata"] == meta
    client.chat_update(channel=channel, ts=ts, text="y", metadata={})
    assert "metadata" not in client.conversations_history(channel=channel)["messages"][0]


def test_only_own_messages_may_be_changed_or_deleted(client: WebClient, channel: str, lead: Person) -> None:
    client.conversations_invite(channel=channel, users=lead.id)
    ts = lead.type(channel, "mine").answer["message"]["ts"]
    assert error(client.chat_update, channel=channel, ts=ts, text="yours") == "cant_update_message"
    assert error(client.chat_delete, channel=channel, ts=ts) == "cant_delete_message"


def test_an_update_has_at_most_4000_characters(client: WebClient, channel: str) -> None:
    ts = client.chat_postMessage(channel=channel, text="x")["ts"]
    assert client.chat_update(channel=channel, ts=ts, text="x" * 4000)["ok"]
    assert error(client.chat_update, channel=channel, ts=ts, text="x" * 4001) == "msg_too_long"
    assert error(client.chat_update, channel=channel, ts="1.000000", text="x") == "message_not_found"


def test_an_ephemeral_message_is_not_stored_and_cannot_be_updated(
    client: WebClient, channel: str, lead: Person
) -> None:
    client.conversations_invite(channel=channel, users=lead.id)
    ts = client.chat_postEphemeral(channel=channel, user=lead.id, text="psst")["message_ts"]
    assert [m["text"] for m in lead.ephemerals(channel)] == ["psst"]
    assert lead.messages(channel) == []
    assert error(client.chat_update, channel=channel, ts=ts, text="x") == "message_not_found"
    assert error(client.chat_postEphemeral, channel=channel, user="UDPO00001", text="x") == "user_not_in_channel"


def test_timestamps_increase_even_if_the_time_stops_or_goes_back(client: WebClient, channel: str, clock: Clock) -> None:
    first = client.chat_postMessage(channel=channel, text="1")["ts"]
    second = client.chat_postMessage(channel=channel, text="2")["ts"]
    clock.move(days=-30)
    third = client.chat_postMessage(channel=channel, text="3")["ts"]
    assert first < second < third
    assert all(re.fullmatch(r"\d{10}\.\d{6}", ts) for ts in (first, second, third))
    assert first.startswith(str(int(clock().timestamp()) + 30 * 86_400))


def test_history_is_newest_first_in_pages_and_without_replies(client: WebClient, channel: str) -> None:
    posted = [client.chat_postMessage(channel=channel, text=str(number))["ts"] for number in range(5)]
    client.chat_postMessage(channel=channel, text="reply", thread_ts=posted[0])
    first = client.conversations_history(channel=channel, limit=3)
    assert [m["text"] for m in first["messages"]] == ["4", "3", "2"]
    cursor = first["response_metadata"]["next_cursor"]
    second = client.conversations_history(channel=channel, limit=3, cursor=cursor)
    assert [m["text"] for m in second["messages"]] == ["1", "0"]
    assert second["has_more"] is False
    assert second["messages"][-1]["reply_count"] == 1
    thread = client.conversations_replies(channel=channel, ts=posted[0])["messages"]
    assert [m["text"] for m in thread] == ["0", "reply"]
    assert error(client.conversations_replies, channel=channel, ts="1.000000") == "thread_not_found"


def test_oldest_and_latest_bound_history(client: WebClient, channel: str) -> None:
    ts = [client.chat_postMessage(channel=channel, text=str(number))["ts"] for number in range(3)]
    bounded = client.conversations_history(channel=channel, oldest=ts[0], latest=ts[2])
    assert [m["text"] for m in bounded["messages"]] == ["1"]
    bounded = client.conversations_history(channel=channel, oldest=ts[0], latest=ts[2], inclusive=True)
    assert [m["text"] for m in bounded["messages"]] == ["2", "1", "0"]


def test_pins_list_what_is_pinned(client: WebClient, channel: str) -> None:
    ts = client.chat_postMessage(channel=channel, text="card")["ts"]
    client.pins_add(channel=channel, timestamp=ts)
    assert [item["message"]["ts"] for item in client.pins_list(channel=channel)["items"]] == [ts]
    assert error(client.pins_add, channel=channel, timestamp=ts) == "already_pinned"
    assert error(client.pins_add, channel=channel, timestamp="1.000000") == "message_not_found"
    assert error(client.pins_add, channel=channel, timestamp="soon") == "bad_timestamp"
    assert error(client.pins_add, channel=channel) == "no_item_specified"
    client.pins_remove(channel=channel, timestamp=ts)
    assert error(client.pins_remove, channel=channel, timestamp=ts) == "no_pin"


def test_bookmarks_are_links_on_the_web(client: WebClient, channel: str, lead: Person) -> None:
    client.conversations_invite(channel=channel, users=lead.id)
    made = client.bookmarks_add(channel_id=channel, title="Runbook", type="link", link="https://example.com/r")[
        "bookmark"
    ]
    client.bookmarks_edit(channel_id=channel, bookmark_id=made["id"], title="The runbook")
    assert [mark["title"] for mark in lead.bookmarks(channel)] == ["The runbook"]
    assert (
        error(client.bookmarks_add, channel_id=channel, title="x", type="link", link="javascript:alert(1)")
        == "invalid_link"
    )
    client.bookmarks_remove(channel_id=channel, bookmark_id=made["id"])
    assert client.bookmarks_list(channel_id=channel)["bookmarks"] == []


def test_reactions_count_people_once(client: WebClient, channel: str, lead: Person) -> None:
    client.conversations_invite(channel=channel, users=lead.id)
    ts = client.chat_postMessage(channel=channel, text="x")["ts"]
    client.reactions_add(channel=channel, timestamp=ts, name="eyes")
    lead.react(channel, ts, "eyes")
    assert client.reactions_get(channel=channel, timestamp=ts)["message"]["reactions"] == [
        {"name": "eyes", "users": ["UBREACHBT", "ULEAD0001"], "count": 2}
    ]
    assert error(client.reactions_add, channel=channel, timestamp=ts, name="eyes") == "already_reacted"
    assert error(client.reactions_add, channel=channel, timestamp=ts, name="Not An Emoji!") == "invalid_name"
    client.reactions_remove(channel=channel, timestamp=ts, name="eyes")
    assert error(client.reactions_remove, channel=channel, timestamp=ts, name="eyes") == "no_reaction"


def test_people_have_time_zones_and_groups(client: WebClient) -> None:
    lead = client.users_info(user="ULEAD0001")["user"]
    assert (lead["tz"], lead["tz_offset"]) == ("Europe/Berlin", 3600)
    assert client.users_lookupByEmail(email=lead["profile"]["email"])["user"]["id"] == "ULEAD0001"
    assert error(client.users_lookupByEmail, email="nobody@example.com") == "users_not_found"
    assert error(client.users_info, user="UNOBODY01") == "user_not_found"
    assert len(client.users_list()["members"]) == 9
    groups = {g["handle"]: g["users"] for g in client.usergroups_list(include_users=True)["usergroups"]}
    assert groups == {"privacy-team": ["UDPO00001"], "incident-leads": ["ULEAD0001", "UENG00001"]}
    assert client.usergroups_users_list(usergroup="SINCLEAD1")["users"] == ["ULEAD0001", "UENG00001"]
    assert error(client.usergroups_users_list, usergroup="SNOTHING1") == "no_such_subteam"


def test_a_message_to_a_person_goes_to_the_direct_message(client: WebClient, lead: Person, outsider: Person) -> None:
    opened = client.conversations_open(users="ULEAD0001")["channel"]["id"]
    assert client.chat_postMessage(channel="ULEAD0001", text="hello")["channel"] == opened
    assert [m["text"] for m in lead.messages("dm")] == ["hello"]
    assert outsider.messages("dm") == []


def test_an_uploaded_file_is_shared_and_comes_back_complete(client: WebClient, channel: str, lead: Person) -> None:
    client.conversations_invite(channel=channel, users=lead.id)
    content = bytes(range(256)) * 40
    done = client.files_upload_v2(
        channel=channel, filename="report.pdf", content=content, title="Report", initial_comment="As of now"
    )
    file = done["file"]["id"]
    shared = lead.wait_message(channel, "As of now")
    assert [f["id"] for f in shared["files"]] == [file]
    assert lead.download(file) == content
    info = client.files_info(file=file)["file"]
    assert (info["size"], info["title"], info["groups"]) == (len(content), "Report", [channel])
    client.files_delete(file=file)
    assert error(client.files_info, file=file) == "file_not_found"


def test_a_file_without_bytes_or_name_is_refused(client: WebClient) -> None:
    assert error(client.files_getUploadURLExternal, filename="x", length=0) == "missing_argument"
    made = client.files_getUploadURLExternal(filename="x", length=3)
    assert error(client.files_completeUploadExternal, files=[{"id": made["file_id"]}]) == "file_not_found"


def test_scheduled_messages_arrive_at_their_time(client: WebClient, channel: str, clock: Clock, lead: Person) -> None:
    client.conversations_invite(channel=channel, users=lead.id)
    at = int(clock().timestamp())
    assert error(client.chat_scheduleMessage, channel=channel, post_at=at - 1, text="x") == "time_in_past"
    assert error(client.chat_scheduleMessage, channel=channel, post_at=at + 121 * 86_400, text="x") == "time_too_far"
    client.chat_scheduleMessage(channel=channel, post_at=at + 3600, text="an hour later")
    meta = {"event_type": "t", "event_payload": {}}
    client.chat_scheduleMessage(channel=channel, post_at=at + 3600, text="never, with metadata", metadata=meta)
    assert lead.messages(channel) == []
    clock.move(hours=2)
    lead.wait_message(channel, "an hour later")
    assert len(lead.messages(channel)) == 1


def test_thirty_messages_fit_in_five_minutes_and_no_more(client: WebClient, channel: str, clock: Clock) -> None:
    at = int(clock().timestamp()) // 300 * 300 + 600
    for number in range(30):
        client.chat_scheduleMessage(channel=channel, post_at=at + number, text="x")
    assert error(client.chat_scheduleMessage, channel=channel, post_at=at + 30, text="x") == "restricted_too_many"


def test_blocks_validate_needs_no_token_and_points_to_the_error(running: RunningWorkspace) -> None:
    nobody = WebClient(token="", base_url=running.api_url)
    assert nobody.blocks_validate(blocks=[SECTION])["ok"]
    with pytest.raises(SlackApiError) as caught:
        nobody.blocks_validate(blocks=[{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}])
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["errors"][0]["pointer"] == "/blocks/0/text"


def test_one_message_a_second_where_the_limit_is_on(client: WebClient, channel: str, control: Control) -> None:
    client.chat_postMessage(channel=channel, text="1")
    client.chat_postMessage(channel=channel, text="2")
    control.settings(one_message_per_second=True)
    client.chat_postMessage(channel=channel, text="3")
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=channel, text="4")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"


@pytest.mark.parametrize("encoding", ["form", "get"])
def test_form_and_query_arguments_are_accepted(running: RunningWorkspace, channel: str, encoding: str) -> None:
    client = WebClient(token=running.bot_token, base_url=running.api_url)
    args = {"channel": channel, "text": "x", "blocks": '[{"type": "divider"}]', "unfurl_links": "false"}
    post = partial(client.api_call, "chat.postMessage")
    reply = post(data=args) if encoding == "form" else post(params=args)
    assert reply["message"]["blocks"][0]["type"] == "divider"
    assert (
        client.api_call("conversations.info", http_verb="GET", params={"channel": channel})["channel"]["id"] == channel
    )


def test_every_argument_the_sdk_may_send_is_known() -> None:
    ours = {name: {*method.required, *method.optional, "team_id"} for name, method in METHODS.items()}
    for name, known in ours.items():
        sends = inspect.signature(getattr(WebClient, name.replace(".", "_"))).parameters
        assert set(sends) - {"self", "kwargs", "app_token", "args"} <= known, name


def test_the_methods_are_exactly_these() -> None:
    wanted = """
    api.test auth.test apps.connections.open chat.postMessage chat.update chat.delete chat.postEphemeral
    chat.getPermalink chat.scheduleMessage conversations.create conversations.invite conversations.kick
    conversations.info conversations.list conversations.members conversations.history conversations.replies
    conversations.open conversations.join conversations.leave conversations.rename conversations.archive
    conversations.unarchive conversations.setTopic conversations.setPurpose conversations.mark users.info
    users.list users.lookupByEmail users.conversations usergroups.list usergroups.users.list views.open
    views.push views.update views.publish pins.add pins.list pins.remove bookmarks.add bookmarks.list
    bookmarks.edit bookmarks.remove reactions.add reactions.get reactions.remove files.getUploadURLExternal
    files.completeUploadExternal files.info files.list files.delete blocks.validate team.info bots.info
    """
    assert set(wanted.split()) <= set(METHODS)


def test_blocks_in_attachments_are_checked_too(client: WebClient, channel: str) -> None:
    bad = [{"fallback": "x", "blocks": [{"type": "nonsense"}]}]
    assert error(client.chat_postMessage, channel=channel, text="x", attachments=bad) == "invalid_blocks"
    good = [{"fallback": "x", "blocks": [SECTION]}]
    assert client.chat_postMessage(channel=channel, text="x", attachments=good)["message"]["attachments"]


def test_renaming_keeps_the_old_names_and_the_rules(client: WebClient, channel: str) -> None:
    renamed = client.conversations_rename(channel=channel, name="calm-otter")["channel"]
    assert (renamed["name"], renamed["previous_names"]) == ("calm-otter", ["quiet-otter"])
    assert error(client.conversations_rename, channel=channel, name="general") == "name_taken"
    assert error(client.conversations_rename, channel=channel, name="Calm") == "invalid_name_specials"


def test_a_reply_sent_to_the_channel_too_is_in_both(client: WebClient, channel: str) -> None:
    root = client.chat_postMessage(channel=channel, text="root")["ts"]
    client.chat_postMessage(channel=channel, text="both", thread_ts=root, reply_broadcast=True)
    assert [m["text"] for m in client.conversations_history(channel=channel)["messages"]] == ["both", "root"]
    assert [m["text"] for m in client.conversations_replies(channel=channel, ts=root)["messages"]] == ["root", "both"]


def test_archived_channels_are_left_out_when_asked(client: WebClient, channel: str) -> None:
    client.conversations_archive(channel=channel)
    listed = client.conversations_list(types="private_channel")["channels"]
    assert [(c["id"], c["is_archived"]) for c in listed] == [(channel, True)]
    assert client.conversations_list(types="private_channel", exclude_archived=True)["channels"] == []
    client.conversations_unarchive(channel=channel)
    assert client.chat_postMessage(channel=channel, text="x")["ok"]


def test_metadata_of_the_wrong_shape_is_refused(client: WebClient, channel: str) -> None:
    for wrong in ({"event_type": "x"}, {"event_type": "x", "event_payload": {}, "more": 1}, ["x"]):
        assert error(client.chat_postMessage, channel=channel, text="x", metadata=wrong) == "invalid_metadata_format"
