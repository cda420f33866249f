"""Guests, people of other organizations, apps, and whom Slack hasn't identified: what they are, and that who leads is
asked about each who comes into the channel.

Leaves to `admissions` what is decided about them, and to `identities` what Slack says about someone's account. That
the organization's file names a guest, or that they held a role before they became one, lets no one in.
"""

from bot.actions import channels, people, profiles, steps
from bot.actions.people_contents import NamedVisitorAsks, VisitorAsks
from bot.actions.profiles import NEVER
from bot.actions.work import BREACHBOT, Work
from bot.domain.events import people as events
from bot.domain.incidents import IncidentState
from bot.domain.organisation import Organisation
from bot.domain.permissions import Actor
from bot.domain.visitors import VisitorKind
from bot.sentences import sentence
from bot.store.tables import Incident

NO_PART = sentence("They are no longer part of this incident.")


def kind_of(work: Work, person: str) -> VisitorKind | None:
    """None: someone of the organization; of whom Slack hasn't told, who is named in the organization's file."""
    row = profiles.person_row(work, person)
    if row is None or row.seen_at == NEVER:
        return None if _is_named(work.library.organisation, person) else VisitorKind.UNKNOWN
    return VisitorKind.APP if row.is_bot else row.outside


def is_outside(work: Work, person: str) -> bool:
    """Whether Slack has identified the person, and not as one of the organization."""
    return kind_of(work, person) not in (None, VisitorKind.UNKNOWN)


def asking(work: Work) -> Actor:
    """The actor, where it is about no incident. Whom Slack hasn't identified yet may be a colleague in an emergency."""
    return Actor(work.actor, outside=is_outside(work, work.actor))


def _is_named(organisation: Organisation, person: str) -> bool:
    return person in organisation.people or any(person in seat.named for seat in organisation.roles.values())


def kept_out(work: Work, incident: Incident, person: str) -> VisitorKind | None:
    """What the person is, where they may hold no role in this incident until they are let in; None: they may."""
    row, kind = work.snapshot(incident).visitors.get(person), kind_of(work, person)
    if row and row.let_in:
        return None
    is_seated = row is None and kind is VisitorKind.UNKNOWN and bool(people.seats_of(work, incident, person))
    return None if is_seated else kind


def here(work: Work, incident: Incident) -> set[str]:
    """The visitors in the channel of whom it is known who they are, or whose part is decided."""
    rows = [row for row in work.snapshot(incident).visitors.values() if row.came_at and row.left_at is None]
    return {row.person_id for row in rows if row.let_in is not None or row.kind is not VisitorKind.UNKNOWN}


def stays_outside(work: Work, incident: Incident, person: str, inviter: str | None) -> bool:
    """Someone is in the channel now. True: a visitor, who has no part in the incident, and about whom who leads has
    been asked; an app never has a part in it."""
    row, kind = work.snapshot(incident).visitors.get(person), kept_out(work, incident, person)
    if row and row.let_in is not False and kind_of(work, person) is None:
        work.snapshot(incident).remove_visitor(row)
        work.record(incident, events.VisitorBelongs(person))
        return False
    if row and row.let_in:
        if row.kind is VisitorKind.APP and row.left_at:
            row.left_at = None
            work.record(incident, events.PersonReturned(person))
        return row.kind is VisitorKind.APP
    is_new = row is None or row.left_at or (row.let_in is None and (row.came_at is None or row.kind is not kind))
    if kind and is_new:
        _came(work, incident, person, kind, inviter)
    return kind is not None or row is not None


def _came(work: Work, incident: Incident, person: str, kind: VisitorKind, inviter: str | None) -> None:
    """Whatever they hold rests from now on, and what they had taken is free again."""
    was_part = bool(people.roles_of(work, incident, person))
    row, roles = work.snapshot(incident).visitor(person, kind), people.suspend(work, incident, person)
    row.kind, row.came_at, row.left_at = kind, work.now_in(incident), None
    row.let_in = row.decided_at = row.decided_by = None
    became, came = events.VisitorBecame(person, kind), events.VisitorCame(person, kind, inviter)
    work.record(incident, became if was_part else came)
    if was_part and incident.state is IncidentState.OPEN:
        steps.release(work, incident, person, NO_PART)
    _ask(work, incident, person, VisitorAsks(person, kind, inviter or "", tuple(roles)))
    if incident.state is IncidentState.OPEN:
        channels.refresh_card(work, incident)


def ask_about_named(work: Work, incident: Incident, person: str, roles: tuple[str, ...]) -> None:
    """The organization's file names a visitor to these roles, and they aren't in the channel."""
    if kind := kind_of(work, person):
        work.snapshot(incident).visitor(person, kind)
        work.record(incident, events.VisitorNamed(person, kind, roles))
        _ask(work, incident, person, NamedVisitorAsks(person, kind, roles))


def _ask(work: Work, incident: Incident, person: str, question: VisitorAsks | NamedVisitorAsks) -> None:
    leader = people.in_charge(work, incident, besides=person)
    if leader not in (person, BREACHBOT):
        channels.tell_directly(work, incident, leader, question)
