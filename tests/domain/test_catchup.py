"""Out of the audit log: the latest news about each thing, and nothing that is told to one person alone."""

from dataclasses import fields
from typing import Any, cast

from bot.domain.catchup import KINDS, Topic, news_of
from bot.domain.events import EVENTS
from bot.domain.events.event import Event
from bot.domain.events.people import ConflictAnswered, PersonJoined, PersonLeft, RoleAssigned
from bot.domain.events.steps import StepDone, StepStuck


def topics(*events: Event) -> list[tuple[Topic, str]]:
    return [(one.topic, one.subject) for one in news_of(("UANY", event) for event in events)]


def test_the_latest_news_about_one_thing_counts() -> None:
    assert topics(StepStuck("C01", "Open", "no keys"), StepDone("C01", "Open", "", None)) == [(Topic.DONE, "C01")]
    assert topics(PersonJoined("U1", None), PersonLeft("U1")) == [(Topic.LEFT, "U1")]


def test_several_roles_and_people_are_each_news() -> None:
    found = topics(PersonJoined("U1", None), RoleAssigned("U1", "dpo", False), RoleAssigned("U1", "hr", False))
    assert found == [(Topic.JOINED, "U1"), (Topic.ROLE, "dpo"), (Topic.ROLE, "hr")]


def test_a_conflict_of_interest_is_no_news() -> None:
    assert topics(ConflictAnswered("U1", "dpo", "suspect")) == []


def test_every_news_is_of_an_event_that_has_what_it_is_about() -> None:
    assert set(KINDS) <= set(EVENTS.values())
    for event, (_topic, name) in KINDS.items():
        assert not name or name in {field.name for field in fields(cast(Any, event))}
