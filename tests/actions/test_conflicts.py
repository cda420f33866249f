"""Conflicts of interest: answered by someone else, recorded with who was asked about whom, and what follows."""

from sqlalchemy import select

from bot.actions import people
from bot.domain.events.people import TeamAnswered
from bot.store.engine import reading
from bot.store.tables import IncidentStep, Outbox, RoleHolder, TimelineEntry
from tests.actions.test_proposals import line_can_be_decided, states
from tests.slack.desk import COMMS, CRM, DPO, ENGINEER, EXEC, LEAD, OUTSIDER, SECOND, Desk
from tests.slack.on_record import whole

OTHERS = "Someone else must decide this."


def seats(desk: Desk, person: str) -> dict[str, str | None]:
    with reading(desk.engine) as session:
        rows = session.scalars(select(RoleHolder).where(RoleHolder.person_id == person))
        return {row.role: row.conflict for row in rows}


def asked(desk: Desk) -> list[TeamAnswered]:
    with reading(desk.engine) as session:
        entries = session.scalars(select(TimelineEntry).where(TimelineEntry.event == TeamAnswered.name))
        return [entry.said for entry in entries if isinstance(entry.said, TeamAnswered)]


def test_a_second_person_answers_for_the_lead_and_it_is_recorded_who_was_asked_about_whom(inside: Desk) -> None:
    inside.say(LEAD, "/breach done C01 open")
    assert "A second person must confirm" in inside.say(LEAD, "/breach done C02 nobody because I asked them").text
    assert "A second person must confirm" in inside.say(LEAD, "/breach done C02 nobody because it is true").text
    assert "This decision is for" in inside.say(CRM, "/breach done C02 nobody because I like the lead").text
    assert not asked(inside)
    assert "● done" in inside.say(DPO, "/breach done C02 nobody because the lead was away").text
    first, second = asked(inside)
    assert (first.answered_by, second.answered_by, second.people) == (LEAD, DPO, (LEAD,))
    assert LEAD not in first.people
    assert {DPO, COMMS, CRM, EXEC, SECOND} <= set(first.people)
    assert f"conflict check for {LEAD}, answered by {DPO}: nobody" in second.sentence()
    whole(inside)


def test_no_one_answers_for_themselves(inside: Desk) -> None:
    assert "Someone else must answer this for you." in inside.say(DPO, f"/breach conflict <@{DPO}> none").text
    inside.say(LEAD, f"/breach conflict <@{DPO}> suspect")
    for answer in ("none", "witness"):
        assert "is for" in (said := inside.say(DPO, f"/breach conflict <@{DPO}> {answer}").text) or OTHERS in said
    assert seats(inside, DPO) == {"dpo": "suspect", "counsel": "suspect"}


def test_a_possible_suspect_decides_confirms_approves_and_assigns_nothing(inside: Desk) -> None:
    line_can_be_decided(inside)
    inside.say(COMMS, "/breach done C11 yes because a forum has it")
    assert "can't decide" in inside.say(LEAD, f"/breach conflict <@{EXEC}> suspect").text
    for words in (
        "done C11 yes because I saw it", f"assign hr <@{CRM}>", f"handover executive <@{CRM}>",
        f"conflict <@{LEAD}> suspect",
    ):  # fmt: skip
        assert OTHERS in inside.say(EXEC, f"/breach {words}").text, words
    assert OTHERS in inside.press(EXEC, "proposal.confirm", "2").text
    assert OTHERS in inside.press(EXEC, "conflict.none", f"hr|{CRM}|main|none").text
    assert "suspect" not in inside.press(EXEC, "proposal.confirm", "2").text, "who is suspected does not learn it"
    inside.say(LEAD, f"/breach conflict <@{DPO}> witness")
    for words in ("close we are done", "risk unlikely because nobody reads it", "decline gdpr 33 because it is safe"):
        assert OTHERS in inside.say(DPO, f"/breach {words}").text, words
    assert "Recorded" in inside.say(EXEC, "/breach note a witness may still say what they saw").text
    whole(inside)


def test_what_a_suspect_said_first_no_longer_counts(inside: Desk) -> None:
    line_can_be_decided(inside)
    inside.say(EXEC, "/breach done C11 yes because a forum has it")
    inside.say(LEAD, f"/breach conflict <@{EXEC}> suspect")
    assert states(inside)[-1] == (EXEC, "outdated")
    assert "A second person must confirm" in inside.say(COMMS, "/breach done C11 yes because I saw it").text
    with reading(inside.engine) as session:
        row = session.get(IncidentStep, (1, "C11"))
    assert row is None or row.state != "done"
    whole(inside)


def test_an_answer_holds_for_later_roles_until_another_person_clears_them(inside: Desk) -> None:
    inside.say(LEAD, f"/breach conflict <@{OUTSIDER}> witness")
    with inside.opens(OUTSIDER, False) as work:
        people.join_channel(work, inside.incident(), OUTSIDER)
    assert seats(inside, OUTSIDER) == {"responder": "witness"}
    whole(inside)
    inside.say(DPO, f"/breach conflict <@{OUTSIDER}> none")
    assert seats(inside, OUTSIDER) == {"responder": None}
    whole(inside)


def test_the_lead_is_told_of_a_suspect_and_the_suspect_is_not(inside: Desk) -> None:
    inside.say(DPO, f"/breach conflict <@{EXEC}> suspect")
    told = [message for message in map(str, inside.drawn()) if "possible suspect" in message]
    assert len(told) == 1
    inside.say(DPO, f"/breach conflict <@{LEAD}> suspect")
    with reading(inside.engine) as session:
        rows = session.scalars(select(Outbox).where(Outbox.kind == "tell"))
        people_told = {row.details["person"] for row in rows if row.details["view"] == "conflict"}
    assert people_told == {LEAD, ENGINEER}, "the lead about the executive, their alternate about the lead"


def test_which_conflict_it_is_must_be_said(inside: Desk) -> None:
    assert "Say which" in inside.say(LEAD, f"/breach conflict <@{CRM}>").text
    assert "Mention the person" in inside.say(LEAD, "/breach conflict suspect").text
