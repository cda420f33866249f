"""What a step shares with the rest of the record, as its message shows it: facts, duties, holds, the next check.

Decides nothing: what is linked is written in the runbook, and how it stands is read from the record.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.actions import clocks, linked_steps, profiles, proposals, reminders, snoozes, step_endings, steps
from bot.actions.steps import StepChanged
from bot.actions.work import Work
from bot.domain.clocks import ClockState
from bot.domain.proposals import Noun, Proposal, ProposalKind
from bot.law.duties import Finding
from bot.law.facts import show_value
from bot.messages import _
from bot.runbook import links
from bot.runbook.model import Step
from bot.runbook.steps import StepStatus
from bot.slack import proposals as proposal_views
from bot.slack import steps as step_views
from bot.slack.block_kit import Message, mention, safe, spoken, told, when
from bot.slack.facts import how_sure
from bot.slack.requests import Reader
from bot.store.tables import Clock, Incident

LISTED = 8  # duties in one message


def lines(work: Work, incident: Incident, one: StepStatus) -> Sequence[str]:
    """In the order: the next check, facts, severity, warnings, holds, duties."""
    step = one.step
    known = incident.facts.known
    marked = (step.marks.fact,) if step.marks and step.marks.fact in known else ()
    names = dict.fromkeys((*step.asks, *(step.decision.sets if step.decision else ()), *marked))
    facts = [name for name in names if name in work.law(incident).vocabulary and name not in links.RECORDS]
    check = [_("Not known yet. Next check: {at}", at=when(one.check_at))] if one.check_at else []
    found = [*check, *(_fact(work, incident, name) for name in facts)]
    if links.SEVERITY in names and incident.severity:
        found.append(_("Severity on record: {level}", level=incident.severity))
    if step.safety_first or links.SAFETY in names:
        found += _warnings(work, incident)
    if links.HOLD in names:
        found += _holds(work, incident)
    return [*found, *_duties(work, incident, step)]


@dataclass(frozen=True)
class StepShown:
    step: StepChanged
    linked: Sequence[str]
    proposed: Sequence[str]


def show_step(work: Work, incident: Incident, word: str) -> StepShown:
    found = steps.show_step(work, incident, word)
    return StepShown(found, lines(work, incident, found.status), words_given(work, incident, found.status))


def shown(outcome: StepShown, reader: Reader) -> Message:
    return step_views.shown(outcome.step, outcome.linked, outcome.proposed)


def words_given(work: Work, incident: Incident, one: StepStatus) -> Sequence[str]:
    """What is proposed about the step and waits, whose two words decided it, and who isn't reminded of it now."""
    about = [row for row in proposals.open_of(work, incident) if row.noun is Noun.STEP and row.subject == one.step.id]
    said = [proposal_views.step_note(row, profiles.name_of(work, row.proposed_by)) for row in about]
    if agreed := step_endings.agreement(work, incident, one.step.id):
        said.append(proposal_views.agreed_note(agreed, lambda person: profiles.name_of(work, person)))
    for person, until_at in snoozes.standing(work, incident, one.step.id):
        name, time = profiles.name_of(work, person), spoken(until_at, incident.zone)
        said.append(_("{person} snoozed their reminders about it until {time}.", person=name, time=time))
    return said


def _fact(work: Work, incident: Incident, name: str) -> str:
    law, fact = work.law(incident), incident.facts.fact(name)
    label = safe(_(law.vocabulary[name].label))
    if fact is None:
        return _("{fact}: not known yet", fact=label)
    value = told(show_value(law.vocabulary, law.places, name, fact.value, incident.zone))
    return _("{fact}: {value}", fact=label, value=value) + how_sure(fact)


def _warnings(work: Work, incident: Incident) -> Iterator[str]:
    said = (row.exception for row in work.snapshot(incident).step_rows.values())
    for reason in dict.fromkeys(one for one in said if one):
        yield _(
            "A person in danger is warned at once: {reason} This covers that person only, not a notice to everyone.",
            reason=safe(reason),
        )


def _holds(work: Work, incident: Incident) -> Iterator[str]:
    clocks = work.snapshot(incident).clocks.values()
    for hold in dict.fromkeys(clock.hold for clock in clocks if clock.hold):
        if hold.released_at is None:
            yield _("{agency} asked to wait until {at}.", agency=safe(hold.authority), at=when(hold.until_at))
        else:
            yield _("{agency} lifted its request to wait.", agency=safe(hold.authority))


def ends(work: Work, incident: Incident, proposal: Proposal) -> Sequence[str]:
    """The clocks that end when this answer of a step is confirmed, by name."""
    step = incident.runbook.step(proposal.subject) if proposal.kind is ProposalKind.STEP_DONE else None
    if step is None or step.decision is None or proposal.command.get("choice") not in step.decision.declines:
        return []
    running = _running(work, incident, step)
    return [_("*If confirmed, these clocks end:*"), *running] if running else []


def declines(work: Work, incident: Incident, step: Step) -> Sequence[str]:
    """The clocks that end with the first answer of the step which declines, by name."""
    running = _running(work, incident, step) if step.decision and step.decision.declines else []
    if not (step.decision and running):
        return []
    answers = " / ".join(f"“{safe(_(one))}”" for one in step.decision.declines)
    return [_("*With {answers} these clocks end:*", answers=answers), *running]


def _running(work: Work, incident: Incident, step: Step) -> list[str]:
    return [duty(work, incident, *pair) for pair in linked_steps.running_of(work, incident, step)]


def _duties(work: Work, incident: Incident, step: Step) -> Iterator[str]:
    pairs = linked_steps.duties_of(work, incident, step.duties) if step.duties else ()
    shown = [duty(work, incident, *pair) for pair in pairs]
    yield from shown[:LISTED]
    if len(shown) > LISTED:
        yield _("and {count} more: /breach clocks", count=len(shown) - LISTED)


def duty(work: Work, incident: Incident, clock: Clock, finding: Finding) -> str:
    """One duty with what became of it."""
    title = safe(_(finding.duty.title))
    state = reminders.state_of(work, incident, clock)
    match state:
        case ClockState.MET:
            return _("● {duty}: met, {reference}", duty=title, reference=safe(clock.reference or ""))
        case ClockState.DECLINED:
            both = ", ".join(map(mention, clocks.deciders(work, incident, clock)))
            return _("– {duty}: declined by {person}", duty=title, person=both)
        case ClockState.NOT_OWED | ClockState.UNDETERMINED:
            return _("– {duty}: not owed on current facts", duty=title)
    due_at = clock.target_at or clock.house_at
    return _("○ {duty}: due {at}", duty=title, at=when(due_at)) if due_at else _("○ {duty}: open", duty=title)
