"""The review of the report: who moves it on, in which order, and where it is stated."""

from bot.actions import reports
from bot.actions.audit_log import verify_log
from bot.domain.incidents import IncidentState
from bot.domain.reports import ReportReview
from bot.store.engine import writing
from bot.store.tables import Incident
from tests.slack.desk import COMMS, DPO, LEAD, Desk


def review(desk: Desk) -> ReportReview | None:
    with desk.opens("breachbot", True) as work:
        return reports.collect(work, work.session.get_one(Incident, 1)).review


def test_a_review_is_started_by_one_person_and_done_by_another_with_reasons(inside: Desk) -> None:
    assert "Review of the report: draft" in inside.say(COMMS, "/breach review").text
    assert review(inside) is None
    assert "This is for the incident lead" in inside.say(COMMS, "/breach review start because I can").text
    assert "needs a reason" in inside.say(LEAD, "/breach review start").text
    assert "The report is “draft”" in inside.say(LEAD, "/breach review done because it is short").text
    started = inside.say(LEAD, "/breach review start because the facts are in").text
    assert "is in review. A second person marks it: /breach review done because REASON" in started
    refused = inside.say(LEAD, "/breach review done because I read it").text
    assert "a second person must say" in refused
    assert "If you work alone, set two_people: off in organisation.yaml." in refused
    assert "is reviewed" in inside.say(DPO, "/breach review done because every point is answered").text
    found = review(inside)
    assert found is not None
    assert (found.status, found.reason) == ("reviewed", "every point is answered")
    assert "review of the report is closed" in inside.say(LEAD, "/breach review close because all is settled").text
    assert "is in review" in inside.say(LEAD, "/breach review start because a fact was corrected").text


def test_it_shows_what_the_check_found(inside: Desk) -> None:
    assert "*R1* the cause: It is not on record." in inside.say(LEAD, "/breach review").text


def test_another_word_is_not_taken_for_a_status(inside: Desk) -> None:
    assert "“finish” was not understood" in inside.say(LEAD, "/breach review finish because it is late").text


def test_it_goes_on_after_the_closing_and_the_log_holds(inside: Desk) -> None:
    inside.say(LEAD, "/breach review start because the facts are in")
    with writing(inside.engine) as session:
        incident = session.get_one(Incident, 1)
        verified = verify_log(session, incident)
        assert (verified.broken, list(verified.differences)) == (None, [])
        incident.state = IncidentState.CLOSED
    assert "Review of the report: in review" in inside.say(COMMS, "/breach review").text
    assert "is reviewed" in inside.say(DPO, "/breach review done because every point is answered").text
