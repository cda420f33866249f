"""Letting a visitor in, and turning one away: decided by those who name people, on the record, and undone by the other.

A visitor who is let in has the part that any colleague in the channel has, with the role that the organization has
arranged for them. One who is turned away has none, and is removed from the channel.
"""

from dataclasses import dataclass

from bot.actions import catchup, channels, people, profiles, seating, steps, visitors
from bot.actions.work import Work
from bot.domain.events import people as events
from bot.domain.incidents import IncidentState
from bot.domain.permissions import Act, who_may
from bot.domain.visitors import VisitorKind
from bot.errors import Refused
from bot.messages import _
from bot.store.tables import Incident, Visitor


@dataclass(frozen=True)
class LetIn:
    person: str


@dataclass(frozen=True)
class TurnAway:
    person: str


@dataclass(frozen=True)
class VisitorDecided:
    """`again`: it was decided so before."""

    person: str
    kind: VisitorKind
    let_in: bool
    again: bool


def let_in(work: Work, incident: Incident, command: LetIn) -> VisitorDecided:
    """Now, if they are in the channel; otherwise as soon as they are."""
    person, row = command.person, _about(work, incident, command.person)
    if row.let_in:
        return VisitorDecided(person, row.kind, let_in=True, again=True)
    was_turned_away = row.let_in is False
    _decide(work, incident, row, let_in=True)
    work.record(incident, events.VisitorLetIn(person, row.kind))
    seating.seat_let_in(work, incident, person)
    if row.came_at and not row.left_at:
        catchup.arrive(work, incident, person)
    elif (was_turned_away and row.came_at) or people.roles_of(work, incident, person):
        channels.invite(work, incident, person)
    _show(work, incident)
    return VisitorDecided(person, row.kind, let_in=True, again=False)


def turn_away(work: Work, incident: Incident, command: TurnAway) -> VisitorDecided:
    """They have no part in it from now on, whatever they hold, and what they had taken is free again."""
    person, row = command.person, _about(work, incident, command.person)
    if row.let_in is False:
        return VisitorDecided(person, row.kind, let_in=False, again=True)
    _decide(work, incident, row, let_in=False)
    work.record(incident, events.VisitorTurnedAway(person, row.kind))
    people.suspend(work, incident, person)
    if incident.state is IncidentState.OPEN:
        steps.release(work, incident, person, visitors.NO_PART)
    channels.remove(work, incident, person)
    _show(work, incident)
    return VisitorDecided(person, row.kind, let_in=False, again=False)


def _about(work: Work, incident: Incident, person: str) -> Visitor:
    """Raises Refused for oneself, and for who is no visitor."""
    if person == work.actor:
        raise Refused(_("Someone else must answer this for you."), _("Ask the {who}.", who=who_may(Act.ASSIGN)))
    row = work.snapshot(incident).visitors.get(person)
    kind = row.kind if row else visitors.kind_of(work, person)
    if kind is None:
        name = profiles.name_of(work, person)
        raise Refused(
            _("{person} belongs to your organization, so no one needs to let them in.", person=name),
            _("Invite them to the incident's channel, or remove them from it, in Slack."),
        )
    return row or work.snapshot(incident).visitor(person, kind)


def _decide(work: Work, incident: Incident, row: Visitor, *, let_in: bool) -> None:
    row.let_in, row.decided_at, row.decided_by = let_in, work.now_in(incident), work.actor


def _show(work: Work, incident: Incident) -> None:
    if incident.state is IncidentState.OPEN:
        channels.refresh_card(work, incident)
