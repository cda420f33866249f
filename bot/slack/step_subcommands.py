"""The words after /breach that are about steps: those of the runbook and tasks, and the reminders of either."""

from bot.actions import (
    confirmations,
    decisions,
    runbooks,
    safety,
    snoozes,
    step_list,
    steps,
)
from bot.actions.step_endings import skip_step
from bot.domain.permissions import Act
from bot.messages import N_
from bot.slack import proposals as proposal_views
from bot.slack import runbooks as runbook_views
from bot.slack import safety as safety_views
from bot.slack import snoozes as snooze_views
from bot.slack import step_forms, step_links
from bot.slack import steps as step_views
from bot.slack.action_lists import TASK_OR_LIST
from bot.slack.requests import Form
from bot.slack.routes import IncidentRoute, OpensForm, Subcommand, shows
from bot.slack.step_subjects import the_step

SHOW_STEPS = IncidentRoute(Act.SEE, step_forms.read_phase, step_list.list_steps, step_views.listed, reads=True)
SHOW_NEXT = shows(confirmations.show_next, proposal_views.next_shown)
TAKE_STEP = IncidentRoute(
    Act.STEPS, step_forms.read_claim, steps.claim_step, step_views.changed, subject=the_step, tasks=True
)


SHOW_RUNBOOK = shows(runbooks.show_runbook, runbook_views.shown)

STEP_SUBCOMMANDS: tuple[Subcommand, ...] = (
    Subcommand(
        "steps",
        N_("steps [contain | notify | investigate | prevent | tasks]"),
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
            Act.STEPS, step_forms.read_done, decisions.work_on_step, step_views.changed, subject=the_step, tasks=True
        ),
        also=("finish", "decide"),
    ),
    Subcommand(
        "task",
        N_("task WHAT [@name] [by TIME] [verify: HOW], or T1 by TIME | WHAT | reopen, or list [FORMAT]"),
        N_("add a task of your own, or change one"),
        shows=OpensForm(Act.TASK, lambda context: Form("task")),
        acts=TASK_OR_LIST,
        also=("action", "add"),
    ),
    Subcommand(
        "skip",
        N_("skip STEP REASON"),
        N_("skip a step, with a reason"),
        acts=IncidentRoute(
            Act.STEPS, step_forms.read_skip, skip_step, step_views.changed, subject=the_step, tasks=True
        ),
    ),
    Subcommand(
        "stuck",
        N_("stuck STEP REASON"),
        N_("report what blocks a step"),
        acts=IncidentRoute(Act.STEPS, step_forms.read_stuck, steps.say_stuck, step_views.changed),
        also=("blocked",),
    ),
    Subcommand(
        "snooze",
        N_("snooze STEP or DUTY 2h"),
        N_("put off your own reminders, never a deadline"),
        acts=IncidentRoute(Act.SNOOZE, snooze_views.read_snooze, snoozes.snooze, snooze_views.snoozed),
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
)
