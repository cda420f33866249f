"""`breachbot runbook propose`: from an incident to a diff that a person applies, and what says no to that."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.actions.audit_log import verify_log
from bot.actions.work import Library
from bot.documents.incident_documents import report_document
from bot.domain.report_editions import Edition
from bot.store.engine import writing
from bot.store.tables import Incident
from tests import shipped
from tests.cli.conftest import Breachbot
from tests.slack.desk import LEAD, Desk, desk_over

REASON = "not applicable: everyone in the office has one device"


@pytest.fixture
def desk(home: Path, library: Library, empty: Path) -> Iterator[Desk]:
    """A lost laptop, with a task that was done and a step that didn't apply."""
    with desk_over(home / "breachbot.db", empty, library) as found:
        found.open("laptop lost in Lyon, kind lost-device")
        found.say(LEAD, "/breach severity 2")
        found.say(LEAD, "/breach task Ask the taxi company for the laptop")
        found.say(LEAD, "/breach done T1 they have it")
        assert "skipped" in found.say(LEAD, f"/breach skip d53 {REASON}").text
        yield found


def test_the_diff_goes_to_stdout_and_what_it_means_to_stderr(breachbot: Breachbot, desk: Desk) -> None:
    said = breachbot("runbook", "propose", "BR-2223")
    assert said.status == 0
    assert said.out.startswith("--- a/runbooks/lost-device.yaml\n+++ b/runbooks/lost-device.yaml\n")
    assert "+      title: Ask the taxi company for the laptop\n" in said.out
    assert "-    - id: d53\n" in said.out
    assert f"Drop d53 (Reconcile the asset register): it didn't apply (“{REASON}”).\n" in said.err
    assert "Nothing was changed." in said.err
    assert "First copy " in said.err


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch here")
def test_the_diff_applies_to_an_own_library_which_then_passes_the_check(
    breachbot: Breachbot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, diff = tmp_path / "own", tmp_path / "changes.diff"
    (own / "runbooks").mkdir(parents=True)
    file = own / "runbooks" / "lost-device.yaml"
    shutil.copy(shipped.ROOT / "runbooks" / "lost-device.yaml", file)
    monkeypatch.setenv("BREACHBOT_LIBRARY", str(own))
    before = file.read_bytes()
    said = breachbot("runbook", "propose", "BR-2223", "-o", diff)
    assert (said.status, said.out) == (0, "")
    assert "First copy" not in said.err
    assert f"Then: patch -p1 -d {own} < DIFF" in said.err
    assert file.read_bytes() == before  # nothing is written but the diff
    with diff.open("rb") as changes:
        subprocess.run(("patch", "-s", "-p1", "-d", str(own)), stdin=changes, check=True, timeout=60)
    assert breachbot("check", own / "runbooks").status == 0
    shown = breachbot("runbook", "show", "lost-device").out
    assert "version 3" in shown
    assert "Ask the taxi company for the laptop" in shown
    assert "Reconcile the asset register" not in shown


def test_as_json_it_says_which_suggestion_the_diff_holds(breachbot: Breachbot, desk: Desk) -> None:
    found = json.loads(breachbot("runbook", "propose", "BR-2223", "--json").out)
    assert found["incident"] == "BR-2223"
    assert [one["in_diff"] for one in found["suggestions"]] == [True, True]
    assert found["diff"].startswith("--- a/runbooks/lost-device.yaml\n")


def test_an_incident_that_went_by_the_runbook_suggests_nothing(breachbot: Breachbot, desk: Desk) -> None:
    desk.later(hours=1)
    desk.say(LEAD, "/breach open phone lost in Graz, kind lost-device", channel="C0GENERAL")
    ref = desk.incident(2).ref
    said = breachbot("runbook", "propose", ref)
    assert (said.status, said.out, said.err) == (0, "", f"{ref} suggests no change of its runbook.\n")


def test_a_step_that_is_late_in_each_of_two_incidents_gets_more_time(breachbot: Breachbot, desk: Desk) -> None:
    desk.later(hours=6)
    desk.say(LEAD, "/breach done d5 the police have it")
    assert "more time" not in breachbot("runbook", "propose", "BR-2223").err
    with writing(desk.engine) as session:
        session.get_one(Incident, 1).closed_at = desk.now
    second = desk.open("phone lost in Graz, kind lost-device")
    desk.later(hours=6)
    desk.say(LEAD, "/breach done d5 the police have it", channel=second.channel_id or "")
    said = breachbot("runbook", "propose", second.ref)
    assert (
        "Give d5 (Report it to the police and lost and found) more time: 6 hours after the opening, not 4 hours after "
        "the opening. It was late in all 2 incidents.\n"
    ) in said.err
    assert "+      due: 6 hours after opened\n" in said.out


def test_the_review_and_the_learning_edition_name_what_is_suggested(desk: Desk) -> None:
    shown = desk.say(LEAD, "/breach review").text
    assert "The response suggests 2 changes of the runbook. As a diff: breachbot runbook propose BR-2223" in shown
    assert "• Add a step: Ask the taxi company for the laptop" in shown
    with desk.opens("breachbot", True) as work:
        incident = work.session.get_one(Incident, 1)
        learning = report_document(work, incident, Edition.LEARNING).markdown
        factual = report_document(work, incident).markdown
        assert verify_log(work.session, incident).broken is None
    assert "What the response suggests for the runbook" in learning
    assert "- Add a step: Ask the taxi company for the laptop" in learning
    assert "runbook propose" not in factual
