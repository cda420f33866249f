"""What Slack refuses, in the running app: who hears of it within a minute, in words, and what goes another way."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store.engine import reading, writing
from bot.store.tables import Outbox
from bot.timers.undelivered import retry
from bot.workspace.client import visible_text
from bot.workspace.client.waiting import wait_for
from bot.workspace.core.residents import BOT_USER
from tests.conversations.stage import Stage, on_stage

CRM = "UCRM00001"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with on_stage(tmp_path) as found:
        yield found


def open_incident(stage: Stage, line: str = "laptop lost in Lyon") -> str:
    """Its codename."""
    stage.person("engineer1").command("#general", f"/breach open {line}")
    stage.settle()
    return stage.incident.codename


def heard(stage: Stage, who: str) -> list[str]:
    """What breachbot told this person directly, in order."""
    person = stage.person(who)
    [direct] = [one["id"] for one in person.channels() if one.get("is_im") and one.get("user") == BOT_USER]
    return [visible_text(one) for one in person.messages(direct) if one["user"] == BOT_USER]


def cards(stage: Stage, channel: str) -> list[str]:
    """The cards that stand in the channel, by timestamp."""
    [key] = [row.result["ts"] for row in rows(stage, "post") if row.key.startswith("card:") and row.result]
    return [one["ts"] for one in stage.person("lead").messages(channel) if one["ts"] == key]


def refused_in_channel(stage: Stage) -> list[str]:
    return [row.key for row in rows(stage, "post") + rows(stage, "update") if row.status == "failed"]


def rows(stage: Stage, kind: str) -> list[Outbox]:
    with reading(stage.bot.engine) as session:
        return [row for row in session.query(Outbox).order_by(Outbox.created_at) if row.kind == kind]


def test_a_channel_that_may_not_be_created(stage: Stage) -> None:
    stage.control.fault("restricted_action", "conversations.create")
    name = open_incident(stage)
    told = f"*{name}:* The incident's private channel wasn't created."
    for who in ("lead", "dpo", "engineer1"):
        [said] = heard(stage, who)
        assert said.startswith(told)
        assert "Ask a Slack administrator to allow it." in said
    assert heard(stage, "exec") == []

    stage.move(stage.now() + timedelta(hours=37))  # half of the 72 hours are over
    assert [said for said in heard(stage, "dpo") if "Notify the supervisory authority" in said]
    sent = [said for said in stage.record() if said.startswith("sent UDPO00001 a direct message: ")]
    assert [said for said in sent if "Notify the supervisory authority" in said]
    assert not [said for said in stage.record() if said.startswith("reminded")]

    stage.control.no_faults()
    with writing(stage.bot.engine) as session:
        retry(session)
    stage.settle()
    channel = stage.person("dpo").channel_id(name)
    assert stage.person("dpo").messages(channel)


def test_what_slack_does_not_take_for_a_minute_is_told_and_still_done_later(stage: Stage) -> None:
    stage.control.fault("internal_error", "conversations.create")
    name = open_incident(stage)
    said = "Slack had an internal error.\nbreachbot keeps trying. You don't need to do anything."
    opened = stage.now()
    while not heard(stage, "lead"):
        stage.move(stage.now() + timedelta(seconds=5))
    assert stage.now() - opened < timedelta(minutes=1)
    assert heard(stage, "lead") == [f"*{name}:* The incident's private channel wasn't created.\n{said}"]
    stage.person("dpo").command("#general", "/breach note the provider was called")
    stage.person("dpo").command("#general", "/breach report")
    asked = stage.now()
    while not [one for one in heard(stage, "dpo") if "The document" in one]:
        stage.move(stage.now() + timedelta(seconds=5))
    assert stage.now() - asked < timedelta(minutes=1)
    stage.move(opened + timedelta(hours=36))  # half of the 72 hours are over
    stage.move(stage.now() + timedelta(minutes=1))
    [reminded] = [one for one in heard(stage, "dpo") if "Notify the supervisory authority" in one]
    assert not [one for one in heard(stage, "dpo") if "A reminder wasn't posted" in one]
    stage.control.no_faults()
    stage.move(stage.now() + timedelta(minutes=10))
    channel = stage.person("dpo").channel_id(name)
    assert reminded not in [visible_text(one) for one in stage.person("dpo").messages(channel)]
    assert stage.person("dpo").messages(stage.person("dpo").channel_id(name))


def test_a_channel_that_people_archive_change_and_take_from_breachbot(stage: Stage) -> None:
    stage.control.fault("ura_max_channels", "conversations.invite", user=CRM)
    name = open_incident(stage)
    lead, dpo = stage.person("lead"), stage.person("dpo")
    channel = lead.channel_id(name)
    assert dpo.messages(channel), "the others are invited"
    assert heard(stage, "lead")[-1] == (
        f"*<@{CRM}> isn't in the channel:* They are a guest who can't join another channel. "
        "Assign someone else, or ask a Slack administrator to make them a full member."
    )
    assert [said for said in stage.record() if said.startswith(f"Slack did not let {CRM} into the channel")]

    [card] = cards(stage, channel)
    lead.delete(channel, card)
    for severity in (2, 1):
        dpo.command(channel, f"/breach severity {severity} much of it is sensitive")
        stage.settle()
    [again] = cards(stage, channel)
    assert again != card
    assert stage.record().count("a message could not be delivered to Slack") == 0

    lead.archive(channel)
    before = len(heard(stage, "engineer1"))
    stage.person("engineer1").command("#general", "/breach note the provider was called")
    stage.person("engineer1").command("#general", "/breach report")
    stage.settle()
    assert [said for said in heard(stage, "engineer1")[before:] if "The channel is archived." in said]
    lead.unarchive(channel)
    wait_for(lambda: rows(stage, "file")[0].status == "pending", 5, "the app to hear of it")
    stage.settle()
    assert rows(stage, "file")[0].status == "sent"

    stage.control.fault("file_uploads_disabled", "files.getUploadURLExternal")
    stage.person("engineer1").command(channel, "/breach report")
    stage.settle()
    assert "Your Slack workspace doesn't accept the file." in heard(stage, "engineer1")[-1]

    lead.kick(channel, BOT_USER)
    stage.move(stage.now() + timedelta(hours=37))
    assert [said for said in heard(stage, "dpo") if "Notify the supervisory authority" in said]
    assert [said for said in heard(stage, "lead") if "breachbot is no longer in the channel" in said]
    lead.act("invite", {"channel": channel, "user": BOT_USER})
    wait_for(lambda: not refused_in_channel(stage), 5, "the app to hear of it")
    stage.settle()
    assert stage.verified()


def test_who_waits_for_a_channel_that_gets_no_name_hears_once_that_it_will_not_come(stage: Stage) -> None:
    stage.control.fault("name_taken", "conversations.create")
    name = open_incident(stage)
    for _ in range(11):
        stage.move(stage.now() + timedelta(seconds=5))
    for who in ("lead", "dpo", "engineer1"):
        [said] = heard(stage, who)
        assert said.startswith(
            f"*{name}:* The incident's private channel wasn't created.\nSlack doesn't accept the channel's name.\n"
            "Have whoever runs breachbot look at `breachbot outbox list`."
        )


def test_a_direct_message_that_slack_failed_at_is_looked_for_and_sent_once(stage: Stage) -> None:
    stage.control.fault("restricted_action", "conversations.create")
    stage.control.fault("server_error", "chat.postMessage", count=2)
    stage.control.fault("reply_lost", "chat.postMessage", count=1)
    name = open_incident(stage)
    for _ in range(12):
        stage.move(stage.now() + timedelta(seconds=10))
    for who in ("lead", "dpo", "engineer1"):
        [said] = heard(stage, who)
        assert said.startswith(f"*{name}:* The incident's private channel wasn't created.")
    assert not [said for said in stage.record() if "could not be delivered to Slack: direct" in said]


def test_a_reminder_that_may_have_been_posted_goes_to_those_it_is_for_too(stage: Stage) -> None:
    open_incident(stage)
    stage.control.fault("internal_error", "chat.postMessage", channel=stage.channel)
    stage.move(stage.now() + timedelta(hours=36))  # half of the 72 hours are over
    for _ in range(6):
        stage.move(stage.now() + timedelta(seconds=20))
    [said] = [one for one in heard(stage, "dpo") if "Notify the supervisory authority" in one]
    assert said.startswith("<@UDPO00001>")
