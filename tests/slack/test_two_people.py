"""Whatever takes two people has two, each entitled when they spoke, no matter who does what in which order.

Acts of several people are drawn at random: they decide, skip, decline, draft, approve, propose, confirm, withdraw, give
roles to others and to themselves, name suspects, leave the channel and come back. Who was entitled is read from the
audit log, as it stood when each of them spoke.
"""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from bot.actions import incidents, linked_steps, people
from bot.actions.audit_log import entries_of, verify_log
from bot.actions.work import BREACHBOT, Library
from bot.domain.audit_log import AuditEntry
from bot.domain.clocks import ClockDecision
from bot.domain.events.people import RoleAssigned
from bot.domain.events.proposals import ProposalConfirmed, ProposalDoneAlone, ProposalMade
from bot.domain.permissions import RIGHTS, Act
from bot.domain.proposals import Need, ProposalKind
from bot.domain.rebuild import rebuild
from bot.law.duty_terms import Addressees
from bot.runbook.model import Runbook, SkipRule
from bot.store.engine import open_engine, reading
from bot.store.tables import Decision, Incident, IncidentStep, Notice, StoredProposal
from bot.workspace.client import visible_text
from tests.slack.desk import COMMS, CRM, DPO, ENGINEER, EXEC, LEAD, SECOND, Desk

EVERYBODY = (LEAD, DPO, COMMS, EXEC, CRM, ENGINEER, SECOND)
DUTY = "eu-gdpr-33-1-authority"
SAID = (
    "done C02 nobody because asked", "skip C06 logs are streamed away", "skip C06 for another reason",
    "done C11 yes because a forum has it", "done C11 no because nobody knows", "done C08 yes because I tried",
    "done C08 partly because one is left", "skip C13 nothing is left", "done N06 do not notify because it is safe",
    f"decline {DUTY} because the key is safe", "notice gdpr-authority", "approve gdpr-authority",
    "notice executive-brief", "approve executive-brief", "facts people DE 12",
)  # fmt: skip
KEPT = {
    "step_skipped": '{"step_id": "C06", "reason": "logs are streamed away"}',
    "step_done": '{"step_id": "C11", "note": "a forum has it", "choice": "yes, send the holding line now"}',
    "notice_approved": '{"notice": "1", "version": 1}',
    "duty_declined": f'{{"duty": "{DUTY}", "reason": "the key is safe"}}',
}
ROLES = ("lead", "dpo", "counsel", "communications", "executive", "it", "forensics")
NUMBERS = ("1", "2", "3", "4", "5", "6")

person = some.sampled_from(EVERYBODY)
acts = some.lists(
    some.one_of(
        some.tuples(some.just("say"), person, some.sampled_from(SAID), some.just("")),
        some.tuples(some.just("proposal.confirm"), person, some.sampled_from(NUMBERS), some.just("")),
        some.tuples(some.just("proposal.reject"), person, some.sampled_from(NUMBERS), some.just("")),
        some.tuples(some.just("proposal.make"), person, some.sampled_from(sorted(KEPT)), some.just("")),
        some.tuples(some.sampled_from(("assign", "handover")), person, some.sampled_from(ROLES), person),
        some.tuples(some.just("conflict"), person, some.sampled_from(("suspect", "none")), person),
        some.tuples(some.sampled_from(("leaves", "is back")), person, some.just(""), some.just("")),
    ),
    min_size=4,
    max_size=18,
)


def act(desk: Desk, how: str, who: str, what: str, whom: str) -> None:
    match how:
        case "say":
            answer = desk.say(who, f"/breach {what}")
        case "conflict":
            answer = desk.say(who, f"/breach conflict <@{whom}> {what}")
        case "assign" | "handover":
            desk.say(who, f"/breach {how} {what} <@{whom}>")
            button = "conflict.none" if how == "assign" else "handover.none"
            answer = desk.press(who, button, f"{what}|{whom}|main|none")
        case "leaves" | "is back":
            with desk.opens(who, False) as work:
                incident = incidents.by_id(work, 1)
                incidents.leave(work, incident, who) if how == "leaves" else people.join_channel(work, incident, who)
            return
        case "proposal.confirm":
            answer = desk.confirm(who, what)
        case _:
            answer = desk.press(who, how, what, version=KEPT.get(what, ""))
    assert "went wrong" not in answer.text, f"{how} {what}: {answer.text}"


def roles_then(entries: Sequence[AuditEntry], seq: int, who: str) -> set[str]:
    """What the person could act as when entry `seq` was written; nothing for who was out or under suspicion."""
    seats = rebuild([one for one in entries if one.seq < seq]).seats.values()
    return {one.role for one in seats if one.person_id == who and one.left_at is None and one.conflict is None}


def entitled(kind: str, command: dict[str, str], book: Runbook, *, second: bool) -> set[str]:
    """The roles that may be the first or the second."""
    if kind == ProposalKind.DUTY_DECLINED:
        return set(RIGHTS[Act.DECLINE])
    step = book.step(command["step_id"])
    assert step
    if kind == ProposalKind.STEP_SKIPPED:
        return set(step.skippers)
    assert step.decision
    return set(step.decision.seconds if second else step.decision.by)


def two_each(desk: Desk) -> None:
    with reading(desk.engine) as session:
        incident = session.get_one(Incident, 1)
        found = verify_log(session, incident)
        assert (found.broken, found.differences) == (None, [])
        entries, book = entries_of(session, 1), incident.runbook
        made = {one.said.proposal_id: one for one in entries if isinstance(one.said, ProposalMade)}
        for entry in entries:
            said = entry.said
            assert not isinstance(said, ProposalDoneAlone)
            if isinstance(said, RoleAssigned) and entry.actor == said.person:
                assert entry.at == incident.opened_at, "nobody gives a role to themselves"
            if not isinstance(said, ProposalConfirmed):
                continue
            first = made[said.proposal_id]
            proposal = first.said
            assert isinstance(proposal, ProposalMade)
            assert first.actor != entry.actor, "one person is one person"
            if proposal.need == Need.TWO_PEOPLE:
                for spoke, second in ((first, False), (entry, True)):
                    wanted = entitled(proposal.kind, proposal.command, book, second=second)
                    assert roles_then(entries, spoke.seq, spoke.actor) & wanted, f"{proposal.what} by {spoke.actor}"
        agreed = {
            (one.subject, one.settled_at)
            for one in session.scalars(select(StoredProposal).where(StoredProposal.state == "confirmed"))
            if one.need is Need.TWO_PEOPLE
        }
        for decision in session.scalars(select(Decision)):
            step = book.step(decision.step_id or "")
            if step and step.decision and step.decision.two_people:
                assert decision.second_by not in (None, decision.decided_by)
        for row in session.scalars(select(IncidentStep).where(IncidentStep.state == "skipped")):
            step = book.step(row.step_id)
            assert not step or step.skip is not SkipRule.TWO_PEOPLE or (row.step_id, row.finished_at) in agreed
        for notice in session.scalars(select(Notice).where(Notice.state == "approved")):
            assert notice.approved_by not in (None, notice.drafted_by)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(done=acts)
def test_whatever_takes_two_people_has_two(
    begun: Path, library: Library, done: Sequence[tuple[str, str, str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(begun, f"{folder}/breachbot.db")
        desk = Desk(open_engine(f"sqlite:///{folder}/breachbot.db"), library)
        for how, who, what, whom in done:
            act(desk, how, who, what, whom)
        two_each(desk)
        desk.engine.dispose()


def test_two_people_do_get_through(inside: Desk) -> None:
    """So that the property above is not kept by refusing everything."""
    for who, words in (
        (ENGINEER, SAID[1]), (LEAD, SAID[1]), (COMMS, SAID[3]), (EXEC, SAID[3]), (LEAD, SAID[0]), (DPO, SAID[0]),
    ):  # fmt: skip
        act(inside, "say", who, words, "")
    two_each(inside)
    with inside.opens(BREACHBOT, True) as work:
        confirmed = work.session.scalars(select(StoredProposal.subject).where(StoredProposal.state == "confirmed"))
        assert set(confirmed) == {"C06", "C11", "C02"}


def test_a_step_shows_whose_word_it_waits_for_and_then_both(inside: Desk) -> None:
    inside.say(DPO, "/breach done N06 notify because identity theft is likely")
    assert "udpo00001" in (waiting := inside.say(LEAD, "/breach step N06").text)
    assert "notify" in waiting
    assert "identity theft is likely" in waiting
    inside.say(EXEC, "/breach done N06 notify because identity theft is likely")
    both = inside.say(LEAD, "/breach step N06").text
    assert "udpo00001" in both
    assert "uexec0001" in both


def test_a_step_says_that_both_declined_a_duty(inside: Desk) -> None:
    for who in (DPO, LEAD):
        inside.say(
            who, "/breach decline eu-gdpr-33-1-authority because the disk was encrypted and the key never left us"
        )
    assert f"declined by <@{DPO}>, <@{LEAD}>" in inside.say(LEAD, "/breach step N06").text
    inside.say(LEAD, "/breach handover")
    assert f"Notify the supervisory authority · <@{DPO}>, <@{LEAD}>" in "\n".join(map(visible_text, inside.drawn()))


def test_a_decision_of_two_does_not_follow_from_what_one_person_changed(inside: Desk) -> None:
    """Such as a fact by which the last open duty is no longer owed, while two have declined the others."""
    with inside.opens(CRM, False) as work:
        incident = incidents.by_id(work, 1)
        for clock, _finding in linked_steps.duties_of(work, incident, Addressees.AUTHORITIES):
            clock.decision, clock.decided_at, clock.decided_by = ClockDecision.DECLINED, work.now, DPO
        linked_steps.agree(work, incident, "one person's reason")
    with reading(inside.engine) as session:
        assert not session.scalars(select(Decision).where(Decision.step_id == "N06")).all()


def test_the_card_of_a_closed_incident_names_both_who_closed_it(inside: Desk) -> None:
    for person in (LEAD, DPO):
        view = inside.say(person, "/breach close").view
        assert view
        inside.submit(person, view, reason="all that remains is with counsel")
    assert inside.incident().state == "closed"
    assert f"by <@{LEAD}> and <@{DPO}>" in inside.say(LEAD, "/breach status").text
