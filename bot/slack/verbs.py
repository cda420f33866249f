"""The bot's whole vocabulary: every word, every button, every form. Help, permissions and tests read these tables."""

from collections.abc import Mapping
from typing import Any

from bot.actions import clocks, facts, incidents, notes, notices, reports, status, steps
from bot.actions.work import Work
from bot.slack import clocks as clock_views
from bot.slack import counsel, responders
from bot.slack import facts as fact_views
from bot.slack import incidents as incident_views
from bot.slack import notices as notice_views
from bot.slack import steps as step_views
from bot.slack.block_kit import Message, Modal, context, section
from bot.slack.requests import Form, Reader
from bot.slack.routes import FormRoute, RequestContext, Route, Subcommand, about, unanswered
from bot.store.tables import Incident

Rows = Mapping[str, Route]


def _step(see: RequestContext) -> steps.StepStatus:
    return steps.find(see.work, see.incident, see.request.about or see.request.text.split(" ")[0])


def _form(name: str) -> Any:
    return lambda see: Form(name, about(see))


def _understand_done(see: RequestContext) -> Any:
    """Where the step decides something, the words begin with the answer or a form opens; else they are the note."""
    command = step_views.read_done(see.request)
    one = steps.find(see.work, see.incident, command.step_id)
    return step_views.read_decision(one, command.note) or _ask_done(see, one) if one.step.decision else command


def _ask_done(see: RequestContext, one: steps.StepStatus) -> Form:
    """The form, where the step can be worked on now; who cannot is told so instead."""
    return Form("step_done", steps.workable(see.work, see.incident, one.step.id).step.id)


def _understand_facts(see: RequestContext) -> Any:
    words = see.request.text.split()
    if not words:
        return None
    incidents.allow(see.work, see.incident, "facts")
    for end in range(min(4, len(words)), 0, -1):
        try:
            name = facts.named(see.work, see.incident, " ".join(words[:end]))
        except incidents.UsageError:
            if end == 1:
                raise
            continue
        return fact_views.read_facts(see.request, see.work.law(see.incident), name, " ".join(words[end:]))
    return None


def _do_facts(work: Work, incident: Incident, command: Any) -> Any:
    return facts.state_facts(work, incident, command) if command else facts.list_facts(work, incident)


def _view_facts(outcome: Any, reader: Reader) -> Message:
    if isinstance(outcome, facts.FactsListed):
        return fact_views.listed(outcome, reader)
    return fact_views.stated(outcome, reader)


def _understand_notice(see: RequestContext) -> Any:
    command = notice_views.read_draft(see.request)
    if isinstance(command, Form):
        return None
    incidents.allow(see.work, see.incident, "draft")
    return command


def _do_notice(work: Work, incident: Incident, command: Any) -> Any:
    return notices.draft_notice(work, incident, command) if command else notices.list_notices(work, incident)


def _view_notice(outcome: Any, reader: Reader) -> Message:
    listed = isinstance(outcome, notices.NoticesListed)
    return notice_views.listed(outcome, reader) if listed else notice_views.drafted(outcome, reader)


def _do_steps(work: Work, incident: Incident, command: Any) -> Any:
    return steps.list_steps(work, incident, command)


def _show_step(work: Work, incident: Incident, command: Any) -> Any:
    return steps.StepChanged(incident, steps.find(work, incident, command))


HELP: Mapping[str, tuple[str, ...]] = {
    "Begin": ("open", "list", "status", "help"),
    "Work": ("next", "steps", "take", "done", "skip", "stuck", "note"),
    "Know and decide": ("facts", "risk", "severity", "safety"),
    "Clocks": ("clocks", "why", "met", "decline", "hold", "release", "law", "exposure", "memo"),
    "Tell": ("notice", "approve", "report"),
    "People, and the end": ("assign", "handover", "runbook", "close", "reopen"),
    "Rehearse": ("drill", "forward"),
}
"""The words under their headings, in the order in which they are usually needed."""


def _help(outcome: Any, reader: Reader) -> Message:
    """Drawn from the table below, so that it can never be out of date."""
    rows = {verb.word: f"`/breach {verb.usage}` {verb.help}" for verb in VERBS}
    groups = [f"*{head}*\n" + "\n".join(rows[word] for word in words if word in rows) for head, words in HELP.items()]
    note = context("Only you see this. A word alone, such as `/breach met`, says what it needs.")
    return Message("What /breach understands", (*map(section, groups), note))


OPEN = Route(
    "open",
    lambda see: incident_views.read_open(see.request, see.work.library.runbooks),
    lambda work, _, command: incidents.open_incident(work, command),
    incident_views.opened,
    anywhere=True,
)
SHOW_CLOCKS = Route(
    "see",
    lambda see: None,
    lambda work, incident, _: clocks.list_clocks(work, incident),
    clock_views.listed,
    reads=True,
)
SHOW_STEPS = Route("see", lambda see: step_views.read_phase(see.request), _do_steps, step_views.listed, reads=True)
SHOW_FACTS = Route(
    "see", lambda see: None, lambda work, incident, _: facts.list_facts(work, incident), fact_views.listed, reads=True
)
SHOW_NOTICES = Route(
    "see",
    lambda see: None,
    lambda work, incident, _: notices.list_notices(work, incident),
    notice_views.listed,
    reads=True,
)
MET = Route("meet", lambda see: clock_views.read_met(see.request), clocks.meet_clock, clock_views.decided)
DECLINE = Route("decline", lambda see: clock_views.read_decline(see.request), clocks.decline_clock, clock_views.decided)
CLAIM = Route("steps", lambda see: step_views.read_claim(see.request), steps.claim_step, step_views.changed)
DONE = Route("steps", _understand_done, steps.finish_step, step_views.changed)
SKIP = Route("steps", lambda see: step_views.read_skip(see.request), steps.skip_step, step_views.changed)
STUCK = Route("steps", lambda see: step_views.read_stuck(see.request), steps.say_stuck, step_views.changed)
STATE = Route("see", _understand_facts, _do_facts, _view_facts)
NOTICE = Route("see", _understand_notice, _do_notice, _view_notice)
APPROVE = Route(
    "approve", lambda see: notice_views.read_approve(see.request), notices.approve_notice, notice_views.approved
)
REPORT = Route(
    "report", lambda see: incident_views.read_report(see.request), reports.make_report, incident_views.report_ordered
)
CLOSE = Route(
    "close", lambda see: incident_views.read_close(see.request), incidents.close_incident, incident_views.closing
)

VERBS: tuple[Subcommand, ...] = (
    Subcommand(
        "help", "help", "this list", Route("help", lambda see: None, unanswered, _help, reads=True, anywhere=True)
    ),
    Subcommand("open", "open [what happened]", "open an incident", OPEN, also=("new", "start", "declare", "create")),
    Subcommand(
        "list",
        "list",
        "your incidents",
        Route(
            "list",
            lambda see: None,
            lambda work, *_: incidents.list_incidents(work),
            incident_views.listed,
            reads=True,
            anywhere=True,
        ),
        also=("ls", "incidents"),
    ),
    Subcommand(
        "status",
        "status",
        "where this incident stands",
        Route(
            "see",
            lambda see: None,
            lambda work, incident, _: status.show(work, incident),
            incident_views.status,
            reads=True,
        ),
        also=("show", "card", "info"),
    ),
    Subcommand(
        "steps",
        "steps [contain | notify | investigate | prevent]",
        "the runbook and what is open",
        SHOW_STEPS,
        also=("step", "tasks", "todo"),
    ),
    Subcommand("take", "take STEP", "take a step on", CLAIM, also=("claim",)),
    Subcommand(
        "done", "done STEP [what was done, or ANSWER because REASON]", "finish a step", DONE, also=("finish", "decide")
    ),
    Subcommand("skip", "skip STEP reason", "leave a step out, with the reason", SKIP),
    Subcommand("stuck", "stuck STEP reason", "say what is in the way", STUCK, also=("blocked",)),
    Subcommand("next", "next", "what waits for you, late first", responders.NEXT, also=("mine",)),
    Subcommand(
        "assign", "assign ROLE @name [alternate]", "name a person to a role", responders.ASSIGN, also=("role", "name")
    ),
    Subcommand(
        "handover", "handover [ROLE] [@name]", "hand over, at the end of a shift", responders.HANDOVER, also=("shift",)
    ),
    Subcommand(
        "severity", "severity [1-4] [reason]", "how bad it is; sets the rhythm", responders.SEVERITY, also=("sev",)
    ),
    Subcommand("safety", "safety REASON", "a person in danger is told first", responders.SAFETY, also=("danger",)),
    Subcommand("runbook", "runbook", "which runbook this is, and what is newer", responders.RUNBOOK, also=("version",)),
    Subcommand(
        "note",
        "note words",
        "put something on the record",
        Route("note", lambda see: incident_views.read_note(see.request), notes.add_note, incident_views.noted),
        also=("log", "record"),
    ),
    Subcommand(
        "facts", "facts [name value]", "what is known; state or correct it", STATE, also=("fact", "know", "correct")
    ),
    Subcommand(
        "risk", "risk [LEVEL because REASON]", "weigh the risk to people; decide it", counsel.RISK, also=("risks",)
    ),
    Subcommand(
        "clocks", "clocks", "every duty and its time", SHOW_CLOCKS, also=("clock", "deadlines", "deadline", "duties")
    ),
    Subcommand("why", "why DUTY", "why a clock runs, and how it is counted", counsel.WHY, also=("explain",)),
    Subcommand(
        "met", "met DUTY ref NUMBER [at TIME]", "a notice has gone out", MET, also=("meet", "notified", "sent", "filed")
    ),
    Subcommand("decline", "decline DUTY because REASON", "decide not to notify, by name", DECLINE),
    Subcommand("hold", "hold DUTY until TIME by AGENCY [written]", "an agency asks to wait", counsel.HOLD),
    Subcommand("release", "release DUTY [at TIME]", "the agency lifts its request", counsel.RELEASE, also=("lift",)),
    Subcommand("exposure", "exposure", "ceilings of fines (lead, DPO, executive)", counsel.EXPOSURE, also=("fines",)),
    Subcommand("law", "law", "which version of the law is used here", counsel.LAW, also=("laws",)),
    Subcommand("memo", "memo", "the duties in words, as a document for counsel", counsel.MEMO),
    Subcommand("notice", "notice [KIND]", "draft a notice from the facts", NOTICE, also=("notices", "draft")),
    Subcommand("approve", "approve KIND", "approve a notice (DPO)", APPROVE),
    Subcommand("report", "report [pdf html md]", "make the report", REPORT),
    Subcommand("close", "close reason", "close the incident", CLOSE, also=("resolve", "end")),
    Subcommand(
        "drill",
        "drill KIND [words]",
        "rehearse an incident; nothing of it is real",
        responders.DRILL,
        also=("exercise",),
    ),
    Subcommand("forward", "forward 6 hours", "move a drill's time", responders.FORWARD),
    Subcommand(
        "reopen",
        "reopen reason",
        "open a closed incident again",
        Route("reopen", lambda see: see.request.text, incidents.reopen_incident, incident_views.opened),
    ),
)

BUTTONS: Rows = {
    **counsel.BUTTONS,
    **responders.BUTTONS,
    "incident.open": Route("open", lambda see: Form("open"), unanswered, incident_views.opened, anywhere=True),
    "incident.close": Route("close", lambda see: Form("close", about(see)), unanswered, incident_views.closing),
    "facts.show": SHOW_FACTS,
    "facts.ask": Route("facts", lambda see: fact_views.form_for(about(see).split(",")), unanswered, fact_views.stated),
    "facts.choose": Route("facts", _form("facts_choose"), unanswered, fact_views.stated),
    "clocks.show": SHOW_CLOCKS,
    "clock.met": Route("meet", _form("clock_met"), unanswered, clock_views.decided),
    "clock.decline": Route("decline", _form("clock_decline"), unanswered, clock_views.decided),
    "steps.show": SHOW_STEPS,
    "step.show": Route("see", about, _show_step, step_views.shown, reads=True),
    "step.claim": CLAIM,
    "step.done": Route("steps", lambda see: _ask_done(see, _step(see)), unanswered, step_views.changed),
    "step.skip": Route("steps", _form("step_skip"), unanswered, step_views.changed),
    "step.stuck": Route("steps", _form("step_stuck"), unanswered, step_views.changed),
    "notices.show": SHOW_NOTICES,
    "notice.draft": NOTICE,
    "notice.approve": APPROVE,
    "notice.document": Route(
        "see",
        about,
        notices.make_document,
        notice_views.document_ordered,
    ),
    "report.make": Route(
        "report", lambda see: reports.MakeReport(), reports.make_report, incident_views.report_ordered
    ),
}


def _draw_reason(callback: str, title: str, label: str) -> Any:
    def draw(see: RequestContext, form: Form) -> Modal:
        return step_views.draw_reason(callback, title, label, steps.find(see.work, see.incident, form.about))

    return draw


def _reason(make: Any) -> Any:
    return lambda see: make(see.request.about, see.request.values.get("reason") or "")


FORMS: Mapping[str, FormRoute] = {
    **counsel.FORMS,
    **responders.FORMS,
    "open": FormRoute(
        lambda see, form: incident_views.draw_open(see.work.library.law, see.work.library.runbooks, form.given),
        Route(
            "open",
            lambda see: incident_views.read_open_form(see.request, see.work.library.law),
            OPEN.do,
            incident_views.opened,
            anywhere=True,
        ),
    ),
    "close": FormRoute(
        lambda see, form: incident_views.draw_close(status.show(see.work, see.incident), form.about),
        Route(
            "close",
            lambda see: incident_views.read_close_form(see.request),
            incidents.close_incident,
            incident_views.closing,
            quiet=True,
        ),
    ),
    "facts_ask": FormRoute(
        lambda see, form: fact_views.draw_ask(
            see.work.law(see.incident), see.incident.facts.known, form.about.split(",")
        ),
        Route(
            "facts",
            lambda see: fact_views.read_ask_form(see.request, see.work.law(see.incident)),
            facts.state_facts,
            fact_views.stated,
            then=lambda see: fact_views.next_questions(see.request),
        ),
    ),
    "facts_choose": FormRoute(
        lambda see, form: fact_views.draw_choose(see.work.law(see.incident)),
        Route("facts", lambda see: fact_views.form_for([see.request.values["fact"]]), unanswered, fact_views.stated),
    ),
    "clock_met": FormRoute(
        lambda see, form: clock_views.draw_met(clocks.explain(see.work, see.incident, form.about), see.reader),
        Route("meet", lambda see: clock_views.read_met_form(see.request), clocks.meet_clock, clock_views.decided),
    ),
    "clock_decline": FormRoute(
        lambda see, form: clock_views.draw_decline(clocks.explain(see.work, see.incident, form.about), see.reader),
        Route(
            "decline", lambda see: clock_views.read_decline_form(see.request), clocks.decline_clock, clock_views.decided
        ),
    ),
    "step_done": FormRoute(
        lambda see, form: step_views.draw_done(steps.find(see.work, see.incident, form.about)),
        Route(
            "steps",
            lambda see: step_views.read_done_form(see.request, _step(see)),
            steps.finish_step,
            step_views.changed,
            quiet=True,
        ),
    ),
    "step_skip": FormRoute(
        _draw_reason("step_skip", "Skip a step", "Why is it left out?"),
        Route("steps", _reason(steps.SkipStep), steps.skip_step, step_views.changed, quiet=True),
    ),
    "step_stuck": FormRoute(
        _draw_reason("step_stuck", "Stuck", "What is in the way?"),
        Route("steps", _reason(steps.StepStuck), steps.say_stuck, step_views.changed, quiet=True),
    ),
}
