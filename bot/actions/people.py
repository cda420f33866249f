"""Who holds which role in an incident, and who is in it at all.

Leaves to `seating` whom the organization has arranged, to `roles` who is named to a role by hand, and to
`bot.domain.permissions` what a role may do.

Caveats: who leaves the channel keeps the seat, but has no rights and is asked nothing until they are back.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select

from bot.actions import channels, conflicts, reminders
from bot.actions.work import Work
from bot.domain.events import people as events
from bot.domain.incidents import IncidentState
from bot.domain.permissions import Act, Actor, IncidentSubject, may
from bot.domain.roles import ADVISERS, LEADERS, ConflictAnswer
from bot.domain.separation import combined
from bot.store.tables import Incident, RoleHolder


def seat_person(
    work: Work,
    incident: Incident,
    role: str,
    person: str,
    *,
    alternate: bool,
    left_at: datetime | None = None,
    came_at: datetime | None = None,
    inviter: str | None = None,
    conflict: ConflictAnswer | None = None,
) -> None:
    snapshot = work.snapshot(incident)
    if seat_of(work, incident, role, person):
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
            came_at=came_at,
            conflict=conflict,
        )
    )
    if role == "responder":
        work.record(incident, events.PersonJoined(person, left_at, inviter))
    else:
        work.record(incident, events.RoleAssigned(person, role, alternate))
        _record_combined(work, incident, role, person)
    if role == "lead" and not alternate:
        reminders.plan_shift(work, incident, person)


def _record_combined(work: Work, incident: Incident, role: str, person: str) -> None:
    """Say on the record that the new role and another of theirs confirm each other, where they do."""
    roles, where = combined(roles_of(work, incident, person), incident.runbook.steps)
    if role in roles:
        work.record(incident, events.RolesCombined(person, roles, where))


def has_second(work: Work, incident: Incident, roles: Sequence[str]) -> bool:
    """Whether someone else than the actor holds one of these roles and may decide."""
    others = {seat.person_id for seat in _present(work, incident) if seat.role in roles} - {work.actor}
    return any(not actor(work, incident, one).conflicted for one in others)


def roles_of(work: Work, incident: Incident, person: str) -> Sequence[str]:
    """What the person may act as now; nothing while they are out of the channel."""
    return [seat.role for seat in _present(work, incident) if seat.person_id == person]


def _present(work: Work, incident: Incident) -> Sequence[RoleHolder]:
    """The seats whose holders are in the channel."""
    return [seat for seat in work.snapshot(incident).seats if seat.left_at is None]


def seats_of(work: Work, incident: Incident, person: str) -> Sequence[RoleHolder]:
    """Every seat of the person, in the channel or out of it."""
    return [seat for seat in work.snapshot(incident).seats if seat.person_id == person]


def seat_of(work: Work, incident: Incident, role: str, person: str) -> RoleHolder | None:
    seats = work.snapshot(incident).seats
    return next((seat for seat in seats if (seat.role, seat.person_id) == (role, person)), None)


def actor(work: Work, incident: Incident, person: str = "") -> Actor:
    """Who acts (or `person`), as this incident knows them: with the roles of now, none while they are out of it."""
    rows = seats_of(work, incident, person or work.actor)
    roles = frozenset(row.role for row in rows if row.left_at is None)
    conflicted, left = any(row.conflict for row in rows), bool(rows) and not roles
    unchecked = bool(roles) and is_unchecked(work, incident)
    return Actor(person or work.actor, frozenset() if unchecked else roles, left, conflicted, unchecked)


def is_unchecked(work: Work, incident: Incident) -> bool:
    """Whether it isn't known who is in the channel now; not where the actor has just typed in it."""
    return incident.channel_id not in (None, work.typed_in) and incident.id in work.unchecked


def subject_of(incident: Incident) -> IncidentSubject:
    return IncidentSubject(incident.ref, incident.state)


def the_incident(_work: Work, incident: Incident, _command: object) -> IncidentSubject:
    """The subject of what is about nothing narrower."""
    return subject_of(incident)


def require(work: Work, incident: Incident, act: Act) -> None:
    """Raises if the actor may not do this in the incident."""
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


def unseat(work: Work, incident: Incident, role: str, person: str) -> None:
    """The role is given up; the person stays in the incident as a responder."""
    snapshot = work.snapshot(incident)
    seat = next(one for one in snapshot.seats if (one.role, one.person_id) == (role, person))
    snapshot.remove_seat(seat)
    work.record(incident, events.RoleReleased(person, role, seat.left_at))
    seat_person(
        work,
        incident,
        "responder",
        person,
        alternate=False,
        left_at=seat.left_at,
        came_at=seat.came_at,
        conflict=seat.conflict,
    )


def join_channel(work: Work, incident: Incident, person: str, inviter: str | None = None) -> None:
    """Someone of the organization, or who was let in, came into the incident's channel: they are part of it, with what
    they held when they left."""
    seats, now = seats_of(work, incident, person), work.now_in(incident)
    if not seats:
        conflict = conflicts.latest(work, incident, person)
        seat_person(
            work, incident, "responder", person, alternate=False, came_at=now, inviter=inviter, conflict=conflict
        )
        return
    returned = has_left(work, incident, person)
    for row in seats:
        row.left_at, row.came_at = None, row.came_at or now
    if (visitor := work.snapshot(incident).visitors.get(person)) and visitor.came_at:
        visitor.left_at = None
    if returned:
        work.record(incident, events.PersonReturned(person))
        if incident.state is IncidentState.OPEN:
            channels.refresh_card(work, incident)


def was_seen(work: Work, incident: Incident, person: str) -> bool:
    """Whether the person, who holds a seat, is known to have been in the channel since they were named to it."""
    return any(seat.came_at for seat in _present(work, incident) if seat.person_id == person)


def leave_channel(work: Work, incident: Incident, person: str) -> Sequence[str]:
    """Someone left the channel; the roles (besides responder) whose seats rest until they return or are replaced."""
    visitor, was_here = work.snapshot(incident).visitors.get(person), bool(roles_of(work, incident, person))
    roles = suspend(work, incident, person)
    if visitor and visitor.came_at and visitor.left_at is None:
        visitor.left_at, was_here = work.now_in(incident), True
    if was_here:
        work.record(incident, events.PersonLeft(person))
    if was_here and incident.state is IncidentState.OPEN:
        channels.refresh_card(work, incident)
    return roles


def suspend(work: Work, incident: Incident, person: str) -> Sequence[str]:
    """From now on the person has no part in the incident; the roles (besides responder) that they held."""
    seats = [row for row in seats_of(work, incident, person) if row.left_at is None]
    for row in seats:
        row.left_at = work.now_in(incident)
    return [row.role for row in seats if row.role != "responder"]


def was_part_of(person: str) -> ColumnElement[bool]:
    """Incidents that the person has or had a seat in, or opened."""
    return or_(Incident.id.in_(_seated(person)), Incident.opened_by == person)


def is_part_of(person: str) -> ColumnElement[bool]:
    """The same without those that they have left: what `has_left` says of one, for a query over all."""
    here = Incident.id.in_(_seated(person).where(RoleHolder.left_at.is_(None)))
    return or_(here, and_(Incident.opened_by == person, Incident.id.not_in(_seated(person))))


def _seated(person: str) -> Select[int]:
    return select(RoleHolder.incident_id).where(RoleHolder.person_id == person)


def has_left(work: Work, incident: Incident, person: str) -> bool:
    """Whether the person was part of the incident and is out of its channel now."""
    seats = seats_of(work, incident, person)
    return bool(seats) and all(row.left_at for row in seats)
