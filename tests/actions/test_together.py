"""Two replicas on one PostgreSQL: what two people do in the same instant happens once, and nothing of it is lost."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from bot.actions.audit_log import verify_log
from bot.actions.work import Library
from bot.store.engine import open_engine, reading
from bot.store.tables import Clock, Incident, IncidentStep, Outbox, StoredProposal
from tests.slack.desk import COMMS, CRM, DPO, ENGINEER, EXEC, LEAD, SECOND, Desk

pytestmark = pytest.mark.postgres
ROUNDS = 4


@pytest.fixture
def replicas(shared: str, library: Library) -> Iterator[tuple[Desk, Desk]]:
    """Two replicas, each with connections of its own; they draw different random numbers."""
    first, second = Desk(open_engine(shared), library), Desk(open_engine(shared), library)
    second.number = 1000
    yield first, second
    first.engine.dispose()
    second.engine.dispose()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Let all of them begin in the same moment."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]


def whole(desk: Desk) -> None:
    with desk.opens("breachbot", True) as work:
        for incident in work.session.scalars(select(Incident.id)):
            found = verify_log(work.session, work.session.get_one(Incident, incident))
            assert (found.broken, found.differences) == (None, [])


def test_two_people_opening_at_once_get_two_incidents_with_numbers_of_their_own(replicas: tuple[Desk, Desk]) -> None:
    first, second = replicas
    for number in range(ROUNDS):
        answers = at_once(
            partial(first.say, LEAD, f"/breach open laptop {number} lost in Lyon"),
            partial(second.say, DPO, f"/breach open phone {number} lost in Graz"),
        )
        for answer in answers:
            assert "is open" in answer.text, answer.text
    with reading(first.engine) as session:
        refs = sorted(session.scalars(select(Incident.ref)))
        names = set(session.scalars(select(Incident.codename)))
    assert len(set(refs)) == 2 * ROUNDS
    assert len(names) == 2 * ROUNDS
    whole(first)


def test_one_form_sent_to_two_replicas_opens_one_incident(replicas: tuple[Desk, Desk]) -> None:
    first, second = replicas
    view = first.say(LEAD, "/breach open").view
    assert view
    sent = {**view, "root_view_id": "V1"}
    at_once(
        lambda: first.submit(LEAD, sent, title="laptop lost in Lyon", kind="lost-device"),
        lambda: second.submit(LEAD, sent, title="laptop lost in Lyon", kind="lost-device"),
    )
    with reading(first.engine) as session:
        assert len(session.scalars(select(Incident.id)).all()) == 1


def test_one_command_sent_to_two_replicas_opens_one_incident_and_one_room(replicas: tuple[Desk, Desk]) -> None:
    first, second = replicas
    at_once(
        lambda: first.say(LEAD, "/breach open laptop lost in Lyon"),
        lambda: second.say(LEAD, "/breach open laptop lost in Lyon"),
    )
    with reading(first.engine) as session:
        assert len(session.scalars(select(Incident.id)).all()) == 1
        assert len(session.scalars(select(Outbox.key).where(Outbox.kind == "channel")).all()) == 1


def test_facts_stated_at_once_are_all_kept(replicas: tuple[Desk, Desk]) -> None:
    first, second = replicas
    first.open()
    for desk, people in ((first, (LEAD, CRM, DPO)), (second, (COMMS, EXEC, ENGINEER))):
        for person in people:
            desk.say(person, "/breach status")  # everyone is known by now
    said = [
        (first, LEAD, "people DE 1200"),
        (second, COMMS, "data names, email"),
        (first, CRM, "people_kinds customers"),
        (second, EXEC, "what_happened an export was taken"),
        (first, DPO, "aware_at 2 Mar 2026 08:00"),
        (second, ENGINEER, "contained_at 2 Mar 2026 09:30"),
    ]
    answers = at_once(*(lambda d=desk, p=person, t=text: d.say(p, f"/breach facts {t}") for desk, person, text in said))
    for (_, _, text), answer in zip(said, answers, strict=True):
        assert "Recorded." in answer.text, f"{text}: {answer.text}"
    known = first.incident().facts.known
    assert {"people", "data", "people_kinds", "what_happened", "aware_at", "contained_at"} <= known.keys()
    whole(first)


def test_a_clock_that_two_people_decide_at_once_has_one_decision_and_both_are_on_the_record(
    replicas: tuple[Desk, Desk],
) -> None:
    first, second = replicas
    first.open()
    duty = "eu-gdpr-33-1-authority"
    answers = at_once(
        lambda: first.say(DPO, f"/breach met {duty} ref A-1 at 2026-03-02 09:40 because our law firm filed it"),
        lambda: second.say(LEAD, f"/breach decline {duty} because the key is safe with us"),
    )
    assert all("went wrong" not in answer.text for answer in answers)
    with reading(first.engine) as session:
        clock = session.scalars(select(Clock).where(Clock.duty_id == duty)).one()
        assert clock.decision in ("met", "declined")
        if clock.decision == "met":
            assert (clock.reference, clock.reason) == ("A-1", None)
    whole(first)


def test_a_step_that_two_people_finish_at_once_is_finished_once(replicas: tuple[Desk, Desk]) -> None:
    first, second = replicas
    first.open()
    answers = at_once(
        lambda: first.say(LEAD, "/breach done C01 the record is open"),
        lambda: second.say(SECOND, "/breach done C01 I did it"),
    )
    texts = sorted(answer.text for answer in answers)
    assert any("is already done" in text for text in texts), texts
    assert any("● done" in text for text in texts), texts
    with reading(first.engine) as session:
        assert session.get_one(IncidentStep, (1, "C01")).state == "done"
    whole(first)


def test_notes_by_many_at_once_are_all_on_the_record_in_one_chain(replicas: tuple[Desk, Desk]) -> None:
    first, second = replicas
    first.open()
    people = (LEAD, DPO, CRM, COMMS, EXEC, ENGINEER)
    for person in people:
        first.say(person, "/breach list")
    answers = at_once(
        *(
            lambda d=desk, p=person: d.say(p, f"/breach note from {p}")
            for desk, person in zip((first, second) * 3, people, strict=True)
        )
    )
    entries = [answer.text for answer in answers]
    assert all("Recorded as entry" in text for text in entries), entries
    assert len(set(entries)) == len(people)
    whole(first)


def test_two_people_who_say_the_same_at_once_are_the_first_and_the_second(replicas: tuple[Desk, Desk]) -> None:
    first, second = replicas
    first.open()
    for person in (LEAD, ENGINEER):
        first.say(person, "/breach status")
    answers = at_once(
        lambda: first.say(LEAD, "/breach skip C06 logs are streamed away"),
        lambda: second.say(ENGINEER, "/breach skip C06 there is nothing to keep"),
    )
    texts = sorted(answer.text for answer in answers)
    assert any("A second person must confirm" in text for text in texts), texts
    assert any("– skipped" in text for text in texts), texts
    with reading(first.engine) as session:
        assert session.scalars(select(StoredProposal.state)).all() == ["confirmed"]
    whole(first)


def test_a_proposal_that_two_people_settle_at_once_is_settled_once(replicas: tuple[Desk, Desk]) -> None:
    first, second = replicas
    first.open()
    for number in range(1, ROUNDS + 1):
        kept = json.dumps({"level": "high", "reason": f"the key is safe, {number}"})
        assert "Proposal posted" in first.press(CRM, "proposal.make", "risk_decided", version=kept).text
        answers = at_once(
            partial(first.press, DPO, "proposal.confirm", str(number)),
            partial(second.press, LEAD, "proposal.confirm", str(number)),
        )
        texts = [answer.text for answer in answers]
        assert sum("Confirmed: decide" in text for text in texts) == 1, texts
        assert sum("is already confirmed" in text for text in texts) == 1, texts
    with reading(first.engine) as session:
        assert set(session.scalars(select(StoredProposal.state))) == {"confirmed"}
    whole(first)


def test_a_proposal_that_one_confirms_while_another_rejects_it_has_one_end(replicas: tuple[Desk, Desk]) -> None:
    first, second = replicas
    first.open()
    for turn in range(ROUNDS):
        kept = json.dumps({"duty": "eu-gdpr-33-1-authority", "reason": f"the key is safe, {turn}"})
        first.press(CRM, "proposal.make", "duty_declined", version=kept)
        with reading(first.engine) as session:
            number = max(session.scalars(select(StoredProposal.id)))
        view = second.press(LEAD, "proposal.reject", str(number)).view
        assert view
        confirmed, rejected = at_once(
            partial(first.press, DPO, "proposal.confirm", str(number)),
            partial(second.submit, LEAD, view, reason="the key was on a note"),
        )
        with reading(first.engine) as session:
            state = session.get_one(StoredProposal, number).state
        assert state in ("confirmed", "rejected")
        first_of_two = "A second person must confirm" in confirmed.text
        assert first_of_two == (state == "confirmed"), confirmed.text
        assert ("is already confirmed" in rejected.text) == (state == "confirmed"), rejected.text
    whole(first)


def test_what_a_database_cannot_hold_is_left_out_of_what_was_typed(replicas: tuple[Desk, Desk]) -> None:
    first, _ = replicas
    first.open()
    for command in ("note a\x00b \ud800", "skip C06 a\x00b", "decline eu-gdpr-33-1-authority because a\x00b is safe"):
        said = first.say(LEAD, f"/breach {command}")
        assert "went wrong" not in said.text, command
    whole(first)
