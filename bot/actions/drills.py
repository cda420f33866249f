"""Drills: a practice incident, whose own time can be moved forward.

Everything of a drill works as in earnest. Moving its time moves every timer of this incident and of no other; it never
runs back, because what was said cannot be unsaid.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.actions import channels
from bot.actions.work import Work
from bot.domain.events.incidents import DrillMoved
from bot.errors import Refused, UsageError
from bot.messages import _
from bot.store.tables import Incident

AT_MOST = timedelta(days=90)


@dataclass(frozen=True)
class MoveTime:
    by: timedelta


@dataclass(frozen=True)
class TimeMoved:
    """`now` is the drill's own time, as ISO text for the record."""

    incident: Incident
    now: str


def move_time(work: Work, incident: Incident, command: MoveTime) -> TimeMoved:
    """Let a drill's time jump forward; what fell due in between is said as late as it then is."""
    if not incident.is_drill:
        raise Refused(
            _("Only a drill's time can be moved; this incident is real."), _("Open a drill with /breach drill.")
        )
    if not timedelta(0) < command.by <= AT_MOST:
        raise UsageError(
            _("A drill's clock moves forward only, by at most 90 days at a time."),
            _("For example: /breach forward 6 hours"),
        )
    incident.shift_for += int(command.by.total_seconds())
    work.renew(incident)
    now = work.now_in(incident).isoformat()
    work.record(incident, DrillMoved(int(command.by.total_seconds()) // 60, incident.shift_for))
    channels.refresh_card(work, incident)
    return TimeMoved(incident, now)
