"""The vocabulary of the audit log: every event has its name, its sentence, and is written somewhere."""

import dataclasses
import inspect
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from string import Formatter

import pytest
from pydantic import ValidationError

from bot.domain.events import EVENTS, read_event
from bot.domain.events.clocks import ClockHeld, DutyMoved
from bot.domain.events.event import Event
from bot.domain.events.people import RoleAssigned
from bot.domain.events.steps import StepDone

ROOT = Path(__file__).parents[2]
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HELD = ClockHeld("eu-gdpr-33-1-authority", "Tell the authority", "FBI", NINE, NINE + timedelta(days=2), True)


@pytest.mark.parametrize("event", EVENTS.values(), ids=list(EVENTS))
def test_a_sentence_names_only_fields_of_its_event(event: type[Event]) -> None:
    named = {name for _, name, _, _ in Formatter().parse(event.says) if name}
    assert named <= set(inspect.signature(event).parameters)


@pytest.mark.parametrize("event", EVENTS.values(), ids=list(EVENTS))
def test_an_event_is_frozen_and_has_a_name_of_two_words(event: type[Event]) -> None:
    assert event.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", event.name)
    assert "name" in vars(event), "its own, not inherited"


def test_every_event_is_written_by_an_action_or_a_timer() -> None:
    files = [*(ROOT / "bot/actions").glob("*.py"), *(ROOT / "bot/timers").glob("*.py"), ROOT / "bot/app.py"]
    source = "\n".join(file.read_text(encoding="utf-8") for file in files)
    assert [name for name, event in EVENTS.items() if not re.search(rf"\b{event.__name__}\b", source)] == []


def test_an_event_is_read_back_as_it_was_written() -> None:
    assert read_event("clock.held", HELD.plain()) == HELD


def test_instants_come_back_in_utc() -> None:
    vienna = timezone(timedelta(hours=1))
    there = dataclasses.replace(HELD, until_at=(NINE + timedelta(days=2)).astimezone(vienna))
    read = read_event("clock.held", there.plain())
    assert isinstance(read, ClockHeld)
    assert read.until_at.tzinfo is UTC
    assert read == HELD


@pytest.mark.parametrize(
    "wrong", [{"until_at": NINE.replace(tzinfo=None)}, {"authority": None}, {"written": "perhaps"}]
)
def test_a_value_of_another_type_cannot_be_written(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        dataclasses.replace(HELD, **wrong).plain()  # type: ignore[arg-type]


def test_a_sentence_names_people_and_roles_and_says_what_was_not_stated() -> None:
    named = RoleAssigned("U1", "lead", alternate=False)
    assert named.sentence(lambda person: {"U1": "Anna"}[person]) == "named Anna as incident lead"
    second = RoleAssigned("U1", "lead", alternate=True)
    assert second.sentence() == "named U1 as incident lead (alternate)"
    moved = DutyMoved("d", "Tell them", (), None, "owed", None, NINE, None, None, None, NINE)
    assert moved.sentence() == "Tell them: the target moved from not stated to 2 Mar 2026 09:00 UTC"


def test_braces_in_what_people_wrote_are_only_characters() -> None:
    assert StepDone("C01", "Open {it}", "{note}", None).sentence() == "finished Open {it}"
