"""What is not as Slack sends it is answered in a sentence, and no listener sees it."""

from typing import Any

import pytest
from slack_bolt import App

from bot.slack.acknowledging import Acknowledgment
from bot.slack.payloads import EVENTS, fault_in
from bot.slack.socket_mode import dispatch
from tests.slack.desk import LEAD, Desk

COMMAND = {"command": "/breach", "text": "list", "user_id": "U1", "channel_id": "C1", "trigger_id": "t"}
PRESS = {"type": "block_actions", "user": {"id": "U1"}, "trigger_id": "t", "actions": [{"action_id": "steps.show"}]}
VIEW = {"id": "V1", "type": "modal", "callback_id": "open", "blocks": [], "state": {"values": {}}}
SUBMISSION = {"type": "view_submission", "user": {"id": "U1"}, "view": VIEW}
PINNED = {"type": "reaction_added", "user": "U1", "reaction": "pushpin", "item": {"type": "file", "file": "F1"}}
READABLE: list[dict[str, Any]] = [
    COMMAND,
    {**COMMAND, "text": None},
    PRESS,
    SUBMISSION,
    {"type": "event_callback", "event": PINNED},
    {"type": "event_callback", "event": {"type": "of no one", "user": "U1"}},
]
UNREADABLE: list[tuple[dict[str, Any], str]] = [
    ({**COMMAND, "user_id": None}, "SlashCommand: user_id"),
    ({**COMMAND, "text": ["list"]}, "SlashCommand: text"),
    ({**PRESS, "actions": []}, "BlockActions: actions"),
    ({**PRESS, "user": 3}, "BlockActions: user"),
    ({**SUBMISSION, "view": {**VIEW, "state": {}}}, "ViewSubmission: view.state.values"),
    ({"type": "event_callback", "event": {"type": "member_joined_channel", "user": "U1"}}, "EventCallback: channel"),
    ({"type": "event_callback", "event": "message"}, "EventCallback: event"),
    ({"type": "shortcut"}, "type"),
    ({"type": ["block_actions"]}, "type"),
]


def test_every_event_that_is_listened_to_has_its_fields_here(desk: Desk) -> None:
    heard: list[Any] = []

    class Listening:
        def event(self, kind: Any) -> Any:
            heard.append(kind)
            return lambda listener: listener

        def __getattr__(self, _name: str) -> Any:
            return lambda *_: lambda listener: listener

    desk.listeners.bind(Listening())  # type: ignore[arg-type] # an app that only remembers
    assert {*heard} == {*EVENTS}


@pytest.mark.parametrize("payload", READABLE)
def test_what_slack_sends_has_no_fault(payload: dict[str, Any]) -> None:
    assert fault_in(payload) is None


@pytest.mark.parametrize(("payload", "place"), UNREADABLE)
def test_what_slack_does_not_send_has_a_place_and_is_acknowledged_once(payload: dict[str, Any], place: str) -> None:
    assert fault_in(payload) == place
    said: list[Any] = []

    def acknowledged(answer: Any) -> bool:
        said.append(answer)
        return True

    dispatch(App(token="xoxb-1", token_verification_enabled=False), payload, Acknowledgment(acknowledged))
    [answer] = said
    has_someone_to_tell = "command" in payload or "view" in payload
    assert ("can't read. Nothing was changed. Try again." in str(answer)) == has_someone_to_tell


def test_a_date_too_far_away_is_shown_under_its_field(inside: Desk) -> None:
    view = inside.press(LEAD, "task.add").view
    assert view
    for seconds, says in ((-1, "before 1970"), (9_999_999_999, "too far"), (10**15, "too far")):
        for block in view["blocks"]:
            if block.get("block_id") == "due_at":
                block["element"]["initial_date_time"] = seconds
        assert says in inside.submit(LEAD, view, title="Call the vendor").errors["due_at"]


def test_a_duty_or_a_notice_that_is_no_name_is_refused_in_a_sentence(inside: Desk) -> None:
    for words, most in (("ab " * 1_000, "200"), ("ab " * 40_000, "4,000")):
        assert f"is too long. Write at most {most} characters." in inside.say(LEAD, f"/breach why {words}").text
    assert "Name the notice." in inside.press(LEAD, "notice.draft").text


def test_a_number_that_no_form_of_ours_has_is_refused_in_a_sentence(inside: Desk) -> None:
    assert "from 1 (worst) to 4" in inside.say(LEAD, f"/breach severity {'9' * 3_000}").text
    for action, subject, version in (("proposal.confirm", "9" * 5_000, ""), ("notice.approve", "executive-brief", "x")):
        assert "older version of breachbot" in inside.press(LEAD, action, subject, version=version).text
