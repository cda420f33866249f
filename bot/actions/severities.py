"""How bad an incident is, from 1 (worst) to 4: rated by a person, at any time again.

The severity moves nobody's legal clock. It sets how often everybody is reminded and how often the channel hears where
things stand, so both are planned anew.
"""

from dataclasses import dataclass

from bot.actions import channels, clocks, reminders, steps
from bot.actions.contents import SeverityNote
from bot.actions.work import Work
from bot.domain.events.incidents import SeverityRated as Rated
from bot.domain.incidents import SEVERITIES
from bot.errors import UsageError
from bot.messages import _
from bot.store.tables import Incident


@dataclass(frozen=True)
class RateSeverity:
    level: int
    reason: str = ""


@dataclass(frozen=True)
class SeverityRated:
    incident: Incident
    before: int | None
    again: bool = False  # already so; nothing was done


def rate_severity(work: Work, incident: Incident, command: RateSeverity) -> SeverityRated:
    """Raises UsageError for a level that there is not."""
    before, level = incident.severity, command.level
    if level not in SEVERITIES:
        listed = "; ".join(f"{number}: {_(meaning)}" for number, meaning in SEVERITIES.items())
        raise UsageError(
            _("There is no severity {level}.", level=level),
            _("Choose one of these: {listed}.", listed=listed),
            field="level",
        )
    if before == level:
        return SeverityRated(incident, before, again=True)
    statuses = work.snapshot(incident).statuses
    incident.severity = level
    reason = command.reason.strip()
    entry = work.record(incident, Rated(level, before, reason))
    for line in clocks.lines(work, incident):
        reminders.plan_clock(work, incident, line.clock, line.title)
    reminders.plan_digest(work, incident, since=entry.at)
    key = f"severity:{incident.id}:{entry.seq}"
    channels.post(work, incident, key, SeverityNote(level, before, reason, work.actor))
    steps.follow(work, incident, statuses, reason)
    return SeverityRated(incident, before)
