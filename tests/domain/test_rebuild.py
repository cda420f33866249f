"""What each event of the audit log means for the rows of an incident, and where two sets of rows differ."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.audit_log import redact
from bot.domain.events import clocks, facts, incidents, notices, people, proposals, steps
from bot.domain.events.event import REDACTED, Event
from bot.domain.incident_rows import ClockRow, FactRow, RebuiltIncident, RowDifference, StepRow, differences
from bot.domain.rebuild import NotRebuilt, rebuild
from bot.domain.sendings import Proof, Sending
from bot.law.facts import Certainty, Fact
from bot.law.vocabulary import FactType
from tests.domain.conftest import NINE, OPENED, at, written

DUTY = "eu-gdpr-33-1-authority"
ASSESSED: dict[str, Any] = {
    "duty_id": DUTY,
    "title": "Tell the authority",
    "because_of": ("people",),
    "old_target_at": None,
    "answer": "owed",
    "starts_at": NINE,
    "target_at": at(72 * 60),
    "limit_at": at(72 * 60),
    "held_until": None,
    "house_at": None,
    "changed_at": at(1),
}
APPEARED = clocks.DutyAppeared(**ASSESSED)
MET = clocks.ClockMet(DUTY, "Tell the authority", at(5), "LDA-7", at(72 * 60), {DUTY: at(5)}, Proof(count=1), ", to 1")
DRAFTED = notices.NoticeDrafted(
    1, "gdpr-authority", "Authority", "en", 1, "Notification", "The text", "c" * 64, missing=(), remarks=(), told={}
)
NAMED = (1, "gdpr-authority", "Authority", 1)


def after(*events: Event) -> RebuiltIncident:
    return rebuild(written(*events))


def clock_after(*events: Event) -> ClockRow:
    return after(APPEARED, *events).clocks[DUTY]


def step_after(*events: Event) -> StepRow:
    return after(*events).steps["C01"]


def test_a_log_without_entries_or_without_an_opening_is_refused() -> None:
    with pytest.raises(NotRebuilt, match="entry 1"):
        rebuild([])
    with pytest.raises(NotRebuilt, match="entry 1"):
        rebuild(written(incidents.NoteAdded("alone", ""))[1:])


def test_the_opening_makes_the_incident() -> None:
    row = after().incident
    assert (row.ref, row.title, row.kind, row.opened_at, row.opened_by) == (
        OPENED.ref,
        "Laptop lost",
        "lost-device",
        NINE,
        "ULEAD",
    )
    assert (row.state, row.severity, row.version, row.runbook) == ("open", None, 1, OPENED.runbook_hash)


@pytest.mark.parametrize(
    ("event", "changed"),
    [
        (incidents.IncidentClosed("done", ()), {"state": "closed", "closed_at": at(1), "closed_by": "ULEAD"}),
        (incidents.ChannelCreated("C7"), {"channel_id": "C7"}),
        (incidents.SeverityRated(1, None, "it is public", ()), {"severity": 1}),
        (incidents.LawChanged("a" * 64, "d" * 64, ()), {"law_hash": "d" * 64}),
        (incidents.DrillMoved(60, 3600), {"shift_for": 3600}),
        (
            incidents.RunbookMoved("1", "2", "b" * 64, "e" * 64, "insider", ()),
            {"runbook_hash": "e" * 64, "runbook": "e" * 64, "kind": "insider"},
        ),
        (incidents.NoteAdded("words", ""), {}),
        (incidents.LawKept("a" * 64, "d" * 64), {}),
    ],
    ids=lambda value: value.name if isinstance(value, Event) else "",
)
def test_an_event_changes_these_columns_of_the_incident_and_no_others(event: Event, changed: dict[str, Any]) -> None:
    assert after(event).incident == replace(after().incident, **changed)


def test_an_incident_that_was_reopened_is_as_if_never_closed() -> None:
    closed = incidents.IncidentClosed("done", ())
    assert after(closed, incidents.IncidentReopened("not done")).incident == after().incident


def test_facts_come_with_the_organization_and_from_people_in_their_order() -> None:
    begun = facts.FactsBegun(
        (Fact(name="zone", type=FactType.ZONE, value="Europe/Berlin", by="the organization", at=NINE),)
    )
    stated = facts.FactStated(
        "risk", FactType.CHOICE, "The risk?", "", "high", "high", "UDPO", Certainty.ASSUMED, "so", 2, ""
    )
    corrected = facts.FactCorrected(
        "risk", FactType.CHOICE, "The risk?", "high", "", None, "UDPO", Certainty.CERTAIN, "", 3, ""
    )
    found = after(begun, stated, corrected)
    assert list(found.facts) == [1, 2, 3]
    assert [(one.name, one.value, one.by, one.at) for one in found.facts.values()] == [
        ("zone", "Europe/Berlin", "the organization", NINE),
        ("risk", "high", "UDPO", at(2)),
        ("risk", None, "UDPO", at(3)),
    ]
    assert (found.facts[2].sure, found.facts[2].note) == ("assumed", "so")
    assert found.incident.version == 3


def test_a_clock_is_as_its_last_assessment_has_it() -> None:
    moved = clocks.DutyMoved(**{**ASSESSED, "target_at": at(60), "changed_at": at(2)})
    row = clock_after(moved)
    assert (row.answer, row.target_at, row.limit_at, row.changed_at) == ("owed", at(60), at(72 * 60), at(2))


def test_a_clock_that_was_met_says_when_by_whom_and_under_which_reference() -> None:
    questioned = clocks.DutyQuestioned(DUTY, "Tell the authority", "met", "it may not be owed")
    assert clock_after(questioned).question == "it may not be owed"
    row = clock_after(questioned, MET)
    assert (row.decision, row.met_at, row.reference, row.decided_at, row.decided_by) == (
        "met",
        at(5),
        "LDA-7",
        at(3),
        "ULEAD",
    )
    assert row.question is None


def test_what_was_filed_is_a_fact_once_however_often_it_is_said() -> None:
    found = after(APPEARED, MET, MET)
    assert list(found.facts.values()) == [FactRow("filed", "filings", found.facts[1].value, "ULEAD", at(2))]
    assert list(found.facts[1].value) == [DUTY]


def test_a_declined_clock_has_a_reason_and_no_reference() -> None:
    row = clock_after(MET, clocks.ClockDeclined(DUTY, "Tell the authority", "no risk", None))
    assert (row.decision, row.reason, row.reference, row.met_at) == ("declined", "no risk", None, None)


def test_a_notice_that_did_not_go_out_after_all_is_no_longer_filed() -> None:
    found = after(APPEARED, MET, clocks.ClockDeclined(DUTY, "Tell the authority", "no risk", None))
    assert [row.value is None for row in found.facts.values()] == [False, True]


def test_a_clock_that_is_kept_after_a_question_loses_only_the_question() -> None:
    asked = clock_after(MET, clocks.DutyQuestioned(DUTY, "Tell the authority", "met", "moved before it"))
    stands = clock_after(
        MET,
        clocks.DutyQuestioned(DUTY, "Tell the authority", "met", "moved before it"),
        clocks.ClockConfirmed(DUTY, "Tell the authority", "met", "moved before it"),
    )
    assert asked.question == "moved before it"
    assert stands == replace(asked, question=None, facts_known=1), "the filing is a fact by then"


def test_a_clock_that_was_reopened_is_as_assessed_and_its_filing_is_taken_back() -> None:
    reopened = clocks.ClockReopened(DUTY, "Tell the authority", "met", None)
    found = after(APPEARED, MET, reopened)
    assert found.clocks[DUTY] == clock_after()
    assert [one.value for one in found.facts.values()][-1] is None


def test_a_hold_is_kept_with_its_release() -> None:
    held = clocks.ClockHeld(DUTY, "Tell the authority", "FBI", at(1), at(600), True)
    row = clock_after(held)
    assert (row.hold_authority, row.hold_asked_at, row.hold_until_at, row.hold_written) == ("FBI", at(1), at(600), True)
    released = clock_after(held, clocks.ClockReleased(DUTY, "Tell the authority", "FBI", at(9)))
    assert released == replace(row, hold_released_at=at(9))
    assert clock_after(held, clocks.ClockReleased(DUTY, "", "FBI", at(9)), held) == row


def test_a_step_is_claimed_stuck_released_and_done() -> None:
    claimed = steps.StepClaimed("C01", "Open the record")
    stuck = steps.StepStuck("C01", "Open the record", "no access")
    assert step_after(claimed) == StepRow("C01", "claimed", ("ULEAD",), at(1))
    assert step_after(claimed, stuck).stuck == "no access"
    released = step_after(claimed, steps.StepReleased("C01", "Open the record", "ULEAD", "they left"))
    assert (released.state, released.owners, released.claimed_at) == ("open", (), None)
    done = step_after(claimed, stuck, steps.StepDone("C01", "Open the record", "written", "yes"))
    assert (done.state, done.note, done.answer, done.finished_at, done.stuck) == ("done", "written", "yes", at(3), None)


def test_a_skipped_step_keeps_the_reason_as_its_note() -> None:
    row = step_after(steps.StepSkipped("C01", "Open the record", "there is one"))
    assert (row.state, row.note, row.answer, row.finished_by) == ("skipped", "there is one", None, "ULEAD")


def test_an_exception_is_written_to_every_step_that_it_frees() -> None:
    found = after(steps.StepException("somebody is in danger", ("N15", "C11")))
    assert {name: row.exception for name, row in found.steps.items()} == dict.fromkeys(
        ("N15", "C11"), "somebody is in danger"
    )


def test_a_newer_runbook_opens_the_steps_again_that_it_asks_otherwise() -> None:
    done = steps.StepDone("C01", "Open the record", "written", "yes")
    row = step_after(done, incidents.RunbookMoved("1", "2", "b" * 64, "e" * 64, "insider", ("C01",)))
    assert (row.state, row.answer, row.note, row.finished_at) == ("open", None, None, None)


def test_decisions_and_evidence_are_rows_of_their_own() -> None:
    found = after(
        steps.DecisionMade(4, "C02", "Is anybody a suspect?", "nobody", "all were asked", "UDPO", "ULEAD"),
        incidents.EvidenceAdded(9, None, "link", "Ticket", "https://tickets.example/7", None),
    )
    assert (found.decisions[4].choice, found.decisions[4].second_by, found.decisions[4].decided_at) == (
        "nobody",
        "ULEAD",
        at(1),
    )
    assert (found.evidence[9].title, found.evidence[9].collected_by) == ("Ticket", "ULEAD")


def test_a_notice_is_drafted_approved_and_superseded() -> None:
    drafted = after(DRAFTED).notices[1]
    assert (drafted.state, drafted.text, drafted.drafted_at, drafted.missing) == ("draft", "The text", at(1), [])
    approved = after(DRAFTED, notices.NoticeApproved(1, "gdpr-authority", "Authority", 1, "c" * 64)).notices[1]
    assert approved == replace(drafted, state="approved", approved_at=at(2), approved_by="ULEAD")
    reviewed = after(DRAFTED, notices.NoticeReviewed(*NAMED, "c" * 64)).notices[1]
    assert reviewed == replace(drafted, state="in_review", first_approved_by="ULEAD")
    returned = after(DRAFTED, notices.NoticeReviewed(*NAMED, "c" * 64), notices.NoticeReturned(*NAMED, "no")).notices[1]
    assert returned == drafted
    replaced = after(DRAFTED, notices.NoticeSuperseded(1, "gdpr-authority", "Authority", 1)).notices[1]
    assert replaced == replace(drafted, state="superseded")


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (proposals.ProposalConfirmed, "confirmed"),
        (proposals.ProposalRejected, "rejected"),
        (proposals.ProposalWithdrawn, "withdrawn"),
        (proposals.ProposalOutdated, "outdated"),
    ],
)
def test_a_proposal_ends_in_one_of_four_ways(kind: type[proposals.ProposalConfirmed], state: str) -> None:
    made = proposals.ProposalMade(3, "step", "two", "C13", {"step": "C13"}, "Skip C13", "a second person", None, "v1")
    open_ = after(made).proposals[3]
    assert (open_.state, open_.reason, open_.proposed_by, open_.command) == ("open", "", "ULEAD", {"step": "C13"})
    ended = after(made, kind(3, "Skip C13", "ULEAD", "agreed")).proposals[3]
    settled = {"settled_at": at(2), "settled_by": "ULEAD", "settled_reason": "agreed"}
    assert ended == replace(open_, state=state, **settled)  # type: ignore[arg-type]  # a table of fields has no one type


def test_who_holds_a_role_leaves_and_comes_back() -> None:
    named = people.RoleAssigned("UDPO", "dpo", False)
    key = ("dpo", "UDPO")
    assert after(named).seats[key].left_at is None
    left = after(named, people.PersonLeft("UDPO"), people.PersonLeft("UDPO"))
    assert left.seats[key].left_at == at(2), "the first time counts"
    assert after(named, people.PersonLeft("UDPO"), people.PersonReturned("UDPO")).seats == after(named).seats
    assert after(named, people.PersonLeft("UOTHER")).seats == after(named).seats


def test_who_gives_a_role_up_stays_as_a_responder_when_they_were_one() -> None:
    joined = people.PersonJoined("UDPO", None)
    named = people.RoleAssigned("UDPO", "dpo", False)
    released = people.RoleReleased("UDPO", "dpo", at(1))
    assert list(after(joined, named, released).seats) == [("responder", "UDPO")]
    assert after(joined, named, released).seats["responder", "UDPO"].left_at == at(1)
    assert after(named, released).seats == {}


def test_rows_that_are_the_same_do_not_differ() -> None:
    assert differences(after(APPEARED, MET, DRAFTED), after(APPEARED, MET, DRAFTED)) == []


def test_a_difference_names_table_row_and_field() -> None:
    said = after(APPEARED, MET, people.RoleAssigned("UDPO", "dpo", False))
    found = replace(
        said,
        incident=replace(said.incident, severity=4),
        facts={1: replace(said.facts[1], value={})},
        clocks={},
        seats={key: replace(seat, alternate=True) for key, seat in said.seats.items()},
        steps={"C01": StepRow("C01")},
    )
    assert differences(found, said) == [
        RowDifference("incident", "BR-2026-0001", "severity", "differs"),
        RowDifference("incident.facts", "1 (filed)", "value", "differs"),
        RowDifference("clock", DUTY, "", "not in the tables"),
        RowDifference("step_state", "C01", "", "not in the log"),
        RowDifference("role_holder", "dpo UDPO", "alternate", "differs"),
    ]


def test_a_value_that_was_redacted_is_not_a_difference_but_said() -> None:
    entries = written(steps.StepDone("C01", "Open the record", "Ada called", None))
    said = rebuild([entries[0], redact(entries[1], "note")])
    assert said.steps["C01"].note is REDACTED
    assert differences(rebuild(entries), said) == [RowDifference("step_state", "C01", "note", "redacted")]


def test_a_notice_is_sent_and_corrected_or_open_again() -> None:
    yes = notices.NoticeApproved(*NAMED, "c" * 64)
    wave = Sending(reference="batch-1", at=at(3))
    gone = notices.NoticeSent(*NAMED, "c" * 64, "", "batch-1", at(3), "approved", (wave,), "")
    sent = after(DRAFTED, yes, gone).notices[1]
    assert (sent.state, [one["reference"] for one in sent.sent]) == ("approved", ["batch-1"])
    stopped = after(DRAFTED, yes, gone, notices.NoticeReopened(*NAMED, "sent", "e" * 64, ("[-2-] {+3+}",))).notices[1]
    assert stopped == replace(sent, state="sent", differs="e" * 64)
    matched = after(DRAFTED, yes, gone, notices.NoticeMatches(*NAMED)).notices[1]
    assert matched.differs is None
    corrected = after(DRAFTED, yes, gone, notices.NoticeCorrected(*NAMED, 2)).notices[1]
    assert corrected == replace(sent, state="corrected")
    reopened = after(DRAFTED, yes, notices.NoticeReopened(*NAMED, "draft", "e" * 64, ())).notices[1]
    assert (reopened.state, reopened.approved_by, reopened.approved_at) == ("draft", None, None)
    withdrawn = after(DRAFTED, yes, notices.NoticeWithdrawn(*NAMED, "the list was wrong")).notices[1]
    assert withdrawn.state == "withdrawn"
    back = after(
        DRAFTED, yes, gone, notices.NoticeNotSent(*NAMED, "eu-gdpr-33-1-authority", "Notify", "approved", ())
    ).notices[1]
    assert (back.state, back.sent) == ("approved", [])
