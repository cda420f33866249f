"""Starting: what a restart keeps, a taken port, and the manifest that is installed."""

import json
import time
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.workspace import RunningWorkspace, serve
from bot.workspace.client import Control
from tests.workspace.conftest import Clock


def test_all_messages_survive_a_restart(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "deep" / "workspace.sqlite"
    first = serve(path, port=0, now=clock)
    client, lead = WebClient(token=first.bot_token, base_url=first.api_url), Control(first.url).person("lead")
    channel = client.conversations_create(name="quiet-otter", is_private=True)["channel"]["id"]
    client.conversations_invite(channel=channel, users=lead.id)
    ts = client.chat_postMessage(channel=channel, text="card")["ts"]
    client.pins_add(channel=channel, timestamp=ts)
    lead.react(channel, ts, "eyes")
    file = lead.upload(channel, "a.txt", b"bytes")["id"]
    client.views_publish(user_id=lead.id, view={"type": "home", "blocks": [{"type": "divider"}]})
    messages = lead.messages(channel, notes=True)
    before = [messages, lead.pins(channel), lead.home()]
    first.stop()

    second = serve(path, port=0, now=clock)
    assert (second.bot_token, second.app_token) == (first.bot_token, first.app_token)
    lead = Control(second.url).person("lead")
    after = [lead.messages(channel, notes=True), lead.pins(channel), lead.home()]
    assert json.dumps(after).replace(second.url, first.url) == json.dumps(before)
    assert lead.download(file) == b"bytes"
    newer = WebClient(token=second.bot_token, base_url=second.api_url).chat_postMessage(channel=channel, text="later")
    assert newer["ts"] > messages[-1]["ts"]
    second.stop()

    third = serve(path, port=0, fresh=True)
    assert third.bot_token != first.bot_token
    assert len(Control(third.url).person("lead").channels()) == 3
    third.stop()


def test_a_start_takes_less_than_a_third_of_a_second_and_a_taken_port_is_reported(tmp_path: Path) -> None:
    began = time.monotonic()
    first = serve(tmp_path / "one.sqlite", port=0)
    assert time.monotonic() - began < 0.3
    with pytest.raises(OSError, match="Address already in use"):
        serve(tmp_path / "two.sqlite", port=int(first.url.rpartition(":")[2]))
    first.stop()
    first.stop()


def test_an_invalid_manifest_is_refused(running: RunningWorkspace) -> None:
    events = {"event_subscriptions": {"bot_events": ["message.groups", "nonsense"]}}
    with pytest.raises(Exception, match=r"message.groups needs the scope groups:history.*unknown event: nonsense"):
        running.install({"oauth_config": {"scopes": {"bot": ["chat:write"]}}, "settings": events})
