"""Opening, closing and opening again: once is once, numbers count up, and what still runs is never forgotten."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from bot.actions import people
from bot.actions.incidents import list_incidents
from bot.actions.work import Library, Work
from bot.domain.events.incidents import NoteAdded
from bot.domain.reminders import ReminderSubject, SubjectKind
from bot.store.engine import writing
from bot.store.tables import Clock, Incident, Outbox, Reminder, RoleHolder, TimelineEntry
from tests.slack.desk import COMMS, CRM, DPO, LEAD, OUTSIDER, Desk, desk_over

ELSEWHERE = "C0GENERAL"


def incidents(desk: Desk) -> list[Incident]:
    with desk.opens("breachbot", True) as work:
        return list(work.session.scalars(select(Incident).order_by(Incident.id)))


def record(desk: Desk, number: int = 1) -> list[TimelineEntry]:
    with desk.opens("breachbot", True) as work:
        rows = select(TimelineEntry).where(TimelineEntry.incident_id == number).order_by(TimelineEntry.seq)
        return list(work.session.scalars(rows))


def events(desk: Desk) -> list[str]:
    return [entry.event for entry in record(desk)]


def test_the_same_words_by_the_same_person_within_ten_minutes_are_one_incident(desk: Desk) -> None:
    desk.say(LEAD, "/breach open laptop lost in Lyon", channel=ELSEWHERE)
    desk.later(minutes=9)
    assert "is already open" in desk.say(LEAD, "/breach open Laptop lost in LYON ", channel=ELSEWHERE).text
    assert len(incidents(desk)) == 1


@pytest.mark.parametrize(
    ("person", "words", "minutes"),
    [(LEAD, "laptop lost in Lyon", 11), (DPO, "laptop lost in Lyon", 1), (LEAD, "laptop lost in Graz", 1)],
    ids=["later", "another person", "other words"],
)
def test_another_time_person_or_wording_is_another_incident(desk: Desk, person: str, words: str, minutes: int) -> None:
    desk.say(LEAD, "/breach open laptop lost in Lyon", channel=ELSEWHERE)
    desk.later(minutes=minutes)
    assert "is open" in desk.say(person, f"/breach open {words}", channel=ELSEWHERE).text
    assert len({one.codename for one in incidents(desk)}) == len({one.ref for one in incidents(desk)}) == 2


def test_the_same_words_after_closing_are_a_new_incident(inside: Desk) -> None:
    inside.close()
    assert "is open" in inside.say(LEAD, "/breach open laptop lost in Lyon", channel=ELSEWHERE).text


def test_a_form_sent_twice_opens_one_incident_even_with_other_words(desk: Desk) -> None:
    view = desk.say(LEAD, "/breach open", channel=ELSEWHERE).view
    assert view
    sent = {**view, "root_view_id": "V1"}
    desk.submit(LEAD, sent, title="laptop lost", kind="lost-device")
    desk.later(hours=1)
    assert "is already open" in desk.submit(LEAD, sent, title="laptop lost in Lyon", kind="lost-device").text
    assert len(incidents(desk)) == 1


def test_a_reference_is_chance_and_never_given_twice(desk: Desk) -> None:
    """With the same chance for each, which never happens, the next that is free is taken."""
    for title in ("laptop lost in Lyon", "phone lost in Graz", "tablet lost in Brno"):
        desk.number = 299_000
        desk.say(LEAD, f"/breach open {title}", channel=ELSEWHERE)
    desk.number = 299_000
    desk.say(LEAD, "/breach drill laptop lost in Lyon", channel=ELSEWHERE)
    refs = [one.ref for one in incidents(desk)]
    assert len(set(refs)) == 4
    assert [ref[:3] for ref in refs] == ["BR-", "BR-", "BR-", "DR-"]
    assert refs[0][3:] == refs[3][3:]
    assert all(re.fullmatch("[BD]R-[2-9CDFGHJKMNPQRTVWXY]{4}", ref) for ref in refs)


def test_the_channel_gets_a_name_that_says_nothing(desk: Desk) -> None:
    desk.say(LEAD, "/breach open laptop lost in Lyon", channel=ELSEWHERE)
    with desk.opens("breachbot", True) as work:
        named = work.session.scalars(select(Outbox).where(Outbox.kind == "channel")).one()
    assert named.details["name"] == incidents(desk)[0].codename
    assert not {"laptop", "lyon", "br-2026", "breach"} & set(named.details["name"].split("-"))


def test_the_first_facts_are_the_organizations_and_the_openers_and_the_noticing_is_assumed(desk: Desk) -> None:
    desk.open()
    facts = desk.incident().facts
    assert facts.value("established_in")
    noticed = facts.fact("noticed_at")
    assert noticed
    assert noticed.sure == "assumed"
    assert noticed.value == desk.now
    assert "aware_at" not in facts.known


def test_what_the_opener_says_takes_the_place_of_the_assumption(desk: Desk) -> None:
    view = desk.say(LEAD, "/breach open", channel=ELSEWHERE).view
    assert view
    at = desk.now - timedelta(hours=5)
    desk.submit(LEAD, view, title="laptop lost", kind="lost-device", aware_at=at)
    facts = desk.incident().facts
    assert facts.value("aware_at") == at
    assert "noticed_at" not in facts.known


def test_aware_before_noticed_prompts_a_question_under_its_field(desk: Desk) -> None:
    view = desk.say(LEAD, "/breach open", channel=ELSEWHERE).view
    assert view
    before, after = desk.now - timedelta(hours=5), desk.now - timedelta(hours=4)
    answer = desk.submit(LEAD, view, title="laptop lost", kind="lost-device", noticed_at=after, aware_at=before)
    assert answer.errors == {"aware_at": "This is before the time it was noticed. Check both times."}
    assert incidents(desk) == []


def test_a_time_that_has_not_come_prompts_a_question_under_its_field(desk: Desk) -> None:
    view = desk.say(LEAD, "/breach open", channel=ELSEWHERE).view
    assert view
    late = desk.now + timedelta(minutes=10)
    answer = desk.submit(LEAD, view, title="laptop lost", kind="lost-device", noticed_at=late)
    assert answer.errors == {"noticed_at": "That time is in the future. Give a time in the past."}
    assert incidents(desk) == []


def test_closing_with_running_clocks_names_them_and_changes_nothing(inside: Desk) -> None:
    before = len(record(inside))
    said = inside.say(LEAD, "/breach close all done").text
    assert "still open" in said
    assert "Notify the supervisory authority" in said
    assert inside.incident().state == "open"
    assert len(record(inside)) == before


def test_closing_without_a_reason_prompts_a_question(inside: Desk) -> None:
    view = inside.press(LEAD, "incident.close", "anyway").view
    assert view
    answer = inside.submit(LEAD, view, reason="   ")
    assert "Closing needs a reason." in answer.errors["reason"]
    assert inside.incident().state == "open"


def test_a_closed_incident_takes_no_fact_step_clock_note_or_name(inside: Desk) -> None:
    inside.close()
    before = len(record(inside))
    for line in (
        "note one more", "facts people DE 5", "done C01 x", "skip C03 x", "met gdpr 33 ref 1", "severity 2",
        "decline gdpr 33 because of that reason", "notice gdpr-authority", "safety in danger", "close again",
        "handover", "risk high because of that reason", "stuck C03 x", "approve gdpr-authority",
        "assign dpo <@U0NEW0001>",
    ):  # fmt: skip
        said = inside.say(LEAD, f"/breach {line}").text
        assert "is closed; its record no longer changes" in said, f"{line}: {said}"
        assert "/breach reopen" in said
    assert len(record(inside)) == before


def test_a_closed_incident_can_still_be_read_and_reported(inside: Desk) -> None:
    inside.close()
    for line in (
        "status",
        "steps",
        "clocks",
        "facts",
        "notice",
        "why gdpr 33(1)",
        "report md",
        "list",
        "runbook",
        "risk",
    ):
        assert "is closed; its record" not in inside.say(LEAD, f"/breach {line}").text


def test_opening_again_needs_a_reason_and_starts_what_was_left(inside: Desk) -> None:
    inside.close()
    assert "needs a reason" in inside.say(LEAD, "/breach reopen").text
    assert "is open" in inside.say(LEAD, "/breach reopen a customer found more records").text
    assert inside.incident().state == "open"
    assert events(inside).count("incident.reopened") == 1
    assert "is already open" in inside.say(LEAD, "/breach reopen once more").text
    with inside.opens("breachbot", True) as work:
        waiting = work.session.scalars(select(Reminder.subject).where(Reminder.status == "pending")).all()
    assert ReminderSubject(SubjectKind.CLOCK, "eu-gdpr-33-1-authority") in waiting


def test_a_list_shows_only_what_the_reader_is_part_of(inside: Desk) -> None:
    inside.say(OUTSIDER, "/breach open printer with a list stolen", channel=ELSEWHERE)
    with writing(inside.engine) as session:
        for row in session.scalars(select(RoleHolder).where(RoleHolder.incident_id == 2)):
            if row.person_id not in (OUTSIDER,):
                session.delete(row)
    assert "printer" in inside.say(OUTSIDER, "/breach list", channel=ELSEWHERE).text
    assert "Lyon" not in inside.say(OUTSIDER, "/breach list", channel=ELSEWHERE).text
    assert "printer" not in inside.say(CRM, "/breach list", channel=ELSEWHERE).text


def test_a_list_names_the_newest_and_how_many_more_there_are(inside: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.actions.incidents.MOST_LISTED", 2)
    for number in range(2):
        inside.later(hours=1)
        inside.open(f"printer {number} stolen")
        inside.say(LEAD, f"/breach drill lost device {number}", channel=ELSEWHERE)
    said = inside.say(LEAD, "/breach list", channel=ELSEWHERE).text
    assert said.index("printer 1") < said.index("printer 0") < said.index("and 1 more") < said.index("Your drills")
    assert "Lyon" not in said
    assert said.count("more") == 1


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory, library: Library, empty: Path) -> Iterator[Desk]:
    """Four incidents, to be read and never changed."""
    file = tmp_path_factory.mktemp("four") / "four.db"
    with desk_over(file, empty, library) as desk:
        for number in range(4):
            desk.open(f"printer {number} stolen")
        yield desk


SEATS = some.lists(
    some.tuples(some.integers(1, 4), some.sampled_from(("lead", "it", "responder")), some.booleans()),
    unique_by=lambda seat: seat[:2],
)


@given(SEATS, some.sets(some.integers(1, 4)))
@settings(max_examples=60)
def test_a_query_over_all_incidents_finds_those_that_a_person_has_not_left(
    four: Desk, seats: list[tuple[int, str, bool]], opened: set[int]
) -> None:
    """Who has a seat and is out of the channel in every one of them has left, no matter who opened it; who opened it
    and has no seat has not."""
    with four.opens(OUTSIDER, True) as work:
        for incident in work.session.scalars(select(Incident)):
            incident.opened_by = OUTSIDER if incident.id in opened else LEAD
        for number, role, left in seats:
            at = work.now if left else None
            work.session.add(
                RoleHolder(
                    incident_id=number, role=role, person_id=OUTSIDER, named_at=work.now, named_by=LEAD, left_at=at
                )
            )
        work.session.flush()
        part = {number for number, _, left in seats if not left} | (opened - {number for number, _, _ in seats})
        listed = list_incidents(work).real.incidents
        every = work.session.scalars(select(Incident)).all()
        assert {one.id for one in listed} == part
        assert {one.id for one in every if people.has_left(work, one, OUTSIDER)} == {n for n, _, _ in seats} - part
        work.session.rollback()


def test_a_note_goes_on_the_record_word_for_word(inside: Desk) -> None:
    said = inside.say(COMMS, "/breach note the *provider* called &lt;@U1&gt; &amp; said: “kept”").text
    last = record(inside)[-1]
    assert said.startswith(f"Recorded as entry {last.seq}.")
    assert last.actor == COMMS
    assert isinstance(last.said, NoteAdded)
    assert last.said.text == "the *provider* called <@U1> & said: “kept”"


def test_a_note_without_words_prompts_a_question(inside: Desk) -> None:
    before = len(record(inside))
    assert "The note is empty." in inside.say(COMMS, "/breach note   ").text
    assert len(record(inside)) == before


def test_the_law_of_the_first_day_stays_the_incidents_own(inside: Desk) -> None:
    kept = inside.incident().law_hash
    assert kept == inside.library.law.hash
    inside.say(DPO, "/breach facts people DE 5")
    inside.say(DPO, "/breach met eu-gdpr-33-1-authority ref 7 at 2026-03-02 09:00 because our law firm filed it")
    assert inside.incident().law_hash == kept


def test_a_clock_keeps_what_a_person_decided_when_the_facts_change(inside: Desk) -> None:
    inside.later(hours=2)
    inside.say(DPO, "/breach met eu-gdpr-33-1-authority ref 7 at 2026-03-02 11:30 because our law firm filed it")
    inside.confirm_change(DPO, inside.say(DPO, "/breach risk unlikely because the disk was encrypted and switched off"))
    with inside.opens("breachbot", True) as work:
        clock = work.session.scalars(select(Clock).where(Clock.duty_id == "eu-gdpr-33-1-authority")).one()
    assert (clock.decision, clock.reference) == ("met", "7")
    assert clock.met_at == datetime.fromisoformat("2026-03-02T10:30:00+00:00")  # 11:30 in Berlin


def test_work_counts_a_drill_on_its_own_time(desk: Desk) -> None:
    desk.open()
    with writing(desk.engine) as session:
        session.get_one(Incident, 1).shift_for = 3600
    with desk.opens(LEAD, True) as work:
        assert isinstance(work, Work)
        assert work.now_in(work.session.get_one(Incident, 1)) == desk.now + timedelta(hours=1)
