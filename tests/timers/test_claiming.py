"""What is claimed next: the most urgent, then the oldest; one of a lane at a time; messages within Slack's limit."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, select, update

from bot.store.engine import migrate, open_engine, reading, writing
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox
from bot.timers.auditor import Auditor
from bot.timers.claiming import Claims
from bot.timers.intervals import Intervals
from bot.timers.metrics import TimerCounts
from tests.timers.conftest import NOON, Ground, make_ground
from tests.timers.pager import Pager

INTERVALS = Intervals()
EVERY, BURST = INTERVALS.message_every, INTERVALS.burst
SOON = timedelta(milliseconds=100)
LANES = ("a", "b", "c")
Order = tuple[int, datetime, str]
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def claims(ground: Ground) -> Claims:
    return ground.timers._deliveries.claims


def key_of_next(ground: Ground, at: datetime) -> str | None:
    claim = claims(ground).claim(at)
    return claim.key if claim else None


def settle(engine: Engine, key: str) -> None:
    with writing(engine) as session:
        session.execute(update(Outbox).where(Outbox.key == key).values(status=OutboxStatus.SENT))


def open_incidents(ground: Ground) -> None:
    with reading(ground.engine) as session:
        there = session.get(Incident, 1)
    if not there:
        ground.open_incident(1)
        ground.open_incident(2)


def nothing_written(ground: Ground) -> None:
    with writing(ground.engine) as session:
        session.execute(delete(Outbox))


@st.composite
def effects(draw: st.DrawFn) -> list[tuple[str, int, int]]:
    """Lane, urgency and minutes until it is due, of each."""
    one = st.tuples(st.sampled_from(LANES), st.integers(0, 5), st.integers(-3, 1))
    return draw(st.lists(one, min_size=1, max_size=9))


@MANY
@given(rows=effects(), choices=st.lists(st.integers(0, 2), min_size=40, max_size=40))
def test_each_claim_is_the_most_urgent_and_oldest_that_is_due_in_a_free_lane(
    ground: Ground, rows: list[tuple[str, int, int]], choices: list[int]
) -> None:
    """Claims and endings in any order, against a list that is sorted by hand."""
    nothing_written(ground)
    waiting: dict[str, tuple[str, Order]] = {}
    for number, (lane, urgency, minutes) in enumerate(rows):
        key, due_at = f"e{number}", NOON + timedelta(minutes=minutes)
        ground.send(key, kind="pin", lane=lane, urgency=urgency, due_at=due_at)
        if due_at <= NOON:
            waiting[key] = (lane, (urgency, due_at, key))
    flying: dict[str, str] = {}  # lane by key
    for choice in choices:
        if choice and flying:
            settle(ground.engine, ended := sorted(flying)[choice % len(flying)])
            del flying[ended]
            continue
        free = [(order, key) for key, (lane, order) in waiting.items() if lane not in flying.values()]
        expected = min(free)[1] if free else None
        assert key_of_next(ground, NOON) == expected
        if expected:
            flying[expected] = waiting.pop(expected)[0]


@MANY
@given(pauses=st.lists(st.floats(0, 4), min_size=3, max_size=14))
def test_a_channel_takes_no_more_than_a_burst_over_one_message_per_interval(
    ground: Ground, pauses: list[float]
) -> None:
    nothing_written(ground)
    open_incidents(ground)
    for number in range(len(pauses)):
        ground.send(f"m{number:02}", incident=1, lane=LANES[number % 3])
    at, said = NOON, list[datetime]()
    for pause in pauses:
        at += timedelta(seconds=pause)
        while key := key_of_next(ground, at):
            settle(ground.engine, key)
            said.append(at)
    for first in range(len(said)):
        for last in range(first, len(said)):
            assert last - first + 1 <= BURST + (said[last] - said[first]) / EVERY + 1e-6


def test_a_quiet_channel_takes_a_burst_at_once_and_then_one_message_per_interval(ground: Ground) -> None:
    open_incidents(ground)
    for number in range(BURST + 2):
        ground.send(f"m{number}", incident=1)
    said: list[datetime] = []
    at = NOON
    while len(said) < BURST + 2:
        if key := key_of_next(ground, at):
            settle(ground.engine, key)
            said.append(at)
        else:
            opens_in = claims(ground).opens_in(at)
            assert opens_in is not None
            at += opens_in
    assert said[:BURST] == [NOON] * BURST
    assert [later - earlier for earlier, later in pairwise(said[BURST - 1 :])] == [EVERY, EVERY]


def test_a_channel_that_waits_for_its_pace_holds_up_no_other_and_lets_pass_what_is_no_message(ground: Ground) -> None:
    open_incidents(ground)
    for number in range(BURST + 1):
        ground.send(f"m{number}", incident=1)
    for _ in range(BURST):
        settle(ground.engine, str(key_of_next(ground, NOON)))
    ground.send("in a thread", incident=1, lane="thread", urgency=0)
    ground.send("update", kind="update", incident=1, urgency=9)
    ground.send("other", incident=2, urgency=9)
    assert [key_of_next(ground, NOON) for _ in range(3)] == ["other", "update", None]
    settle(ground.engine, "update")
    assert key_of_next(ground, NOON + EVERY + SOON) == "in a thread"


def test_a_system_time_that_ran_ahead_and_was_set_back_silences_no_channel(ground: Ground) -> None:
    open_incidents(ground)
    ground.send("ahead", incident=1)
    settle(ground.engine, str(key_of_next(ground, NOON + timedelta(hours=5))))
    ground.send("now", incident=1)
    assert key_of_next(ground, NOON) == "now"
    assert claims(ground).opens_in(NOON) is None


@pytest.fixture
def replicas(shared: str) -> Iterator[tuple[Ground, Ground]]:
    grounds = []
    for _ in range(2):
        engine = open_engine(shared)
        migrate(engine)
        grounds.append(make_ground(engine, shared))
    nothing_written(grounds[0])
    yield grounds[0], grounds[1]
    for ground in grounds:
        ground.engine.dispose()


@pytest.mark.postgres
def test_two_replicas_never_have_two_effects_of_one_lane_in_flight_and_keep_its_order(
    replicas: tuple[Ground, Ground],
) -> None:
    """Eight threads, 120 effects in four lanes; more urgent ones are written while the others are claimed."""
    first, second = replicas
    for number in range(100):
        first.send(f"e{number:03}", kind="pin", lane=f"lane {number % 4}")
    flown: list[tuple[str, str]] = []

    def work(ground: Ground) -> None:
        while key := key_of_next(ground, NOON):
            with reading(ground.engine) as session:
                lane = session.get_one(Outbox, key).lane
                in_flight = (Outbox.status == OutboxStatus.QUEUED, Outbox.lane == lane)
                assert session.scalar(select(func.count()).select_from(Outbox).where(*in_flight)) == 1
            flown.append((lane, key))
            settle(ground.engine, key)

    with ThreadPoolExecutor(8) as pool:
        working = [pool.submit(work, ground) for ground in (first, second) * 4]
        for number in range(20):
            second.send(f"urgent{number:03}", kind="pin", lane=f"lane {number % 4}", urgency=0)
        for one in working:
            one.result()
        work(first)  # what was written after the last of them had looked
    assert len({key for _, key in flown}) == len(flown) == 120
    for lane in {lane for lane, _ in flown}:
        ordinary = [key for its_lane, key in flown if its_lane == lane and key.startswith("e")]
        assert ordinary == sorted(ordinary)


@pytest.mark.postgres
def test_what_comes_after_an_effect_that_is_being_changed_does_not_pass_it(replicas: tuple[Ground, Ground]) -> None:
    first, second = replicas
    for key, lane in (("a1", "a"), ("a2", "a"), ("b1", "b")):
        first.send(key, kind="pin", lane=lane)
    with writing(first.engine) as session:
        session.get_one(Outbox, "a1", with_for_update=True)
        assert [key_of_next(second, NOON) for _ in range(2)] == ["b1", None]
    assert key_of_next(second, NOON) == "a1"


@pytest.mark.postgres
def test_nothing_waits_for_who_has_locked_the_incident_of_a_message(replicas: tuple[Ground, Ground]) -> None:
    """Who records an outcome locks its incident and then claims what is next, one after the other: a claim that waited
    for the incident would wait for who waits for it."""
    first, second = replicas
    open_incidents(first)
    first.send("said", kind="post", incident=1)
    with ThreadPoolExecutor(1) as pool, writing(first.engine) as session:
        first.work(session).lock(session.get_one(Incident, 1))
        assert pool.submit(key_of_next, second, NOON).result(timeout=5) == "said"
        pool.submit(second.send, "more", kind="post", incident=1).result(timeout=5)
    assert second.row("more").incident_id == 1


@pytest.mark.postgres
def test_on_postgresql_too_a_finding_is_alarmed_once_an_hour(replicas: tuple[Ground, Ground], pager: Pager) -> None:
    for ground in replicas:
        auditor = Auditor(ground.engine, [pager.address], TimerCounts())
        for minutes in (1, 2, 60):
            auditor.audit(NOON + timedelta(minutes=minutes), away_since=NOON)
    assert len(pager.heard) == 2
