"""A runbook is kept once for all incidents that follow it, and read once by a process."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from bot.runbook.model import Phase, Runbook, Step
from bot.store import tables
from bot.store.engine import migrate, open_engine, reading, writing
from bot.store.recent import Recent
from bot.store.runbook_versions import keep_runbook, kept_content
from bot.store.tables import Incident, RunbookVersion
from tests.slack.desk import LEAD, Desk

STEP = Step(id="C01", title="Open the record", do="Write it down.", owner="lead", phase=Phase.CONTAIN, origin="core")
BOOK = Runbook(kind="other", title="A test", version=1, about="It is short.", steps=(STEP,))


def test_the_same_runbook_is_kept_once(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    migrate(engine)
    for book in (BOOK, BOOK.model_copy(), BOOK.model_copy(update={"version": 2})):
        with writing(engine) as session:
            assert keep_runbook(session, book) == book.hash
    with reading(engine) as session:
        kept = {row.hash: row.runbook for row in session.scalars(select(RunbookVersion))}
        assert kept == {BOOK.hash: BOOK, (second := BOOK.model_copy(update={"version": 2})).hash: second}
        assert kept_content(session, BOOK.hash) == BOOK.hash
        assert kept_content(session, "e" * 64) is None
    engine.dispose()


def test_many_incidents_read_their_common_runbook_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for title in ("laptop lost in Lyon", "laptop lost in Rome", "laptop lost in Graz"):
        desk.say(LEAD, f"/breach open {title}")
    monkeypatch.setattr(tables, "RUNBOOKS", Recent[str, Runbook](most=2))
    statements: list[str] = []

    def on_statement(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(desk.engine, "before_cursor_execute", on_statement)
    for _ in range(2):
        with reading(desk.engine) as session:
            books = [one.runbook for one in session.scalars(select(Incident))]
    assert len(books) == 3
    assert all(book is books[0] for book in books)
    assert sum("runbook_version.runbook" in one for one in statements) == 1
    with reading(desk.engine) as session:
        assert session.scalar(select(func.count()).select_from(RunbookVersion)) == 1


def test_what_people_add_to_one_incident_is_no_part_of_the_runbook_that_others_follow(desk: Desk) -> None:
    first, second = desk.open("laptop lost in Lyon"), desk.open("laptop lost in Rome")
    assert first.runbook_hash == second.runbook_hash
    desk.say(LEAD, f"/breach task Call the hosting vendor <@{LEAD}>", channel=first.channel_id or "")
    with desk.opens(LEAD, True) as work:
        plans = [work.snapshot(work.session.get_one(Incident, one.id)).plan for one in (first, second)]
        kept = work.session.get_one(RunbookVersion, first.runbook_hash).runbook
    assert [plan.step("T1") is not None for plan in plans] == [True, False]
    assert kept.step("T1") is None


def test_a_version_that_was_not_read_lately_is_read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open("laptop lost in Lyon")
    monkeypatch.setattr(tables, "RUNBOOKS", recent := Recent[str, Runbook](most=1))
    with reading(desk.engine) as session:
        incident = session.get_one(Incident, 1)
        first = incident.runbook
        recent.keep("another", BOOK)
        assert incident.runbook == first
        assert incident.runbook.hash == incident.runbook_hash
