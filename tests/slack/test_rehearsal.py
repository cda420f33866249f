"""A start rehearses what people will ask for first, and leaves nothing behind."""

from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.actions.work import Work
from bot.slack import rehearsal
from bot.slack.rehearsal import LOOKS, rehearse
from bot.store.base import Base
from bot.store.engine import reading
from tests.slack.desk import Desk


def rows(desk: Desk) -> dict[str, int]:
    with reading(desk.engine) as session:
        counts = {
            one.name: session.scalar(select(func.count()).select_from(one)) for one in Base.metadata.sorted_tables
        }
    return {name: count for name, count in counts.items() if count}


@pytest.mark.parametrize("stage", ["desk", "inside"], ids=["empty", "with an incident"])
def test_a_rehearsal_leaves_nothing_behind(stage: str, request: pytest.FixtureRequest) -> None:
    desk: Desk = request.getfixturevalue(stage)
    before = rows(desk)
    with capture_logs() as logged:
        rehearse(desk.opens)
    assert rows(desk) == before
    assert logged == [], "every line was understood"
    assert not desk.far.told


def test_it_says_every_line_in_the_incident_that_it_opened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    said = list[tuple[str, ...]]()
    monkeypatch.setattr(rehearsal, "_say", lambda work, target, *line: said.append(line))
    rehearse(desk.opens)
    assert said == [("facts", "people", "FR", "1"), *((word,) for word in LOOKS)]


@pytest.mark.parametrize("zone", ["America/Chicago", "America/Toronto", "Australia/Sydney", "Europe/London"])
def test_every_line_is_understood_wherever_the_organization_is(desk: Desk, zone: str) -> None:
    facts = {name: value for name, value in desk.library.organisation.facts.items() if name != "established_in"}
    organisation = desk.library.organisation.model_copy(update={"zone": zone, "facts": facts})
    desk.library = replace(desk.library, organisation=organisation)
    with capture_logs() as logged:
        rehearse(desk.opens)
    assert logged == []


def test_a_database_that_takes_nothing_does_not_end_a_start() -> None:
    def full(actor: str, only_reading: bool) -> AbstractContextManager[Work]:
        raise OperationalError("BEGIN", {}, Exception("database or disk is full"))

    with capture_logs() as logged:
        rehearse(full)
    assert logged == [{"event": "rehearsal.failed", "kind": "OperationalError", "log_level": "warning"}]
