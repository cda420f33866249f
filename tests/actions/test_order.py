"""Order is advice and gates are few: what is done early, what happened behind a gate, and what neither means."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.actions import firing
from bot.domain.events.steps import StepDeviation, StepDoneEarly
from bot.domain.reminders import ReminderMessage, ReminderStatus
from bot.slack import reminders as reminder_views
from bot.store.engine import reading
from bot.store.tables import Decision, Incident, IncidentStep, Outbox, Reminder, TimelineEntry
from tests.slack.desk import COMMS, DPO, ENGINEER, EXEC, LEAD, Desk
from tests.slack.on_record import step, whole


def said(desk: Desk, event: type[StepDoneEarly | StepDeviation]) -> list[StepDoneEarly | StepDeviation]:
    with reading(desk.engine) as session:
        rows = session.scalars(select(TimelineEntry).order_by(TimelineEntry.seq)).all()
        return [row.said for row in rows if isinstance(row.said, event)]


def posted(desk: Desk, key: str) -> list[str]:
    with reading(desk.engine) as session:
        rows = select(Outbox.key).where(Outbox.kind == "post", Outbox.key.startswith(key))
        return list(session.scalars(rows))


def reminded_at(desk: Desk, step_id: str) -> list[datetime]:
    with reading(desk.engine) as session:
        rows = session.scalars(select(Reminder).where(Reminder.incident_id == 1)).all()
        return sorted(row.due_at for row in rows if row.subject.id == step_id and row.status == "pending")


def fired(desk: Desk, step_id: str) -> str:
    """What the reminders of the step that are due say, once they are claimed."""
    with desk.opens(LEAD, False) as work:
        incident = work.session.get_one(Incident, 1)
        rows = [row for row in work.session.scalars(select(Reminder)) if row.subject.id == step_id]
        rows = [row for row in rows if row.status == "pending" and row.due_at <= desk.now]
        for row in rows:
            row.status, row.fired_at = ReminderStatus.FIRED, desk.now
        firing.fire(work, incident, rows)
        work.session.flush()
        sent = work.session.scalars(select(Outbox).where(Outbox.kind == "reminder")).all()
        lines = [line for row in sent for line in ReminderMessage.read(row.details).reminders]
        return str(reminder_views.message(incident, lines, (), (), 0))


def happened(desk: Desk, person: str, step_id: str, reason: str, **more: Any) -> str:
    view = desk.say(person, f"/breach done {step_id}").view
    assert view
    assert view["callback_id"] == "step_happened"
    answer = desk.submit(person, view, reason=reason, **more)
    return " ".join((answer.text, *answer.errors.values()))


NEEDS = "C06 (Order preservation before any cleanup), C14 (Engage breach counsel before any forensic firm)"


class TestEarly:
    def test_a_step_is_done_before_its_need_and_the_record_says_so_with_what_it_may_cost(self, inside: Desk) -> None:
        assert step(inside, "I02").waits_for == ("C06", "C14")
        answer = inside.say(DPO, "/breach done I02 both because the logs last a day").text
        assert f"Done before {NEEDS}. Some logs last only a day." in answer
        assert (step(inside, "I02").state, [need.id for need in step(inside, "I02").done_before]) == (
            "done",
            ["C06", "C14"],
        )
        [event] = said(inside, StepDoneEarly)
        assert isinstance(event, StepDoneEarly)
        assert (event.before, event.needs) == (("C06", "C14"), NEEDS)
        assert event.cost.startswith("Some logs last only a day.")
        assert step(inside, "C06").state != "done"
        whole(inside)

    def test_what_is_better_done_later_is_not_posted_and_hardly_reminded_of_until_someone_takes_it(
        self, inside: Desk
    ) -> None:
        assert step(inside, "I03").state == "waiting"
        assert (posted(inside, "step:1:I03"), len(reminded_at(inside, "I03"))) == ([], 1)
        assert "better done after I02" in inside.say(ENGINEER, "/breach take I03").text
        assert posted(inside, "step:1:I03") == ["step:1:I03"]
        assert len(reminded_at(inside, "I03")) > 1

    def test_one_whose_own_due_time_has_passed_is_reminded_of_once_and_says_what_it_waits_for(
        self, inside: Desk
    ) -> None:
        assert reminded_at(inside, "I03") == [inside.incident().opened_at + timedelta(hours=24)]
        inside.later(hours=25)
        said = fired(inside, "I03")
        assert ". It is still waiting for I02" in said
        assert "late by 1 h" in said
        assert reminded_at(inside, "I03") == []

    def test_once_its_turn_has_come_the_next_alarm_is_one_interval_away(self, inside: Desk) -> None:
        inside.later(hours=25)
        fired(inside, "I03")
        inside.later(hours=5)
        inside.say(ENGINEER, "/breach take I03")
        assert min(reminded_at(inside, "I03")) > inside.now
        again = reminded_at(inside, "I03")
        inside.later(minutes=1)
        inside.say(ENGINEER, "/breach take I02")
        assert reminded_at(inside, "I03") == again

    def test_a_step_done_in_its_turn_is_not_early(self, inside: Desk) -> None:
        inside.say(LEAD, "/breach done C01 written down")
        assert said(inside, StepDoneEarly) == []


class TestDeviation:
    def test_a_gated_step_is_not_posted_and_cannot_be_taken_or_marked_done(self, inside: Desk) -> None:
        assert posted(inside, "step:1:N07") == []
        assert "must come first" in inside.say(DPO, "/breach take N07").text
        assert "must come first" in inside.press(DPO, "step.done", "N07").text
        assert step(inside, "N07").state == "gated"

    def test_it_is_recorded_and_counts_for_nothing_that_was_bypassed(self, inside: Desk) -> None:
        happened(inside, COMMS, "N13", "counsel sent them last night")
        assert (step(inside, "N13").state, step(inside, "N13").deviation) == ("done", "counsel sent them last night")
        [event] = said(inside, StepDeviation)
        assert isinstance(event, StepDeviation)
        assert (event.bypassed, event.gate, event.settles) == (("N05", "N06", "N09"), "sending", True)
        assert step(inside, "N06").state not in ("done", "skipped")
        with reading(inside.engine) as session:
            assert not session.scalars(select(Decision).where(Decision.step_id == "N06")).all()
        [key] = posted(inside, "deviation:1:")
        with reading(inside.engine) as session:
            assert set(session.get_one(Outbox, key).details["tell"]) == {LEAD, DPO}
        whole(inside)

    def test_a_duty_stays_to_be_recorded_as_met(self, inside: Desk) -> None:
        happened(inside, COMMS, "N07", "counsel filed it last night")
        assert (step(inside, "N07").state, step(inside, "N07").deviation) == ("gated", "counsel filed it last night")
        whole(inside)

    def test_a_decision_of_its_own_stays_to_be_made(self, inside: Desk) -> None:
        happened(inside, COMMS, "N15", "the agency sent the letters early")
        one = step(inside, "N15")
        assert (one.state, one.answer, one.deviation) == ("gated", "", "the agency sent the letters early")
        whole(inside)

    def test_it_is_done_when_it_happened_and_not_when_it_is_recorded(self, inside: Desk) -> None:
        an_hour_ago = inside.now - timedelta(hours=1)
        happened(inside, COMMS, "N13", "counsel sent them from home", happened_at=an_hour_ago)
        with reading(inside.engine) as session:
            row = session.scalars(select(IncidentStep).where(IncidentStep.step_id == "N13")).one()
        assert row.finished_at == an_hour_ago.replace(second=0, microsecond=0)
        assert "future" in happened(inside, COMMS, "N15", "it was sent", happened_at=inside.now + timedelta(hours=1))
        whole(inside)

    def test_it_needs_a_reason_and_a_closed_gate(self, inside: Desk) -> None:
        assert "Say in a sentence what happened" in happened(inside, COMMS, "N15", "  ")
        view = inside.press(DPO, "step.happened", "N08").view
        assert view
        inside.say(LEAD, "/breach done C01 written down")
        answer = inside.press(DPO, "step.happened", "C05")
        assert "no longer held back" in answer.text
        assert said(inside, StepDeviation) == []

    def test_an_executive_alone_cannot_decide_by_it(self, inside: Desk) -> None:
        for step_id in ("N07", "N13", "N15", "N08"):
            happened(inside, EXEC, step_id, "it was done in one go")
        with reading(inside.engine) as session:
            decided = session.scalars(select(Decision.step_id)).all()
        assert {"N06", "N08", "N09", "N15"}.isdisjoint(decided)
