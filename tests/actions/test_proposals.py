"""Propose and confirm over a real database: what takes two people, and what takes the right person."""

from sqlalchemy import select

from bot.actions.reports import collect
from bot.store.engine import reading
from bot.store.tables import Decision
from tests.slack.desk import COMMS, CRM, DPO, ENGINEER, EXEC, LEAD, SECOND, Desk
from tests.slack.on_record import proposals, recorded, step_row

SKIP = "/breach skip C06 logs are streamed away"


def states(desk: Desk) -> list[tuple[str, str]]:
    return [(one.proposed_by, one.state) for one in proposals(desk)]


def drawn(desk: Desk) -> str:
    return str(desk.drawn())


def line_can_be_decided(desk: Desk) -> None:
    """C11, which communications and the executive decide, waits for C03."""
    desk.say(LEAD, "/breach done C01 open")
    for person in (LEAD, DPO):
        desk.say(person, "/breach done C02 nobody because asked")
    desk.say(LEAD, "/breach done C04 yes because private")
    desk.say(LEAD, "/breach done C03 2 because it is exposed and cut")


def test_a_first_person_waits_and_the_same_person_never_completes_it(inside: Desk) -> None:
    assert "Recorded. A second person must confirm" in inside.say(ENGINEER, SKIP).text
    assert "A second person must confirm" in inside.say(ENGINEER, SKIP).text
    assert states(inside) == [(ENGINEER, "open")]
    assert step_row(inside, "C06") is None
    assert len(recorded(inside, "proposal.made")) == 1
    assert "Reason: logs are streamed away" in drawn(inside)


def test_the_same_by_a_second_person_confirms_it_and_both_are_on_the_record(inside: Desk) -> None:
    inside.say(ENGINEER, SKIP)
    assert "– skipped" in inside.say(LEAD, SKIP).text
    assert states(inside) == [(ENGINEER, "confirmed")]
    (said,) = recorded(inside, "proposal.confirmed")
    assert said.startswith(f"confirmed what {ENGINEER} had proposed: skip C06")
    row = step_row(inside, "C06")
    assert row
    assert (row.state, row.finished_by) == ("skipped", LEAD)


def test_a_second_choice_is_listed_next_to_the_first_and_the_one_not_confirmed_is_outdated(inside: Desk) -> None:
    line_can_be_decided(inside)
    inside.say(COMMS, "/breach done C11 no because nobody outside knows")
    inside.say(EXEC, "/breach done C11 yes because a forum has it")
    assert states(inside) == [(COMMS, "open"), (EXEC, "open")]
    assert [one.reason for one in proposals(inside)] == ["nobody outside knows", "a forum has it"]
    assert "A second person must confirm. Reason: nobody outside knows" in drawn(inside)
    assert "A second person must confirm. Reason: a forum has it" in drawn(inside)
    assert "● done" in inside.say(COMMS, "/breach done C11 yes because I saw the forum too").text
    assert states(inside) == [(COMMS, "outdated"), (EXEC, "confirmed")]
    with reading(inside.engine) as session:
        decision = session.scalars(select(Decision).where(Decision.step_id == "C11")).one()
    assert (decision.decided_by, decision.second_by) == (EXEC, COMMS)
    assert decision.choice.startswith("yes")


def test_a_proposal_about_a_step_that_was_settled_otherwise_is_outdated_and_says_so(inside: Desk) -> None:
    line_can_be_decided(inside)
    inside.say(ENGINEER, SKIP)
    assert "● done" in inside.say(LEAD, "/breach done C06 the hold is on").text
    assert states(inside) == [(ENGINEER, "outdated")]
    (said,) = recorded(inside, "proposal.outdated")
    assert "C06 is already done." in said
    assert "Outdated. C06 is already done." in drawn(inside)


def test_both_reasons_are_kept_and_shown(inside: Desk) -> None:
    line_can_be_decided(inside)
    inside.say(ENGINEER, SKIP)
    inside.say(LEAD, "/breach skip C06 the vault keeps everything anyway")
    (one,) = proposals(inside)
    assert (one.reason, one.settled_reason) == ("logs are streamed away", "the vault keeps everything anyway")
    assert recorded(inside, "step.skipped") == ["skipped Order preservation before any cleanup: logs are streamed away"]
    assert recorded(inside, "proposal.confirmed")[-1].endswith("Reason: the vault keeps everything anyway")
    (card,) = (text for text in map(str, inside.drawn()) if "C06 ·" in text and "steps are next" not in text)
    assert ">logs are streamed away" in card
    assert f"{ENGINEER.lower()} proposed it, {LEAD.lower()} confirmed it: the vault keeps everything anyway" in card
    with inside.opens(LEAD, True) as work:
        steps = collect(work, inside.incident()).steps
    (note,) = (one.note for one in steps if one.title.startswith("C06"))
    assert note == f"{ENGINEER.lower()}: logs are streamed away; {LEAD.lower()}: the vault keeps everything anyway"


def test_a_decision_keeps_the_reasons_of_both(inside: Desk) -> None:
    line_can_be_decided(inside)
    inside.say(COMMS, "/breach done C11 yes because a forum has it")
    inside.say(EXEC, "/breach done C11 yes because a journalist called")
    with inside.opens(LEAD, True) as work:
        (decision,) = (
            one for one in collect(work, inside.incident()).decisions if one.question.startswith("Is it pub")
        )
    assert decision.reason == f"{COMMS.lower()}: a forum has it; {EXEC.lower()}: a journalist called"


def test_a_button_confirms_for_the_same_reason(inside: Desk) -> None:
    inside.say(ENGINEER, SKIP)
    inside.confirm(LEAD, "1")
    (one,) = proposals(inside)
    assert (one.reason, one.settled_reason, one.settled_by) == ("logs are streamed away", "", LEAD)


def test_the_form_behind_the_button_keeps_a_reason_of_one_s_own(inside: Desk) -> None:
    inside.say(ENGINEER, SKIP)
    assert "logs are streamed away" in inside.press(LEAD, "proposal.confirm", "1").text, (
        "what is confirmed is read first"
    )
    inside.confirm(LEAD, "1", reason="the vault keeps everything anyway")
    (one,) = proposals(inside)
    assert (one.reason, one.settled_reason) == ("logs are streamed away", "the vault keeps everything anyway")


def test_who_is_only_in_the_incident_neither_skips_nor_confirms_what_takes_two(inside: Desk) -> None:
    assert "This decision is for" in inside.say(CRM, SKIP).text
    assert proposals(inside) == []
    inside.say(ENGINEER, SKIP)
    assert "This decision is for" in inside.say(CRM, SKIP).text
    assert "This decision is for" in inside.press(CRM, "proposal.confirm", "1").text
    assert "This decision is for" in inside.press(COMMS, "proposal.reject", "1").text
    assert states(inside) == [(ENGINEER, "open")]


def test_no_one_says_something_else_over_what_the_decider_proposed(inside: Desk) -> None:
    line_can_be_decided(inside)
    for said in ("done C07 act now because it is leaking", "skip d3 it has no access", "skip d5 nobody stole it"):
        inside.say(LEAD, f"/breach {said}")
    inside.say(LEAD, "/breach done C08 yes because the door is shut")
    for person in (SECOND, CRM):
        assert "This decision is for" in inside.say(person, "/breach done C08 partly because one is left").text
    assert "This decision is for" in inside.say(CRM, "/breach done C08 yes because I believe it").text
    assert states(inside) == [(LEAD, "open")]
    assert "● done" in inside.say(SECOND, "/breach done C08 yes because I tried as well").text
    assert states(inside) == [(LEAD, "confirmed")]


def test_who_gets_the_role_after_proposing_becomes_the_first_and_stays_alone(inside: Desk) -> None:
    line_can_be_decided(inside)
    kept = '{"step_id": "C11", "note": "a forum has it", "choice": "yes, send the holding line now"}'
    inside.press(CRM, "proposal.make", "step_done", version=kept)
    inside.say(LEAD, f"/breach assign executive <@{CRM}>")
    inside.press(LEAD, "conflict.none", f"executive|{CRM}|main|none")
    assert "You proposed this yourself" in inside.press(CRM, "proposal.confirm", "2").text
    assert "A second person must confirm" in inside.say(CRM, "/breach done C11 yes because a forum has it").text
    assert [(one.proposed_by, one.need, one.state) for one in proposals(inside)] == [
        (CRM, "right_person", "outdated"),
        (CRM, "two_people", "open"),
    ]
    assert "A second person must confirm" in inside.say(CRM, "/breach done C11 yes because again").text
    assert "● done" in inside.say(COMMS, "/breach done C11 yes because I read it").text


def test_who_may_not_decide_a_step_does_not_count_as_its_first(inside: Desk) -> None:
    line_can_be_decided(inside)
    assert "This decision is for" in inside.say(CRM, "/breach done C11 yes because a forum has it").text
    assert proposals(inside) == []
