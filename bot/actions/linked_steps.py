"""Keeps the steps in line with the rest of the record, so that what was said once is true everywhere.

After anything that may have changed facts, duties, severity, holds or a safety exception, every step that is linked to
them is looked at again: it is answered by the decision that was given elsewhere, done by the facts that became known,
or asked again when what is recorded speaks against its answer. What follows from what is decided in
`runbook/links.py`; what a step's own decision does to the rest of the record in `decisions.py`.

Caveats: a step that was skipped, or does not apply, is left alone.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.actions import people, proposals, reminders, step_decisions, step_list, step_subjects
from bot.actions.early_steps import say_early
from bot.actions.proposals import Prepared
from bot.actions.step_commands import FinishStep
from bot.actions.work import BREACHBOT, Work
from bot.domain.clocks import ClockState
from bot.domain.events import steps as events
from bot.domain.permissions import Act, may
from bot.domain.proposals import Need, Noun, Proposal, finishing
from bot.errors import Refused
from bot.law.duties import Finding
from bot.law.duty_terms import Addressees
from bot.law.values import plain
from bot.messages import _
from bot.runbook import links
from bot.runbook.links import DutyCounts, Recorded
from bot.runbook.model import Step
from bot.runbook.progress import StepProgress, StepState
from bot.runbook.step_due import Milestone
from bot.runbook.steps import status_of
from bot.sentences import sentence
from bot.store.tables import Clock, Incident


def record_of(work: Work, incident: Incident) -> Recorded:
    """What stands on record besides the steps, now."""
    snapshot, facts = work.snapshot(incident), incident.facts
    values = {name: plain(value) for name, value in facts.known.items()}
    if incident.severity is not None:
        values[links.SEVERITY] = incident.severity
    values[links.SAFETY] = any(row.exception for row in snapshot.step_rows.values())
    values[links.HOLD] = any(clock.hold and clock.hold.written for clock in snapshot.clocks.values())
    nobody = (BREACHBOT, work.library.organisation.name)
    own = frozenset(
        name for name in facts.known if (fact := facts.fact(name)) and (fact.confirmed_by or fact.by not in nobody)
    )
    return Recorded(values, _counts(work, incident), own, *_milestones(work, incident))


def _milestones(work: Work, incident: Incident) -> tuple[frozenset[str], frozenset[str]]:
    """Those that one step alone marks: stated by a person; taken back since that step was done."""
    snapshot, reached, undone = work.snapshot(incident), set(), set()
    for milestone in Milestone:
        marking = snapshot.runbook.marking(milestone)
        if len(marking) != 1:
            continue
        if (fact := incident.facts.fact(milestone.fact)) and not fact.is_assumed:
            reached.add(milestone.fact)
        settled_at = snapshot.runbook.progress_of(marking[0]).settled_at
        withdrawn_at = snapshot.withdrawn.get(milestone)
        if settled_at and withdrawn_at and settled_at <= withdrawn_at:
            undone.add(milestone.fact)
    return frozenset(reached), frozenset(undone)


def _counts(work: Work, incident: Incident) -> dict[Addressees, DutyCounts]:
    found: dict[Addressees, Counter[str]] = {group: Counter() for group in Addressees}
    for clock, finding in duties_of(work, incident):
        state = reminders.state_of(work, incident, clock)
        found[finding.duty.addressees]["running" if state.is_open else state.value] += 1
    return {
        group: DutyCounts(count["running"], count[ClockState.MET], count[ClockState.DECLINED])
        for group, count in found.items()
    }


def duties_of(work: Work, incident: Incident, group: Addressees | None = None) -> Sequence[tuple[Clock, Finding]]:
    """The incident's clocks with their findings, the oldest first; only those of one group."""
    snapshot = work.snapshot(incident)
    found = snapshot.by_duty
    pairs = [(clock, found[name]) for name, clock in snapshot.clocks.items() if name in found]
    return [pair for pair in pairs if group in (None, pair[1].duty.addressees)]


def running_of(work: Work, incident: Incident, step: Step) -> Sequence[tuple[Clock, Finding]]:
    """The step's own duties about which someone still has to do something."""
    pairs = duties_of(work, incident, step.duties) if step.duties else ()
    return [pair for pair in pairs if reminders.state_of(work, incident, pair[0]).is_open]


def deciding_step(work: Work, incident: Incident, duty_id: str) -> Step | None:
    """The step whose decision says whether this duty is declined; None where the runbook has none."""
    group = next((one.duty.addressees for clock, one in duties_of(work, incident) if clock.duty_id == duty_id), None)
    steps = (one for one in incident.runbook.steps if one.duties == group and one.decision and one.decision.declines)
    return next(steps, None) if group else None


def in_words(work: Work, incident: Incident, names: Iterable[str]) -> tuple[str, ...]:
    """Facts, what is recorded besides, and duties, as the record calls them."""
    vocabulary, found = work.law(incident).vocabulary, work.snapshot(incident).by_duty
    return tuple(
        vocabulary[name].label
        if name in vocabulary
        else found[name].duty.title
        if name in found
        else links.IN_WORDS[name]
        for name in names
    )


def refuse_to_finish(work: Work, incident: Incident, step: Step, choice: str) -> None:
    """Raises if something on record conflicts with doing the step with this answer, and can't follow from it."""
    recorded = record_of(work, incident)
    if names := links.unknown(step, choice, recorded):
        vocabulary = work.law(incident).vocabulary
        listed = ", ".join(_(vocabulary[name].label) for name in names if name in vocabulary)
        raise Refused(
            _("{step} requires facts that aren't known yet: {facts}.", step=step.id, facts=listed),
            _(
                "State it with /breach facts, or say when you will check again: "
                "/breach done {step} not known yet, next check 18:00",
                step=step.id,
            ),
        )
    stated = links.stated_by(step.decision, choice) if step.decision else {}
    if stated.get(links.HOLD) is True and not recorded.values[links.HOLD]:
        raise Refused(
            _("No written request to delay a notice is recorded."),
            _("Record it first: /breach hold DUTY until TIME by AGENCY written"),
        )
    if any(stated.get(name) is False and recorded.values[name] for name in (links.SAFETY, links.HOLD)):
        raise Refused(
            _("“{answer}” doesn't match the record.", answer=_(choice)),
            _("/breach step {step} shows what is on record.", step=step.id),
        )
    if step.decision and (names := links.milestone(step, choice, recorded)):
        labels = ", ".join(_(work.law(incident).vocabulary[name].label) for name in names)
        raise Refused(
            _("“{answer}” doesn't match the record: {facts} is already stated.", answer=_(choice), facts=labels),
            _("If that is wrong, clear it first: /breach facts {name} unknown", name=names[0]),
        )
    _refuse_duties(work, incident, step, choice, recorded.counts(step))


def _refuse_duties(work: Work, incident: Incident, step: Step, choice: str, counts: DutyCounts) -> None:
    if step.decision is None and counts.running:
        listed = "; ".join(_(one.duty.title) for _clock, one in running_of(work, incident, step))
        raise Refused(
            _("Not recorded as met yet: {duties}.", duties=listed),
            _("Record each one: /breach met DUTY ref NUMBER at TIME. The step is done with the last of them."),
        )
    if step.decision and choice in step.decision.declines and counts.met:
        raise Refused(
            _("A notice of this kind was already sent, so “{answer}” can't be right.", answer=_(choice)),
            _("Decline the others one by one: /breach decline DUTY because REASON"),
        )


def agree(work: Work, incident: Incident, reason: str = "", first: Proposal | None = None) -> None:
    """Bring every linked step in line with what is recorded now. Idempotent.

    `reason` and `first` are those of the decision that the actor has just given elsewhere: why, and who said so before
    them where that took two people.
    """
    snapshot = work.snapshot(incident)
    snapshot.steps_changed()
    recorded = record_of(work, incident)
    for step in incident.runbook.steps:
        if step.id != snapshot.deciding and snapshot.runbook.applies[step.id][0] is not False:
            _look_again(work, incident, step, recorded, (reason, first))
    snapshot.steps_changed()


def _look_again(
    work: Work, incident: Incident, step: Step, recorded: Recorded, said: tuple[str, Proposal | None]
) -> None:
    progress = work.snapshot(incident).runbook.progress_of(step.id)
    names = links.against(step, progress.answer, recorded)
    if progress.state is StepState.SKIPPED or (progress.state is StepState.DONE and not names):
        return
    if (choice := links.answer_from(step, recorded)) and _has_its_people(work, step, said[1]):
        _answer(work, incident, step, choice, said)
        return
    if choice and choice == links.answer_by_milestone(step, recorded):
        _propose(work, incident, step, choice)
    if progress.state is StepState.DONE:
        _ask_again(work, incident, step, progress, names)
    elif links.is_complete(step, recorded):
        _complete(work, incident, step)


def _has_its_people(work: Work, step: Step, first: Proposal | None) -> bool:
    """A decision that takes two people does not follow from what one person said, such as a fact by which the last open
    duty is no longer owed."""
    two = step.decision is not None and step.decision.two_people
    return not two or first is not None or not work.library.organisation.wants_two_people


def _answer(work: Work, incident: Incident, step: Step, choice: str, said: tuple[str, Proposal | None]) -> None:
    """Someone decided it with a command: that is the step's decision, by the same person and for the same reason."""
    risk = incident.facts.fact("risk")
    reason = said[0] or (risk.note if risk and step.decision and "risk" in step.decision.sets else "")
    snapshot = work.snapshot(incident)
    before = status_of(step, snapshot.runbook, snapshot.now)
    if step.decision and step.decision.two_people and said[1] is None:  # only where the organization has it so
        decided = FinishStep(step.id, reason, choice)
        proposals.do_alone(work, incident, Prepared(decided, finishing(step.id, step.name, choice), reason))
    step_decisions.keep(work, incident, step, choice, reason, said[1])
    row = step_list.settle(work, incident, step.id, StepState.DONE, reason, choice)
    work.record(incident, events.StepDone(step.id, step.title, reason, choice))
    say_early(work, incident, before, row)
    because = {step.id: sentence("{step} was answered “{choice}”.", step=step.id, choice=sentence(choice))}
    alone = step.decision is not None and not step.decision.two_people  # else who may be its second was not asked
    done = finishing(step.id, step.name, choice) if alone else None
    proposals.settle_about(work, incident, Noun.STEP, because, done)


def _propose(work: Work, incident: Incident, step: Step, choice: str) -> None:
    """Who has just stated the milestone that the step marks says so as the first of the two people that it takes."""
    fact = incident.facts.fact(step.marks.fact) if step.marks else None
    if fact is None or (fact.by, fact.at) != (work.actor, work.now_in(incident)):
        return
    done = finishing(step.id, step.name, choice)
    subject = step_subjects.subject_of(work, incident, step.id, choice)
    first = may(people.actor(work, incident), Act.STEPS, subject).allowed
    if first and not proposals.waits_for_second(work, incident, done):
        prepared = Prepared(FinishStep(step.id, fact.note, choice), done, fact.note)
        proposals.keep(work, incident, Need.TWO_PEOPLE, prepared, sentence("a second person to confirm"))


def _complete(work: Work, incident: Incident, step: Step) -> None:
    """No one has to say so: the bot records that it is done, and by whose statements."""
    marked = (step.marks.fact,) if step.marks else ()
    names = step.asks or marked or tuple(clock.duty_id for clock, _finding in duties_of(work, incident, step.duties))
    step_list.settle(work, incident, step.id, StepState.DONE, "", by=BREACHBOT)
    said = events.StepCompleted(step.id, step.title, in_words(work, incident, names), work.actor)
    replace(work, actor=BREACHBOT).record(incident, said)
    proposals.settle_about(work, incident, Noun.STEP, {step.id: sentence("{step} is already done.", step=step.id)})


def _ask_again(work: Work, incident: Incident, step: Step, progress: StepProgress, names: Sequence[str]) -> None:
    row = work.snapshot(incident).step_row(step.id)
    row.state, row.owners, row.finished_by, row.finished_at = StepState.OPEN, [], None, None
    row.note = row.answer = None
    work.record(incident, events.StepAskedAgain(step.id, step.title, progress.answer, in_words(work, incident, names)))
