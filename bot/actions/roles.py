"""Naming a person to a role, and saying who has a conflict of interest.

No one is named by hand before the one who names them has answered whether they may be a witness or a suspect. Leaves
to `bot.domain.permissions` what a role may do.
"""

from dataclasses import dataclass

from bot.actions import channels, conflicts, people, profiles, visitors
from bot.actions.people_contents import ConflictStated, LeadChanged
from bot.actions.work import Work
from bot.domain.permissions import Act, who_may
from bot.domain.roles import ConflictAnswer
from bot.domain.visitors import VISITORS, VisitorKind
from bot.errors import Refused
from bot.messages import _
from bot.store.tables import Incident


@dataclass(frozen=True)
class AssignRole:
    """`conflict` answers the question that comes first ; None: it was not asked yet."""

    role: str
    person: str
    alternate: bool = False
    conflict: ConflictAnswer | None = None


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


def assign_role(work: Work, incident: Incident, command: AssignRole) -> RoleAssigned | ConflictAsked | NotSeated:
    """Name a person to a role. The main holder before them becomes a responder; repeating it changes nothing."""
    role, person = command.role, command.person
    before = _seated(work, incident, command)
    if before == person and person in people.everyone(work, incident):
        return RoleAssigned(incident, role, person, command.alternate, before)
    _refuse_person(work, incident, person)
    if command.conflict is None:
        return ConflictAsked(incident, role, person, command.alternate)
    conflicts.answer(work, incident, person, role, command.conflict)
    if command.conflict is not ConflictAnswer.NONE:
        _tell_leader(work, incident, ConflictStated(person, role, command.conflict))
        return NotSeated(incident, role, person, command.conflict)
    if before and before != person:
        people.unseat(work, incident, role, before)
    if other := people.seat_of(work, incident, role, person):
        work.snapshot(incident).remove_seat(other)
    people.seat_person(work, incident, role, person, alternate=command.alternate)
    channels.invite(work, incident, person)
    channels.refresh_card(work, incident)
    if role == "lead" and not command.alternate:
        for one in dict.fromkeys((person, before)):
            if one and one != work.actor:
                channels.tell(work, incident, one, LeadChanged(person, before or "", work.actor))
    return RoleAssigned(incident, role, person, command.alternate, before)


def _refuse_person(work: Work, incident: Incident, person: str) -> None:
    """Raises Refused for who can hold no role: oneself, an app, a closed account, whom Slack does not know, and a
    visitor who was not let in."""
    if person == work.actor and work.library.organisation.wants_two_people:
        raise Refused(
            _("You can't assign a role to yourself: someone else must say that you have no conflict of interest."),
            _("Ask the {who}.", who=who_may(Act.ASSIGN)),
        )
    row, remedy = profiles.person_row(work, person), _("Check the name, and mention a colleague with @.")
    if row is None and person in work.library.organisation.people:
        return  # no one has met them yet, and the organization's file names them
    if row is None:
        raise Refused(_("Slack doesn't know this person. No one was assigned."), remedy)
    if row.is_bot:
        raise Refused(_("{person} is an app. Only people can hold a role.", person=row.name), remedy)
    kind = visitors.kept_out(work, incident, person)
    if kind in (VisitorKind.GUEST, VisitorKind.ELSEWHERE):
        raise Refused(
            _("{person} ({kind}) hasn't been let in. No one was assigned.", person=row.name, kind=_(VISITORS[kind])),
            _("To let them in: {command}", command="/breach admit @name"),
        )
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


def state_conflict(work: Work, incident: Incident, command: StateConflict) -> ConflictRecorded:
    """Say of someone else, in the incident or not, that they may be a witness or a suspect, or that they are not."""
    if command.person == work.actor:
        raise Refused(_("Someone else must answer this for you."), _("Ask the {who}.", who=who_may(Act.ASSIGN)))
    role = next(iter(people.roles_of(work, incident, command.person)), "responder")
    conflicts.answer(work, incident, command.person, role, command.answer)
    if command.answer is not ConflictAnswer.NONE:
        _tell_leader(work, incident, ConflictStated(command.person, role, command.answer))
    return ConflictRecorded(command.person, command.answer)


def _tell_leader(work: Work, incident: Incident, content: ConflictStated) -> None:
    """Privately, and never the person whom it is about."""
    leader = people.in_charge(work, incident, besides=content.whom)
    if leader != work.actor:
        channels.tell(work, incident, leader, content)
