"""Propose and confirm over a real database: what takes two people, and what takes the right person."""

from sqlalchemy import select

from bot.store.engine import reading
from bot.store.tables import Decision, IncidentStep, StoredProposal, TimelineEntry
from tests.slack.desk import COMMS, CRM, ENGINEER, EXEC, LEAD, Desk

SKIP = "/breach skip C06 logs are streamed away"


def proposals(desk: Desk) -> list[StoredProposal]:
    with reading(desk.engine) as session:
        return list(session.scalars(select(StoredProposal).order_by(StoredProposal.id)))


def states(desk: Desk) -> list[tuple[str, str]]:
    return [(one.proposed_by, one.state) for one in proposals(desk)]


def recorded(desk: Desk, event: str) -> list[str]:
    with reading(desk.engine) as session:
        entries = session.scalars(select(TimelineEntry).where(TimelineEntry.event == event))
        return [entry.said.sentence() for entry in entries]


def step(desk: Desk, step_id: str) -> IncidentStep | None:
    with reading(desk.engine) as session:
        return session.get(IncidentStep, (1, step_id))


def drawn(desk: Desk) -> str:
    return str(desk.drawn())


def line_can_be_decided(desk: Desk) -> None:
    """C11, which communications and the executive decide, waits for C03."""
    for said in ("done C01 open", "done C02 nobody because asked", "done C04 yes because private"):
        desk.say(LEAD, f"/breach {said}")
    desk.say(LEAD, "/breach done C03 2 because it is exposed and cut")


def test_a_first_person_waits_and_the_same_person_never_completes_it(inside: Desk) -> None:
    assert "Recorded. A second person must confirm" in inside.say(ENGINEER, SKIP).text
    assert "A second person must confirm" in inside.say(ENGINEER, SKIP).text
    assert states(inside) == [(ENGINEER, "open")]
    assert step(inside, "C06") is None
    assert len(recorded(inside, "proposal.made")) == 1
    assert "Reason: logs are streamed away" in drawn(inside)


def test_the_same_by_a_second_person_confirms_it_and_both_are_on_the_record(inside: Desk) -> None:
    inside.say(ENGINEER, SKIP)
    assert "– skipped" in inside.say(LEAD, SKIP).text
    assert states(inside) == [(ENGINEER, "confirmed")]
    (said,) = recorded(inside, "proposal.confirmed")
    assert said.startswith(f"confirmed what {ENGINEER} had proposed: skip C06")
    row = step(inside, "C06")
    assert row
    assert (row.state, row.finished_by) == ("skipped", LEAD)


def test_a_second_choice_stands_beside_the_first_and_the_one_not_confirmed_is_outdated(inside: Desk) -> None:
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


def test_who_may_not_decide_a_step_does_not_count_as_its_first(inside: Desk) -> None:
    line_can_be_decided(inside)
    assert "This decision is for" in inside.say(CRM, "/breach done C11 yes because a forum has it").text
    assert proposals(inside) == []
