"""Reminders fire when their moment has come, ask again, say how late they are, and never twice."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, text

from bot.actions import reminders
from bot.actions.effects import Throttled
from bot.domain.incidents import IncidentState
from bot.domain.reminders import ReminderSubject, SubjectKind, instant_text
from bot.store.engine import reading, writing
from bot.store.tables import Incident, Outbox, Reminder, RoleHolder
from tests.timers.conftest import DUTY, NOON, Ground, replan


def test_a_clock_of_72_hours_is_said_at_half_24_4_1_at_the_target_and_then_hourly(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock()
    moments = []
    for _ in range(75 * 4):
        before = len(ground.gateway.asked)
        ground.at(minutes=15)
        if len(ground.gateway.asked) > before:
            moments.append((ground.now - NOON) / timedelta(hours=1))
    assert moments == [36, 48, 68, 71, 72, 73, 74, 75]
    assert ground.said()[-3:] == [(1, ["late-1"]), (1, ["late-2"]), (1, ["late-3"])]
    assert ground.record() == ["reminder.sent"] * 4 + ["clock.late"] + ["escalation.sent"] * 3


def test_nothing_is_said_before_its_moment(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock()
    ground.at(hours=35, minutes=59, seconds=59)
    assert ground.gateway.asked == []


def test_a_clock_that_is_met_or_declined_is_not_reminded_of_again(ground: Ground) -> None:
    for number, decision in ((1, "met"), (2, "declined")):
        ground.open_incident(number)
        ground.start_clock(number)
        ground.change_clock(number, decision=decision, met_at=NOON, decided_at=NOON)
        assert set(ground.reminders(number).values()) == {"cancelled"}
    ground.at(hours=80)
    assert ground.gateway.asked == []


def test_a_decision_taken_back_brings_the_reminders_back(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock()
    ground.change_clock(decision="declined")
    ground.change_clock(decision=None)
    ground.at(hours=36)
    assert ground.said() == [(1, ["half"])]


def test_a_moved_deadline_is_said_anew_and_the_old_one_is_not(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock()
    ground.at(hours=36)
    ground.change_clock(target_at=NOON + timedelta(hours=100), changed_at=ground.now)
    ground.at(hours=12)  # 48 hours: the old warning of 24 hours left
    assert ground.said() == [(1, ["half"])]
    ground.at(hours=28)  # 76 hours: 24 hours left of 100; half of the time, 50 hours, was passed over in silence
    assert ground.said()[1:] == [(1, ["24h"])]


def test_planning_again_without_a_change_changes_nothing(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock()
    ground.at(hours=48)
    before = ground.reminders()
    for _ in range(3):
        ground.change_clock()
    assert ground.reminders() == before
    ground.at(seconds=1)
    assert len(ground.gateway.asked) == 1


def test_warnings_that_were_over_when_the_clock_began_are_skipped_but_a_passed_target_is_said(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock(began=NOON - timedelta(hours=100))
    assert ground.reminders() == {
        "half": "skipped",
        "24h": "skipped",
        "4h": "skipped",
        "1h": "skipped",
        "target": "pending",
    }
    ground.at(seconds=1)
    assert ground.said() == [(1, ["target"])]
    line = ground.gateway.asked[0][0].details["reminders"][0]
    assert line["late_for_s"] == 1  # it could not be said before it was planned, however late the duty is
    assert ground.gateway.asked[0][0].late_for == timedelta(seconds=1)
    ground.at(hours=1)
    assert ground.said()[1:] == [(1, ["late-29"])]  # 28 hours late already; the hours before are not made up


def test_after_an_outage_one_line_speaks_for_all_that_was_missed_and_says_how_late(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock()
    ground.at(hours=70)
    assert ground.said() == [(1, ["4h"])]
    effect = ground.gateway.asked[0][0]
    line = effect.details["reminders"][0]
    assert line["audience"] == ["owner", "alternate"]
    assert (line["late_for_s"], line["left_s"]) == (2 * 3600, 2 * 3600)
    assert effect.late_for == timedelta(hours=2)
    assert ground.reminders()["half"] == "fired"
    with reading(ground.engine) as session:
        notes = {str(row.occasion): row.note for row in session.scalars(select(Reminder))}
    assert (notes["half"], notes["24h"], notes["4h"]) == ("said together with 24h", "said together with 4h", None)


def test_ten_reminders_of_one_minute_become_one_message(ground: Ground) -> None:
    ground.open_incident()
    for number in range(10):
        ground.start_clock(duty=f"duty-{number}", began=NOON + timedelta(seconds=5 * number))
    ground.at(hours=36, minutes=2)
    assert len(ground.gateway.asked) == 1
    assert len(ground.gateway.asked[0][0].details["reminders"]) == 10


def test_a_drill_moves_its_own_reminders_and_no_others(ground: Ground) -> None:
    ground.open_incident(1)
    ground.start_clock(1)
    ground.open_incident(2)
    ground.start_clock(2)
    with writing(ground.engine) as session:
        session.get_one(Incident, 2).shift_for = 36 * 3600
    ground.at(seconds=1)
    assert ground.said() == [(2, ["half"])]
    assert ground.gateway.asked[0][0].late_for == timedelta(seconds=1)


def test_a_machine_clock_that_is_set_back_fires_nothing_twice_and_nothing_never(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock()
    ground.at(hours=36)
    ground.at(hours=-20)
    ground.at(hours=20)
    ground.at(hours=12)
    assert ground.said() == [(1, ["half"]), (1, ["24h"])]


def test_a_closed_incident_is_only_followed_up(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock()
    with writing(ground.engine) as session:
        incident = session.get_one(Incident, 1)
        incident.state, incident.closed_at = IncidentState.CLOSED, ground.now
        reminders.plan_closing(ground.work(session), incident)
    ground.at(days=6)
    assert ground.gateway.asked == []
    ground.at(days=1)
    assert ground.said() == [(1, ["review"])]


def test_reopening_cancels_the_follow_ups_and_brings_the_clocks_back(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock()
    with writing(ground.engine) as session:
        incident = session.get_one(Incident, 1)
        incident.state, incident.closed_at = IncidentState.CLOSED, ground.now
        reminders.plan_closing(ground.work(session), incident)
        incident.state, incident.closed_at = IncidentState.OPEN, None
        reminders.plan_closing(ground.work(session), incident)
    ground.change_clock()
    assert ground.reminders()["review"] == "cancelled"
    ground.at(hours=36)
    assert ground.said() == [(1, ["half"])]


def test_a_clock_met_while_its_message_waits_for_slack_is_not_said(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock()
    ground.send("channel:1", kind="channel", incident=1, due_at=NOON + timedelta(hours=40))
    ground.at(hours=36)
    ground.change_clock(decision="met", met_at=ground.now)
    ground.at(hours=5)
    assert ground.keys_of("reminder") == []


def test_a_target_that_was_not_said_because_of_a_decision_is_said_when_that_is_taken_back(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock()
    ground.gateway.failures = [Throttled(timedelta(minutes=10))]
    ground.at(hours=72)
    ground.change_clock(decision="declined")
    ground.at(hours=1)
    assert ground.reminders()["target"] == "cancelled"
    ground.change_clock(decision=None)
    ground.at(seconds=1)
    assert ground.said()[1:] == [(1, ["target"])]


def test_a_fault_in_one_incident_does_not_silence_another(ground: Ground) -> None:
    for number in (1, 2):
        ground.open_incident(number)
        ground.start_clock(number)
    with writing(ground.engine) as session:
        session.execute(text("UPDATE clock SET hold = 'not readable', starts_at = 'never' WHERE incident_id = 1"))
    ground.at(hours=36)
    assert ground.said() == [(2, ["half"])]
    assert ground.reminders(1)["half"] == "pending"
    assert ground.timers.counts.faults > 0


class TestSnooze:
    """The DPO puts off what they are told of a clock; the lead is told as planned."""

    def snooze(self, ground: Ground, hours: float, person: str = "UDPO00001") -> bool:
        with writing(ground.engine) as session:
            work = replace(ground.work(session), actor=person)
            clock, until = ReminderSubject(SubjectKind.CLOCK, DUTY), ground.now + timedelta(hours=hours)
            return reminders.plan_snooze(work, session.get_one(Incident, 1), clock, until) is not None

    def begin(self, ground: Ground) -> None:
        ground.open_incident()
        ground.start_clock()
        with writing(ground.engine) as session:
            for role, person in (("lead", "ULEAD0001"), ("dpo", "UDPO00001")):
                seat = RoleHolder(incident_id=1, role=role, person_id=person, named_at=NOON, named_by=person)
                session.add(seat)

    def test_what_would_be_said_to_them_alone_is_said_then(self, ground: Ground) -> None:
        self.begin(ground)
        ground.at(hours=47)
        assert self.snooze(ground, 3)
        ground.at(hours=2)  # 49 hours: the warning of 24 hours left was for the owner alone
        assert ground.said() == [(1, ["half"])]
        assert ground.reminders()["24h"] == "snoozed"
        ground.at(hours=1)
        assert ground.said()[1:] == [(1, [f"snoozed-{instant_text(NOON + timedelta(hours=50))}"])]
        assert ground.gateway.asked[-1][0].details["reminders"][0]["persons"] == ["UDPO00001"]

    def test_planning_again_does_not_undo_it(self, ground: Ground) -> None:
        self.begin(ground)
        ground.at(hours=47)
        self.snooze(ground, 3)
        ground.change_clock()
        assert replan(ground) == 1
        ground.at(hours=2)
        assert len(ground.said()) == 1

    def test_it_ends_with_the_clock(self, ground: Ground) -> None:
        self.begin(ground)
        ground.at(hours=47)
        self.snooze(ground, 3)
        ground.change_clock(decision="met", met_at=ground.now)
        ground.at(hours=4)
        assert len(ground.said()) == 1

    def test_a_moved_deadline_is_said_even_to_those_who_put_off_the_old_one(self, ground: Ground) -> None:
        self.begin(ground)
        ground.at(hours=47)
        self.snooze(ground, 3)
        ground.change_clock(target_at=NOON + timedelta(hours=73), changed_at=ground.now)
        ground.at(hours=2)  # 49 hours: 24 hours are left of 73
        assert ground.said()[1:] == [(1, ["24h"])]

    def test_someone_elses_rest_keeps_no_one_from_being_told(self, ground: Ground) -> None:
        self.begin(ground)
        ground.at(hours=47)
        self.snooze(ground, 3, "UENG00001")
        ground.at(hours=1)
        assert ground.said()[1:] == [(1, ["24h"])]

    def test_there_must_be_something_to_put_off(self, ground: Ground) -> None:
        self.begin(ground)
        assert not self.snooze(ground, 1)  # the first warning comes after 36 hours

    def test_a_late_clock_goes_on_by_the_hour_for_everyone_else(self, ground: Ground) -> None:
        self.begin(ground)
        ground.at(hours=72)
        self.snooze(ground, 2.5)
        for _ in range(6):
            ground.at(minutes=30)
        kinds = [kinds[-1] for _, [*kinds] in ground.said()]
        assert kinds[-4:] == ["late-1", "late-2", f"snoozed-{instant_text(NOON + timedelta(hours=74.5))}", "late-3"]


def test_rows_of_one_message_share_its_key_and_the_row_knows_when_it_was_due(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock()
    ground.at(hours=36, minutes=5)
    with reading(ground.engine) as session:
        row = session.scalars(select(Outbox)).one()
        fired = session.scalars(select(Reminder).where(Reminder.status == "fired")).one()
    assert row.due_at == NOON + timedelta(hours=36)
    assert row.key.startswith(f"reminder|{fired.id}|")


def test_what_is_left_is_said_as_it_is_when_the_message_leaves(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock()
    ground.gateway.failures = [Throttled(timedelta(minutes=10))]
    ground.at(hours=68)
    ground.at(minutes=10)
    assert [effect.details["reminders"][0]["left_s"] for effect, _ in ground.gateway.asked] == [
        4 * 3600,
        4 * 3600 - 600,
    ]
