"""The record: every change is on it, nothing leaves it, and a changed row is found."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, text, update

from bot.actions import reports
from bot.actions.audit_log import verify_log
from bot.domain.events import EVENTS
from bot.domain.events.facts import FactCorrected
from bot.store.engine import writing
from bot.store.tables import Clock, Incident, IncidentStep, TimelineEntry
from tests.slack.desk import COMMS, DPO, EXEC, LEAD, Desk


def work_through(desk: Desk) -> None:
    """A little of everything, an hour apart."""
    for person, line in (
        (DPO, "facts aware_at 2 Mar 2026 08:30"),
        (DPO, "facts people DE 1200"),
        (DPO, "facts people DE 1300, FR some"),
        (LEAD, "take C01"),
        (LEAD, "task Call the hosting vendor by tomorrow 18:00"),
        (LEAD, "done C01 the record is open"),
        (LEAD, "severity 2 contained at noon"),
        (LEAD, "stuck C04 no phone numbers at hand"),
        (DPO, "risk high because strangers can read the addresses"),
        (COMMS, "notice gdpr-authority"),
        (DPO, "met eu-gdpr-33-1-authority ref LDA-7 because our law firm filed it"),
        (DPO, "decline eu-gdpr-34-individuals because the addresses were public anyway"),
        (LEAD, "decline eu-gdpr-34-individuals because the addresses were public anyway"),
        (EXEC, "note the board was told"),
        (LEAD, "handover"),
    ):
        desk.later(hours=1)
        said = desk.say(person, f"/breach {line}")
        assert "went wrong" not in said.text, f"{line}: {said.text}"


def broken(desk: Desk) -> int | None:
    with desk.opens("breachbot", True) as work:
        return verify_log(work.session, work.session.get_one(Incident, 1)).broken


def entries(desk: Desk) -> list[TimelineEntry]:
    with desk.opens("breachbot", True) as work:
        return list(work.session.scalars(select(TimelineEntry).order_by(TimelineEntry.seq)))


def test_the_record_of_a_worked_incident_is_whole_and_in_order(inside: Desk) -> None:
    work_through(inside)
    found = entries(inside)
    assert [entry.seq for entry in found] == list(range(1, len(found) + 1))
    assert all(one.at <= after.at for one, after in pairwise(found))
    assert {entry.event for entry in found} <= set(EVENTS)
    assert broken(inside) is None


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "UOTHER001"},
        {"event": "note.added"},
        {"details": {"text": "nothing happened"}},
        {"hash": "0" * 64},
        {"previous": "f" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_found_by_its_number(inside: Desk, change: dict[str, object]) -> None:
    work_through(inside)
    with writing(inside.engine) as session:
        session.execute(update(TimelineEntry).where(TimelineEntry.seq == 9).values(**change))
    assert broken(inside) == 9


def test_an_entry_at_another_time_is_found(inside: Desk) -> None:
    work_through(inside)
    with writing(inside.engine) as session:
        entry = session.scalars(select(TimelineEntry).where(TimelineEntry.seq == 12)).one()
        entry.at -= timedelta(seconds=1)
    assert broken(inside) == 12


def test_a_removed_entry_is_found_by_the_one_after_it(inside: Desk) -> None:
    work_through(inside)
    with writing(inside.engine) as session:
        session.execute(text("DELETE FROM timeline_entry WHERE seq = 11"))
    assert broken(inside) == 12


def test_what_was_said_before_a_correction_stays_with_who_said_it(inside: Desk) -> None:
    work_through(inside)
    history = inside.incident().facts.history("people")
    assert [fact.by for fact in history] == [DPO, DPO]
    assert history[0].at < history[1].at
    corrected = next(said for entry in entries(inside) if isinstance(said := entry.said, FactCorrected))
    assert "1,200" in corrected.old
    assert "1,300" in corrected.value


def test_a_fact_that_was_known_already_leaves_no_trace(inside: Desk) -> None:
    inside.say(DPO, "/breach facts people DE 1200")
    before, version = len(entries(inside)), inside.incident().version
    assert "Already recorded. No change." in inside.say(LEAD, "/breach facts people DE 1200").text
    assert (len(entries(inside)), inside.incident().version) == (before, version)


def test_the_version_of_an_incident_grows_with_every_change_of_facts(inside: Desk) -> None:
    first = inside.incident().version
    inside.say(DPO, "/breach facts people DE 1200")
    inside.say(DPO, "/breach facts people DE 1300")
    assert inside.incident().version == first + 2


def test_a_refusal_in_the_middle_leaves_nothing_half_done(inside: Desk) -> None:
    before = len(entries(inside))
    for line in (
        "met eu-gdpr-33-1-authority ref 1 at 2026-03-02 23:00",
        "met us-ca-1798-82-individuals ref 1",
        "skip C01 x",
    ):
        said = inside.say(DPO, f"/breach {line}").text
        assert "went wrong" not in said
    with inside.opens("breachbot", True) as work:
        assert not work.session.scalars(select(Clock).where(Clock.decision.is_not(None))).all()
        assert work.session.get(IncidentStep, (1, "C01")) is None
    assert len(entries(inside)) == before


def test_the_report_is_collected_from_the_record(inside: Desk) -> None:
    work_through(inside)
    with inside.opens(LEAD, True) as work:
        found = reports.collect(work, work.session.get_one(Incident, 1))
    assert found.ref == "BR-2223"
    assert found.title == "laptop lost in Lyon"
    authority = next(row for row in found.clocks if row.state == "met")
    assert authority.reference == "LDA-7"
    people = next(row for row in found.clocks if row.state == "declined")
    assert "the addresses were public anyway" in people.reason
    numbers = next(row for row in found.facts if row.key == "people")
    assert len(numbers.corrections) == 1
    assert [entry for entry in found.timeline if "the board was told" in str(entry)]
    assert found.record_hash == entries(inside)[-1].hash
    assert found.law_hash == inside.library.law.hash


def test_the_report_of_a_fresh_incident_is_collected_too(inside: Desk) -> None:
    with inside.opens(LEAD, True) as work:
        found = reports.collect(work, work.session.get_one(Incident, 1))
    assert found.state == "open"
    assert found.clocks


def test_a_format_that_the_report_does_not_have_prompts_a_question(inside: Desk) -> None:
    before = len(entries(inside))
    assert "“xlsx” was not understood" in inside.say(LEAD, "/breach report xlsx").text
    assert len(entries(inside)) == before


def test_a_clock_met_again_under_the_same_reference_keeps_its_first_time(inside: Desk) -> None:
    inside.later(hours=1)
    inside.say(DPO, "/breach met eu-gdpr-33-1-authority ref LDA-7 because our law firm filed it")
    first, before = met_at(inside), len(entries(inside))
    inside.later(hours=2)
    assert "already recorded. No change." in inside.say(LEAD, "/breach met eu-gdpr-33-1-authority ref LDA-7").text
    assert (met_at(inside), len(entries(inside))) == (first, before)


def test_a_time_that_is_said_later_corrects_when_it_was_met(inside: Desk) -> None:
    inside.later(hours=3)
    inside.say(DPO, "/breach met eu-gdpr-33-1-authority ref LDA-7 because our law firm filed it")
    inside.say(DPO, "/breach met eu-gdpr-33-1-authority ref LDA-7 at 2026-03-02 11:15 because our law firm filed it")
    assert met_at(inside) == datetime.fromisoformat("2026-03-02T10:15:00+00:00")  # 11:15 in Berlin
    assert [entry.event for entry in entries(inside)].count("clock.met") == 2


def met_at(desk: Desk) -> datetime | None:
    with desk.opens("breachbot", True) as work:
        return work.session.scalars(select(Clock.met_at).where(Clock.duty_id == "eu-gdpr-33-1-authority")).one()


def test_stating_now_in_the_minute_of_the_opening_moves_nothing(inside: Desk) -> None:
    inside.now += timedelta(seconds=20)
    before = [body["text"] for body in inside.drawn()]
    assert "Recorded. Aware" in inside.say(DPO, "/breach facts aware_at now").text
    said = [body for body in inside.drawn() if body["text"] not in before]
    assert not [body for body in said if "moved" in str(body)]
