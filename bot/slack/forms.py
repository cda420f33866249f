"""Every form: how it is drawn, and what its submission does. Its private_metadata says which incident it is about."""

from collections.abc import Callable, Mapping

from bot.actions import (
    clock_decisions,
    clocks,
    closing,
    confirmations,
    confirmed_changes,
    decisions,
    deviations,
    early_steps,
    evidence,
    facts,
    holds,
    incidents,
    notice_edits,
    notice_sendings,
    notice_states,
    notices,
    proposals,
    returned_mail,
    risks,
    sending_proofs,
    severities,
    snoozes,
    staffing,
    status,
    step_list,
    steps,
    tasks,
)
from bot.actions.clocks import DutyExplained
from bot.actions.step_endings import skip_step
from bot.domain.permissions import Act
from bot.domain.proposals import Noun
from bot.messages import N_, _
from bot.slack import clock_decisions as clock_decision_views
from bot.slack import closing as closing_views
from bot.slack import deviations as deviation_views
from bot.slack import evidence as evidence_views
from bot.slack import facts as fact_views
from bot.slack import holds as hold_views
from bot.slack import incidents as incident_views
from bot.slack import loosenings as loosening_views
from bot.slack import notice_edits as notice_edit_views
from bot.slack import notice_sendings as notice_sending_views
from bot.slack import notices as notice_views
from bot.slack import proposals as proposal_views
from bot.slack import questions as question_views
from bot.slack import returned_mail as returned_mail_views
from bot.slack import risks as risk_views
from bot.slack import severities as severity_views
from bot.slack import snoozes as snooze_views
from bot.slack import step_forms, step_links, team_form
from bot.slack import steps as step_views
from bot.slack import tasks as task_views
from bot.slack.block_kit import Modal
from bot.slack.callbacks import number
from bot.slack.requests import Form, IncidentContext, RequestContext
from bot.slack.routes import FormRow, IncidentForm, IncidentRoute, OpenForm, OpenRoute, OpensForm, ShownForm
from bot.slack.step_subjects import the_step


def _open(context: RequestContext, form: Form) -> Modal:
    return incident_views.draw_open(context.work.library.law, context.work.library.runbooks, form.given)


def _close(context: IncidentContext, form: Form) -> Modal:
    return closing_views.draw_close(status.show(context.work, context.incident), form.subject)


def _severity(context: IncidentContext, form: Form) -> Modal:
    return severity_views.draw(context.incident.severity)


def _step_done(context: IncidentContext, form: Form) -> Modal:
    """Only where the step can be worked on now; who cannot is told so instead."""
    work, incident = context.work, context.incident
    one = step_list.workable(work, incident, form.subject)
    missing = decisions.missing(work, incident, one.step)
    ends = step_links.declines(work, incident, one.step)
    modal = step_forms.draw_done(one, missing, context.reader.zone, form.given, ends)
    names_people = one.step.decision and one.step.decision.about == "team"
    return team_form.with_pickers(context, modal) if names_people else modal


def _step_happened(context: IncidentContext, form: Form) -> Modal:
    one = deviations.gated(context.work, context.incident, form.subject)
    needs = early_steps.titles_of(context.incident, one.waits_for)
    return deviation_views.draw(one, needs, form.given.get("reason", ""), context.reader)


def _step_evidence(context: IncidentContext, form: Form) -> Modal:
    return evidence_views.draw(step_list.find(context.work, context.incident, form.subject))


def _step_reason(callback: str, title: str, label: str) -> Callable[[IncidentContext, Form], Modal]:
    def draw(context: IncidentContext, form: Form) -> Modal:
        one = step_list.find(context.work, context.incident, form.subject)
        return step_forms.draw_reason(callback, _(title), _(label), one)

    return draw


def _snooze(context: IncidentContext, form: Form) -> Modal:
    subject = snooze_views.read_subject(form.subject)
    return snooze_views.draw_snooze(snoozes.room(context.work, context.incident, subject))


def _facts_choose(context: IncidentContext, form: Form) -> Modal:
    return fact_views.draw_choose(context.work.law(context.incident))


def _risk_decide(context: IncidentContext, form: Form) -> Modal:
    return risk_views.draw_decide(risks.weigh_risk(context.work, context.incident), form.subject)


def _duty(context: IncidentContext, form: Form) -> DutyExplained:
    """The duty of a form, as the person saw it when they pressed the button."""
    found = clocks.explain(context.work, context.incident, form.subject)
    if found.line:
        clock_decisions.refuse_stale(context.work, found.line.clock, found.line.title, context.request.version)
    return found


def _proposal_confirm(context: IncidentContext, form: Form) -> Modal:
    one = proposals.find(context.work, context.incident, number(form.subject))
    ends = step_links.ends(context.work, context.incident, one)
    ends = ends or closing_views.stays_open(context.work, context.incident, one)
    notice = notices.find(context.work, context.incident, one.subject) if one.noun is Noun.NOTICE else None
    read = notice_views.to_read(notice) if notice else ()
    return proposal_views.draw_confirm(one, ends, form.given.get("reason", ""), read)


def _proposal_reject(context: IncidentContext, form: Form) -> Modal:
    return proposal_views.draw_reject(proposals.find(context.work, context.incident, number(form.subject)))


def _clock_met(context: IncidentContext, form: Form) -> Modal:
    evidence = sending_proofs.evidence_of(context.work, context.incident)
    return clock_decision_views.draw_met(_duty(context, form), evidence, context.reader)


def _notice_wave(context: IncidentContext, form: Form) -> Modal:
    work, incident = context.work, context.incident
    notice = notice_sendings.sendable(work, incident, form.subject)
    title, evidence = notices.kind_of(work, notice).title, sending_proofs.evidence_of(work, incident)
    return notice_sending_views.draw_wave(notice, title, evidence, context.reader)


def _notice_returned(context: IncidentContext, form: Form) -> Modal:
    work, incident = context.work, context.incident
    notice = returned_mail.sent_notice(work, incident, form.subject)
    title, evidence = notice_states.title_of(work, notice), sending_proofs.evidence_of(work, incident)
    return returned_mail_views.draw(notice, title, notice_states.sendings(notice), evidence)


def _clock_decline(context: IncidentContext, form: Form) -> Modal:
    return clock_decision_views.draw_decline(_duty(context, form), context.reader)


def _clock_hold(context: IncidentContext, form: Form) -> Modal:
    words = form.subject.strip()
    every = words.lower() == holds.ALL
    found = None if every else clocks.explain(context.work, context.incident, words, running=True)
    return hold_views.draw_hold(found, context.reader)


FORMS: Mapping[str, FormRow] = {
    # Incidents
    "open": OpenForm(
        _open, OpenRoute(Act.OPEN, incident_views.read_open_form, incidents.open_incident, incident_views.opened)
    ),
    "close": IncidentForm(
        _close,
        IncidentRoute(
            Act.CLOSE, closing_views.read_close_form, closing.close_incident, closing_views.closing, quiet=True
        ),
    ),
    "severity": IncidentForm(
        _severity,
        IncidentRoute(
            Act.RATE, severity_views.read_severity_form, severities.rate_severity, severity_views.rated, quiet=True
        ),
    ),
    # Steps
    "step_done": IncidentForm(
        _step_done,
        IncidentRoute[decisions.StepWork, steps.StepChanged](
            Act.STEPS,
            step_forms.read_done_form,
            decisions.work_on_step,
            step_views.changed,
            subject=the_step,
            quiet=True,
            tasks=True,
        ),
    ),
    "step_team": ShownForm(
        IncidentRoute(
            Act.STEPS,
            team_form.read_team_form,
            staffing.staff_team,
            step_views.changed,
            subject=team_form.the_team_step,
            quiet=True,
        )
    ),
    "step_happened": IncidentForm(
        _step_happened,
        IncidentRoute(
            Act.STEPS,
            deviation_views.read,
            deviations.record_deviation,
            step_views.changed,
            subject=the_step,
            quiet=True,
        ),
    ),
    "step_skip": IncidentForm(
        _step_reason("step_skip", N_("Skip a step"), N_("Why are you skipping this step?")),
        IncidentRoute(
            Act.STEPS,
            step_forms.read_skip_form,
            skip_step,
            step_views.changed,
            subject=the_step,
            quiet=True,
            tasks=True,
        ),
    ),
    "task": IncidentForm(
        lambda context, _form: task_views.draw_task(context),
        IncidentRoute(Act.TASK, task_views.read_task_form, tasks.add_task, task_views.added, quiet=True),
    ),
    "step_stuck": IncidentForm(
        _step_reason("step_stuck", N_("Report blocker"), N_("What is blocking you?")),
        IncidentRoute(Act.STEPS, step_forms.read_stuck_form, steps.say_stuck, step_views.changed, quiet=True),
    ),
    "step_evidence": IncidentForm(
        _step_evidence,
        IncidentRoute(Act.STEPS, evidence_views.read_evidence_form, evidence.add_evidence, evidence_views.added),
    ),
    "snooze": IncidentForm(
        _snooze,
        IncidentRoute(Act.SNOOZE, snooze_views.read_snooze_form, snoozes.snooze, snooze_views.snoozed),
    ),
    # Facts and the risk to people
    "facts_ask": IncidentForm(
        question_views.draw_ask,
        IncidentRoute(
            Act.FACTS,
            question_views.read_ask_form,
            facts.state_facts,
            question_views.answered,
        ),
    ),
    "facts_loosen": ShownForm(
        IncidentRoute(
            Act.LOOSEN,
            loosening_views.read_confirmed,
            confirmed_changes.confirm_change,
            loosening_views.confirmed,
        )
    ),
    "severity_confirm": ShownForm(
        IncidentRoute(
            Act.RATE,
            loosening_views.read_confirmed,
            confirmed_changes.confirm_change,
            loosening_views.confirmed,
        )
    ),
    "facts_choose": IncidentForm(_facts_choose, OpensForm(Act.FACTS, question_views.ask_chosen)),
    "risk_decide": IncidentForm(
        _risk_decide, IncidentRoute(Act.RISK, risk_views.read_decide_form, risks.decide_risk, risk_views.decided)
    ),
    # Duties and their clocks
    "clock_met": IncidentForm(
        _clock_met,
        IncidentRoute(
            Act.MEET, clock_decision_views.read_met_form, clock_decisions.meet_clock, clock_decision_views.decided
        ),
    ),
    "clock_decline": IncidentForm(
        _clock_decline,
        IncidentRoute(
            Act.DECLINE,
            clock_decision_views.read_decline_form,
            clock_decisions.decline_clock,
            clock_decision_views.decided,
            subject=clock_decision_views.the_duty,
        ),
    ),
    "clock_hold": IncidentForm(
        _clock_hold, IncidentRoute(Act.HOLD, hold_views.read_hold_form, holds.hold_clock, hold_views.held)
    ),
    # Notices
    "notice_edit": IncidentForm(
        notice_edit_views.draw,
        IncidentRoute(
            Act.APPROVE,
            notice_edit_views.read,
            notice_edits.edit_notice,
            notice_edit_views.edited,
            subject=notice_sending_views.withdrawal,
        ),
    ),
    "notice_wave": IncidentForm(
        _notice_wave,
        IncidentRoute(
            Act.MEET,
            notice_sending_views.read_wave_form,
            notice_sendings.record_wave,
            notice_sending_views.wave_recorded,
        ),
    ),
    "notice_returned": IncidentForm(
        _notice_returned,
        IncidentRoute(
            Act.MEET, returned_mail_views.read_form, returned_mail.record_returned, returned_mail_views.recorded
        ),
    ),
    # Proposals
    "proposal_confirm": IncidentForm(
        _proposal_confirm,
        IncidentRoute(
            Act.CONFIRM,
            proposal_views.read_confirm_form,
            confirmations.confirm_proposal,
            proposal_views.settled,
            subject=proposal_views.the_proposal,
        ),
    ),
    "proposal_reject": IncidentForm(
        _proposal_reject,
        IncidentRoute(
            Act.REJECT,
            proposal_views.read_reject_form,
            confirmations.reject_proposal,
            proposal_views.settled,
            subject=proposal_views.the_proposal,
            quiet=True,
        ),
    ),
}
