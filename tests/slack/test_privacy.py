"""What an incident says stays in the incident: a whole conversation, then a search for its words everywhere else.

The words are ones that nothing else could say. Everything that is logged is caught, from every library and
at every level, as the program itself would write it.
"""

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.cli import logs
from bot.slack import channel_events, outgoing
from bot.workspace.client import Control, Denied, Person, wait_for
from bot.workspace.client import visible_text as words
from tests.conversations.stage import Stage, on_stage

SECRETS = ("Zaphod", "Betelgeuse", "Magrathea", "Vogsphere", "Slartibartfast", "Trillian")
OTHERS = ("outsider",)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """All that is logged while a test runs, as `breachbot run` would log it, at every level."""
    stream = io.StringIO()
    before = logging.getLogger().handlers[:], logging.getLogger().level, structlog.get_config()
    monkeypatch.setattr("sys.stderr", stream)
    logs.begin("DEBUG")
    monkeypatch.undo()
    logging.getLogger().setLevel(logging.DEBUG)
    for name in ("slack_bolt", "slack_sdk", "sqlalchemy", "urllib3", "uvicorn"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield stream
    logging.getLogger().handlers[:], level, config = before
    logging.getLogger().setLevel(level)
    for name in ("slack_bolt", "slack_sdk", "sqlalchemy", "urllib3", "uvicorn"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    structlog.configure(**config)


def act(stage: Stage, person: str, line: str) -> None:
    seen = stage.person(person).command(stage.channel, f"/breach {line}")
    assert not seen.failure, f"{line}: {seen.failure}"
    stage.settle()


def conversation(stage: Stage) -> None:
    """Opening, facts, steps, clocks, notices, files, a refusal, and the closing; each says something secret."""
    lead = stage.person("lead")
    lead.command("#general", "/breach open laptop of Zaphod lost at Betelgeuse")
    stage.settle()
    act(stage, "dpo", "facts what_happened Magrathea was told")
    act(stage, "dpo", "facts people DE 4242")
    act(stage, "lead", "note Vogsphere called")
    act(stage, "lead", "done C01 Slartibartfast wrote it down")
    act(stage, "lead", "stuck C04 Trillian has no phone")
    act(stage, "lead", "done X99 Trillian")
    act(stage, "dpo", "risk high because Vogsphere reads the addresses")
    act(stage, "comms", "notice gdpr-authority")
    act(stage, "dpo", "met eu-gdpr-33-1-authority ref Trillian-7")
    act(stage, "dpo", "decline eu-gdpr-34-individuals because Magrathea knows already")
    act(stage, "lead", "handover")
    act(stage, "lead", "report md html")
    lead.type(stage.channel, "Zaphod says hello")
    lead.upload(stage.channel, "Betelgeuse.csv", b"Trillian,1")
    stage.settle()


def everywhere(person: Person) -> Iterator[tuple[str, str]]:
    """Every place in which someone may look, and what it says."""
    for channel in person.channels():
        yield f"the list, {channel.get('name')}", str(channel)
        yield f"messages of {channel.get('name')}", words(person.messages(channel["id"], notes=True))
        yield f"threads of {channel.get('name')}", words(person.conversation(channel["id"]))
        yield f"pins of {channel.get('name')}", words(person.pins(channel["id"]))
        yield f"bookmarks of {channel.get('name')}", str(person.bookmarks(channel["id"]))
    yield "home", words(person.home() or {})
    yield "files", str(person.files())
    yield "private answers", words(person.ephemerals())
    yield "forms", words(person.modals())
    for secret in SECRETS:
        yield f"search for {secret}", words(person.search(secret))


def holds_secret(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret.lower() in text.lower()]


def test_nothing_of_an_incident_is_seen_outside_it_or_logged(tmp_path: Path, said: io.StringIO) -> None:
    with on_stage(tmp_path) as stage:
        conversation(stage)
        seen = words(stage.person("lead").conversation(stage.channel))
        assert all(secret in seen for secret in ("Zaphod", "Trillian", "Vogsphere")), (
            "the search below would find nothing anyway"
        )
        for name in OTHERS:
            person = stage.person(name)
            person.command("#general", "/breach list")
            person.command("#general", "/breach status")
            person.command("#general", "/breach why eu-gdpr-33-1-authority")
            open_home(person)
            for place, text in everywhere(person):
                assert not holds_secret(text), f"{name} finds {holds_secret(text)} in {place}"
            for kept in stage.person("lead").files(stage.channel):
                assert kept["id"] not in str(person.files())
            with pytest.raises(Denied):
                person.messages(stage.channel)
        no_names(stage)
        no_words_of_the_bot_elsewhere(stage)
    assert not holds_secret(said.getvalue()), holds_secret(said.getvalue())
    assert "4242" not in said.getvalue()


def open_home(person: Person) -> None:
    person.open_home()
    wait_for(person.home, what="their home")


def no_names(stage: Stage) -> None:
    """The channel's name, topic and purpose are what others may come across."""
    found = next(channel for channel in stage.person("lead").channels() if channel["id"] == stage.channel)
    for key in ("name", "topic", "purpose"):
        assert not holds_secret(str(found.get(key, "")))
    assert stage.incident.ref not in str(found.get("name"))


def no_words_of_the_bot_elsewhere(stage: Stage) -> None:
    """Whatever the bot has posted stands in the incident's own channel, or in a direct message to its people."""
    for message in Control(stage.workspace.url).posted():
        if holds_secret(str(message)):
            assert message["channel"] == stage.channel


def test_the_home_of_a_member_shows_their_incident_and_of_another_nothing(tmp_path: Path) -> None:
    with on_stage(tmp_path) as stage:
        stage.person("lead").command("#general", "/breach open laptop of Zaphod lost")
        stage.settle()
        for name, sees in (("lead", True), ("crm", True), ("outsider", False)):
            person = stage.person(name)
            open_home(person)
            assert ("Zaphod" in words(person.home() or {})) == sees, name


def test_who_left_the_channel_finds_nothing_at_home(tmp_path: Path) -> None:
    with on_stage(tmp_path) as stage:
        stage.person("lead").command("#general", "/breach open laptop of Zaphod lost")
        stage.settle()
        crm = stage.person("crm")
        crm.leave(stage.channel)
        wait_until_out(stage, crm)
        open_home(crm)
        assert "Zaphod" not in words(crm.home() or {})
        assert "Zaphod" not in crm.command("#general", "/breach status").text


def wait_until_out(stage: Stage, person: Person) -> None:
    wait_for(lambda: stage.is_out(person.id), what="the bot to notice it")


def test_a_fault_in_the_middle_logs_its_place_and_not_its_words(
    tmp_path: Path, said: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: Any, **more: Any) -> None:
        raise RuntimeError("Zaphod and Trillian", given)

    with on_stage(tmp_path) as stage:
        lead = stage.person("lead")
        lead.command("#general", "/breach open laptop of Zaphod lost")
        stage.settle()
        monkeypatch.setattr(channel_events, "as_typed", fail)
        message = lead.type(stage.channel, "Trillian has the key").message("Trillian")
        lead.react(stage.channel, message["ts"], "pushpin").ephemeral("went wrong on our side")
        monkeypatch.setitem(outgoing.DRAWN, "step", fail)
        lead.command(stage.channel, "/breach done C01 Slartibartfast")
        stage.settle()
    shown = said.getvalue()
    assert "RuntimeError" in shown
    assert not holds_secret(shown), shown
