"""Finishing a step, with its decision where it asks for one, and skipping it; by two people where it takes two."""

from collections.abc import Callable

from bot.actions import channels, linked_steps, people, proposals, step_decisions
from bot.actions.early_steps import say_early
from bot.actions.proposals import Prepared
from bot.actions.step_commands import FinishStep, SkipStep
from bot.actions.step_list import find, named, refuse_blocked, refuse_settled, settle, settled
from bot.actions.steps import StepChanged, followed
from bot.actions.work import Work
from bot.domain.events import steps as events
from bot.domain.proposals import Need, Noun, Proposal, finishing, skipping
from bot.errors import Refused, UsageError
from bot.messages import _
from bot.runbook.model import SkipRule, Step
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus
from bot.runbook.tasks import TaskStep
from bot.sentences import sentence
from bot.store.tables import Incident

Decided = Callable[[Work, Incident, Step, str, str], None]
"""Does what an answer of a step means for the rest of the record: (work, incident, step, answer, reason)."""


def prepare_finish(work: Work, incident: Incident, command: FinishStep) -> Prepared[FinishStep]:
    """Raises if it isn't possible, no matter who does it: settled, a closed gate, an answer that is not offered."""
    one = find(work, incident, command.step_id)
    refuse_blocked(work, incident, one)
    if one.step.decision:
        step_decisions.check(one.step, command.choice, command.note)
    if isinstance(one.step, TaskStep) and one.step.test and not command.note.strip():
        raise UsageError(
            _("{step} is done once it is verified: {test}", step=one.step.id, test=one.step.test),
            _("Say what you found, for example: /breach done {step} tried it today, and it works", step=one.step.id),
            field="note",
        )
    linked_steps.refuse_to_finish(work, incident, one.step, command.choice)
    done, note = finishing(one.step.id, one.step.name, command.choice), command.note.strip()
    return Prepared(FinishStep(one.step.id, note, command.choice), done, note, _ends(work, incident, one, command))


def _ends(work: Work, incident: Incident, one: StepStatus, command: FinishStep) -> str:
    """Which duties this answer declines: who confirms it has read of just these."""
    decision = one.step.decision
    if not (decision and command.choice in decision.declines):
        return ""
    return ",".join(sorted(clock.duty_id for clock, _finding in linked_steps.running_of(work, incident, one.step)))


def finish_step(work: Work, incident: Incident, command: FinishStep, decided: Decided) -> StepChanged:
    """Done, with the decision where the step asks for one. A second finish of the same step changes nothing."""
    before = work.snapshot(incident).statuses
    one = named(before, command.step_id)
    if one.state is StepState.DONE and one.person == work.actor and not command.choice:
        return StepChanged(incident, one, again=True)
    prepared = prepare_finish(work, incident, command)
    if one.step.decision:
        first = _first(work, incident, prepared) if one.step.decision.two_people else None
        if one.step.decision.two_people and not first:
            if work.library.organisation.wants_two_people:
                return _wait_for_second(work, incident, one, prepared)
            proposals.do_alone(work, incident, prepared)
        decided(work, incident, one.step, command.choice, first.reason if first else prepared.reason)
        before = work.snapshot(incident).statuses  # what that has moved is followed already
        step_decisions.keep(work, incident, one.step, command.choice, command.note, first)
    reason = _settle(work, incident, one, StepState.DONE, prepared, command.choice)
    work.record(incident, events.StepDone(one.step.id, one.step.title, reason, command.choice or None))
    say_early(work, incident, one, work.snapshot(incident).step_row(one.step.id))
    return followed(work, incident, one, before)


def _first(work: Work, incident: Incident, prepared: Prepared[FinishStep]) -> Proposal | None:
    """What a first person said, if the actor says the same of the same: the duties that it declines may be others by
    now."""
    first = proposals.agreeing(work, incident, prepared.done)
    if first and first.version != prepared.version:
        proposals.outdate(
            work, incident, first, sentence("The subject of this proposal has changed since it was made.")
        )
        return None
    return first


def prepare_skip(work: Work, incident: Incident, command: SkipStep) -> Prepared[SkipStep]:
    """Raises if it isn't possible, no matter who does it."""
    one = find(work, incident, command.step_id)
    refuse_settled(work, one)
    if one.step.skip is SkipRule.NEVER:
        raise Refused(
            _("{step} can't be skipped. {why}", step=one.step.id, why=_(one.step.why)).strip(),
            _("Ask the lead for help with it."),
        )
    reason = command.reason.strip()
    if not reason:
        raise UsageError(
            _("Skipping a step needs a reason."),
            _("For example: /breach skip {step} no laptop involved", step=one.step.id),
            field="reason",
        )
    return Prepared(SkipStep(one.step.id, reason), skipping(one.step.id, one.step.name), reason)


def skip_step(work: Work, incident: Incident, command: SkipStep) -> StepChanged:
    """Skip a step, with the reason; some may never be skipped, some only by two people."""
    before = work.snapshot(incident).statuses
    one, prepared = named(before, command.step_id), prepare_skip(work, incident, command)
    if one.step.skip is SkipRule.TWO_PEOPLE and not proposals.agreeing(work, incident, prepared.done):
        if work.library.organisation.wants_two_people:
            return _wait_for_second(work, incident, one, prepared)
        proposals.do_alone(work, incident, prepared)
    reason = _settle(work, incident, one, StepState.SKIPPED, prepared, "")
    work.record(incident, events.StepSkipped(one.step.id, one.step.title, reason))
    return followed(work, incident, one, before)


def _wait_for_second(
    work: Work, incident: Incident, one: StepStatus, prepared: Prepared[FinishStep] | Prepared[SkipStep]
) -> StepChanged:
    """The actor's word is kept as a proposal; a second person must say the same."""
    proposals.keep(work, incident, Need.TWO_PEOPLE, prepared, sentence("a second person to confirm"))
    channels.refresh_steps(work, incident, [one.step.id])
    seconds = one.step.decision.seconds if one.step.decision else ()
    roles = one.step.skippers if isinstance(prepared.command, SkipStep) else seconds
    lacking = () if people.has_second(work, incident, roles) else roles
    return StepChanged(incident, one, waits_for_second=True, lacks_second=lacking)


def _settle(
    work: Work,
    incident: Incident,
    one: StepStatus,
    state: StepState,
    prepared: Prepared[FinishStep] | Prepared[SkipStep],
    choice: str,
) -> str:
    """The reason that stands with it: the first person's, where two say the same. The second's is kept beside it."""
    first = proposals.agreeing(work, incident, prepared.done)
    reason = first.reason if first else prepared.reason
    settle(work, incident, one.step.id, state, reason, choice or None)
    because = settled(one.step.id, state)
    if choice:
        because = sentence("{step} was answered “{choice}”.", step=one.step.id, choice=choice)
    proposals.settle_about(work, incident, Noun.STEP, {one.step.id: because}, prepared.done, prepared.reason)
    return reason


def agreement(work: Work, incident: Incident, step_id: str) -> Proposal | None:
    """Who settled the step, each with their reason, where it took two people."""
    row = work.snapshot(incident).step_rows.get(step_id)
    return proposals.agreement(work, incident, Noun.STEP, step_id, row.finished_at) if row else None
