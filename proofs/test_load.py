"""Ten thousand reminders due in one minute, beside a hundred thousand that are not due yet."""

import time
from datetime import timedelta

import pytest

from proofs.conftest import Row
from proofs.ground import Ground, spread
from proofs.worker import machine

pytestmark = pytest.mark.proof
DUE, LATER, AT_ONCE = 10_000, 100_000, 5_000


def test_ten_thousand_due_in_one_minute_beside_a_hundred_thousand_pending(ground: Ground, kind: str, row: Row) -> None:
    next_year = machine() + timedelta(days=200)
    for _ in range(LATER // AT_ONCE):
        ground.plan([next_year] * AT_ONCE)
    due = spread(DUE, 60, begins_in=10)
    for at in range(0, DUE, AT_ONCE):
        ground.plan(due[at : at + AT_ONCE])
    for name in ["embedded"] if kind == "sqlite" else ["", ""]:
        ground.nursery.start(name)
    began = time.monotonic()
    time.sleep(65)
    ground.settle(900)
    took = time.monotonic() - began
    row(f"{DUE} due in 60 s beside {LATER} pending, {kind}", ground.tally(), f"all sent after {took:.0f} s")
