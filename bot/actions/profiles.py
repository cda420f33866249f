"""Who a person is, as Slack tells it: name, zone, language, and whether they are an app or gone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from bot.actions.work import Work
from bot.domain.visitors import VisitorKind
from bot.store.queries import PERSONS
from bot.store.tables import Person
from bot.typed.names import Named

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # so that Slack is asked for the profile


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says about a person. `left`: their account is closed; `handles`: what else they are called there;
    `outside`: a guest, or of another organization."""

    person: str
    name: str
    zone: str
    language: str | None
    is_bot: bool = False
    left: bool = False
    handles: tuple[str, ...] = ()
    outside: VisitorKind | None = None


def name_of(work: Work, person: str) -> str:
    """The person's name for documents; as the organization has it when Slack has not told us yet, or else their id."""
    row, ours = person_row(work, person), work.library.organisation.people.get(person)
    return row.name if row else (ours and ours.name) or person


def zone_of(work: Work, person: str, otherwise: str) -> str:
    row = person_row(work, person)
    return row.zone if row else otherwise


def language_of(work: Work, person: str) -> str:
    """The language in which the person is spoken to."""
    row = person_row(work, person)
    return (row.language if row else None) or work.library.organisation.chat_language


def person_row(work: Work, person: str) -> Person | None:
    if person not in work.persons:
        work.persons[person] = work.session.get(Person, person)
    return work.persons[person]


def profiles(work: Work, persons: Iterable[str]) -> Mapping[str, Person]:
    """What Slack has told us about these people, by id."""
    asked = {*persons}
    found = {row.id: row for row in work.session.scalars(PERSONS, {"persons": [*asked]})}
    work.persons.update(dict.fromkeys(asked - work.persons.keys()) | found)
    return found


def everyone_known(work: Work) -> Sequence[Named]:
    """All whom a typed name may mean: who has used breachbot, been named to it, or been in an incident's channel, as
    Slack calls them; and the organization's people whom no one has met yet."""
    rows = work.session.scalars(select(Person).order_by(Person.name, Person.id)).all()
    met = {row.id for row in rows}
    ours = work.library.organisation.people.items()
    return [
        *(Named(row.id, row.name, row.handles, gone=row.is_bot or row.left) for row in rows),
        *(Named(person, one.name) for person, one in ours if one.name and person not in met),
    ]


def keep_profile(work: Work, profile: Profile) -> None:
    """Keep what Slack says about a person; a language that they chose themselves stays."""
    row = person_row(work, profile.person)
    if row is None:
        row = work.persons[profile.person] = Person(id=profile.person)
        work.session.add(row)
    row.name, row.zone, row.seen_at = profile.name, profile.zone, work.now
    row.is_bot, row.left, row.handles = profile.is_bot, profile.left, profile.handles
    row.outside = profile.outside
    if not row.language_chosen:
        row.language = profile.language


def changed(work: Work, told: Iterable[Profile]) -> Sequence[Profile]:
    """What Slack says otherwise than it is kept, about people of whom something is kept."""
    by_id = {one.person: one for one in told}
    rows = work.session.scalars(select(Person))
    return [by_id[row.id] for row in rows if row.id in by_id and _differs(row, by_id[row.id])]


def _differs(row: Person, profile: Profile) -> bool:
    kept = (row.name, row.zone, row.is_bot, row.left, row.outside, tuple(row.handles))
    if kept != (profile.name, profile.zone, profile.is_bot, profile.left, profile.outside, profile.handles):
        return True
    return not row.language_chosen and row.language != profile.language


def choose_language(work: Work, person: str, language: str) -> None:
    """What the person wants; what Slack says about it no longer counts."""
    row = person_row(work, person)
    if row is None:  # Slack did not tell of them
        row = work.persons[person] = Person(id=person, name=person, zone="UTC", seen_at=NEVER)
        work.session.add(row)
    row.language, row.language_chosen = language, True


def close_account(work: Work, person: str) -> None:
    """Slack says that the person's account was closed."""
    if row := person_row(work, person):
        row.left = True
