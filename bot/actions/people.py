"""Who holds which role in an incident, and who is in it at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.actions import room
from bot.actions.work import Work
from bot.domain.incidents import ROLES
from bot.errors import Refused
from bot.store.tables import Incident, Person, RoleHolder


@dataclass(frozen=True)
class AssignRole:
    role: str
    person: str
    alternate: bool = False


@dataclass(frozen=True)
class RoleAssigned:
    incident: Incident
    role: str
    person: str
    alternate: bool
    before: str | None


def seat_everyone(work: Work, incident: Incident) -> None:
    """The roles as the organisation has arranged them; who opened it leads when nobody is arranged to."""
    for role, seat in work.library.organisation.roles.items():
        people = work.library.seated.get(role, ()) if seat.group else (seat.person, seat.alternate)
        for place, person in enumerate(one for one in people if one):
            _seat(work, incident, role, person, alternate=place > 0)
    if not holder(work, incident, "lead"):
        _seat(work, incident, "lead", work.actor, alternate=False)
    if not roles_of(work, incident, work.actor):
        _seat(work, incident, "responder", work.actor, alternate=False)


def _seat(work: Work, incident: Incident, role: str, person: str, *, alternate: bool) -> None:
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
        )
    )
    work.session.flush()
    if role != "responder":
        work.record(incident, "role.assigned", person=person, role=ROLES[role], alternate=alternate)


def roles_of(work: Work, incident: Incident, person: str) -> Sequence[str]:
    rows = select(RoleHolder.role).where(RoleHolder.incident_id == incident.id, RoleHolder.person_id == person)
    return work.session.scalars(rows).all()


def holder(work: Work, incident: Incident, role: str, *, alternate: bool = False) -> str | None:
    """The person in this role, or its alternate; None when the seat is empty."""
    rows = select(RoleHolder.person_id).where(
        RoleHolder.incident_id == incident.id, RoleHolder.role == role, RoleHolder.alternate == alternate
    )
    return work.session.scalars(rows.order_by(RoleHolder.named_at, RoleHolder.person_id)).first()


def everyone(work: Work, incident: Incident) -> Sequence[str]:
    rows = select(RoleHolder.person_id).where(RoleHolder.incident_id == incident.id).distinct()
    return work.session.scalars(rows.order_by(RoleHolder.person_id)).all()


def seats(work: Work, incident: Incident) -> Sequence[RoleHolder]:
    rows = select(RoleHolder).where(RoleHolder.incident_id == incident.id)
    return work.session.scalars(rows.order_by(RoleHolder.role, RoleHolder.alternate, RoleHolder.named_at)).all()


def assign_role(work: Work, incident: Incident, command: AssignRole) -> RoleAssigned:
    """Name a person to a role. The main holder before them becomes a responder; repeating it changes nothing."""
    before = holder(work, incident, command.role, alternate=command.alternate)
    if before == command.person:
        return RoleAssigned(incident, command.role, command.person, command.alternate, before)
    if before and command.role != "responder":
        work.session.delete(work.session.get_one(RoleHolder, (incident.id, command.role, before)))
        work.session.flush()
        work.record(incident, "role.released", person=before, role=ROLES[command.role])
        _seat(work, incident, "responder", before, alternate=False)
    other = work.session.get(RoleHolder, (incident.id, command.role, command.person))
    if other:
        work.session.delete(other)
        work.session.flush()
    _seat(work, incident, command.role, command.person, alternate=command.alternate)
    room.invite(work, incident, command.person)
    room.refresh_card(work, incident)
    return RoleAssigned(incident, command.role, command.person, command.alternate, before)


def joined(work: Work, incident: Incident, person: str) -> None:
    """Somebody came into the incident's channel: from now on they are part of it."""
    if not roles_of(work, incident, person):
        _seat(work, incident, "responder", person, alternate=False)


def left(work: Work, incident: Incident, person: str) -> None:
    """Somebody left the channel. A plain responder is no longer part of it; a role stays until it is given away."""
    if row := work.session.get(RoleHolder, (incident.id, "responder", person)):
        work.session.delete(row)


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
    elif (row.name, row.zone) != (name, zone):
        row.name, row.zone, row.seen_at = name, zone, work.now


def must_be_here(work: Work, incident: Incident, person: str) -> None:
    """Raises Refused when this person holds nothing in the incident (for example because they left)."""
    if not roles_of(work, incident, person):
        raise Refused("That person is not part of this incident.", "Name them first: /breach assign responder @name.")
