"""Who may do what, as far as it depends on more than a role in the incident: what it is about names who may."""

import pytest

from bot.domain.incidents import IncidentState
from bot.domain.permissions import (
    RIGHTS,
    AccessDecision,
    Act,
    Actor,
    IncidentSubject,
    Nothing,
    NoticeSubject,
    ProposalSubject,
    SeatSubject,
    StepSubject,
    may,
    roles_for,
    who_may,
)
from bot.domain.roles import ROLES
from bot.errors import IncidentIsClosed, NotAllowed, NotFound
from tests import shipped

INCIDENT = IncidentSubject("BR-2026-0001", IncidentState.OPEN)


def one(*roles: str, left: bool = False) -> Actor:
    return Actor("U2", frozenset(roles), left)


def said(decision: AccessDecision) -> str:
    return str(decision.refusal or "")


def restricted(*roles: str, settled: bool = False) -> StepSubject:
    return StepSubject(INCIDENT, "C02", settled, restricted_to=roles)


def decided(*by: str) -> StepSubject:
    return StepSubject(INCIDENT, "C02", False, decided_by=by)


def test_an_outsider_is_told_nothing_whatever_it_is_about() -> None:
    closed = IncidentSubject("BR-2026-0001", IncidentState.CLOSED)
    for subject in (INCIDENT, closed, restricted("hr"), decided("lead"), NoticeSubject(INCIDENT, ("dpo",), "U1")):
        refusal = may(one(), Act.STEPS, subject).refusal
        assert type(refusal) is NotFound
        assert str(refusal) == "You are not part of that incident. Ask its lead to add you."


def test_who_left_is_told_so() -> None:
    assert "You're no longer in this incident's channel" in said(may(one(left=True), Act.SEE, INCIDENT))


@pytest.mark.parametrize("act", [Act.HELP, Act.OPEN, Act.LIST])
def test_anyone_may_ask_for_help_list_theirs_and_open_an_incident(act: Act) -> None:
    assert may(one(), act, Nothing()).allowed


def test_a_closed_incident_says_so_before_it_says_who_may() -> None:
    closed = IncidentSubject("BR-2026-0001", IncidentState.CLOSED)
    assert type(may(one("responder"), Act.CLOSE, closed).refusal) is IncidentIsClosed
    assert type(may(one("responder"), Act.REOPEN, closed).refusal) is NotAllowed
    assert may(one("responder"), Act.SEE, closed).allowed


def test_a_restricted_step_is_for_its_roles_until_it_is_settled() -> None:
    assert may(one("hr"), Act.STEPS, restricted("hr", "dpo")).allowed
    assert said(may(one("lead"), Act.STEPS, restricted("hr", "dpo"))).startswith("C02 is for the HR or DPO only.")
    assert may(one("lead"), Act.STEPS, restricted("hr", settled=True)).allowed


def test_a_decision_is_for_those_whom_the_step_names() -> None:
    assert may(one("lead"), Act.STEPS, decided("lead", "dpo")).allowed
    assert "This decision is for the incident lead." in said(may(one("it"), Act.STEPS, decided("lead")))


@pytest.mark.parametrize("role", ["responder", "it", "finance"])
def test_who_is_only_in_the_incident_confirms_no_decision(role: str) -> None:
    over = ProposalSubject(INCIDENT, "U1", Act.STEPS, decided("lead", "deputy", "forensics"))
    for act in (Act.CONFIRM, Act.REJECT):
        assert "This decision is for the" in said(may(one(role), act, over))
        assert may(one("forensics"), act, over).allowed


@pytest.mark.parametrize("approver", ["dpo", "lead"])
def test_a_notice_is_approved_by_the_role_that_it_names_and_not_by_its_drafter(approver: str) -> None:
    for role in ROLES:
        assert may(one(role), Act.APPROVE, NoticeSubject(INCIDENT, (approver,), "U1")).allowed == (role == approver)
    assert ROLES[approver] in said(may(one("responder"), Act.APPROVE, NoticeSubject(INCIDENT, (approver,), "U1")))
    refused = may(one(approver), Act.APPROVE, NoticeSubject(INCIDENT, (approver,), "U2"))
    assert "You drafted this notice, so a second person must read and approve it" in said(refused)


def test_a_role_is_passed_on_by_its_holder_or_by_who_names_people() -> None:
    assert may(one("scribe"), Act.HAND_OVER, SeatSubject(INCIDENT, "scribe")).allowed
    assert may(one("deputy"), Act.HAND_OVER, SeatSubject(INCIDENT, "scribe")).allowed
    assert may(one("scribe"), Act.HAND_OVER, SeatSubject(INCIDENT, "lead")).refusal


DECLINING = ProposalSubject(INCIDENT, "U1", Act.DECLINE, INCIDENT)


def test_a_proposal_is_confirmed_and_rejected_by_anyone_who_may_do_what_is_proposed() -> None:
    for role in ROLES:
        for act in (Act.CONFIRM, Act.REJECT):
            assert may(one(role), act, DECLINING).allowed == may(one(role), Act.DECLINE, INCIDENT).allowed
    assert "This is for the DPO, privacy counsel or incident lead" in said(may(one("it"), Act.CONFIRM, DECLINING))


def test_no_one_confirms_their_own_proposal_and_everyone_may_withdraw_it() -> None:
    for role in ("lead", "dpo", "responder"):
        own = ProposalSubject(INCIDENT, "U2", Act.DECLINE, INCIDENT)
        assert "You proposed this yourself" in said(may(one(role), Act.CONFIRM, own))
        assert may(one(role), Act.REJECT, own).allowed


def test_a_step_that_anyone_may_do_is_still_not_confirmed_by_its_proposer() -> None:
    own = ProposalSubject(INCIDENT, "U2", Act.STEPS, StepSubject(INCIDENT, "C06", False))
    assert "Anyone else in the incident can." in said(may(one("lead"), Act.CONFIRM, own))


def test_a_proposal_is_nothing_to_outsiders_and_closed_with_its_incident() -> None:
    assert type(may(one(), Act.CONFIRM, DECLINING).refusal) is NotFound
    closed = IncidentSubject("BR-2026-0001", IncidentState.CLOSED)
    over = ProposalSubject(closed, "U1", Act.DECLINE, closed)
    assert type(may(one("dpo"), Act.CONFIRM, over).refusal) is IncidentIsClosed
    assert type(may(one("dpo"), Act.REJECT, over).refusal) is IncidentIsClosed


def test_the_roles_for_something_are_those_whom_permission_names() -> None:
    assert roles_for(Act.DECLINE, INCIDENT) == ("dpo", "counsel", "lead")
    assert roles_for(Act.APPROVE, NoticeSubject(INCIDENT, ("communications",), "U1")) == ("communications",)
    assert roles_for(Act.STEPS, restricted("hr")) == ("hr",)
    assert roles_for(Act.STEPS, decided("lead", "dpo")) == ("lead", "dpo")
    assert roles_for(Act.STEPS, StepSubject(INCIDENT, "C06", False)) == ()


@pytest.mark.parametrize("act", list(Act))
def test_who_may_names_the_roles_in_words(act: Act) -> None:
    words = who_may(act)
    for role in set(RIGHTS[act]) & set(ROLES):
        assert ROLES[role] in words
    assert words
    assert "_" not in words


def test_a_person_with_several_roles_may_what_any_of_them_may() -> None:
    assert may(one("responder", "dpo"), Act.RISK, INCIDENT).allowed
    assert not may(one("responder", "deputy"), Act.RISK, INCIDENT).allowed


@pytest.mark.parametrize(("record", "act"), [("severity", Act.RATE), ("risk", Act.RISK)])
def test_a_step_is_decided_by_those_who_may_give_the_command_that_decides_the_same(record: str, act: Act) -> None:
    books = shipped.runbooks().values()
    decisions = [
        step.decision for book in books for step in book.steps if step.decision and record in step.decision.sets
    ]
    assert decisions
    assert {frozenset(one.by) for one in decisions} == {frozenset(RIGHTS[act])}
