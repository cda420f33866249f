"""Working the runbook: taking a step, finishing, deciding, skipping, saying what is in the way.

Order is advice: what is done before the steps it is better done after is recorded with what that may cost. Only a step
behind a closed gate is refused here; that it happened anyway is for `deviations.py`.

Every use-case looks at the whole runbook before and after, so that what opened, appeared or was set aside is posted,
recorded and reminded of in the same transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.actions import channels, linked_steps, people, proposals, reminders, step_decisions
from bot.actions.early_steps import say_early, titles_of
from bot.actions.proposals import Prepared
from bot.actions.step_commands import ClaimStep, FinishStep, SkipStep, StepStuck
from bot.actions.work import Work
from bot.domain.events import steps as events
from bot.domain.gates import GATES
from bot.domain.proposals import Need, Noun, Proposal, finishing, skipping
from bot.errors import NotFound, Refused, UsageError
from bot.messages import _
from bot.runbook import steps as rules
from bot.runbook.model import SkipRule, Step
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus
from bot.sentences import Sentence, sentence
from bot.store.tables import Incident, IncidentStep

MOVED: Mapping[str, type[events.StepAppeared | events.StepSetAside]] = {
    "appeared": events.StepAppeared,
    "set_aside": events.StepSetAside,
}


@dataclass(frozen=True)
class StepChanged:
    incident: Incident
    status: StepStatus
    again: bool = False  # it stood so already; nothing was done
    waits_for_second: bool = False
    opened: Sequence[StepStatus] = ()


@dataclass(frozen=True)
class StepsListed:
    incident: Incident
    statuses: Sequence[StepStatus]
    mine: Sequence[StepStatus]
    phase: str | None


def has_response_ended(work: Work, incident: Incident) -> bool:
    """Whether the team has stood down; what is left are improvements."""
    return work.snapshot(incident).runbook.milestones.closed_at is not None


def list_steps(work: Work, incident: Incident, phase: str | None = None) -> StepsListed:
    """All steps (of one phase), and apart from them what the actor can do now."""
    statuses = work.snapshot(incident).statuses
    mine = rules.next_steps(statuses, people.roles_of(work, incident, work.actor), work.actor)
    shown = [one for one in statuses if phase in (None, str(one.step.phase))]
    return StepsListed(incident, shown, mine, phase)


def show_step(work: Work, incident: Incident, word: str) -> StepChanged:
    return StepChanged(incident, find(work, incident, word))


def find(work: Work, incident: Incident, word: str) -> StepStatus:
    """The step that a responder means by its id or by words of its title. Raises NotFound or UsageError."""
    return _named(work.snapshot(incident).statuses, word)


def _named(statuses: Sequence[StepStatus], word: str) -> StepStatus:
    wanted = word.strip().lower()
    for one in statuses:
        if one.step.id.lower() == wanted:
            return one
    named = [one for one in statuses if wanted and all(part in one.step.title.lower() for part in wanted.split())]
    if len(named) == 1:
        return named[0]
    if not named:
        raise NotFound(_("There is no step “{word}” in this runbook.", word=word), _("See them with /breach steps."))
    listed = ", ".join(f"{one.step.id} ({one.step.title})" for one in named[:5])
    raise UsageError(
        _("“{word}” matches several steps.", word=word), _("Name one by its number: {listed}.", listed=listed)
    )


def follow(
    work: Work, incident: Incident, before: Sequence[StepStatus], reason: str = "", first: Proposal | None = None
) -> Sequence[StepStatus]:
    """After anything that may have moved steps: bring them in line with the rest of the record (`linked_steps.agree`),
    record and post what changed, plan reminders again. How they stand.

    What is better done later gets its message when its turn comes, or when someone takes it.
    """
    snapshot = work.snapshot(incident)
    linked_steps.agree(work, incident, reason, first)
    snapshot.steps_changed()
    after = snapshot.statuses
    was = {one.step.id: one for one in before}
    for change in rules.changes(before, after):
        if event := MOVED.get(change.what):
            work.record(incident, event(change.step.id, change.step.title, change.because))
    changed = [one for one in after if was.get(one.step.id) != one]
    for one in changed:
        reminders.plan_step(work, incident, one)
    channels.refresh_steps(work, incident, [one.step.id for one in changed])
    over = {one.step.id: settled(one.step.id, one.state) for one in changed if one.state.is_settled}
    proposals.settle_about(work, incident, Noun.STEP, over)
    _post_open(work, incident, [one for one in after if not _workable(was.get(one.step.id))])
    channels.refresh_card(work, incident)
    return after


def begin(work: Work, incident: Incident) -> None:
    """At the opening, and when an incident is opened again: every step whose turn it is."""
    linked_steps.agree(work, incident)
    statuses = work.snapshot(incident).statuses
    _post_open(work, incident, statuses)
    for one in statuses:
        if _workable(one):
            reminders.plan_step(work, incident, one)


def _post_open(work: Work, incident: Incident, statuses: Sequence[StepStatus]) -> None:
    """One message for each step whose turn it is, once."""
    channels.post_steps(work, incident, [one.step.id for one in statuses if _workable(one)])


def _workable(one: StepStatus | None) -> bool:
    return one is not None and one.state.is_workable


def row_of(work: Work, incident: Incident, step_id: str) -> IncidentStep:
    """The row of a step that somebody is about to work on."""
    return work.snapshot(incident).step_row(step_id)


def workable(work: Work, incident: Incident, word: str) -> StepStatus:
    """The step, if it can be worked on now. Raises what is in the way: it is settled, or its gate is closed."""
    one = find(work, incident, word)
    _refuse(work, incident, one)
    return one


def _refuse(work: Work, incident: Incident, one: StepStatus) -> None:
    _refuse_settled(work, one)
    if one.state is StepState.GATED and one.step.gate:
        names, what = titles_of(incident, one.waits_for), _(GATES[one.step.gate])
        raise Refused(
            _("{step} is held back ({what}): {names} must come first.", step=one.step.id, what=what, names=names),
            _("Do that first. If it already happened, record that with /breach done {step}.", step=one.step.id),
        )


def claim_step(work: Work, incident: Incident, command: ClaimStep) -> StepChanged:
    """Take a step. A step that another person has is taken over, and the record says so."""
    before = work.snapshot(incident).statuses
    one = _named(before, command.step_id)
    _refuse(work, incident, one)
    if one.person == work.actor and one.state is StepState.CLAIMED:
        return StepChanged(incident, one, again=True)
    row = row_of(work, incident, one.step.id)
    row.state, row.owner_id, row.claimed_at, row.stuck = StepState.CLAIMED, work.actor, work.now_in(incident), None
    work.record(incident, events.StepClaimed(one.step.id, one.step.title, one.person))
    return followed(work, incident, one, before)


def prepare_finish(work: Work, incident: Incident, command: FinishStep) -> Prepared[FinishStep]:
    """Raises what stands against it, whoever does it: settled, a closed gate, an answer that is not offered."""
    one = find(work, incident, command.step_id)
    _refuse(work, incident, one)
    if one.step.decision:
        step_decisions.check(one.step, command.choice, command.note)
    linked_steps.refuse_to_finish(work, incident, one.step, command.choice)
    done, note = finishing(one.step.id, one.step.title, command.choice), command.note.strip()
    return Prepared(FinishStep(one.step.id, note, command.choice), done, note, _ends(work, incident, one, command))


def _ends(work: Work, incident: Incident, one: StepStatus, command: FinishStep) -> str:
    """Which duties this answer declines: who confirms it has read of just these."""
    decision = one.step.decision
    if not (decision and command.choice in decision.declines):
        return ""
    return ",".join(sorted(clock.duty_id for clock, _finding in linked_steps.running_of(work, incident, one.step)))


Decided = Callable[[Work, Incident, Step, str, str], None]
"""Does what an answer of a step means for the rest of the record: (work, incident, step, answer, reason)."""


def finish_step(work: Work, incident: Incident, command: FinishStep, decided: Decided) -> StepChanged:
    """Done, with the decision where the step asks for one. A second finish of the same step changes nothing."""
    before = work.snapshot(incident).statuses
    one = _named(before, command.step_id)
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
    say_early(work, incident, one, row_of(work, incident, one.step.id))
    return followed(work, incident, one, before)


def _first(work: Work, incident: Incident, prepared: Prepared[FinishStep]) -> Proposal | None:
    """What a first person said, if the actor says the same of the same: the duties that it declines may be others by
    now."""
    first = proposals.agreeing(work, incident, prepared.done)
    if first and first.version != prepared.version:
        proposals.outdate(work, incident, first, sentence("What it is about has changed since."))
        return None
    return first


def _wait_for_second(
    work: Work, incident: Incident, one: StepStatus, prepared: Prepared[FinishStep] | Prepared[SkipStep]
) -> StepChanged:
    """The actor's word is kept as a proposal; a second person must say the same."""
    proposals.keep(work, incident, Need.TWO_PEOPLE, prepared, sentence("a second person to confirm"))
    channels.refresh_steps(work, incident, [one.step.id])
    return StepChanged(incident, one, waits_for_second=True)


def refresh_about(work: Work, incident: Incident, proposal: Proposal) -> None:
    """The step's message shows what is proposed about it."""
    if proposal.noun is Noun.STEP:
        channels.refresh_steps(work, incident, [proposal.subject])


def agreement(work: Work, incident: Incident, step_id: str) -> Proposal | None:
    """Who settled the step, each with their reason, where it took two people."""
    row = work.snapshot(incident).step_rows.get(step_id)
    return proposals.agreement(work, incident, Noun.STEP, step_id, row.finished_at) if row else None


def prepare_skip(work: Work, incident: Incident, command: SkipStep) -> Prepared[SkipStep]:
    """Raises what stands against it, whoever does it."""
    one = find(work, incident, command.step_id)
    _refuse_settled(work, one)
    if one.step.skip is SkipRule.NEVER:
        raise Refused(
            _("{step} can't be skipped. {why}", step=one.step.id, why=one.step.why).strip(),
            _("Ask the lead for help with it."),
        )
    reason = command.reason.strip()
    if not reason:
        raise UsageError(
            _("Skipping a step needs a reason."),
            _("For example: /breach skip {step} no laptop involved", step=one.step.id),
            field="reason",
        )
    return Prepared(SkipStep(one.step.id, reason), skipping(one.step.id, one.step.title), reason)


def skip_step(work: Work, incident: Incident, command: SkipStep) -> StepChanged:
    """Skip a step, with the reason; some may never be skipped, some only by two people."""
    before = work.snapshot(incident).statuses
    one, prepared = _named(before, command.step_id), prepare_skip(work, incident, command)
    if one.step.skip is SkipRule.TWO_PEOPLE and not proposals.agreeing(work, incident, prepared.done):
        if work.library.organisation.wants_two_people:
            return _wait_for_second(work, incident, one, prepared)
        proposals.do_alone(work, incident, prepared)
    reason = _settle(work, incident, one, StepState.SKIPPED, prepared, "")
    work.record(incident, events.StepSkipped(one.step.id, one.step.title, reason))
    return followed(work, incident, one, before)


def _settle(
    work: Work,
    incident: Incident,
    one: StepStatus,
    state: StepState,
    prepared: Prepared[FinishStep] | Prepared[SkipStep],
    choice: str,
) -> str:
    """The reason that stands with it: the first person's, where two say the same. The second's is kept beside it."""
    row, first = row_of(work, incident, one.step.id), proposals.agreeing(work, incident, prepared.done)
    reason = first.reason if first else prepared.reason
    row.state, row.finished_at, row.finished_by = state, work.now_in(incident), work.actor
    row.owner_id = work.actor
    row.note, row.answer, row.stuck, row.done_before, row.check_at = reason, choice or None, None, None, None
    because = settled(one.step.id, state)
    if choice:
        because = sentence("{step} was answered “{choice}”.", step=one.step.id, choice=choice)
    proposals.settle_about(work, incident, Noun.STEP, {one.step.id: because}, prepared.done, prepared.reason)
    return reason


def followed(work: Work, incident: Incident, one: StepStatus, before: Sequence[StepStatus]) -> StepChanged:
    """What became of the step, and what opened by it."""
    was_open = {each.step.id for each in before if each.state.is_workable}
    after = follow(work, incident, before)
    opened = [each for each in after if each.state is StepState.OPEN and each.step.id not in was_open]
    now = next(each for each in after if each.step.id == one.step.id)
    return StepChanged(incident, now, opened=opened)


def say_stuck(work: Work, incident: Incident, command: StepStuck) -> StepChanged:
    """Say what is in the way: the lead sees it on the card; the step's clock goes on."""
    before = work.snapshot(incident).statuses
    one = _named(before, command.step_id)
    _refuse_settled(work, one)
    if not command.reason.strip():
        raise UsageError(
            _("Say in a few words what is in the way."), _("For example: no access to the audit log"), field="reason"
        )
    row = row_of(work, incident, one.step.id)
    row.stuck = command.reason.strip()
    work.record(incident, events.StepStuck(one.step.id, one.step.title, command.reason.strip()))
    return followed(work, incident, one, before)


def release(work: Work, incident: Incident, person: str) -> Sequence[str]:
    """What the person had taken is free again; the ids of those steps."""
    snapshot = work.snapshot(incident)
    rows = snapshot.step_rows.values()
    claimed = [row for row in rows if row.state == StepState.CLAIMED and row.owner_id == person]
    before, titles = snapshot.statuses, {step.id: step.title for step in incident.runbook.steps}
    for row in claimed:
        row.state, row.owner_id, row.claimed_at = StepState.OPEN, None, None
        title = titles.get(row.step_id, row.step_id)
        work.record(incident, events.StepReleased(row.step_id, title, sentence("Its owner left the channel.")))
    follow(work, incident, before)
    return [row.step_id for row in claimed]


def count_open(work: Work, incident: Incident) -> int:
    return len(rules.unsettled(work.snapshot(incident).statuses))


def _refuse_settled(work: Work, one: StepStatus) -> None:
    if not one.state.is_settled:
        return
    raise Refused(settled(one.step.id, one.state, people.name_of(work, one.person or "")), _("No change."))


def settled(step: str, state: StepState, person: str = "") -> Sentence:
    """What became of the step, and by whom where that is known."""
    match state, person:
        case StepState.SET_ASIDE, _anybody:
            return sentence("{step} does not apply here.", step=step)
        case StepState.SKIPPED, "":
            return sentence("{step} was skipped.", step=step)
        case StepState.SKIPPED, _somebody:
            return sentence("{step} was skipped (by {person}).", step=step, person=person)
        case _other, "":
            return sentence("{step} is already done.", step=step)
    return sentence("{step} is already done (by {person}).", step=step, person=person)
