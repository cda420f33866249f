"""A notice that can hardly be as it is recorded: the bot asks why it is right, instead of accepting it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.clocks import MeetingDoubt, doubts
from tests.actions.test_right_person import GDPR, confirm, propose
from tests.slack.desk import COMMS, CRM, DPO, EXEC, Desk
from tests.slack.on_record import clock, whole
from tests.slack.test_notice_checks import approve_filing

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("reference", ["none", "N/A", "-", " n/a ", "—", "None", "keine", "?"])
def test_what_stands_for_a_reference_is_none(reference: str) -> None:
    assert doubts(reference, START, START, has_notice=True) == (MeetingDoubt.NO_REFERENCE,)


@pytest.mark.parametrize("reference", ["2026-117", "list of 40 letters", "none of the 40 letters came back", "N-1"])
def test_a_reference_is_one(reference: str) -> None:
    assert doubts(reference, START, START, has_notice=True) == ()


def test_it_went_out_before_its_clock_started() -> None:
    before = START - timedelta(minutes=1)
    assert doubts("A-1", before, START, has_notice=True) == (MeetingDoubt.BEFORE_OWED,)
    assert doubts("A-1", START, START, has_notice=True) == ()
    assert doubts("A-1", before, None, has_notice=True) == ()


def test_everything_that_speaks_against_it_is_asked_at_once() -> None:
    before = START - timedelta(days=1)
    assert doubts("-", before, START, has_notice=False) == (
        MeetingDoubt.BEFORE_OWED,
        MeetingDoubt.NO_NOTICE,
        MeetingDoubt.NO_REFERENCE,
    )
    assert doubts("A-1", START, START, has_notice=True, approved=False) == (MeetingDoubt.NOT_APPROVED,)


def test_no_reference_is_asked_about_and_accepted_with_a_reason(inside: Desk) -> None:
    approve_filing(inside)
    said = inside.say(DPO, f"/breach met {GDPR} ref none").text
    assert "Not recorded yet: there is no reference." in said
    assert "say why" in said
    assert clock(inside, GDPR).decision is None
    inside.say(DPO, f"/breach met {GDPR} ref none because the portal gives no receipt")
    assert (clock(inside, GDPR).decision, clock(inside, GDPR).reference) == ("met", "none")
    whole(inside)


def test_a_time_before_the_clock_started_is_asked_about(inside: Desk) -> None:
    inside.later(hours=3)
    inside.confirm_change(DPO, inside.say(DPO, "/breach facts aware_at today 11:00"))
    said = inside.say(DPO, f"/breach met {GDPR} ref A-1 at today 10:30").text
    assert "it went out before its clock started" in said
    assert "no receipt" not in said, "the example is about something else"
    assert clock(inside, GDPR).decision is None


def test_a_typed_one_is_asked_about_as_well_while_no_notice_is_on_record(inside: Desk) -> None:
    refused = inside.say(DPO, f"/breach met {GDPR} ref A-1").text
    assert "Not recorded yet: no notice of its kind is on record." in refused
    assert clock(inside, GDPR).decision is None
    inside.say(DPO, f"/breach met {GDPR} ref A-1 because our law firm filed it")
    assert clock(inside, GDPR).decision == "met"
    whole(inside)


def test_one_whose_notice_is_not_approved_is_asked_about(inside: Desk) -> None:
    inside.say(DPO, "/breach notice gdpr-authority")
    assert "its notice isn't approved" in inside.say(DPO, f"/breach met {GDPR} ref A-1").text
    assert clock(inside, GDPR).decision is None


def test_a_typed_one_is_not_asked_about_where_a_notice_was_approved(inside: Desk) -> None:
    approve_filing(inside)
    inside.say(DPO, f"/breach met {GDPR} ref A-1")
    assert clock(inside, GDPR).decision == "met"


def test_the_form_asks_how_it_went_out_while_no_notice_is_on_record(inside: Desk) -> None:
    view = inside.press(DPO, "clock.met", GDPR).view
    assert view
    assert "No notice of this kind is on record here." in str(view)
    refused = inside.submit(DPO, view, reference="A-1")
    assert "no notice of its kind is on record" in refused.errors["because"]
    inside.submit(DPO, view, reference="A-1", because="our law firm filed it")
    assert clock(inside, GDPR).decision == "met"
    whole(inside)


def test_the_form_does_not_ask_where_one_was_approved(inside: Desk) -> None:
    approve_filing(inside)
    view = inside.press(DPO, "clock.met", GDPR).view
    assert view
    assert not inside.submit(DPO, view, reference="A-1").errors
    assert clock(inside, GDPR).decision == "met"


@pytest.mark.parametrize("person", [COMMS, CRM, EXEC])
def test_whoever_tells_people_proposes_that_it_was_met_and_the_clock_runs_until_it_is_confirmed(
    inside: Desk, person: str
) -> None:
    """Marking it met ends a clock, which is for the lead, the DPO and privacy counsel."""
    line = f"/breach met {GDPR} ref 7/26 at today 09:30 because our law firm filed it"
    asked = inside.say(person, line)
    assert "This is for the incident lead, DPO or privacy counsel." in asked.text
    propose(inside, person, asked)
    assert clock(inside, GDPR).decision is None
    confirm(inside, DPO)
    assert clock(inside, GDPR).decision == "met"
