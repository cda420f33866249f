"""When Slack cannot be reached a person is alarmed out of band; the auditor sees what no one else does."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions.effects import Rejected, Unclear
from bot.errors import StartError
from bot.store.engine import reading, writing
from bot.store.tables import Outbox
from bot.timers.auditor import Auditor
from bot.timers.engine import Timers
from bot.timers.metrics import TimerCounts
from bot.timers.out_of_band import check_addresses, send
from bot.timers.overdue import find_overdue
from tests.timers.conftest import NOON, Ground
from tests.timers.pager import Pager


@pytest.fixture
def watched(ground: Ground, pager: Pager) -> Ground:
    """The same ground with an out-of-band channel."""
    ground.timers = Timers(
        engine=ground.engine,
        now=lambda: ground.now,
        begin=ground.work,
        gateway=ground.gateway,
        out_of_band=[pager.address],
    )
    return ground


def test_a_refusal_is_alarmed_at_once_out_of_band_with_the_codename_only(watched: Ground, pager: Pager) -> None:
    watched.open_incident()
    watched.send("card", incident=1)
    watched.gateway.failures = [Rejected("Slack does not know this channel.")]
    watched.at(seconds=1)
    (heard,) = pager.heard
    assert "quiet-heron-1" in heard["title"]
    assert "Export was leaked" not in json.dumps(heard)
    assert "cannot be delivered to Slack" in heard["message"]


def test_a_reminder_that_cannot_be_sent_because_its_channel_was_refused_is_alarmed_by_itself(
    watched: Ground, pager: Pager
) -> None:
    watched.open_incident()
    watched.start_clock()
    watched.send("channel:1", kind="channel", incident=1)
    watched.gateway.failures = [Rejected("Slack refused: missing_scope.")]
    watched.at(seconds=1)
    watched.at(hours=36)
    Auditor(watched.engine, [], TimerCounts()).audit(watched.now)
    watched.at(seconds=1)
    assert len(pager.heard) == 2
    assert "reminder cannot be delivered to Slack" in pager.heard[1]["message"]


def test_a_long_silence_of_slack_is_alarmed_once(watched: Ground, pager: Pager) -> None:
    watched.open_incident()
    watched.send("card", incident=1)
    watched.gateway.failures = [Unclear("No answer.") for _ in range(10)]
    for _ in range(12):
        watched.at(minutes=5)
    assert len(pager.heard) == 1
    assert "has not reached Slack for" in pager.heard[0]["message"]


@pytest.mark.parametrize(
    ("late", "said"),
    [(timedelta(seconds=55), "less than a minute"), (timedelta(seconds=119), "1 minute"), (timedelta(hours=2), "120 ")],
)
def test_an_alarm_says_for_how_long(watched: Ground, pager: Pager, late: timedelta, said: str) -> None:
    watched.open_incident()
    watched.send("card", incident=1)
    with writing(watched.engine) as session:
        work = replace(watched.work(session), now=NOON + late)
        watched.timers._deliveries.giving_up.alarm(work, session.get_one(Outbox, "card"))
    watched.at(hours=3)
    (heard,) = pager.heard
    assert heard["title"].startswith(f"quiet-heron-1: a message has not reached Slack for {said}")


def test_an_alarm_that_no_out_of_band_channel_accepted_is_sent_again(watched: Ground, pager: Pager) -> None:
    watched.open_incident()
    watched.send("card", incident=1)
    watched.gateway.failures = [Rejected("Slack does not know this channel.")]
    pager.down = True
    watched.at(seconds=1)
    assert watched.row("alarm|card").status == "pending"
    pager.down = False
    watched.at(minutes=6)
    assert watched.row("alarm|card").status == "sent"
    assert len(pager.heard) == 1


def test_one_address_that_works_is_enough(pager: Pager) -> None:
    assert send(["json://127.0.0.1:9/", pager.address], "title", "body")
    assert not send(["json://127.0.0.1:9/"], "title", "body")


def test_an_address_that_is_not_understood_stops_the_start_without_telling_its_secret() -> None:
    with pytest.raises(StartError, match=r"address 2 \(nosuch\) is not understood") as caught:
        check_addresses(["json://127.0.0.1:9/", "nosuch://person:hush@example.org"])
    assert "hush" not in str(caught.value)
    check_addresses([])


def test_a_refusal_in_a_drill_is_recorded_and_alarms_no_one(watched: Ground, pager: Pager) -> None:
    watched.open_incident(drill=True, alarms=False)
    watched.send("card", incident=1)
    watched.gateway.failures = [Rejected("Slack does not know this channel.")]
    watched.at(seconds=1)
    watched.at(minutes=30)
    assert pager.heard == []
    assert watched.record() == ["delivery.failed"]


def test_a_drill_that_asks_for_alarms_says_first_that_it_is_one(watched: Ground, pager: Pager) -> None:
    watched.open_incident(drill=True)
    watched.send("card", incident=1)
    watched.gateway.failures = [Rejected("Slack does not know this channel.")]
    watched.at(seconds=1)
    (heard,) = pager.heard
    assert heard["title"].startswith("DRILL · ")
    assert heard["message"].startswith("DRILL · ")


class TestAuditor:
    def audit(self, ground: Ground, pager: Pager, counts: TimerCounts | None = None) -> None:
        Auditor(ground.engine, [pager.address], counts or TimerCounts()).audit(ground.now)

    def test_a_good_minute_is_silent(self, ground: Ground, pager: Pager) -> None:
        ground.open_incident()
        ground.start_clock()
        ground.send("a")
        ground.at(seconds=1)
        self.audit(ground, pager)
        assert pager.heard == []

    def test_what_should_have_happened_five_minutes_ago_is_counted(self, ground: Ground) -> None:
        ground.open_incident()
        ground.start_clock()
        ground.send("a", due_at=NOON + timedelta(hours=36))
        with reading(ground.engine) as session:
            early = find_overdue(session, NOON + timedelta(hours=36, minutes=4))
            late = find_overdue(session, NOON + timedelta(hours=36, minutes=7))
        assert (early.unfired, early.undelivered) == (0, 0)
        assert (late.unfired, late.undelivered, late.oldest_for) == (1, 1, timedelta(minutes=7))
        assert late.wrong == {"unfired": 1, "undelivered": 1}

    def test_a_drills_time_is_its_own(self, ground: Ground) -> None:
        ground.open_incident(shift_for=3600)
        ground.start_clock()
        with reading(ground.engine) as session:
            assert find_overdue(session, NOON + timedelta(hours=35, minutes=59)).unfired == 0
            found = find_overdue(session, NOON + timedelta(hours=36, minutes=6))
        assert (found.unfired, found.oldest_for) == (1, timedelta(minutes=6))

    @pytest.mark.parametrize(
        ("alarms", "heard"), [(False, []), (True, ["DRILL · breachbot: the timers need attention"])]
    )
    def test_what_is_overdue_in_a_drill_is_in_no_number_and_alarmed_only_where_it_asks(
        self, ground: Ground, pager: Pager, alarms: bool, heard: list[str]
    ) -> None:
        ground.open_incident(drill=True, alarms=alarms)
        ground.start_clock()
        ground.now += timedelta(hours=36, minutes=7)
        self.audit(ground, pager)
        with reading(ground.engine) as session:
            assert find_overdue(session, ground.now).wrong == {}
        assert [one["title"] for one in pager.heard] == heard

    def test_many_replicas_sound_one_alarm_an_hour(self, ground: Ground, pager: Pager) -> None:
        ground.send("a")
        ground.now += timedelta(minutes=10)
        for _ in range(3):
            self.audit(ground, pager)
        assert [heard["message"] for heard in pager.heard] == [
            "Messages that have not reached Slack for more than five minutes: 1."
        ]
        ground.now += timedelta(hours=1)
        self.audit(ground, pager)
        assert len(pager.heard) == 2

    def test_a_sweep_that_stops_is_seen(self, ground: Ground, pager: Pager) -> None:
        counts = TimerCounts()
        counts.swept(ground.now - timedelta(minutes=3))
        self.audit(ground, pager, counts)
        assert "have stopped" in pager.heard[0]["message"]

    def test_a_missing_connection_to_slack_is_alarmed_after_a_minute_with_the_codenames_of_what_is_open(
        self, ground: Ground, pager: Pager
    ) -> None:
        ground.open_incident()
        auditor = Auditor(ground.engine, [pager.address], TimerCounts())
        auditor.audit(NOON + timedelta(seconds=59), away_since=NOON)
        assert pager.heard == []
        for minutes in (3, 4):
            auditor.audit(NOON + timedelta(minutes=minutes), away_since=NOON)
        [heard] = pager.heard
        assert heard["message"].startswith("breachbot has had no connection to Slack for 3 min. Commands get no answer")
        assert heard["message"].endswith(" Open incidents: quiet-heron-1.")

    def test_what_needs_a_refused_effect_is_given_up_too(self, ground: Ground, pager: Pager) -> None:
        ground.send("channel")
        ground.gateway.failures = [Rejected("no")]
        ground.at(seconds=1)
        ground.send("late-comer", needs="channel")
        ground.at(seconds=2)
        assert ground.row("late-comer").status == "failed"

    def test_alarms_of_the_auditor_are_no_effects_for_slack(self, ground: Ground, pager: Pager) -> None:
        ground.send("a", due_at=NOON + timedelta(minutes=1))
        ground.now += timedelta(minutes=10)
        self.audit(ground, pager)
        ground.at(seconds=1)
        assert ground.gateway.keys == ["a"]


def test_metrics_count_what_waits_and_what_was_delivered(ground: Ground) -> None:
    ground.open_incident()
    ground.start_clock()
    ground.send("a")
    ground.at(seconds=3)
    text = ground.timers.metrics()
    assert "breachbot_reminders_planned 5.0" in text
    assert 'breachbot_delivered_total{kind="post"} 1.0' in text
    assert "breachbot_last_lateness_seconds 3.0" in text
    assert all(line.startswith("#") or float(line.rpartition(" ")[2]) >= 0 for line in text.splitlines())


def test_metrics_count_nothing_of_a_drill(ground: Ground) -> None:
    ground.open_incident(drill=True)
    ground.start_clock()
    ground.send("a", incident=1, due_at=NOON - timedelta(hours=70))
    assert "breachbot_outbox_waiting 0.0" in ground.timers.metrics()
    ground.at(seconds=3)
    text = ground.timers.metrics()
    assert "breachbot_reminders_planned 0.0" in text
    assert "breachbot_delivered_total{" not in text
    assert "breachbot_last_lateness_seconds 0.0" in text


def test_a_row_without_an_incident_is_refused_without_a_record(ground: Ground) -> None:
    ground.send("a")
    ground.gateway.failures = [Rejected("no")]
    ground.at(seconds=1)
    with writing(ground.engine) as session:
        assert session.get_one(Outbox, "a").alarmed_at == ground.now
