"""Facts that move deadlines: no matter who states them, what adds counts at once; what loosens waits for one of
three."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.actions.reports import collect
from bot.slack.callbacks import decode
from bot.store.engine import reading
from bot.store.tables import Clock, StoredProposal
from bot.workspace.core.inputs import elements
from tests.slack.desk import CRM, DPO, LEAD, SECOND, Answer, Desk
from tests.slack.on_record import clock, whole

GDPR, CALIFORNIA = "eu-gdpr-33-1-authority", "us-ca-individuals"
NINE, EIGHT, SIXTEEN = (datetime(2026, 3, 5, hour, 0, tzinfo=UTC) for hour in (8, 7, 15))


def proposals(desk: Desk) -> list[StoredProposal]:
    with reading(desk.engine) as session:
        return list(session.scalars(select(StoredProposal).order_by(StoredProposal.id)))


def fact(desk: Desk, name: str) -> Any:
    return desk.incident().facts.latest(name)


def in_report(desk: Desk, name: str) -> str:
    """How sure the report says that the fact is."""
    with desk.opens(LEAD, True) as work:
        return next(one.current.sure for one in collect(work, desk.incident()).facts if one.key == name)


def channel(desk: Desk) -> str:
    return "\n".join(str(one) for one in desk.drawn())


def confirm(desk: Desk, person: str, number: int = 0) -> Answer:
    """The button in the channel, with what it carries."""
    wanted = str(number or proposals(desk)[-1].id)
    for message in desk.drawn():
        for block in message.get("blocks", []):
            for element in elements(block):
                if element.get("action_id") == "proposal.confirm" and decode(element["value"]).subject == wanted:
                    target = decode(element["value"])
                    return desk.press(person, "proposal.confirm", target.subject, version=target.version)
    raise AssertionError(f"no button for proposal {wanted}")


def reject(desk: Desk, person: str, reason: str) -> Answer:
    form = desk.press(person, "proposal.reject", str(proposals(desk)[-1].id)).view
    assert form
    return desk.submit(person, form, reason=reason)


def test_an_engineer_cannot_move_the_gdpr_clock_by_seven_hours(known: Desk) -> None:
    said = known.say(SECOND, "/breach facts aware_at 2 Mar 2026 16:00 because the ticket says so")
    assert clock(known, GDPR).target_at == NINE, said.text
    assert "is in the future" in said.text
    known.later(hours=9)
    said = known.say(SECOND, "/breach facts aware_at 2 Mar 2026 16:00 because the ticket says so")
    assert "it waits for the DPO, privacy counsel or incident lead" in said.text
    assert clock(known, GDPR).target_at == NINE
    assert fact(known, "aware_at").by == LEAD
    assert "It isn't in effect yet, because it would end duties or make them due later" in channel(known)
    assert "Notify the supervisory authority" in channel(known)
    whole(known)


def test_one_of_three_confirms_with_one_click_where_a_reason_was_given(known: Desk) -> None:
    known.later(hours=9)
    known.say(SECOND, "/breach facts aware_at 2 Mar 2026 16:00 because the ticket says so")
    assert "You proposed this yourself" in confirm(known, SECOND).text
    assert "This is for the" in confirm(known, CRM).text
    assert "Confirmed" in confirm(known, DPO).text
    assert clock(known, GDPR).target_at == SIXTEEN
    assert (fact(known, "aware_at").by, fact(known, "aware_at").unconfirmed) == (DPO, False)
    assert proposals(known)[-1].state == "confirmed"
    whole(known)


def test_without_a_reason_the_one_who_confirms_says_why(known: Desk) -> None:
    known.later(hours=9)
    known.say(SECOND, "/breach facts aware_at 2 Mar 2026 16:00")
    shown = confirm(known, DPO)
    assert clock(known, GDPR).target_at == NINE
    known.confirm_change(DPO, shown, "the mail arrived then")
    assert clock(known, GDPR).target_at == SIXTEEN
    whole(known)


def test_a_proposal_shows_what_it_takes_out_of_a_list(known: Desk) -> None:
    known.say(LEAD, "/breach facts people FR 9, UK 50")
    known.say(CRM, "/breach facts people remove FR")
    counted = known.say(LEAD, "/breach next").text
    assert re.search("Before: People affected: .*France 9", counted)
    assert "removed France" not in counted
    known.say(LEAD, "/breach facts people FR 9")
    known.say(CRM, "/breach facts people remove UK")
    assert "• People affected: removed United Kingdom\nIt isn't in effect yet" in known.say(LEAD, "/breach next").text


def test_a_clock_moves_sooner_at_once_and_the_fact_is_marked(known: Desk) -> None:
    said = known.say(SECOND, "/breach facts aware_at 2 Mar 2026 08:00")
    assert "It counts now, as unconfirmed" in said.text
    assert clock(known, GDPR).target_at == EIGHT
    assert fact(known, "aware_at").unconfirmed
    assert "unconfirmed" in known.say(LEAD, "/breach facts").text
    assert in_report(known, "aware_at") == "certain, unconfirmed"
    assert "It already counts, as unconfirmed" in channel(known)
    assert "Unconfirmed facts: Aware" in known.say(LEAD, "/breach status").text
    assert "Confirmed" in confirm(known, LEAD).text
    assert (fact(known, "aware_at").unconfirmed, fact(known, "aware_at").confirmed_by) == (False, LEAD)
    assert fact(known, "aware_at").by == SECOND
    assert "unconfirmed" not in known.say(LEAD, "/breach facts").text
    assert "Unconfirmed" not in known.say(LEAD, "/breach status").text
    whole(known)


def test_what_counts_unconfirmed_is_taken_back_when_it_is_rejected(known: Desk) -> None:
    known.say(SECOND, "/breach facts aware_at 2 Mar 2026 08:00")
    shown = reject(known, DPO, "that was a drill")
    assert clock(known, GDPR).target_at == EIGHT, "it is shown first what that delays"
    known.confirm_change(DPO, shown)
    assert clock(known, GDPR).target_at == NINE
    assert proposals(known)[-1].state == "rejected"
    whole(known)


def test_what_was_confirmed_is_back_however_often_the_same_person_stated_something_else(known: Desk) -> None:
    """Only the newest proposal can be answered; the one before it is outdated."""
    confirmed = fact(known, "people").value
    known.say(SECOND, "/breach facts people DE 13000")
    known.say(SECOND, "/breach facts people DE 14000")
    assert "Germany 12,000" in known.say(DPO, "/breach status").text, "what rejecting it gives back"
    reject(known, DPO, "that was another export")
    assert fact(known, "people").value == confirmed
    whole(known)


def test_what_another_person_added_in_the_meantime_stays(known: Desk) -> None:
    known.say(CRM, "/breach facts people FR 950")
    known.say(SECOND, "/breach facts people IT 3")
    reject(known, DPO, "that was another export")
    assert {"FR"} <= fact(known, "people").value.table.keys()
    assert "IT" not in fact(known, "people").value.table


def test_its_proposer_cannot_delay_a_clock_by_withdrawing(known: Desk) -> None:
    known.say(SECOND, "/breach facts aware_at 2 Mar 2026 08:00")
    said = known.press(SECOND, "proposal.reject", str(proposals(known)[-1].id)).text
    assert "Removing this would end duties or make them due later" in said
    assert clock(known, GDPR).target_at == EIGHT
    assert proposals(known)[-1].state == "open"


def test_a_mixed_change_counts_where_it_adds_and_waits_where_it_ends(known: Desk) -> None:
    """New York for California: one is added at once, the other stays until someone confirms."""
    said = known.say(SECOND, "/breach facts people replace DE 12000, US-NY 700 because the export was filtered")
    assert "it waits" in said.text
    assert clock(known, CALIFORNIA).answer == "owed"
    york = clock(known, "us-ny-individuals")
    assert york.answer == "owed"
    assert "US-CA" in fact(known, "people").value.table
    assert "_Unconfirmed" in known.say(LEAD, "/breach why us-ny-individuals").text
    shown = reject(known, LEAD, "the filter was wrong")
    known.confirm_change(LEAD, shown)
    assert clock(known, "us-ny-individuals").answer != "owed"
    assert clock(known, CALIFORNIA).answer == "owed"
    whole(known)


def test_a_mixed_change_that_is_confirmed_ends_what_it_said(known: Desk) -> None:
    known.say(SECOND, "/breach facts people replace DE 12000, US-NY 700 because the export was filtered")
    assert "Confirmed" in confirm(known, DPO).text
    assert clock(known, CALIFORNIA).answer == "not_owed"
    assert clock(known, "us-ny-individuals").answer == "owed"
    whole(known)


def test_what_the_lead_states_in_the_meantime_outdates_it_and_shows_what_that_ends(known: Desk) -> None:
    known.say(SECOND, "/breach facts people replace DE 12000, US-NY 700")
    shown = known.say(LEAD, "/breach facts people FR 950")
    assert "New York" in shown.text, "what the proposal added would end"
    known.confirm_change(LEAD, shown)
    assert proposals(known)[-1].state == "outdated"
    assert clock(known, "us-ny-individuals").answer != "owed"
    whole(known)


def test_a_confirmation_of_what_has_changed_since_is_shown_again(known: Desk) -> None:
    known.later(hours=9)
    known.say(SECOND, "/breach facts aware_at 2 Mar 2026 16:00 because the ticket says so")
    target = "0123456789abcdef"
    shown = known.press(DPO, "proposal.confirm", str(proposals(known)[-1].id), version=target)
    assert "Facts have changed since you saw this list" in shown.text
    assert clock(known, GDPR).target_at == NINE


def test_a_fact_that_moves_no_deadline_needs_no_one(known: Desk) -> None:
    said = known.say(SECOND, "/breach facts what_happened a bucket stood open")
    assert "Recorded." in said.text
    assert "unconfirmed" not in said.text
    assert not proposals(known)


def test_facts_of_one_form_are_told_apart(known: Desk) -> None:
    known.later(hours=9)
    form = known.press(SECOND, "facts.ask", "aware_at,data").view
    assert form
    known.submit(SECOND, form, aware_at=datetime(2026, 3, 2, 15, 0, tzinfo=UTC), data=["names", "health", "passport"])
    assert "passport" in fact(known, "data").value.items, "it adds, so it counts"
    assert clock(known, GDPR).target_at == NINE, "it delays, so it waits"
    assert len(proposals(known)) == 2


def test_who_states_the_same_confirms_it(known: Desk) -> None:
    known.say(SECOND, "/breach facts data passport")
    assert "Confirmed: Kinds of data" in known.say(DPO, "/breach facts data passport").text
    assert not fact(known, "data").unconfirmed
    assert proposals(known)[-1].state == "confirmed"
    whole(known)


def test_what_the_opener_says_counts_until_it_is_confirmed(desk: Desk) -> None:
    form = desk.say(SECOND, "/breach open").view
    assert form
    desk.submit(SECOND, form, title="Laptop lost in Lyon", people="FR 900")
    facts = desk.incident().facts
    assert facts.latest("people") is not None
    assert {one.name for one in facts.unconfirmed} == {"people"}
    assert clock(desk, GDPR).answer == "owed"
    assert len(proposals(desk)) == 1
    assert "Confirmed" in confirm(desk, LEAD).text
    assert not desk.incident().facts.unconfirmed
    whole(desk)


def test_what_the_lead_says_on_opening_is_confirmed(desk: Desk) -> None:
    form = desk.say(LEAD, "/breach open").view
    assert form
    desk.submit(LEAD, form, title="Laptop lost in Lyon", people="FR 900")
    assert not desk.incident().facts.unconfirmed
    assert not proposals(desk)


@pytest.mark.parametrize("level", ["unlikely", "high"])
def test_a_proposed_risk_adds_duties_at_once_and_ends_none(known: Desk, level: str) -> None:
    known.say(DPO, "/breach risk likely because nothing speaks against it")
    refused = known.say(CRM, f"/breach risk {level} because a customer told us so")
    target = next(
        decode(element["value"])
        for block in (refused.message or {})["blocks"]
        for element in elements(block)
        if element.get("action_id") == "proposal.make"
    )
    known.press(CRM, "proposal.make", target.subject, version=target.version)
    assert clock(known, GDPR).answer == "owed"
    with reading(known.engine) as session:
        persons = session.scalars(select(Clock).where(Clock.duty_id == "eu-gdpr-34-individuals")).one_or_none()
    assert (persons is not None and persons.answer == "owed") == (level == "high")
    confirmed = confirm(known, DPO)
    assert "Confirmed" in confirmed.text
    assert known.incident().facts.value("risk") == level
    whole(known)
