"""Where the organization has turned off the two-person rule: one person is enough, and every entry says so."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.actions.linked_steps import duties_of
from bot.actions.reports import collect
from bot.actions.work import Library
from bot.domain.reports import ReportFacts
from bot.law.duties import Answer
from bot.law.duty_terms import Addressees
from bot.store.engine import reading, writing
from bot.store.tables import Decision, IncidentStep, Notice, TimelineEntry
from tests.actions.test_proposals import line_can_be_decided
from tests.slack.desk import CRM, DPO, LEAD, Desk
from tests.slack.on_record import proposals, recorded, whole

SAYS = "Recorded by one person; the organization has turned off the two-person rule."
IN_THE_LOG = "recorded by one person; the organization has turned off the two-person rule"


@pytest.fixture
def alone(inside: Desk, library: Library) -> Iterator[Desk]:
    organisation = library.organisation.model_copy(update={"two_people": "off"})
    inside.library = replace(library, organisation=organisation)
    line_can_be_decided(inside)
    yield inside
    whole(inside)


def report(desk: Desk) -> ReportFacts:
    with desk.opens(LEAD, True) as work:
        return collect(work, desk.incident())


def test_one_person_decides_and_the_step_the_log_and_the_report_say_so(alone: Desk) -> None:
    assert "● done" in alone.say("UCOMMS001", "/breach done C11 yes because a forum has it").text
    with reading(alone.engine) as session:
        decision = session.query(Decision).filter(Decision.step_id == "C11").one()
    assert (decision.decided_by, decision.second_by) == ("UCOMMS001", None)
    assert any(IN_THE_LOG in said and "decide C11" in said for said in recorded(alone, "proposal.done_alone"))
    assert any(SAYS in str(message) and "C11" in str(message) for message in alone.drawn())
    (said,) = (one.reason for one in report(alone).decisions if one.question.startswith("Is it public"))
    assert said == f"a forum has it ({SAYS[:-1]})"


def test_declining_the_last_duty_of_a_step_says_so_for_the_step_too(alone: Desk) -> None:
    for duty in running(alone, Addressees.AUTHORITIES):
        alone.say(DPO, f"/breach decline {duty} because the disk was encrypted and the key is safe")
    with reading(alone.engine) as session:
        decision = session.query(Decision).filter(Decision.step_id == "N06").one()
    assert (decision.choice, decision.decided_by, decision.second_by) == ("do not notify", DPO, None)
    assert any(IN_THE_LOG in said and "decide N06" in said for said in recorded(alone, "proposal.done_alone"))
    (said,) = (one.reason for one in report(alone).decisions if one.question == decision.question)
    assert said.endswith(f"({SAYS[:-1]})")


def test_who_decides_alone_not_to_notify_first_sees_the_clocks_that_end(alone: Desk) -> None:
    shown = alone.say(DPO, "/breach done N06 do not notify because the disk was encrypted and the key is safe")
    assert shown.view
    assert "these clocks end" in shown.text
    assert "Notify the supervisory authority" in shown.text
    assert running(alone, Addressees.AUTHORITIES)
    alone.submit(DPO, shown.view)
    assert running(alone, Addressees.AUTHORITIES) == []


def running(desk: Desk, group: Addressees) -> list[str]:
    with desk.opens(LEAD, True) as work:
        pairs = duties_of(work, desk.incident(), group)
        return [clock.duty_id for clock, _finding in pairs if clock.decision is None and clock.answer is Answer.OWED]


def test_one_person_skips(alone: Desk) -> None:
    assert "– skipped" in alone.say(LEAD, "/breach skip C06 logs are streamed away").text
    assert any(IN_THE_LOG in said and "skip C06" in said for said in recorded(alone, "proposal.done_alone"))
    (note,) = (one.note for one in report(alone).steps if one.title.startswith("C06"))
    assert note == f"logs are streamed away ({SAYS[:-1]})"


def test_the_drafter_approves(alone: Desk) -> None:
    alone.say(DPO, "/breach notice gdpr-authority")
    with writing(alone.engine) as session:
        session.get_one(Notice, 1).missing = []
        drafted = session.query(TimelineEntry).filter(TimelineEntry.event == "notice.drafted").one()
        assert drafted
    assert "approved" in alone.say(DPO, "/breach approve gdpr-authority").text
    assert any(IN_THE_LOG in said and "approve" in said for said in recorded(alone, "proposal.done_alone"))
    (notice,) = report(alone).notices
    assert (notice.drafted_by, notice.approved_by, notice.overrides) == (DPO.lower(), DPO.lower(), (SAYS,))
    with writing(alone.engine) as session:  # as the log has it
        session.get_one(Notice, 1).missing = (
            session.query(TimelineEntry).filter(TimelineEntry.event == "notice.drafted").one().details["missing"]
        )


def test_who_may_not_decide_still_may_not(alone: Desk) -> None:
    assert "This decision is for" in alone.say(CRM, "/breach done C11 yes because a forum has it").text
    assert "This decision is for" in alone.say(CRM, "/breach skip C06 logs are streamed away").text


def test_one_assigns_a_role_to_oneself(alone: Desk) -> None:
    alone.say(LEAD, f"/breach assign hr <@{LEAD}>")
    assert "is now HR" in alone.press(LEAD, "conflict.none", f"hr|{LEAD}|main|none").text


def test_two_still_agree_where_two_are_there(alone: Desk, library: Library) -> None:
    alone.library = library
    alone.say("UCOMMS001", "/breach done C11 yes because a forum has it")
    with reading(alone.engine) as session:
        assert session.get(IncidentStep, (1, "C11")) is None
    assert [one.state for one in proposals(alone)] == ["open"]


def test_who_started_a_review_ends_it_alone_and_the_log_and_the_report_say_so(alone: Desk) -> None:
    assert "second person" not in alone.say(LEAD, "/breach review start because the facts are in").text
    said = alone.say(LEAD, "/breach review done because every point is answered").text
    assert "the report is reviewed." in said
    assert SAYS in said
    assert SAYS in alone.say(LEAD, "/breach review").text
    found = report(alone).review
    assert found is not None
    assert (found.status, found.reason) == ("reviewed", f"every point is answered ({SAYS[:-1]})")
    assert any(IN_THE_LOG in one.lower() for one in recorded(alone, "review.done_alone"))
    alone.say(LEAD, "/breach review close because all is settled")
    assert SAYS in alone.say(LEAD, "/breach review").text


def test_a_review_that_another_person_ends_is_no_review_by_one(alone: Desk) -> None:
    alone.say(LEAD, "/breach review start because the facts are in")
    assert SAYS not in alone.say(DPO, "/breach review done because every point is answered").text
    found = report(alone).review
    assert found is not None
    assert found.reason == "every point is answered"
    assert recorded(alone, "review.done_alone") == []
