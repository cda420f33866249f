"""Notices agree with each other and with the record, or say where they don't; who may approve may keep what a rule
stopped."""

from bot.actions.audit_log import verify_log
from bot.actions.work import BREACHBOT
from tests.slack.desk import COMMS, DPO, Desk

FACTS = (
    "notice_stage complete",
    "authority_name The data protection authority of Hamburg",
    "organisation_name Larkfield",
    "organisation_address Hafenstraße 1, 20457 Hamburg",
    "what_happened Someone copied our list of customers.",
    "people DE 1200",
    "people_kinds customers",
    "data email",
    "records 1200",
    "contact_point_name Mara Lindqvist",
    "contact_point_email privacy@larkfield.example",
    "likely_consequences Criminals can write to people.",
    "measures_taken We closed the account.",
    "measures_planned We ask for a second proof at sign-in.",
    "aware_at today 08:30",
)


def state(desk: Desk, *facts: str) -> None:
    for fact in facts:
        assert desk.say(DPO, f"/breach facts {fact}").text


def card(desk: Desk, title: str) -> str:
    return str([body for body in desk.drawn() if body["text"].startswith(title)][-1])


def verified(desk: Desk) -> bool:
    with desk.opens(BREACHBOT, True) as work:
        return verify_log(work.session, desk.incident()).differences == []


def approve_filing(desk: Desk) -> None:
    state(desk, *FACTS)
    desk.say(COMMS, "/breach notice gdpr-authority")
    assert "is approved" in desk.say(DPO, "/breach approve gdpr-authority").text


def test_a_draft_that_is_older_than_the_record_is_not_approved(inside: Desk) -> None:
    state(inside, *FACTS)
    inside.say(COMMS, "/breach notice gdpr-authority")
    state(inside, "people DE 900")
    said = inside.say(DPO, "/breach approve gdpr-authority").text
    assert "CON: The record now says about “People affected”: Germany 900. Found: “Germany 1,200”." in said
    inside.say(COMMS, "/breach notice gdpr-authority")
    assert "is approved" in inside.say(DPO, "/breach approve gdpr-authority").text


def test_a_letter_that_says_something_else_than_an_approved_filing_shows_both(inside: Desk) -> None:
    approve_filing(inside)
    inside.say(DPO, "/breach met eu-gdpr-33-1-authority ref A-1")
    state(inside, "data ssn")
    inside.say(COMMS, "/breach notice gdpr-individuals")
    shown = card(inside, "Letter to the people affected")
    assert (
        "“Notification to the supervisory authority (GDPR Art. 33), 1 (en)” says about “Kinds of data”: email" in shown
    )
    assert "These rules block approval: CON" in shown
    inside.say(COMMS, "/breach notice gdpr-authority")
    inside.say(DPO, "/breach approve gdpr-authority")
    inside.say(COMMS, "/breach notice gdpr-individuals")
    assert "CON" not in card(inside, "Letter to the people affected")
    assert verified(inside)


def test_who_may_approve_may_keep_what_a_rule_stopped_with_a_reason(inside: Desk) -> None:
    state(inside, "what_happened Our product Sophisticated was copied by someone.", "data email")
    inside.say(COMMS, "/breach notice gdpr-individuals")
    assert "MIN1" in card(inside, "Letter to the people affected")
    line = "/breach override gdpr-individuals MIN1 because that is the name of our product"
    assert "This is for the DPO" in inside.say(COMMS, line).text
    assert "at least three words" in inside.say(DPO, line.replace("that is the name of our product", "product")).text
    assert "MIN1 no longer blocks" in inside.say(DPO, line).text
    shown = card(inside, "Letter to the people affected")
    assert "that is the name of our product" in shown
    assert "MIN1 doesn't block" in inside.say(DPO, line).text
    state(inside, "harm_seen Nobody has told us of any harm.")
    inside.say(COMMS, "/breach notice gdpr-individuals")
    assert "that is the name of our product" in card(inside, "Letter to the people affected")
    assert verified(inside)


def test_a_rule_that_protects_readers_is_never_overridden(inside: Desk) -> None:
    state(inside, "what_happened Someone copied the list. Visit our shop for new offers.")
    inside.say(COMMS, "/breach notice gdpr-individuals")
    said = inside.say(DPO, "/breach override gdpr-individuals MKT because that is the name of our product").text
    assert "MKT can't be overridden" in said


def test_what_is_left_to_fill_in_within_a_fact_blocks_its_letter(inside: Desk) -> None:
    state(inside, *FACTS)
    for left in ("{{ facts.people }}", "We closed TBD accounts.", "[[MISSING: the date]]"):
        state(inside, f"measures_taken {left}")
        inside.say(COMMS, "/breach notice gdpr-authority")
        assert "CHK: Something is left to fill in." in inside.say(DPO, "/breach approve gdpr-authority").text
    state(inside, "measures_taken We closed the account.")
    inside.say(COMMS, "/breach notice gdpr-authority")
    assert "is approved" in inside.say(DPO, "/breach approve gdpr-authority").text


def test_what_breachbot_assumed_is_printed_in_no_notice_and_asked_for_where_it_is_wanted(inside: Desk) -> None:
    """At the opening no one said when it was noticed, and later someone says that you were aware before that."""
    state(inside, *FACTS)
    assert "assumed" in inside.say(DPO, "/breach facts").text
    inside.say(COMMS, "/breach notice gdpr-authority")
    assert "First noticed" not in card(inside, "Notification to the supervisory authority")
    inside.say(COMMS, "/breach notice gdpr-individuals")
    assert "We found it on [[MISSING: when the breach was noticed]]" in card(inside, "Letter to the people affected")
    state(inside, "noticed_at today 08:00")
    inside.say(COMMS, "/breach notice gdpr-authority")
    assert "First noticed" in card(inside, "Notification to the supervisory authority")
    inside.say(COMMS, "/breach notice gdpr-individuals")
    assert "MISSING: when the breach was noticed" not in card(inside, "Letter to the people affected")
