"""Who is in an incident's channel, as Slack has it, compared with the record, in both directions.

Slack's events say who comes and goes; what was said while no process listened is found here. Leaves to `people` and
`catchup` what coming and going mean.

Caveats: whoever is on their way into the channel, since their invitation is still to be delivered, or was refused and
they were never seen there, keeps the role that they were named to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.actions import catchup, incidents, people, visitors
from bot.actions.work import Work
from bot.domain.events import people as events
from bot.domain.incidents import IncidentState
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox, TimelineEntry

COMINGS_AND_GOINGS = (
    events.PersonJoined.name,
    events.PersonLeft.name,
    events.PersonReturned.name,
    events.RoleAssigned.name,
    events.RoleReleased.name,
    events.VisitorCame.name,
    events.VisitorBecame.name,
    events.VisitorNamed.name,
    events.VisitorBelongs.name,
    events.VisitorLetIn.name,
    events.VisitorTurnedAway.name,
)


@dataclass(frozen=True)
class Watched:
    """A channel before Slack is asked who is in it; `seq`: the last entry about who comes and goes."""

    incident_id: int
    channel: str
    seq: int
    asked_at: datetime


def with_channel(work: Work) -> Sequence[int]:
    """Every incident that has a channel: the open ones first, and then the newest first."""
    is_closed = Incident.state != IncidentState.OPEN
    found = select(Incident.id).where(Incident.channel_id.is_not(None)).order_by(is_closed, Incident.id.desc())
    return work.session.scalars(found).all()


def watched(work: Work, incident_id: int) -> Watched | None:
    incident = work.session.get(Incident, incident_id)
    if incident is None or incident.channel_id is None:
        return None
    return Watched(incident.id, incident.channel_id, _last_entry(work, incident), work.now)


def _last_entry(work: Work, incident: Incident) -> int:
    about = (TimelineEntry.incident_id == incident.id, TimelineEntry.event.in_(COMINGS_AND_GOINGS))
    return work.session.scalar(select(func.max(TimelineEntry.seq)).where(*about)) or 0


@dataclass(frozen=True)
class Differences:
    """`left`: not in the channel anymore; `came`: in it, and not part of the incident; `seen`: in it for the first
    time, as was intended."""

    left: Sequence[str]
    came: Sequence[str]
    seen: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.left or self.came or self.seen)


def differences(work: Work, seen: Watched, members: frozenset[str]) -> Differences | None:
    """Between the `members` that Slack named and the record as it is now. None when who comes and goes was written
    down meanwhile: Slack is to be asked again."""
    incident = incidents.by_id(work, seen.incident_id)
    if _last_entry(work, incident) != seen.seq:
        return None
    part = set(people.everyone(work, incident))
    unseen = {person for person in part if not people.was_seen(work, incident, person)}
    here = part | visitors.here(work, incident)
    expected = unseen & _invited(work, incident, seen.asked_at)
    return Differences(sorted(here - members - expected), sorted(members - here), sorted(unseen & members))


def _invited(work: Work, incident: Incident, at: datetime) -> set[str]:
    """Whose last invitation had not brought them into the channel then: it was to be delivered, or refused."""
    rows = select(Outbox).where(Outbox.incident_id == incident.id, Outbox.kind == "invite").order_by(Outbox.created_at)
    under_way: dict[str, bool] = {}
    for row in work.session.scalars(rows):
        done = row.status is OutboxStatus.SENT and row.sent_at is not None and row.sent_at <= at
        refused = (row.result or {}).get("refused") or ()
        under_way |= {person: not done or person in refused for person in row.details["people"]}
    return {person for person, is_under_way in under_way.items() if is_under_way}


def settle(work: Work, seen: Watched, members: frozenset[str]) -> bool:
    """Write down what differs. False when Slack is to be asked again."""
    incident = incidents.by_id(work, seen.incident_id)
    work.lock(incident)
    found = differences(work, seen, members)
    if found is None:
        return False
    for person in found.seen:
        people.join_channel(work, incident, person)
    for person in found.left:
        incidents.leave(work, incident, person)
    for person in found.came:
        catchup.arrive(work, incident, person)
    return True
