"""What one may not do, one may propose: each kind from the refusal to the confirmation by the person whose it is."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.actions import clocks
from bot.slack.callbacks import Target, decode
from bot.store.engine import reading, writing
from bot.store.tables import Decision, IncidentStep, Notice, Outbox, StoredProposal
from bot.workspace.core.inputs import elements
from tests.slack.desk import COMMS, CRM, DPO, EXEC, LEAD, OUTSIDER, SECOND, Answer, Desk
from tests.slack.on_record import clock, proposals, whole

GDPR, CALIFORNIA = "eu-gdpr-33-1-authority", "us-ca-individuals"
DECLINE = f"/breach decline {GDPR} because the key is safe with us"


def last(desk: Desk) -> StoredProposal:
    return proposals(desk)[-1]


def button(answer: Answer) -> Target:
    """What the button Propose under a refusal carries."""
    for shown in (answer.message, answer.view):
        for block in (shown or {}).get("blocks", []):
            for element in elements(block):
                if element.get("action_id") == "proposal.make":
                    return decode(element["value"])
    raise AssertionError(f"no button Propose in: {answer.text}")


def propose(desk: Desk, person: str, refused: Answer) -> str:
    target = button(refused)
    return desk.press(person, "proposal.make", target.subject, version=target.version).text


def confirm(desk: Desk, person: str, number: int | None = None) -> str:
    """What it ends or delays is confirmed too, where it does."""
    answer = desk.confirm(person, str(number or last(desk).id))
    shown = answer.view and answer.view["callback_id"] == "facts_loosen"
    return (desk.confirm_change(person, answer) if shown else answer).text


def posted(desk: Desk) -> int:
    with reading(desk.engine) as session:
        wanted = [f"proposal:1:{one.id}" for one in proposals(desk)]
        keys = select(Outbox.key).where(Outbox.kind == "post", Outbox.key.in_(wanted))
        return len(session.scalars(keys).all())


@dataclass(frozen=True)
class Case:
    """`by` is refused with `says`; `right` may confirm; then `is_done`."""

    by: str
    words: str
    says: str
    right: str
    is_done: Callable[[Desk], bool]
    before: Callable[[Desk], object] = lambda desk: None


def known(desk: Desk) -> None:
    for fact in (
        "zone America/Los_Angeles", "people DE 20, US-CA 700", "discovered_at 1 Mar 2026 18:00", "data names, ssn",
        "acquired yes", "form_of_data electronic", "protection none", "internal_only no",
    ):  # fmt: skip
        desk.say(LEAD, f"/breach facts {fact}")


def held(desk: Desk) -> None:
    known(desk)
    desk.say(DPO, f"/breach hold {CALIFORNIA} until 20 May 2026 17:00 by FBI Los Angeles")


def drafted(desk: Desk) -> None:
    desk.say(COMMS, "/breach notice gdpr-authority")
    with writing(desk.engine) as session:
        session.get_one(Notice, 1).missing = []


def first_steps(desk: Desk) -> None:
    for person, said in ((LEAD, "done C01 open"), *((one, "done C02 nobody because asked") for one in (LEAD, DPO))):
        desk.say(person, f"/breach {said}")


def everyone_told(desk: Desk) -> None:
    """No duty is open, so that closing takes one person."""
    with desk.opens(LEAD, True) as work:
        running = [line.clock.duty_id for line in clocks.running(work, desk.incident())]
    for duty in running:
        desk.say(DPO, f"/breach met {duty} ref letter-1 because our law firm filed it")


def row(desk: Desk, table: type, key: object) -> object:
    with reading(desk.engine) as session:
        return session.get(table, key)


CASES = {
    "duty_met": Case(
        EXEC, f"/breach met {GDPR} ref A-7 at today 09:30 because our law firm filed it",
        "This is for the incident lead", LEAD,
        lambda desk: (clock(desk, GDPR).decision, clock(desk, GDPR).reference) == ("met", "A-7"),
    ),
    "hold_recorded": Case(
        CRM, f"/breach hold {CALIFORNIA} until 20 May 2026 17:00 by FBI Los Angeles", "This is for the DPO", DPO,
        lambda desk: clock(desk, CALIFORNIA).hold is not None, known,
    ),
    "hold_released": Case(
        CRM, f"/breach release {CALIFORNIA}", "This is for the DPO", LEAD,
        lambda desk: clock(desk, CALIFORNIA).held_until is None, held,
    ),
    "risk_decided": Case(
        CRM, "/breach risk unlikely because nobody will read it", "This is for the DPO", DPO,
        lambda desk: desk.incident().facts.value("risk") == "unlikely",
    ),
    "notice_approved": Case(
        COMMS, "/breach approve gdpr-authority", "This is for the DPO.", DPO,
        lambda desk: getattr(row(desk, Notice, 1), "approved_by", None) == DPO, drafted,
    ),
    "incident_closed": Case(
        CRM, "/breach close we are done here", "This is for the incident lead", LEAD,
        lambda desk: desk.incident().state == "closed", everyone_told,
    ),
    "step_done": Case(
        CRM, "/breach done C04 yes because it is ours", "This decision is for the incident lead.", LEAD,
        lambda desk: getattr(row(desk, IncidentStep, (1, "C04")), "answer", None) == "yes", first_steps,
    ),
}  # fmt: skip


@pytest.fixture(params=list(CASES))
def case(request: pytest.FixtureRequest, inside: Desk) -> Case:
    found = CASES[request.param]
    found.before(inside)
    return found


def test_the_refusal_keeps_its_words_and_the_right_person_confirms_what_was_proposed(inside: Desk, case: Case) -> None:
    refused = inside.say(case.by, case.words)
    assert case.says in refused.text
    assert not proposals(inside)
    assert "Proposal posted" in propose(inside, case.by, refused)
    assert (last(inside).need, last(inside).proposed_by, last(inside).state) == ("right_person", case.by, "open")
    assert posted(inside) == 1
    assert not case.is_done(inside)
    said = confirm(inside, case.right)
    assert "Confirmed: " in said, said
    assert case.is_done(inside)
    assert (last(inside).state, last(inside).settled_by) == ("confirmed", case.right)
    whole(inside, "missing")  # which `drafted` has emptied


def test_neither_its_proposer_nor_another_without_the_right_nor_an_outsider_confirms_it(
    inside: Desk, case: Case
) -> None:
    propose(inside, case.by, inside.say(case.by, case.words))
    assert "You proposed this yourself" in confirm(inside, case.by)
    assert case.says[:8] in confirm(inside, SECOND)
    assert "You are not part of that incident." in confirm(inside, OUTSIDER)
    assert last(inside).state == "open"
    assert not case.is_done(inside)


def test_it_is_confirmed_once_and_proposed_once(inside: Desk, case: Case) -> None:
    propose(inside, case.by, inside.say(case.by, case.words))
    propose(inside, case.by, inside.say(case.by, case.words))
    assert len(proposals(inside)) == posted(inside) == 1
    confirm(inside, case.right)
    assert "No change." in (said := confirm(inside, case.right)) or "no longer changes" in said
    assert last(inside).state == "confirmed"


def test_who_does_what_another_proposed_confirms_it(inside: Desk) -> None:
    propose(inside, CRM, inside.say(CRM, DECLINE))
    inside.say(DPO, f"/breach decline {GDPR} because the disk was encrypted")
    inside.say(LEAD, f"/breach decline {GDPR} because the disk was encrypted")
    assert {(one.proposed_by, one.state) for one in proposals(inside)} == {(CRM, "confirmed"), (DPO, "confirmed")}
    whole(inside)


def test_who_confirms_what_takes_two_people_is_the_first_of_them(inside: Desk) -> None:
    propose(inside, CRM, inside.say(CRM, DECLINE))
    assert "A second person must confirm" in confirm(inside, DPO)
    assert clock(inside, GDPR).decision is None
    inside.confirm(LEAD, str(last(inside).id))
    assert (clock(inside, GDPR).decision, clock(inside, GDPR).decided_by) == ("declined", LEAD)
    whole(inside)


def test_what_was_decided_otherwise_in_the_meantime_outdates_it(inside: Desk) -> None:
    propose(inside, CRM, inside.say(CRM, DECLINE))
    inside.say(DPO, f"/breach met {GDPR} ref A-1 at today 09:30 because our law firm filed it")
    assert last(inside).state == "outdated"
    assert "This proposal is outdated" in confirm(inside, DPO)
    assert clock(inside, GDPR).decision == "met"
    assert "Outdated. “Notify" in str(inside.drawn())
    whole(inside)


def test_a_notice_that_was_drafted_anew_outdates_the_proposal_to_approve_it(inside: Desk) -> None:
    drafted(inside)
    propose(inside, COMMS, inside.say(COMMS, "/breach approve gdpr-authority"))
    inside.say(DPO, "/breach facts people DE 12")
    inside.say(COMMS, "/breach notice gdpr-authority")
    assert last(inside).state == "outdated"
    whole(inside, "missing")


def test_closing_is_asked_anew_when_more_duties_run_than_were_read(inside: Desk) -> None:
    propose(inside, CRM, inside.say(CRM, "/breach close we are done here"))
    known(inside)
    assert "No change. This proposal is outdated" in confirm(inside, LEAD)
    assert inside.incident().state == "open"


def test_closing_outdates_every_open_proposal(inside: Desk) -> None:
    propose(inside, CRM, inside.say(CRM, DECLINE))
    propose(inside, CRM, inside.say(CRM, "/breach close we are done here"))
    assert "A second person must confirm" in confirm(inside, LEAD, 2)
    confirm(inside, DPO, 3)
    assert [one.state for one in proposals(inside)] == ["outdated", "confirmed", "confirmed"]
    assert "is closed; its record no longer changes." in confirm(inside, DPO, 1)
    whole(inside)


def test_rejecting_needs_a_reason_and_withdrawing_ones_own_does_not(inside: Desk) -> None:
    propose(inside, CRM, inside.say(CRM, DECLINE))
    view = inside.press(DPO, "proposal.reject", "1").view
    assert view
    assert "needs a reason" in inside.submit(DPO, view, reason=" ").text
    inside.submit(DPO, view, reason="the key was on a note")
    assert (last(inside).state, last(inside).settled_reason) == ("rejected", "the key was on a note")
    propose(inside, CRM, inside.say(CRM, DECLINE))
    assert "Withdrawn: " in inside.press(CRM, "proposal.reject", "2").text
    assert last(inside).state == "withdrawn"
    assert "was withdrawn by its proposer" in confirm(inside, DPO)
    whole(inside)


def test_who_may_not_confirm_does_not_reject(inside: Desk) -> None:
    propose(inside, CRM, inside.say(CRM, DECLINE))
    assert "This is for the DPO" in inside.press(SECOND, "proposal.reject", "1").text
    assert last(inside).state == "open"


def test_a_form_that_is_refused_offers_to_propose_in_its_place(inside: Desk) -> None:
    view = inside.press(CRM, "clock.decline", GDPR).view
    assert view
    refused = inside.submit(CRM, view, reason="the key is safe with us")
    assert "This is for the DPO, privacy counsel or incident lead." in refused.text
    assert refused.view
    propose(inside, CRM, refused)
    assert last(inside).reason == "the key is safe with us"


def test_what_cannot_be_done_is_not_proposed_either(inside: Desk) -> None:
    refused = inside.say(CRM, f"/breach decline {GDPR} because no")
    assert "Declining a duty needs a reason" in refused.text
    assert "proposal.make" not in str(refused.message)
    assert not proposals(inside)


def test_words_that_do_not_fit_into_a_button_are_refused_with_the_way_out(inside: Desk) -> None:
    refused = inside.say(CRM, f"/breach decline {GDPR} because {'the key is safe ' * 150}")
    assert "To propose it here, shorten the reason." in refused.text


def test_who_may_do_it_proposes_nothing(inside: Desk) -> None:
    target = button(inside.say(CRM, DECLINE))
    said = inside.press(DPO, "proposal.make", target.subject, version=target.version).text
    assert "You can do this yourself" in said
    assert not proposals(inside)


@pytest.mark.parametrize("words", ["{}", "[1]", "nonsense", '{"duty": 7}'])
def test_a_button_that_carries_no_command_is_answered_and_changes_nothing(inside: Desk, words: str) -> None:
    said = inside.press(CRM, "proposal.make", "duty_declined", version=words).text
    assert "went wrong" not in said
    assert not proposals(inside)


def test_a_proposal_of_another_incident_does_not_exist_here(inside: Desk) -> None:
    propose(inside, CRM, inside.say(CRM, DECLINE))
    inside.open("phone lost in Graz", person=DPO)
    said = inside.press(DPO, "proposal.confirm", "1", incident=2).text
    assert "There is no such proposal in this incident." in said


def test_two_people_are_still_wanted_where_the_proposer_was_not_entitled_to_be_the_first(inside: Desk) -> None:
    first_steps(inside)
    inside.say(LEAD, "/breach done C04 yes because private")
    inside.say(LEAD, "/breach done C03 2 because it is exposed and cut")
    propose(inside, CRM, inside.say(CRM, "/breach done C11 yes because a forum has it"))
    assert "Recorded. A second person must confirm" in confirm(inside, COMMS, 2)
    assert [(one.proposed_by, one.need, one.state) for one in proposals(inside)] == [
        (CRM, "right_person", "confirmed"),
        (COMMS, "two_people", "open"),
    ]
    assert "You proposed this yourself" in confirm(inside, COMMS, 3)
    assert "Confirmed: " in confirm(inside, EXEC, 3)
    with reading(inside.engine) as session:
        decision = session.scalars(select(Decision).where(Decision.step_id == "C11")).one()
    assert (decision.decided_by, decision.second_by, decision.reason) == (COMMS, EXEC, "a forum has it")
    whole(inside)


def test_a_step_for_some_roles_only_is_proposed_to_them(desk: Desk) -> None:
    desk.open("insider copied the customer list")
    assert desk.incident().kind == "insider"
    refused = desk.say(COMMS, "/breach skip s2 there is no server")
    assert "s2 is for the" in refused.text
    propose(desk, COMMS, refused)
    assert str(last(desk).what).startswith("skip s2")
    assert "Confirmed: " in confirm(desk, SECOND), "forensics is among them"
    whole(desk)


def test_facts_that_move_deadlines_are_confirmed_or_outdated_by_who_may(inside: Desk) -> None:
    inside.say(CRM, "/breach facts people DE 20, US-CA 700")
    assert str(last(inside).what).startswith("state ")
    assert "Confirmed: " in confirm(inside, DPO)
    assert str(inside.incident().facts.value("people").table["US-CA"].least) == "700"
    inside.say(CRM, "/breach facts aware_at 2 Mar 2026 08:00")
    inside.say(DPO, "/breach facts aware_at 2 Mar 2026 07:00")
    assert last(inside).state == "outdated"
    whole(inside)


def test_open_proposals_stand_in_the_status_and_with_buttons_in_what_is_next_for_who_may_confirm(
    inside: Desk,
) -> None:
    propose(inside, CRM, inside.say(CRM, DECLINE))
    assert "Open proposals: 1" in inside.say(SECOND, "/breach status").text
    assert "proposal.confirm" not in str(inside.say(SECOND, "/breach status").message)
    assert "proposal.confirm" in str(inside.say(DPO, "/breach status").message)
    assert "proposal.confirm" in str(inside.say(DPO, "/breach next").message)
    assert "Open proposals" not in inside.say(CRM, "/breach next").text
    message = str(inside.drawn()[-1])
    assert f"<@{DPO}>" in message
    assert f"<@{CRM}>:* decline" in message
    assert "Needs: the DPO, privacy counsel or incident lead." in message


def test_what_is_proposed_about_waiting_is_outdated_once_the_duty_is_decided(inside: Desk) -> None:
    known(inside)
    for words in (f"hold {CALIFORNIA} until 20 May 2026 17:00 by FBI", "hold all until 20 May 2026 17:00 by FBI"):
        propose(inside, CRM, inside.say(CRM, f"/breach {words}"))
    inside.say(DPO, f"/breach met {CALIFORNIA} ref A-1 because our law firm filed it")
    assert [one.state for one in proposals(inside)] == ["outdated", "open"]
    whole(inside)


def test_a_request_about_every_duty_outdates_what_is_proposed_about_one_of_them(inside: Desk) -> None:
    held(inside)
    propose(inside, CRM, inside.say(CRM, f"/breach release {CALIFORNIA}"))
    inside.say(DPO, "/breach release all")
    assert last(inside).state == "outdated"
    whole(inside)


def test_what_can_no_longer_be_done_is_outdated_when_it_is_confirmed(inside: Desk) -> None:
    known(inside)
    propose(inside, CRM, inside.say(CRM, f"/breach hold {CALIFORNIA} until 20 Mar 2026 17:00 by FBI"))
    inside.later(days=30)
    assert "This proposal is outdated: That time is in the past." in confirm(inside, DPO)
    assert last(inside).state == "outdated"
    whole(inside)


def unread(desk: Desk) -> None:
    """As another version of breachbot might have kept it."""
    propose(desk, CRM, desk.say(CRM, DECLINE))
    with writing(desk.engine) as session:
        session.get_one(StoredProposal, 1).command = {"another": "form"}


@pytest.mark.parametrize(("person", "says"), [(DPO, "outdated"), (SECOND, "outdated"), (CRM, "You proposed this")])
def test_a_proposal_by_another_version_is_cleared_away_by_confirming(inside: Desk, person: str, says: str) -> None:
    unread(inside)
    inside.drawn()
    assert says in confirm(inside, person)
    assert clock(inside, GDPR).decision is None


def test_a_proposal_by_another_version_is_withdrawn_by_its_proposer(inside: Desk) -> None:
    unread(inside)
    assert "Withdrawn: " in inside.press(CRM, "proposal.reject", "1").text
    assert last(inside).state == "withdrawn"


def test_rejecting_what_is_settled_says_so_and_asks_for_no_reason(inside: Desk) -> None:
    propose(inside, CRM, inside.say(CRM, DECLINE))
    confirm(inside, DPO)
    for person in (CRM, DPO, SECOND):
        answer = inside.press(person, "proposal.reject", "1")
        assert "is already confirmed" in answer.text
        assert answer.view is None


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("duty_met", {"duty": GDPR, "reference": "x", "met_at": "2026-03-01T00:00:00"}),
        ("hold_recorded", {"duty": "all", "until_at": "2026-04-01T00:00:00", "authority": "FBI"}),
        ("hold_released", {"duty": "all", "at": "2026-03-01T00:00:00"}),
        ("notice_approved", {"notice": "²"}),
        ("notice_approved", {"notice": "9" * 40}),
    ],
)
def test_what_is_proposed_in_a_form_that_was_never_ours_is_refused(
    inside: Desk, kind: str, kept: dict[str, str]
) -> None:
    said = inside.press(CRM, "proposal.make", kind, version=json.dumps(kept)).text
    assert "in another version of breachbot" in said or "There is no notice" in said
    assert proposals(inside) == []
