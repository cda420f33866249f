"""Who has a step: given to people and taken from them again. Any of its owners completes it; each is reminded.

Leaves taking a step oneself to `steps.py`.
"""

from collections.abc import Sequence

from bot.actions import channels, people, profiles, step_subjects, steps
from bot.actions.contents import StepGiven
from bot.actions.step_commands import AssignStep, ReleaseStep
from bot.actions.step_list import find, refuse_blocked, refuse_settled
from bot.actions.steps import StepChanged
from bot.actions.work import Work
from bot.domain.events.steps import StepAssigned
from bot.domain.permissions import Act, may
from bot.errors import Refused
from bot.messages import _
from bot.runbook.progress import StepState
from bot.sentences import sentence
from bot.store.tables import Incident


def assign_step(work: Work, incident: Incident, command: AssignStep) -> StepChanged:
    """Give the step to these people, besides those who have it; each is told."""
    before, one = work.snapshot(incident).statuses, find(work, incident, command.step_id)
    refuse_blocked(work, incident, one)
    refuse_owners(work, incident, command.people, one.step.id)
    had = one.owners if one.state is StepState.CLAIMED else ()
    new = tuple(person for person in dict.fromkeys(command.people) if person not in had)
    if not new:
        return StepChanged(incident, one, again=True)
    steps.own(work, incident, one.step.id, new)
    work.record(incident, StepAssigned(one.step.id, one.step.title, new))
    changed = steps.followed(work, incident, one, before)
    tell(work, incident, one.step.id, new)
    return changed


def tell(work: Work, incident: Incident, step_id: str, owners: Sequence[str]) -> None:
    """To each of them, privately; who gave it to themselves knows."""
    for person in owners:
        if person != work.actor:
            channels.tell(work, incident, person, StepGiven(step_id, work.actor))


def refuse_owners(work: Work, incident: Incident, persons: Sequence[str], step_id: str = "") -> None:
    """Raises Refused for who is not in the incident's channel, and for whose role the step is not."""
    here = set(people.everyone(work, incident))
    for person in persons:
        name = profiles.name_of(work, person)
        if person not in here:
            raise Refused(
                _("{person} is not in this incident, so nothing was assigned.", person=name),
                _("Invite them to its channel first."),
            )
        if step_id:
            subject = step_subjects.subject_of(work, incident, step_id)
            if refusal := may(people.actor(work, incident, person), Act.STEPS, subject).refusal:
                raise Refused(_("It can't be assigned to {person}.", person=name), refusal.say)


def release_step(work: Work, incident: Incident, command: ReleaseStep) -> StepChanged:
    """The person, or else the actor, no longer has the step; it is open again when no one has."""
    before, one = work.snapshot(incident).statuses, find(work, incident, command.step_id)
    refuse_settled(work, one)
    person = command.person or work.actor
    if person not in one.owners or one.state is not StepState.CLAIMED:
        name = profiles.name_of(work, person)
        raise Refused(_("{step} isn't assigned to {person}.", person=name, step=one.step.id), _("No change."))
    by_themselves = sentence("They gave it back.")
    because = by_themselves if person == work.actor else sentence("Someone else unassigned them.")
    steps.disown(work, incident, one, person, because)
    return steps.followed(work, incident, one, before)
