"""A notice from its draft to what readers have: two people, an approval that ends when the text would change, waves,
and texts that were altered."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.actions.effects import Rejected
from bot.actions.replanning import replan
from bot.actions.work import BREACHBOT
from bot.documents.incident_documents import document
from bot.store.engine import reading, writing
from bot.store.tables import Notice, Outbox
from tests.slack.desk import COMMS, DPO, ENGINEER, LEAD, Desk
from tests.slack.test_notice_checks import FACTS, approve_filing, state, verified

FILING, LETTER = "gdpr-authority", "gdpr-individuals"
DUTY = "eu-gdpr-33-1-authority"
FOR_PEOPLE = (
    *FACTS,
    "noticed_at today 08:00",
    "sender_name Ada Marsh",
    "sender_title Managing director",
    "help_offered We pay for a credit monitoring service for one year.",
)


def notice(desk: Desk, number: int = 1) -> Notice:
    with reading(desk.engine) as session:
        found = session.get_one(Notice, number)
        session.expunge(found)
        return found


def draft_letter(desk: Desk) -> None:
    """A letter to people that lacks nothing."""
    state(desk, *FOR_PEOPLE)
    desk.say(COMMS, f"/breach notice {LETTER}")
    with writing(desk.engine) as session:
        drafted = session.get_one(Notice, 1)
        assert not drafted.missing, drafted.missing


def drawn(desk: Desk, words: str) -> str:
    return str([body for body in desk.drawn() if words in str(body)][-1])


def test_a_letter_takes_both_roles_and_the_drafter_may_be_one_of_them(inside: Desk) -> None:
    state(inside, *FOR_PEOPLE)
    inside.say(LEAD, f"/breach notice {LETTER}")
    assert "This is for the DPO or incident lead." in inside.say(COMMS, f"/breach approve {LETTER}").text
    assert "A second person must approve it." in inside.say(LEAD, f"/breach approve {LETTER}").text
    assert (notice(inside).state, notice(inside).first_approved_by) == ("in_review", LEAD)
    again = inside.say(LEAD, f"/breach approve {LETTER}")
    assert "You already approved this version. A second person must approve it. Ask the DPO" in again.text
    assert "Propose" not in str(again.message)
    assert "in review" in drawn(inside, "Text SHA-256")
    assert "is approved" in inside.say(DPO, f"/breach approve {LETTER}").text
    found = notice(inside)
    assert (found.state, found.first_approved_by, found.approved_by) == ("approved", LEAD, DPO)
    assert verified(inside)


def test_a_filing_that_its_approver_drafted_is_approved_by_who_else_leads_or_advises(inside: Desk) -> None:
    """There is often one DPO, so asking for another would be a dead end."""
    state(inside, *FACTS)
    inside.say(DPO, f"/breach notice {FILING}")
    refused = inside.say(DPO, f"/breach approve {FILING}").text
    assert "You drafted this notice, so a second person must read and approve it. Ask the DPO, privacy" in refused
    assert "This is for the DPO, privacy counsel, incident lead or deputy lead." in (
        inside.say(COMMS, f"/breach approve {FILING}").text
    )
    assert "is approved" in inside.say(LEAD, f"/breach approve {FILING}").text
    assert (notice(inside).state, notice(inside).approved_by) == ("approved", LEAD)
    shown = drawn(inside, "Text SHA-256")
    assert "Get PDF and Word" in shown
    assert "Mark sent: Notify the supervisory authority" in shown
    assert inside.press(LEAD, "clock.met", DUTY).view
    assert verified(inside)


def test_the_second_of_two_confirms_the_proposal_of_the_first_or_sends_it_back(inside: Desk) -> None:
    draft_letter(inside)
    inside.say(DPO, f"/breach approve {LETTER}")
    inside.press(LEAD, "proposal.reject", "1")
    view = inside.press(LEAD, "proposal.reject", "1").view
    assert view
    inside.submit(LEAD, view, reason="the second paragraph is wrong")
    assert (notice(inside).state, notice(inside).first_approved_by) == ("draft", None)
    inside.say(DPO, f"/breach approve {LETTER}")
    form = inside.press(LEAD, "proposal.confirm", "2").view
    assert form
    assert "Criminals can write to people." in str(form), "the second one reads the whole text too"
    assert "Its message says how to send it" in inside.confirm(LEAD, "2").text
    assert notice(inside).state == "approved"
    inside.say(DPO, f"/breach wave {LETTER} ref batch-1")
    state(inside, "likely_consequences Criminals can call people.")
    assert "Draft a correction" in drawn(inside, "*Stop sending it.*")
    assert verified(inside)


def test_one_person_who_may_approve_alone_reads_what_is_lost(inside: Desk) -> None:
    organisation = inside.library.organisation.model_copy(update={"two_people": "off"})
    inside.library = replace(inside.library, organisation=organisation)
    draft_letter(inside)
    assert "No one else catches a mistake before it is sent" in drawn(inside, "Text SHA-256")
    assert "is approved" in inside.say(DPO, f"/breach approve {LETTER}").text
    assert notice(inside).state == "approved"


def test_an_approval_ends_when_a_fact_changes_and_the_approver_reads_which_words(filed: Desk) -> None:
    filed.say(ENGINEER, "/breach facts records 1300")
    state(filed, "measures_planned We ask for two proofs at sign-in.")
    found = notice(filed)
    assert (found.state, found.approved_by) == ("draft", None)
    told = drawn(filed, "is no longer approved: its text has changed.")
    assert f"<@{DPO}>" in told
    assert "~1,200~ *1,300*" in told
    assert "Not recorded yet: its notice isn't approved" in filed.say(DPO, f"/breach met {DUTY} ref A-1").text
    assert verified(filed)


def test_a_fact_that_the_notice_does_not_print_changes_nothing(filed: Desk) -> None:
    state(filed, "sender_name Ada Marsh")
    assert notice(filed).state == "approved"


def test_what_was_stated_back_can_be_approved_again_as_it_is(filed: Desk) -> None:
    state(filed, "measures_planned We ask for two proofs at sign-in.")
    assert "has changed since it was drafted" in filed.say(DPO, f"/breach approve {FILING}").text
    state(filed, "measures_planned We ask for a second proof at sign-in.")
    assert "is approved" in filed.say(DPO, f"/breach approve {FILING}").text
    assert (notice(filed).state, notice(filed).version) == ("approved", 1)
    assert verified(filed)


def another_template(desk: Desk) -> None:
    templates = desk.library.templates
    name = "gdpr-authority/body.en.j2"
    sources = {**templates.sources, name: templates.sources[name] + "\nOne more line.\n"}
    changed = templates.model_copy(update={"sources": sources, "hash": "f" * 64})
    desk.library = replace(desk.library, templates=changed)


def test_an_approval_ends_when_its_template_changes(filed: Desk) -> None:
    another_template(filed)
    with filed.opens(BREACHBOT, False) as work:
        replan(work, filed.incident())
    assert notice(filed).state == "draft"
    assert "*One more line.*" in drawn(filed, "is no longer approved")
    assert verified(filed)


def test_asking_for_an_approved_notice_on_another_day_ends_no_approval(filed: Desk) -> None:
    filed.say(DPO, f"/breach wave {FILING} ref batch-1")
    filed.later(hours=30)
    filed.say(COMMS, f"/breach notice {FILING}")
    assert (notice(filed).state, notice(filed).version) == ("approved", 1)
    filed.say(DPO, f"/breach wave {FILING} ref batch-2")
    assert [one["reference"] for one in notice(filed).sent] == ["batch-1", "batch-2"]


def test_a_new_draft_from_another_template_leaves_what_was_sent_in_part_sent(filed: Desk) -> None:
    filed.say(DPO, f"/breach wave {FILING} ref batch-1")
    another_template(filed)
    filed.say(COMMS, f"/breach notice {FILING}")
    assert [notice(filed, one).state for one in (1, 2)] == ["sent", "draft"]
    assert "*Stop sending it.*" in drawn(filed, "A part of")
    assert verified(filed)


def test_time_alone_ends_no_approval(filed: Desk) -> None:
    filed.later(hours=50)
    state(filed, "sender_name Ada Marsh")
    assert notice(filed).state == "approved"


def test_the_rest_of_what_was_sent_in_part_stops_and_the_next_version_corrects_it(filed: Desk) -> None:
    filed.say(DPO, f"/breach wave {FILING} ref batch-1")
    assert "approved; sent in part" in drawn(filed, "Text SHA-256")
    state(filed, "records 1300")
    assert notice(filed).state == "sent"
    assert "*Stop sending it.*" in drawn(filed, "A part of")
    assert "the rest of it must not go out" in filed.say(DPO, f"/breach wave {FILING} ref batch-2").text
    filed.say(COMMS, f"/breach notice {FILING}")
    filed.say(DPO, f"/breach approve {FILING}")
    filed.say(DPO, f"/breach met {DUTY} ref A-1")
    assert [(notice(filed, one).version, notice(filed, one).state) for one in (1, 2)] == [
        (1, "corrected"), (2, "sent"),
    ]  # fmt: skip
    assert [one["reference"] for one in notice(filed, 1).sent] == ["batch-1"]
    assert verified(filed)


def test_what_was_sent_stays_sent_and_a_correction_is_offered_once(filed: Desk) -> None:
    assert "marked met" in filed.say(DPO, f"/breach met {DUTY} ref A-1").text
    state(filed, "records 1300", "records 1400")
    assert notice(filed).state == "sent"
    assert len([one for one in filed.drawn() if "draft and approve a correction" in str(one)]) == 1
    state(filed, "records 1200")
    assert notice(filed).differs is None
    assert verified(filed)


def test_a_duty_that_was_not_met_after_all_leaves_its_notice_approved(filed: Desk) -> None:
    filed.say(DPO, f"/breach met {DUTY} ref A-1")
    for person in (DPO, LEAD):
        filed.say(person, f"/breach decline {DUTY} because the portal lost what we filed")
    assert (notice(filed).state, notice(filed).sent) == ("approved", [])
    assert verified(filed)


def test_who_may_approve_takes_it_back_for_a_reason(filed: Desk) -> None:
    assert "This is for the DPO" in filed.say(COMMS, f"/breach withdraw {FILING} because the list was wrong").text
    assert "at least three words" in filed.say(DPO, f"/breach withdraw {FILING} because wrong").text
    assert "Don't send it." in filed.say(DPO, f"/breach withdraw {FILING} because the list was wrong").text
    assert notice(filed).state == "withdrawn"
    assert "This version was withdrawn." in filed.say(DPO, f"/breach approve {FILING}").text
    filed.say(COMMS, f"/breach notice {FILING}")
    assert notice(filed, 2).state == "draft"
    assert verified(filed)


def test_the_readers_of_a_letter_that_is_taken_back_are_told_with_a_letter_of_its_own(inside: Desk) -> None:
    draft_letter(inside)
    for person in (LEAD, DPO):
        inside.say(person, f"/breach approve {LETTER}")
    inside.say(DPO, f"/breach wave {LETTER} ref batch-1")
    answer = inside.say(DPO, f"/breach withdraw {LETTER} because the list was wrong")
    assert "It had gone out: tell its readers" in answer.text
    inside.later(minutes=5)
    inside.choose(DPO, answer, "Draft a withdrawal")
    assert (notice(inside, 2).template, notice(inside, 2).language) == ("withdrawal", "en")
    assert "On 2 March 2026, we wrote that" in notice(inside, 2).text, "the wave says when"
    answer = inside.say(DPO, "/breach withdraw withdrawal because it was right after all")
    assert "Don't send it." in answer.text
    assert "Draft a withdrawal" not in str(answer)


def test_a_text_that_was_altered_is_neither_shown_nor_approved_nor_sent_nor_made_a_document(filed: Desk) -> None:
    with writing(filed.engine) as session:
        session.get_one(Notice, 1).text += "\n\nPay here."
    said = "it no longer matches its hash"
    assert said in drawn(filed, "version 1")
    assert "Pay here." not in str(filed.drawn())
    assert said in filed.say(DPO, f"/breach met {DUTY} ref A-1").text
    assert said in filed.press(DPO, "notice.document", "1").text
    with filed.opens(BREACHBOT, True) as work, pytest.raises(Rejected, match=said):
        document(work, filed.incident(), "notice", {"notice": 1})
    assert not verified(filed)


def test_versions_are_in_the_thread_of_one_message(filed: Desk) -> None:
    state(filed, "records 1300")
    filed.say(COMMS, f"/breach notice {FILING}")
    with reading(filed.engine) as session:
        rows = session.scalars(select(Outbox).where(Outbox.kind == "post")).all()
        posts = {row.key: row.needs for row in rows if row.key.startswith("notice")}
    head = "notices:1:gdpr-authority:en"
    assert posts == {head: "channel:1", "notice:1": head, "notice:2": head}
    assert "version 2" in drawn(filed, "Every version is in the thread")


def test_a_notice_goes_out_in_the_minute_of_its_approval(inside: Desk) -> None:
    inside.later(seconds=25)
    approve_filing(inside)
    assert "marked met" in inside.say(DPO, f"/breach met {DUTY} ref A-1 at now").text
    assert notice(inside).state == "sent"


def test_a_wave_is_recorded_once(filed: Desk) -> None:
    filed.say(DPO, f"/breach wave {FILING} ref batch-1")
    assert "batch-1 of this notice is already recorded." in filed.say(DPO, f"/breach wave {FILING} ref batch-1").text
    assert [one["reference"] for one in notice(filed).sent] == ["batch-1"]


def test_a_day_without_a_time_is_not_taken_for_a_part_of_the_name(filed: Desk) -> None:
    for day in ("tomorrow", "yesterday"):
        assert "There is no notice" not in filed.say(DPO, f"/breach wave {FILING} ref batch-1 at {day}").text
    assert notice(filed).sent == []
