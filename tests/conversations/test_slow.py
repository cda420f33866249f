"""A slow database or a Slack that hangs: everyone is answered in time, and told what became of it."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.actions import people
from bot.store.engine import reading
from bot.store.tables import Incident
from bot.workspace.client.waiting import wait_for
from tests.conversations.stage import Stage, on_stage

WORKING = "Working on it."
YESTERDAY = int(datetime(2026, 3, 1, 9, 0, tzinfo=UTC).timestamp())
LINE = "/breach open CRM export by a stranger"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with on_stage(tmp_path) as found:
        yield found


@contextmanager
def held(stage: Stage) -> Iterator[None]:
    """Someone else writes, and does not come to an end."""
    other = sqlite3.connect(str(stage.bot.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def incidents(stage: Stage) -> int:
    with reading(stage.bot.engine) as session:
        return session.scalars(select(func.count(Incident.id))).one()


def test_a_command_is_answered_when_the_database_lets_it(stage: Stage) -> None:
    lead = stage.person("lead")
    with held(stage):
        done = lead.command("#general", LINE)
        assert done.failure is None
        done.ephemeral(WORKING)
        assert "is open" not in done.text
        assert incidents(stage) == 0, "nobody was told that it has happened"
    done.ephemeral("is open")
    assert incidents(stage) == 1
    assert stage.control.complaints() == []


def test_a_form_shows_what_became_of_it_where_it_said_to_wait(stage: Stage) -> None:
    lead = stage.person("lead")
    lead.command("#general", "/breach open").modal("What happened")
    with held(stage):
        done = lead.submit(title="Laptop lost on a train", kind="lost-device")
        assert done.failure is None
        assert WORKING in done.modal(WORKING)["blocks"][0]["text"]["text"]
    done.modal("is open")
    lead.close_modal()
    assert lead.modal() is None, "the form is not there to be sent again"
    assert incidents(stage) == 1
    assert stage.control.complaints() == []


def test_who_does_not_wait_for_a_form_is_told(stage: Stage) -> None:
    lead = stage.person("lead")
    lead.command("#general", "/breach open").modal("What happened")
    with held(stage):
        done = lead.submit(title="Laptop lost on a train", kind="lost-device")
        done.modal(WORKING)
        lead.close_modal(everything=True)
    done.ephemeral("is open")


def test_a_refused_form_comes_back_with_what_was_entered(stage: Stage) -> None:
    lead = stage.person("lead")
    lead.command("#general", LINE).ephemeral("is open")
    stage.settle()
    lead.command(stage.channel, "/breach task").modal("task")
    with held(stage):
        done = lead.submit(title="Call the forwarder", due_at=YESTERDAY)
        done.modal(WORKING)
    done.modal("That time has passed.")
    lead.close_modal()
    assert "Call the forwarder" in str(lead.modal())


def test_everyone_is_answered_while_slack_hangs(stage: Stage) -> None:
    """No one whom the bot knows or does not know waits for Slack, and what is done is done."""
    lead, outsider = stage.person("lead"), stage.person("outsider")
    stage.control.fault("hang")
    opened = outsider.command("#general", LINE)
    assert opened.failure is None
    opened.ephemeral("is open")
    for line in ("/breach list", "/breach help", "/breach status", "/breach note it rains", "/breach nonsense"):
        done = lead.command("#general", line)
        assert done.failure is None, line
        assert WORKING not in done.text, line
    assert lead.command("#general", "/breach open").failure is None, "a form is opened after the answer"
    assert incidents(stage) == 1


def test_someone_new_is_answered_in_their_own_language_without_a_question_to_slack(stage: Stage) -> None:
    """Slack told of them when they came, and of their other language when they changed it."""
    stage.control.account("UNEW00001", name="noor", real_name="Noor Haddad", locale="fr-FR")
    stage.control.account("outsider", locale="de-DE")
    asked = stage.control.calls()["accepted"].get("users.info", 0)
    wait_for(lambda: stage.bot.directory.profile("UNEW00001"))
    stage.control.fault("hang", "users.info", "users.list")
    stage.person("UNEW00001").join("#general")
    stage.person("UNEW00001").command("#general", "/breach nonsense").ephemeral("Commande inconnue")
    wait_for(lambda: getattr(stage.bot.directory.profile("UOUTSIDE1"), "language", "") == "de")
    stage.person("outsider").command("#general", "/breach nonsense").ephemeral("Unbekannter Befehl")
    assert stage.control.calls()["accepted"].get("users.info", 0) == asked


def test_the_group_that_holds_a_role_is_the_one_of_now(tmp_path: Path) -> None:
    organisation = tmp_path / "organisation.yaml"
    organisation.write_text("name: Northwind\nroles: {lead: {group: SINCLEAD1}}\n", encoding="utf-8")
    with on_stage(tmp_path, organisation=organisation) as stage:
        stage.control.usergroup("incident-leads", "engineer2", "lead")
        wait_for(lambda: stage.bot.directory.seated["lead"] == ("UENG00002", "ULEAD0001"))
        stage.person("outsider").command("#general", LINE).ephemeral("is open")
        with stage.bot.opens("breachbot", True) as work:
            assert people.holder(work, work.session.get_one(Incident, 1), "lead") == "UENG00002"


@pytest.mark.parametrize("reason", ["refresh_requested", None])
def test_the_answer_comes_though_the_connection_was_replaced_in_the_meantime(stage: Stage, reason: str | None) -> None:
    lead = stage.person("lead")
    with ThreadPoolExecutor(1) as apart:
        with held(stage):
            asked = apart.submit(lead.command, "#general", LINE)
            time.sleep(0.3)
            assert stage.control.disconnect(reason) == 1
            time.sleep(0.3)
        asked.result().ephemeral("is open")
    assert incidents(stage) == 1


def test_a_form_that_takes_too_long_to_open_is_said_so(stage: Stage) -> None:
    """Slack hangs until the trigger's three seconds are over."""
    stage.control.settings(trigger_life=0)
    done = stage.person("lead").command("#general", "/breach open")
    assert done.failure is None
    done.ephemeral("The form took too long to open. Try again.")
