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
from bot.domain.events.clocks import ClockHeld, DutyAssessed, DutyMoved
from bot.domain.events.event import Event
from bot.domain.events.notices import EscalationSent
from bot.domain.events.people import RoleAssigned
from bot.domain.events.steps import StepAskedAgain, StepDone
from bot.domain.reminders import ReminderSubject, SubjectKind

ROOT = Path(__file__).parents[2]
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HELD = ClockHeld("eu-gdpr-33-1-authority", "Tell the authority", "FBI", NINE, NINE + timedelta(days=2), True)


@pytest.mark.parametrize("event", EVENTS.values(), ids=list(EVENTS))
def test_a_sentence_names_only_fields_of_its_event(event: type[Event]) -> None:
    named = {name for _, name, _, _ in Formatter().parse(event.says) if name}
    assert named <= set(inspect.signature(event).parameters)


@pytest.mark.parametrize("event", EVENTS.values(), ids=list(EVENTS))
def test_a_sentence_names_nothing_by_its_id(event: type[Event]) -> None:
    """The number of a task is what people call it."""
    named = {name for _, name, _, _ in Formatter().parse(event.says) if name}
    assert [name for name in named if name.endswith("_id") and name != "step_id"] == []


def test_a_role_is_said_in_words_and_a_person_by_name() -> None:
    subject = ReminderSubject(kind=SubjectKind.STEP, id="C01")
    said = EscalationSent(subject, ("data_owner", "owner", "U1"), "Open the record").sentence(
        {"U1": "Ada", "owner": "owner"}.__getitem__
    )
    assert said == "told owner of the data, owner, Ada in the channel that Open the record is late"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("notify", "asked N06 again: the answer “notify” no longer agrees with the record: the notices to people"),
        ("", "asked N06 again: it no longer agrees with the record: the notices to people"),
    ],
)
def test_a_step_that_is_asked_again_says_its_answer_only_where_it_had_one(answer: str, says: str) -> None:
    assert StepAskedAgain("N06", "N06", answer, ("the notices to people",)).sentence() == says


def test_a_state_is_said_without_the_underscore_of_its_name() -> None:
    at = dict.fromkeys(("old_target_at", "starts_at", "target_at", "limit_at", "held_until", "house_at"))
    said = DutyAssessed("d", "Tell people", (), answer="not_owed", changed_at=NINE, **at).sentence()
    assert said == "Tell people was assessed again: not owed"


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
