"""What is known about an incident now, in the forms in which the domain asks for it."""

from datetime import datetime

from bot.actions.work import Work
from bot.law.conditions import worlds_of
from bot.runbook.progress import Evaluate
from bot.runbook.step_due import Milestones
from bot.store.tables import Incident


def instant(incident: Incident, name: str) -> datetime | None:
    value = incident.facts.value(name)
    return value if isinstance(value, datetime) else None


def evaluation(work: Work, incident: Incident) -> Evaluate:
    """Evaluates a condition over the incident's facts as of now; None when they do not settle it."""
    return worlds_of(incident.facts, work.law(incident), work.now_in(incident).date()).holds


def milestones(incident: Incident) -> Milestones:
    """The instants that steps count from. The response ends when that is stated, at the latest with the closing."""
    stated = incident.facts.stated
    return Milestones(
        opened_at=incident.opened_at,
        aware_at=instant(incident, "aware_at") or instant(incident, "noticed_at"),
        contained_at=instant(incident, "contained_at"),
        scope_known_at=instant(incident, "scope_known_at"),
        closed_at=instant(incident, "resolved_at") or incident.closed_at,
        facts_changed_at=stated[-1].at if stated else None,
    )
