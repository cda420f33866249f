"""The bot's whole vocabulary: every word, every button, every form. Help, permissions and tests read these tables."""

from collections.abc import Mapping
from typing import Any

from bot.actions import clocks, facts, incidents, notes, notices, people, reports, status, steps
from bot.actions.work import Work
from bot.domain.permissions import Act
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


def _step(it: RequestContext) -> steps.StepStatus:
    return steps.find(it.work, it.incident, it.request.about or it.request.text.split(" ")[0])


def _form(name: str) -> Any:
    return lambda it: Form(name, about(it))


def _understand_done(it: RequestContext) -> Any:
    """Where the step decides something, the words begin with the answer or a form opens; else they are the note."""
    command = step_views.read_done(it.request)
    one = steps.find(it.work, it.incident, command.step_id)
    return step_views.read_decision(one, command.note) or _ask_done(it, one) if one.step.decision else command


def _ask_done(it: RequestContext, one: steps.StepStatus) -> Form:
    """The form, where the step can be worked on now; who cannot is told so instead."""
    return Form("step_done", steps.workable(it.work, it.incident, one.step.id).step.id)


def _understand_facts(it: RequestContext) -> Any:
    words = it.request.text.split()
    if not words:
        return None
    people.require(it.work, it.incident, Act.FACTS)
    for end in range(min(4, len(words)), 0, -1):
        try:
            name = facts.named(it.work, it.incident, " ".join(words[:end]))
        except incidents.UsageError:
            if end == 1:
                raise
            continue
        return fact_views.read_facts(it.request, it.work.law(it.incident), name, " ".join(words[end:]))
    return None


def _do_facts(work: Work, incident: Incident, command: Any) -> Any:
    return facts.state_facts(work, incident, command) if command else facts.list_facts(work, incident)


def _view_facts(outcome: Any, reader: Reader) -> Message:
    if isinstance(outcome, facts.FactsListed):
        return fact_views.listed(outcome, reader)
    return fact_views.stated(outcome, reader)


def _understand_notice(it: RequestContext) -> Any:
    command = notice_views.read_draft(it.request)
    if isinstance(command, Form):
        return None
    people.require(it.work, it.incident, Act.DRAFT)
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
    note = context("Only you it this. A word alone, such as `/breach met`, says what it needs.")
    return Message("What /breach understands", (*map(section, groups), note))


OPEN = Route(
    Act.OPEN,
    lambda it: incident_views.read_open(it.request, it.work.library.runbooks),
    lambda work, _, command: incidents.open_incident(work, command),
    incident_views.opened,
    anywhere=True,
)
SHOW_CLOCKS = Route(
    Act.SEE,
    lambda it: None,
    lambda work, incident, _: clocks.list_clocks(work, incident),
    clock_views.listed,
    reads=True,
)
SHOW_STEPS = Route(Act.SEE, lambda it: step_views.read_phase(it.request), _do_steps, step_views.listed, reads=True)
SHOW_FACTS = Route(
    Act.SEE, lambda it: None, lambda work, incident, _: facts.list_facts(work, incident), fact_views.listed, reads=True
)
SHOW_NOTICES = Route(
    Act.SEE,
    lambda it: None,
    lambda work, incident, _: notices.list_notices(work, incident),
    notice_views.listed,
    reads=True,
)
MET = Route(Act.MEET, lambda it: clock_views.read_met(it.request), clocks.meet_clock, clock_views.decided)
DECLINE = Route(Act.DECLINE, lambda it: clock_views.read_decline(it.request), clocks.decline_clock, clock_views.decided)
CLAIM = Route(Act.STEPS, lambda it: step_views.read_claim(it.request), steps.claim_step, step_views.changed)
DONE = Route(Act.STEPS, _understand_done, steps.finish_step, step_views.changed)
SKIP = Route(Act.STEPS, lambda it: step_views.read_skip(it.request), steps.skip_step, step_views.changed)
STUCK = Route(Act.STEPS, lambda it: step_views.read_stuck(it.request), steps.say_stuck, step_views.changed)
STATE = Route(Act.SEE, _understand_facts, _do_facts, _view_facts)
NOTICE = Route(Act.SEE, _understand_notice, _do_notice, _view_notice)
APPROVE = Route(
    Act.APPROVE, lambda it: notice_views.read_approve(it.request), notices.approve_notice, notice_views.approved
)
REPORT = Route(
    Act.REPORT, lambda it: incident_views.read_report(it.request), reports.make_report, incident_views.report_ordered
)
CLOSE = Route(
    Act.CLOSE, lambda it: incident_views.read_close(it.request), incidents.close_incident, incident_views.closing
)

VERBS: tuple[Subcommand, ...] = (
    Subcommand(
        "help", "help", "this list", Route(Act.HELP, lambda it: None, unanswered, _help, reads=True, anywhere=True)
    ),
    Subcommand("open", "open [what happened]", "open an incident", OPEN, also=("new", "start", "declare", "create")),
    Subcommand(
        "list",
        "list",
        "your incidents",
        Route(
            Act.LIST,
            lambda it: None,
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
            Act.SEE,
            lambda it: None,
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
        Route(Act.NOTE, lambda it: incident_views.read_note(it.request), notes.add_note, incident_views.noted),
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
        Route(Act.REOPEN, lambda it: it.request.text, incidents.reopen_incident, incident_views.opened),
    ),
)

BUTTONS: Rows = {
    **counsel.BUTTONS,
    **responders.BUTTONS,
    "incident.open": Route(Act.OPEN, lambda it: Form("open"), unanswered, incident_views.opened, anywhere=True),
    "incident.close": Route(Act.CLOSE, lambda it: Form("close", about(it)), unanswered, incident_views.closing),
    "facts.show": SHOW_FACTS,
    "facts.ask": Route(Act.FACTS, lambda it: fact_views.form_for(about(it).split(",")), unanswered, fact_views.stated),
    "facts.choose": Route(Act.FACTS, _form("facts_choose"), unanswered, fact_views.stated),
    "clocks.show": SHOW_CLOCKS,
    "clock.met": Route(Act.MEET, _form("clock_met"), unanswered, clock_views.decided),
    "clock.decline": Route(Act.DECLINE, _form("clock_decline"), unanswered, clock_views.decided),
    "steps.show": SHOW_STEPS,
    "step.show": Route(Act.SEE, about, _show_step, step_views.shown, reads=True),
    "step.claim": CLAIM,
    "step.done": Route(Act.STEPS, lambda it: _ask_done(it, _step(it)), unanswered, step_views.changed),
    "step.skip": Route(Act.STEPS, _form("step_skip"), unanswered, step_views.changed),
    "step.stuck": Route(Act.STEPS, _form("step_stuck"), unanswered, step_views.changed),
    "notices.show": SHOW_NOTICES,
    "notice.draft": NOTICE,
    "notice.approve": APPROVE,
    "notice.document": Route(
        Act.SEE,
        about,
        notices.make_document,
        notice_views.document_ordered,
    ),
    "report.make": Route(
        Act.REPORT, lambda it: reports.MakeReport(), reports.make_report, incident_views.report_ordered
    ),
}


def _draw_reason(callback: str, title: str, label: str) -> Any:
    def draw(it: RequestContext, form: Form) -> Modal:
        return step_views.draw_reason(callback, title, label, steps.find(it.work, it.incident, form.about))

    return draw


def _reason(make: Any) -> Any:
    return lambda it: make(it.request.about, it.request.values.get("reason") or "")


FORMS: Mapping[str, FormRoute] = {
    **counsel.FORMS,
    **responders.FORMS,
    "open": FormRoute(
        lambda it, form: incident_views.draw_open(it.work.library.law, it.work.library.runbooks, form.given),
        Route(
            Act.OPEN,
            lambda it: incident_views.read_open_form(it.request, it.work.library.law),
            OPEN.do,
            incident_views.opened,
            anywhere=True,
        ),
    ),
    "close": FormRoute(
        lambda it, form: incident_views.draw_close(status.show(it.work, it.incident), form.about),
        Route(
            Act.CLOSE,
            lambda it: incident_views.read_close_form(it.request),
            incidents.close_incident,
            incident_views.closing,
            quiet=True,
        ),
    ),
    "facts_ask": FormRoute(
        lambda it, form: fact_views.draw_ask(it.work.law(it.incident), it.incident.facts.known, form.about.split(",")),
        Route(
            Act.FACTS,
            lambda it: fact_views.read_ask_form(it.request, it.work.law(it.incident)),
            facts.state_facts,
            fact_views.stated,
            then=lambda it: fact_views.next_questions(it.request),
        ),
    ),
    "facts_choose": FormRoute(
        lambda it, form: fact_views.draw_choose(it.work.law(it.incident)),
        Route(Act.FACTS, lambda it: fact_views.form_for([it.request.values["fact"]]), unanswered, fact_views.stated),
    ),
    "clock_met": FormRoute(
        lambda it, form: clock_views.draw_met(clocks.explain(it.work, it.incident, form.about), it.reader),
        Route(Act.MEET, lambda it: clock_views.read_met_form(it.request), clocks.meet_clock, clock_views.decided),
    ),
    "clock_decline": FormRoute(
        lambda it, form: clock_views.draw_decline(clocks.explain(it.work, it.incident, form.about), it.reader),
        Route(
            Act.DECLINE,
            lambda it: clock_views.read_decline_form(it.request),
            clocks.decline_clock,
            clock_views.decided,
        ),
    ),
    "step_done": FormRoute(
        lambda it, form: step_views.draw_done(steps.find(it.work, it.incident, form.about)),
        Route(
            Act.STEPS,
            lambda it: step_views.read_done_form(it.request, _step(it)),
            steps.finish_step,
            step_views.changed,
            quiet=True,
        ),
    ),
    "step_skip": FormRoute(
        _draw_reason("step_skip", "Skip a step", "Why is it left out?"),
        Route(Act.STEPS, _reason(steps.SkipStep), steps.skip_step, step_views.changed, quiet=True),
    ),
    "step_stuck": FormRoute(
        _draw_reason("step_stuck", "Stuck", "What is in the way?"),
        Route(Act.STEPS, _reason(steps.StepStuck), steps.say_stuck, step_views.changed, quiet=True),
    ),
}
