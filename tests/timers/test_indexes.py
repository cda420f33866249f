"""What the timers ask all the time reads a partial index, however much there is that has been said or is to come."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, text

from bot.domain.reminders import ReminderKind, SubjectKind
from bot.store.engine import migrate, open_engine, reading, writing
from bot.store.tables import Outbox, Reminder
from bot.timers.undelivered import undelivered
from tests.timers.conftest import NOON, Ground, make_ground

INCIDENTS, EACH = 40, 250
ADDED = ("reminder", "outbox")  # tables that grow
BY_A_FEW = "_waiting|_leased|_refused|_said|ix_outbox_needs|pk_|sqlite_autoindex"  # partial indexes, or single rows


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def busy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Ten thousand reminders to come and as many effects long done, of real incidents and of moved drills; no reminder
    is due, and one effect waits, one is leased, one was refused."""
    if request.param == "postgres":
        address = request.getfixturevalue("postgres").database()
    else:
        address = f"sqlite:///{tmp_path_factory.mktemp('busy')}/busy.db"
    engine = open_engine(address)
    migrate(engine)
    ground = make_ground(engine, address)
    for number in range(1, INCIDENTS + 1):
        ground.open_incident(number, drill=number % 8 == 0, shift_for=3600 * number if number % 16 == 0 else 0)
    with writing(engine) as session:
        session.execute(insert(Reminder), [_reminder(n) for n in range(INCIDENTS * EACH)])
        session.execute(insert(Outbox), [_effect(n, "sent") for n in range(INCIDENTS * EACH)])
        session.execute(
            insert(Outbox), [_effect(-1 - n, state) for n, state in enumerate(("pending", "queued", "failed"))]
        )
    if engine.dialect.name != "sqlite":  # which gathers no statistics by itself
        with writing(engine) as session:
            session.execute(text("ANALYZE"))
    yield ground
    engine.dispose()


def _reminder(number: int) -> dict[str, Any]:
    return {
        "id": f"r{number}", "incident_id": number % INCIDENTS + 1, "subject_kind": SubjectKind.CLOCK,
        "subject_id": str(number), "title": "A test", "kind": ReminderKind.SNOOZED, "rule": "", "number": 0,
        "due_at": NOON + timedelta(days=400, minutes=number), "audience": [], "status": "pending", "planned_at": NOON,
    }  # fmt: skip


def _effect(number: int, status: str) -> dict[str, Any]:
    return {
        "key": f"e{number}", "incident_id": number % INCIDENTS + 1, "kind": "post", "details": {},
        "lane": f"lane {number % INCIDENTS}", "due_at": NOON - timedelta(hours=1), "created_at": NOON, "status": status,
        "lease_until": NOON + timedelta(minutes=1) if status == "queued" else None,
    }  # fmt: skip


def asked(engine: Engine, act: Any) -> list[tuple[str, Any]]:
    """The statements of `act` about the tables that grow, with what was bound to them."""
    found: list[tuple[str, Any]] = []

    def on_statement(_connection: Any, _cursor: Any, statement: str, bound: Any, *_: Any) -> None:
        if not statement.startswith("EXPLAIN") and any(f" {table}" in statement for table in ADDED):
            found.append((statement, bound))

    event.listen(engine, "before_cursor_execute", on_statement)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", on_statement)
    return found


def plan(engine: Engine, statement: str, bound: Any) -> Sequence[str]:
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"{explain} {statement}", bound).all()
        connection.rollback()
    return [str(row[-1]) for row in rows]


def whole_tables(plan: Sequence[str]) -> list[str]:
    """The lines that read a whole table that grows, or one of its indexes that holds every row."""
    reads = [line for line in plan if re.match(r"SCAN|SEARCH|.*(Seq|Index|Index Only) Scan", line)]
    reads = [line for line in reads if re.search(rf"\b({'|'.join(ADDED)})(_\d)?\b", line)]
    return [line for line in reads if not re.search(BY_A_FEW, line)]


ROUNDS = {
    "sweep": lambda timers: timers.tick(NOON),
    "audit": lambda timers: timers._auditor.audit(NOON),
    "claim": lambda timers: timers._deliveries.claims.claim(NOON),
}


def read_whole(engine: Engine, act: Any) -> dict[str, list[str]]:
    statements = asked(engine, act)
    assert statements
    found = {statement: whole_tables(plan(engine, statement, bound)) for statement, bound in statements}
    return {statement: lines for statement, lines in found.items() if lines}


@pytest.mark.parametrize("round_", ROUNDS)
def test_no_round_of_the_timers_reads_a_whole_table(busy: Ground, round_: str) -> None:
    assert read_whole(busy.engine, lambda: ROUNDS[round_](busy.timers)) == {}


def test_the_list_of_what_was_not_delivered_reads_no_whole_table(busy: Ground) -> None:
    def act() -> None:
        with reading(busy.engine) as session:
            undelivered(session, NOON)

    assert read_whole(busy.engine, act) == {}
