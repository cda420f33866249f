"""How steps are given to people: `/breach assign C03 @a @b`, `/breach unassign C03`, and what who gets one is told."""

import re

from bot.actions import roles, step_owners
from bot.actions.step_commands import AssignStep, ReleaseStep
from bot.actions.steps import StepChanged
from bot.domain.permissions import Act
from bot.messages import _
from bot.messages.phrases import list_of
from bot.runbook.steps import StepStatus
from bot.slack import people as people_views
from bot.slack import steps as step_views
from bot.slack.block_kit import Message, mention, told, when
from bot.slack.parse import first_word
from bot.slack.person_words import beside_mentions, read_person
from bot.slack.requests import IncidentContext, Reader, RequestContext
from bot.slack.routes import EitherRoute, IncidentRoute, IncidentTableRow
from bot.slack.step_subjects import the_step

STEP = re.compile(r"[A-Za-z]{1,3}\d{1,3}")
ME = ("me", "mich", "moi", "mí")


def read_assign_step(context: RequestContext) -> AssignStep:
    """`/breach assign C03 @a @b`; `me` is oneself."""
    example = "/breach assign C03 @name"
    word, rest = first_word(context.request.text, _("Name the step."), example)
    me = (context.request.person,) if any(each in ME for each in rest.lower().split()) else ()
    people = (*me, *context.request.people)
    return AssignStep(word, people or (read_person(context, beside_mentions(context)[1:], example),))


def read_release(context: RequestContext) -> ReleaseStep:
    """`/breach unassign C03 [@a]`."""
    word, _rest = first_word(context.request.text, _("Name the step."), "/breach unassign C03")
    return ReleaseStep(word, next(iter(context.request.people), ""))


def assigned(outcome: StepChanged, reader: Reader) -> Message:
    """With who has it now, where that is not just the one who asked."""
    said, owners = step_views.changed(outcome, reader), outcome.status.owners
    if outcome.again or tuple(owners) in ((), (reader.person,)):
        return said
    people = list_of([mention(one) for one in owners], "and")
    return Message(f"{said.text} {_('It is now with {people}.', people=people)}")


def given(one: StepStatus, person: str) -> Message:
    """To who has it now, alone; `person` gave it to them."""
    title, by = f"{one.step.id} {told(one.step.name)}", mention(person)
    if one.due_at is None:
        return Message(_("{person} assigned {step} to you. It has no due time.", person=by, step=title))
    due = when(one.due_at)
    return Message(_("{person} assigned {step} to you, due {at}.", person=by, step=title, at=due))


ASSIGN_ROLE = IncidentRoute(Act.ASSIGN, people_views.read_assign, roles.assign_role, people_views.answered)
ASSIGN_STEP = IncidentRoute(
    Act.STEPS, read_assign_step, step_owners.assign_step, assigned, subject=the_step, tasks=True
)
UNASSIGN = IncidentRoute(Act.STEPS, read_release, step_owners.release_step, assigned, subject=the_step, tasks=True)


def _meant(context: IncidentContext) -> IncidentTableRow:
    """A step where the first word is the number of one; else a role."""
    word = next(iter(context.request.text.split()), "")
    return ASSIGN_STEP if STEP.fullmatch(word) else ASSIGN_ROLE


ASSIGN = EitherRoute(Act.STEPS, _meant, tasks=True)
