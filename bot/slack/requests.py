"""What a person asked for, before it is understood: their words or their form, and who they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.actions import people
from bot.actions.work import Work
from bot.domain.permissions import Act, Actor, Subject, may
from bot.errors import UsageError
from bot.slack.callbacks import Target
from bot.store.tables import Incident
from bot.typed.times import read_seconds
from bot.typed.words import readable

Entered = str | datetime | Sequence[str] | None
"""What one field of a form holds: text or a choice's value, an instant aware in UTC, several choices, or nothing."""


@dataclass(frozen=True)
class Request:
    """`text` are the words after the subcommand, `people` those whom they mention, in order.

    `typed_in` is the channel in which the person is for sure, because they typed in it just now.

    `target` is what a button or a form is about; None for a typed command, whose incident is that of its `channel`.
    `answer_url` is Slack's address for a private answer where they asked, good for half an hour; empty in App Home.
    `command` is all that was typed after /breach, as Slack sent it; empty for a button or a form. `values` is a
    submitted form by field name. `zone` is the person's own. `request_key` is unique for one form;
    `number` is chance.
    """

    person: str
    zone: str
    now: datetime
    text: str = ""
    command: str = ""
    people: tuple[str, ...] = ()
    channel: str | None = None
    typed_in: str | None = None
    answer_url: str = ""
    target: Target | None = None
    values: Mapping[str, Entered] = field(default_factory=dict)
    request_key: str = ""
    number: int = 0

    @property
    def subject(self) -> str:
        """What the button or form is about; empty for a typed command."""
        return self.target.subject if self.target else ""

    @property
    def version(self) -> str | None:
        """Which version of it the person saw; None for a typed command."""
        return self.target.version if self.target else None

    @property
    def typed(self) -> str:
        """What was typed after the subcommand, as Slack sent it; empty for a button or a form."""
        return self.command.strip().partition(" ")[2].strip()

    @property
    def words(self) -> str:
        """What a button names, or else the words that were typed."""
        return self.subject or self.text.strip()

    def entered(self, name: str) -> str:
        """A field's text or the value of its choice; empty when nothing was entered."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def moment(self, name: str) -> datetime | None:
        value = self.values.get(name)
        return value if isinstance(value, datetime) else None


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
    """The answer to a request is a form to fill in; `subject` says what about, `given` is what is known already."""

    name: str
    subject: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RequestContext:
    """What may be looked at while a request is parsed or a form is drawn. `heard` are sentences about how typed times
    were read; they stand under the answer."""

    work: Work
    request: Request
    reader: Reader
    heard: list[str] = field(default_factory=list, kw_only=True)


@dataclass(frozen=True)
class IncidentContext(RequestContext):
    """The same, for what is about an incident."""

    incident: Incident
    actor: Actor

    def require(self, act: Act, subject: Subject) -> None:
        """Raises if the person may not do this."""
        may(self.actor, act, subject).require()


def entered_in(state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Entered]:
    """The form's answers by field name; instants aware in UTC, choices as their values. Raises UsageError for a moment
    too far away to be meant."""
    return {name: _value(name, next(iter(given.values()))) for name, given in state.items() if given}


def people_in(state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Sequence[str]:
    """Whom the form names."""
    answers = [next(iter(given.values())) for given in state.values() if given]
    return [one["selected_user"] for one in answers if one.get("selected_user")]


def _value(name: str, given: Mapping[str, Any]) -> Entered:
    value: Entered
    match given["type"]:
        case "datetimepicker":
            at = given.get("selected_date_time")
            value = _moment(name, at) if at else None
        case "static_select":
            value = (given.get("selected_option") or {}).get("value")
        case "users_select":
            value = given.get("selected_user")
        case "multi_static_select":
            value = [one["value"] for one in given.get("selected_options") or []]
        case _:
            text = given.get("value")
            value = readable(text) if text else text
    return value


def _moment(name: str, seconds: int) -> datetime:
    try:
        return read_seconds(seconds)
    except UsageError as error:
        raise UsageError(error.say, error.remedy, field=name) from None
