"""Who holds which role in an incident, and who is in it at all.

Nobody is named by hand before the one who names them has answered whether they may be a witness or a suspect. Leaves
to `bot.domain.permissions` what a role may do.

Caveats: who leaves the channel keeps the seat, but has no rights and is asked nothing until they are back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from bot.actions import channels, conflicts, reminders
from bot.actions.contents import ConflictStated, SeatsEmpty
from bot.actions.work import Work
from bot.domain.events import people as events
from bot.domain.incidents import IncidentState
from bot.domain.permissions import Act, Actor, IncidentSubject, may, who_may
from bot.domain.roles import ADVISERS, LEADERS, ConflictAnswer
from bot.errors import Refused
from bot.messages import _
from bot.store.tables import Incident, Person, RoleHolder

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # so that Slack is asked for the profile


@dataclass(frozen=True)
class AssignRole:
    """`conflict` answers the question that comes first ; None: it was not asked yet."""

    role: str
    person: str
    alternate: bool = False
    conflict: ConflictAnswer | None = None


@dataclass(frozen=True)
class Profile:
    """What Slack says about a person. `left`: their account is closed."""

    person: str
    name: str
    zone: str
    language: str | None
    is_bot: bool = False
    left: bool = False


@dataclass(frozen=True)
class ConflictAsked:
    """Nothing was done: the question about a conflict of interest is to be answered first. `by` asked for it."""

    incident: Incident
    role: str
    person: str
    alternate: bool
    by: str = "assign"


@dataclass(frozen=True)
class StateConflict:
    person: str
    answer: ConflictAnswer


@dataclass(frozen=True)
class ConflictRecorded:
    person: str
    answer: ConflictAnswer


@dataclass(frozen=True)
class NotSeated:
    """A possible witness or suspect is not let in; the lead was told privately."""

    incident: Incident
    role: str
    person: str
    answer: str


@dataclass(frozen=True)
class RoleAssigned:
    incident: Incident
    role: str
    person: str
    alternate: bool
    before: str | None


def seat_everyone(work: Work, incident: Incident) -> None:
    """The roles as the organisation has arranged them; who opened it leads when nobody is arranged to."""
    empty = []
    for role, seat in work.library.organisation.roles.items():
        people = work.library.seated.get(role, ()) if seat.group else (seat.person, seat.alternate)
        for place, person in enumerate(one for one in people if one):
            _seat(work, incident, role, person, alternate=place > 0)
        if not people:
            empty.append(role)
    if not holder(work, incident, "lead"):
        _seat(work, incident, "lead", work.actor, alternate=False)
    if not roles_of(work, incident, work.actor):
        _seat(work, incident, "responder", work.actor, alternate=False)
    if empty:
        channels.tell(work, incident, in_charge(work, incident), SeatsEmpty(tuple(empty)))


def _seat(
    work: Work,
    incident: Incident,
    role: str,
    person: str,
    *,
    alternate: bool,
    left_at: datetime | None = None,
    conflict: ConflictAnswer | None = None,
) -> None:
    snapshot = work.snapshot(incident)
    if _seat_of(work, incident, role, person):
        return
    snapshot.add_seat(
        RoleHolder(
            incident_id=incident.id,
            role=role,
            person_id=person,
            alternate=alternate,
            named_at=work.now_in(incident),
            named_by=work.actor,
            left_at=left_at,
            conflict=conflict,
        )
    )
    if role == "responder":
        work.record(incident, events.PersonJoined(person, left_at))
    else:
        work.record(incident, events.RoleAssigned(person, role, alternate))
    if role == "lead" and not alternate:
        reminders.plan_shift(work, incident, person)


def roles_of(work: Work, incident: Incident, person: str) -> Sequence[str]:
    """What the person may act as now; nothing while they are out of the channel."""
    return [seat.role for seat in _present(work, incident) if seat.person_id == person]


def _present(work: Work, incident: Incident) -> Sequence[RoleHolder]:
    """The seats whose holders are in the channel."""
    return [seat for seat in work.snapshot(incident).seats if seat.left_at is None]


def _seat_of(work: Work, incident: Incident, role: str, person: str) -> RoleHolder | None:
    seats = work.snapshot(incident).seats
    return next((seat for seat in seats if (seat.role, seat.person_id) == (role, person)), None)


def actor(work: Work, incident: Incident, person: str = "") -> Actor:
    """Who acts (or `person`), as this incident knows them: with the roles of now, none while they are out of it."""
    rows = _rows_of(work, incident, person or work.actor)
    roles = frozenset(row.role for row in rows if row.left_at is None)
    conflicted = any(row.conflict for row in rows)
    return Actor(person or work.actor, roles, left=bool(rows) and not roles, conflicted=conflicted)


def subject_of(incident: Incident) -> IncidentSubject:
    return IncidentSubject(incident.ref, incident.state)


def require(work: Work, incident: Incident, act: Act) -> None:
    """Raises what stands against the actor's doing this in the incident."""
    may(actor(work, incident), act, subject_of(incident)).require()


def holder(work: Work, incident: Incident, role: str, *, alternate: bool = False) -> str | None:
    """The person in this role, or its alternate; None when the seat is empty or its holder out of the channel."""
    seats = _present(work, incident)
    return next((seat.person_id for seat in seats if (seat.role, seat.alternate) == (role, alternate)), None)


def in_charge(work: Work, incident: Incident, besides: str = "") -> str:
    """Who leads now: lead, deputy, the lead's alternate, DPO, counsel or executive; never `besides`. Else the actor."""
    wanted = (
        *((role, False) for role in LEADERS),
        ("lead", True),
        *((role, False) for role in (*ADVISERS, "executive")),
    )
    holders = (holder(work, incident, role, alternate=alternate) for role, alternate in wanted)
    return next((one for one in holders if one and one != besides), work.actor)


def everyone(work: Work, incident: Incident) -> Sequence[str]:
    return sorted({seat.person_id for seat in _present(work, incident)})


def assign_role(work: Work, incident: Incident, command: AssignRole) -> RoleAssigned | ConflictAsked | NotSeated:
    """Name a person to a role. The main holder before them becomes a responder; repeating it changes nothing."""
    role, person = command.role, command.person
    before = _seated(work, incident, command)
    if before == person and person in everyone(work, incident):
        return RoleAssigned(incident, role, person, command.alternate, before)
    _refuse_person(work, person)
    if command.conflict is None:
        return ConflictAsked(incident, role, person, command.alternate)
    conflicts.answer(work, incident, person, role, command.conflict)
    if command.conflict is not ConflictAnswer.NONE:
        _tell_leader(work, incident, ConflictStated(person, role, command.conflict))
        return NotSeated(incident, role, person, command.conflict)
    if before and before != person:
        _unseat(work, incident, role, before)
    if other := _seat_of(work, incident, role, person):
        work.snapshot(incident).remove_seat(other)
    _seat(work, incident, role, person, alternate=command.alternate)
    channels.invite(work, incident, person)
    channels.refresh_card(work, incident)
    return RoleAssigned(incident, role, person, command.alternate, before)


def _tell_leader(work: Work, incident: Incident, content: ConflictStated) -> None:
    """Privately, and never the person whom it is about."""
    leader = in_charge(work, incident, besides=content.whom)
    if leader != work.actor:
        channels.tell(work, incident, leader, content)


def state_conflict(work: Work, incident: Incident, command: StateConflict) -> ConflictRecorded:
    """Say of somebody else, in the incident or not, that they may be a witness or a suspect, or that they are not."""
    if command.person == work.actor:
        raise Refused(_("Someone else must answer this for you."), _("Ask the {who}.", who=who_may(Act.ASSIGN)))
    role = next(iter(roles_of(work, incident, command.person)), "responder")
    conflicts.answer(work, incident, command.person, role, command.answer)
    if command.answer is not ConflictAnswer.NONE:
        _tell_leader(work, incident, ConflictStated(command.person, role, command.answer))
    return ConflictRecorded(command.person, command.answer)


def _refuse_person(work: Work, person: str) -> None:
    """Raises Refused for who can hold no role: oneself, an app, a closed account, and whom Slack does not know."""
    if person == work.actor and work.library.organisation.wants_two_people:
        raise Refused(
            _("You can't assign a role to yourself: someone else must say that you have no conflict of interest."),
            _("Ask the {who}.", who=who_may(Act.ASSIGN)),
        )
    row, remedy = _person(work, person), _("Check the name, and mention a colleague with @.")
    if row is None:
        raise Refused(_("Slack doesn't know this person. No one was assigned."), remedy)
    if row.is_bot:
        raise Refused(_("{person} is an app. Only people can hold a role.", person=row.name), remedy)
    if row.left:
        raise Refused(_("{person}'s Slack account is closed. No one was assigned.", person=row.name), remedy)


def _seated(work: Work, incident: Incident, command: AssignRole) -> str | None:
    """Whose seat it is, whether they are in the channel or not. There are any number of responders."""
    place = (command.role, command.alternate)
    seats = work.snapshot(incident).seats
    holders = [seat.person_id for seat in seats if (seat.role, seat.alternate) == place]
    if command.role == "responder":
        return command.person if command.person in holders else None
    return holders[0] if holders else None


def _unseat(work: Work, incident: Incident, role: str, person: str) -> None:
    """The role is given up; the person stays in the incident as a responder."""
    snapshot = work.snapshot(incident)
    seat = next(one for one in snapshot.seats if (one.role, one.person_id) == (role, person))
    snapshot.remove_seat(seat)
    work.record(incident, events.RoleReleased(person, role, seat.left_at))
    _seat(work, incident, "responder", person, alternate=False, left_at=seat.left_at, conflict=seat.conflict)


def join_channel(work: Work, incident: Incident, person: str) -> None:
    """Somebody came into the incident's channel: they are part of it, with what they held when they left. An app is
    not."""
    if (known := _person(work, person)) and known.is_bot:
        return
    seats = _rows_of(work, incident, person)
    if not seats:
        conflict = conflicts.latest(work, incident, person)
        _seat(work, incident, "responder", person, alternate=False, conflict=conflict)
    elif has_left(work, incident, person):
        for row in seats:
            row.left_at = None
        work.record(incident, events.PersonReturned(person))
        if incident.state is IncidentState.OPEN:
            channels.refresh_card(work, incident)


def leave_channel(work: Work, incident: Incident, person: str) -> Sequence[str]:
    """Somebody left the channel; the roles (besides responder) whose seats rest until they return or are replaced."""
    seats = [row for row in _rows_of(work, incident, person) if row.left_at is None]
    for row in seats:
        row.left_at = work.now_in(incident)
    if seats:
        work.record(incident, events.PersonLeft(person))
    if seats and incident.state is IncidentState.OPEN:
        channels.refresh_card(work, incident)
    return [row.role for row in seats if row.role != "responder"]


def _rows_of(work: Work, incident: Incident, person: str) -> Sequence[RoleHolder]:
    return [seat for seat in work.snapshot(incident).seats if seat.person_id == person]


def has_left(work: Work, incident: Incident, person: str) -> bool:
    """Whether the person was part of the incident and is out of its channel now."""
    seats = _rows_of(work, incident, person)
    return bool(seats) and all(row.left_at for row in seats)


def name_of(work: Work, person: str) -> str:
    """The person's name for documents; their id when Slack has not told us yet."""
    row = _person(work, person)
    return row.name if row else person


def zone_of(work: Work, person: str, otherwise: str) -> str:
    row = _person(work, person)
    return row.zone if row else otherwise


def language_of(work: Work, person: str) -> str:
    """The language in which the person is spoken to."""
    row = _person(work, person)
    return (row.language if row else None) or work.library.organisation.chat_language


def _person(work: Work, person: str) -> Person | None:
    if person not in work.persons:
        work.persons[person] = work.session.get(Person, person)
    return work.persons[person]


def profiles(work: Work, persons: Iterable[str]) -> Mapping[str, Person]:
    """What Slack has told us about these people, by id."""
    return {row.id: row for row in work.session.scalars(select(Person).where(Person.id.in_(set(persons))))}


def keep_profile(work: Work, profile: Profile) -> None:
    """Keep what Slack says about a person; a language that they chose themselves stays."""
    row = _person(work, profile.person)
    if row is None:
        row = work.persons[profile.person] = Person(id=profile.person)
        work.session.add(row)
    row.name, row.zone, row.seen_at = profile.name, profile.zone, work.now
    row.is_bot, row.left = profile.is_bot, profile.left
    if not row.language_chosen:
        row.language = profile.language


def choose_language(work: Work, person: str, language: str) -> None:
    """What the person wants; what Slack says about it no longer counts."""
    row = _person(work, person)
    if row is None:  # Slack did not tell of them
        row = work.persons[person] = Person(id=person, name=person, zone="UTC", seen_at=NEVER)
        work.session.add(row)
    row.language, row.language_chosen = language, True


def close_account(work: Work, person: str) -> None:
    """Slack says that the person's account was closed."""
    if row := _person(work, person):
        row.left = True
