"""What is said once is true everywhere: steps, facts, severity, risk, duties, holds, whichever route was taken."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.actions import reports
from bot.store.engine import reading
from bot.store.tables import Decision, Incident, Reminder, StoredProposal
from tests.actions.contradictions import contradictions
from tests.actions.test_counsel import CALIFORNIAN
from tests.slack.desk import COMMS, CRM, DPO, ENGINEER, EXEC, LEAD, Desk
from tests.slack.on_record import clock, in_channel, recorded, step_row

AUTHORITY, PEOPLE = "eu-gdpr-33-1-authority", "eu-gdpr-34-individuals"
REASON = "because the disk was encrypted and the key is safe"


def stands(desk: Desk, step_id: str) -> tuple[str, str | None]:
    found = step_row(desk, step_id)
    return (found.state, found.answer) if found else ("open", None)


def decisions(desk: Desk, step_id: str) -> list[Decision]:
    with reading(desk.engine) as session:
        return list(session.scalars(select(Decision).where(Decision.step_id == step_id).order_by(Decision.id)))


def known(desk: Desk, *facts: str) -> None:
    for fact in facts:
        desk.say(DPO, f"/breach facts {fact}")


@pytest.fixture
def inside(inside: Desk) -> Iterator[Desk]:
    """Whatever a test does: in the end the record contradicts itself nowhere, and follows from its log."""
    yield inside
    with inside.opens("breachbot", True) as work:
        assert contradictions(work, inside.incident()) == []


def settle(desk: Desk) -> None:
    """The steps up to the risk, so that nothing waits."""
    for who, line in (
        (LEAD, "done C01 the record is open"),
        (LEAD, "done C02 nobody because all were asked"),
        (LEAD, "done C03 2 because it is exposed and cut"),
        (DPO, "facts aware_at 2 Mar 2026 09:00"),
        (DPO, "done N01 as the contract says"),
        (DPO, "facts data names"),
        (DPO, "facts protection none"),
        (DPO, "facts vulnerable children"),
        (DPO, "facts people DE 1200"),
        (DPO, "facts records 1200"),
        (DPO, "risk high because strangers can read all of it"),
        (DPO, "done N05 no because each was checked"),
    ):
        said = desk.say(who, f"/breach {line}").text
        assert "went wrong" not in said, f"{line}: {said}"


class TestSeverity:
    def test_the_command_answers_the_step(self, inside: Desk) -> None:
        inside.say(LEAD, "/breach severity 2 it is out and cut off")
        assert stands(inside, "C03") == ("done", "2: personal data was probably exposed, and it is contained")
        (one,) = decisions(inside, "C03")
        assert (one.decided_by, one.reason) == (LEAD, "it is out and cut off")

    def test_the_step_sets_the_severity_and_another_command_answers_it_anew(self, inside: Desk) -> None:
        inside.say(LEAD, "/breach done C01 the record is open")
        inside.say(LEAD, "/breach done C03 2 because it is exposed and cut")
        assert inside.incident().severity == 2
        inside.say(EXEC, "/breach severity 1 it is in the news")
        assert stands(inside, "C03")[1] == "1: sensitive or large data is leaving, or it is public"
        assert [one.decided_by for one in decisions(inside, "C03")] == [LEAD, EXEC]


class TestRisk:
    def test_the_command_answers_the_step_with_the_same_reason(self, inside: Desk) -> None:
        inside.say(DPO, "/breach risk high because strangers can read all of it")
        assert stands(inside, "N04") == ("done", "high risk")
        assert decisions(inside, "N04")[0].reason == "strangers can read all of it"

    def test_the_step_decides_the_risk_as_the_command_does(self, inside: Desk) -> None:
        settle(inside)
        inside.say(DPO, "/breach done N04 risk because few people and few data")
        assert inside.incident().facts.value("risk") == "high"  # answered already by the command; nothing changed
        assert stands(inside, "N04") == ("done", "high risk")


class TestMaterial:
    """Whether it is material to investors starts the clock of the filing with the SEC."""

    def decided(self, inside: Desk, answer: str) -> None:
        known(inside, "regulated_as sec_registrant")
        inside.say(EXEC, f"/breach done N19 {answer} because the board weighed it")
        shown = inside.say(DPO, f"/breach done N19 {answer} because I advised so")
        if shown.view:
            inside.confirm_change(DPO, shown)

    def test_the_decision_states_that_it_is_and_when_that_was_found(self, inside: Desk) -> None:
        self.decided(inside, "yes, it is material")
        facts = inside.incident().facts
        assert (facts.value("material"), facts.value("material_at")) == (True, inside.now)
        assert clock(inside, "us-sec-8k-105").starts_at == inside.now

    def test_a_time_that_was_stated_before_is_kept(self, inside: Desk) -> None:
        known(inside, "material_at 2 Mar 2026 09:00")
        before = inside.incident().facts.value("material_at")
        self.decided(inside, "yes, it is material")
        assert inside.incident().facts.value("material_at") == before

    def test_a_fact_that_says_otherwise_asks_again(self, inside: Desk) -> None:
        self.decided(inside, "no, with the reason")
        assert (stands(inside, "N19")[0], inside.incident().facts.value("material")) == ("done", False)
        known(inside, "material yes")
        assert stands(inside, "N19")[0] == "open"


class TestFactsThatAStepAsksFor:
    def test_it_cannot_be_completed_while_they_are_unknown(self, inside: Desk) -> None:
        inside.say(LEAD, "/breach done C01 the record is open")
        answer = inside.say(DPO, "/breach done C05 we wrote it down").text
        assert "C05 requires facts that aren't known yet: Aware." in answer
        assert "not known yet, next check 18:00" in answer
        assert step_row(inside, "C05") is None

    def test_not_known_yet_keeps_it_open_until_the_next_check(self, inside: Desk) -> None:
        inside.say(LEAD, "/breach done C01 the record is open")
        answer = inside.say(DPO, "/breach done C05 not known yet, next check 18:00").text
        assert "Next check" in answer
        found = step_row(inside, "C05")
        assert found
        assert (found.state, found.check_at and f"{found.check_at:%H:%M}") == ("open", "17:00")  # 18:00 in Berlin
        with reading(inside.engine) as session:
            planned = session.scalars(select(Reminder).where(Reminder.subject_id == "C05")).all()
        assert min(one.due_at for one in planned if one.status == "pending") == found.check_at
        assert "Not known yet. Next check" in in_channel(inside)
        [said] = recorded(inside, "step.not_known")
        assert said == "Set the time of awareness: not known yet: Aware. Next check: 2 Mar 2026 17:00 UTC"

    def test_it_completes_itself_once_they_are_known_and_the_record_says_by_whom(self, inside: Desk) -> None:
        inside.say(DPO, "/breach done C05 not known yet, next check 18:00")
        known(inside, "aware_at 2 Mar 2026 09:00")
        found = step_row(inside, "C05")
        assert found
        assert (found.state, found.finished_by, found.owners, found.check_at) == ("done", "breachbot", [DPO], None)
        assert recorded(inside, "step.completed") == [
            f"finished Set the time of awareness, because {DPO} recorded the last of what it needs: Aware"
        ]

    def test_it_is_asked_again_when_one_is_taken_back(self, inside: Desk) -> None:
        known(inside, "people DE 1200", "records 10")
        assert stands(inside, "N03")[0] == "done"
        known(inside, "records unknown")
        assert stands(inside, "N03")[0] == "open"
        [said] = recorded(inside, "step.asked_again")
        assert said.endswith(" again: it no longer agrees with the record: Records")

    def test_a_step_with_more_to_do_than_the_facts_stays_open(self, inside: Desk) -> None:
        known(inside, "occurred_from 1 Mar 2026 08:00", "occurred_to 1 Mar 2026 10:00")
        assert stands(inside, "I06") == ("open", None)


class TestWhetherToNotify:
    def test_not_to_notify_shows_the_duties_and_declines_each_once_two_people_agree(self, inside: Desk) -> None:
        settle(inside)
        inside.say(DPO, f"/breach done N06 do not notify {REASON}")
        assert clock(inside, AUTHORITY).decision is None
        assert "Notify the supervisory authority" in in_channel(inside)
        shown = inside.say(EXEC, f"/breach done N06 do not notify {REASON}")
        assert "If confirmed, these clocks end" in shown.text
        assert "Notify the supervisory authority" in shown.text, "by name, before anything ends"
        assert clock(inside, AUTHORITY).decision is None
        inside.submit(EXEC, shown.view or {})
        found = clock(inside, AUTHORITY)
        assert (found.decision, found.reason) == ("declined", "the disk was encrypted and the key is safe")
        assert stands(inside, "N06") == ("done", "do not notify")

    def test_declining_the_last_duty_answers_the_step_and_takes_two_people(self, inside: Desk) -> None:
        settle(inside)
        assert "second person" in inside.say(DPO, f"/breach decline {AUTHORITY} {REASON}").text
        assert clock(inside, AUTHORITY).decision is None
        inside.say(LEAD, f"/breach decline {AUTHORITY} {REASON}")
        assert clock(inside, AUTHORITY).decision == "declined"
        assert stands(inside, "N06") == ("done", "do not notify")
        (one,) = decisions(inside, "N06")
        assert (one.decided_by, one.second_by) == (DPO, LEAD)

    def test_who_decides_the_step_may_be_the_second_to_decline_one_of_its_duties_but_not_the_first(
        self, inside: Desk
    ) -> None:
        settle(inside)
        assert "This is for the" in inside.say(EXEC, f"/breach decline {AUTHORITY} {REASON}").text
        inside.say(DPO, f"/breach decline {AUTHORITY} {REASON}")
        assert "This is for the" in inside.say(COMMS, f"/breach decline {AUTHORITY} {REASON}").text
        inside.say(EXEC, f"/breach decline {AUTHORITY} {REASON}")
        assert clock(inside, AUTHORITY).decision == "declined"
        (one,) = decisions(inside, "N06")
        assert (one.decided_by, one.second_by) == (DPO, EXEC)

    def test_a_duty_that_appears_after_it_asks_the_step_again(self, inside: Desk) -> None:
        settle(inside)
        inside.say(DPO, f"/breach done N06 do not notify {REASON}")
        inside.submit(EXEC, inside.say(EXEC, f"/breach done N06 do not notify {REASON}").view or {})
        known(inside, "people GB 300")
        assert clock(inside, "uk-gdpr-33-1-ico").answer == "owed"
        assert stands(inside, "N06") == ("open", None)

    def test_a_proposal_about_other_duties_than_run_now_is_outdated(self, inside: Desk) -> None:
        settle(inside)
        inside.say(DPO, f"/breach done N06 do not notify {REASON}")
        known(inside, "people GB 300")
        inside.say(EXEC, f"/breach done N06 do not notify {REASON}")
        with reading(inside.engine) as session:
            about = select(StoredProposal.state).where(StoredProposal.subject == "N06")
            states = session.scalars(about.order_by(StoredProposal.id)).all()
        assert states == ["outdated", "open"]
        assert clock(inside, AUTHORITY).decision is None

    def test_the_notice_that_went_out_completes_the_filing_and_not_to_notify_is_refused_then(
        self, inside: Desk
    ) -> None:
        settle(inside)
        for person in (DPO, EXEC):
            inside.say(person, "/breach done N06 notify because strangers can read it")
        assert (
            "Not recorded as met yet: Notify the supervisory authority" in inside.say(DPO, "/breach done N07 it").text
        )
        inside.say(DPO, f"/breach met {AUTHORITY} ref LDA-7 because our law firm filed it")
        assert stands(inside, "N07") == ("done", None)
        assert "met, LDA-7" in in_channel(inside)


class TestPublicBodies:
    def test_a_delay_cannot_be_answered_without_a_written_request(self, inside: Desk) -> None:
        settle(inside)
        said = "/breach done N12 report, with a delay requested in writing because the police asked"
        assert "No written request to delay a notice is recorded." in inside.say(DPO, said).text
        assert "Next check" in inside.say(DPO, "/breach done N12 not known yet, next check 18:00").text
        known(inside, *CALIFORNIAN)
        inside.say(DPO, "/breach hold us-ca-individuals until 20 May 2026 17:00 by FBI, in writing")
        assert "FBI asked to wait until" in in_channel(inside)
        assert "done" in inside.say(DPO, said).text

    def test_a_request_that_comes_after_the_answer_asks_again(self, inside: Desk) -> None:
        settle(inside)
        inside.say(DPO, "/breach done N12 report because they may find them")
        known(inside, *CALIFORNIAN)
        inside.say(DPO, "/breach hold us-ca-individuals until 20 May 2026 17:00 by FBI, in writing")
        assert stands(inside, "N12") == ("open", None)


def test_a_step_s_answer_states_the_fact_and_a_later_fact_asks_the_step_again(inside: Desk) -> None:
    settle(inside)
    inside.say(ENGINEER, "/breach skip C06 logs are streamed away")
    inside.say(LEAD, "/breach skip C06 logs are streamed away")
    for line in ("done I02 both because time is short", "done I03 with hashes"):
        inside.say(LEAD, f"/breach {line}")
    known(inside, "occurred_from 1 Mar 2026 08:00", "occurred_to 1 Mar 2026 10:00")
    inside.say(LEAD, "/breach done I06 no because the logs are whole")
    inside.say(DPO, "/breach done I07 exported because the query is in the log")
    facts = inside.incident().facts
    assert (facts.value("accessed"), facts.value("acquired")) == (True, True)
    known(inside, "acquired no")
    if inside.incident().facts.value("acquired") is False:
        assert stands(inside, "I07") == ("open", None)


def test_the_report_has_the_containment_that_two_people_verified(inside: Desk) -> None:
    inside.later(hours=2)
    for person in (LEAD, ENGINEER):
        inside.say(person, "/breach done C08 yes because the token is refused")
    with inside.opens("breachbot", True) as work:
        found = reports.collect(work, work.session.get_one(Incident, 1))
    assert stands(inside, "C08")[0] == "done"
    assert found.stamps.contained_at == inside.now


class TestSafety:
    def test_one_person_is_warned_at_once_and_the_notice_to_everyone_still_waits(self, inside: Desk) -> None:
        said = inside.say(CRM, "/breach safety a former partner of hers has the new address").text
        assert "Tell that person now." in said
        assert "This covers that one person. Still waiting for the others: N15 Send the notices in order." in said
        assert "held back" in inside.say(DPO, "/breach take N15").text
        shown = inside.say(DPO, "/breach step N15").text
        assert "A person in danger is warned at once: a former partner of hers has the new address." in shown

    def test_its_step_cannot_deny_it_and_can_record_it(self, inside: Desk) -> None:
        known(inside, "form_of_data paper")
        inside.say(DPO, "/breach done d21 yes, and they were told because a list of shelters was on it")
        assert recorded(inside, "step.exception") == ["put a person's safety first: a list of shelters was on it."]

    def test_a_step_cannot_say_that_no_one_is_in_danger_when_someone_is(self, inside: Desk) -> None:
        known(inside, "form_of_data paper")
        inside.say(CRM, "/breach safety a former partner of hers has the new address")
        assert "doesn't match the record" in inside.say(DPO, "/breach done d21 no because nobody is named").text
        assert stands(inside, "d21") == ("open", None)
