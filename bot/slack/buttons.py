"""Every button: what a press does, and what that needs permission for. Its value says which incident it is about."""

from collections.abc import Mapping

from bot.actions import confirmations, handovers, laws, notices, reports, reviews, roles, runbooks
from bot.domain.permissions import Act
from bot.slack import duties as duty_views
from bot.slack import handovers as handover_views
from bot.slack import laws as law_views
from bot.slack import notice_sendings as notice_sending_views
from bot.slack import notices as notice_views
from bot.slack import people as people_views
from bot.slack import proposals as proposal_views
from bot.slack import questions as question_views
from bot.slack import reports as report_views
from bot.slack import runbooks as runbook_views
from bot.slack import step_links
from bot.slack.duty_subcommands import (
    APPROVE_NOTICE,
    DRAFT_NOTICE,
    EXPLAIN_DUTY,
    SHOW_ANSWERS,
    SHOW_CLOCKS,
    SHOW_FACTS,
    SHOW_NOTICES,
    WEIGH_RISK,
)
from bot.slack.incident_subcommands import OPEN
from bot.slack.notice_forms import FILL_FORM
from bot.slack.people_subcommands import CATCH_UP, LET_IN, TURN_AWAY
from bot.slack.requests import Form, IncidentContext
from bot.slack.routes import IncidentRoute, OpensForm, Row, words
from bot.slack.step_subcommands import SHOW_NEXT, SHOW_RUNBOOK, SHOW_STEPS, TAKE_STEP
from bot.slack.step_subjects import the_step


def _form(name: str, act: Act) -> OpensForm:
    """A button that opens the form of this name, about what the button is about."""

    def form(context: IncidentContext) -> Form:
        return Form(name, context.request.subject)

    return OpensForm(act, form)


NAME_PERSON = IncidentRoute(Act.ASSIGN, people_views.read_conflict, roles.assign_role, people_views.answered)
HAND_OVER = IncidentRoute(
    Act.HAND_OVER,
    people_views.read_handover_conflict,
    handovers.hand_over,
    handover_views.handed_over,
    subject=handover_views.seat,
)

BUTTONS: Mapping[str, Row] = {
    # Incidents
    "incident.open": OPEN,
    "incident.close": _form("close", Act.CLOSE),
    "report.make": IncidentRoute(
        Act.REPORT, report_views.read_report, reports.make_report, report_views.report_ordered
    ),
    # Steps
    "steps.show": SHOW_STEPS,
    "steps.next": SHOW_NEXT,
    "step.show": IncidentRoute(Act.SEE, words, step_links.show_step, step_links.shown, reads=True),
    "step.claim": TAKE_STEP,
    "step.done": OpensForm(
        Act.STEPS, lambda context: Form("step_done", context.request.subject), subject=the_step, tasks=True
    ),
    "step.happened": OpensForm(
        Act.STEPS, lambda context: Form("step_happened", context.request.subject), subject=the_step
    ),
    "step.skip": OpensForm(
        Act.STEPS, lambda context: Form("step_skip", context.request.subject), subject=the_step, tasks=True
    ),
    "task.add": _form("task", Act.TASK),
    "step.stuck": _form("step_stuck", Act.STEPS),
    "step.evidence": _form("step_evidence", Act.STEPS),
    "runbook.show": SHOW_RUNBOOK,
    "runbook.move": IncidentRoute(Act.MOVE, runbook_views.read_move, runbooks.move_runbook, runbook_views.moved),
    "reminder.snooze": _form("snooze", Act.SNOOZE),
    # Facts and the risk to people
    "facts.show": SHOW_FACTS,
    "facts.ask": OpensForm(Act.FACTS, question_views.ask_facts),
    "facts.choose": _form("facts_choose", Act.FACTS),
    "risk.show": WEIGH_RISK,
    "risk.decide": _form("risk_decide", Act.RISK),
    # Duties and their clocks
    "clocks.show": SHOW_CLOCKS,
    "clock.why": EXPLAIN_DUTY,
    "clock.met": _form("clock_met", Act.MEET),
    "clock.decline": _form("clock_decline", Act.DECLINE),
    "clock.confirm": IncidentRoute(Act.DECLINE, words, reviews.confirm_decision, duty_views.reviewed),
    "clock.reopen": IncidentRoute(Act.DECLINE, duty_views.read_reopen, reviews.reopen_clock, duty_views.reviewed),
    "law.take": IncidentRoute(Act.LAW, words, laws.take_over_law, law_views.decided),
    "law.keep": IncidentRoute(Act.LAW, words, laws.keep_law, law_views.decided),
    # Notices
    "notices.show": SHOW_NOTICES,
    "notice.draft": DRAFT_NOTICE,
    "notice.answers": SHOW_ANSWERS,
    "notice.approve": APPROVE_NOTICE,
    "notice.edit": OpensForm(
        Act.APPROVE,
        lambda context: Form("notice_edit", context.request.subject),
        subject=notice_sending_views.withdrawal,
    ),
    "notice.wave": _form("notice_wave", Act.MEET),
    "notice.returned": _form("notice_returned", Act.MEET),
    "notice.form": FILL_FORM,
    "notice.document": IncidentRoute(Act.SEE, words, notices.make_document, notice_views.document_ordered),
    # Proposals
    "proposal.make": IncidentRoute(
        Act.PROPOSE, proposal_views.read_propose, confirmations.propose, proposal_views.made
    ),
    "proposal.confirm": IncidentRoute(
        Act.CONFIRM,
        proposal_views.read_confirm,
        confirmations.confirm_proposal,
        proposal_views.settled,
        subject=proposal_views.the_proposal,
    ),
    "proposal.reject": IncidentRoute(
        Act.REJECT,
        proposal_views.read_reject,
        confirmations.reject_proposal,
        proposal_views.settled,
        subject=proposal_views.the_proposal,
    ),
    # People
    "catchup.show": CATCH_UP,
    "visitor.admit": LET_IN,
    "visitor.exclude": TURN_AWAY,
    "conflict.none": NAME_PERSON,
    "conflict.witness": NAME_PERSON,
    "conflict.suspect": NAME_PERSON,
    "handover.none": HAND_OVER,
    "handover.witness": HAND_OVER,
    "handover.suspect": HAND_OVER,
}
