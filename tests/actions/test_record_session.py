"""What is appended to the record is part of its transaction like everything else."""

from typing import Any

import pytest
from sqlalchemy import Engine, select

from bot.actions.work import Work
from bot.domain.events.incidents import NoteAdded
from bot.store.engine import reading
from bot.store.record_session import ENTRIES, RecordSession
from bot.store.tables import Incident, TimelineEntry
from tests.slack.desk import LEAD, Desk


def noted(work: Work, text: str) -> None:
    work.record(work.session.scalars(select(Incident)).one(), NoteAdded(text, source=""))


def notes(engine: Engine) -> list[str]:
    """As another transaction reads them."""
    with reading(engine) as session:
        found = session.scalars(select(TimelineEntry).where(TimelineEntry.event == NoteAdded.name))
        return [row.details["text"] for row in found.all()]


def test_an_entry_is_read_in_its_own_transaction_and_by_others_after_the_commit(inside: Desk) -> None:
    with inside.opens(LEAD, False) as work:
        noted(work, "one")
        noted(work, "two")
        last = work.session.scalars(select(TimelineEntry).order_by(TimelineEntry.seq.desc()).limit(2)).all()
        assert [row.details["text"] for row in last] == ["two", "one"]
        assert last[0].previous == last[1].hash
        assert work.session.get_one(TimelineEntry, (last[0].incident_id, last[0].seq)) is last[0]
        noted(work, "three")
        assert notes(inside.engine) == []
    assert notes(inside.engine) == ["one", "two", "three"]


def test_nothing_of_a_transaction_that_failed_is_written(inside: Desk) -> None:
    def fail() -> None:
        with inside.opens(LEAD, False) as work:
            noted(work, "one")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert notes(inside.engine) == []


def columns(engine: Engine) -> dict[str, Any]:
    """Those of the first entry."""
    with reading(engine) as session:
        first = session.scalars(select(TimelineEntry).order_by(TimelineEntry.seq).limit(1)).one()
        return {one.key: getattr(first, one.key) for one in TimelineEntry.__table__.columns}


def test_a_commit_alone_writes_it_and_a_rollback_drops_it(inside: Desk) -> None:
    """Whoever opened the transaction need not think of it."""
    known = columns(inside.engine)
    with RecordSession(inside.engine) as session:
        session.append(ENTRIES, [{**known, "seq": 10_000}])
        session.rollback()
        session.append(ENTRIES, [{**known, "seq": 10_001}])
        session.commit()
    with reading(inside.engine) as session:
        assert session.scalars(select(TimelineEntry.seq).where(TimelineEntry.seq >= 10_000)).all() == [10_001]
