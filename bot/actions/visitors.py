"""Guests, people of other organizations, apps, and whom Slack hasn't identified: what they are, and that who leads is
asked about each who comes into the channel.

Leaves to `admissions` what is decided about them. Whom the organization's file names, or who holds a role already, is
no visitor.
"""

from bot.actions import channels, people, profiles
from bot.actions.contents import VisitorAsks
from bot.actions.profiles import NEVER
from bot.actions.work import BREACHBOT, Work
from bot.domain.events import people as events
from bot.domain.incidents import IncidentState
from bot.domain.organisation import Organisation
from bot.domain.permissions import Actor
from bot.domain.visitors import VisitorKind
from bot.store.tables import Incident


def kind_of(work: Work, person: str) -> VisitorKind | None:
    """None: someone of the organization."""
    if _is_ours(work.library.organisation, person):
        return None
    row = profiles.person_row(work, person)
    if row is None or row.seen_at == NEVER:
        return VisitorKind.UNKNOWN
    return VisitorKind.APP if row.is_bot else row.outside


def asking(work: Work) -> Actor:
    """The actor, where it is about no incident. Whom Slack hasn't identified yet may be a colleague in an emergency."""
    return Actor(work.actor, outside=kind_of(work, work.actor) not in (None, VisitorKind.UNKNOWN))


def _is_ours(organisation: Organisation, person: str) -> bool:
    named = (one for seat in organisation.roles.values() for one in (seat.person, seat.alternate))
    return person in organisation.people or person in named


def kept_out(work: Work, incident: Incident, person: str) -> VisitorKind | None:
    """What the person is, where they may hold no role in this incident until they are let in; None: they may."""
    row = work.snapshot(incident).visitors.get(person)
    if (row and row.let_in) or (row is None and people.seats_of(work, incident, person)):
        return None
    return kind_of(work, person)


def here(work: Work, incident: Incident) -> set[str]:
    """The visitors in the channel of whom it is known who they are, or whose part is decided."""
    rows = [row for row in work.snapshot(incident).visitors.values() if row.came_at and row.left_at is None]
    return {row.person_id for row in rows if row.let_in is not None or row.kind is not VisitorKind.UNKNOWN}


def stays_outside(work: Work, incident: Incident, person: str, inviter: str | None) -> bool:
    """Someone is in the channel now. True: a visitor, who has no part in the incident, and about whom who leads has
    been asked; an app never has a part in it."""
    row, kind = work.snapshot(incident).visitors.get(person), kept_out(work, incident, person)
    if row and row.let_in:
        if row.kind is VisitorKind.APP and row.left_at:
            row.left_at = None
            work.record(incident, events.PersonReturned(person))
        return row.kind is VisitorKind.APP
    if row and row.let_in is None and kind is None:
        work.snapshot(incident).remove_visitor(row)  # Slack has said meanwhile that they are one of us
        return False
    if kind and (row is None or row.left_at or (row.let_in is None and row.kind is not kind)):
        _came(work, incident, person, kind, inviter)
    return kind is not None or row is not None


def _came(work: Work, incident: Incident, person: str, kind: VisitorKind, inviter: str | None) -> None:
    row = work.snapshot(incident).visitor(person, kind)
    row.kind, row.came_at, row.left_at = kind, work.now_in(incident), None
    row.let_in = row.decided_at = row.decided_by = None
    work.record(incident, events.VisitorCame(person, kind, inviter))
    leader = people.in_charge(work, incident, besides=person)
    if leader not in (person, BREACHBOT):
        channels.tell_directly(work, incident, leader, VisitorAsks(person, kind, inviter or ""))
    if incident.state is IncidentState.OPEN:
        channels.refresh_card(work, incident)
