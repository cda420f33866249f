"""The system time jumps; ours does not, until the jump has lasted."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.timers.time_guard import ACCEPTED_AFTER, TimeGuard, monotonic

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Machine:
    """A machine whose system time can be set; its monotonic time cannot."""

    def __init__(self) -> None:
        self.elapsed, self.set_by = timedelta(0), timedelta(0)
        self.guard = TimeGuard(lambda: NOON + self.elapsed + self.set_by, lambda: self.elapsed)

    def after(self, passed: timedelta) -> datetime:
        self.elapsed += passed
        return self.guard()


def test_time_that_passes_is_time() -> None:
    machine = Machine()
    assert machine.after(MINUTE) == NOON + MINUTE
    assert machine.after(timedelta(days=30)) == NOON + MINUTE + timedelta(days=30)


def test_a_time_set_forward_and_corrected_soon_is_never_accepted() -> None:
    machine = Machine()
    machine.set_by = timedelta(hours=5)
    assert machine.after(MINUTE) == NOON + MINUTE
    machine.set_by = timedelta(0)
    assert machine.after(MINUTE) == NOON + 2 * MINUTE


def test_a_time_that_stays_where_it_was_set_is_accepted_after_five_minutes() -> None:
    machine = Machine()
    machine.set_by = -timedelta(hours=3)
    assert machine.after(MINUTE) == NOON + MINUTE
    assert machine.after(ACCEPTED_AFTER - MINUTE) == NOON + ACCEPTED_AFTER
    assert machine.after(MINUTE) == NOON + ACCEPTED_AFTER + MINUTE - timedelta(hours=3)


def test_a_second_jump_starts_the_wait_over() -> None:
    machine = Machine()
    machine.set_by = timedelta(hours=1)
    machine.after(MINUTE)
    machine.set_by = timedelta(hours=2)
    machine.after(4 * MINUTE)
    assert machine.after(4 * MINUTE) == NOON + 9 * MINUTE
    assert machine.after(MINUTE) == NOON + 10 * MINUTE + timedelta(hours=2)


def test_a_time_servers_small_steps_pass() -> None:
    machine = Machine()
    machine.set_by = timedelta(seconds=20)
    assert machine.after(MINUTE) == NOON + MINUTE + timedelta(seconds=20)


@given(st.lists(st.tuples(st.integers(1, 200), st.integers(-10_000, 10_000)), max_size=20))
def test_shorter_than_five_minutes_no_jump_moves_us_more_than_a_step(jumps: list[tuple[int, int]]) -> None:
    """Each entry: seconds that pass with the time set wrong by so much, then as many with it right."""
    machine = Machine()
    for passed, wrong in jumps:
        machine.set_by = timedelta(seconds=wrong)
        assert abs(machine.after(timedelta(seconds=passed)) - NOON - machine.elapsed) <= timedelta(seconds=30)
        machine.set_by = timedelta(0)
        assert abs(machine.after(timedelta(seconds=passed)) - NOON - machine.elapsed) <= timedelta(seconds=30)


def test_the_monotonic_time_only_grows() -> None:
    assert monotonic() <= monotonic()
