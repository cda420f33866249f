"""What a person asked for, before it is understood: their words or their form, and who and where they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.actions import people
from bot.domain.permissions import Act, Actor, may
from bot.store.tables import Incident


@dataclass(frozen=True)
class Request:
    """`text` are the words after the verb, `values` a submitted form by field name, `about` what a button carries.

    `people` are those whom the words mention, in order. `zone` is the person's own; `request_key` is unique for one
    form or press; `number` is chance.
    """

    person: str
    zone: str
    now: datetime
    channel: str | None = None
    text: str = ""
    people: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    request_key: str = ""
    number: int = 0
    trigger: str = ""
    thread: str | None = None
    message: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Reader:
    """For whom a view is drawn."""

    person: str
    zone: str
    now: datetime
    roles: frozenset[str] = frozenset()

    def may(self, act: Act, incident: Incident) -> bool:
        """Whether a button that does this is shown."""
        return may(Actor(self.person, self.roles), act, people.subject_of(incident)).allowed


@dataclass(frozen=True)
class Form:
    """The answer to a request is a form to fill in; `about` names what it is about."""

    name: str
    about: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
