"""Every word after /breach: what it shows, what it does, and what that needs permission for.

Help, the listeners and the tests read this table. A word alone shows; with more words it acts (`Subcommand.row`). The
routes above it are those that a button takes too.
"""

from collections.abc import Mapping, Sequence

from bot.actions import (
    clock_decisions,
    clocks,
    confirmations,
    decisions,
    drills,
    exposures,
    facts,
    handovers,
    holds,
    incidents,
    known_facts,
    languages,
    laws,
    memos,
    notes,
    notices,
    people,
    reports,
    risks,
    runbooks,
    safety,
    severities,
    status,
    step_list,
    steps,
)
from bot.actions.step_endings import skip_step
from bot.actions.work import Work
from bot.domain.permissions import Act
from bot.messages import N_
from bot.slack import clock_decisions as clock_decision_views
from bot.slack import clocks as clock_views
from bot.slack import drills as drill_views
from bot.slack import duties as duty_views
from bot.slack import exposures as exposure_views
from bot.slack import facts as fact_views
from bot.slack import handovers as handover_views
from bot.slack import help as help_views
from bot.slack import holds as hold_views
from bot.slack import incidents as incident_views
from bot.slack import languages as language_views
from bot.slack import laws as law_views
from bot.slack import notices as notice_views
from bot.slack import people as people_views
from bot.slack import proposals as proposal_views
from bot.slack import risks as risk_views
from bot.slack import runbooks as runbook_views
from bot.slack import safety as safety_views
from bot.slack import severities as severity_views
from bot.slack import step_forms, step_links
from bot.slack import steps as step_views
from bot.slack.requests import Form
from bot.slack.routes import IncidentRoute, OpenRoute, OpensForm, Subcommand, nothing, shows, words
from bot.slack.step_subjects import the_step
from bot.store.tables import Incident


def _subcommands(work: Work, command: None) -> Sequence[Subcommand]:
    return SUBCOMMANDS


def _memo(work: Work, incident: Incident, command: None) -> memos.MemoOrdered:
    return memos.make_memo(work, incident)


def _mine(work: Work, command: None) -> incidents.IncidentsListed:
    return incidents.list_incidents(work)


def _my_language(work: Work, command: None) -> languages.LanguageShown:
    return languages.show_language(work)


def _helped(work: Work, word: str) -> Sequence[Subcommand]:
    """The command that is meant, or all of them for other words (`help me`). Raises UsageError for one mistyped."""
    found = help_views.the_subcommand(WORDS, word)
    return (found,) if found else SUBCOMMANDS


OPEN = OpenRoute(Act.OPEN, incident_views.read_open, incidents.open_incident, incident_views.opened)

SHOW_STEPS = IncidentRoute(Act.SEE, step_forms.read_phase, step_list.list_steps, step_views.listed, reads=True)
SHOW_NEXT = shows(confirmations.show_next, proposal_views.next_shown)
TAKE_STEP = IncidentRoute(Act.STEPS, step_forms.read_claim, steps.claim_step, step_views.changed, subject=the_step)

SHOW_FACTS = shows(known_facts.list_facts, fact_views.listed)
WEIGH_RISK = shows(risks.weigh_risk, risk_views.weighed)

SHOW_CLOCKS = shows(clocks.list_clocks, clock_views.listed)
EXPLAIN_DUTY = IncidentRoute(Act.SEE, duty_views.read_why, clocks.explain, duty_views.explained, reads=True)

SHOW_NOTICES = shows(notices.list_notices, notice_views.listed)
DRAFT_NOTICE = IncidentRoute(Act.DRAFT, notice_views.read_draft, notices.draft_notice, notice_views.drafted)
APPROVE_NOTICE = IncidentRoute(
    Act.APPROVE,
    notice_views.read_approve,
    notices.approve_notice,
    notice_views.approved,
    subject=notice_views.approval,
)

SHOW_RUNBOOK = shows(runbooks.show_runbook, runbook_views.shown)

SUBCOMMANDS: tuple[Subcommand, ...] = (
    Subcommand(
        "help",
        N_("help [command]"),
        N_("show this list, or one command with examples"),
        shows=OpenRoute(Act.HELP, nothing, _subcommands, help_views.every, reads=True),
        acts=OpenRoute(Act.HELP, words, _helped, help_views.shown, reads=True),
    ),
    Subcommand(
        "language",
        N_("language [de | en | es | fr]"),
        N_("show or change the language breachbot uses with you"),
        shows=OpenRoute(Act.LANGUAGE, nothing, _my_language, language_views.shown, reads=True),
        acts=OpenRoute(Act.LANGUAGE, language_views.read_language, languages.choose_language, language_views.shown),
    ),
    # Incidents
    Subcommand(
        "open",
        N_("open [what happened]"),
        N_("open an incident"),
        acts=OPEN,
        also=("new", "start", "declare", "create"),
    ),
    Subcommand(
        "list",
        "list",
        N_("list your incidents"),
        shows=OpenRoute(Act.LIST, nothing, _mine, incident_views.listed, reads=True),
        also=("ls", "incidents"),
    ),
    Subcommand(
        "status",
        "status",
        N_("show the status of this incident"),
        shows=shows(status.show, incident_views.status),
        also=("show", "card", "info"),
    ),
    Subcommand(
        "close",
        N_("close REASON"),
        N_("close the incident"),
        shows=OpensForm(Act.CLOSE, lambda context: Form("close")),
        acts=IncidentRoute(Act.CLOSE, incident_views.read_close, incidents.close_incident, incident_views.closing),
        also=("resolve", "end"),
    ),
    Subcommand(
        "reopen",
        N_("reopen REASON"),
        N_("reopen a closed incident"),
        acts=IncidentRoute(Act.REOPEN, words, incidents.reopen_incident, incident_views.reopened),
    ),
    Subcommand(
        "drill",
        N_("drill KIND [description]"),
        N_("run a practice incident"),
        acts=OpenRoute(Act.OPEN, drill_views.read_drill, incidents.open_incident, incident_views.opened),
        also=("exercise",),
    ),
    Subcommand(
        "forward",
        N_("forward 6 hours"),
        N_("move a drill's clock forward"),
        acts=IncidentRoute(Act.MOVE_TIME, drill_views.read_forward, drills.move_time, drill_views.moved),
    ),
    Subcommand(
        "note",
        N_("note TEXT"),
        N_("add a note to the record"),
        acts=IncidentRoute(Act.NOTE, incident_views.read_note, notes.add_note, incident_views.noted),
        also=("log", "record"),
    ),
    Subcommand(
        "report",
        N_("report [pdf html md]"),
        N_("create the report"),
        acts=IncidentRoute(Act.REPORT, incident_views.read_report, reports.make_report, incident_views.report_ordered),
    ),
    Subcommand(
        "severity",
        N_("severity [1-4] [reason]"),
        N_("set severity (drives update cadence)"),
        shows=OpensForm(Act.RATE, lambda context: Form("severity")),
        acts=IncidentRoute(Act.RATE, severity_views.read_severity, severities.rate_severity, severity_views.rated),
        also=("sev",),
    ),
    # Steps
    Subcommand(
        "steps",
        N_("steps [contain | notify | investigate | prevent]"),
        N_("show the runbook and its open steps"),
        shows=SHOW_STEPS,
        also=("tasks", "todo"),
    ),
    Subcommand(
        "step",
        N_("step STEP"),
        N_("show one step: what to do, why, and what is better done first"),
        acts=IncidentRoute(Act.SEE, step_forms.read_step, step_links.show_step, step_links.shown, reads=True),
    ),
    Subcommand("next", "next", N_("show what is waiting for you, late items first"), shows=SHOW_NEXT, also=("mine",)),
    Subcommand("take", N_("take STEP"), N_("claim a step"), acts=TAKE_STEP, also=("claim",)),
    Subcommand(
        "done",
        N_("done STEP [what was done, or ANSWER because REASON]"),
        N_("finish a step"),
        acts=IncidentRoute[decisions.StepWork, steps.StepChanged](
            Act.STEPS, step_forms.read_done, decisions.work_on_step, step_views.changed, subject=the_step
        ),
        also=("finish", "decide"),
    ),
    Subcommand(
        "skip",
        N_("skip STEP REASON"),
        N_("skip a step, with a reason"),
        acts=IncidentRoute(Act.STEPS, step_forms.read_skip, skip_step, step_views.changed, subject=the_step),
    ),
    Subcommand(
        "stuck",
        N_("stuck STEP REASON"),
        N_("report what blocks a step"),
        acts=IncidentRoute(Act.STEPS, step_forms.read_stuck, steps.say_stuck, step_views.changed),
        also=("blocked",),
    ),
    Subcommand(
        "safety",
        N_("safety REASON"),
        N_("put the safety of a person in danger first"),
        acts=IncidentRoute(Act.SAFETY, safety_views.read_safety, safety.put_safety_first, safety_views.put_first),
        also=("danger",),
    ),
    Subcommand(
        "runbook", "runbook", N_("show the runbook version and any newer one"), shows=SHOW_RUNBOOK, also=("version",)
    ),
    # Facts and the risk to people
    Subcommand(
        "facts",
        N_("facts [name value | name add, remove or replace value]"),
        N_("show, state, correct or remove facts; lists and tables are added to"),
        shows=SHOW_FACTS,
        acts=IncidentRoute(Act.FACTS, fact_views.read_facts, facts.state_facts, fact_views.stated),
        also=("fact", "know", "correct"),
    ),
    Subcommand(
        "risk",
        N_("risk [LEVEL because REASON]"),
        N_("assess and decide the risk to people"),
        shows=WEIGH_RISK,
        acts=IncidentRoute(Act.RISK, risk_views.read_risk, risks.decide_risk, risk_views.decided),
        also=("risks",),
    ),
    # Duties and their clocks
    Subcommand(
        "clocks",
        "clocks",
        N_("show every duty and its deadline"),
        shows=SHOW_CLOCKS,
        also=("clock", "deadlines", "deadline", "duties"),
    ),
    Subcommand(
        "why",
        N_("why DUTY"),
        N_("explain why a clock runs and how it is counted"),
        acts=EXPLAIN_DUTY,
        also=("explain",),
    ),
    Subcommand(
        "met",
        N_("met DUTY ref NUMBER [at TIME]"),
        N_("record that a notice was sent"),
        acts=IncidentRoute(
            Act.MEET, clock_decision_views.read_met, clock_decisions.meet_clock, clock_decision_views.decided
        ),
        also=("meet", "notified", "sent", "filed"),
    ),
    Subcommand(
        "decline",
        N_("decline DUTY because REASON"),
        N_("record a decision not to notify"),
        acts=IncidentRoute(
            Act.DECLINE, clock_decision_views.read_decline, clock_decisions.decline_clock, clock_decision_views.decided
        ),
    ),
    Subcommand(
        "hold",
        N_("hold DUTY until TIME by AGENCY [written]"),
        N_("record that an agency asked to delay a notice"),
        acts=IncidentRoute(Act.HOLD, hold_views.read_hold, holds.hold_clock, hold_views.held),
    ),
    Subcommand(
        "release",
        N_("release DUTY [at TIME]"),
        N_("record that the agency lifted its request"),
        acts=IncidentRoute(Act.HOLD, hold_views.read_release, holds.release_clock, hold_views.released),
        also=("lift",),
    ),
    Subcommand(
        "exposure",
        "exposure",
        N_("show maximum fines (lead, DPO, counsel, executive)"),
        shows=shows(exposures.show_exposure, exposure_views.shown, Act.EXPOSURE),
        also=("fines",),
    ),
    Subcommand(
        "law",
        "law",
        N_("show the version of the law used here"),
        shows=shows(laws.show_law, law_views.shown),
        also=("laws",),
    ),
    Subcommand(
        "memo",
        "memo",
        N_("create a memo of the duties for counsel"),
        acts=IncidentRoute(Act.REPORT, nothing, _memo, duty_views.memo_ordered),
    ),
    # Notices
    Subcommand(
        "notice",
        N_("notice [KIND]"),
        N_("list notices, or draft one from the facts"),
        shows=SHOW_NOTICES,
        acts=DRAFT_NOTICE,
        also=("notices", "draft"),
    ),
    Subcommand("approve", N_("approve KIND"), N_("approve a notice (only the role it names)"), acts=APPROVE_NOTICE),
    # People
    Subcommand(
        "assign",
        N_("assign ROLE @name [alternate]"),
        N_("assign a person to a role"),
        acts=IncidentRoute(Act.ASSIGN, people_views.read_assign, people.assign_role, people_views.answered),
        also=("role", "name"),
    ),
    Subcommand(
        "conflict",
        N_("conflict @name suspect|witness|none"),
        N_("say who may be a suspect or a witness: they decide nothing"),
        acts=IncidentRoute(
            Act.ASSIGN, people_views.read_stated_conflict, people.state_conflict, people_views.conflict_recorded
        ),
    ),
    Subcommand(
        "handover",
        N_("handover [ROLE] [@name]"),
        N_("hand over at the end of a shift"),
        acts=IncidentRoute(
            Act.HAND_OVER,
            handover_views.read_handover,
            handovers.hand_over,
            handover_views.handed_over,
            subject=handover_views.seat,
        ),
        also=("shift",),
    ),
)

WORDS: Mapping[str, Subcommand] = {word: one for one in SUBCOMMANDS for word in (one.word, *one.also)}
