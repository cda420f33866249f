"""The timers as they run: threads, SQLite, a nudge after each commit, Slack's intervals."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete

from bot.actions.effects import Throttled
from bot.errors import StartError
from bot.store.engine import migrate, open_engine, reading, writing
from bot.store.tables import Outbox, Replica
from bot.timers import replicas
from bot.timers.engine import Intervals
from tests.timers.conftest import Ground, make_ground

QUICK = Intervals(sweep_every=timedelta(milliseconds=200), first_retry=timedelta(milliseconds=200))


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> float:
    """How long it took until the condition was true; fails when it never is."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            pytest.fail("it did not happen in time")
        time.sleep(0.01)
    return time.monotonic() - began


def asked(live: Ground, key: str) -> Callable[[], bool]:
    return lambda: key in live.gateway.keys


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    url = f"sqlite:///{tmp_path_factory.mktemp('running')}/a.db"
    engine = open_engine(url)
    migrate(engine)
    ground = make_ground(engine, url, QUICK)
    ground.timers.now = lambda: datetime.now(UTC)
    ground.timers.start()
    yield ground
    ground.timers.stop()
    engine.dispose()


@pytest.fixture
def live(running: Ground) -> Ground:
    """The running timers with an empty outbox and a gateway that was asked nothing."""
    with writing(running.engine) as session:
        session.execute(delete(Outbox))
    running.gateway.asked.clear()
    running.gateway.during = lambda effect: None
    running.now = datetime.now(UTC)
    return running


def test_an_effect_is_done_within_a_second_of_its_commit(live: Ground) -> None:
    took = []
    for number in range(5):
        key = f"a{number}"
        live.send(key, lane=f"lane{number}")
        live.timers.nudge()
        took.append(wait_for(asked(live, key)))
    assert min(took) < 1, took  # the others may have met a busy machine


def test_a_chain_runs_through_without_another_nudge(live: Ground) -> None:
    live.send("channel", kind="channel", lane="x")
    live.send("invite", kind="invite", lane="x", needs="channel")
    live.send("card", lane="x", needs="channel")
    live.send("pin", kind="pin", lane="x", needs="card")
    live.timers.nudge()
    assert wait_for(lambda: len(live.gateway.keys) == 4) < 4
    assert live.gateway.keys.index("pin") > live.gateway.keys.index("card") > live.gateway.keys.index("channel")


def test_messages_of_one_channel_keep_slacks_rate_limit_after_a_burst_and_others_do_not_wait(live: Ground) -> None:
    moments: dict[str, float] = {}
    live.gateway.during = lambda effect: moments.setdefault(effect.key, time.monotonic())
    for incident in (71, 72):
        live.open_incident(incident)
    for number in range(7):
        live.send(f"c{number}", incident=71)
    live.send("d", incident=72)
    live.timers.nudge()
    wait_for(lambda: len(moments) == 8)
    since_the_first = [moments[f"c{n}"] - moments["c0"] for n in range(7)]
    assert since_the_first[3] < 1, since_the_first  # four at once
    for after_burst, since in enumerate(since_the_first[4:], 1):  # a busy machine may delay the first, or any other
        assert -0.6 < since - 1.1 * after_burst < 1, since_the_first
    assert moments["d"] < moments["c4"]


def test_what_backs_off_is_tried_again_without_a_nudge(live: Ground) -> None:
    live.gateway.failures = [Throttled(timedelta(milliseconds=300))]
    live.send("a2x")
    live.timers.nudge()
    wait_for(lambda: live.row("a2x").status == "sent")
    assert live.row("a2x").attempt == 2


def test_what_was_written_while_no_one_ran_is_done_after_the_start(live: Ground) -> None:
    live.timers.stop()
    assert replicas.health(live.engine, datetime.now(UTC), "localhost") == "No breachbot has started on localhost."
    live.send("while nobody ran")
    live.timers.start()
    wait_for(lambda: live.row("while nobody ran").status == "sent")


def test_a_process_sends_its_heartbeat_while_it_lives(live: Ground) -> None:
    wait_for(lambda: replicas.health(live.engine, datetime.now(UTC), "localhost") is None)
    assert "breachbot_replicas 1.0" in live.timers.metrics()
    later = datetime.now(UTC) + timedelta(minutes=2)
    assert "silent for" in str(replicas.health(live.engine, later, "localhost"))


def test_another_version_of_the_code_does_not_start_on_this_database(live: Ground) -> None:
    other = replicas.ReplicaId("other", "host-b", "0.2", ("timers",))
    with pytest.raises(StartError, match="breachbot 0 runs on this database"):
        replicas.join(live.engine, other, datetime.now(UTC))


def test_another_version_starts_when_the_first_has_been_silent_for_a_minute(live: Ground) -> None:
    other = replicas.ReplicaId("other", "host-b", "0.2", ("timers",))
    replicas.join(live.engine, other, datetime.now(UTC) + timedelta(minutes=2))
    with reading(live.engine) as session:
        assert session.get(Replica, "other") is not None
    with writing(live.engine) as session:
        session.delete(session.get_one(Replica, "other"))


def test_the_threads_outlive_a_broken_round(live: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a round")

    with monkeypatch.context() as patch:
        patch.setattr(live.timers._deliveries.claims, "claim", broken)
        live.timers.nudge()
        wait_for(lambda: live.timers.counts.faults > 0)
    live.send("a4x")
    wait_for(lambda: live.row("a4x").status == "sent")
