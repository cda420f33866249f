"""The record is what was said: whatever became of its messages, nothing is missing from it."""

import pytest
from sqlalchemy import delete

from bot.actions import proposals, reports
from bot.actions.action_items import action_items
from bot.domain.reports import ReportFacts
from bot.store.engine import writing
from bot.store.tables import Incident, Outbox
from tests.slack.desk import DPO, LEAD, Desk

GDPR = "eu-gdpr-33-1-authority"


@pytest.fixture
def worked(inside: Desk) -> Desk:
    """A task that was done, a second one, a proposal and a draft; no message of them is kept."""
    inside.say(LEAD, "/breach task Call the hosting vendor by tomorrow 10:00 verify: they answer")
    inside.say(LEAD, "/breach task Rotate the deploy keys")
    inside.say(LEAD, "/breach done T2 all of them")
    inside.say(DPO, f"/breach decline {GDPR} because the data were encrypted and the key is safe")
    inside.say(DPO, "/breach notice gdpr-authority")
    with writing(inside.engine) as session:
        session.execute(delete(Outbox))
    return inside


def report_of(desk: Desk) -> ReportFacts:
    with desk.opens("breachbot", True) as work:
        return reports.collect(work, work.session.get_one(Incident, 1))


def test_a_report_has_the_tasks_and_the_notices(worked: Desk) -> None:
    report = report_of(worked)
    tasks = {one.title: one.state for one in report.actions if one.step in ("T1", "T2")}
    assert tasks == {"Call the hosting vendor": "in progress", "Rotate the deploy keys": "done"}
    assert [one.version for one in report.notices] == [1]
    assert any("Confirm or reject" in one.what for one in report.needs)


def test_a_task_counts_among_the_steps(worked: Desk) -> None:
    worked.later(days=2)
    steps = [one for one in report_of(worked).steps if one.title == "T1 Call the hosting vendor"]
    assert [one.late for one in steps] == ["1 day"]


def test_the_list_of_action_items_is_whole(worked: Desk) -> None:
    with worked.opens("breachbot", True) as work:
        items = action_items(work, work.session.get_one(Incident, 1))
    assert [(one.what, one.state) for one in items] == [
        ("Call the hosting vendor", "open"),
        ("Rotate the deploy keys", "done"),
    ]


def test_the_next_task_has_a_number_of_its_own_and_the_draft_is_the_one_there_is(worked: Desk) -> None:
    assert "T3 Ask the insurer" in worked.say(LEAD, "/breach task Ask the insurer").text
    assert "Version 1 of" in worked.say(DPO, "/breach notice gdpr-authority").text


def test_a_proposal_waits_still(worked: Desk) -> None:
    with worked.opens("breachbot", True) as work:
        assert len(proposals.open_of(work, work.session.get_one(Incident, 1))) == 1
