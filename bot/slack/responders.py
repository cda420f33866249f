"""The rows of the tables in `verbs.py` that responders use: next, people, handover, severity, safety,
runbook, drills.
"""

from collections.abc import Mapping
from typing import Any

from bot.actions import drills, evidence, handovers, incidents, people, runbooks, safety, severities, steps
from bot.actions.handovers import HandOver
from bot.actions.work import Work
from bot.domain.permissions import Act
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
    people.require(work, incident, Act.ASSIGN)
    return people.assign_role(work, incident, command)


def _view_conflict(outcome: Any, reader: Any) -> Any:
    handed = isinstance(outcome, handovers.HandedOver)
    return handover_views.handed_over(outcome, reader) if handed else people_views.answered(outcome, reader)


NEXT = Route(Act.SEE, lambda it: None, _list_next, step_views.next_for_me, reads=True)
ASSIGN = Route(Act.ASSIGN, lambda it: people_views.read_assign(it.request), people.assign_role, people_views.answered)
HANDOVER = Route(
    Act.HAND_OVER, lambda it: handover_views.read(it.request), handovers.hand_over, handover_views.handed_over
)
SEVERITY = Route(Act.RATE, lambda it: severity_views.read(it.request), severities.rate_severity, severity_views.rated)
SAFETY = Route(Act.SAFETY, lambda it: safety_views.read(it.request), safety.put_safety_first, safety_views.put_first)
RUNBOOK = Route(Act.SEE, lambda it: None, _show_runbook, runbook_views.shown, reads=True)
DRILL = Route(
    Act.OPEN,
    lambda it: drill_views.read_drill(it.request, it.work.library.runbooks),
    lambda work, _, command: incidents.open_incident(work, command),
    incident_views.opened,
    anywhere=True,
)
FORWARD = Route(Act.MOVE_TIME, lambda it: drill_views.read_forward(it.request), drills.move_time, drill_views.moved)
CONFLICT = Route(Act.HAND_OVER, lambda it: people_views.read_conflict(it.request), _answer_conflict, _view_conflict)

BUTTONS: Mapping[str, Route] = {
    "steps.next": NEXT,
    "conflict.none": CONFLICT,
    "conflict.witness": CONFLICT,
    "conflict.suspect": CONFLICT,
    "runbook.show": RUNBOOK,
    "runbook.move": Route(
        Act.MOVE, lambda it: runbook_views.read_move(it.request), runbooks.move_runbook, runbook_views.moved
    ),
    "step.evidence": Route(
        Act.STEPS, lambda it: Form("step_evidence", it.request.about), unanswered, evidence_views.added
    ),
}

FORMS: Mapping[str, FormRoute] = {
    "severity": FormRoute(
        lambda it, form: severity_views.draw(it.incident.severity),
        Route(
            Act.RATE,
            lambda it: severity_views.read_form(it.request),
            severities.rate_severity,
            severity_views.rated,
            quiet=True,
        ),
    ),
    "step_evidence": FormRoute(
        lambda it, form: evidence_views.draw(steps.find(it.work, it.incident, form.about)),
        Route(Act.STEPS, lambda it: evidence_views.read_form(it.request), evidence.add_evidence, evidence_views.added),
    ),
}
