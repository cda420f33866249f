"""The roles as the organization has arranged them: seated when an incident opens, and when a visitor is let in.

Who is arranged to hold a role but has no full account of this organization waits until who leads has let them in.
"""

from collections.abc import Mapping, Sequence

from bot.actions import channels, conflicts, people, profiles, visitors
from bot.actions.people_contents import SeatsEmpty
from bot.actions.work import Work
from bot.domain.visitors import VisitorKind
from bot.store.tables import Incident

NOT_CALLED_TO_DRILLS = ("executive",)


def seat_everyone(work: Work, incident: Incident) -> None:
    """Who opened it leads when no one is arranged to. Who leads is asked about each visitor.

    A drill calls in no one who isn't asked to practice: those roles are named by hand.
    """
    empty, waiting = [], dict[str, list[str]]()
    arranged = _arranged(work, incident)
    profiles.profiles(work, {work.actor, *(person for named in arranged.values() for person in named)})
    for role, named in arranged.items():
        seated = [person for person in named if _may_sit(work, person)]
        for place, person in enumerate(seated):
            people.seat_person(work, incident, role, person, alternate=place > 0)
        if not seated:
            empty.append(role)
        for person in named:
            if visitors.is_outside(work, person):
                waiting.setdefault(person, []).append(role)
    if not people.holder(work, incident, "lead"):
        people.seat_person(work, incident, "lead", work.actor, alternate=False)
    if not people.roles_of(work, incident, work.actor):
        people.seat_person(work, incident, "responder", work.actor, alternate=False)
    if empty:
        channels.tell(work, incident, people.in_charge(work, incident), SeatsEmpty(tuple(empty)))
    for person, roles in waiting.items():
        visitors.ask_about_named(work, incident, person, tuple(roles))


def seat_let_in(work: Work, incident: Incident, person: str) -> None:
    """The roles arranged for a visitor who was let in and holds none yet; beside whoever holds one by now."""
    if people.seats_of(work, incident, person):
        return
    conflict = conflicts.latest(work, incident, person)
    for role, named in _arranged(work, incident).items():
        if person in named and _may_sit(work, person, VisitorKind.GUEST, VisitorKind.ELSEWHERE):
            is_held = people.holder(work, incident, role) is not None
            people.seat_person(work, incident, role, person, alternate=is_held, conflict=conflict)


def _arranged(work: Work, incident: Incident) -> Mapping[str, Sequence[str]]:
    """Who is named for each role, in order."""
    return {
        role: work.library.seated.get(role, ()) if seat.group else seat.named
        for role, seat in work.library.organisation.roles.items()
        if not (incident.is_drill and role in NOT_CALLED_TO_DRILLS)
    }


def _may_sit(work: Work, person: str, *let_in: VisitorKind) -> bool:
    """Whom Slack hasn't identified may be a colleague in an emergency; a closed account is no one's."""
    row = profiles.person_row(work, person)
    kind = visitors.kind_of(work, person)
    return kind in (None, VisitorKind.UNKNOWN, *let_in) and not (row and row.left)
