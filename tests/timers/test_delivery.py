"""The outbox is delivered once, in order, at the right time, and every way of failing ends as it should."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bot.actions.effects import Effect, Rejected, Throttled, Unclear, Unexplained
from bot.store.engine import reading, writing
from bot.store.states import OutboxStatus
from bot.store.tables import Outbox
from bot.timers import giving_up
from bot.timers.claiming import Claim
from tests.timers.conftest import NOON, Ground

QUARANTINE = timedelta(seconds=25)  # two calls of 10 s and a margin of 5 s


def claimed(ground: Ground, at: datetime) -> Claim:
    claim = ground.timers._deliveries.claims.claim(at)
    assert claim is not None
    return claim


def test_a_message_in_the_thread_of_one_that_failed_goes_to_the_channel(ground: Ground) -> None:
    ground.open_incident()
    ground.send("channel", incident=1, kind="channel")
    ground.at(seconds=1)
    ground.send("list", incident=1, needs="channel")
    ground.send("step", incident=1, needs="list")
    ground.send("pin", incident=1, kind="pin", needs="list")
    ground.gateway.failures = [Rejected("Slack refused: invalid_blocks.")]
    ground.at(seconds=1)
    ground.at(seconds=5)
    assert [ground.row(key).status for key in ("list", "step", "pin")] == ["failed", "sent", "failed"]
    step = next(effect for effect, _ in ground.gateway.asked if effect.key == "step")
    assert step.needs_result == ground.row("channel").result


def test_what_is_due_is_done_and_keeps_what_slack_gave_back(ground: Ground) -> None:
    told = []
    ground.timers.on_delivered = lambda work, row: told.append((row.key, row.result))
    ground.send("a")
    ground.at(seconds=1)
    row = ground.row("a")
    assert (row.status, row.result, row.sent_at) == ("sent", {"ts": "1.0"}, ground.now)
    assert told == [("a", {"ts": "1.0"})]


def test_nothing_is_done_before_it_is_due(ground: Ground) -> None:
    ground.send("a", due_at=NOON + timedelta(hours=1))
    ground.at(minutes=59)
    assert ground.gateway.asked == []
    ground.at(minutes=1)
    assert ground.gateway.keys == ["a"]


def test_a_chain_is_done_in_its_order_and_each_link_sees_the_one_before(ground: Ground) -> None:
    ground.send("card", needs="channel", urgency=0)
    ground.send("pin", needs="card", urgency=0)
    ground.send("channel", urgency=9)
    ground.at(seconds=1)
    assert ground.gateway.keys == ["channel", "card", "pin"]
    assert [effect.needs_result for effect, _ in ground.gateway.asked] == [None, {"ts": "1.0"}, {"ts": "2.0"}]


def test_urgent_goes_first_and_then_the_oldest(ground: Ground) -> None:
    ground.send("late", urgency=5, lane="x", due_at=NOON - timedelta(minutes=2))
    ground.send("later", urgency=5, lane="x", due_at=NOON - timedelta(minutes=1))
    ground.send("urgent", urgency=0, lane="x")
    ground.at(seconds=1)
    assert ground.gateway.keys == ["urgent", "late", "later"]


def test_a_rejected_effect_fails_at_once_with_a_record_and_what_needs_it_fails_too(ground: Ground) -> None:
    ground.open_incident()
    ground.send("channel", incident=1)
    ground.send("card", incident=1, needs="channel")
    ground.send("pin", incident=1, needs="card")
    ground.gateway.failures = [Rejected("Slack does not let us create channels.", "Add the scope groups:write.")]
    ground.at(seconds=1)
    assert [ground.row(key).status for key in ("channel", "card", "pin")] == ["failed", "failed", "failed"]
    assert ground.record() == ["delivery.failed"]
    assert ground.gateway.keys == ["channel"]


def test_a_throttled_effect_waits_as_long_as_slack_asks_and_is_not_looked_for(ground: Ground) -> None:
    ground.send("a")
    ground.gateway.failures = [Throttled(timedelta(seconds=30))]
    ground.at(seconds=1)
    ground.at(seconds=29)
    assert len(ground.gateway.asked) == 1
    ground.at(seconds=1)
    assert [look for _, look in ground.gateway.asked] == [None, None]
    assert ground.row("a").status == "sent"


def test_slack_may_ask_for_hours_but_is_asked_again_after_the_longest_lease(ground: Ground) -> None:
    ground.send("a")
    ground.gateway.failures = [Throttled(timedelta(hours=5))]
    ground.at(seconds=1)
    ground.at(minutes=14)
    assert len(ground.gateway.asked) == 1
    ground.at(minutes=1)
    assert len(ground.gateway.asked) == 2


def test_an_unclear_outcome_is_looked_for_after_the_quarantine(ground: Ground) -> None:
    ground.send("a")
    ground.gateway.failures = [Unclear("No answer.")]
    ground.at(seconds=1)
    tried_at = ground.now
    ground.at(seconds=24)
    assert len(ground.gateway.asked) == 1
    ground.at(seconds=1)
    assert [look for _, look in ground.gateway.asked] == [None, tried_at]


def test_being_throttled_while_looking_back_forgets_nothing(ground: Ground) -> None:
    ground.send("a")
    ground.gateway.failures = [Unclear("No answer."), Throttled(timedelta(seconds=5))]
    ground.at(seconds=1)
    tried_at = ground.now
    ground.at(minutes=1)
    ground.at(minutes=1)
    assert [look for _, look in ground.gateway.asked] == [None, tried_at, tried_at]


def test_a_fault_of_our_own_is_unclear_and_tried_again(ground: Ground) -> None:
    ground.send("a")
    ground.gateway.failures = [ZeroDivisionError("ours")]
    ground.at(seconds=1)
    assert "ZeroDivisionError" in (ground.row("a").last_error or "")
    ground.at(minutes=1)
    assert ground.row("a").status == "sent"


def test_an_attempt_that_died_is_retried_when_its_lease_is_over_and_looked_for(ground: Ground) -> None:
    class Killed(BaseException):
        pass

    def die(effect: Effect) -> None:
        raise Killed

    ground.send("a")
    ground.gateway.during = die
    with pytest.raises(Killed):
        ground.at(seconds=1)
    died_at, ground.gateway.during = ground.now, lambda effect: None
    ground.at(seconds=20)
    assert len(ground.gateway.asked) == 1
    ground.at(seconds=6)
    assert [look for _, look in ground.gateway.asked] == [None, died_at]


def test_what_was_claimed_with_the_last_outcome_and_never_begun_is_done_when_its_lease_ends(ground: Ground) -> None:
    ground.send("a", lane="x")
    ground.send("b", lane="x")
    following = ground.timers._deliveries.deliver(claimed(ground, ground.now), lambda: ground.now)
    assert following == Claim("b", 1)  # and here the process died
    ground.at(seconds=24)
    assert ground.gateway.keys == ["a"]
    ground.at(seconds=1)
    assert [(effect.key, look) for effect, look in ground.gateway.asked] == [("a", None), ("b", None)]


def test_a_process_that_dies_while_it_records_one_and_claims_the_next_loses_neither(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    ground.send("a", lane="x")
    ground.send("b", lane="x")
    first, died_at = claimed(ground, ground.now), ground.now
    with monkeypatch.context() as patch:
        patch.setattr(ground.timers._deliveries.claims, "next", die)
        with pytest.raises(Killed):
            ground.timers._deliveries.deliver(first, lambda: ground.now)
    assert (ground.row("a").status, ground.row("b").status) == ("queued", "pending")
    ground.at(seconds=25)
    looked_for = [(effect.key, look) for effect, look in ground.gateway.asked]
    assert looked_for == [("a", None), ("a", died_at), ("b", None)]


def test_an_effect_that_fails_holds_up_neither_its_lane_nor_another(ground: Ground) -> None:
    for key, lane in (("a1", "a"), ("a2", "a"), ("b1", "b")):
        ground.send(key, lane=lane)
    ground.gateway.failures = [Unclear("No answer."), Rejected("Slack refused: no_text.")]
    ground.at(seconds=1)
    assert ground.gateway.keys == ["a1", "a2", "b1"]
    assert [ground.row(key).status for key in ("a1", "a2", "b1")] == ["pending", "failed", "sent"]


def test_an_attempt_that_is_resumed_right_after_a_crash_waits_out_the_quarantine(ground: Ground) -> None:
    ground.send("a")
    claim = claimed(ground, ground.now)
    ground.timers._deliveries._take(claim, ground.now)  # begun, then the process died
    soon = ground.now + timedelta(seconds=1)
    ground.timers._deliveries.deliver(claim, lambda: soon)
    assert ground.gateway.asked == []
    assert ground.row("a").lease_until == ground.now + QUARANTINE


def test_a_superseded_attempt_does_nothing(ground: Ground) -> None:
    ground.send("a")
    first = claimed(ground, ground.now)
    later = ground.now + timedelta(minutes=1)
    second = claimed(ground, later)
    assert (first.attempt, second.attempt) == (1, 2)
    ground.timers._deliveries.deliver(first, lambda: later)
    assert ground.gateway.asked == []
    assert ground.row("a").status == "queued"
    ground.timers._deliveries.deliver(second, lambda: later)
    assert len(ground.gateway.asked) == 1
    assert ground.row("a").status == "sent"


def test_a_slow_attempt_that_succeeds_after_its_lease_counts(ground: Ground) -> None:
    def claimed_again(effect: Effect) -> None:
        claimed(ground, ground.now + timedelta(minutes=1))

    ground.gateway.during = claimed_again
    ground.send("a")
    ground.at(seconds=1)
    assert ground.row("a").status == "sent"
    ground.at(minutes=5)
    assert len(ground.gateway.asked) == 1


def test_an_effect_cancelled_while_in_flight_stays_cancelled_but_keeps_its_result(ground: Ground) -> None:
    def cancel(effect: Effect) -> None:
        with writing(ground.engine) as session:
            session.get_one(Outbox, "a").status = OutboxStatus.CANCELLED

    ground.gateway.during = cancel
    ground.send("a")
    ground.at(seconds=1)
    assert (ground.row("a").status, ground.row("a").result) == ("cancelled", {"ts": "1.0"})


def test_one_effect_of_a_lane_is_in_flight_at_a_time_but_lanes_do_not_wait_for_each_other(ground: Ground) -> None:
    for key, lane in (("a1", "a"), ("a2", "a"), ("b1", "b")):
        ground.send(key, lane=lane)
    assert [claimed(ground, ground.now).key for _ in range(2)] == ["a1", "b1"]
    assert ground.timers._deliveries.claims.claim(ground.now) is None


def test_a_lane_does_not_wait_for_an_effect_that_backs_off(ground: Ground) -> None:
    ground.send("a1", lane="a")
    ground.send("a2", lane="a")
    ground.gateway.failures = [Throttled(timedelta(minutes=5))]
    ground.at(seconds=1)
    assert ground.row("a2").status == "sent"
    assert ground.row("a1").status == "pending"


def test_slack_down_for_long_alarms_a_person_once_and_the_effect_still_arrives(ground: Ground) -> None:
    ground.open_incident()
    ground.send("a", incident=1)
    ground.gateway.failures = [Unclear("No answer.") for _ in range(9)]
    for _ in range(30):
        ground.at(minutes=2)
    assert ground.row("a").status == "sent"
    assert ground.record() == ["delivery.failed"]
    assert ground.row("a").alarmed_at is not None
    assert ground.gateway.asked[-1][0].late_for > timedelta(minutes=20)


def test_an_answer_that_no_one_documented_is_final_after_a_day(ground: Ground) -> None:
    ground.open_incident()
    ground.send("a", incident=1)
    ground.gateway.failures = [Unexplained("Slack refused: chat.postMessage made_up.") for _ in range(40)]
    for _ in range(23):
        ground.at(hours=1)
    assert ground.row("a").status == "pending"
    for _ in range(3):
        ground.at(hours=1)
    assert ground.row("a").status == "failed"
    assert ground.record() == ["delivery.failed"]


def test_a_sweep_without_anything_to_give_up_writes_nothing(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    ground.send("channel")
    ground.send("card", needs="channel")
    began: list[Engine] = []

    def counted(engine: Engine) -> AbstractContextManager[Session]:
        began.append(engine)
        return writing(engine)

    monkeypatch.setattr(giving_up, "writing", counted)
    giving = ground.timers._deliveries.giving_up
    giving.sweep(ground.now + timedelta(hours=1))
    assert began == []
    with writing(ground.engine) as session:
        session.get_one(Outbox, "channel").status = OutboxStatus.FAILED
    giving.sweep(ground.now + timedelta(hours=1))
    assert (len(began), ground.row("card").status) == (1, "failed")
    giving.sweep(ground.now + timedelta(hours=1))
    assert len(began) == 1


def test_a_short_trouble_alarms_no_one(ground: Ground) -> None:
    ground.open_incident()
    ground.send("a", incident=1)
    ground.gateway.failures = [Unclear("No answer.") for _ in range(3)]
    for _ in range(10):
        ground.at(minutes=1)
    assert ground.row("a").status == "sent"
    assert ground.record() == []


def test_a_system_time_that_ran_ahead_and_was_set_back_leaves_no_lease_that_no_one_outlives(ground: Ground) -> None:
    ground.send("a")
    claimed(ground, ground.now + timedelta(hours=5))
    ground.at(seconds=1)
    assert ground.row("a").status == "sent"


def test_a_fault_in_the_hook_leaves_the_effect_to_be_looked_for_again(ground: Ground) -> None:
    def broken(work: object, row: Outbox) -> None:
        raise RuntimeError("the hook")

    ground.timers.on_delivered = broken
    ground.send("a")
    with pytest.raises(RuntimeError, match="the hook"):
        ground.at(seconds=1)
    ground.timers.on_delivered = lambda work, row: None
    ground.at(minutes=1)
    assert [look is not None for _, look in ground.gateway.asked] == [False, True]
    assert ground.row("a").status == "sent"


def test_writing_an_effect_again_with_its_key_does_it_once(ground: Ground) -> None:
    ground.send("a")
    ground.at(seconds=1)
    ground.send("a")
    ground.at(minutes=1)
    assert ground.gateway.keys == ["a"]
    with reading(ground.engine) as session:
        assert len(session.scalars(select(Outbox)).all()) == 1
