"""What a person missed: the changes since they last looked, or the whole in short for who comes later.

When someone last looked is kept by incident and person. It is no part of the audit log: reading changes nothing in the
incident.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.actions import channels, people, status, visitors
from bot.actions.people_contents import PersonCame, Welcome
from bot.actions.status import IncidentShown
from bot.actions.work import BREACHBOT, Work
from bot.domain.catchup import News, news_of
from bot.law.model import Law
from bot.store.tables import Decision, Incident, LastLook, RoleHolder, TimelineEntry

LAST_DECISIONS = 3


@dataclass(frozen=True)
class CatchUp:
    """`since` None: since the person last looked."""

    since: datetime | None = None


@dataclass(frozen=True)
class CaughtUp:
    """`entries`: how many the audit log has gained since then."""

    shown: IncidentShown
    since: datetime
    entries: int
    news: Sequence[News]
    law: Law


@dataclass(frozen=True)
class Briefing:
    """The whole in short; `decided` are the last decisions, newest first."""

    shown: IncidentShown
    decided: Sequence[Decision]
    law: Law


def catch_up(work: Work, incident: Incident, command: CatchUp) -> CaughtUp | Briefing:
    """What changed, for the actor; the whole in short when they never looked before. They have looked now, unless an
    earlier part of what they missed was not asked for."""
    look = _look(work, incident, work.actor)
    if command.since is None and look is None:
        _looked(work, incident, work.actor)
        return brief(work, incident)
    since = command.since or (look.at if look else incident.opened_at)
    found = select(TimelineEntry).where(TimelineEntry.incident_id == incident.id).order_by(TimelineEntry.seq)
    if command.since or look is None:
        found = found.where(TimelineEntry.at >= since)
    else:
        found = found.where(TimelineEntry.seq > look.seq)
    rows = work.session.scalars(found).all()
    if look is None or since <= look.at:
        _looked(work, incident, work.actor)
    news = news_of((row.actor, row.said) for row in rows)
    return CaughtUp(status.show(work, incident), since, len(rows), news, work.law(incident))


def brief(work: Work, incident: Incident) -> Briefing:
    latest = select(Decision).where(Decision.incident_id == incident.id).order_by(Decision.id.desc())
    decided = work.session.scalars(latest.limit(LAST_DECISIONS)).all()
    return Briefing(status.show(work, incident), decided, work.law(incident))


def arrive(work: Work, incident: Incident, person: str, inviter: str | None = None) -> None:
    """Someone is in the incident's channel. Who was not there from the beginning is told, alone, where it stands; a
    visitor only once they were let in. Who leads hears of a colleague who was not called."""
    if visitors.stays_outside(work, incident, person, inviter):
        return
    late, is_new = _is_late(work, incident, person), not people.seats_of(work, incident, person)
    people.join_channel(work, incident, person, inviter)
    if late and people.roles_of(work, incident, person):
        channels.tell(work, incident, person, Welcome())
        _looked(work, incident, person)
    leader = people.in_charge(work, incident, besides=person)
    was_called = person in work.snapshot(incident).visitors
    if is_new and not was_called and leader not in (person, inviter, BREACHBOT):
        channels.tell(work, incident, leader, PersonCame(person, inviter or ""))


def _is_late(work: Work, incident: Incident, person: str) -> bool:
    """New, back, or named after the opening and never here before."""
    seats: Sequence[RoleHolder] = [one for one in work.snapshot(incident).seats if one.person_id == person]
    if not seats or people.has_left(work, incident, person):
        return True
    from_the_start = any(seat.named_at <= incident.opened_at for seat in seats)
    return not from_the_start and _look(work, incident, person) is None


def _look(work: Work, incident: Incident, person: str) -> LastLook | None:
    return work.session.get(LastLook, (incident.id, person))


def _looked(work: Work, incident: Incident, person: str) -> None:
    look, seq, at = _look(work, incident, person), work.newest(incident), work.now_in(incident)
    if look is None:
        work.session.add(LastLook(incident_id=incident.id, person_id=person, seq=seq, at=at))
    else:
        look.seq, look.at = seq, at
