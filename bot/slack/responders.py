"""The rows of the tables in `verbs.py` that responders use: next, people, handover, severity, safety,
runbook, drills.
"""

from collections.abc import Mapping
from typing import Any

from bot.actions import drills, evidence, handovers, incidents, people, runbooks, safety, severities, steps
from bot.actions.handovers import HandOver
from bot.actions.work import Work
from bot.slack import drills as drill_views
from bot.slack import evidence as evidence_views
from bot.slack import handovers as handover_views
from bot.slack import incidents as incident_views
from bot.slack import people as people_views
from bot.slack import runbooks as runbook_views
from bot.slack import safety as safety_views
from bot.slack import severities as severity_views
from bot.slack import steps as step_views
from bot.slack.requests import Form
from bot.slack.routes import FormRoute, Route, unanswered
from bot.store.tables import Incident


def _list_next(work: Work, incident: Incident, command: Any) -> Any:
    return steps.list_steps(work, incident)


def _show_runbook(work: Work, incident: Incident, command: Any) -> Any:
    return runbooks.show_runbook(work, incident)


def _answer_conflict(work: Work, incident: Incident, command: Any) -> Any:
    """The question stood before a handover or before a naming; its answer lets that go on."""
    if isinstance(command, HandOver):
        return handovers.hand_over(work, incident, command)
    incidents.allow(work, incident, "assign")
    return people.assign_role(work, incident, command)


def _view_conflict(outcome: Any, reader: Any) -> Any:
    handed = isinstance(outcome, handovers.HandedOver)
    return handover_views.handed_over(outcome, reader) if handed else people_views.answered(outcome, reader)


NEXT = Route("see", lambda see: None, _list_next, step_views.next_for_me, reads=True)
ASSIGN = Route("assign", lambda see: people_views.read_assign(see.request), people.assign_role, people_views.answered)
HANDOVER = Route(
    "hand over", lambda see: handover_views.read(see.request), handovers.hand_over, handover_views.handed_over
)
SEVERITY = Route("rate", lambda see: severity_views.read(see.request), severities.rate_severity, severity_views.rated)
SAFETY = Route("safety", lambda see: safety_views.read(see.request), safety.put_safety_first, safety_views.put_first)
RUNBOOK = Route("see", lambda see: None, _show_runbook, runbook_views.shown, reads=True)
DRILL = Route(
    "open",
    lambda see: drill_views.read_drill(see.request, see.work.library.runbooks),
    lambda work, _, command: incidents.open_incident(work, command),
    incident_views.opened,
    anywhere=True,
)
FORWARD = Route("move time", lambda see: drill_views.read_forward(see.request), drills.move_time, drill_views.moved)
CONFLICT = Route("hand over", lambda see: people_views.read_conflict(see.request), _answer_conflict, _view_conflict)

BUTTONS: Mapping[str, Route] = {
    "steps.next": NEXT,
    "conflict.none": CONFLICT,
    "conflict.witness": CONFLICT,
    "conflict.suspect": CONFLICT,
    "runbook.show": RUNBOOK,
    "runbook.move": Route(
        "move", lambda see: runbook_views.read_move(see.request), runbooks.move_runbook, runbook_views.moved
    ),
    "step.evidence": Route(
        "steps", lambda see: Form("step_evidence", see.request.about), unanswered, evidence_views.added
    ),
}

FORMS: Mapping[str, FormRoute] = {
    "severity": FormRoute(
        lambda see, form: severity_views.draw(see.incident.severity),
        Route(
            "rate",
            lambda see: severity_views.read_form(see.request),
            severities.rate_severity,
            severity_views.rated,
            quiet=True,
        ),
    ),
    "step_evidence": FormRoute(
        lambda see, form: evidence_views.draw(steps.find(see.work, see.incident, form.about)),
        Route("steps", lambda see: evidence_views.read_form(see.request), evidence.add_evidence, evidence_views.added),
    ),
}
