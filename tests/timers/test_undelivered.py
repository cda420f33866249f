"""What failed is listed and can be tried again; what was delivered is left alone."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.actions.effects import Rejected, Throttled
from bot.cli.timers import outbox_list, outbox_retry
from bot.domain.refusal_codes import classify
from bot.errors import NotFound
from bot.store.engine import migrate, open_engine, reading, writing
from bot.timers.undelivered import retry, undelivered
from tests.timers.conftest import Ground, make_ground


def refuse_the_channel(ground: Ground) -> None:
    """An incident whose channel Slack refused, and one message that arrived."""
    ground.send("fine")
    ground.at(seconds=1)
    ground.send("channel", kind="channel")
    ground.send("card", needs="channel")
    ground.send("pin", needs="card")
    refusal = classify("conversations.create", "missing_scope")
    ground.gateway.failures = [Rejected("Slack refused: missing_scope.", refusal=refusal)]
    ground.at(seconds=1)


def test_what_failed_and_what_is_late_is_shown_but_not_what_arrived(ground: Ground) -> None:
    refuse_the_channel(ground)
    ground.send("waits")
    ground.gateway.failures = [Throttled(timedelta(minutes=10))]
    ground.at(seconds=1)
    with reading(ground.engine) as session:
        early = [row.key for row in undelivered(session, ground.now)]
        later = [row.key for row in undelivered(session, ground.now + timedelta(minutes=2))]
    assert early == ["card", "channel", "pin"]
    assert later == ["card", "channel", "pin", "waits"]


def test_trying_again_brings_back_what_waited_for_it_and_in_its_order(ground: Ground) -> None:
    refuse_the_channel(ground)
    with writing(ground.engine) as session:
        assert retry(session, ["channel"]) == ["card", "channel", "pin"]
    ground.at(seconds=1)
    assert ground.gateway.keys == ["fine", "channel", "channel", "card", "pin"]


def test_trying_again_without_a_key_takes_all_that_failed(ground: Ground) -> None:
    refuse_the_channel(ground)
    with writing(ground.engine) as session:
        assert retry(session) == ["card", "channel", "pin"]
        assert retry(session) == []


def test_a_key_that_has_not_failed_is_refused(ground: Ground) -> None:
    refuse_the_channel(ground)
    with pytest.raises(NotFound, match="No failed effect has the key fine"), writing(ground.engine) as session:
        retry(session, ["fine"])


def test_the_commands_show_and_retry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    monkeypatch.setenv("BREACHBOT_DATABASE", url)
    engine = open_engine(url)
    migrate(engine)
    app = typer.Typer()
    app.command("list")(outbox_list)
    app.command("retry")(outbox_retry)
    run = CliRunner().invoke
    assert run(app, ["list"]).stdout == "Everything has been delivered.\n"
    assert run(app, ["retry"]).stdout == "Nothing has failed.\n"
    refuse_the_channel(make_ground(engine, url))
    shown = json.loads(run(app, ["list", "--json"]).stdout)
    assert [(row["key"], row["status"]) for row in shown] == [
        ("card", "failed"),
        ("channel", "failed"),
        ("pin", "failed"),
    ]
    said = run(app, ["list"]).stdout
    assert "missing_scope" in said
    assert "The incident's private channel wasn't created.\n" in said
    assert "The Slack app lacks a permission.\n" in said
    assert run(app, ["retry", "channel"]).stdout == "card\nchannel\npin\n"
