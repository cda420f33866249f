"""Who holds which role in an incident, and who is in it at all.

Nobody is named by hand before the one who names them has answered whether they may be a witness or a suspect. What
surprises: who leaves the channel keeps the seat, but has no rights and is asked nothing until they are back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from bot.actions import channels, reminders
from bot.actions.work import Work
from bot.domain.events import people as events
from bot.domain.incidents import OPEN
from bot.domain.permissions import Act, Actor, IncidentSubject, Subject, may
from bot.domain.roles import ADVISERS, CLEAR, LEADERS
from bot.store.tables import Incident, Person, RoleHolder


@dataclass(frozen=True)
class AssignRole:
    """`conflict` answers the question that comes first (domain.roles.CONFLICTS); empty: it was not asked yet."""

    role: str
    person: str
    alternate: bool = False
    conflict: str = ""


@dataclass(frozen=True)
class ConflictAsked:
    """Nothing was done: the question about a conflict of interest is to be answered first. `by` asked for it."""

    incident: Incident
    role: str
    person: str
    alternate: bool
    by: str = "assign"


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
        channels.tell(work, incident, in_charge(work, incident), "seats_empty", roles=empty)


def _seat(
    work: Work, incident: Incident, role: str, person: str, *, alternate: bool, left_at: datetime | None = None
) -> None:
    if work.session.get(RoleHolder, (incident.id, role, person)):
        return
    work.session.add(
        RoleHolder(
            incident_id=incident.id,
            role=role,
            person_id=person,
            alternate=alternate,
            named_at=work.now_in(incident),
            named_by=work.actor,
            left_at=left_at,
        )
    )
    work.session.flush()
    if role == "responder":
        work.record(incident, events.PersonJoined(person, left_at))
    else:
        work.record(incident, events.RoleAssigned(person, role, alternate))
    if role == "lead" and not alternate:
        reminders.plan_shift(work, incident, person)


def roles_of(work: Work, incident: Incident, person: str) -> Sequence[str]:
    """What the person may act as now; nothing while they are out of the channel."""
    return work.session.scalars(select(RoleHolder.role).where(*_here(incident), RoleHolder.person_id == person)).all()


def actor(work: Work, incident: Incident, person: str = "") -> Actor:
    """Who acts (or `person`), as this incident knows them: with the roles of now, none while they are out of it."""
    rows = _rows_of(work, incident, person or work.actor)
    roles = frozenset(row.role for row in rows if row.left_at is None)
    return Actor(person or work.actor, roles, left=bool(rows) and not roles)


def subject_of(incident: Incident) -> IncidentSubject:
    return IncidentSubject(incident.ref, incident.state)


def require(work: Work, incident: Incident, act: Act, subject: Subject | None = None) -> None:
    """Raises what stands against the actor's doing this, to the incident or to what in it is named."""
    may(actor(work, incident), act, subject or subject_of(incident)).require()


def _here(incident: Incident) -> tuple[ColumnElement[bool], ...]:
    return RoleHolder.incident_id == incident.id, RoleHolder.left_at.is_(None)


def holder(work: Work, incident: Incident, role: str, *, alternate: bool = False) -> str | None:
    """The person in this role, or its alternate; None when the seat is empty or its holder out of the channel."""
    rows = select(RoleHolder.person_id).where(
        *_here(incident), RoleHolder.role == role, RoleHolder.alternate == alternate
    )
    return work.session.scalars(rows.order_by(RoleHolder.named_at, RoleHolder.person_id)).first()


def in_charge(work: Work, incident: Incident, besides: str = "") -> str:
    """Who leads now: lead, deputy, the lead's alternate, DPO, counsel or executive; never `besides`. Else the actor."""
    wanted = (
        *((role, False) for role in LEADERS),
        ("lead", True),
        *((role, False) for role in (*ADVISERS, "executive")),
    )
    held = (holder(work, incident, role, alternate=alternate) for role, alternate in wanted)
    return next((one for one in held if one and one != besides), work.actor)


def everyone(work: Work, incident: Incident) -> Sequence[str]:
    rows = select(RoleHolder.person_id).where(*_here(incident)).distinct()
    return work.session.scalars(rows.order_by(RoleHolder.person_id)).all()


def seats(work: Work, incident: Incident) -> Sequence[RoleHolder]:
    rows = select(RoleHolder).where(RoleHolder.incident_id == incident.id)
    return work.session.scalars(rows.order_by(RoleHolder.role, RoleHolder.alternate, RoleHolder.named_at)).all()


def assign_role(work: Work, incident: Incident, command: AssignRole) -> RoleAssigned | ConflictAsked | NotSeated:
    """Name a person to a role. The main holder before them becomes a responder; repeating it changes nothing."""
    role, person = command.role, command.person
    before = _seated(work, incident, command)
    if before == person and person in everyone(work, incident):
        return RoleAssigned(incident, role, person, command.alternate, before)
    if not command.conflict:
        return ConflictAsked(incident, role, person, command.alternate)
    work.record(incident, events.ConflictAnswered(person, role, command.conflict))
    if command.conflict != CLEAR:
        told = in_charge(work, incident, besides=person)
        if told != work.actor:
            channels.tell(work, incident, told, "conflict", whom=person, role=role, answer=command.conflict)
        return NotSeated(incident, role, person, command.conflict)
    if before and before != person:
        _unseat(work, incident, role, before)
    if other := work.session.get(RoleHolder, (incident.id, role, person)):
        work.session.delete(other)
        work.session.flush()
    _seat(work, incident, role, person, alternate=command.alternate)
    channels.invite(work, incident, person)
    channels.refresh_card(work, incident)
    return RoleAssigned(incident, role, person, command.alternate, before)


def _seated(work: Work, incident: Incident, command: AssignRole) -> str | None:
    """Whose seat it is, whether they are in the channel or not. There are any number of responders."""
    rows = select(RoleHolder.person_id).where(
        RoleHolder.incident_id == incident.id,
        RoleHolder.role == command.role,
        RoleHolder.alternate == command.alternate,
    )
    held = work.session.scalars(rows.order_by(RoleHolder.named_at, RoleHolder.person_id)).all()
    if command.role == "responder":
        return command.person if command.person in held else None
    return held[0] if held else None


def _unseat(work: Work, incident: Incident, role: str, person: str) -> None:
    """The role is given up; the person stays in the incident as a responder."""
    row = work.session.get_one(RoleHolder, (incident.id, role, person))
    left_at = row.left_at
    work.session.delete(row)
    work.session.flush()
    work.record(incident, events.RoleReleased(person, role, left_at))
    _seat(work, incident, "responder", person, alternate=False, left_at=left_at)


def joined(work: Work, incident: Incident, person: str) -> None:
    """Somebody came into the incident's channel: they are part of it, with what they held when they left."""
    held = _rows_of(work, incident, person)
    if not held:
        _seat(work, incident, "responder", person, alternate=False)
    elif has_left(work, incident, person):
        for row in held:
            row.left_at = None
        work.session.flush()
        work.record(incident, events.PersonReturned(person))
        if incident.state == OPEN:
            channels.refresh_card(work, incident)


def left(work: Work, incident: Incident, person: str) -> Sequence[str]:
    """Somebody left the channel; the roles (besides responder) whose seats rest until they return or are replaced."""
    held = [row for row in _rows_of(work, incident, person) if row.left_at is None]
    for row in held:
        row.left_at = work.now_in(incident)
    work.session.flush()
    if held:
        work.record(incident, events.PersonLeft(person))
    if held and incident.state == OPEN:
        channels.refresh_card(work, incident)
    return [row.role for row in held if row.role != "responder"]


def _rows_of(work: Work, incident: Incident, person: str) -> Sequence[RoleHolder]:
    rows = select(RoleHolder).where(RoleHolder.incident_id == incident.id, RoleHolder.person_id == person)
    return work.session.scalars(rows).all()


def has_left(work: Work, incident: Incident, person: str) -> bool:
    """Whether the person was part of the incident and is out of its channel now."""
    held = _rows_of(work, incident, person)
    return bool(held) and all(row.left_at for row in held)


def name_of(work: Work, person: str) -> str:
    """The person's name for documents; their id when Slack has not told us yet."""
    row = work.session.get(Person, person)
    return row.name if row else person


def zone_of(work: Work, person: str, otherwise: str) -> str:
    row = work.session.get(Person, person)
    return row.zone if row else otherwise


def met(work: Work, person: str, name: str, zone: str) -> None:
    """Keep what Slack says about a person."""
    row = work.session.get(Person, person)
    if row is None:
        work.session.add(Person(id=person, name=name, zone=zone, seen_at=work.now))
    else:
        row.name, row.zone, row.seen_at = name, zone, work.now


def gone(work: Work, person: str) -> None:
    """Slack says that the person's account was closed."""
    if row := work.session.get(Person, person):
        row.left = True
