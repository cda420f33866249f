"""How bad an incident is, from 1 (worst) to 4: rated by a person, at any time again.

The severity moves no one's legal clock. It sets how often everyone is reminded and how often the channel hears where
things stand, so both are planned anew; and which steps the runbook plans. Steps that it would remove are shown first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import channels, clocks, reminders, steps
from bot.actions.contents import SeverityNote
from bot.actions.loosenings import FactChange, require_steps_seen
from bot.actions.work import Work
from bot.domain.events.incidents import SeverityRated as Rated
from bot.domain.incidents import SEVERITIES
from bot.errors import UsageError
from bot.law.facts import NOT_KNOWN
from bot.messages import _
from bot.runbook.model import Step
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
    """Raises UsageError for a level that there is not, and Loosens when steps would go and the actor has not confirmed
    just that (`Work.seen`)."""
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
    statuses, left_out = work.snapshot(incident).statuses, _left_out(work, incident, level)
    shown = FactChange("severity", _("Severity"), before or NOT_KNOWN, level, values=f"{before} {level}")
    reason = require_steps_seen(work, incident, [shown], left_out, command.reason.strip())
    incident.severity = level
    names = tuple(step.id for step in left_out)
    entry = work.record(incident, Rated(level, before, reason, names))
    for line in clocks.lines(work, incident):
        reminders.plan_clock(work, incident, line.clock, line.title)
    reminders.plan_digest(work, incident, since=entry.at)
    key = f"severity:{incident.id}:{entry.seq}"
    channels.post(work, incident, key, SeverityNote(level, before, reason, work.actor, names))
    steps.follow(work, incident, statuses, reason)
    return SeverityRated(incident, before)


def _left_out(work: Work, incident: Incident, level: int) -> Sequence[Step]:
    """The planned steps that an incident of that severity would not need."""
    snapshot = work.snapshot(incident)
    now, then = snapshot.runbook, snapshot.runbook_at(level)
    return [
        one for one in now.runbook.steps if now.applies[one.id][0] is not False and then.applies[one.id][0] is False
    ]
